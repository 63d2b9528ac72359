package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// Every fetch uses up a refresh token: a second one at the same time would log
// the user out.
func TestGrantThatRotatesIsFetchedOnceForAllCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &rotatingGrant{takes: time.Second}
		p := g.provider(t)
		for n := 1; n <= 50; n++ {
			for range 100 {
				go wantToken(t, p, n, time.Second)
			}
			time.Sleep(2 * time.Hour)
			g.wantFetches(t, n)
		}
	})
}

func TestGrantIsRefreshedAheadAndForced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &rotatingGrant{}
		p := g.provider(t)
		wantToken(t, p, 1, 0)
		time.Sleep(55 * time.Minute)
		wantToken(t, p, 1, 0)
		synctest.Wait()
		wantToken(t, p, 2, 0)
		for range 100 {
			go wantRefreshed(t, p, token(2), 3)
		}
		synctest.Wait()
		wantRefreshed(t, p, token(3), 3) // ten seconds
		g.wantFetches(t, 3)
	})
}

// The user is logged in again in another process, whose token was stored: the
// first fetch may return that.
func TestStoredTokenMayComeFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &rotatingGrant{stored: spotify.Token{AccessToken: token(99), ExpiresAt: time.Now().Add(10 * time.Minute)}}
		p := g.provider(t)
		got, err := p.Token(t.Context())
		if err != nil || got.AccessToken != token(99) || time.Until(got.ExpiresAt) != 10*time.Minute {
			t.Errorf("got %v, %v", got, err)
		}
		time.Sleep(11 * time.Minute)
		wantToken(t, p, 1, 0)
		g.wantFetches(t, 2)
	})
}

// How a fetch's error reaches the caller, and how it affects the backoff.
func TestFailuresOfAGrant(t *testing.T) {
	mine := errors.New("the grant's own")
	withAnswer := &spotify.AuthenticationError{StatusCode: 400, Code: "invalid_grant",
		Description: "Refresh token revoked", Attempts: 2}
	asks := &spotify.AuthenticationError{StatusCode: 429, RetryAfter: 90 * time.Second, Attempts: 1}
	tests := []struct {
		name      string
		err       error
		permanent bool
		retry     time.Duration // 0: the backoff's own
		status    int
		text      string
	}{
		{"any error passes", mine, false, 0, 0, "spotify: token: the grant's own"},
		{"a dial that failed", io.ErrUnexpectedEOF, false, 0, 0, "spotify: token: unexpected EOF"},
		{"one that only a new login fixes", fmt.Errorf("session ended: %w", spotify.ErrUnauthorized), true, 0, 0,
			"spotify: token: session ended: spotify: unauthorized"},
		{"a response of an Accounts service", withAnswer, true, 0, 400,
			"spotify: token: 400 Bad Request: invalid_grant: Refresh token revoked"},
		{"such a response with words around it", fmt.Errorf("user 7: %w", withAnswer), true, 0, 400,
			"user 7: spotify: token: 400 Bad Request: invalid_grant: Refresh token revoked"},
		{"such a response with a sentinel of the grant's own", fmt.Errorf("%w: %w", mine, withAnswer), true, 0, 400,
			"the grant's own: spotify: token: 400 Bad Request: invalid_grant: Refresh token revoked"},
		{"a request for time", asks, false, 90 * time.Second, 429,
			"spotify: token: 429 Too Many Requests (retry after 1m30s)"},
		{"a context of the grant's own is none of the caller's", context.DeadlineExceeded, false, 0, 0,
			"spotify: token: context deadline exceeded"},
		{"a cancelled context of the grant's own", fmt.Errorf("waiting for the lock: %w", context.Canceled), false, 0,
			0, "spotify: token: waiting for the lock: context canceled"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log := &logLines{}
				g := &rotatingGrant{fail: func(int) error { return tt.err }}
				p := g.provider(t, log.option())
				got, err := p.Token(t.Context())
				e := authErr(t, err)
				if got != (spotify.Token{}) || err.Error() != tt.text || e.StatusCode != tt.status {
					t.Errorf("got %v, %q of status %d; want %q", got, err, e.StatusCode, tt.text)
				}
				if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
					t.Errorf("error %v matches a context's, and the caller's lasts", err)
				}
				if errors.Is(err, spotify.ErrUnauthorized) != tt.permanent {
					t.Errorf("error %v: permanent is %v", err, !tt.permanent)
				}
				_, behind := p.Token(t.Context())
				backoff := authErr(t, behind)
				if wraps := errors.Is(tt.err, mine); errors.Is(err, mine) != wraps || errors.Is(behind, mine) != wraps {
					t.Errorf("errors %v and %v do not unwrap to the grant's", err, behind)
				}
				switch after := backoff.RetryAfter; {
				case backoff.Attempts != 0 || backoff.StatusCode != tt.status ||
					errors.Is(behind, spotify.ErrUnauthorized) != tt.permanent:
					t.Errorf("during the backoff: %#v", backoff)
				case tt.retry > 0 && after != tt.retry, tt.permanent && after != 10*time.Second,
					!tt.permanent && tt.retry == 0 && after > time.Second:
					t.Errorf("the backoff ends after %v", after)
				}
				g.wantFetches(t, 1)
				time.Sleep(backoff.RetryAfter)
				_, err = p.Token(t.Context())
				authErr(t, err)
				g.wantFetches(t, 2)
				synctest.Wait()
				if n := len(log.linesWith("WARN spotify: token failed cause=missing")); n != 2 {
					t.Errorf("%d failures were logged", n)
				}
			})
		})
	}
}

