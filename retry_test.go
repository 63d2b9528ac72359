package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

func TestRetryTimelines(t *testing.T) {
	type gap struct{ low, high time.Duration }
	const ms, s = time.Millisecond, time.Second
	tests := []struct {
		name     string
		opts     []spotify.Option
		outcomes []responder
		gaps     []gap // between the attempts
		status   int   // of the error; 0: none
	}{
		{"the first response is good", nil, []responder{respond(200)}, nil, 0},
		{"the second is", nil, []responder{respond(503), respond(200)}, []gap{{250 * ms, 500 * ms}}, 0},
		{"back-off doubles", nil, []responder{respond(500)}, []gap{{250 * ms, 500 * ms}, {500 * ms, s}, {s, 2 * s}},
			500},
		{"back-off ends at eight seconds", []spotify.Option{spotify.WithMaxRetries(7)},
			[]responder{failWith(io.EOF), failWith(io.EOF), failWith(errReset),
				failWith(errRefused), respond(500), respond(502), respond(504), respond(200)},
			[]gap{{250 * ms, 500 * ms}, {500 * ms, s}, {s, 2 * s}, {2 * s, 4 * s}, {4 * s, 8 * s}, {4 * s, 8 * s},
				{4 * s, 8 * s}}, 0},
		{"back-off is cut to what the caller tolerates", []spotify.Option{spotify.WithMaxRetryWait(100 * ms)},
			[]responder{respond(502)},
			[]gap{{100 * ms, 100 * ms}, {100 * ms, 100 * ms}, {100 * ms, 100 * ms}}, 502},
		{"no retries", []spotify.Option{spotify.WithMaxRetries(0)}, []responder{respond(503)}, nil, 503},
		{"one retry", []spotify.Option{spotify.WithMaxRetries(1)}, []responder{respond(503)},
			[]gap{{250 * ms, 500 * ms}}, 503},
		{"an attempt times out", []spotify.Option{spotify.WithTimeout(2 * s)}, []responder{hang, respond(200)},
			[]gap{{2250 * ms, 2500 * ms}}, 0},
		{"a body times out", []spotify.Option{spotify.WithTimeout(2 * s)}, []responder{hangInBody(200), respond(200)},
			[]gap{{2250 * ms, 2500 * ms}}, 0},
		{"the default attempt timeout", nil, []responder{hang, respond(200)}, []gap{{30250 * ms, 30500 * ms}}, 0},
		{"503 with Retry-After", nil, []responder{respond(503, "Retry-After", "7"), respond(200)},
			[]gap{{7 * s, 7700 * ms}}, 0},
		{"503 with a Retry-After that is too long", nil, []responder{respond(503, "Retry-After", "61"), respond(200)},
			nil, 503},
		{"Retry-After of another status is not heard", nil,
			[]responder{respond(500, "Retry-After", "7"), respond(200)}, []gap{{250 * ms, 500 * ms}}, 0},
		{"each kind of failure once", nil, []responder{failWith(errRefused), respond(429, "Retry-After", "2"),
			respondTruncated(200, io.ErrUnexpectedEOF), respond(200)}, []gap{
			{250 * ms, 500 * ms}, {2 * s, 2200 * ms}, {s, 2 * s}}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(tt.outcomes...)}
				start := time.Now()
				err := getAlbum(context.Background(), f.client(t, tt.opts...))
				times := f.times(start)
				if len(times) != len(tt.gaps)+1 {
					t.Fatalf("attempts at %v, want %d", times, len(tt.gaps)+1)
				}
				wantBetween(t, "the first attempt", times[0], 0, 0)
				for i, g := range tt.gaps {
					wantBetween(t, fmt.Sprintf("gap %d", i+1), times[i+1]-times[i], g.low, g.high)
				}
				if tt.status == 0 && err != nil {
					t.Error(recorded(err))
				}
				if tt.status != 0 && apiErr(t, err).StatusCode != tt.status {
					t.Errorf("error %v, want status %d", err, tt.status)
				}
			})
		})
	}
}

func TestRetryBackoffsAreSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		halves := [2]int{}
		for range 200 {
			f := &fake{api: script(respond(503), respond(200))}
			start := time.Now()
			if err := getAlbum(context.Background(), f.client(t)); err != nil {
				t.Fatal(recorded(err))
			}
			halves[int(f.times(start)[1]/(125*time.Millisecond))-2]++
		}
		if halves[0] < 50 || halves[1] < 50 {
			t.Errorf("first waits fall %v into the halves of 250 to 500 ms", halves)
		}
	})
}

// A song was added twice because a POST was repeated after a slow response.
func TestRetryNeverRepeatsAWriteThatMayHaveExecuted(t *testing.T) {
	for _, failure := range []responder{hang, hangInBody(201), failWith(io.EOF), failWith(errReset), respond(504), respondTruncated(201, io.ErrUnexpectedEOF)} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(failure, respond(200))}
			var out map[string]any
			err := f.client(t).Call(context.Background(), "POST", "/playlists/"+albumID+"/items", nil,
				map[string]any{"uris": []string{"spotify:track:" + trackID}}, &out)
			apiErr(t, err)
			f.wantRequests(t, 1)
		})
	}
}

func TestRetrySendsNothingAfterTheCallerCancels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		c := f.client(t)
		ctx, cancel := context.WithCancelCause(context.Background())
		gone := errors.New("the user is gone")
		cancel(gone)
		err := getAlbum(ctx, c)
		e := apiErr(t, err)
		wantIs(t, err, context.Canceled)
		wantIs(t, err, gone)
		if e.Attempts != 0 || e.StatusCode != 0 || len(f.apiRequests()) != 0 || f.tokenRequests() != 0 {
			t.Errorf("%d attempts, %d requests, %d token requests", e.Attempts, len(f.apiRequests()), f.tokenRequests())
		}
	})
}

func TestRetryEndsWithTheCallersContext(t *testing.T) {
	gone := errors.New("the user is gone")
	tests := []struct {
		name     string
		outcomes []responder
		at       time.Duration // when the caller leaves
		status   int           // of the error: the last response's
		attempts int
		message  string
	}{
		{"in flight", []responder{hang}, time.Second, 0, 1, ""},
		{"in the wait after a response", []responder{respond(503, "Retry-After", "10")}, time.Second, 503, 1,
			"told so"},
		{"in the wait after a failure", []responder{failWith(io.EOF)}, 100 * time.Millisecond, 0, 1, ""},
		{"in the wait after a 429", []responder{respond(429, "Retry-After", "10")}, time.Second, 429, 1, "told so"},
		{"in flight on a later attempt", []responder{respond(503, "Retry-After", "2"), hang}, 5 * time.Second, 503,
			2, "told so"},
		{"in the body of a later attempt", []responder{respond(503, "Retry-After", "2"), hangInBody(200)},
			5 * time.Second, 200, 2, ""},
		{"in a body", []responder{hangInBody(200)}, time.Second, 200, 1, ""},
		{"in the body of an error", []responder{hangInBody(500)}, time.Second, 500, 1, ""},
		{"in the body of a 401", []responder{hangInBody(401)}, time.Second, 401, 1, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(tt.outcomes...)}
				c := f.client(t)
				ctx, cancel := context.WithCancelCause(context.Background())
				time.AfterFunc(tt.at, func() { cancel(gone) })
				start := time.Now()
				err := getAlbum(ctx, c)
				wantBetween(t, "the call ended after", time.Since(start), tt.at, tt.at)
				e := apiErr(t, err)
				wantIs(t, err, context.Canceled)
				wantIs(t, err, gone)
				if e.StatusCode != tt.status || e.Attempts != tt.attempts || e.Message != tt.message {
					t.Errorf("status %d, %d attempts, message %q", e.StatusCode, e.Attempts, e.Message)
				}
				if n := strings.Count(err.Error(), "context canceled"); n != 1 {
					t.Errorf("%q names the context %d times", err, n)
				}
			})
		})
	}
}

