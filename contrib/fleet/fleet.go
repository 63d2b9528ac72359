package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"

	"github.com/spotify-sdk/spotify/spotifytest"
)

// A fleet is a group of processes that call one fake Spotify. It is not safe for
// concurrent use.
type fleet struct {
	name     string
	cache    string
	lifetime time.Duration // of a token
	pause    time.Duration // between two calls of one caller
	program  string        // that the members run; "" is this one
	server   *spotifytest.Server
	members  []*process // including killed ones, in the order in which they started
}

func newFleet(name, cache string, lifetime time.Duration) *fleet {
	f := &fleet{name: name, cache: cache, lifetime: lifetime, pause: 200 * time.Millisecond, server: spotifytest.NewServer()}
	f.server.SetTokenLifetime(lifetime)
	return f
}

// A process is one member of a fleet.
type process struct {
	name   string
	killed bool
	cmd    *exec.Cmd
	input  io.Closer
	stderr bytes.Buffer
	done   chan struct{} // closed when it has ended and its output has been read

	mu   sync.Mutex // guards last
	last report
}

// start starts a member. Its expiry skew is an eighth of a token's lifetime:
// a cached token is used only if it lasts longer than the skew, and these tokens
// last for seconds.
func (f *fleet) start(name string) error {
	program := f.program
	if program == "" {
		var err error
		if program, err = os.Executable(); err != nil {
			return err
		}
	}
	p := &process{name: name, cmd: exec.Command(program, memberCommand), done: make(chan struct{})}
	p.cmd.Stderr = &p.stderr
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := p.cmd.Start(); err != nil {
		return err
	}
	p.input = in
	f.members = append(f.members, p)
	go p.readReports(out)
	return json.NewEncoder(in).Encode(memberConfig{
		Name: name, BaseURL: f.server.BaseURL(), TokenURL: f.server.TokenURL(), Cache: f.cache, Skew: f.lifetime / 8, Pause: f.pause,
	})
}

// readReports reads the member's reports until it ends.
func (p *process) readReports(out io.Reader) {
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
	p.cmd.Wait()
}

func (p *process) report() report {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last
}

// find returns the member with the given name.
func (f *fleet) find(name string) *process {
	i := slices.IndexFunc(f.members, func(p *process) bool { return p.name == name })
	return f.members[i]
}

// kill kills a member, as a crash does.
func (f *fleet) kill(name string) {
	p := f.find(name)
	p.killed = true
	p.cmd.Process.Kill()
	<-p.done
}

// stop ends the members and returns an error for those that had ended before or
// did not end properly. The server keeps running.
func (f *fleet) stop() error {
	var errs []error
	for _, p := range f.members {
		select {
		case <-p.done:
			if !p.killed {
				errs = append(errs, fmt.Errorf("process %s of %q ended on its own: %s", p.name, f.name, p.stderr.String()))
				p.killed = true
			}
		default:
		}
		p.input.Close()
	}
	timeout := time.After(10 * time.Second)
	for _, p := range f.members {
		select {
		case <-p.done:
			if !p.killed && !p.cmd.ProcessState.Success() {
				errs = append(errs, fmt.Errorf("process %s of %q: %v: %s", p.name, f.name, p.cmd.ProcessState, p.stderr.String()))
			}
		case <-timeout:
			p.cmd.Process.Kill()
			<-p.done
			errs = append(errs, fmt.Errorf("process %s of %q did not end", p.name, f.name))
		}
	}
	return errors.Join(errs...)
}

// close stops the members and the server.
func (f *fleet) close() {
	f.stop()
	f.server.Close()
}

// total adds up the members' reports.
func (f *fleet) total() report {
	var t report
	for _, p := range f.members {
		r := p.report()
		t.Calls += r.Calls
		t.Errors += r.Errors
		t.TokenRequests += r.TokenRequests
		t.FromCache += r.FromCache
		t.CacheFailures += r.CacheFailures
		t.Waits += r.Waits
		t.LongestWait = max(t.LongestWait, r.LongestWait)
		t.LongestCall = max(t.LongestCall, r.LongestCall)
		t.FetchedAt = append(t.FetchedAt, r.FetchedAt...)
		if r.LastError != "" {
			t.LastError = r.LastError
		}
	}
	slices.SortFunc(t.FetchedAt, time.Time.Compare)
	return t
}

// generations groups the times at which tokens were fetched. Fetches within a
// quarter of a token's lifetime are one generation, for which a single token would
// have sufficed. The first generation is the cold start.
func (f *fleet) generations() [][]time.Time {
	var list [][]time.Time
	for _, at := range f.total().FetchedAt {
		if n := len(list); n > 0 && at.Sub(list[n-1][0]) < f.lifetime/4 {
			list[n-1] = append(list[n-1], at)
		} else {
			list = append(list, []time.Time{at})
		}
	}
	return list
}
