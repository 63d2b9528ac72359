package spotify_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

func TestForcedRefreshIsKeyedByTheRejectedToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		p := f.provider(t)
		wantToken(t, p, 1, 0)
		for range 100 {
			go wantRefreshed(t, p, token(1), 2)
		}
		synctest.Wait()
		f.wantTokenRequests(t, 2)
		for range 10 { // late ones drop nothing
			wantRefreshed(t, p, token(1), 2)
			wantRefreshed(t, p, "some older token", 2)
			time.Sleep(time.Minute)
		}
		wantToken(t, p, 2, 0)
		f.wantTokenRequests(t, 2)
		wantRefreshed(t, p, token(2), 3)
		f.wantTokenRequests(t, 3)
	})
}

// A storm of 401s is one token request, before, while and after the new token comes.
func TestStormOf401sIsOneTokenRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var revoked atomic.Bool
		f := newRejectingFake(func(got string) bool { return revoked.Load() && got == token(1) })
		api := f.api
		f.api = func(n int, r *http.Request) (*http.Response, error) {
			if err := sleepContext(r.Context(),
				time.Duration(n%97)*100*time.Millisecond); err != nil { // responses are spread over ten seconds
				return nil, err
			}
			return api(n, r)
		}
		f.token = newSlowTokenFake(3*time.Second, 3600).token
		c := f.client(t)
		call := func(method string) {
			if err := c.Call(t.Context(), method, "x", nil, nil, nil); err != nil {
				t.Error(err)
			}
		}
		call("GET")
		revoked.Store(true)
		var group sync.WaitGroup
		for i := range 500 {
			group.Go(func() { call([]string{"GET", "POST", "PUT"}[i%3]) })
		}
		group.Wait()
		f.wantTokenRequests(t, 2)
		if n := len(f.apiRequests()); n != 1001 {
			t.Errorf("%d API requests, want each of 500 sent twice", n)
		}
	})
}

// Rule 3: a token that was itself got in place of a rejected one is not replaced
// again for ten seconds.
func TestForcedTokenIsNotReplacedForTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		p := f.provider(t)
		wantToken(t, p, 1, 0)
		wantRefreshed(t, p, token(1), 2)
		wantRefreshed(t, p, token(2), 2)
		time.Sleep(10*time.Second - 1)
		wantRefreshed(t, p, token(2), 2)
		f.wantTokenRequests(t, 2)
		time.Sleep(time.Nanosecond)
		wantRefreshed(t, p, token(2), 3)
		f.wantTokenRequests(t, 3)
	})
}

// The ten seconds count from when the request for the token was sent.
func TestTenSecondsCountFromTheTokenRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newSlowTokenFake(9*time.Second, 3600)
		p := f.provider(t)
		wantToken(t, p, 1, 9*time.Second)
		if _, err := p.RefreshAccessToken(t.Context(), token(1)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		got, err := p.RefreshAccessToken(t.Context(), token(2))
		if err != nil || got != token(3) {
			t.Errorf("error %v", err)
		}
		f.wantTokenRequests(t, 3)
	})
}

// A server that refuses every token costs one token request in ten seconds,
// whatever the load.
func TestServerThatRefusesEveryToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newRejectingFake(func(string) bool { return true })
		c := f.client(t)
		const workers, minute = 20, 60
		var group sync.WaitGroup
		start := time.Now()
		for range workers {
			group.Go(func() {
				for time.Since(start) < minute*time.Second {
					err := c.Call(t.Context(), "GET", "x", nil, nil, nil)
					if e := (*spotify.Error)(nil); !errors.As(err, &e) || !errors.Is(err, spotify.ErrUnauthorized) ||
						e.Attempts > 2 {
						t.Errorf("error %v", recorded(err))
					}
					time.Sleep(400 * time.Millisecond)
				}
			})
		}
		group.Wait()
		if n := f.tokenRequests(); n < 7 || n > 2+minute/10 {
			t.Errorf("%d token requests in a minute for %d API requests", n, len(f.apiRequests()))
		} else {
			t.Logf("%d token requests in a minute for %d API requests", n, len(f.apiRequests()))
		}
	})
}