// A caller without time for the wait gets the response now, not later
// that the time is over.
func TestRetryReportsTheResponseIfTheDeadlineComesFirst(t *testing.T) {
	for _, first := range []responder{respond(503, "Retry-After", "10"), respond(429, "Retry-After", "10")} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(first, respond(200))}
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			start := time.Now()
			err := getAlbum(ctx, f.client(t))
			wantBetween(t, "the call took", time.Since(start), 0, 0)
			if e := apiErr(t, err); e.RetryAfter != 10*time.Second {
				t.Errorf("RetryAfter %v", e.RetryAfter)
			}
			wantNotIs(t, err, context.DeadlineExceeded, context.Canceled)
			f.wantRequests(t, 1)
		})
	}
}

// A deadline of the caller during an attempt is reported as the caller's; the
// timeout of the attempt is not.
func TestRetryReportsWhichTimeoutExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(hang)}
		c := f.client(t, spotify.WithTimeout(10*time.Second))
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		err := getAlbum(ctx, c)
		wantIs(t, err, context.DeadlineExceeded)
		if e := apiErr(t, err); !e.Timeout() || e.Attempts != 1 {
			t.Errorf("Timeout %v, %d attempts", e.Timeout(), e.Attempts)
		}
	})
}

// The error is what the last attempt met: an earlier 429 is no excuse for a 500.
func TestRetryReportsTheLastAttempt(t *testing.T) {
	tests := []struct {
		outcomes []responder
		status   int
	}{
		{[]responder{respond(429, "Retry-After", "1"), respond(500)}, 500},
		{[]responder{respond(500), respond(500), respond(500), respond(429, "Retry-After", "1")}, 429},
		{[]responder{respond(503), failWith(io.EOF)}, 0},
		{[]responder{failWith(io.EOF), respond(404)}, 404},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(tt.outcomes...)}
			if e := apiErr(t, getAlbum(context.Background(), f.client(t))); e.StatusCode != tt.status ||
				e.Attempts != len(f.apiRequests()) {
				t.Errorf("status %d after %d attempts, want %d after %d", e.StatusCode, e.Attempts, tt.status,
					len(f.apiRequests()))
			}
		})
	}
}

// The complete response of a later attempt does not make an earlier attempt unexecuted.
func TestRetryRemembersThatAWriteMayHaveExecuted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(failWith(io.EOF), respond(404))}
		c := f.client(t)
		if e := apiErr(t, c.Call(context.Background(), "DELETE", "/x", nil, nil, nil)); !e.MayHaveExecuted ||
			e.StatusCode != 404 {
			t.Errorf("MayHaveExecuted %v, status %d", e.MayHaveExecuted, e.StatusCode)
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		g := &fake{api: script(hang)}
		if e := apiErr(t, g.client(t).Call(ctx, "POST", "/x", nil, nil, nil)); !e.MayHaveExecuted {
			t.Error("a POST whose caller canceled in flight does not say that it may have executed")
		}
	})
}

