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

// fleet is some processes that call one fake Spotify. Its methods are for one
// goroutine.
type fleet struct {
	name    string
	cache   string
	life    time.Duration
	pause   time.Duration // between two calls of one caller
	program string        // that the members run; "" is this one
	server  *spotifytest.Server
	members []*process // also those that were killed, in the order of their start
}

func newFleet(name, cache string, life time.Duration) *fleet {
	f := &fleet{name: name, cache: cache, life: life, pause: 200 * time.Millisecond, server: spotifytest.NewServer()}
	f.server.SetTokenLifetime(life)
	return f
}

// process is one member.
type process struct {
	name   string
	killed bool
	cmd    *exec.Cmd
	input  io.Closer
	stderr bytes.Buffer
	done   chan struct{} // closed once it has ended and all its output is read

	mu   sync.Mutex // guards last
	last report
}

// start starts a member. The skew is an eighth of a token's life, as tokens that
// live for seconds need it: a cached one is taken with more than that left.
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
	go p.follow(out)
	return json.NewEncoder(in).Encode(orders{
		Name: name, BaseURL: f.server.BaseURL(), TokenURL: f.server.TokenURL(), Cache: f.cache, Skew: f.life / 8, Pause: f.pause,
	})
}

// follow reads a member's reports until it ends.
func (p *process) follow(out io.Reader) {
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

// find returns the member that is called name.
func (f *fleet) find(name string) *process {
	i := slices.IndexFunc(f.members, func(p *process) bool { return p.name == name })
	return f.members[i]
}

// kill ends a member as a crash does (kill -9).
func (f *fleet) kill(name string) {
	p := f.find(name)
	p.killed = true
	p.cmd.Process.Kill()
	<-p.done
}

// stop ends the members in order and reports those that had ended before or
// did not end well. The server stays.
func (f *fleet) stop() error {
	var errs []error
	for _, p := range f.members {
		select {
		case <-p.done:
			if !p.killed {
				errs = append(errs, fmt.Errorf("process %s of %q ended by itself: %s", p.name, f.name, p.stderr.String()))
				p.killed = true
			}
		default:
		}
		p.input.Close()
	}
	late := time.After(10 * time.Second)
	for _, p := range f.members {
		select {
		case <-p.done:
			if !p.killed && !p.cmd.ProcessState.Success() {
				errs = append(errs, fmt.Errorf("process %s of %q: %v: %s", p.name, f.name, p.cmd.ProcessState, p.stderr.String()))
			}
		case <-late:
			p.cmd.Process.Kill()
			<-p.done
			errs = append(errs, fmt.Errorf("process %s of %q did not end", p.name, f.name))
		}
	}
	return errors.Join(errs...)
}

// close ends everything.
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
		t.Fetched = append(t.Fetched, r.Fetched...)
		if r.LastError != "" {
			t.LastError = r.LastError
		}
	}
	slices.SortFunc(t.Fetched, time.Time.Compare)
	return t
}

// generations groups the times at which tokens were fetched: those within a
// quarter of a token's life belong to one generation, for which one token would
// have done. The first is the cold start.
func (f *fleet) generations() [][]time.Time {
	var list [][]time.Time
	for _, at := range f.total().Fetched {
		if n := len(list); n > 0 && at.Sub(list[n-1][0]) < f.life/4 {
			list[n-1] = append(list[n-1], at)
		} else {
			list = append(list, []time.Time{at})
		}
	}
	return list
}
