package spotify_test

import (
	"context"
	"errors"
	"math"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// inBothTimes runs test in the frozen time of a bubble and in real time: what is
// true at one instant only shows in the second.
func inBothTimes(t *testing.T, test func(t *testing.T)) {
	t.Run("frozen time", func(t *testing.T) { synctest.Test(t, test) })
	t.Run("real time", test)
}

// A token without a usable expiry is expired for every caller, at every time.
func TestExpiryThatIsUnusableIsExpiredForEveryCaller(t *testing.T) {
	for name, expires := range map[string]time.Time{
		"the zero time":              {},
		"the Unix epoch":             time.Unix(0, 0),
		"the year 1900":              time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC),
		"the least time":             time.Unix(math.MinInt64, 0),
		"before int64 nanoseconds":   time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC),
		"far before them":            time.Unix(-1<<60, 0),
		"a monotonic time long past": time.Now().Add(math.MinInt64),
	} {
		t.Run(name, func(t *testing.T) {
			inBothTimes(t, func(t *testing.T) {
				var fetches atomic.Int32
				p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
					fetches.Add(1)
					return spotify.Token{AccessToken: token(1), ExpiresAt: expires}, nil
				})
				if err != nil {
					t.Fatal(err)
				}
				f, start := &fake{}, time.Now()
				c := f.client(t).As(p)
				for range 5 {
					authErr(t, getAlbum(t.Context(), c))
					got, err := p.Token(t.Context())
					if authErr(t, err); got.AccessToken != "" {
						t.Error("a token alongside the error")
					}
					if got, err := p.RefreshAccessToken(t.Context(), token(2)); err == nil || got != "" {
						t.Errorf("a rejected token is replaced by an expired one: %v", recorded(err))
					}
				}
				f.wantRequests(t, 0)
				// A back-off of at least half a second follows each failure.
				if most := 1 + int32(time.Since(start)/(500*time.Millisecond)); fetches.Load() > most {
					t.Errorf("%d fetches, want at most %d", fetches.Load(), most)
				}
			})
		})
	}
}

// A token that never expires, as its issuer says, is used for a day.
func TestExpiryInTheFarFutureIsUsed(t *testing.T) {
	for name, expires := range map[string]time.Time{
		"the year 2263, beyond int64 nanoseconds": time.Date(2263, 1, 1, 0, 0, 0, 0, time.UTC),
		"the year 9999":                  time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC),
		"far beyond":                     time.Unix(1<<60, 0),
		"the most that a duration holds": time.Now().Add(math.MaxInt64),
	} {
		t.Run(name, func(t *testing.T) {
			inBothTimes(t, func(t *testing.T) {
				p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
					return spotify.Token{AccessToken: token(1), ExpiresAt: expires}, nil
				}, spotify.WithExpirySkew(math.MaxInt64))
				if err != nil {
					t.Fatal(err)
				}
				f := &fake{}
				for range 5 {
					if err := getAlbum(t.Context(), f.client(t).As(p)); err != nil {
						t.Error(recorded(err))
					}
				}
				got, err := p.Token(t.Context())
				if err != nil {
					t.Fatal(recorded(err))
				}
				wantBetween(t, "lifetime", time.Until(got.ExpiresAt), 24*time.Hour-time.Minute, 24*time.Hour)
			})
		})
	}
}

// A cache that holds such tokens costs nothing and decides nothing.
func TestExpiryOfACachedTokenThatIsUnusable(t *testing.T) {
	for _, expires := range []time.Time{{}, time.Unix(math.MinInt64, 0), time.Unix(-1<<60, 0), time.Unix(0, 0)} {
		inBothTimes(t, func(t *testing.T) {
			f := &fake{}
			c := f.client(t, spotify.WithTokenCache(cacheWith(spotify.Token{AccessToken: token(9), ExpiresAt: expires})))
			for range 3 {
				if err := getAlbum(t.Context(), c); err != nil {
					t.Error(recorded(err))
				}
			}
			f.wantTokens(t, token(1), token(1), token(1))
		})
	}
}

// The whole life of a short token in real time: it is refreshed before it
// expires, and never sent after that.
func TestExpiryInRealTime(t *testing.T) {
	var fetches atomic.Int32
	p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
		n := int(fetches.Add(1))
		if n > 3 {
			return spotify.Token{}, errors.New("the issuer is down")
		}
		return spotify.Token{AccessToken: token(n), ExpiresAt: time.Now().Add(400 * time.Millisecond)}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	failed := false
	for start := time.Now(); time.Since(start) < time.Minute && !failed; time.Sleep(5 * time.Millisecond) {
		got, err := p.Token(t.Context())
		switch {
		case err != nil:
			authErr(t, err)
			failed = fetches.Load() > 3 // a busy machine may let a token expire before it is returned
		case time.Until(got.ExpiresAt) > 400*time.Millisecond || time.Since(got.ExpiresAt) > 5*time.Second:
			t.Fatalf("a token that expires in %v", time.Until(got.ExpiresAt))
		}
	}
	if !failed || fetches.Load() < 4 {
		t.Errorf("after %d fetches the provider still returns a token", fetches.Load())
	}
	if _, err := p.Token(t.Context()); err == nil {
		t.Error("an expired token was returned after an error")
	}
}