// A rejected token is not dropped: one bad endpoint must not take the others
// down while the new one is on its way, or while none is available.
func TestRejectedTokenServesOthersUntilANewOneIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
			if n > 1 {
				if err := sleepContext(r.Context(), 5*time.Second); err != nil {
					return nil, err
				}
				return newResponse(400, `{"error":"invalid_client"}`), nil
			}
			return newTokenResponse(n, 3600), nil
		}}
		f.api = func(_ int, r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/v1/bad" {
				return newAPIError(401, "Invalid access token"), nil
			}
			return newResponse(200, "{}"), nil
		}
		c := f.client(t)
		bad := make(chan error)
		go func() { bad <- c.Call(t.Context(), "GET", "bad", nil, nil, nil) }()
		for range 10 {
			synctest.Wait()
			if err := c.Call(t.Context(), "GET", "good", nil, nil, nil); err != nil {
				t.Error(err)
			}
			time.Sleep(time.Second)
		}
		err := <-bad
		e := apiErr(t, err)
		if e.StatusCode != 401 || e.Attempts != 1 || !errors.Is(err, spotify.ErrUnauthorized) ||
			authErr(t, err).Code != "invalid_client" {
			t.Errorf("error %v, want the 401 joined with why no token came", err)
		}
		f.wantTokenRequests(t, 2)
		// During the backoff the same, without a token request.
		err = c.Call(t.Context(), "GET", "bad", nil, nil, nil)
		if apiErr(t, err).StatusCode != 401 || authErr(t, err).Attempts != 0 {
			t.Errorf("error %v", err)
		}
		f.wantTokenRequests(t, 2)
	})
}

// An outage of the Accounts service must not send users to log in again.
func TestOutageDuringARecoveryDoesNotMatchErrUnauthorized(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newRejectingFake(func(string) bool { return true })
		f.token = func(n int, _ *http.Request) (*http.Response, error) {
			if n > 1 {
				return newResponse(503, "<html>"), nil
			}
			return newTokenResponse(n, 3600), nil
		}
		err := f.client(t).Call(t.Context(), "GET", "x", nil, nil, nil)
		if e := apiErr(t, err); e.StatusCode != 401 || errors.Is(err, spotify.ErrUnauthorized) ||
			authErr(t, err).StatusCode != 503 {
			t.Errorf("error %v of status %d matches ErrUnauthorized: %v", err, e.StatusCode,
				errors.Is(err, spotify.ErrUnauthorized))
		}
		f.wantTokenRequests(t, 5)
	})
}

// A request that got a 401 joins the refresh in flight; if that brings the very
// token that was rejected, a forced one follows.
func TestRefreshThatReturnsTheRejectedTokenIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fetches atomic.Int32
		p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
			n := int(fetches.Add(1))
			time.Sleep(time.Second)
			return spotify.Token{AccessToken: token(n), ExpiresAt: time.Now().Add(time.Hour)},
				nil // the first is a stored one
		})
		if err != nil {
			t.Fatal(err)
		}
		go wantToken(t, p, 1, time.Second)
		synctest.Wait()
		for range 10 {
			go func() {
				got, err := p.RefreshAccessToken(t.Context(), token(1))
				if recorded(err) != nil || got != token(2) {
					t.Errorf("error %v", err)
				}
			}()
		}
		time.Sleep(3 * time.Second)
		if n := fetches.Load(); n != 2 {
			t.Errorf("%d fetches", n)
		}
		wantToken(t, p, 2, 0)
	})
}

// One in flight that brings another token is enough.
func TestForcedRefreshJoinsTheOneInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newSlowTokenFake(time.Second, 3600)
		p := f.provider(t)
		wantToken(t, p, 1, time.Second)
		time.Sleep(55 * time.Minute)
		wantToken(t, p, 1, 0) // starts the refresh ahead
		synctest.Wait()
		got, err := p.RefreshAccessToken(t.Context(), token(1))
		if recorded(err) != nil || got != token(2) {
			t.Errorf("error %v", err)
		}
		f.wantTokenRequests(t, 2)
		// That was a background refresh, not in place of a rejected one: it may be replaced.
		if got, err := p.RefreshAccessToken(t.Context(), token(2)); recorded(err) != nil || got != token(3) {
			t.Errorf("error %v", err)
		}
		f.wantTokenRequests(t, 3)
	})
}

// Rule 1: a request whose token has moved on meanwhile is sent again at once.
func TestTokenReplacedMeanwhileIsUsedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newRejectingFake(func(got string) bool { return got == token(1) })
		c := f.client(t)
		api := f.api
		f.api = func(n int, r *http.Request) (*http.Response, error) {
			if n == 1 {
				if err := sleepContext(r.Context(),
					20*time.Second); err != nil { // while another call replaces the token
					return nil, err
				}
			}
			return api(n, r)
		}
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				if err := c.Call(t.Context(), "POST", "x", nil, nil, nil); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		group.Wait()
		f.wantTokenRequests(t, 2)
		if n := len(f.apiRequests()); n != 4 {
			t.Errorf("%d API requests, want 4", n)
		}
	})
}
