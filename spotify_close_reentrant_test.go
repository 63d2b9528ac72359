package spotify_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// closer is the client of a test, for code that runs within one of its calls.
type closer struct{ *spotify.Client }

// open makes the client: of p, or of an app if p is nil.
func (c *closer) open(t *testing.T, f *fake, p spotify.AuthProvider, opts ...spotify.Option) {
	t.Helper()
	if p == nil {
		c.Client = f.client(t, opts...)
		return
	}
	client, err := spotify.New(append(append(f.options(), spotify.WithAuthProvider(p)), opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	c.Client = client
}

// reentrantProvider closes the client from one of its methods.
type reentrantProvider struct {
	*closer
	on     string
	closes int
}

func (p *reentrantProvider) call(method string) {
	if p.on == method {
		_ = p.closer.Close()
	}
}

func (p *reentrantProvider) AccessToken(context.Context) (string, error) {
	p.call("AccessToken")
	return token(1), nil
}

func (p *reentrantProvider) RefreshAccessToken(context.Context, string) (string, error) {
	p.call("RefreshAccessToken")
	return token(2), nil
}

func (p *reentrantProvider) Close() error {
	p.closes++
	p.call("Close")
	return nil
}

// closingReader is a body that closes the client when it is read and closed.
type closingReader struct {
	io.Reader
	c *closer
}

func (r *closingReader) Read(p []byte) (int, error) { r.c.Close(); return r.Reader.Read(p) }
func (r *closingReader) Close() error               { return r.c.Close() }

// closingJSON closes the client when it is decoded.
type closingJSON struct{ c *closer }

func (j *closingJSON) UnmarshalJSON([]byte) error { return j.c.Close() }

// closingHandler closes the client at one record.
type closingHandler struct {
	c       *closer
	message string
	reached chan struct{}
}

func (h closingHandler) Enabled(context.Context, slog.Level) bool { return true }
func (h closingHandler) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h closingHandler) WithGroup(string) slog.Handler            { return h }

func (h closingHandler) Handle(_ context.Context, r slog.Record) error {
	if r.Message == h.message {
		select {
		case h.reached <- struct{}{}:
		default:
		}
		return h.c.Close()
	}
	return nil
}

// Close returns from wherever it is called: nothing of the client's is locked
// while somebody else's code runs. Afterwards the client is closed.
func TestCloseFromWithinACall(t *testing.T) {
	newFake := func() *fake { return &fake{api: script(respond(503), respond(401), respond(200))} }
	places := map[string]func(t *testing.T, c *closer){
		"an UnmarshalJSON": func(t *testing.T, c *closer) {
			c.open(t, &fake{}, nil)
			if err := c.Call(t.Context(), "GET", "/me", nil, nil, &closingJSON{c}); err != nil {
				t.Error(recorded(err))
			}
		},
		"a request body": func(t *testing.T, c *closer) {
			c.open(t, newFake(), nil)
			req, _ := http.NewRequest("PUT", meURL, &closingReader{strings.NewReader("x"), c})
			if resp, err := c.Do(req); err != nil {
				t.Error(recorded(err))
			} else if resp.Body.Close(); resp.StatusCode != 503 {
				t.Errorf("status %d, want the response that was in flight", resp.StatusCode)
			}
		},
		"a response body": func(t *testing.T, c *closer) {
			c.open(t, &fake{api: script(func(*http.Request) (*http.Response, error) {
				resp := newResponse(200, "")
				resp.Body = &closingReader{strings.NewReader("{}"), c}
				return resp, nil
			})}, nil)
			if err := getAlbum(t.Context(), c.Client); err != nil {
				t.Error(recorded(err))
			}
		},
		"a RoundTripper": func(t *testing.T, c *closer) {
			c.open(t, newFake(), nil, spotify.WithTransport(func(rt http.RoundTripper) http.RoundTripper {
				return roundTripperFunc(func(r *http.Request) (*http.Response, error) {
					if r.Pattern != "POST token" {
						c.Close()
					}
					return rt.RoundTrip(r)
				})
			}))
			if e := apiErr(t, getAlbum(t.Context(), c.Client)); e.StatusCode != 503 {
				t.Errorf("%v, want the response that was in flight", e)
			}
		},
		"a RoundTripper of a token request": func(t *testing.T, c *closer) {
			c.open(t, &fake{token: func(n int, _ *http.Request) (*http.Response, error) {
				c.Close()
				return newTokenResponse(n, 3600), nil
			}}, nil)
			if err := getAlbum(t.Context(), c.Client); err != spotify.ErrClosed {
				t.Errorf("error %v", recorded(err))
			}
		},
		"a limiter": func(t *testing.T, c *closer) {
			c.open(t, newFake(), nil, spotify.WithRateLimiter(limiterFunc(func(context.Context) error { return c.Close() })))
			if err := getAlbum(t.Context(), c.Client); err != spotify.ErrClosed {
				t.Errorf("error %v", recorded(err))
			}
		},
		"a token cache that is read": func(t *testing.T, c *closer) {
			c.open(t, newFake(), nil, spotify.WithTokenCache(funcCache{
				get: func(context.Context, string) (spotify.Token, error) { return spotify.Token{}, c.Close() }}))
			if err := getAlbum(t.Context(), c.Client); err != spotify.ErrClosed {
				t.Errorf("error %v", recorded(err))
			}
		},
		"a token cache that is written": func(t *testing.T, c *closer) {
			c.open(t, newFake(), nil, spotify.WithTokenCache(funcCache{
				set: func(context.Context, string, spotify.Token) error { return c.Close() }}))
			if err := getAlbum(t.Context(), c.Client); err != spotify.ErrClosed {
				t.Errorf("error %v", recorded(err))
			}
		},
		"a fetch": func(t *testing.T, c *closer) {
			p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) { return spotify.Token{}, c.Close() })
			if err != nil {
				t.Fatal(err)
			}
			c.open(t, newFake(), p)
			if err := getAlbum(t.Context(), c.Client); err != spotify.ErrClosed {
				t.Errorf("error %v", recorded(err))
			}
		},
	}
	for _, method := range []string{"AccessToken", "RefreshAccessToken", "Close"} {
		places["a provider's "+method] = func(t *testing.T, c *closer) {
			p := &reentrantProvider{closer: c, on: method}
			c.open(t, newFake(), p)
			_ = recorded(getAlbum(t.Context(), c.Client))
			c.Close()
			if p.closes != 1 {
				t.Errorf("the provider was closed %d times", p.closes)
			}
		}
	}
	for _, message := range []string{"spotify: request", "spotify: retry", "spotify: cooldown", "spotify: token refreshed",
		"spotify: token failed", "spotify: token cache failed"} {
		places["a log handler, at "+message] = func(t *testing.T, c *closer) {
			f := &fake{api: script(respond(503), respond(429, "Retry-After", "1"), respond(200))}
			if message == "spotify: token failed" {
				f.token = func(int, *http.Request) (*http.Response, error) {
					return newResponse(400, `{"error":"invalid_client"}`), nil
				}
			}
			h := closingHandler{c, message, make(chan struct{}, 1)}
			c.open(t, f, nil, spotify.WithLogger(slog.New(h)), spotify.WithTokenCache(funcCache{
				get: func(context.Context, string) (spotify.Token, error) { return spotify.Token{}, io.ErrClosedPipe }}))
			_ = recorded(getAlbum(t.Context(), c.Client))
			<-h.reached // hangs if the record never comes
		}
	}
	for place, run := range places {
		t.Run(place, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, start := &closer{}, time.Now()
				run(t, c)
				synctest.Wait()
				if err := getAlbum(context.Background(), c.Client); err != spotify.ErrClosed {
					t.Errorf("error %v after Close, want ErrClosed", recorded(err))
				}
				wantBetween(t, "the calls took", time.Since(start), 0, time.Minute)
			})
		})
	}
}

// A TokenProvider may be closed by what its own refresh calls.
func TestProviderIsClosedFromWithinItsFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p *spotify.TokenProvider
		p, err := spotify.NewTokenProvider(func(ctx context.Context) (spotify.Token, error) {
			if err := p.Close(); err != nil {
				t.Error(err)
			}
			if _, err := p.AccessToken(ctx); err != spotify.ErrClosed {
				t.Errorf("within the fetch: %v", recorded(err))
			}
			return spotify.Token{AccessToken: token(1), ExpiresAt: time.Now().Add(time.Hour)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := p.AccessToken(t.Context()); err != spotify.ErrClosed {
				t.Errorf("error %v, want ErrClosed", recorded(err))
			}
		}
	})
}
