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

// A call whose context ended says that it was canceled, whatever the cause of the
// context: errgroup makes the first failure the cause of all siblings.
func TestErrorsOfCausesClassifyNoCall(t *testing.T) {
	respondOK := &fake{}
	phases := map[string]func(ctx context.Context, t *testing.T) error{
		"before the call": func(ctx context.Context, t *testing.T) error {
			<-ctx.Done()
			return getAlbum(ctx, respondOK.client(t))
		},
		"while a token is awaited": func(ctx context.Context, t *testing.T) error {
			f := &fake{token: func(_ int, r *http.Request) (*http.Response, error) { return hang(r) }}
			return getAlbum(ctx, f.client(t))
		},
		"while the provider works": func(ctx context.Context, t *testing.T) error {
			p := spotify.AuthProviderFunc(func(ctx context.Context) (string, error) { <-ctx.Done(); return "", context.Cause(ctx) })
			return getAlbum(ctx, respondOK.client(t).As(p))
		},
		"while the limiter waits": func(ctx context.Context, t *testing.T) error {
			return getAlbum(ctx, respondOK.client(t, spotify.WithRateLimiter(limiterFunc(func(ctx context.Context) error {
				<-ctx.Done()
				return context.Cause(ctx)
			}))))
		},
		"in flight": func(ctx context.Context, t *testing.T) error {
			return getAlbum(ctx, (&fake{api: script(hang)}).client(t))
		},
		"in a body": func(ctx context.Context, t *testing.T) error {
			return getAlbum(ctx, (&fake{api: script(hangInBody(200))}).client(t))
		},
		"in the wait for a retry": func(ctx context.Context, t *testing.T) error {
			return getAlbum(ctx, (&fake{api: script(failWith(errRefused))}).client(t))
		},
		"in a raw call": func(ctx context.Context, t *testing.T) error {
			_, err := (&fake{api: script(hang)}).client(t).Do(rawRequest(t, "GET", "").WithContext(ctx))
			return err
		},
		"in a provider's own method": func(ctx context.Context, t *testing.T) error {
			f := &fake{token: func(_ int, r *http.Request) (*http.Response, error) { return hang(r) }}
			_, err := f.provider(t).AccessToken(ctx)
			return err
		},
	}
	for phase, call := range phases {
		t.Run(phase, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				for _, cause := range borrowedErrors() {
					ctx, cancel := context.WithCancelCause(context.Background())
					timer := time.AfterFunc(10*time.Millisecond, func() { cancel(cause) })
					err := call(ctx, t)
					wantForeign(t, err, cause)
					wantKept(t, err, cause)
					wantIs(t, err, context.Canceled)
					if strings.Count(err.Error(), "spotify: ") > 1 && !strings.Contains(cause.Error(), "elsewhere") &&
						!strings.Contains(cause.Error(), "more") {
						t.Errorf("text %q", err)
					}
					timer.Stop()
				}
			})
		})
	}
}

// The caller's own errors are found in the cause, by errors.Is and errors.As.
func TestCausesOfTheCallerAreFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mine := &wrapped{"the request was superseded", io.ErrClosedPipe}
		ctx, cancel := context.WithCancelCause(context.Background())
		time.AfterFunc(time.Second, func() { cancel(fmt.Errorf("around: %w", mine)) })
		err := getAlbum(ctx, (&fake{api: script(hang)}).client(t))
		wantIs(t, err, context.Canceled)
		wantIs(t, err, io.ErrClosedPipe)
		var found *wrapped
		if !errors.As(err, &found) || found != mine {
			t.Errorf("the caller's own type is not found in %v", err)
		}
	})
}

// The SDK's own limit is over before the caller's context, whose cause says
// the same: the two are told apart by the context and not by the error.
func TestErrorOfTheSDKAsACause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(hang)}
		limit := getAlbum(context.Background(), f.client(t, spotify.WithTimeout(time.Second), spotify.WithMaxRetries(0)))
		ctx, cancel := context.WithCancelCause(context.Background())
		time.AfterFunc(time.Second, func() { cancel(limit) })
		start := time.Now()
		err := getAlbum(ctx, f.client(t))
		wantIs(t, err, context.Canceled)
		wantNotIs(t, err, spotify.ErrNetwork)
		if e := apiErr(t, err); e.Attempts != 1 || time.Since(start) != time.Second {
			t.Errorf("%v after %d attempts and %v", err, e.Attempts, time.Since(start))
		}
	})
}