// Tokens with which nothing can be done are failed refreshes, transient ones: the
// backoff starts and the present token stays in use.
func TestUnusableTokensOfAGrant(t *testing.T) {
	hour := func(n int) spotify.Token {
		return spotify.Token{AccessToken: token(n), ExpiresAt: time.Now().Add(time.Hour)}
	}
	tests := []struct {
		name    string
		provide func() (spotify.Token, error)
	}{
		{"neither a token nor an error", func() (spotify.Token, error) { return spotify.Token{}, nil }},
		{"no expiry", func() (spotify.Token, error) { return spotify.Token{AccessToken: token(2)}, nil }},
		{"expired", func() (spotify.Token, error) {
			return spotify.Token{AccessToken: token(2), ExpiresAt: time.Now()}, nil
		}},
		{"expired long ago", func() (spotify.Token, error) {
			return spotify.Token{AccessToken: token(2), ExpiresAt: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)}, nil
		}},
		{"another type", func() (spotify.Token, error) { t := hour(2); t.TokenType = "mac"; return t, nil }},
		{"unprintable", func() (spotify.Token, error) { t := hour(2); t.AccessToken = "a b"; return t, nil }},
		{"a token with an error",
			func() (spotify.Token, error) { return hour(2), errors.New("it could not be stored") }},
		{"the present one again", func() (spotify.Token, error) { return hour(1), nil }},
		{"one that does not outlive the present one", func() (spotify.Token, error) {
			t := hour(2)
			t.ExpiresAt = time.Now().Add(4 * time.Minute)
			return t, nil
		}},
		{"a panic", func() (spotify.Token, error) { panic(clientSecret) }},
		{"Goexit", func() (spotify.Token, error) { runtime.Goexit(); return spotify.Token{}, nil }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var fetches atomic.Int32
				p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
					if fetches.Add(1) == 1 {
						return hour(1), nil
					}
					return tt.provide()
				})
				if err != nil {
					t.Fatal(err)
				}
				wantToken(t, p, 1, 0)
				time.Sleep(55 * time.Minute)
				wantToken(t, p, 1, 0)
				synctest.Wait()
				for range 10 {
					wantToken(t, p, 1, 0)
					synctest.Wait()
				}
				if n := fetches.Load(); n != 2 {
					t.Errorf("%d fetches, want a backoff after the second", n)
				}
				if got, err := p.Token(t.Context()); err != nil || time.Until(got.ExpiresAt) != 5*time.Minute {
					t.Errorf("the present token expires in %v, %v", time.Until(got.ExpiresAt), err)
				}
			})
		})
	}
}

