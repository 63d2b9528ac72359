package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// A limiter that fails ends the call, with its error and what came before it.
func TestRateLimiterThatFails(t *testing.T) {
	full := errors.New("the queue is full")
	tests := []struct {
		name     string
		failAt   int
		outcomes []responder
		status   int
		attempts int
	}{
		{"at once", 1, []responder{respond(200)}, 0, 0},
		{"before a retry", 2, []responder{respond(503), respond(200)}, 503, 1},
		{"before the retry of a lost connection", 2, []responder{failWith(errReset), respond(200)}, 0, 1},
		{"after a rejected token", 2, []responder{respond(401), respond(200)}, 401, 1},
	}
	for _, tt := range tests {
		for _, raw := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, raw %v", tt.name, raw), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					n := 0
					f := &fake{api: script(tt.outcomes...)}
					c := f.client(t, spotify.WithRateLimiter(limiterFunc(func(context.Context) error {
						if n++; n == tt.failAt {
							return full
						}
						return nil
					})))
					var err error
					if raw {
						_, err = c.Do(rawRequest(t, "PUT", "body"))
					} else {
						err = getAlbum(context.Background(), c)
					}
					wantIs(t, err, full)
					wantNotIs(t, err, spotify.ErrNetwork, spotify.ErrClosed)
					if e := apiErr(t, err); e.StatusCode != tt.status || e.Attempts != tt.attempts || !strings.Contains(e.Error(), "rate limiter: the queue is full") {
						t.Errorf("%v after %d attempts", e, e.Attempts)
					}
					f.wantRequests(t, tt.attempts)
				})
			})
		}
	}
}

// The wait ends with the client and with the caller's context, also of a limiter
// that calls it something else.
func TestRateLimiterWaitEnds(t *testing.T) {
	for _, words := range []error{nil, errors.New("gone")} {
		l := limiterFunc(func(ctx context.Context) error {
			<-ctx.Done()
			if words != nil {
				return words
			}
			return ctx.Err()
		})
		synctest.Test(t, func(t *testing.T) {
			f := &fake{}
			c := f.client(t, spotify.WithRateLimiter(l))
			time.AfterFunc(time.Second, func() { c.Close() })
			start := time.Now()
			if err := getAlbum(context.Background(), c); err != spotify.ErrClosed || time.Since(start) != time.Second {
				t.Errorf("error %v after %v", recorded(err), time.Since(start))
			}
			f.wantRequests(t, 0)
		})
		synctest.Test(t, func(t *testing.T) {
			f := &fake{}
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			err := getAlbum(ctx, f.client(t, spotify.WithRateLimiter(l)))
			wantIs(t, err, context.DeadlineExceeded)
			if e := apiErr(t, err); !e.Timeout() || e.Attempts != 0 {
				t.Errorf("%v: Timeout %v, %d attempts", e, e.Timeout(), e.Attempts)
			}
			f.wantRequests(t, 0)
		})
	}
}

// A wait longer than the token lives: the request after it has another token.
func TestRateLimiterWaitOutlivesTheToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		c := f.client(t, spotify.WithRateLimiter(&countingLimiter{takes: 2 * time.Hour}))
		for range 2 {
			if err := getAlbum(context.Background(), c); err != nil {
				t.Fatal(recorded(err))
			}
		}
		f.wantTokens(t, token(1), token(2))
	})
}

// A limiter that panics does so on the caller's goroutine and holds nothing.
func TestRateLimiterThatPanics(t *testing.T) {
	f := &fake{}
	fail := true
	c := f.client(t, spotify.WithRateLimiter(limiterFunc(func(context.Context) error {
		if fail {
			panic("mine")
		}
		return nil
	})))
	func() {
		defer func() {
			if p := recover(); p != "mine" {
				t.Errorf("recovered %v", p)
			}
		}()
		_ = getAlbum(context.Background(), c)
	}()
	fail = false
	if err := getAlbum(context.Background(), c); err != nil {
		t.Error(recorded(err))
	}
}

// The limiter may use the client, or close it.
func TestRateLimiterThatClosesTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c *spotify.Client
		f := &fake{}
		c = f.client(t, spotify.WithRateLimiter(limiterFunc(func(context.Context) error { c.Close(); return nil })))
		if err := getAlbum(context.Background(), c); err != spotify.ErrClosed {
			t.Errorf("error %v, want ErrClosed", recorded(err))
		}
		f.wantRequests(t, 0)
	})
}
