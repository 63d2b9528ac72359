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

// borrowedErrors are errors that belong to another call, to which somebody else's
// code led them: by name, and every one in several forms.
func borrowedErrors() map[string]error {
	borrowed := map[string]error{
		"a 404 of another call": &spotify.Error{StatusCode: 404, Message: "Non existing id"},
		"a 403 of another call": &spotify.Error{StatusCode: 403, Message: "Forbidden"},
		"a quota of another call": &spotify.Error{StatusCode: 429, Reason: "QUOTA_EXCEEDED",
			RetryAfter: time.Hour},
		"another call's device": &spotify.Error{StatusCode: 404, Reason: "NO_ACTIVE_DEVICE"},
	}
	for name, sentinel := range sentinels {
		if sentinel != spotify.ErrUnauthorized { // which a provider may use
			borrowed["Err"+name] = sentinel
			borrowed["Err"+name+" with words"] = fmt.Errorf("elsewhere: %w", sentinel)
			borrowed["Err"+name+" with another"] = errors.Join(errors.New("more"), sentinel)
		}
	}
	return borrowed
}

// wantForeign checks that borrowed does not classify err: of the sentinels it
// matches only own, and no details of borrowed are found.
func wantForeign(t *testing.T, err, borrowed error, own ...error) {
	t.Helper()
	if err == nil {
		t.Fatal("the call succeeded")
	}
	_ = recorded(err)
	allowed := errors.Join(own...)
	for name, sentinel := range sentinels {
		if got, want := errors.Is(err, sentinel), errors.Is(allowed, sentinel); got != want {
			t.Errorf("error %v matches Err%s: %v", err, name, got)
		}
	}
	var e *spotify.Error
	if errors.As(err, &e) && (error(e) == borrowed || e.StatusCode == 404 || e.StatusCode == 403 || e.StatusCode == 429) {
		t.Errorf("the borrowed *Error is found in %v", err)
	}
}

// wantKept checks that errors.Is finds borrowed in err, unless it is a sentinel
// itself.
func wantKept(t *testing.T, err, borrowed error) {
	t.Helper()
	for _, sentinel := range sentinels {
		if borrowed == sentinel {
			return
		}
	}
	if !errors.Is(err, borrowed) {
		t.Errorf("error %v does not match the borrowed one by identity", err)
	}
}

// What somebody else's code returns decides nothing: a transport, a limiter, a
// provider or a request body may bring along an error of quite another call.
func TestErrorsOfOthersClassifyNoCall(t *testing.T) {
	get := func(c *spotify.Client) error { return getAlbum(context.Background(), c) }
	newClient := func(t *testing.T, f *fake, opts ...spotify.Option) *spotify.Client {
		return f.client(t, append(opts, spotify.WithMaxRetries(0))...)
	}
	sources := map[string]struct {
		call func(t *testing.T, borrowed error) error
		own  error // which the call's own failure matches; nil: none
	}{
		"a transport": {func(t *testing.T, borrowed error) error {
			return get(newClient(t, &fake{api: script(failWith(borrowed))}))
		}, spotify.ErrNetwork},
		"a response body": {func(t *testing.T, borrowed error) error {
			return get(newClient(t, &fake{api: script(respondTruncated(200, borrowed))}))
		}, spotify.ErrNetwork},
		"a transport, after a response": {func(t *testing.T, borrowed error) error {
			return get((&fake{api: script(respond(503), failWith(borrowed))}).client(t, spotify.WithMaxRetries(1)))
		}, spotify.ErrNetwork},
		"a transport of token requests": {func(t *testing.T, borrowed error) error {
			f := &fake{token: func(int, *http.Request) (*http.Response, error) { return nil, borrowed }}
			return get(newClient(t, f))
		}, spotify.ErrNetwork},
		"the body of a token response": {func(t *testing.T, borrowed error) error {
			f := &fake{token: func(_ int, r *http.Request) (*http.Response, error) { return respondTruncated(200, borrowed)(r) }}
			return get(newClient(t, f))
		}, spotify.ErrNetwork},
		"a limiter": {func(t *testing.T, borrowed error) error {
			return get(newClient(t, &fake{}, spotify.WithRateLimiter(limiterFunc(func(context.Context) error { return borrowed }))))
		}, nil},
		"a limiter, after a response": {func(t *testing.T, borrowed error) error {
			waits := 0
			limiter := limiterFunc(func(context.Context) error {
				if waits++; waits == 2 {
					return borrowed
				}
				return nil
			})
			return get((&fake{api: script(respond(503))}).client(t, spotify.WithRateLimiter(limiter)))
		}, spotify.ErrServer},
		"a provider": {func(t *testing.T, borrowed error) error {
			p := spotify.AuthProviderFunc(func(context.Context) (string, error) { return "", borrowed })
			return get(newClient(t, &fake{}).As(p))
		}, nil},
		"a provider that replaces a token": {func(t *testing.T, borrowed error) error {
			p := &scriptedProvider{token: token(1), refresh: func(context.Context, string) (string, error) { return "", borrowed }}
			return get(newClient(t, &fake{api: script(respond(401))}).As(p))
		}, nil},
		"a fetch": {func(t *testing.T, borrowed error) error {
			p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) { return spotify.Token{}, borrowed })
			if err != nil {
				t.Fatal(err)
			}
			return get(newClient(t, &fake{}).As(p))
		}, nil},
		"a request body": {func(t *testing.T, borrowed error) error {
			rt := roundTripperFunc(func(r *http.Request) (*http.Response, error) {
				_, err := io.ReadAll(r.Body)
				return nil, err
			})
			c, err := spotify.New(spotify.WithAccessToken(token(1)), spotify.WithHTTPClient(&http.Client{Transport: rt}))
			if err != nil {
				t.Fatal(err)
			}
			req, _ := http.NewRequest("POST", meURL, failingReader{borrowed})
			_, err = c.Do(req)
			return err
		}, spotify.ErrNetwork},
		"a GetBody": {func(t *testing.T, borrowed error) error {
			req := rawRequest(t, "PUT", "body")
			req.GetBody = func() (io.ReadCloser, error) { return nil, borrowed }
			_, err := (&fake{api: script(respond(503))}).client(t).Do(req)
			return err
		}, nil},
		"an UnmarshalJSON": {func(t *testing.T, borrowed error) error {
			return newClient(t, &fake{}).Call(context.Background(), "GET", albumPath, nil, nil, &failingJSON{borrowed})
		}, nil},
		"a MarshalJSON": {func(t *testing.T, borrowed error) error {
			err := newClient(t, &fake{}).Call(context.Background(), "PUT", albumPath, nil, &failingJSON{borrowed}, nil)
			if err == nil || !strings.Contains(err.Error(), borrowed.Error()) {
				t.Errorf("error %v does not say %v", err, borrowed)
			}
			return err
		}, spotify.ErrBadRequest},
	}
	borrowed := borrowedErrors()
	for _, end := range []error{context.Canceled, context.DeadlineExceeded} {
		borrowed[end.Error()+" of another context"] = fmt.Errorf("elsewhere: %w", end)
	}
	for source, s := range sources {
		t.Run(source, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				for name, foreign := range borrowed {
					err := s.call(t, foreign)
					if strings.Contains(name, "of another context") {
						wantNotIs(t, err, context.Canceled, context.DeadlineExceeded)
						continue
					}
					wantForeign(t, err, foreign, s.own)
					if source != "a MarshalJSON" { // whose text is kept
						wantKept(t, err, foreign)
					}
				}
			})
		})
	}
}

