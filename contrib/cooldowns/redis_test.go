//go:build unix

package cooldowns_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify/contrib/rediscache"
	"github.com/spotify-sdk/spotify/internal/storetest"
)

// api is a Web API that returns 429 for albums on demand.
type api struct {
	*httptest.Server

	mu         sync.Mutex // guards the fields below
	retryAfter time.Duration
	until      time.Time // of the rate limit, which starts with the next request; zero: it has not started
	albums     []time.Time
	tracks     []time.Time
}

func newAPI(t *testing.T) *api {
	a := &api{}
	a.Server = httptest.NewServer(a)
	t.Cleanup(a.Close)
	return a
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if strings.HasPrefix(r.URL.Path, "/v1/tracks/") {
		a.tracks = append(a.tracks, now)
		io.WriteString(w, `{"id":"11dFghVXANMlKmJXsNCbNl","type":"track"}`)
		return
	}
	a.albums = append(a.albums, now)
	if a.retryAfter > 0 && a.until.IsZero() {
		a.until = now.Add(a.retryAfter)
	}
	if now.Before(a.until) {
		w.Header().Set("Retry-After", fmt.Sprint(a.retryAfter.Seconds()))
		w.WriteHeader(http.StatusTooManyRequests)
		io.WriteString(w, `{"error":{"status":429,"message":"API rate limit exceeded"}}`)
		return
	}
	io.WriteString(w, `{"id":"4aawyAB9vmqN3uQ7FjRGTy","type":"album"}`)
}

// limit makes the API return 429 for albums, from the next request on.
func (a *api) limit(retryAfter time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.retryAfter, a.until, a.albums, a.tracks = retryAfter, time.Time{}, nil, nil
}

// arrivals returns the requests since limit, as times since the first 429.
func (a *api) arrivals() (albums, tracks []time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	first := a.until.Add(-a.retryAfter)
	for _, at := range a.albums {
		albums = append(albums, at.Sub(first))
	}
	for _, at := range a.tracks {
		tracks = append(tracks, at.Sub(first))
	}
	return albums, tracks
}

// isOver reports whether no rate limit is pending or running.
func (a *api) isOver() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.retryAfter == 0 || !a.until.IsZero() && time.Now().After(a.until)
}

func (a *api) isLimited() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return !a.until.IsZero()
}

// process is a member of an app.
type process struct {
	input  io.WriteCloser
	done   chan struct{} // closed when it has ended and its output is read
	stderr bytes.Buffer

	mu   sync.Mutex // guards last
	last report
}

// buildMember builds the test program without the race detector, with which
// eight processes are too much for a small machine.
func buildMember(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "member")
	if out, err := exec.CommandContext(t.Context(), "go", "test", "-c", "-race=false", "-o", file, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file
}

// startMember starts a process that waits for start.
func startMember(t *testing.T, program string, s settings) *process {
	t.Helper()
	argument, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{done: make(chan struct{})}
	cmd := exec.CommandContext(t.Context(), program, memberCommand, string(argument))
	cmd.Stderr = &p.stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if p.input, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		for lines := json.NewDecoder(out); ; {
			var r report
			if lines.Decode(&r) != nil {
				break
			}
			p.mu.Lock()
			p.last = r
			p.mu.Unlock()
		}
		cmd.Wait()
	}()
	t.Cleanup(func() { p.stop(t) })
	return p
}

func (p *process) start(t *testing.T) {
	t.Helper()
	if _, err := io.WriteString(p.input, "start\n"); err != nil {
		t.Fatalf("%v: %s", err, p.stderr.String())
	}
}

func (p *process) stop(t *testing.T) {
	p.input.Close()
	<-p.done
	if p.stderr.Len() > 0 {
		t.Errorf("a process printed %s", p.stderr.String())
	}
}

func (p *process) report() report {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last
}

// waitUntil waits for a condition.
func waitUntil(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}

const retryAfter = 2 * time.Second

