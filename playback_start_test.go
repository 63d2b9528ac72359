package spotify_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// A context that the player reported can be started again.
func TestContextsThatCanBePlayed(t *testing.T) {
	const id = endpointID
	tests := []struct{ context, want string }{
		{"spotify:album:" + id, ""},
		{"spotify:artist:" + id, ""},
		{"spotify:playlist:" + id, ""},
		{"spotify:show:" + id, ""},
		{"spotify:user:wizzler:collection", ""},
		{"spotify:user:wizzler:collection:your-episodes", ""},
		{"spotify:user:a%3Ab%20c:collection:artist:" + id, ""},
		{"spotify:collection", ""},
		{"spotify:collection:your-episodes", ""},
		{"spotify:collection:tracks", ""},
		{" Spotify:user:wizzler:collection\n", "spotify:user:wizzler:collection"},
		{"spotify:user:wizzler:playlist:" + id, "spotify:playlist:" + id},
		{"spotify:audiobook:" + id, "spotify:show:" + id},
		{"https://open.spotify.com/album/" + id + "?si=x", "spotify:album:" + id},
		{"open.spotify.com/artist/" + id + "/discography/all", "spotify:artist:" + id},
		{"https://api.spotify.com/v1/playlists/" + id, "spotify:playlist:" + id},
		{"https://api.spotify.com/v1/audiobooks/" + id, "spotify:show:" + id},
	}
	for _, tt := range tests {
		t.Run(tt.context, func(t *testing.T) {
			f, c := newFakeClient(t, http.StatusNoContent, "")
			if tt.want == "" {
				tt.want = tt.context
			}
			err := c.StartPlayback(t.Context(), &spotify.StartPlaybackOptions{ContextURI: tt.context})
			if err != nil || f.apiRequests()[0].body != `{"context_uri":"`+tt.want+`"}` {
				t.Errorf("requests %v, error %v; want one for %s", f.apiRequests(), err, tt.want)
			}
		})
	}
}

func TestContextsThatCannotBePlayed(t *testing.T) {
	const id = endpointID
	for _, context := range []string{
		id, "spotify:track:" + id, "spotify:episode:" + id, "spotify:chapter:" + id, "spotify:user:wizzler",
		"https://open.spotify.com/track/" + id, "https://open.spotify.com/user/wizzler",
		"https://api.spotify.com/v1/chapters/" + id, "https://api.spotify.com/v1/browse/categories/party",
		"spotify:local:A:B:C:1", "spotify:user::collection", "spotify:user:wizzler:collections",
		"spotify:user:wizzler:collection:", "spotify:collections", "spotify:album:x",
		"spotify:album:" + id + ":collection", "collection", "spotify:", "https://spotify.link/x",
	} {
		f, c := newFakeClient(t, http.StatusNoContent, "")
		err := c.StartPlayback(t.Context(), &spotify.StartPlaybackOptions{ContextURI: context})
		if !errors.Is(err, spotify.ErrInvalidID) || len(f.apiRequests()) != 0 {
			t.Errorf("%s: %d requests, error %v; want none and one that matches ErrInvalidID", context, len(f.apiRequests()), err)
		}
	}
}

func TestOptionsThatExcludeEachOther(t *testing.T) {
	const track, album = "spotify:track:" + endpointID, "spotify:album:" + endpointID
	f, c := newFakeClient(t, http.StatusOK, "{}")
	ctx, zero, yes := t.Context(), 0, true
	tests := []struct {
		name  string
		err   error
		names []string
	}{
		{"two offsets", c.StartPlayback(ctx, &spotify.StartPlaybackOptions{ContextURI: album, OffsetPosition: &zero, OffsetURI: track}),
			[]string{"OffsetPosition", "OffsetURI"}},
		{"a context and URIs", c.StartPlayback(ctx, &spotify.StartPlaybackOptions{ContextURI: album, URIs: []string{track}}),
			[]string{"ContextURI", "URIs"}},
		{"a new playlist, public and collaborative",
			errorOf(c.CreatePlaylist(ctx, "new", &spotify.CreatePlaylistOptions{Public: &yes, Collaborative: &yes})),
			[]string{"Public", "Collaborative"}},
		{"a user's new playlist, public and collaborative",
			errorOf(c.CreateUserPlaylist(ctx, "wizzler", "new", &spotify.CreateUserPlaylistOptions{Public: &yes, Collaborative: &yes})),
			[]string{"Public", "Collaborative"}},
		{"a playlist made public and collaborative",
			c.UpdatePlaylist(ctx, endpointID, &spotify.UpdatePlaylistOptions{Public: &yes, Collaborative: &yes}),
			[]string{"Public", "Collaborative"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, name := range tt.names {
				if !errors.Is(tt.err, spotify.ErrBadRequest) || !strings.Contains(tt.err.Error(), name) {
					t.Errorf("got %v, want an error that matches ErrBadRequest and names %s", tt.err, name)
				}
			}
		})
	}
	if n := len(f.apiRequests()); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}
