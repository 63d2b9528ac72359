package spotify_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// A missing scope is not the token's fault: a program that polls an endpoint
// without it requests no tokens.
func TestUnauthorizedForAMissingScopeRequestsNoToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, message := range []string{"Permissions missing", "Permissions missing.", "PERMISSIONS MISSING"} {
			f := &fake{api: rejectTokens(message, func(string) bool { return false })}
			c := f.client(t)
			for range 50 {
				err := c.Call(t.Context(), "GET", "/me/player", nil, nil, nil)
				wantIs(t, err, spotify.ErrInsufficientScope)
				if e := apiErr(t, err); e.Attempts != 1 || e.StatusCode != 401 {
					t.Fatalf("%v after %d attempts", e, e.Attempts)
				}
				resp, err := c.Do(rawRequest(t, "GET", ""))
				if err != nil || resp.StatusCode != 401 {
					t.Fatal(resp, recorded(err))
				}
				resp.Body.Close()
				time.Sleep(30 * time.Second)
			}
			f.wantTokenRequests(t, 1)
			f.wantRequests(t, 100)
		}
	})
}

// A wait between a recovery and its attempt may be longer than the new token
// lives, so the provider is asked again.
func TestUnauthorizedRecoveryThatWaitsAsksForTheTokenAgain(t *testing.T) {
	tests := []struct {
		name     string
		outcomes []responder
		opts     []spotify.Option
		wait     bool
	}{
		{"at once", []responder{respond(401), respond(200)}, nil, false},
		{"a limiter", []responder{respond(401), respond(200)}, []spotify.Option{spotify.WithRateLimiter(&countingLimiter{takes: 40 * time.Second})}, true},
		{"a retry", []responder{respond(401), respond(503, "Retry-After", "40"), respond(200)}, nil, true},
		{"a rate limit", []responder{respond(401), respond(429, "Retry-After", "40"), respond(200)}, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &agingProvider{life: 30 * time.Second}
				f := &fake{api: script(tt.outcomes...)}
				c := f.client(t, tt.opts...).As(p)
				if err := getAlbum(t.Context(), c); err != nil {
					t.Fatal(recorded(err))
				}
				for i, s := range f.apiRequests() {
					if age := s.at.Sub(p.issued(s.token)); age >= p.life {
						t.Errorf("request %d has a token that expired %v ago", i+1, age-p.life)
					}
				}
			})
		})
	}
	t.Run("a cooldown of another call", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := &agingProvider{life: 30 * time.Second}
			f := &fake{}
			c := f.client(t).As(p)
			f.api = func(n int, _ *http.Request) (*http.Response, error) {
				switch n {
				case 1:
					time.Sleep(time.Second)
					return newAPIError(401, expiredMessage), nil
				case 2:
					return newAPIError(429, "slow down", "Retry-After", "40"), nil
				}
				return newResponse(200, "{}"), nil
			}
			for _, err := range getAlbumConcurrently(c, 2) {
				if err != nil {
					t.Error(recorded(err))
				}
			}
			for i, s := range f.apiRequests() {
				if age := s.at.Sub(p.issued(s.token)); age >= p.life {
					t.Errorf("request %d has a token that expired %v ago", i+1, age-p.life)
				}
			}
		})
	})
}

// agingProvider issues tokens that live for a while and returns them for as long.
type agingProvider struct {
	life time.Duration

	mu     sync.Mutex // guards all below
	births []time.Time
}

func (p *agingProvider) AccessToken(context.Context) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.births); n == 0 || time.Since(p.births[n-1]) >= p.life {
		p.births = append(p.births, time.Now())
	}
	return token(len(p.births)), nil
}

func (p *agingProvider) RefreshAccessToken(context.Context, string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.births = append(p.births, time.Now())
	return token(len(p.births)), nil
}

// issued returns when a token was issued.
func (p *agingProvider) issued(tok string) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.births[atoi(strings.TrimPrefix(tok, tokenPrefix))-1]
}

// An issuer that has no better token than the rejected one: the 401 is the error,
// now and in the back-off that follows.
func TestUnauthorizedWhoseFetchReturnsTheRejectedToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fetches := 0
		p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
			fetches++
			return spotify.Token{AccessToken: token(1), ExpiresAt: time.Now().Add(time.Hour)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		f := &fake{api: script(respondBody(401, `{"error":{"status":401,"message":"`+expiredMessage+`"}}`))}
		c := f.client(t).As(p)
		for range 5 {
			err := getAlbum(t.Context(), c)
			wantIs(t, err, spotify.ErrUnauthorized)
			if e := apiErr(t, err); e.StatusCode != 401 || e.Message != expiredMessage || e.Attempts != 1 || errors.Unwrap(e) != nil {
				t.Errorf("%v after %d attempts, unwraps to %v", e, e.Attempts, errors.Unwrap(e))
			}
		}
		if fetches != 2 {
			t.Errorf("%d fetches, want one for the token and one to replace it", fetches)
		}
	})
}
