package spotify_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/spotify-sdk/spotify"
)

// What methods return that is not the response's own object.
func TestEndpointResponses(t *testing.T) {
	const id = endpointID
	uris, ctx := []string{"spotify:track:" + id}, t.Context()
	tests := []struct {
		name     string
		response string
		ok       func(c *spotify.Client) (bool, error)
	}{
		{"an artist's top tracks in an envelope", `{"tracks":[{"name":"One"},null,{"name":"Two"}]}`,
			func(c *spotify.Client) (bool, error) {
				tracks, err := c.ArtistTopTracks(ctx, id, nil)
				return len(tracks) == 2 && tracks[1].Name == "Two", err
			}},
		{"featured playlists with their title", `{"message":"Hits","playlists":{"items":[{"name":"One"},null],"total":1}}`,
			func(c *spotify.Client) (bool, error) {
				featured, err := c.FeaturedPlaylists(ctx, nil)
				return err == nil && featured.Message == "Hits" && len(featured.Playlists.Items) == 1, err
			}},
		{"related artists in an envelope", `{"artists":[{"name":"One"}]}`, func(c *spotify.Client) (bool, error) {
			artists, err := c.RelatedArtists(ctx, id)
			return len(artists) == 1 && artists[0].Name == "One", err
		}},
		{"new releases in an envelope", `{"albums":{"items":[{"name":"One","album_type":"ep"}],"total":100}}`,
			func(c *spotify.Client) (bool, error) {
				page, err := c.NewReleases(ctx, nil)
				return err == nil && len(page.Items) == 1 && page.Items[0].AlbumType == spotify.AlbumTypeEP &&
					page.Total == 100, err
			}},
		{"categories in an envelope", `{"categories":{"items":[{"id":"party","icons":null}],"next":null}}`,
			func(c *spotify.Client) (bool, error) {
				page, err := c.Categories(ctx, nil)
				return err == nil && len(page.Items) == 1 && page.Items[0].ID == "party" && page.Next == "", err
			}},
		{"markets in an envelope", `{"markets":["SE","DE","SE",null,"xx","EUR"]}`,
			func(c *spotify.Client) (bool, error) {
				markets, err := c.AvailableMarkets(ctx)
				return slices.Equal(slices.Collect(markets.All()), []string{"DE", "SE"}), err
			}},
		{"genres in an envelope", `{"genres":["jazz",null,"r-n-b"]}`, func(c *spotify.Client) (bool, error) {
			genres, err := c.GenreSeeds(ctx)
			return slices.Equal(genres, []string{"jazz", "r-n-b"}), err
		}},
		{"features in the envelope's own spelling", `{"audio_features":[null]}`, func(c *spotify.Client) (bool, error) {
			features, err := c.TracksAudioFeatures(ctx, []string{id})
			return len(features) == 1 && features[0] == nil, err
		}},
		{"the snapshot that a write made", `{"snapshot_id":"v2"}`, func(c *spotify.Client) (bool, error) {
			snapshot, err := c.AddPlaylistItems(ctx, id, uris, nil)
			return snapshot == "v2", err
		}},
		{"a page of cursors in an envelope", `{"artists":{"items":[{"name":"One"},null],"cursors":{"after":"x"}}}`,
			func(c *spotify.Client) (bool, error) {
				page, err := c.FollowedArtists(ctx, nil)
				return err == nil && len(page.Items) == 1 && page.Items[0].Name == "One" && page.Cursors.After == "x",
					err
			}},
		{"devices in an envelope",
			`{"devices":[{"name":"desk","volume_percent":null},{"name":"phone","volume_percent":0}]}`,
			func(c *spotify.Client) (bool, error) {
				devices, err := c.Devices(ctx)
				return len(devices) == 2 && devices[0].VolumePercent == nil && devices[1].VolumePercent != nil, err
			}},
		{"a list of truths", `[true,false]`, func(c *spotify.Client) (bool, error) {
			saved, err := c.LibraryContains(ctx, []string{uris[0], uris[0]})
			return len(saved) == 2 && saved[0] && !saved[1], err
		}},
		{"one truth", `[true]`, func(c *spotify.Client) (bool, error) { return c.IsFollowingPlaylist(ctx, id, nil) }},
		{"a cover without a size", `[{"url":"https://i.scdn.co/image/1","height":null,"width":null}]`,
			func(c *spotify.Client) (bool, error) {
				images, err := c.PlaylistImages(ctx, id)
				return len(images) == 1 && images[0].URL != "", err
			}},
		{"a write's response that is not JSON", `BTo4`,
			func(c *spotify.Client) (bool, error) { return true, c.SkipToNext(ctx, nil) }},
		{"a player that is told of in floats",
			`{"timestamp":1.729276241451E12,"progress_ms":15611.0,"item":null,"actions":{"disallows":{"resuming":true}}}`, func(c *spotify.Client) (bool, error) {
				s, err := c.CurrentlyPlaying(ctx, nil)
				return err == nil && s.Timestamp == 1729276241451 && s.ProgressMS == 15611 &&
					s.Actions.Disallows.Resuming, err
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, c := newFakeClient(t, http.StatusOK, tt.response)
			if ok, err := tt.ok(c); err != nil || !ok {
				t.Errorf("%s was misread (error: %v)", tt.response, err)
			}
		})
	}
}