// trial rate-limits albums once and starts late in the middle of it. It returns
// the album requests that arrived from 200 ms after the first 429 until its end,
// and the failures of the store in any of the processes.
func trial(t *testing.T, a *api, processes []*process, late *process) (arrived []time.Duration, failures int) {
	t.Helper()
	a.limit(retryAfter)
	waitUntil(t, "a 429", a.isLimited)
	time.Sleep(500 * time.Millisecond)
	late.start(t)
	processes = append(processes, late)
	before := late.report().Calls
	time.Sleep(retryAfter)
	waitUntil(t, "calls after the rate limit, by every process", func() bool {
		albums, _ := a.arrivals()
		return albums[len(albums)-1] > retryAfter && late.report().Calls > before
	})
	albums, tracks := a.arrivals()
	early := 0
	for _, at := range albums {
		switch {
		case at < 200*time.Millisecond:
			early++
		case at < retryAfter:
			arrived = append(arrived, at)
		}
	}
	during := 0
	for _, at := range tracks {
		if at >= 200*time.Millisecond && at < retryAfter {
			during++
		}
	}
	if during == 0 {
		t.Error("no track was asked for during the rate limit of albums")
	}
	for _, p := range processes {
		r := p.report()
		failures += r.Failures
		if r.Errors > 0 {
			t.Errorf("%d of %d calls failed: %s", r.Errors, r.Calls, r.LastError)
		}
	}
	t.Logf("%d requests within 200 ms of the first 429, %v until its end; the store failed %d times", early, arrived, failures)
	return arrived, failures
}

func TestEightProcessesHeedOneProcesss429(t *testing.T) {
	redis, a, program := storetest.Redis(t), newAPI(t), buildMember(t)
	s := settings{BaseURL: a.URL + "/v1", Redis: redis.URL, Callers: 10, Pause: time.Second}
	for range 5 {
		var processes []*process
		for range 8 {
			processes = append(processes, startMember(t, program, s))
		}
		late := startMember(t, program, s)
		for _, p := range processes {
			p.start(t)
		}
		waitUntil(t, "calls by every process", func() bool {
			for _, p := range processes {
				if p.report().Calls < 10 {
					return false
				}
			}
			return true
		})
		arrived, failures := trial(t, a, processes, late)
		for _, p := range append(processes, late) {
			p.stop(t)
		}
		if failures > 0 {
			continue // the machine was too busy for a limit of 20 ms, and the trial proves nothing
		}
		if len(arrived) > 0 {
			t.Errorf("requests arrived %v after the first 429", arrived)
		}
		return
	}
	t.Log("the machine was too busy in all trials")
}

func TestRedisStopsInTheMiddle(t *testing.T) {
	for _, row := range []struct {
		name       string
		stop, back func(*storetest.Server)
	}{
		{"it is killed", (*storetest.Server).Stop, (*storetest.Server).Start},
		{"it hangs", (*storetest.Server).Pause, (*storetest.Server).Resume},
	} {
		t.Run(row.name, func(t *testing.T) {
			redis, a, program := storetest.Redis(t), newAPI(t), buildMember(t)
			p := startMember(t, program, settings{BaseURL: a.URL + "/v1", Redis: redis.URL, Callers: 10, Pause: 100 * time.Millisecond})
			p.start(t)
			waitUntil(t, "calls", func() bool { return p.report().Calls >= 100 })
			before := p.report()
			row.stop(redis)
			time.Sleep(3 * time.Second)
			after := p.report()
			row.back(redis)

			requests, slow := after.Requests-before.Requests, after.Slow-before.Slow
			t.Logf("without Redis %d requests, %d of them delayed by more than 10 ms, one by %v; the machine stalled for %v; %s",
				requests, slow, after.Slowest, after.Stalled, after.LastFailure)
			if after.Errors > 0 || requests < 10 || after.Failures == 0 {
				t.Errorf("%d of %d requests failed: %s; the store failed %d times", after.Errors, requests, after.LastError, after.Failures)
			}
			if after.Slowest > 25*time.Millisecond+2*after.Stalled {
				t.Errorf("a request was delayed by %v, want at most 25 ms", after.Slowest)
			}
			if after.Stalled < 10*time.Millisecond && slow > requests/4 {
				t.Errorf("%d of %d requests were delayed, want most at full speed", slow, requests)
			}

			cache, err := rediscache.Open(redis.URL)
			if err != nil {
				t.Fatal(err)
			}
			defer cache.Close()
			waitUntil(t, "a 429 is in Redis again", func() bool {
				if a.isOver() {
					a.limit(retryAfter)
				}
				_, remaining, err := cache.Cooldowns().Get(t.Context(), "spotify:cooldown:app:/albums/{id}")
				return err == nil && remaining > 0
			})
		})
	}
}
