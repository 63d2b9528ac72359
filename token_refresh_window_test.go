package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// The life of a token in its windows, at their exact edges. The wall clock of a
// bubble goes with its timers and cannot be set, so that a clock set back or
// forth is seen only in dates: see the tests of dates in caches and grants.
func TestWindows(t *testing.T) {
	for _, life := range []time.Duration{time.Second, 5 * time.Second, 20 * time.Second, time.Minute, 5 * time.Minute, 20 * time.Minute, time.Hour, 24 * time.Hour} {
		for _, configured := range []time.Duration{200 * time.Millisecond, 5 * time.Second, 30 * time.Second, 10 * time.Minute} {
			skew := min(configured, life/4)
			window := min(max(10*time.Minute, 2*skew), life/2)
			at := func(name string, left time.Duration, test func(t *testing.T, f *fake, p *spotify.TokenProvider)) {
				t.Run(fmt.Sprintf("life %v skew %v %s", life, configured, name), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
							if n > 1 {
								if err := sleepContext(r.Context(),
									8*time.Second); err != nil { // longer than callers with a token wait
									return nil, err
								}
							}
							return newTokenResponse(n, int(life/time.Second)+(n-1)*100), nil
						}}
						p := f.provider(t, spotify.WithExpirySkew(configured))
						wantToken(t, p, 1, 0)
						time.Sleep(life - left)
						test(t, f, p)
					})
				})
			}
			fresh := func(t *testing.T, f *fake, p *spotify.TokenProvider) {
				wantToken(t, p, 1, 0)
				synctest.Wait()
				f.wantTokenRequests(t, 1)
			}
			refreshing := func(t *testing.T, f *fake, p *spotify.TokenProvider) {
				for range 3 {
					wantToken(t, p, 1, 0)
					synctest.Wait()
					f.wantTokenRequests(t, 2)
				}
			}
			at("a fresh token makes no request", window, fresh)
			at("a refresh is due at the latest in the middle of the window ahead", skew+(window-skew)/2, refreshing)
			at("nobody waits a nanosecond before the skew", skew+1, refreshing)
			at("a caller in the skew waits half of what is left, and not for ever", skew,
				func(t *testing.T, f *fake, p *spotify.TokenProvider) {
					wantToken(t, p, 1, min(5*time.Second, skew/2))
					f.wantTokenRequests(t, 2)
				})
			at("a token is sent in its last nanosecond", 1, func(t *testing.T, f *fake, p *spotify.TokenProvider) {
				wantToken(t, p, 1, 0)
				synctest.Wait()
				f.wantTokenRequests(t, 2)
			})
			at("an expired token is never sent", 0, func(t *testing.T, f *fake, p *spotify.TokenProvider) {
				wantToken(t, p, 2, 8*time.Second)
				f.wantTokenRequests(t, 2)
			})
		}
	}
}

// Processes that share a token's birth must not refresh in step: the moment is
// drawn, once per token.
func TestRefreshTimeIsRandomInTheLaterHalfOfItsWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		const skew, window = 30 * time.Second, 10 * time.Minute
		earliest, latest := window, skew+(window-skew)/2 // as time before expiry
		moments := map[time.Duration]bool{}
		for range 100 {
			p := f.provider(t)
			n := f.tokenRequests()
			got, err := p.Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Until(got.ExpiresAt) - earliest)
			for f.tokenRequests() == n+1 {
				if _, err := p.Token(t.Context()); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				time.Sleep(time.Second)
			}
			f.wantTokenRequests(t, n+2)
			left := time.Until(got.ExpiresAt) + time.Second
			if left > earliest || left < latest-time.Second {
				t.Errorf("a refresh began %v before expiry, want %v to %v", left, latest, earliest)
			}
			moments[left.Round(30*time.Second)] = true
		}
		if len(moments) < 5 {
			t.Errorf("100 tokens were all refreshed at one of %d moments", len(moments))
		}
	})
}

// Requests in the window ahead find one refresh under way, however many there are.
func TestBackgroundRefreshIsOneRequestAndNobodyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(n int, _ *http.Request) (*http.Response, error) {
			if n > 1 {
				time.Sleep(5 * time.Second)
			}
			return newTokenResponse(n, 3600), nil
		}}
		p := f.provider(t)
		wantToken(t, p, 1, 0)
		time.Sleep(55 * time.Minute)
		for range 1000 {
			go wantToken(t, p, 1, 0)
		}
		synctest.Wait()
		f.wantTokenRequests(t, 2)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		wantToken(t, p, 2, 0)
		f.wantTokenRequests(t, 2)
	})
}

