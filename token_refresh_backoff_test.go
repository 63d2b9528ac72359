package spotify_test

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// backoffAfterFailure makes p fail once more and returns the time until its
// backoff ends.
func backoffAfterFailure(t *testing.T, f *fake, p *spotify.TokenProvider) time.Duration {
	t.Helper()
	n := f.tokenRequests()
	_, err := p.AccessToken(t.Context())
	if e := authErr(t, err); e.Attempts != 1 {
		t.Fatalf("error %v of %d attempts, want a failure of its own", err, e.Attempts)
	}
	_, err = p.AccessToken(t.Context())
	e := authErr(t, err)
	if e.Attempts != 0 || e.RetryAfter <= 0 {
		t.Fatalf("during the backoff: error %v of %d attempts", err, e.Attempts)
	}
	f.wantTokenRequests(t, n+1)
	return e.RetryAfter
}

func TestBackoffGrowsEndsAndResets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		up := false
		f := &fake{token: func(n int, _ *http.Request) (*http.Response, error) {
			if up {
				return newTokenResponse(n, 60), nil
			}
			return newResponse(501, ""), nil
		}}
		p := f.provider(t)
		spread := map[time.Duration]bool{}
		for _, base := range []time.Duration{1, 2, 4, 8, 16, 30, 30, 30, 30, 30} {
			base *= time.Second
			backoff := backoffAfterFailure(t, f, p)
			if backoff < base/2 || backoff >= base {
				t.Errorf("the backoff ends after %v, want %v to %v", backoff, base/2, base)
			}
			spread[backoff*10/base] = true
			n := f.tokenRequests()
			time.Sleep(backoff - 1)
			_, err := p.AccessToken(t.Context())
			if e := authErr(t, err); e.Attempts != 0 || e.RetryAfter != 1 {
				t.Errorf("a nanosecond before the backoff ends: %v, %d attempts", err, e.Attempts)
			}
			f.wantTokenRequests(t, n)
			time.Sleep(time.Nanosecond)
		}
		if len(spread) < 2 {
			t.Error("backoffs are not random")
		}
		up = true
		if _, err := p.AccessToken(t.Context()); err != nil {
			t.Fatalf("after the backoff: %v", err)
		}
		f.wantTokenRequests(t, 11)
		up = false
		time.Sleep(time.Minute) // expired
		if backoff := backoffAfterFailure(t, f, p); backoff < time.Second/2 || backoff >= time.Second {
			t.Errorf("after a success the backoff ends after %v, want it to begin anew", backoff)
		}
	})
}

// Refused credentials are not asked about more than every ten seconds, and every
// thirty in the end.
func TestBackoffAfterRejectedCredentials(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(int, *http.Request) (*http.Response, error) {
			return newResponse(400, `{"error":"invalid_client"}`), nil
		}}
		p := f.provider(t)
		for n := range 8 {
			backoff := backoffAfterFailure(t, f, p)
			if n < 4 && backoff != 10*time.Second || backoff < 10*time.Second || backoff >= 30*time.Second {
				t.Errorf("after failure %d the backoff ends after %v", n+1, backoff)
			}
			time.Sleep(backoff)
		}
	})
}

// Retry-After of the token endpoint is obeyed: retries before it prolong the rate
// limit.
func TestBackoffObeysRetryAfter(t *testing.T) {
	tests := []struct {
		name    string
		status  int
		header  string
		sent    time.Duration // what the cohort sees
		backoff time.Duration // what later callers see; 0: less than a second
	}{
		{"two minutes", 429, "120", 2 * time.Minute, 2 * time.Minute},
		{"longer than the refresh has time for", 429, "40", 40 * time.Second, 40 * time.Second},
		{"503 too", 503, "45.5", 45500 * time.Millisecond, 45500 * time.Millisecond},
		{"five minutes", 429, "300", 5 * time.Minute, 5 * time.Minute},
		{"a day is cut to five minutes", 429, "74523", 74523 * time.Second, 5 * time.Minute},
		{"of other responses it says nothing", 400, "120", 0, 0},
		{"of other failures it says nothing", 501, "120", 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{token: func(int, *http.Request) (*http.Response, error) {
					time.Sleep(time.Second)
					return newResponse(tt.status, "", "Retry-After", tt.header), nil
				}}
				p := f.provider(t)
				var group sync.WaitGroup
				for range 10 {
					group.Go(func() {
						_, err := p.AccessToken(t.Context())
						if e := authErr(t, err); e.RetryAfter != tt.sent || e.Attempts != 1 ||
							e.StatusCode != tt.status {
							t.Errorf("a caller in the refresh got %v", err)
						}
					})
				}
				group.Wait()
				_, err := p.AccessToken(t.Context())
				e := authErr(t, err)
				if tt.backoff > 0 && e.RetryAfter != tt.backoff || tt.backoff == 0 && e.RetryAfter >= time.Second ||
					e.StatusCode != tt.status {
					t.Errorf("later callers see %v, want the backoff's %v", err, tt.backoff)
				}
				time.Sleep(e.RetryAfter - 1)
				if _, err := p.AccessToken(t.Context()); authErr(t, err).Attempts != 0 {
					t.Error("the backoff ended early")
				}
				f.wantTokenRequests(t, 1)
			})
		})
	}
}

// A Retry-After that fits is waited out inside the refresh.
func TestShortRetryAfterIsWaitedOutInTheRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				return newResponse(429, "", "Retry-After", "7"), nil
			}
			return newTokenResponse(n, 3600), nil
		}}
		start := time.Now()
		if got, err := f.provider(t).AccessToken(t.Context()); recorded(err) != nil || got != token(2) {
			t.Error(err)
		}
		if took := time.Since(start); took < 7*time.Second || took > 7700*time.Millisecond {
			t.Errorf("waited %v", took)
		}
		f.wantTokenRequests(t, 2)
	})
}