// limiterFunc is a function as a RateLimiter.
type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

// failingJSON can be neither written nor read.
type failingJSON struct{ err error }

func (f *failingJSON) MarshalJSON() ([]byte, error) { return nil, f.err }
func (f *failingJSON) UnmarshalJSON([]byte) error   { return f.err }

// A provider that uses another provider on a context of its own passes on an
// error that says so; the caller's context lasts.
func TestProviderWhoseOwnContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(_ int, r *http.Request) (*http.Response, error) { return hang(r) }}
		inner := f.provider(t)
		impatient := func(ctx context.Context) (string, error) {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			return inner.AccessToken(ctx)
		}
		outer, err := spotify.NewTokenProvider(func(ctx context.Context) (spotify.Token, error) {
			token, err := impatient(ctx)
			return spotify.Token{AccessToken: token, ExpiresAt: time.Now().Add(time.Hour)}, err
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, p := range map[string]spotify.AuthProvider{"a function": spotify.AuthProviderFunc(impatient), "a fetch": outer} {
			err := getAlbum(context.Background(), f.client(t).As(p))
			if e := authErr(t, err); !e.Timeout() {
				t.Errorf("%s: %v is no timeout", name, err)
			}
			wantNotIs(t, err, context.DeadlineExceeded, context.Canceled)
		}
		_, err = outer.AccessToken(context.Background())
		wantNotIs(t, err, context.DeadlineExceeded, context.Canceled)
	})
}

// Only this client's Close ends a call with ErrClosed.
func TestErrClosedOfAnotherClient(t *testing.T) {
	f := &fake{}
	closed := f.client(t)
	closed.Close()
	c := f.client(t).As(spotify.AuthProviderFunc(func(ctx context.Context) (string, error) {
		return "", closed.Call(ctx, "GET", "/me", nil, nil, nil)
	}))
	err := getAlbum(context.Background(), c)
	authErr(t, err)
	wantNotIs(t, err, spotify.ErrClosed)

	// A provider of this package is closed by this program, so that its error
	// says what to do.
	p := f.provider(t)
	p.Close()
	if err := getAlbum(context.Background(), f.client(t).As(p)); err != spotify.ErrClosed {
		t.Errorf("error %v, want ErrClosed", recorded(err))
	}
}

// A typed nil is an error, and no panic.
func TestNilErrorsOfATypeOfTheSDK(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var none *spotify.AuthenticationError
		p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) { return spotify.Token{}, none })
		if err != nil {
			t.Fatal(err)
		}
		for _, provider := range []spotify.AuthProvider{p, spotify.AuthProviderFunc(func(context.Context) (string, error) { return "", none })} {
			err := getAlbum(context.Background(), (&fake{}).client(t).As(provider))
			if e := authErr(t, err); !strings.Contains(e.Error(), "nil *AuthenticationError") {
				t.Errorf("text %q", e)
			}
		}
	})
}

// hostileError panics whenever it is looked at.
type hostileError struct{}

func (hostileError) Error() string   { panic("Error") }
func (hostileError) Is(error) bool   { panic("Is") }
func (hostileError) As(any) bool     { panic("As") }
func (hostileError) Unwrap() []error { panic("Unwrap") }

// A fetch's error that panics fails the refresh and not the process.
func TestErrorThatPanicsInARefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) { return spotify.Token{}, hostileError{} })
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.AccessToken(context.Background())
		if e := authErr(t, err); !strings.Contains(e.Error(), "panic") {
			t.Errorf("text %q", e)
		}
	})
}
