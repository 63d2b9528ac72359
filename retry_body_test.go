package spotify_test

import (
	"context"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
)

// A write that was refused before execution is repeated, with its whole body.
func TestRetrySendsTheWholeBodyEachTime(t *testing.T) {
	for _, refusal := range []responder{failWith(errRefused), respond(429, "Retry-After", "1")} {
		for _, in := range []any{map[string]int{"a": 1}, []byte(`{"a":1}`)} {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(refusal, refusal, respond(200))}
				if err := f.client(t).Call(context.Background(), "POST", "/x", nil, in, nil); err != nil {
					t.Fatal(recorded(err))
				}
				f.wantRequests(t, 3)
				for _, s := range f.apiRequests() {
					if s.body != `{"a":1}` || s.header.Get("Content-Type") != "application/json" {
						t.Errorf("body %q of type %q", s.body, s.header.Get("Content-Type"))
					}
				}
			})
		}
	}
}

// Bodies left open while waiting leak connections.
func TestRetryClosesTheResponseBeforeItWaits(t *testing.T) {
	for _, raw := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			body := &closeRecorder{Reader: strings.NewReader(`{"error":"x"}`)}
			f := &fake{api: script(func(*http.Request) (*http.Response, error) {
				resp := newResponse(503, "")
				resp.Body = body
				return resp, nil
			}, respond(200))}
			c := f.client(t)
			done := make(chan error, 1)
			go func() {
				if !raw {
					done <- getAlbum(context.Background(), c)
					return
				}
				req, _ := http.NewRequest("GET", "https://api.spotify.com/v1/me", nil)
				resp, err := c.Do(req)
				if err == nil {
					resp.Body.Close()
				}
				done <- err
			}()
			synctest.Wait()
			if !body.closed {
				t.Error("the body of a 503 is open while the call waits")
			}
			if err := <-done; err != nil {
				t.Error(recorded(err))
			}
		})
	}
}

// Who wants no result gets none of the trouble with its body.
func TestRetryIgnoresAnUnreadBodyOfASuccess(t *testing.T) {
	for _, success := range []responder{respondBody(200, "<html>no JSON"), respondBody(200, ""), respondTruncated(200, io.ErrUnexpectedEOF), respond(204)} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(success)}
			if err := f.client(t).Call(context.Background(), "POST", "/me/player/next", nil, nil, nil); err != nil {
				t.Error(recorded(err))
			}
			f.wantRequests(t, 1)
		})
	}
}

// An endless response is not read to its end.
func TestRetryReadsNoMoreThanTheLimits(t *testing.T) {
	endless := func(status int, read *int64) responder {
		return func(*http.Request) (*http.Response, error) {
			resp := newResponse(status, "")
			resp.ContentLength = -1
			resp.Body = io.NopCloser(&zeros{read})
			return resp, nil
		}
	}
	tests := []struct {
		name          string
		status        int
		out           bool
		most          int64
		maybeExecuted bool
	}{
		{"a success", 200, true, 33 << 20, true},
		{"a success that nobody reads", 200, false, 64 << 10, false},
		{"an error", 400, true, 64 << 10, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if raceEnabled && tt.most > 1<<20 {
				t.Skip("32 MiB take seconds under the race detector")
			}
			var read int64
			f := &fake{api: script(endless(tt.status, &read))}
			var out any
			if tt.out {
				out = new(any)
			}
			err := f.client(t).Call(context.Background(), "PUT", "/x", nil, nil, out)
			f.wantRequests(t, 1)
			if read > tt.most {
				t.Errorf("%d bytes read", read)
			}
			if tt.status == 200 && !tt.out {
				if err != nil {
					t.Error(recorded(err))
				}
				return
			}
			if e := apiErr(t, err); e.StatusCode != tt.status || e.MayHaveExecuted != tt.maybeExecuted || len(e.Body) != 8<<10 {
				t.Errorf("status %d, MayHaveExecuted %v, body of %d bytes", e.StatusCode, e.MayHaveExecuted,
					len(e.Body))
			}
		})
	}
}

// zeros is an endless body that counts what is read of it.
type zeros struct{ read *int64 }

func (z *zeros) Read(p []byte) (int, error) {
	clear(p)
	*z.read += int64(len(p))
	return len(p), nil
}

// A length that was announced is not believed in memory.
func TestRetryBelievesNoContentLength(t *testing.T) {
	f := &fake{api: script(func(*http.Request) (*http.Response, error) {
		resp := newResponse(200, "{}")
		resp.ContentLength = 32 << 20
		return resp, nil
	})}
	c := f.client(t)
	const calls = 5
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range calls {
		if err := getAlbum(context.Background(), c); err != nil {
			t.Fatal(recorded(err))
		}
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / calls; each > 4<<20 {
		t.Errorf("a response of two bytes costs %d", each)
	}
}
