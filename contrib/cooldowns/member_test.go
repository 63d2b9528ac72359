//go:build unix

package cooldowns_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9/logging"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/rediscache"
	"github.com/spotify-sdk/spotify/contrib/sharedcooldown"
)

const memberCommand = "member" // the argument that makes the test program a member

// TestMain makes the test program one process of an app where a test starts it
// as one.
func TestMain(m *testing.M) {
	logging.Disable() // go-redis writes failures to stderr
	if len(os.Args) == 3 && os.Args[1] == memberCommand {
		if err := runMember(os.Args[2], os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// settings are a member's argument.
type settings struct {
	BaseURL string
	Redis   string        // URL
	Callers int           // goroutines; one of them asks for tracks, the others for albums
	Pause   time.Duration // of a caller between two calls, on average
}

// report is a line of a member's output: its counts so far.
type report struct {
	Calls, Errors int
	LastError     string
	Failures      int           // of the store, several in a row counted once
	LastFailure   string        // of the store
	Requests      int           // API requests that sharedcooldown saw
	Slow          int           // of these it delayed so many by more than 10 ms
	Slowest       time.Duration // the longest of these delays
	Stalled       time.Duration // the longest time for which the machine did not get to the process
}

// runMember calls the API from the first line of its input until the input ends.
func runMember(argument string, in io.Reader, out io.Writer) error {
	var s settings
	if err := json.Unmarshal([]byte(argument), &s); err != nil {
		return err
	}
	m := &member{}
	cache, err := rediscache.Open(s.Redis)
	if err != nil {
		return err
	}
	defer cache.Close()
	cooldown, err := sharedcooldown.New("app", cache.Cooldowns(), &sharedcooldown.Options{Logger: slog.New(m)})
	if err != nil {
		return err
	}
	client, err := spotify.New(spotify.WithBaseURL(s.BaseURL), spotify.WithAccessToken("a-token"),
		spotify.WithTransport(func(next http.RoundTripper) http.RoundTripper { return m.timed(next, cooldown) }))
	if err != nil {
		return err
	}
	defer client.Close()

	lines := bufio.NewReader(in)
	if _, err := lines.ReadString('\n'); err != nil {
		return nil // ended before it started
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		io.Copy(io.Discard, lines)
		cancel()
	}()
	var wg sync.WaitGroup
	defer wg.Wait()
	for i := range s.Callers {
		wg.Go(func() { m.call(ctx, client, i == 0, s.Pause) })
	}
	wg.Go(func() { m.watch(ctx) })
	for w := json.NewEncoder(out); ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
		if err := w.Encode(m.copy()); err != nil {
			cancel()
			return err
		}
	}
	return nil
}

// member counts what happens in its process. It is the slog.Handler of
// sharedcooldown.
type member struct {
	mu sync.Mutex // guards r
	r  report
}

func (m *member) update(f func(*report)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f(&m.r)
}

func (m *member) copy() report {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.r
}

// call is one caller.
func (m *member) call(ctx context.Context, client *spotify.Client, tracks bool, pause time.Duration) {
	for {
		select {
		case <-time.After(rand.N(2 * pause)):
		case <-ctx.Done():
			return
		}
		var err error
		if tracks {
			_, err = client.Track(ctx, "11dFghVXANMlKmJXsNCbNl", nil)
		} else {
			_, err = client.Album(ctx, "4aawyAB9vmqN3uQ7FjRGTy", nil)
		}
		if ctx.Err() != nil {
			return
		}
		m.update(func(r *report) {
			r.Calls++
			if err != nil {
				r.Errors++
				r.LastError = err.Error()
			}
		})
	}
}

// timed wraps next in the cooldown and measures how much time that adds.
func (m *member) timed(next http.RoundTripper, cooldown *sharedcooldown.Cooldown) http.RoundTripper {
	type key struct{}
	wrapped := cooldown.Transport(roundTripFunc(func(req *http.Request) (*http.Response, error) {
		start := time.Now()
		resp, err := next.RoundTrip(req)
		*req.Context().Value(key{}).(*time.Duration) = time.Since(start)
		return resp, err
	}))
	return roundTripFunc(func(req *http.Request) (*http.Response, error) {
		start, inner := time.Now(), new(time.Duration)
		resp, err := wrapped.RoundTrip(req.WithContext(context.WithValue(req.Context(), key{}, inner)))
		delay := time.Since(start) - *inner
		m.update(func(r *report) {
			r.Requests++
			r.Slowest = max(r.Slowest, delay)
			if delay > 10*time.Millisecond {
				r.Slow++
			}
		})
		return resp, err
	})
}

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// watch measures the longest time for which the machine does not get to the
// process.
func (m *member) watch(ctx context.Context) {
	const step = 5 * time.Millisecond
	for last := time.Now(); ctx.Err() == nil; {
		time.Sleep(step)
		now := time.Now()
		late := now.Sub(last) - step
		last = now
		m.update(func(r *report) { r.Stalled = max(r.Stalled, late) })
	}
}

func (m *member) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelWarn }
func (m *member) WithAttrs([]slog.Attr) slog.Handler               { return m }
func (m *member) WithGroup(string) slog.Handler                    { return m }

func (m *member) Handle(_ context.Context, record slog.Record) error {
	text := record.Message
	record.Attrs(func(a slog.Attr) bool { text += " " + a.String(); return true })
	m.update(func(r *report) {
		r.Failures++
		r.LastFailure = text
	})
	return nil
}
