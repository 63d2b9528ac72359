package spotify_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// Whichever time limit ends a call, the error is a net.Error whose Timeout is
// true, and whose text and kind say which limit it was.
func TestErrorsOfEveryTimeLimitAreNetErrors(t *testing.T) {
	short := func() (context.Context, context.CancelFunc) {
		return context.WithTimeout(context.Background(), time.Second)
	}
	withCaller := func(f *fake, opts ...spotify.Option) func(t *testing.T) error {
		return func(t *testing.T) error {
			ctx, cancel := short()
			defer cancel()
			return getAlbum(ctx, f.client(t, opts...))
		}
	}
	hangingToken := func(_ int, r *http.Request) (*http.Response, error) { return hang(r) }
	resolver := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "i/o timeout", Name: "api.spotify.com", IsTimeout: true}}
	dialer := &net.OpError{Op: "dial", Net: "tcp", Err: timeoutError{}}
	noRetries := spotify.WithMaxRetries(0)
	tests := []struct {
		name    string
		call    func(t *testing.T) error
		callers bool // the caller's own deadline passed
		network bool // ErrNetwork
	}{
		{"the caller's deadline, in flight", withCaller(&fake{api: script(hang)}), true, false},
		{"the caller's deadline, in a body", withCaller(&fake{api: script(hangInBody(200))}), true, false},
		{"the caller's deadline, while a token is awaited", withCaller(&fake{token: hangingToken}), true, false},
		{"the caller's deadline, while a token is replaced", withCaller(&fake{api: script(respond(401)),
			token: func(n int, r *http.Request) (*http.Response, error) {
				if n > 1 {
					return hang(r)
				}
				return newTokenResponse(n, 3600), nil
			}}), true, false},
		{"the caller's deadline, in a limiter", withCaller(&fake{}, spotify.WithRateLimiter(&countingLimiter{takes: time.Hour})), true, false},
		{"the caller's deadline with a cause", func(t *testing.T) error {
			ctx, cancel := context.WithTimeoutCause(context.Background(), time.Second, errors.New("too slow"))
			defer cancel()
			return getAlbum(ctx, (&fake{api: script(hang)}).client(t))
		}, true, false},
		{"the caller's deadline, of a provider", func(t *testing.T) error {
			ctx, cancel := short()
			defer cancel()
			_, err := (&fake{token: hangingToken}).provider(t).AccessToken(ctx)
			return err
		}, true, false},
		{"the caller's deadline, of a raw call", func(t *testing.T) error {
			ctx, cancel := short()
			defer cancel()
			_, err := (&fake{api: script(hang)}).client(t).Do(rawRequest(t, "GET", "").WithContext(ctx))
			return err
		}, true, false},
		{"WithTimeout", func(t *testing.T) error {
			return getAlbum(context.Background(), (&fake{api: script(hang)}).client(t, spotify.WithTimeout(time.Second)))
		}, false, true},
		{"WithTimeout, in a body", func(t *testing.T) error {
			return getAlbum(context.Background(), (&fake{api: script(hangInBody(200))}).client(t, spotify.WithTimeout(time.Second)))
		}, false, true},
		{"WithTimeout, of a transport that says something else", func(t *testing.T) error {
			odd := func(r *http.Request) (*http.Response, error) { <-r.Context().Done(); return nil, errReset }
			return getAlbum(context.Background(), (&fake{api: script(odd)}).client(t, spotify.WithTimeout(time.Second)))
		}, false, true},
		{"the Timeout of the http.Client", func(t *testing.T) error {
			c, err := spotify.New(spotify.WithAccessToken(token(1)), noRetries,
				spotify.WithHTTPClient(&http.Client{Transport: &fake{api: script(hang)}, Timeout: time.Second}))
			if err != nil {
				t.Fatal(err)
			}
			return getAlbum(context.Background(), c)
		}, false, true},
		{"a dial's", func(t *testing.T) error {
			return getAlbum(context.Background(), (&fake{api: script(failWith(dialer))}).client(t, noRetries))
		}, false, true},
		{"a resolver's", func(t *testing.T) error {
			err := getAlbum(context.Background(), (&fake{api: script(failWith(resolver))}).client(t, noRetries))
			var dns *net.DNSError
			if !errors.As(err, &dns) || !dns.IsTimeout {
				t.Errorf("the *net.DNSError in %v is not found", err)
			}
			return err
		}, false, true},
		{"a socket's", func(t *testing.T) error {
			err := &net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}
			return getAlbum(context.Background(), (&fake{api: script(failWith(err))}).client(t, noRetries))
		}, false, true},
		{"a token request's", func(t *testing.T) error {
			return getAlbum(context.Background(), (&fake{token: hangingToken}).client(t, noRetries))
		}, false, true},
		{"a token refresh's", func(t *testing.T) error {
			return getAlbum(context.Background(), (&fake{token: hangingToken}).client(t))
		}, false, true},
		{"a token refresh's, of a fetch that honors it", func(t *testing.T) error {
			p, _ := spotify.NewTokenProvider(func(ctx context.Context) (spotify.Token, error) {
				<-ctx.Done()
				return spotify.Token{}, errors.New("given up")
			})
			return getAlbum(context.Background(), (&fake{}).client(t).As(p))
		}, false, true},
		{"a token refresh's, of a fetch that ignores it", func(t *testing.T) error {
			p, _ := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
				time.Sleep(time.Minute)
				return spotify.Token{}, errors.New("late")
			})
			err := getAlbum(context.Background(), (&fake{}).client(t).As(p))
			time.Sleep(time.Minute) // until the fetch has returned
			return err
		}, false, true},
		{"a body's of a raw call", func(t *testing.T) error {
			resp, err := (&fake{api: script(hangInBody(200))}).client(t, spotify.WithTimeout(time.Second)).Do(rawRequest(t, "GET", ""))
			if err != nil {
				t.Fatal(recorded(err))
			}
			defer resp.Body.Close()
			_, err = io.ReadAll(resp.Body)
			return err
		}, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				err := recorded(tt.call(t))
				var timeout net.Error
				if !errors.As(err, &timeout) || !timeout.Timeout() {
					t.Errorf("%v is no net.Error of a timeout", err)
				}
				var outer interface{ Timeout() bool }
				if !errors.As(err, &outer) || !outer.Timeout() {
					t.Errorf("Timeout of %v is false", err)
				}
				if errors.Is(err, context.DeadlineExceeded) != tt.callers {
					t.Errorf("%v matches context.DeadlineExceeded: %v", err, !tt.callers)
				}
				if !tt.callers {
					wantIs(t, err, os.ErrDeadlineExceeded)
				}
				wantNotIs(t, err, context.Canceled)
				if errors.Is(err, spotify.ErrNetwork) != tt.network {
					t.Errorf("%v matches ErrNetwork: %v", err, !tt.network)
				}
			})
		})
	}
}
