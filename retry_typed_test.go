package spotify_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// The typed methods know better than the HTTP method what may be sent twice: to
// start a song again or to move a track again is no repetition of nothing.
func TestRetryOfTypedWritesInDoubt(t *testing.T) {
	ctx := context.Background()
	rows := []struct {
		name     string
		call     func(c *spotify.Client) error
		attempts int
	}{
		{"StartPlayback", func(c *spotify.Client) error { return c.StartPlayback(ctx, nil) }, 1},
		{"ReorderPlaylistItems", func(c *spotify.Client) error { _, err := c.ReorderPlaylistItems(ctx, albumID, 0, 3, nil); return err }, 1},
		{"ReorderPlaylistTracks", func(c *spotify.Client) error { _, err := c.ReorderPlaylistTracks(ctx, albumID, 0, 3, nil); return err }, 1},
		{"AddPlaylistItems", func(c *spotify.Client) error {
			_, err := c.AddPlaylistItems(ctx, albumID, []string{"spotify:track:" + trackID}, nil)
			return err
		}, 1},
		{"CreatePlaylist", func(c *spotify.Client) error { _, err := c.CreatePlaylist(ctx, "mine", nil); return err }, 1},
		{"SkipToNext", func(c *spotify.Client) error { return c.SkipToNext(ctx, nil) }, 1},
		{"AddToQueue", func(c *spotify.Client) error { return c.AddToQueue(ctx, "spotify:track:"+trackID, nil) }, 1},
		{"ReplacePlaylistItems", func(c *spotify.Client) error {
			_, err := c.ReplacePlaylistItems(ctx, albumID, []string{"spotify:track:" + trackID})
			return err
		}, 4},
		{"SaveToLibrary", func(c *spotify.Client) error { return c.SaveToLibrary(ctx, []string{"spotify:track:" + trackID}) }, 4},
		{"SetVolume", func(c *spotify.Client) error { return c.SetVolume(ctx, 50, nil) }, 4},
		{"PausePlayback", func(c *spotify.Client) error { return c.PausePlayback(ctx, nil) }, 4},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			for _, doubt := range []outcome{hangs, fails(io.EOF), says(502)} {
				synctest.Test(t, func(t *testing.T) {
					f := &fake{api: script(doubt)}
					e := apiErr(t, r.call(f.client(t)))
					if e.Attempts != r.attempts || e.MayHaveExecuted != (e.StatusCode == 0) {
						t.Errorf("%v: %d attempts, want %d; MayHaveExecuted %v", e, e.Attempts, r.attempts, e.MayHaveExecuted)
					}
					wantRequests(t, f, r.attempts)
				})
			}
			synctest.Test(t, func(t *testing.T) { // what was surely not executed is repeated, whole
				f := &fake{api: script(fails(errRefused), says(429, "Retry-After", "1"), says(401), sends(201, `{"snapshot_id":"s"}`))}
				if err := r.call(f.client(t)); err != nil {
					t.Fatal(seen(err))
				}
				wantRequests(t, f, 4)
				first := f.calls()[0]
				for _, s := range f.calls()[1:] {
					if s.body != first.body || s.query != first.query || s.method != first.method || s.pattern != first.pattern ||
						s.header.Get("Content-Type") != first.header.Get("Content-Type") {
						t.Errorf("a later attempt sent %s %q, the first %s %q", s.pattern, s.body, first.pattern, first.body)
					}
				}
			})
		})
	}
}

func TestRetryOfTypedReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(says(503), fails(io.EOF), sends(200, `{"id":"`+albumID+`","name":"first"}`), sends(200, `{"id":"`+trackID+`","name":"XXXXX"}`))}
		c := f.client(t, spotify.WithMarket("se"))
		album, err := c.Album(context.Background(), "spotify:album:"+albumID, nil)
		if err != nil {
			t.Fatal(seen(err))
		}
		for range 20 {
			if _, err := c.Album(context.Background(), albumID, nil); err != nil {
				t.Fatal(seen(err))
			}
		}
		if album.Name != "first" || album.ID != albumID {
			t.Errorf("the first result is now %q, %q", album.Name, album.ID)
		}
		for _, s := range f.calls() {
			if s.path != "/v1"+albumPath || s.query != "market=SE" || s.pattern != "GET /albums/{id}" || s.body != "" || s.header.Get("Content-Type") != "" {
				t.Errorf("sent %s?%s as %q with %q", s.path, s.query, s.pattern, s.body)
			}
		}
	})
}

// IDs of any text are escaped, on the wire and in the error.
func TestRetryOfTypedReadsWithEscapes(t *testing.T) {
	f := &fake{api: script(says(404))}
	_, err := f.client(t, spotify.WithBaseURL("https://proxy.example/a%20b/v1")).User(context.Background(), "a/b c")
	e := apiErr(t, err)
	if got := f.calls()[0]; got.path != "/a%20b/v1/users/a%2Fb%20c" || e.Path != got.path || e.Route != "/users/{id}" {
		t.Errorf("sent %s, error of %s, route %s", got.path, e.Path, e.Route)
	}
}

// A RoundTripper of one's own may leave the body out.
func TestRetryAnswersWithoutABody(t *testing.T) {
	f := &fake{api: func(int, *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 404, Header: http.Header{}}, nil
	}}
	c := f.client(t)
	wantIs(t, ask(context.Background(), c), spotify.ErrNotFound)
	resp, err := c.Do(rawRequest(t, "GET", ""))
	if err != nil {
		t.Fatal(seen(err))
	}
	if body, err := io.ReadAll(resp.Body); len(body) != 0 || err != nil {
		t.Errorf("body %q, %v", body, err)
	}
	resp.Body.Close()
}

// A token request that takes too long is a timeout of the SDK's, and the call
// that needed it tells so.
func TestTokenThatTakesTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(_ int, r *http.Request) (*http.Response, error) { return hangs(r) }}
		start := time.Now()
		err := ask(context.Background(), f.client(t))
		a := authErr(t, err)
		if !a.Timeout() || a.StatusCode != 0 || !strings.HasPrefix(err.Error(), "spotify: token: ") {
			t.Errorf("%v: Timeout %v", err, a.Timeout())
		}
		wantNot(t, err, context.DeadlineExceeded, context.Canceled, spotify.ErrUnauthorized)
		within(t, "the call took", time.Since(start), 30*time.Second, 31*time.Second)
		wantRequests(t, f, 0)
	})
}
