//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"

	"github.com/spotify-sdk/spotify/internal/storetest"
	"github.com/spotify-sdk/spotify/spotifytest"
)

const (
	lifetime = 6 * time.Second // of the tokens in these tests
	slack    = time.Second     // that a busy machine may add to a wait

	// A machine that stalls for longer proves nothing about tokens that live for
	// seconds.
	maxStall = slack / 2
)

// TestMain makes the test program a member where the fleet starts it as one.
func TestMain(m *testing.M) {
	logging.Disable()
	if len(os.Args) == 2 && os.Args[1] == memberCommand {
		main()
		return
	}
	os.Exit(m.Run())
}

// program builds the program without the race detector, with which three fleets
// are too much for two processors.
func program(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "fleet")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-race=false", "-o", file, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file
}

// started returns a fleet of n members, each of which has made a call.
func started(t *testing.T, program, name, cache string, n int) *fleet {
	t.Helper()
	if err := prepare(t.Context(), cache); err != nil {
		t.Fatal(err)
	}
	f := newFleet(name, cache, lifetime)
	f.program = program
	t.Cleanup(f.close)
	for i := range n {
		if err := f.start(fmt.Sprint(i + 1)); err != nil {
			t.Fatal(err)
		}
	}
	f.until(t, time.Minute, "every process has made a call", func() bool { return f.every(func(r report) bool { return r.Calls > 0 }) })
	return f
}

// until waits for a condition.
func (f *fleet) until(t *testing.T, limit time.Duration, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v that %s\n%s", f.name, limit, what, table([]*fleet{f}))
		}
	}
}

// every reports whether ok returns true for each member that was not killed.
func (f *fleet) every(ok func(report) bool) bool {
	for _, p := range f.members {
		if !p.killed && !ok(p.report()) {
			return false
		}
	}
	return true
}

// checkEnd stops the fleet and checks that no call has failed and none has waited
// longer than maxWait for its token. stalled is for how long the machine stalled.
// A call that took as long over loopback, without its wait for a token, counts too.
func (f *fleet) checkEnd(t *testing.T, stalled, maxWait time.Duration) {
	t.Helper()
	if err := f.stop(); err != nil {
		t.Error(err)
	}
	total := f.total()
	stalled = max(stalled, total.LongestCall)
	t.Logf("%s: the machine stalled for %v at most\n%s%s", f.name, stalled, table([]*fleet{f}), summary([]*fleet{f}))
	if stalled > maxStall {
		return
	}
	if total.Errors > 0 {
		t.Errorf("%s: %d of %d calls failed, the last with %q", f.name, total.Errors, total.Calls, total.LastError)
	}
	if total.LongestWait > maxWait+slack {
		t.Errorf("%s: a call waited %v for its token, want at most %v", f.name, total.LongestWait, maxWait)
	}
}

// watchStalls measures the longest time for which the machine does not get to this
// process. The returned function ends the measurement.
func watchStalls(t *testing.T) (stalled func() time.Duration) {
	const step = 10 * time.Millisecond
	stop, worst := make(chan struct{}), make(chan time.Duration, 1)
	go func() {
		longest, last := time.Duration(0), time.Now()
		for {
			select {
			case <-stop:
				worst <- longest
				return
			case <-time.After(step):
				now := time.Now()
				longest, last = max(longest, now.Sub(last)-step), now
			}
		}
	}()
	stalled = sync.OnceValue(func() time.Duration { close(stop); return <-worst })
	t.Cleanup(func() { stalled() })
	return stalled
}

