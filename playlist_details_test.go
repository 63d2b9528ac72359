package spotify_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// Spotify has shown "null" as the description of a playlist made without one.
func TestNewPlaylistsAlwaysSendADescription(t *testing.T) {
	f, c := newFakeClient(t, http.StatusCreated, `{"id":"x"}`)
	ctx, no := t.Context(), false
	for _, call := range []func() (*spotify.Playlist, error){
		func() (*spotify.Playlist, error) { return c.CreatePlaylist(ctx, "new", nil) },
		func() (*spotify.Playlist, error) {
			return c.CreatePlaylist(ctx, "new", &spotify.CreatePlaylistOptions{Public: &no})
		},
		func() (*spotify.Playlist, error) { return c.CreateUserPlaylist(ctx, "wizzler", "new", nil) },
	} {
		before := len(f.apiRequests())
		if _, err := call(); err != nil {
			t.Fatal(err)
		}
		if body := f.apiRequests()[before].body; !strings.Contains(body, `"description":""`) {
			t.Errorf("sent %s without a description", body)
		}
	}
}

// Spotify does not let a description be emptied, so an update does not send an
// empty one.
func TestUpdatesLeaveADescriptionAsItIs(t *testing.T) {
	f, c := newFakeClient(t, http.StatusOK, "")
	if err := c.UpdatePlaylist(t.Context(), endpointID, &spotify.UpdatePlaylistOptions{Name: "other"}); err != nil {
		t.Fatal(err)
	}
	if body := f.apiRequests()[0].body; body != `{"name":"other"}` {
		t.Errorf("sent %s", body)
	}
	err := c.UpdatePlaylist(t.Context(), endpointID, &spotify.UpdatePlaylistOptions{Description: ""})
	if !errors.Is(err, spotify.ErrBadRequest) || len(f.apiRequests()) != 1 {
		t.Errorf("a change of nothing: %v, want an error that matches ErrBadRequest", err)
	}
}
