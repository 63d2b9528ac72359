package spotify_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// A fetch that does everything wrong in turn, with many callers that come, leave
// and reject tokens: never are there two fetches at once, no caller gets an
// expired token, and none waits longer than a refresh may take.
func TestRefreshesOfANastyFetch(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			var mu sync.Mutex // guards random
			draw := func(n int) int { mu.Lock(); defer mu.Unlock(); return random.IntN(n) }
			var running, fetches atomic.Int32
			p, err := spotify.NewTokenProvider(func(ctx context.Context) (spotify.Token, error) {
				if running.Add(1) > 1 {
					t.Error("two fetches at once")
				}
				defer running.Add(-1)
				n := int(fetches.Add(1))
				good := spotify.Token{AccessToken: token(n), ExpiresAt: time.Now().Add(time.Duration(1+draw(600)) * time.Second)}
				switch draw(12) {
				case 0:
					return spotify.Token{}, errors.New("down")
				case 1:
					return spotify.Token{}, spotify.ErrUnauthorized
				case 2:
					panic("nasty")
				case 3:
					runtime.Goexit()
				case 4: // honors its context
					_ = sleepContext(ctx, time.Hour)
					return spotify.Token{}, ctx.Err()
				case 5: // ignores it, and returns a token in the end
					time.Sleep(time.Duration(draw(90)) * time.Second)
					return good, nil
				case 6:
					return spotify.Token{}, nil
				case 7:
					good.AccessToken = token(max(1, n-1)) // perhaps the rejected one
					return good, nil
				case 8:
					return spotify.Token{}, &spotify.AuthenticationError{StatusCode: 429, RetryAfter: time.Duration(draw(20)) * time.Second}
				case 9:
					return spotify.Token{}, hostileError{}
				}
				_ = sleepContext(ctx, time.Duration(draw(3000))*time.Millisecond)
				return good, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			var callers sync.WaitGroup
			for range 20 {
				callers.Go(func() {
					for range 100 {
						time.Sleep(time.Duration(draw(30_000)) * time.Millisecond)
						ctx, cancel := context.WithCancel(context.Background())
						if draw(4) == 0 {
							time.AfterFunc(time.Duration(draw(5000))*time.Millisecond, cancel)
						}
						start := time.Now()
						got, err := p.Token(ctx)
						if err == nil && !got.ExpiresAt.After(time.Now()) {
							t.Errorf("a token that expired %v ago", time.Since(got.ExpiresAt))
						}
						if err == nil && draw(5) == 0 {
							_, err = p.RefreshAccessToken(ctx, got.AccessToken)
						}
						if took := time.Since(start); took > 65*time.Second {
							t.Errorf("a caller waited %v", took)
						}
						if err != nil && err != spotify.ErrClosed {
							if e := authErr(t, err); e.Error() == "spotify: token" {
								t.Error("a failure without a cause")
							}
							wantNotIs(t, err, spotify.ErrClosed)
							if ended := ctx.Err() != nil; errors.Is(err, context.Canceled) && !ended {
								t.Errorf("%v matches a context's error, and the caller's lasts", err)
							}
						}
						cancel()
					}
				})
			}
			if seed%2 == 0 {
				time.Sleep(10 * time.Minute)
				p.Close()
				if _, err := p.Token(context.Background()); err != spotify.ErrClosed {
					t.Errorf("after Close: %v", err)
				}
			}
			callers.Wait()
			p.Close()
			time.Sleep(2 * time.Minute) // until a fetch that ignores its context has returned
		})
	}
}
