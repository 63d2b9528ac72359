package spotify_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// userAPI answers every request alike and writes down what was asked.
type userAPI struct {
	status int
	body   string
	asked  []string // method, path below the base URL, query, type of a body that is not JSON, body
}

func (a *userAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := r.Method + " " + strings.TrimPrefix(r.URL.EscapedPath(), "/v1")
	if r.URL.RawQuery != "" {
		asked += "?" + r.URL.RawQuery
	}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if kind := r.Header.Get("Content-Type"); len(body) > 0 && kind != "application/json" {
			asked += " " + kind
		}
		asked = strings.TrimSpace(asked + " " + string(body))
	}
	a.asked = append(a.asked, asked)
	w := httptest.NewRecorder()
	w.WriteHeader(a.status)
	io.WriteString(w, a.body)
	return w.Result(), nil
}

func (a *userAPI) client(t *testing.T, opts ...spotify.Option) *spotify.Client {
	t.Helper()
	c, err := spotify.New(append(opts, spotify.WithAccessToken("a-users-token"), spotify.WithMarket("SE"), spotify.WithHTTPClient(&http.Client{Transport: a}))...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestUserRequests(t *testing.T) {
	api := &userAPI{status: http.StatusNoContent} // an answer that suits every method
	c, ctx := api.client(t), t.Context()
	const id = "1Cp6VQCKf2VL4sP09jN9oX"
	ids := []string{id, id}
	uris := []string{"https://open.spotify.com/track/" + id + "?si=x", "spotify:episode:" + id}
	both := []spotify.ItemType{spotify.ItemTypeTrack, spotify.ItemTypeEpisode}
	yes, no, zero, moment := true, false, 0, time.UnixMilli(1500)
	second := func(_ any, err error) error { return err }

	tests := []struct {
		name string
		call func() error
		want string // ID stands for id
	}{
		{"the user of the token", func() error { return second(c.CurrentUser(ctx)) }, "GET /me"},
		{"another user", func() error { return second(c.User(ctx, "a$b c")) }, "GET /users/a$b%20c"},
		{"a playlist", func() error { return second(c.Playlist(ctx, id, nil)) }, "GET /playlists/ID?market=SE&additional_types=track%2Cepisode"},
		{"some fields of a playlist with episodes", func() error {
			return second(c.Playlist(ctx, id, &spotify.PlaylistOptions{Market: "from_token", Fields: "name,owner(id)", AdditionalTypes: both}))
		}, "GET /playlists/ID?market=from_token&fields=name%2Cowner%28id%29&additional_types=track%2Cepisode"},
		{"the user's playlists", func() error {
			return second(c.CurrentUserPlaylists(ctx, &spotify.CurrentUserPlaylistsOptions{Limit: 5, Offset: 10}))
		}, "GET /me/playlists?limit=5&offset=10"},
		{"another user's playlists", func() error {
			return second(c.UserPlaylists(ctx, "spotify:user:wizzler", &spotify.UserPlaylistsOptions{Limit: 1}))
		}, "GET /users/wizzler/playlists?limit=1"},
		{"a private new playlist", func() error {
			return second(c.CreatePlaylist(ctx, "new", &spotify.CreatePlaylistOptions{Public: &no, Collaborative: &yes, Description: "shared"}))
		}, `POST /me/playlists {"name":"new","public":false,"collaborative":true,"description":"shared"}`},
		{"a new playlist of a named user", func() error { return second(c.CreateUserPlaylist(ctx, "wizzler", "new", nil)) }, `POST /users/wizzler/playlists {"name":"new"}`},
		{"a renamed playlist", func() error {
			return c.UpdatePlaylist(ctx, id, &spotify.UpdatePlaylistOptions{Name: "other", Collaborative: &no})
		}, `PUT /playlists/ID {"name":"other","collaborative":false}`},
		{"a cover", func() error { return second(c.PlaylistImages(ctx, id)) }, "GET /playlists/ID/images"},
		{"a new cover", func() error { return c.UploadPlaylistImage(ctx, id, []byte{0xff, 0xd8}) }, "PUT /playlists/ID/images image/jpeg /9g="},
		{"items", func() error {
			return second(c.PlaylistItems(ctx, id, &spotify.PlaylistItemsOptions{Fields: "next", Limit: 50, Offset: 3, AdditionalTypes: both}))
		}, "GET /playlists/ID/items?market=SE&fields=next&limit=50&offset=3&additional_types=track%2Cepisode"},
		{"items put first", func() error {
			return second(c.AddPlaylistItems(ctx, id, uris, &spotify.AddPlaylistItemsOptions{Position: &zero}))
		}, `POST /playlists/ID/items {"uris":["spotify:track:ID","spotify:episode:ID"],"position":0}`},
		{"items put last", func() error { return second(c.AddPlaylistItems(ctx, id, uris[:1], nil)) }, `POST /playlists/ID/items {"uris":["spotify:track:ID"]}`},
		{"items out of a snapshot", func() error {
			return second(c.RemovePlaylistItems(ctx, id, uris, &spotify.RemovePlaylistItemsOptions{SnapshotID: "v1"}))
		}, `DELETE /playlists/ID/items {"items":[{"uri":"spotify:track:ID"},{"uri":"spotify:episode:ID"}],"snapshot_id":"v1"}`},
		{"other items", func() error { return second(c.ReplacePlaylistItems(ctx, id, uris[:1])) }, `PUT /playlists/ID/items {"uris":["spotify:track:ID"]}`},
		{"no items any more", func() error { return second(c.ReplacePlaylistItems(ctx, id, nil)) }, `PUT /playlists/ID/items {"uris":[]}`},
		{"items moved", func() error {
			return second(c.ReorderPlaylistItems(ctx, id, 0, 5, &spotify.ReorderPlaylistItemsOptions{RangeLength: 2, SnapshotID: "v1"}))
		}, `PUT /playlists/ID/items {"range_start":0,"insert_before":5,"range_length":2,"snapshot_id":"v1"}`},
		{"tracks", func() error { return second(c.PlaylistTracks(ctx, id, &spotify.PlaylistTracksOptions{Limit: 100})) }, "GET /playlists/ID/tracks?market=SE&limit=100&additional_types=track%2Cepisode"},
		{"tracks put first", func() error {
			return second(c.AddPlaylistTracks(ctx, id, uris, &spotify.AddPlaylistTracksOptions{Position: &zero}))
		}, `POST /playlists/ID/tracks {"uris":["spotify:track:ID","spotify:episode:ID"],"position":0}`},
		{"tracks out of a snapshot", func() error {
			return second(c.RemovePlaylistTracks(ctx, id, uris[:1], &spotify.RemovePlaylistTracksOptions{SnapshotID: "v1"}))
		}, `DELETE /playlists/ID/tracks {"tracks":[{"uri":"spotify:track:ID"}],"snapshot_id":"v1"}`},
		{"other tracks", func() error { return second(c.ReplacePlaylistTracks(ctx, id, uris[:1])) }, `PUT /playlists/ID/tracks {"uris":["spotify:track:ID"]}`},
		{"a track moved", func() error { return second(c.ReorderPlaylistTracks(ctx, id, 3, 0, nil)) }, `PUT /playlists/ID/tracks {"range_start":3,"insert_before":0}`},
		{"saved albums", func() error {
			return second(c.SavedAlbums(ctx, &spotify.SavedAlbumsOptions{Market: "DE", Limit: 1, Offset: 2}))
		}, "GET /me/albums?market=DE&limit=1&offset=2"},
		{"saved tracks", func() error { return second(c.SavedTracks(ctx, nil)) }, "GET /me/tracks?market=SE"},
		{"saved shows", func() error { return second(c.SavedShows(ctx, &spotify.SavedShowsOptions{Limit: 1})) }, "GET /me/shows?limit=1"},
		{"saved episodes", func() error { return second(c.SavedEpisodes(ctx, nil)) }, "GET /me/episodes?market=SE"},
		{"saved audiobooks", func() error { return second(c.SavedAudiobooks(ctx, &spotify.SavedAudiobooksOptions{Offset: 4})) }, "GET /me/audiobooks?offset=4"},
		{"a library with more", func() error { return c.SaveToLibrary(ctx, uris) }, "PUT /me/library?uris=spotify%3Atrack%3AID%2Cspotify%3Aepisode%3AID"},
		{"a library with less", func() error { return c.RemoveFromLibrary(ctx, uris[:1]) }, "DELETE /me/library?uris=spotify%3Atrack%3AID"},
		{"what a library contains", func() error { return second(c.LibraryContains(ctx, uris[:1])) }, "GET /me/library/contains?uris=spotify%3Atrack%3AID"},
		{"albums saved", func() error { return c.SaveAlbums(ctx, ids) }, "PUT /me/albums?ids=ID%2CID"},
		{"albums no longer saved", func() error { return c.RemoveSavedAlbums(ctx, ids) }, "DELETE /me/albums?ids=ID%2CID"},
		{"whether albums are saved", func() error { return second(c.SavedAlbumsContain(ctx, ids)) }, "GET /me/albums/contains?ids=ID%2CID"},
		{"tracks saved now", func() error { return c.SaveTracks(ctx, ids, nil) }, `PUT /me/tracks {"ids":["ID","ID"]}`},
		{"tracks saved in the past", func() error {
			return c.SaveTracks(ctx, ids[:1], &spotify.SaveTracksOptions{AddedAt: []time.Time{moment}})
		}, `PUT /me/tracks {"timestamped_ids":[{"id":"ID","added_at":"1970-01-01T00:00:01.5Z"}]}`},
		{"tracks no longer saved", func() error { return c.RemoveSavedTracks(ctx, ids) }, "DELETE /me/tracks?ids=ID%2CID"},
		{"whether tracks are saved", func() error { return second(c.SavedTracksContain(ctx, ids)) }, "GET /me/tracks/contains?ids=ID%2CID"},
		{"shows saved", func() error { return c.SaveShows(ctx, ids) }, "PUT /me/shows?ids=ID%2CID"},
		{"shows no longer saved", func() error { return c.RemoveSavedShows(ctx, ids, nil) }, "DELETE /me/shows?ids=ID%2CID&market=SE"},
		{"whether shows are saved", func() error { return second(c.SavedShowsContain(ctx, ids)) }, "GET /me/shows/contains?ids=ID%2CID"},
		{"episodes saved", func() error { return c.SaveEpisodes(ctx, ids) }, "PUT /me/episodes?ids=ID%2CID"},
		{"episodes no longer saved", func() error { return c.RemoveSavedEpisodes(ctx, ids) }, "DELETE /me/episodes?ids=ID%2CID"},
		{"whether episodes are saved", func() error { return second(c.SavedEpisodesContain(ctx, ids)) }, "GET /me/episodes/contains?ids=ID%2CID"},
		{"audiobooks saved", func() error { return c.SaveAudiobooks(ctx, ids) }, "PUT /me/audiobooks?ids=ID%2CID"},
		{"audiobooks no longer saved", func() error { return c.RemoveSavedAudiobooks(ctx, ids) }, "DELETE /me/audiobooks?ids=ID%2CID"},
		{"whether audiobooks are saved", func() error { return second(c.SavedAudiobooksContain(ctx, ids)) }, "GET /me/audiobooks/contains?ids=ID%2CID"},
		{"followed artists", func() error {
			return second(c.FollowedArtists(ctx, &spotify.FollowedArtistsOptions{After: id, Limit: 3}))
		}, "GET /me/following?type=artist&after=ID&limit=3"},
		{"artists followed", func() error { return c.FollowArtists(ctx, ids) }, "PUT /me/following?type=artist&ids=ID%2CID"},
		{"artists no longer followed", func() error { return c.UnfollowArtists(ctx, ids) }, "DELETE /me/following?type=artist&ids=ID%2CID"},
		{"users followed", func() error { return c.FollowUsers(ctx, []string{"wizzler"}) }, "PUT /me/following?type=user&ids=wizzler"},
		{"users no longer followed", func() error { return c.UnfollowUsers(ctx, []string{"wizzler"}) }, "DELETE /me/following?type=user&ids=wizzler"},
		{"whether artists are followed", func() error { return second(c.IsFollowingArtists(ctx, ids)) }, "GET /me/following/contains?type=artist&ids=ID%2CID"},
		{"whether users are followed", func() error { return second(c.IsFollowingUsers(ctx, []string{"wizzler"})) }, "GET /me/following/contains?type=user&ids=wizzler"},
		{"a playlist followed", func() error { return c.FollowPlaylist(ctx, id, nil) }, "PUT /playlists/ID/followers"},
		{"a playlist followed in private", func() error { return c.FollowPlaylist(ctx, id, &spotify.FollowPlaylistOptions{Public: &no}) }, `PUT /playlists/ID/followers {"public":false}`},
		{"a playlist no longer followed", func() error { return c.UnfollowPlaylist(ctx, id) }, "DELETE /playlists/ID/followers"},
		{"whether a playlist is followed", func() error { return second(c.IsFollowingPlaylist(ctx, id, nil)) }, "GET /playlists/ID/followers/contains"},
		{"whether a named user follows a playlist", func() error {
			return second(c.IsFollowingPlaylist(ctx, id, &spotify.IsFollowingPlaylistOptions{UserID: "wizzler"}))
		}, "GET /playlists/ID/followers/contains?ids=wizzler"},
		{"top tracks", func() error {
			return second(c.TopTracks(ctx, &spotify.TopTracksOptions{TimeRange: spotify.TimeRangeLongTerm, Limit: 1}))
		}, "GET /me/top/tracks?time_range=long_term&limit=1"},
		{"top artists", func() error { return second(c.TopArtists(ctx, nil)) }, "GET /me/top/artists"},
		{"the player", func() error { return second(c.PlaybackState(ctx, nil)) }, "GET /me/player?market=SE&additional_types=track%2Cepisode"},
		{"what plays, episodes too", func() error {
			return second(c.CurrentlyPlaying(ctx, &spotify.CurrentlyPlayingOptions{AdditionalTypes: both}))
		}, "GET /me/player/currently-playing?market=SE&additional_types=track%2Cepisode"},
		{"devices", func() error { return second(c.Devices(ctx)) }, "GET /me/player/devices"},
		{"the queue", func() error { return second(c.Queue(ctx)) }, "GET /me/player/queue"},
		{"more in the queue", func() error { return c.AddToQueue(ctx, uris[0], &spotify.AddToQueueOptions{DeviceID: "d 1"}) }, "POST /me/player/queue?uri=spotify%3Atrack%3AID&device_id=d+1"},
		{"plays since", func() error {
			return second(c.RecentlyPlayed(ctx, &spotify.RecentlyPlayedOptions{Limit: 2, After: moment}))
		}, "GET /me/player/recently-played?limit=2&after=1500"},
		{"plays until", func() error { return second(c.RecentlyPlayed(ctx, &spotify.RecentlyPlayedOptions{Before: moment})) }, "GET /me/player/recently-played?before=1500"},
		{"going on", func() error { return c.StartPlayback(ctx, nil) }, "PUT /me/player/play"},
		{"playing saved tracks from the first", func() error {
			return c.StartPlayback(ctx, &spotify.StartPlaybackOptions{DeviceID: "d", ContextURI: "spotify:user:wizzler:collection", OffsetPosition: &zero, PositionMS: &zero})
		}, `PUT /me/player/play?device_id=d {"context_uri":"spotify:user:wizzler:collection","offset":{"position":0},"position_ms":0}`},
		{"playing an album by its page", func() error {
			return c.StartPlayback(ctx, &spotify.StartPlaybackOptions{ContextURI: "https://open.spotify.com/intl-de/album/" + id})
		}, `PUT /me/player/play {"context_uri":"spotify:album:ID"}`},
		{"playing items from one of them", func() error {
			return c.StartPlayback(ctx, &spotify.StartPlaybackOptions{URIs: uris, OffsetURI: uris[0]})
		}, `PUT /me/player/play {"uris":["spotify:track:ID","spotify:episode:ID"],"offset":{"uri":"spotify:track:ID"}}`},
		{"pausing", func() error { return c.PausePlayback(ctx, nil) }, "PUT /me/player/pause"},
		{"skipping on a device", func() error { return c.SkipToNext(ctx, &spotify.SkipToNextOptions{DeviceID: "d"}) }, "POST /me/player/next?device_id=d"},
		{"skipping back", func() error { return c.SkipToPrevious(ctx, nil) }, "POST /me/player/previous"},
		{"seeking the start", func() error { return c.SeekTo(ctx, 0, nil) }, "PUT /me/player/seek?position_ms=0"},
		{"repeating nothing", func() error { return c.SetRepeat(ctx, spotify.RepeatStateOff, nil) }, "PUT /me/player/repeat?state=off"},
		{"muting a device", func() error { return c.SetVolume(ctx, 0, &spotify.SetVolumeOptions{DeviceID: "d"}) }, "PUT /me/player/volume?volume_percent=0&device_id=d"},
		{"shuffle off", func() error { return c.SetShuffle(ctx, false, nil) }, "PUT /me/player/shuffle?state=false"},
		{"another device", func() error { return c.TransferPlayback(ctx, "d", &spotify.TransferPlaybackOptions{Play: true}) }, `PUT /me/player {"device_ids":["d"],"play":true}`},
		{"another device, as it is", func() error { return c.TransferPlayback(ctx, "d", nil) }, `PUT /me/player {"device_ids":["d"]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			api.asked = nil
			if err := tt.call(); err != nil {
				t.Fatal(err)
			}
			want := strings.ReplaceAll(tt.want, "ID", id)
			if len(api.asked) != 1 || api.asked[0] != want {
				t.Errorf("asked %q\nwant  %q", api.asked, want)
			}
		})
	}
}

func TestUserAnswers(t *testing.T) {
	const id = "1Cp6VQCKf2VL4sP09jN9oX"
	uris, ctx := []string{"spotify:track:" + id}, t.Context()
	tests := []struct {
		name   string
		answer string
		ok     func(c *spotify.Client) (bool, error)
	}{
		{"the snapshot that a write made", `{"snapshot_id":"v2"}`, func(c *spotify.Client) (bool, error) {
			snapshot, err := c.AddPlaylistItems(ctx, id, uris, nil)
			return snapshot == "v2", err
		}},
		{"a page in an envelope", `{"artists":{"items":[{"name":"One"},null],"cursors":{"after":"x"}}}`, func(c *spotify.Client) (bool, error) {
			page, err := c.FollowedArtists(ctx, nil)
			return err == nil && len(page.Items) == 1 && page.Items[0].Name == "One" && page.Cursors.After == "x", err
		}},
		{"devices in an envelope", `{"devices":[{"name":"desk","volume_percent":null},{"name":"phone","volume_percent":0}]}`, func(c *spotify.Client) (bool, error) {
			devices, err := c.Devices(ctx)
			return len(devices) == 2 && devices[0].VolumePercent == nil && devices[1].VolumePercent != nil, err
		}},
		{"a list of truths", `[true,false]`, func(c *spotify.Client) (bool, error) {
			saved, err := c.LibraryContains(ctx, []string{uris[0], uris[0]})
			return len(saved) == 2 && saved[0] && !saved[1], err
		}},
		{"one truth", `[true]`, func(c *spotify.Client) (bool, error) { return c.IsFollowingPlaylist(ctx, id, nil) }},
		{"a cover without a size", `[{"url":"https://i.scdn.co/image/1","height":null,"width":null}]`, func(c *spotify.Client) (bool, error) {
			images, err := c.PlaylistImages(ctx, id)
			return len(images) == 1 && images[0].URL != "", err
		}},
		{"a playlist in the old spelling", `{"tracks":{"items":[{"track":{"type":"track","name":"One"}}]}}`, func(c *spotify.Client) (bool, error) {
			p, err := c.Playlist(ctx, id, nil)
			return err == nil && p.Items != nil && len(p.Items.Items) == 1 && p.Items.Items[0].Item.Track != nil, err
		}},
		{"a playlist in both spellings", `{"tracks":null,"items":{"items":[{"track":null,"item":{"type":"episode","name":"One"}}]}}`, func(c *spotify.Client) (bool, error) {
			p, err := c.Playlist(ctx, id, nil)
			return err == nil && p.Items != nil && len(p.Items.Items) == 1 && p.Items.Items[0].Item.Episode != nil, err
		}},
		{"a playlist without its items", `{"name":"theirs","images":null,"public":null}`, func(c *spotify.Client) (bool, error) {
			p, err := c.Playlist(ctx, id, nil)
			return err == nil && p.Name == "theirs" && p.Items == nil && p.Public == nil, err
		}},
		{"a player that is told of in floats", `{"timestamp":1.729276241451E12,"progress_ms":15611.0,"item":null,"actions":{"disallows":{"resuming":true}}}`, func(c *spotify.Client) (bool, error) {
			s, err := c.CurrentlyPlaying(ctx, nil)
			return err == nil && s.Timestamp == 1729276241451 && s.ProgressMS == 15611 && s.Actions.Disallows.Resuming, err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			api := &userAPI{status: http.StatusOK, body: tt.answer}
			if ok, err := tt.ok(api.client(t)); err != nil || !ok {
				t.Errorf("%s was misread (error: %v)", tt.answer, err)
			}
		})
	}
}

func TestPlaybackStateOfNothing(t *testing.T) {
	api := &userAPI{status: http.StatusNoContent}
	state, err := api.client(t).PlaybackState(t.Context(), nil)
	if err != nil || state == nil || state.IsPlaying || state.Item.Track != nil {
		t.Errorf("PlaybackState on 204 = %+v, %v; want an empty one", state, err)
	}
}

func TestUserWritesInDoubt(t *testing.T) {
	const id = "1Cp6VQCKf2VL4sP09jN9oX"
	tests := []struct {
		name  string
		call  func(ctx context.Context, c *spotify.Client) error
		tries int
	}{
		{"pausing twice is pausing", func(ctx context.Context, c *spotify.Client) error { return c.PausePlayback(ctx, nil) }, 2},
		{"starting twice would start again", func(ctx context.Context, c *spotify.Client) error { return c.StartPlayback(ctx, nil) }, 1},
		{"skipping twice would skip two", func(ctx context.Context, c *spotify.Client) error { return c.SkipToNext(ctx, nil) }, 1},
		{"replacing twice is replacing", func(ctx context.Context, c *spotify.Client) error {
			_, err := c.ReplacePlaylistItems(ctx, id, nil)
			return err
		}, 2},
		{"moving twice would move two", func(ctx context.Context, c *spotify.Client) error {
			_, err := c.ReorderPlaylistItems(ctx, id, 0, 2, nil)
			return err
		}, 1},
		{"moving tracks twice would move two", func(ctx context.Context, c *spotify.Client) error {
			_, err := c.ReorderPlaylistTracks(ctx, id, 0, 2, nil)
			return err
		}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				api := &userAPI{status: http.StatusServiceUnavailable}
				err := tt.call(t.Context(), api.client(t, spotify.WithMaxRetries(1)))
				if !errors.Is(err, spotify.ErrServer) || len(api.asked) != tt.tries {
					t.Errorf("%d requests, error %v; want %d and one that matches ErrServer", len(api.asked), err, tt.tries)
				}
			})
		})
	}
}
