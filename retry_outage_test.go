package spotify_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// newClientOn is a client on rt without a log, for simulations with many calls.
func newClientOn(t testing.TB, rt http.RoundTripper) *spotify.Client {
	t.Helper()
	c, err := spotify.New(spotify.WithAccessToken(token(1)), spotify.WithHTTPClient(&http.Client{Transport: rt}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// meter is a Spotify that fails for a while, and counts requests by the second.
type meter struct {
	start   time.Time
	failing time.Duration

	mu     sync.Mutex // guards counts
	counts []int
}

func (m *meter) RoundTrip(r *http.Request) (*http.Response, error) {
	at := time.Since(m.start)
	m.mu.Lock()
	for len(m.counts) <= int(at/time.Second) {
		m.counts = append(m.counts, 0)
	}
	m.counts[at/time.Second]++
	m.mu.Unlock()
	if at < m.failing {
		return newResponse(503, ""), nil
	}
	return newResponse(200, "{}"), nil
}

// between is the number of requests a second, from one second to another.
func (m *meter) between(from, to int) float64 {
	sum := 0
	for _, n := range m.counts[from:min(to, len(m.counts))] {
		sum += n
	}
	return float64(sum) / float64(to-from)
}

// outage lets a hundred clients make a call a second each for 90 seconds, of
// which Spotify fails for the first 60.
func outage(t *testing.T, clientOf func(m *meter, i int) func() *spotify.Client) *meter {
	const clients, every, lasts = 100, time.Second, 90 * time.Second
	m := &meter{start: time.Now(), failing: 60 * time.Second}
	var wg sync.WaitGroup
	for i := range clients {
		client := clientOf(m, i)
		wg.Go(func() {
			time.Sleep(rand.N(every))
			for time.Since(m.start) < lasts {
				wg.Go(func() { _ = client().Call(context.Background(), "GET", "/search?q=x", nil, nil, nil) })
				time.Sleep(every)
			}
		})
	}
	wg.Wait()
	return m
}

func (m *meter) log(t *testing.T, name string) {
	t.Logf("%s: requests a second in the seconds 0-5: %.0f, 5-30: %.0f, 40-60: %.0f; after the outage 60-62: %.0f, 62-70: %.0f, 70-90: %.0f",
		name, m.between(0, 5), m.between(5, 30), m.between(40, 60), m.between(60, 62), m.between(62, 70),
		m.between(70, 90))
}

// Retries make an outage worse: with the budget they stop after a while and
// first attempts continue, so that the end is noticed at once.
func TestOutageBudgetStopsRetriesAndNotFirstAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		with := outage(t, func(m *meter, _ int) func() *spotify.Client {
			c := newClientOn(t, m)
			return func() *spotify.Client { return c }
		})
		// A client for each call has a full budget each time: as if there were none.
		without := outage(t, func(m *meter, _ int) func() *spotify.Client {
			return func() *spotify.Client { return newClientOn(t, m) }
		})
		with.log(t, "with the budget")
		without.log(t, "without it")
		const calls = 100 // a second: what 100 clients ask for
		if n := with.between(45, 60); n < 0.95*calls || n > 1.05*calls {
			t.Errorf("%.0f requests a second late in the outage, want the %d first attempts", n, calls)
		}
		if n := without.between(45, 60); n < 3.8*calls || n > 4.2*calls {
			t.Errorf("%.0f requests a second without the budget, want four attempts a call", n)
		}
		total := 0.0
		for _, n := range with.counts[:60] {
			total += float64(n)
		}
		if most := 60.0*calls + 100*100 + calls; total > most {
			t.Errorf("%.0f requests in the outage, want at most %.0f: 100 retries a client", total, most)
		}
		if n := with.between(60, 62); n < 0.9*calls || n > 1.5*calls {
			t.Errorf("%.0f requests a second right after the outage", n)
		}
		if n := with.between(70, 90); n < 0.95*calls || n > 1.05*calls {
			t.Errorf("%.0f requests a second long after the outage", n)
		}
	})
}

// drained is a client whose budget is spent, and how many retries it had.
func drained(t *testing.T, f *fake) (c *spotify.Client, retries int) {
	t.Helper()
	c = newClientOn(t, f)
	for {
		before := len(f.apiRequests())
		_ = getAlbum(context.Background(), c)
		extra := len(f.apiRequests()) - before - 1
		retries += extra
		if extra == 0 {
			return c, retries
		}
	}
}