// Some issuers return the same token until its last minutes, or its last moment:
// calls must not start a refresh each, and nobody may notice.
func TestIssuerThatRepeatsItsToken(t *testing.T) {
	for _, last := range []time.Duration{5 * time.Minute, 0} {
		t.Run("until it has left "+last.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var fetches atomic.Int32
				n, expires := 0, time.Now()
				p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
					fetches.Add(1)
					if time.Until(expires) <= last {
						n, expires = n+1, time.Now().Add(time.Hour)
					}
					return spotify.Token{AccessToken: token(n), ExpiresAt: expires}, nil
				})
				if err != nil {
					t.Fatal(err)
				}
				for second := range 4 * 3600 {
					start := time.Now()
					if _, err := p.Token(t.Context()); err != nil || time.Since(start) > 0 {
						t.Fatalf("after %d s a caller waited %v and got error %v", second, time.Since(start), err)
					}
					synctest.Wait()
					time.Sleep(time.Second)
				}
				// In each lifetime up to ten minutes with backoffs of up to 30 s.
				if n := fetches.Load(); n > 5*50 {
					t.Errorf("%d fetches in four hours", n)
				} else {
					t.Logf("%d fetches in four hours of %d calls", n, 4*3600)
				}
			})
		})
	}
}

// An expired token counts as none: the same one may come back with a new expiry, as
// one that never expires does every day.
func TestExpiredTokenMayReturnWithANewExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
			return spotify.Token{AccessToken: token(1), ExpiresAt: time.Now().Add(1000 * time.Hour)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			wantToken(t, p, 1, 0)
			time.Sleep(25 * time.Hour)
		}
	})
}

// In place of a rejected token a shorter-lived one will do.
func TestForcedRefreshTakesATokenThatDoesNotOutliveTheRejectedOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
			n++
			return spotify.Token{AccessToken: token(n), ExpiresAt: time.Now().Add(time.Hour / time.Duration(n))}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		wantToken(t, p, 1, 0)
		wantRefreshed(t, p, token(1), 2)
	})
}

// A grant's tokens are used for at most a day, whatever expiry it states.
func TestGrantLifetimeIsAtMostADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
			return spotify.Token{AccessToken: token(1), ExpiresAt: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.Token(t.Context()); err != nil || time.Until(got.ExpiresAt) != 24*time.Hour {
			t.Errorf("lives %v, %v", time.Until(got.ExpiresAt), err)
		}
	})
}

// A fetch that honors its context ends with the refresh.
func TestFetchHasThirtySeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		type key struct{}
		g := &rotatingGrant{takes: time.Minute}
		p := g.provider(t)
		start := time.Now()
		_, err := p.Token(context.WithValue(t.Context(), key{}, 1))
		if e := authErr(t, err); !e.Timeout() || !errors.Is(err, os.ErrDeadlineExceeded) ||
			errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 30*time.Second {
			t.Errorf("error %v after %v", err, time.Since(start))
		}
		g.wantFetches(t, 1)
	})
}

// A grant that uses something closed is not a closed provider: the present
// token stays in use.
func TestGrantThatReturnsErrClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &rotatingGrant{fail: func(n int) error {
			if n > 1 {
				return spotify.ErrClosed
			}
			return nil
		}}
		p := g.provider(t)
		wantToken(t, p, 1, 0)
		time.Sleep(time.Hour - 20*time.Second)
		wantToken(t, p, 1, 0)
		g.wantFetches(t, 2)
		time.Sleep(time.Minute)
		if _, err := p.Token(t.Context()); errors.Is(authErr(t, err), spotify.ErrClosed) {
			t.Errorf("error %v matches ErrClosed, though this provider is open", err)
		}
		g.wantFetches(t, 3)
	})
}
