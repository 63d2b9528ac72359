package spotify_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

func TestUserModelsSurviveStoring(t *testing.T) {
	public, volume := true, 0
	user := spotify.PublicUser{ID: "wizzler", Images: []spotify.Image{}, Type: "user", URI: "spotify:user:wizzler"}
	context := &spotify.Context{Href: "https://api.spotify.com/v1/me/tracks", Type: "collection",
		URI: "spotify:user:wizzler:collection"}
	moment := time.Date(2025, 7, 29, 21, 11, 55, 589e6, time.UTC)
	entries := []spotify.PlaylistItem{
		{AddedAt: moment, AddedBy: &user, Item: spotify.Item{Track: &spotify.Track{Type: "track", Name: "One"}},
			VideoThumbnail: spotify.VideoThumbnail{URL: "https://i.scdn.co/v"}},
		{AddedAt: moment, Item: spotify.Item{Episode: &spotify.Episode{Type: "episode", Name: "Two"}},
			PrimaryColor: "#fff"},
		{IsLocal: true},
	}
	tests := []struct {
		name  string
		model any
	}{
		{"a playlist with its items", &spotify.Playlist{Collaborative: true, Description: "all &amp; sundry",
			Followers: &spotify.Followers{Total: 3}, ID: "1Cp6VQCKf2VL4sP09jN9oX",
			Items: &spotify.Page[spotify.PlaylistItem]{Items: entries, Limit: 100, Total: 3}, Owner: user,
			Public: &public, SnapshotID: "AAAA"}},
		{"a playlist whose items are withheld", &spotify.Playlist{Name: "theirs", Images: []spotify.Image{}}},
		{"a playlist in a list",
			&spotify.SimplifiedPlaylist{Name: "listed", Owner: user, Items: &spotify.PlaylistItemsRef{}}},
		{"the user of the token, who allows all", &spotify.PrivateUser{AccountID: "aB3dE5fG7h",
			ExplicitContent: &spotify.ExplicitContent{}, Email: "a@example.com", Product: "premium"}},
		{"a muted player", &spotify.PlaybackState{Device: spotify.Device{Name: "desk", VolumePercent: &volume},
			RepeatState: spotify.RepeatStateContext, SmartShuffle: true, Context: context,
			Timestamp: 1729276241451, ProgressMS: 15611, IsPlaying: true, Item: entries[1].Item,
			CurrentlyPlayingType: spotify.PlayingTypeEpisode,
			Actions:              spotify.Actions{Disallows: spotify.Disallows{Resuming: true, SkippingPrev: true}}}},
		{"a player that is off", &spotify.PlaybackState{}},
		{"a queue", &spotify.Queue{CurrentlyPlaying: entries[0].Item,
			Queue: []spotify.Item{entries[1].Item, entries[0].Item}}},
		{"an empty queue", &spotify.Queue{Queue: []spotify.Item{}}},
		{"a play from a context",
			&spotify.PlayHistory{Track: spotify.Track{Name: "One"}, PlayedAt: moment, Context: context}},
		{"a play from none", &spotify.PlayHistory{PlayedAt: moment}},
		{"a saved track", &spotify.SavedTrack{AddedAt: moment, Track: spotify.Track{Name: "One"}}},
		{"a saved album", &spotify.SavedAlbum{AddedAt: moment, Album: spotify.Album{Name: "One"}}},
		{"a saved show", &spotify.SavedShow{AddedAt: moment, Show: spotify.SimplifiedShow{Name: "One"}}},
		{"a saved episode", &spotify.SavedEpisode{AddedAt: moment, Episode: spotify.Episode{Name: "One"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stored, err := json.Marshal(tt.model)
			if err != nil {
				t.Fatal(err)
			}
			got := reflect.New(reflect.TypeOf(tt.model).Elem()).Interface()
			if err := json.Unmarshal(stored, got); err != nil {
				t.Fatalf("reading back %s: %v", stored, err)
			}
			if !reflect.DeepEqual(got, tt.model) {
				again, _ := json.Marshal(got)
				t.Errorf("stored as %s\nread as   %s", stored, again)
			}
		})
	}
}

// What is refused is refused before the client is looked at, so none is needed.
func TestUserCallsRefuseArguments(t *testing.T) {
	c, ctx := new(spotify.Client), t.Context()
	const track, album, playlist = "spotify:track:4iV5W9uYEdYUVa79Axb7Rh", "spotify:album:4iV5W9uYEdYUVa79Axb7Rh",
		"1Cp6VQCKf2VL4sP09jN9oX"
	tracks := func(n int) []string { return slices.Repeat([]string{track}, n) }
	albums := func(n int) []string { return slices.Repeat([]string{album}, n) }
	second := func(_ any, err error) error { return err }
	moment := time.Unix(1, 0)

	tests := []struct {
		name string
		err  error
		want error
	}{
		{"nothing to save", c.SaveToLibrary(ctx, nil), spotify.ErrBadRequest},
		{"41 things to save", c.SaveToLibrary(ctx, tracks(41)), spotify.ErrBadRequest},
		{"41 things to forget", c.RemoveFromLibrary(ctx, tracks(41)), spotify.ErrBadRequest},
		{"41 things to look for", second(c.LibraryContains(ctx, tracks(41))), spotify.ErrBadRequest},
		{"a bare ID in the library", c.SaveToLibrary(ctx, []string{playlist}), spotify.ErrInvalidID},
		{"21 albums", c.SaveAlbums(ctx, albums(21)), spotify.ErrBadRequest},
		{"no albums", c.RemoveSavedAlbums(ctx, []string{}), spotify.ErrBadRequest},
		{"a track among albums", second(c.SavedAlbumsContain(ctx, tracks(1))), spotify.ErrInvalidID},
		{"51 tracks", c.SaveTracks(ctx, tracks(51), nil), spotify.ErrBadRequest},
		{"two tracks and one moment", c.SaveTracks(ctx, tracks(2),
			&spotify.SaveTracksOptions{AddedAt: []time.Time{moment}}), spotify.ErrBadRequest},
		{"an album among artists", c.FollowArtists(ctx, albums(1)), spotify.ErrInvalidID},
		{"no users", second(c.IsFollowingUsers(ctx, nil)), spotify.ErrBadRequest},
		{"a playlist as user", second(c.IsFollowingPlaylist(ctx, playlist,
			&spotify.IsFollowingPlaylistOptions{UserID: album})), spotify.ErrInvalidID},
		{"a playlist without a name", second(c.CreatePlaylist(ctx, "", nil)), spotify.ErrBadRequest},
		{"a user's playlist without a name", second(c.CreateUserPlaylist(ctx, "wizzler", "", nil)),
			spotify.ErrBadRequest},
		{"a change of nothing", c.UpdatePlaylist(ctx, playlist, nil), spotify.ErrBadRequest},
		{"101 items to add", second(c.AddPlaylistItems(ctx, playlist, tracks(101), nil)), spotify.ErrBadRequest},
		{"an album as item", second(c.AddPlaylistItems(ctx, playlist, albums(1), nil)), spotify.ErrInvalidID},
		{"no items to add", second(c.AddPlaylistTracks(ctx, playlist, nil, nil)), spotify.ErrBadRequest},
		{"no items to remove", second(c.RemovePlaylistItems(ctx, playlist, nil, nil)), spotify.ErrBadRequest},
		{"a local file to remove",
			second(c.RemovePlaylistTracks(ctx, playlist, []string{"spotify:local:A:B:C:1"}, nil)),
			spotify.ErrInvalidID},
		{"101 items to put in place", second(c.ReplacePlaylistItems(ctx, playlist, tracks(101))),
			spotify.ErrBadRequest},
		{"no cover", c.UploadPlaylistImage(ctx, playlist, nil), spotify.ErrBadRequest},
		{"a cover one byte too large", c.UploadPlaylistImage(ctx, playlist, make([]byte, 192<<10+1)),
			spotify.ErrBadRequest},
		{"plays after and before",
			second(c.RecentlyPlayed(ctx, &spotify.RecentlyPlayedOptions{After: moment, Before: moment})),
			spotify.ErrBadRequest},
		{"an album in the queue", c.AddToQueue(ctx, album, nil), spotify.ErrInvalidID},
		{"a context that is a bare ID", c.StartPlayback(ctx, &spotify.StartPlaybackOptions{ContextURI: playlist}),
			spotify.ErrInvalidID},
		{"nobody's collection as context", c.StartPlayback(ctx,
			&spotify.StartPlaybackOptions{ContextURI: "spotify:user::collection"}), spotify.ErrInvalidID},
		{"an album among tracks to play", c.StartPlayback(ctx, &spotify.StartPlaybackOptions{URIs: albums(1)}),
			spotify.ErrInvalidID},
		{"an album as offset", c.StartPlayback(ctx, &spotify.StartPlaybackOptions{OffsetURI: album}),
			spotify.ErrInvalidID},
		{"a position before the start", c.SeekTo(ctx, -1, nil), spotify.ErrBadRequest},
		{"a volume above all", c.SetVolume(ctx, 101, nil), spotify.ErrBadRequest},
		{"no repeat state", c.SetRepeat(ctx, "", nil), spotify.ErrBadRequest},
		{"no device", c.TransferPlayback(ctx, "", nil), spotify.ErrBadRequest},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var answered *spotify.Error
			if !errors.Is(tt.err, tt.want) || errors.As(tt.err, &answered) {
				t.Errorf("got %v, want one that matches %v and is no *Error", tt.err, tt.want)
			}
		})
	}
}