func TestOutageBudgetDrainsAndRefills(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := true
		status := 200
		f := &fake{api: func(int, *http.Request) (*http.Response, error) {
			if down {
				return newResponse(503, ""), nil
			}
			return newResponse(status, "{}"), nil
		}}
		c, retries := drained(t, f)
		if retries != 100 {
			t.Errorf("%d retries were paid for, want 100", retries)
		}
		retried := func() int {
			down = true
			before := len(f.apiRequests())
			_ = getAlbum(context.Background(), c)
			return len(f.apiRequests()) - before - 1
		}
		if n := retried(); n != 0 {
			t.Errorf("%d retries of an empty budget", n)
		}
		// Five responses that prove the server alive buy one retry, whatever they say.
		for _, s := range []int{200, 404, 403, 204} {
			down, status = false, s
			_ = getAlbum(context.Background(), c)
		}
		if n := retried(); n != 0 {
			t.Errorf("%d retries for four responses", n)
		}
		down, status = false, 400
		_ = getAlbum(context.Background(), c)
		if n := retried(); n != 1 {
			t.Errorf("%d retries for five responses, want 1", n)
		}
		// A full one takes no more than it had.
		for range 1000 {
			down, status = false, 200
			_ = getAlbum(context.Background(), c)
		}
		down = true
		total := 0
		for range 60 {
			total += retried()
		}
		if total != 100 {
			t.Errorf("%d retries of a full budget, want 100", total)
		}
	})
}

// What neither costs nor refills anything.
func TestOutageBudgetIsOnlyForRetriesAfterFailures(t *testing.T) {
	t.Run("a 429 is free", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(respond(503))}
			c, _ := drained(t, f)
			f.api = script(respond(200))
			before := len(f.apiRequests())
			f.api = func(n int, _ *http.Request) (*http.Response, error) {
				if n == before+1 {
					return newResponse(429, "", "Retry-After", "1"), nil
				}
				return newResponse(200, "{}"), nil
			}
			if err := getAlbum(context.Background(), c); err != nil {
				t.Error(recorded(err))
			}
		})
	})
	t.Run("so is a token request, and a 401", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(respond(503))}
			c := f.client(t)
			for range 40 {
				_ = getAlbum(context.Background(), c)
			}
			before := len(f.apiRequests())
			f.api = func(n int, _ *http.Request) (*http.Response, error) {
				if n == before+1 {
					return newAPIError(401, expiredMessage), nil
				}
				return newResponse(200, "{}"), nil
			}
			tokens := f.tokenRequests()
			f.token = func(n int, _ *http.Request) (*http.Response, error) {
				if n < tokens+4 {
					return newResponse(503, ""), nil
				}
				return newTokenResponse(n, 3600), nil
			}
			if err := getAlbum(context.Background(), c); err != nil {
				t.Error(recorded(err))
			}
			f.wantTokenRequests(t, tokens+4)
		})
	})
	t.Run("another client's is its own, a user's is shared", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(respond(503))}
			c, _ := drained(t, f)
			user := c.As(spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(1), nil }))
			if e := apiErr(t, getAlbum(context.Background(), user)); e.Attempts != 1 {
				t.Errorf("a user's call made %d attempts on an empty budget", e.Attempts)
			}
			if e := apiErr(t, getAlbum(context.Background(), newClientOn(t, f))); e.Attempts != 4 {
				t.Errorf("another client's call made %d attempts", e.Attempts)
			}
		})
	})
}

// A limit of so many requests in a window of ten seconds, as Spotify's: clients
// that come in bursts after each cooldown never get through.
func TestOutageRateLimitedClientsComeBackSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var (
			mu       sync.Mutex
			start    = time.Now()
			served   = 0
			refused  = 0
			tenths   = map[int]int{} // requests by tenth of a second
			inWindow = map[int]int{}
		)
		c := newClientOn(t, roundTripperFunc(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			at := time.Since(start)
			tenths[int(at/(100*time.Millisecond))]++
			window := int(at / (10 * time.Second))
			if inWindow[window]++; inWindow[window] > 60 {
				refused++
				left := time.Duration(window+1)*10*time.Second - at
				return newResponse(429, "", "Retry-After", strconv.Itoa(int(left/time.Second)+1)), nil
			}
			served++
			return newResponse(200, "{}"), nil
		}))
		ok := 0
		var wg sync.WaitGroup
		for range 150 {
			wg.Go(func() {
				time.Sleep(rand.N(8 * time.Second))
				if getAlbum(context.Background(), c) == nil {
					mu.Lock()
					defer mu.Unlock()
					ok++
				}
			})
		}
		wg.Wait()
		most, bursts := 0, []string{}
		for tenth, n := range tenths {
			if tenth >= 100 { // after the first cooldown
				most = max(most, n)
				bursts = append(bursts, fmt.Sprintf("%.1fs:%d", float64(tenth)/10, n))
			}
		}
		t.Logf("150 calls against 60 in ten seconds: %d succeeded in %v, %d refusals, at most %d requests in a tenth of a second after a cooldown (%s)",
			ok, time.Since(start).Round(time.Second), refused, most, strings.Join(bursts, " "))
		if ok != 150 || refused > 10 || most > 40 {
			t.Errorf("%d calls succeeded, %d refusals, %d requests in a tenth of a second", ok, refused, most)
		}
	})
}
