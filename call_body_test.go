package spotify_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// A transport may still read the body when the response is there (RFC 9110 calls
// such a response early): what the caller does with its buffer then is not sent.
func TestCallBodyIsNotReadFromTheCallersBuffer(t *testing.T) {
	for _, in := range []any{[]byte(`{"a":1}`), json.RawMessage(`{"a":1}`)} {
		var kept io.ReadCloser
		early := roundTripperFunc(func(r *http.Request) (*http.Response, error) {
			kept = r.Body
			return newResponse(200, "{}"), nil
		})
		c, err := spotify.New(spotify.WithAccessToken(token(1)), spotify.WithHTTPClient(&http.Client{Transport: early}))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Call(context.Background(), "PUT", "/me", nil, in, nil); err != nil {
			t.Fatal(recorded(err))
		}
		switch buffer := in.(type) {
		case []byte:
			clear(buffer)
		case json.RawMessage:
			clear(buffer)
		}
		if sent, err := io.ReadAll(kept); string(sent) != `{"a":1}` {
			t.Errorf("%T: sent %q, %v", in, sent, err)
		}
	}
}

// 204 says that there is nothing: a player that is off has no state, but an album
// without content is an error.
func TestCallWithoutContent(t *testing.T) {
	f := &fake{api: script(respondBody(204, ""))}
	c := f.client(t)
	ctx := t.Context()
	for name, call := range map[string]func() (any, error){
		"Album":         func() (any, error) { return c.Album(ctx, albumID, nil) },
		"CurrentUser":   func() (any, error) { return c.CurrentUser(ctx) },
		"Devices":       func() (any, error) { return c.Devices(ctx) },
		"SavedTracks":   func() (any, error) { return c.SavedTracks(ctx, nil) },
		"PlaylistItems": func() (any, error) { return c.PlaylistItems(ctx, albumID, nil) },
	} {
		_, err := call()
		if e := apiErr(t, err); e.StatusCode != 204 || e.Attempts != 1 {
			t.Errorf("%s: %v", name, e)
		}
		for _, sentinel := range sentinels {
			wantNotIs(t, err, sentinel)
		}
	}
	for name, call := range map[string]func() (any, error){
		"PlaybackState":    func() (any, error) { return c.PlaybackState(ctx, nil) },
		"CurrentlyPlaying": func() (any, error) { return c.CurrentlyPlaying(ctx, nil) },
		"Queue":            func() (any, error) { return c.Queue(ctx) },
	} {
		if _, err := call(); err != nil {
			t.Errorf("%s: %v", name, recorded(err))
		}
	}
	rounds := 0
	page := &spotify.Page[spotify.SavedTrack]{Next: "https://api.spotify.com/v1/me/tracks?offset=1"}
	for _, err := range page.All(ctx, c) {
		rounds++
		if e := apiErr(t, err); e.StatusCode != 204 {
			t.Errorf("a walk: %v", e)
		}
	}
	if rounds != 1 {
		t.Errorf("a walk into a 204 has %d rounds, want its error", rounds)
	}
	out := map[string]int{"kept": 1}
	if err := c.Call(ctx, "GET", "/x", nil, nil, &out); err != nil || out["kept"] != 1 {
		t.Errorf("Call changed out to %v, %v", out, recorded(err))
	}
}