// Promise 2 of the design: with the default skew and tokens of twenty minutes,
// while calls come every four minutes, no caller ever waits.
func TestNobodyWaitsForARefreshWhileCallsComeEveryFourMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(n int, _ *http.Request) (*http.Response, error) {
			time.Sleep(9 * time.Second) // a slow endpoint
			return newTokenResponse(n, 20*60), nil
		}}
		p := f.provider(t)
		if _, err := p.AccessToken(t.Context()); err != nil {
			t.Fatal(err)
		}
		calls, day := 0, time.Now().Add(24*time.Hour)
		for time.Now().Before(day) {
			time.Sleep(4 * time.Minute)
			start := time.Now()
			got, err := p.Token(t.Context())
			if err != nil || time.Since(start) != 0 || time.Until(got.ExpiresAt) <= 30*time.Second {
				t.Fatalf("call %d waited %v for a token with %v left, error %v", calls, time.Since(start),
					time.Until(got.ExpiresAt), err)
			}
			calls++
		}
		time.Sleep(10 * time.Second) // the last call may have started a refresh
		if n := f.tokenRequests(); n < 24*3 || n > 24*6 {
			t.Errorf("%d token requests in a day", n)
		} else {
			t.Logf("%d calls, %d token requests, no wait", calls, n)
		}
	})
}

// Reported of a dozen clients: all works for an hour, then nothing does until
// the restart.
func TestTokensAreRefreshedPastTheFirstHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		f.api = func(_ int, r *http.Request) (*http.Response, error) {
			if r.Header.Get("Authorization") != "Bearer "+token(f.tokenRequests()) {
				t.Error("an old token was sent")
			}
			return newResponse(200, "{}"), nil
		}
		c := f.client(t)
		for hour := range 72 {
			if err := c.Call(t.Context(), "GET", "x", nil, nil, nil); err != nil {
				t.Fatalf("in hour %d: %v", hour, err)
			}
			f.wantTokenRequests(t, hour+1)
			time.Sleep(61 * time.Minute)
		}
	})
}

// The context of the call that fetched the first token ended long ago when the
// second is due.
func TestSecondRefreshDoesNotUseTheFirstCallersContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		p := f.provider(t)
		ctx, cancel := context.WithCancel(t.Context())
		if _, err := p.AccessToken(ctx); err != nil {
			t.Fatal(err)
		}
		cancel()
		time.Sleep(2 * time.Hour)
		wantToken(t, p, 2, 0)
		f.wantTokenRequests(t, 2)
	})
}

// A fresh token is handed out without a look at the context; a caller whose
// context is done starts nothing.
func TestEndedContextStartsNoRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		p := f.provider(t)
		over, cancel := context.WithCancelCause(t.Context())
		mine := errors.New("the caller's own reason")
		cancel(mine)
		refused := func() {
			t.Helper()
			_, err := p.AccessToken(over)
			if !errors.Is(recorded(err), context.Canceled) || !errors.Is(err, mine) {
				t.Errorf("error = %v, want the context's", err)
			}
			synctest.Wait()
		}
		refused()
		f.wantTokenRequests(t, 0)
		wantToken(t, p, 1, 0)
		for _, left := range []time.Duration{time.Hour, 31 * time.Second} { // fresh, and in the window ahead
			time.Sleep(time.Hour - left)
			if got, err := p.AccessToken(over); err != nil || got != token(1) {
				t.Errorf("with %v left: error %v", left, err)
			}
			synctest.Wait()
		}
		f.wantTokenRequests(t, 1)
		time.Sleep(30 * time.Second) // into the skew
		refused()
		f.wantTokenRequests(t, 1)
	})
}

// At every step of a refresh a caller has the old token with its expiry or the
// new one with its own.
func TestTokenAndExpiryAlwaysMatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p *spotify.TokenProvider
		expiries, looks := map[string]time.Time{}, 0
		look := func(step string) {
			if len(expiries) < 2 {
				return // the first token would be waited for
			}
			looks++
			if got, err := p.Token(t.Context()); recorded(err) != nil ||
				!got.ExpiresAt.Equal(expiries[got.AccessToken]) {
				t.Errorf("%s: %v, %v; want it to expire %v", step, got, err, expiries[got.AccessToken])
			}
		}
		f := &fake{token: func(n int, _ *http.Request) (*http.Response, error) {
			expiries[token(n)] = time.Now().Add(time.Duration(n) * time.Hour)
			look("asking the endpoint")
			return newTokenResponse(n, n*3600), nil
		}}
		p = f.provider(t, spotify.WithTokenCache(funcCache{
			get: func(context.Context, string) (spotify.Token, error) {
				look("asking the cache")
				return spotify.Token{}, nil
			},
			set: func(context.Context, string, spotify.Token) error {
				look("storing")
				return nil
			},
		}))
		for n := 1; n <= 5; n++ {
			wantToken(t, p, n, 0)
			time.Sleep(time.Duration(n)*time.Hour - 5*time.Minute)
			wantToken(t, p, n, 0) // refreshed in the background
			synctest.Wait()
		}
		f.wantTokenRequests(t, 6)
		if looks < 13 {
			t.Errorf("looked %d times", looks)
		}
	})
}