func TestTenExpiriesOfEightProcesses(t *testing.T) {
	t.Parallel()
	const processes = 8
	program := program(t)
	fleets := []*fleet{
		started(t, program, "no cache", noCache, processes),
		started(t, program, "redis", storetest.Redis(t).URL, processes),
		started(t, program, "postgres", storetest.Postgres(t).URL, processes),
	}
	watch := watchStalls(t)
	time.Sleep(10 * lifetime)
	stalled, unshared := watch(), 0
	for _, f := range fleets {
		f.checkEnd(t, stalled, slack)
		list := f.generations()
		later := len(f.total().FetchedAt) - len(list[0])
		counted := f.total().TokenRequests // without requests that the end interrupted
		if n := f.server.TokenRequests(); n < counted || n > counted+processes {
			t.Errorf("%s: the server counts %d token requests, the members %d", f.name, n, counted)
		}
		if f.cache == noCache {
			unshared = later
			if later < 10*processes {
				t.Errorf("without a cache there were %d token requests in ten lifetimes, want at least %d for a comparison", later, 10*processes)
			}
			continue
		}
		if len(list[0]) > processes {
			t.Errorf("%s: the cold start cost %d token requests", f.name, len(list[0]))
		}
		limit := (len(list) - 1) * 3 / 2
		switch stalled := max(stalled, f.total().LongestCall); {
		case stalled > maxStall:
			continue // whole lifetimes may have passed meanwhile
		case stalled > maxStall/2: // members that are due meanwhile all fetch when it is over
			limit = unshared / 2
		}
		if len(list) < 11 || later > limit {
			t.Errorf("%s: %d token requests for %d later tokens, want about one each", f.name, later, len(list)-1)
		}
	}
}

func TestAProcessIsKilledDuringATokenRequest(t *testing.T) {
	t.Parallel()
	stalled := watchStalls(t)
	f := started(t, program(t), "redis", storetest.Redis(t).URL, 4)
	before := f.server.TokenRequests()
	hold := f.server.Fail(spotifytest.Fault{Path: "/api/token", Delay: time.Minute})
	f.until(t, 2*lifetime, "a token is requested", func() bool { return f.server.TokenRequests() > before })
	hold() // for later requests; those held get no response
	killed := ""
	for _, r := range f.server.Requests() {
		if r.Path == "/api/token" && r.Status == 0 {
			killed = strings.TrimPrefix(r.Header.Get("User-Agent"), "fleet-")
		}
	}
	f.kill(killed)

	fetched := len(f.generations())
	f.until(t, 3*lifetime, "the others have got two more tokens", func() bool { return len(f.generations()) >= fetched+2 })
	if err := f.start("again"); err != nil {
		t.Fatal(err)
	}
	f.until(t, 20*time.Second, "the restarted process makes a call", func() bool { return f.find("again").report().Calls > 0 })
	if r := f.find("again").report(); r.FromCache == 0 {
		t.Errorf("the restarted process did not take its token from the cache: %d token requests", r.TokenRequests)
	}
	f.checkEnd(t, stalled(), 2*time.Second)
}

func TestRedisGoesAwayAndComesBack(t *testing.T) {
	t.Parallel()
	const processes = 8
	server, stalled := storetest.Redis(t), watchStalls(t)
	f := started(t, program(t), "redis", server.URL, processes)
	shared := func(when string) {
		t.Helper()
		before := f.total().FromCache
		f.until(t, 5*lifetime, "half of the fleet reads from Redis "+when, func() bool { return f.total().FromCache >= before+processes/2 })
	}
	shared("at first")

	server.Stop()
	before := map[string]int{}
	for _, p := range f.members {
		before[p.name] = len(p.report().FetchedAt)
	}
	f.until(t, 3*lifetime, "each process has fetched a token for itself", func() bool {
		for _, p := range f.members {
			if len(p.report().FetchedAt) == before[p.name] {
				return false
			}
		}
		return true
	})
	if f.total().CacheFailures == 0 {
		t.Error("no process has noticed that Redis is down")
	}
	server.Start()
	shared("after its return")

	server.Pause() // worse than down: each call to it takes two seconds
	failures := f.total().CacheFailures
	f.until(t, 4*lifetime, "each process has met the hanging Redis", func() bool { return f.total().CacheFailures >= failures+processes })
	server.Resume()
	shared("when it responds again")
	f.checkEnd(t, stalled(), 4*time.Second) // two for reading and two for writing
}

