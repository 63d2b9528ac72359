package spotify_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

var _ interface {
	Do(*http.Request) (*http.Response, error)
} = (*spotify.Client)(nil)

// Do returns every response, whatever its status.
func TestDoReturnsEveryResponse(t *testing.T) {
	long := strings.Repeat("long body ", 10_000)
	tests := []struct {
		name     string
		outcome  responder
		status   int
		body     string
		attempts int
	}{
		{"200", respondBody(200, "ok"), 200, "ok", 1},
		{"a success that is no JSON", respondBody(200, "<html>"), 200, "<html>", 1},
		{"a success without a body", respondBody(204, ""), 204, "", 1},
		{"a redirect, which is not followed", respondBody(302, "there", "Location", "https://evil.example/"), 302,
			"there", 1},
		{"404", respondBody(404, "nope"), 404, "nope", 1},
		{"a long 403", respondBody(403, long), 403, long, 1},
		{"a second 401", respondBody(401, long), 401, long, 2},
		{"the last 429", respondBody(429, "slow down", "Retry-After", "86400"), 429, "slow down", 1},
		{"the last of four 503", respondBody(503, long), 503, long, 4},
		{"501", respondBody(501, ""), 501, "", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(tt.outcome)}
				req := rawRequest(t, "PUT", "body")
				resp, err := f.client(t).Do(req)
				if err != nil {
					t.Fatal(recorded(err))
				}
				if body, err := io.ReadAll(resp.Body); resp.StatusCode != tt.status || string(body) != tt.body ||
					err != nil {
					t.Errorf("status %d, %d bytes, %v; want %d and %d", resp.StatusCode, len(body), err, tt.status,
						len(tt.body))
				}
				if err := resp.Body.Close(); err != nil {
					t.Error(err)
				}
				if resp.Request != req {
					t.Error("the response's request is another one, which has the token")
				}
				f.wantRequests(t, tt.attempts)
				for _, s := range f.apiRequests() {
					if s.body != "body" {
						t.Errorf("body %q", s.body)
					}
				}
			})
		})
	}
}

// An error says that there is nothing to hand over, or not any more.
func TestDoErrors(t *testing.T) {
	t.Run("no response came", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(failWith(errRefused))}
			_, err := f.client(t).Do(rawRequest(t, "POST", "body"))
			if e := apiErr(t, err); e.StatusCode != 0 || e.Attempts != 4 || e.Method != "POST" ||
				e.Path != "/v1/me" || e.MayHaveExecuted {
				t.Errorf("%+v", e)
			}
		})
	})
	t.Run("the last was given up for a retry that did not come", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(respondBody(503, `{"error":{"status":503,"message":"busy"}}`))}
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(100*time.Millisecond, cancel)
			_, err := f.client(t).Do(rawRequest(t, "GET", "").WithContext(ctx))
			if e := apiErr(t, err); e.StatusCode != 503 || e.Message != "busy" || len(e.Body) == 0 || e.Attempts != 1 {
				t.Errorf("%+v", e)
			}
			wantIs(t, err, context.Canceled)
		})
	})
	t.Run("the token could not be had", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{token: func(int, *http.Request) (*http.Response, error) {
				return newResponse(400, `{"error":"invalid_client"}`), nil
			}}
			_, err := f.client(t).Do(rawRequest(t, "GET", ""))
			wantIs(t, err, spotify.ErrUnauthorized)
			authErr(t, err)
			f.wantRequests(t, 0)
		})
	})
	t.Run("a body that fails when it is wanted again", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			broken := errors.New("the file is gone")
			f := &fake{api: script(respond(429, "Retry-After", "1"))}
			req := rawRequest(t, "POST", "body")
			req.GetBody = func() (io.ReadCloser, error) { return nil, broken }
			_, err := f.client(t).Do(req)
			wantIs(t, err, broken)
			if e := apiErr(t, err); e.Attempts != 1 || e.MayHaveExecuted {
				t.Errorf("%d attempts, MayHaveExecuted %v", e.Attempts, e.MayHaveExecuted)
			}
			f.wantRequests(t, 1)
		})
	})
}

