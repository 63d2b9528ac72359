package spotify_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// windowLimiter allows so many requests in any window of that length, as
// Spotify counts them.
type windowLimiter struct {
	limit  int
	window time.Duration

	mu   sync.Mutex // guards sent
	sent []time.Time
}

func (l *windowLimiter) Wait(ctx context.Context) error {
	for {
		l.mu.Lock()
		if len(l.sent) < l.limit {
			l.sent = append(l.sent, time.Now())
			l.mu.Unlock()
			return nil
		}
		wait := time.Until(l.sent[len(l.sent)-l.limit].Add(l.window))
		if wait <= 0 {
			l.sent = append(l.sent[1:], time.Now())
			l.mu.Unlock()
			return nil
		}
		l.mu.Unlock()
		if err := sleepContext(ctx, wait); err != nil {
			return err
		}
	}
}

// countingLimiter lets everything pass after a while and counts.
type countingLimiter struct {
	takes time.Duration

	mu    sync.Mutex // guards waits
	waits int
}

func (l *countingLimiter) Wait(ctx context.Context) error {
	l.mu.Lock()
	l.waits++
	l.mu.Unlock()
	return sleepContext(ctx, l.takes)
}

func (l *countingLimiter) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.waits
}

// 300 calls, a batch in development mode and a walk stay below the rate that
// the server enforces.
func TestRateLimiterKeepsTheClientBelowTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const limit, window = 90, 30 * time.Second
		var mu sync.Mutex
		var seen []time.Time
		rejected := 0
		f := &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			now := time.Now()
			seen = slices.DeleteFunc(seen, func(at time.Time) bool { return now.Sub(at) >= window })
			if len(seen) >= limit {
				rejected++
				return newAPIError(429, "API rate limit exceeded", "Retry-After", "30"), nil
			}
			seen = append(seen, now)
			switch {
			case r.URL.Path == "/v1/tracks":
				return newAPIError(403, "Forbidden"), nil // development mode has no list endpoints
			case strings.HasPrefix(r.URL.Path, "/v1/tracks/"):
				return newResponse(200, fmt.Sprintf(`{"id":%q,"type":"track"}`, strings.TrimPrefix(r.URL.Path, "/v1/tracks/"))), nil
			case r.URL.Path == "/v1/me/tracks":
				next := "null"
				if offset := r.URL.Query().Get("offset"); offset < "900" {
					next = fmt.Sprintf(`"https://api.spotify.com/v1/me/tracks?offset=%03d&limit=10"`, atoi(offset)+10)
				}
				return newResponse(200, `{"items":[{}],"limit":10,"next":`+next+`}`), nil
			}
			return newResponse(200, "{}"), nil
		}}
		c := f.client(t, spotify.WithRateLimiter(&windowLimiter{limit: limit, window: window}), spotify.WithPagePrefetch(4))
		var ids []string
		for i := range 100 {
			ids = append(ids, fmt.Sprintf("%022d", i))
		}
		var all sync.WaitGroup
		for _, err := range getAlbumConcurrently(c, 300) {
			if err != nil {
				t.Error(recorded(err))
			}
		}
		all.Go(func() {
			tracks, err := c.Tracks(context.Background(), ids, nil)
			if err != nil || len(tracks) != 100 || slices.Contains(tracks, nil) {
				t.Errorf("%d tracks, %v", len(tracks), recorded(err))
			}
		})
		all.Go(func() {
			page := &spotify.Page[spotify.SavedTrack]{Next: "https://api.spotify.com/v1/me/tracks?offset=000&limit=10", Limit: 10}
			items := 0
			for _, err := range page.All(context.Background(), c) {
				if err != nil {
					t.Fatal(recorded(err))
				}
				items++
			}
			if items != 91 {
				t.Errorf("%d items, want 91", items)
			}
		})
		all.Wait()
		if rejected > 0 || len(f.apiRequests()) < 300+100+91 {
			t.Errorf("%d of %d requests were rejected", rejected, len(f.apiRequests()))
		}
	})
}

func atoi(s string) (n int) { fmt.Sscanf(s, "%d", &n); return n }

