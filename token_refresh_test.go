package spotify_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

func TestAThousandColdCallersAreOneTokenRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newSlowTokenFake(time.Second, 3600)
		p := f.provider(t)
		for range 1000 {
			go wantToken(t, p, 1, time.Second)
		}
		time.Sleep(2 * time.Second)
		f.wantTokenRequests(t, 1)
	})
}

// The same through clients: five calls, five refreshes was reported elsewhere.
func TestColdCallsOfAClientAreOneTokenRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newSlowTokenFake(time.Second, 3600)
		c := f.client(t)
		for range 100 {
			go func() {
				if err := c.Call(t.Context(), "GET", "x", nil, nil, nil); err != nil {
					t.Error(err)
				}
			}()
		}
		time.Sleep(2 * time.Second)
		f.wantTokenRequests(t, 1)
		if n := len(f.apiRequests()); n != 100 {
			t.Errorf("%d API requests, want 100", n)
		}
	})
}

// A token that expired is as good as none: one request for all.
func TestCallersOfAnExpiredTokenAreOneTokenRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newSlowTokenFake(time.Second, 60)
		p := f.provider(t)
		for n := 1; n <= 10; n++ {
			for range 50 {
				go wantToken(t, p, n, time.Second)
			}
			time.Sleep(2 * time.Minute)
			f.wantTokenRequests(t, n)
		}
	})
}

// The caller that started a refresh returns at once if its own context ends, and
// no other caller fails.
func TestCanceledLeaderFailsNoOtherCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newSlowTokenFake(10*time.Second-1, 3600)
		p := f.provider(t)
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		left := make(chan error)
		go func() {
			_, err := p.AccessToken(ctx)
			if took := time.Since(start); took != time.Second {
				t.Errorf("the leader left after %v", took)
			}
			left <- err
		}()
		synctest.Wait()
		for range 10 {
			go wantToken(t, p, 1, 10*time.Second-1)
		}
		err := <-left
		if e := authErr(t, err); !errors.Is(err, context.DeadlineExceeded) || e.StatusCode != 0 || !e.Timeout() ||
			errors.Is(err, spotify.ErrUnauthorized) {
			t.Errorf("the leader's error is %v", err)
		}
		for range 10 { // newcomers join the refresh that continues without its first caller
			go wantToken(t, p, 1, 9*time.Second-1)
		}
		time.Sleep(10 * time.Second)
		f.wantTokenRequests(t, 1)
	})
}

// The refresh continues without its callers: its token serves the next.
func TestTokenServesTheNextCallIfAllCallersCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newSlowTokenFake(5*time.Second, 3600)
		p := f.provider(t)
		mine := errors.New("the caller's own reason")
		ctx, cancel := context.WithCancelCause(t.Context())
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if _, err := p.AccessToken(ctx); !errors.Is(recorded(err), context.Canceled) || !errors.Is(err, mine) {
					t.Errorf("error = %v, want the caller's", err)
				}
			})
		}
		synctest.Wait()
		cancel(mine)
		group.Wait()
		time.Sleep(5 * time.Second)
		wantToken(t, p, 1, 0)
		f.wantTokenRequests(t, 1)
	})
}

// Through a client, a caller that cancels while it waits for a token gets an
// *Error of its own context, as anywhere.
func TestCallCanceledWhileWaitingForAToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newSlowTokenFake(5*time.Second, 3600)
		c := f.client(t)
		mine := errors.New("the caller's own reason")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(mine) })
		err := c.Call(ctx, "GET", "x", nil, nil, nil)
		if e := apiErr(t, err); e.StatusCode != 0 || e.Attempts != 0 || !errors.Is(err, context.Canceled) ||
			!errors.Is(err, mine) {
			t.Errorf("error %v of status %d after %d attempts", err, e.StatusCode, e.Attempts)
		}
		f.wantTokenRequests(t, 1)
	})
}

// No caller's values, deadline or cancellation reach the token request, also of
// a refresh that continues when the caller is long gone.
func TestTokenRequestHasTheProvidersOwnContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		type key struct{}
		f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
			if r.Context().Value(key{}) != nil {
				t.Error("the caller's values reach the token request")
			}
			if deadline, ok := r.Context().Deadline(); !ok || time.Until(deadline) != 10*time.Second {
				t.Errorf("the request's deadline is %v, %v; want the attempt's 10 s", time.Until(deadline), ok)
			}
			return newTokenResponse(n, 3600), nil
		}}
		p := f.provider(t)
		for n := range 2 { // a token that is missing, and one to be refreshed ahead
			ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), key{}, 1), time.Second)
			defer cancel()
			if _, err := p.AccessToken(ctx); err != nil {
				t.Error(err)
			}
			synctest.Wait()
			f.wantTokenRequests(t, n+1)
			time.Sleep(55 * time.Minute)
		}
	})
}

// A failed request is one failure for all that waited for it.
func TestFailureIsSharedByAllWaiters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(int, *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return newResponse(400, `{"error":"invalid_client","error_description":"Invalid client secret"}`), nil
		}}
		p := f.provider(t)
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() {
				_, err := p.AccessToken(t.Context())
				if e := authErr(t, err); e.Attempts != 1 || e.RetryAfter != 0 ||
					!errors.Is(err, spotify.ErrUnauthorized) || e.Code != "invalid_client" {
					t.Errorf("error %v of %d attempts", err, e.Attempts)
				}
			})
		}
		group.Wait()
		f.wantTokenRequests(t, 1)
	})
}