func TestRedisRefusesWrites(t *testing.T) {
	t.Parallel()
	server, stalled := storetest.Redis(t), watchStalls(t)
	f := started(t, program(t), "redis", server.URL, 4)
	o, err := redis.ParseURL(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	direct := redis.NewClient(o)
	defer direct.Close()
	ctx := t.Context()
	for _, row := range []struct {
		name     string
		on, back func() error
	}{
		{"its memory is used up",
			func() error { return direct.ConfigSet(ctx, "maxmemory", "1").Err() },
			func() error { return direct.ConfigSet(ctx, "maxmemory", "0").Err() }},
		{"it is a read-only replica",
			func() error { return direct.ReplicaOf(ctx, "127.0.0.1", "1").Err() },
			func() error { return direct.ReplicaOf(ctx, "NO", "ONE").Err() }},
	} {
		if err := row.on(); err != nil {
			t.Fatal(err)
		}
		failures, calls := f.total().CacheFailures, f.total().Calls
		f.until(t, 3*lifetime, "each process was refused while "+row.name, func() bool { return f.total().CacheFailures >= failures+len(f.members) })
		if f.total().Calls == calls {
			t.Errorf("no calls were made while %s", row.name)
		}
		if err := row.back(); err != nil {
			t.Fatal(err)
		}
		read := f.total().FromCache
		f.until(t, 4*lifetime, "tokens are shared again", func() bool { return f.total().FromCache > read })
	}
	f.checkEnd(t, stalled(), 2*time.Second)
}

func TestTheProgramPrintsBothFleets(t *testing.T) {
	var out strings.Builder
	err := run(t.Context(), []string{"-processes", "2", "-for", "6s", "-life", "2s", "-kill", "1", "-every", "2s", "-cache", storetest.Redis(t).URL}, &out)
	text := out.String()
	if err != nil || strings.Count(text, "| process ") < 2 || !strings.Contains(text, "| 1 (killed) |") || !strings.Contains(text, "| 1 again ") ||
		!strings.Contains(text, "cache failures") || !strings.Contains(text, "each process for itself") {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestTheProgramEndsWhenItIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	var out strings.Builder
	start := time.Now()
	if err := run(ctx, []string{"-processes", "1", "-for", "5m"}, &out); err != nil || time.Since(start) > 15*time.Second || !strings.Contains(out.String(), "| all ") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestAMemberEndsWithItsFleet(t *testing.T) {
	in, fleetEnd := io.Pipe()
	go func() {
		fmt.Fprintln(fleetEnd, `{"Name":"1","BaseURL":"http://127.0.0.1:1/v1","TokenURL":"http://127.0.0.1:1/api/token","Cache":"none","Skew":1000000000,"Pause":1000000}`)
		fleetEnd.Close()
	}()
	if err := member(t.Context(), in, io.Discard); err != nil {
		t.Error(err)
	}
	if err := member(t.Context(), strings.NewReader("nonsense"), io.Discard); err == nil {
		t.Error("an invalid configuration is accepted")
	}
}

func TestFlagsOutOfRangeAreRefused(t *testing.T) {
	for _, row := range []struct{ args, want string }{
		{"-processes 0", "-processes is 0"},
		{"-processes 1000", "-processes is 1000"},
		{"-kill -1", "-kill is -1"},
		{"-for 24h", "-for is 24h"},
		{"-life 1ms", "-life is 1ms"},
		{"-every 1ms", "-every is 1ms"},
		{"-cache redis://redis.example.com", "not this machine"},
		{"-cache postgres:///x?host=10.0.0.1", "not this machine"},
		{"-cache memcached://localhost", "invalid URL scheme"},
		{"-cache redis://:hunter2@[::1", "cannot be parsed"},
		{"more", `unexpected argument "more"`},
	} {
		_, err := parse(strings.Fields(row.args))
		if err == nil || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s returns %v, want %q in it", row.args, err, row.want)
		}
	}
	for _, cache := range []string{noCache, "redis://localhost:6379", "redis://[::1]:1/2", "postgres://u:p@127.0.0.1/test", "postgres:///test?host=/run/postgresql"} {
		if _, err := parse([]string{"-cache", cache}); err != nil {
			t.Errorf("%s returns %v", cache, err)
		}
	}
}