// Each attempt waits once, whatever made it: a typed call, a raw one, a retry, a
// recovery from a 401, a page. Token requests do not wait.
func TestRateLimiterIsAskedBeforeEveryAttempt(t *testing.T) {
	ctx := context.Background()
	do := func(t *testing.T, c *spotify.Client, req *http.Request) error {
		resp, err := c.Do(req)
		if err == nil {
			resp.Body.Close()
		}
		return err
	}
	tests := []struct {
		name     string
		outcomes []responder
		call     func(t *testing.T, c *spotify.Client) error
	}{
		{"a typed call", []responder{respond(200)}, func(t *testing.T, c *spotify.Client) error {
			_, err := c.Album(ctx, albumID, nil)
			return err
		}},
		{"a call", []responder{respond(200)}, func(t *testing.T, c *spotify.Client) error { return getAlbum(ctx, c) }},
		{"a raw call", []responder{respond(200)}, func(t *testing.T, c *spotify.Client) error { return do(t, c, rawRequest(t, "PUT", "x")) }},
		{"retries", []responder{respond(503), failWith(errRefused), respond(429, "Retry-After", "1"), respond(200)},
			func(t *testing.T, c *spotify.Client) error { return getAlbum(ctx, c) }},
		{"retries of a raw call", []responder{respond(503), respond(200)},
			func(t *testing.T, c *spotify.Client) error { return do(t, c, rawRequest(t, "PUT", "x")) }},
		{"a rejected token", []responder{respond(401), respond(200)},
			func(t *testing.T, c *spotify.Client) error { return getAlbum(ctx, c) }},
		{"a token that Spotify calls missing", []responder{respondTokenMissing, respond(200)},
			func(t *testing.T, c *spotify.Client) error { return getAlbum(ctx, c) }},
		{"a user's call", []responder{respond(200)}, func(t *testing.T, c *spotify.Client) error { return getAlbum(ctx, c.As(fixedProvider)) }},
		{"pages", []responder{respondBody(200, `{"items":[{}],"next":"https://api.spotify.com/v1/me/tracks?offset=2"}`),
			respondBody(200, `{"items":[{}]}`)}, func(t *testing.T, c *spotify.Client) (err error) {
			page := &spotify.Page[spotify.SavedTrack]{Next: "https://api.spotify.com/v1/me/tracks?offset=1"}
			for _, err = range page.All(ctx, c) {
			}
			return err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &countingLimiter{takes: time.Minute} // more than any other wait of the client
				f := &fake{api: script(tt.outcomes...)}
				start := time.Now()
				if err := tt.call(t, f.client(t, spotify.WithRateLimiter(l), spotify.WithTimeout(time.Second))); err != nil {
					t.Error(recorded(err))
				}
				f.wantRequests(t, len(tt.outcomes))
				if l.count() != len(tt.outcomes) {
					t.Errorf("the limiter was asked %d times for %d attempts", l.count(), len(tt.outcomes))
				}
				if took := time.Since(start); took < time.Duration(len(tt.outcomes))*time.Minute {
					t.Errorf("the attempts took %v", took)
				}
			})
		})
	}
}

// The wait is neither a retry, nor against the longest wait, nor against the
// budget of retries.
func TestRateLimiterWaitIsNoRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &countingLimiter{takes: time.Hour}
		f := &fake{}
		log := &logLines{}
		c := f.client(t, spotify.WithRateLimiter(l), spotify.WithMaxRetries(0), spotify.WithMaxRetryWait(time.Millisecond), log.option())
		for range 200 {
			if err := getAlbum(context.Background(), c); err != nil {
				t.Fatal(recorded(err))
			}
		}
		if lines := log.linesWith("spotify: retry"); len(lines) > 0 {
			t.Errorf("logged %q", lines)
		}
		f.wantRequests(t, 200)
	})
}

// Before an attempt come the cooldown, the limiter, the cooldown again, and the
// token last, so that it cannot expire in a wait.
func TestRateLimiterOrderOfWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var mu sync.Mutex
		var events []string
		note := func(what string) {
			mu.Lock()
			defer mu.Unlock()
			events = append(events, fmt.Sprintf("%s %d", what, int(time.Since(start).Seconds())))
		}
		f := &fake{}
		f.api = func(n int, r *http.Request) (*http.Response, error) {
			note("request")
			if n <= 2 {
				return newAPIError(429, "slow down", "Retry-After", "100"), nil
			}
			return newResponse(200, "{}"), nil
		}
		p := spotify.AuthProviderFunc(func(context.Context) (string, error) { note("token"); return token(1), nil })
		var other *spotify.Client
		n := 0
		l := limiterFunc(func(ctx context.Context) error {
			note("limiter")
			if n++; n == 2 { // the cooldown of another call begins during the wait
				req, _ := http.NewRequest("PUT", "https://api.spotify.com/v1"+albumPath, nil)
				if resp, err := other.Do(req); err == nil {
					resp.Body.Close()
				}
			}
			return nil
		})
		c, err := spotify.New(append(f.options(), spotify.WithAuthProvider(p), spotify.WithRateLimiter(l), spotify.WithMaxRetryWait(time.Hour),
			spotify.WithMaxRetries(2))...)
		if err != nil {
			t.Fatal(err)
		}
		other = c
		limited := getAlbum(context.Background(), c) // 429; waits 100 s; then the limiter; within it another 429
		if limited != nil {
			t.Fatal(recorded(limited))
		}
		mu.Lock()
		defer mu.Unlock()
		want := []string{"limiter", "token", "request", "limiter"}
		for i, prefix := range want {
			if !strings.HasPrefix(events[i], prefix) {
				t.Fatalf("events %q, want %q first", events, want)
			}
		}
		last := events[len(events)-2:]
		if !strings.HasPrefix(last[0], "token") || !strings.HasPrefix(last[1], "request") || last[0][6:] != last[1][8:] {
			t.Errorf("events %q, want the token right before the last request", events)
		}
	})
}