// Retries never multiply: the refresh's failure is final for the call.
func TestTokenFailureEndsTheCallThatNeededIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(int, *http.Request) (*http.Response, error) { return newResponse(503, "<html>"), nil }}
		c := f.client(t)
		err := c.Call(t.Context(), "GET", "x", nil, nil, nil)
		if e := authErr(t, err); e.Attempts != 4 || !errors.Is(err, spotify.ErrServer) {
			t.Errorf("error %v after %d attempts", err, e.Attempts)
		}
		if e := (*spotify.Error)(nil); errors.As(err, &e) {
			t.Errorf("a token that could not be had is wrapped in %v", e)
		}
		f.wantTokenRequests(t, 4)
		if n := len(f.apiRequests()); n != 0 {
			t.Errorf("%d API requests were made without a token", n)
		}
	})
}

func TestA502OfTheTokenEndpointIsRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				return newResponse(502, "<html>"), nil
			}
			return newTokenResponse(n, 3600), nil
		}}
		if got, err := f.provider(t).AccessToken(t.Context()); recorded(err) != nil || got != token(2) {
			t.Errorf("error %v", err)
		}
		f.wantTokenRequests(t, 2)
	})
}

// A RoundTripper that panics or ends its goroutine costs an error for those who
// wait, not the process, and the next refresh works.
func TestPanicAndGoexitInATokenRequest(t *testing.T) {
	for name, accident := range map[string]func(){"panic": func() { panic("with " + clientSecret) }, "Goexit": runtime.Goexit} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log := &logLines{}
				f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
					if n == 1 {
						time.Sleep(time.Second)
						accident()
					}
					return newTokenResponse(n, 3600), nil
				}}
				p := f.provider(t, log.option())
				var group sync.WaitGroup
				for range 10 {
					group.Go(func() {
						_, err := p.AccessToken(t.Context())
						authErr(t, err)
					})
				}
				group.Wait()
				f.wantTokenRequests(t, 1)
				synctest.Wait()
				failed := log.linesWith("spotify: token failed")
				if len(failed) != 1 || name == "panic" &&
					!strings.Contains(failed[0], "panic with a value of type string") {
					t.Errorf("logged %q", failed)
				}
				time.Sleep(time.Second)
				wantToken(t, p, 2, 0)
				f.wantTokenRequests(t, 2)
			})
		})
	}
}

// A fetch that does not return when its context ends keeps its place: those who
// wait return, and no second one starts meanwhile. What it brings in the end counts.
func TestFetchThatIgnoresItsContext(t *testing.T) {
	for _, late := range []string{"token", "error"} {
		t.Run("brings a late "+late, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var fetches atomic.Int32
				release := make(chan struct{})
				p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
					n := int(fetches.Add(1))
					if n == 1 {
						<-release
						if late == "error" {
							return spotify.Token{}, errors.New("late")
						}
					}
					return spotify.Token{AccessToken: token(n), ExpiresAt: time.Now().Add(time.Hour)}, nil
				})
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				var group sync.WaitGroup
				for range 10 {
					group.Go(func() {
						got, err := p.Token(t.Context())
						if e := authErr(t, err); !errors.Is(err, os.ErrDeadlineExceeded) || !e.Timeout() ||
							errors.Is(err, context.DeadlineExceeded) || got != (spotify.Token{}) {
							t.Errorf("got %v, %v", got, err)
						}
						if took := time.Since(start); took < 30*time.Second || took > 30200*time.Millisecond {
							t.Errorf("a caller left after %v, want 30 s", took)
						}
					})
				}
				group.Wait()
				for range 3 { // during the backoff, and after it
					if _, err := p.Token(t.Context()); authErr(t, err).Attempts != 0 {
						t.Error("a second fetch during the first")
					}
					if _, err := p.RefreshAccessToken(t.Context(), token(9)); authErr(t, err).Attempts != 0 {
						t.Error("a second fetch during the first")
					}
					time.Sleep(time.Minute)
				}
				if n := fetches.Load(); n != 1 {
					t.Errorf("%d fetches", n)
				}
				close(release)
				synctest.Wait()
				want := 1
				if late == "error" {
					want = 2
				}
				wantToken(t, p, want, 0)
				if n := fetches.Load(); n != int32(want) {
					t.Errorf("%d fetches, want %d", n, want)
				}
			})
		})
	}
}

// Waiters read what a late response must not write: for the race detector.
func TestLateResponseDoesNotRaceWithWaiters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
			time.Sleep(30*time.Second + 100*time.Millisecond)
			return spotify.Token{AccessToken: token(1), ExpiresAt: time.Now().Add(time.Hour)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() {
				if got, err := p.AccessToken(t.Context()); (recorded(err) == nil) != (got == token(1)) {
					t.Errorf("got error %v", err)
				}
			})
		}
		group.Wait()
		synctest.Wait()
		wantToken(t, p, 1, 0)
	})
}