// The typed methods know better than the HTTP method what may be sent twice: to
// start a song again or to move a track again is no repetition of nothing.
func TestRetryOfTypedWrites(t *testing.T) {
	ctx := context.Background()
	tests := []struct {
		name     string
		call     func(c *spotify.Client) error
		attempts int
	}{
		{"StartPlayback", func(c *spotify.Client) error { return c.StartPlayback(ctx, nil) }, 1},
		{"ReorderPlaylistItems",
			func(c *spotify.Client) error { _, err := c.ReorderPlaylistItems(ctx, albumID, 0, 3, nil); return err }, 1},
		{"ReorderPlaylistTracks",
			func(c *spotify.Client) error { _, err := c.ReorderPlaylistTracks(ctx, albumID, 0, 3, nil); return err }, 1},
		{"AddPlaylistItems", func(c *spotify.Client) error {
			_, err := c.AddPlaylistItems(ctx, albumID, []string{"spotify:track:" + trackID}, nil)
			return err
		}, 1},
		{"CreatePlaylist", func(c *spotify.Client) error { _, err := c.CreatePlaylist(ctx, "mine", nil); return err },
			1},
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
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, failure := range []responder{hang, failWith(io.EOF), respond(502)} {
				synctest.Test(t, func(t *testing.T) {
					f := &fake{api: script(failure)}
					e := apiErr(t, tt.call(f.client(t)))
					if e.Attempts != tt.attempts || e.MayHaveExecuted != (e.StatusCode == 0) {
						t.Errorf("%v: %d attempts, want %d; MayHaveExecuted %v", e, e.Attempts, tt.attempts,
							e.MayHaveExecuted)
					}
					f.wantRequests(t, tt.attempts)
				})
			}
			synctest.Test(t, func(t *testing.T) { // what was surely not executed is repeated, whole
				f := &fake{api: script(failWith(errRefused), respond(429, "Retry-After", "1"), respond(401),
					respondBody(201, `{"snapshot_id":"s"}`))}
				if err := tt.call(f.client(t)); err != nil {
					t.Fatal(recorded(err))
				}
				f.wantRequests(t, 4)
				first := f.apiRequests()[0]
				for _, s := range f.apiRequests()[1:] {
					if s.body != first.body || s.query != first.query || s.method != first.method ||
						s.pattern != first.pattern ||
						s.header.Get("Content-Type") != first.header.Get("Content-Type") {
						t.Errorf("a later attempt sent %s %q, the first %s %q", s.pattern, s.body, first.pattern,
							first.body)
					}
				}
			})
		})
	}
}

func TestRetryOfTypedReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(503), failWith(io.EOF), respondBody(200,
			`{"id":"`+albumID+`","name":"first"}`), respondBody(200, `{"id":"`+trackID+`","name":"XXXXX"}`))}
		c := f.client(t, spotify.WithMarket("se"))
		album, err := c.Album(context.Background(), "spotify:album:"+albumID, nil)
		if err != nil {
			t.Fatal(recorded(err))
		}
		for range 20 {
			if _, err := c.Album(context.Background(), albumID, nil); err != nil {
				t.Fatal(recorded(err))
			}
		}
		if album.Name != "first" || album.ID != albumID {
			t.Errorf("the first result is now %q, %q", album.Name, album.ID)
		}
		for _, s := range f.apiRequests() {
			if s.path != "/v1"+albumPath || s.query != "market=SE" || s.pattern != "GET /albums/{id}" ||
				s.body != "" || s.header.Get("Content-Type") != "" {
				t.Errorf("sent %s?%s as %q with %q", s.path, s.query, s.pattern, s.body)
			}
		}
	})
}

// IDs of any text are escaped, in the URL and in the error.
func TestRetryOfTypedReadsWithEscapes(t *testing.T) {
	f := &fake{api: script(respond(404))}
	_, err := f.client(t, spotify.WithBaseURL("https://proxy.example/a%20b/v1")).User(context.Background(), "a/b c")
	e := apiErr(t, err)
	if got := f.apiRequests()[0]; got.path != "/a%20b/v1/users/a%2Fb%20c" || e.Path != got.path ||
		e.Route != "/users/{id}" {
		t.Errorf("sent %s, error of %s, route %s", got.path, e.Path, e.Route)
	}
}

// A custom RoundTripper may leave the body out.
func TestRetryResponsesWithoutABody(t *testing.T) {
	f := &fake{api: func(int, *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 404, Header: http.Header{}}, nil
	}}
	c := f.client(t)
	wantIs(t, getAlbum(context.Background(), c), spotify.ErrNotFound)
	resp, err := c.Do(rawRequest(t, "GET", ""))
	if err != nil {
		t.Fatal(recorded(err))
	}
	if body, err := io.ReadAll(resp.Body); len(body) != 0 || err != nil {
		t.Errorf("body %q, %v", body, err)
	}
	resp.Body.Close()
}