// The origin is checked before a token is requested.
func TestDoRefusesOtherOrigins(t *testing.T) {
	tests := []struct{ name, url, host string }{
		{"another host", "https://evil.example/v1/me", ""},
		{"another scheme", "http://api.spotify.com/v1/me", ""},
		{"another port", "https://api.spotify.com:444/v1/me", ""},
		{"another Host header", meURL, "evil.example"},
		{"another port in the Host header", meURL, "api.spotify.com:444"},
		{"no host", "/v1/me", ""},
		{"an opaque URL", "https:api.spotify.com/v1/me", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{}
			body := &closeRecorder{Reader: strings.NewReader("body")}
			req, err := http.NewRequest("POST", tt.url, body)
			if err != nil {
				t.Fatal(err)
			}
			if tt.host != "" {
				req.Host = tt.host
			}
			_, err = f.client(t).Do(req)
			wantIs(t, err, spotify.ErrBadRequest)
			if !body.closed {
				t.Error("the body is left open")
			}
			f.wantRequests(t, 0)
			f.wantTokenRequests(t, 0)
		})
	}
	for _, same := range []string{"https://API.spotify.com/v1/me", "https://api.spotify.com:443/v1/me", "https://api.spotify.com/elsewhere"} {
		f := &fake{}
		req, _ := http.NewRequest("GET", same, nil)
		req.Host = "api.spotify.com"
		if resp, err := f.client(t).Do(req); err != nil {
			t.Errorf("%s: %v", same, recorded(err))
		} else {
			resp.Body.Close()
		}
	}
	f := &fake{}
	_, err := f.client(t).Do(&http.Request{})
	wantIs(t, err, spotify.ErrBadRequest)
}

// Like http.Client.Do it closes the body in every case and changes nothing else.
func TestDoClosesTheBodyAndChangesNothing(t *testing.T) {
	tests := []struct {
		name    string
		outcome responder
		prepare func(c *spotify.Client)
		getBody bool
	}{
		{"a success", respond(200), nil, false},
		{"a success, body at hand", respond(200), nil, true},
		{"no connection", failWith(errRefused), nil, true},
		{"a cooldown", respond(429, "Retry-After", "3600"),
			func(c *spotify.Client) { getAlbum(context.Background(), c) }, true},
		{"a closed client", respond(200), func(c *spotify.Client) { c.Close() }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(tt.outcome)}
				c := f.client(t)
				if tt.prepare != nil {
					tt.prepare(c)
				}
				body := &closeRecorder{Reader: strings.NewReader("body")}
				req, _ := http.NewRequest("PUT", "https://api.spotify.com/v1"+albumPath, body)
				req.Header.Set("X-Mine", "1")
				if tt.getBody {
					req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("body")), nil }
				}
				headers := len(req.Header)
				if resp, err := c.Do(req); err == nil {
					resp.Body.Close()
				} else {
					recorded(err)
				}
				if !body.closed {
					t.Error("the body is left open")
				}
				if len(req.Header) != headers || req.Body != io.ReadCloser(body) || req.Pattern != "" ||
					req.Header.Get("Authorization") != "" {
					t.Error("the request was changed")
				}
			})
		})
	}
}