// WithMaxRetries and WithMaxRetryWait hold for token requests: one policy.
func TestTokenRequestsObeyTheRetryOptions(t *testing.T) {
	tests := []struct {
		name   string
		option spotify.Option
		header string
		want   int
	}{
		{"none", spotify.WithMaxRetries(0), "", 1},
		{"one", spotify.WithMaxRetries(1), "", 2},
		{"five", spotify.WithMaxRetries(5), "", 6},
		{"a wait that is not tolerated", spotify.WithMaxRetryWait(5 * time.Second), "6", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{token: func(int, *http.Request) (*http.Response, error) {
					return newResponse(503, "", "Retry-After", tt.header), nil
				}}
				_, err := f.provider(t, tt.option).AccessToken(t.Context())
				if e := authErr(t, err); e.Attempts != tt.want {
					t.Errorf("%d attempts, want %d", e.Attempts, tt.want)
				}
				f.wantTokenRequests(t, tt.want)
			})
		})
	}
}

// While the endpoint is down, a valid token stays in use, the end of each
// backoff costs one refresh, and callers wait only for one in flight.
func TestValidTokenStaysInUseWhileTheEndpointIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
			if n == 1 {
				return newTokenResponse(n, 3600), nil
			}
			if err := sleepContext(r.Context(), time.Second); err != nil {
				return nil, err
			}
			return newResponse(501, ""), nil
		}}
		p := f.provider(t, spotify.WithExpirySkew(10*time.Minute))
		first, err := p.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Minute)
		waited, calls := 0, 0
		for time.Until(first.ExpiresAt) > 3*time.Second {
			start := time.Now()
			got, err := p.Token(t.Context())
			if err != nil || got.AccessToken != first.AccessToken {
				t.Fatalf("with %v left: %v", time.Until(first.ExpiresAt), err)
			}
			switch took := time.Since(start); {
			case took == 0:
			case took <= time.Second:
				waited++
			default:
				t.Fatalf("a caller with a valid token waited %v", took)
			}
			calls++
			time.Sleep(100 * time.Millisecond)
		}
		// Ten minutes with backoffs of 15 to 30 seconds in the end.
		refreshes := f.tokenRequests() - 1
		if refreshes > 55 || refreshes < 15 || waited != refreshes {
			t.Errorf("%d calls, %d refreshes, %d calls that waited", calls, refreshes, waited)
		}
		time.Sleep(time.Minute)
		if _, err := p.Token(t.Context()); !errors.Is(recorded(err), spotify.ErrServer) {
			t.Errorf("once the token has expired: %v", err)
		}
		f.wantTokenRequests(t, 1+refreshes+1)
	})
}

// A background refresh that fails starts a backoff too, and n counts it.
func TestBackgroundFailuresStartABackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				return newTokenResponse(n, 3600), nil
			}
			return newResponse(501, ""), nil
		}}
		p := f.provider(t)
		wantToken(t, p, 1, 0)
		time.Sleep(55 * time.Minute)
		requests := []time.Duration{}
		start := time.Now()
		for range 40 {
			n := f.tokenRequests()
			wantToken(t, p, 1, 0)
			synctest.Wait()
			if f.tokenRequests() > n {
				requests = append(requests, time.Since(start))
			}
			time.Sleep(100 * time.Millisecond)
		}
		// Backoffs of 0.5 to 1, 1 to 2, and 2 to 4 seconds.
		if len(requests) < 2 || len(requests) > 4 || requests[1] < 500*time.Millisecond ||
			requests[1] > 1100*time.Millisecond {
			t.Errorf("background refreshes at %v", requests)
		}
		f.wantTokenRequests(t, 1+len(requests))
	})
}

// In the skew, a refresh continues that takes longer than the caller waits.
func TestSlowRefreshInTheSkewServesLaterCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
			if n > 1 {
				if err := sleepContext(r.Context(), 7*time.Second); err != nil {
					return nil, err
				}
			}
			return newTokenResponse(n, 3600), nil
		}}
		p := f.provider(t)
		wantToken(t, p, 1, 0)
		time.Sleep(time.Hour - 20*time.Second)
		wantToken(t, p, 1, 5*time.Second) // min(5 s, 10 s)
		wantToken(t, p, 2, 2*time.Second) // joins it
		wantToken(t, p, 2, 0)
		f.wantTokenRequests(t, 2)
	})
}

// What callers get during a backoff is a copy of the failure that started it.
func TestBackoffReturnsACopyOfTheFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(int, *http.Request) (*http.Response, error) {
			return newResponse(400, `{"error":"invalid_client","error_description":"Invalid client"}`), nil
		}}
		c := f.client(t)
		first := authErr(t, c.Call(t.Context(), "GET", "x", nil, nil, nil))
		if want := "spotify: token: 400 Bad Request: invalid_client: Invalid client"; first.Error() != want {
			t.Errorf("error %q, want %q", first, want)
		}
		time.Sleep(4 * time.Second)
		second := authErr(t, c.Call(t.Context(), "GET", "x", nil, nil, nil))
		if want := "spotify: token: 400 Bad Request: invalid_client: Invalid client (retry after 6s)"; second.Error() != want {
			t.Errorf("error %q, want %q", second, want)
		}
		if second == first || second.Attempts != 0 || second.Code != first.Code ||
			second.Description != first.Description || string(second.Body) != string(first.Body) {
			t.Errorf("during the backoff: %#v", second)
		}
		if first.Attempts != 1 || first.RetryAfter != 0 {
			t.Error("the first caller's error was changed")
		}
		f.wantTokenRequests(t, 1)
	})
}