func TestPlaybackOfNothingIsEmpty(t *testing.T) {
	_, c := newFakeClient(t, http.StatusNoContent, "")
	for name, call := range map[string]func() (*spotify.PlaybackState, error){
		"PlaybackState":    func() (*spotify.PlaybackState, error) { return c.PlaybackState(t.Context(), nil) },
		"CurrentlyPlaying": func() (*spotify.PlaybackState, error) { return c.CurrentlyPlaying(t.Context(), nil) },
	} {
		state, err := call()
		if err != nil || state == nil || state.IsPlaying || state.Item.Track != nil {
			t.Errorf("%s on 204 = %+v, %v; want an empty one", name, state, err)
		}
	}
}

// A caller takes the i-th result to be that of the i-th ID.
func TestContainsReturnsOneResultPerID(t *testing.T) {
	ids := []string{endpointID, endpointID2}
	for _, body := range []string{`[]`, `null`, `[true]`, `[true,false,true]`} {
		_, c := newFakeClient(t, http.StatusOK, body)
		for name, call := range map[string]func() ([]bool, error){
			"SavedTracksContain": func() ([]bool, error) { return c.SavedTracksContain(t.Context(), ids) },
			"IsFollowingArtists": func() ([]bool, error) { return c.IsFollowingArtists(t.Context(), ids) },
			"LibraryContains": func() ([]bool, error) {
				return c.LibraryContains(t.Context(),
					[]string{"spotify:track:" + endpointID, "spotify:album:" + endpointID})
			},
		} {
			if got, err := call(); got != nil || apiErr(t, err).StatusCode != http.StatusOK {
				t.Errorf("%s with response %s = %v, %v; want an error", name, body, got, err)
			}
		}
	}
	_, c := newFakeClient(t, http.StatusOK, `[]`)
	if got, err := c.IsFollowingPlaylist(t.Context(), endpointID, nil); got ||
		apiErr(t, err).StatusCode != http.StatusOK {
		t.Errorf("IsFollowingPlaylist with response [] = %v, %v; want an error", got, err)
	}
}

// A success with an unreadable body is an error with the endpoint's name, whatever
// the method, and never nil alongside a nil error.
func TestEndpointsRefuseUnreadableSuccesses(t *testing.T) {
	writes := map[string]bool{"PUT": true, "POST": true, "DELETE": true}
	for _, body := range []string{"", "<html>", `"text"`, `{"a":`, "null x"} {
		f, c := newFakeClient(t, http.StatusOK, body, spotify.WithMaxRetries(0))
		for _, row := range endpoints(t.Context(), c) {
			err := row.call()
			calls := f.apiRequests()
			last := calls[len(calls)-1]
			if err == nil && writes[last.method] {
				continue // many writes have no result, so their body is not looked at
			}
			e := apiErr(t, err)
			if e.StatusCode != http.StatusOK || e.Method+" "+e.Route != last.pattern ||
				errors.Is(err, spotify.ErrBadRequest) {
				t.Errorf("%s, with response %q: %v for %s, status %d", row.name, body, err, e.Route, e.StatusCode)
			}
		}
	}
}

func TestWritesThatMayHaveExecuted(t *testing.T) {
	const id = endpointID
	tests := []struct {
		name  string
		call  func(ctx context.Context, c *spotify.Client) error
		tries int
	}{
		{"pausing twice is pausing",
			func(ctx context.Context, c *spotify.Client) error { return c.PausePlayback(ctx, nil) }, 2},
		{"starting twice would start again",
			func(ctx context.Context, c *spotify.Client) error { return c.StartPlayback(ctx, nil) }, 1},
		{"skipping twice would skip two",
			func(ctx context.Context, c *spotify.Client) error { return c.SkipToNext(ctx, nil) }, 1},
		{"queueing twice would play twice", func(ctx context.Context, c *spotify.Client) error {
			return c.AddToQueue(ctx, "spotify:track:"+id, nil)
		}, 1},
		{"adding twice would add two", func(ctx context.Context, c *spotify.Client) error {
			return errorOf(c.AddPlaylistItems(ctx, id, []string{"spotify:track:" + id}, nil))
		}, 1},
		{"replacing twice is replacing", func(ctx context.Context, c *spotify.Client) error {
			return errorOf(c.ReplacePlaylistItems(ctx, id, nil))
		}, 2},
		{"moving twice would move two", func(ctx context.Context, c *spotify.Client) error {
			return errorOf(c.ReorderPlaylistItems(ctx, id, 0, 2, nil))
		}, 1},
		{"moving tracks twice would move two", func(ctx context.Context, c *spotify.Client) error {
			return errorOf(c.ReorderPlaylistTracks(ctx, id, 0, 2, nil))
		}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, c := newFakeClient(t, http.StatusServiceUnavailable, "", spotify.WithMaxRetries(1))
				err := recorded(tt.call(t.Context(), c))
				if !errors.Is(err, spotify.ErrServer) || len(f.apiRequests()) != tt.tries {
					t.Errorf("%d requests, error %v; want %d and one that matches ErrServer", len(f.apiRequests()),
						err, tt.tries)
				}
			})
		})
	}
}