func TestDoHeaders(t *testing.T) {
	f := &fake{}
	c := f.client(t, spotify.WithLanguage("ja"))
	req := rawRequest(t, "GET", "")
	req.Header["authorization"] = []string{"Bearer somebody else's"}
	req.Header.Set("Authorization", "Bearer another's")
	req.Header.Set("User-Agent", "mine")
	req.Header.Set("Accept-Language", "de")
	req.Header.Set("X-Mine", "1")
	for _, r := range []*http.Request{req, {URL: req.URL}} {
		resp, err := c.Do(r)
		if err != nil {
			t.Fatal(recorded(err))
		}
		resp.Body.Close()
	}
	first, second := f.apiRequests()[0], f.apiRequests()[1]
	//lint:ignore SA1008 the request had it in this case
	lower := first.header["authorization"]
	if first.token != token(1) || lower != nil || len(first.header["Authorization"]) != 1 {
		t.Errorf("the request carries another authorization: %d values", len(first.header["Authorization"])+len(lower))
	}
	if first.header.Get("User-Agent") != "mine" || first.header.Get("Accept-Language") != "de" ||
		first.header.Get("X-Mine") != "1" {
		t.Errorf("the request's own headers became %q, %q", first.header.Get("User-Agent"),
			first.header.Get("Accept-Language"))
	}
	if second.header.Get("User-Agent") != "spotify-sdk-go/0.1.0" || second.header.Get("Accept-Language") != "ja" ||
		second.pattern != "GET /me" {
		t.Errorf("without headers: %q, %q, %q", second.header.Get("User-Agent"), second.header.Get("Accept-Language"),
			second.pattern)
	}
}

// Of a 429 the beginning is read, and that has its limit too.
func TestDoLooksIntoA429WithinTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(hangInBody(429))}
		start := time.Now()
		resp, err := f.client(t, spotify.WithTimeout(time.Second), spotify.WithMaxRetries(0)).Do(rawRequest(t, "GET", ""))
		if err != nil {
			t.Fatal(recorded(err))
		}
		defer resp.Body.Close()
		wantBetween(t, "Do took", time.Since(start), time.Second, time.Second)
		if head, err := io.ReadAll(resp.Body); string(head) != `{"na` || err == nil {
			t.Errorf("body %q, %v", head, err)
		}
	})
}

// The caller's context governs the body until it is closed.
func TestDoBodyEndsWithTheCallersContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(hangInBody(200))}
		ctx, cancel := context.WithCancelCause(context.Background())
		resp, err := f.client(t).Do(rawRequest(t, "GET", "").WithContext(ctx))
		if err != nil {
			t.Fatal(recorded(err))
		}
		cause := &spotify.Error{StatusCode: 404} // net/http returns it for the body
		time.AfterFunc(time.Second, func() { cancel(cause) })
		if _, err := io.ReadAll(resp.Body); !errors.Is(err, context.Canceled) || !errors.Is(err, cause) || errors.Is(err, spotify.ErrNotFound) {
			t.Errorf("reading ends with %v", err)
		}
		resp.Body.Close()
	})
}

// A body that stalls does not hang for ever.
func TestDoBodyEndsWithTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(hangInBody(200))}
		resp, err := f.client(t, spotify.WithTimeout(5*time.Second)).Do(rawRequest(t, "GET", ""))
		if err != nil {
			t.Fatal(recorded(err))
		}
		start := time.Now()
		_, err = io.ReadAll(resp.Body)
		var timeout net.Error
		if !errors.As(err, &timeout) || !timeout.Timeout() || errors.Is(err, context.Canceled) {
			t.Errorf("reading ends with %v", err)
		}
		wantBetween(t, "reading took", time.Since(start), 5*time.Second, 5*time.Second)
		resp.Body.Close()
	})
}

func TestDoSendsABodyWithoutGetBodyOnce(t *testing.T) {
	for _, first := range []responder{respond(503), respond(429, "Retry-After", "1"), failWith(errRefused), failWith(io.EOF)} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(first, respond(200))}
			resp, err := f.client(t).Do(nonReplayableRequest("PUT"))
			if err == nil {
				resp.Body.Close()
			} else if e := apiErr(t, err); e.Attempts != 1 {
				t.Errorf("%d attempts", e.Attempts)
			}
			f.wantRequests(t, 1)
		})
	}
	synctest.Test(t, func(t *testing.T) { // no body at all is as good as one that can be had again
		f := &fake{api: script(respond(503), respond(200))}
		req, _ := http.NewRequest("PUT", meURL, http.NoBody)
		req.GetBody = nil
		resp, err := f.client(t).Do(req)
		if err != nil || resp.StatusCode != 200 {
			t.Fatal(resp, recorded(err))
		}
		resp.Body.Close()
	})
}
