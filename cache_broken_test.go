package spotify_test

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// A cache that fails, hangs, panics or exits costs latency and a line in the
// log, never a request.
func TestBrokenCachesCostLatencyAlone(t *testing.T) {
	const never = time.Hour // beyond all patience
	tests := []struct {
		name string
		fail func(ctx context.Context) error
		wait time.Duration // of each of Get and Set
		says string
	}{
		{"an error", func(context.Context) error { return errors.New("connection refused") }, 0, "connection refused"},
		{"an error that quotes the token", func(context.Context) error { return errors.New("cannot store " + token(1)) }, 0, "cannot store [redacted]"},
		{"a slow one that gives up in time", func(context.Context) error { time.Sleep(2*time.Second - 1); return errors.New("too busy") }, 2*time.Second - 1, "too busy"},
		{"one that waits for its context", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, 2 * time.Second, ""},
		{"one that ignores its context", func(context.Context) error { time.Sleep(never); return nil }, 2 * time.Second, "no answer within 2s"},
		{"a panic", func(context.Context) error { panic(token(1)) }, 0, "panic with a value of type string"},
		{"a panic with nil", func(context.Context) error { panic(nil) }, 0, "panic with a value of type *runtime.PanicNilError"},
		{"Goexit", func(context.Context) error { runtime.Goexit(); return nil }, 0, "exited"},
	}
	for _, tt := range tests {
		for _, op := range []string{"get", "set"} {
			if op == "get" && strings.Contains(tt.name, "quotes") {
				continue // there is no token yet that it could quote
			}
			t.Run(tt.name+" in "+op, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					f, log := slowTokens(time.Millisecond, 3600), &logLines{} // time for all to join
					cache := funcCache{}
					if op == "get" {
						cache.get = func(ctx context.Context, _ string) (spotify.Token, error) { return spotify.Token{}, tt.fail(ctx) }
					} else {
						cache.set = func(ctx context.Context, _ string, _ spotify.Token) error { return tt.fail(ctx) }
					}
					p := f.provider(t, spotify.WithTokenCache(cache), log.option())
					for range 5 {
						go wantToken(t, p, 1, tt.wait+time.Millisecond)
					}
					time.Sleep(tt.wait + time.Second)
					wantToken(t, p, 1, 0)
					f.wantTokenRequests(t, 1)
					failed := log.with("spotify: token cache failed")
					if len(failed) != 1 || !strings.HasPrefix(failed[0], "WARN spotify: token cache failed op="+op+" error=") || !strings.Contains(failed[0], tt.says) {
						t.Errorf("logged %q, want that it says %q", failed, tt.says)
					}
					time.Sleep(2 * never) // the goroutine of a cache that ignores its context ends by itself
				})
			})
		}
	}
}

// A token of a second must not be dead when a cache that hangs lets it go.
func TestSlowCacheDoesNotOutlastTheToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(n int, _ *http.Request) (*http.Response, error) { return tokenAnswer(n, 1), nil }}
		p := f.provider(t, spotify.WithTokenCache(funcCache{set: func(ctx context.Context, _ string, _ spotify.Token) error { <-ctx.Done(); return ctx.Err() }}))
		got, err := p.Token(t.Context())
		if seen(err) != nil || time.Until(got.ExpiresAt) <= 0 {
			t.Errorf("handed out with %v left, %v", time.Until(got.ExpiresAt), err)
		}
		f.wantTokenRequests(t, 1)
	})
}
