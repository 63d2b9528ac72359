package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/redis/go-redis/v9/logging"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

const (
	memberCommand = "member" // the argument that makes a process one
	callers       = 2        // of each member
	reportEvery   = 200 * time.Millisecond
	noticed       = 5 * time.Millisecond // a call that had its token sooner did not wait
)

// orders are what a member reads from its input before it starts. It ends when
// the input does, so no member outlives its fleet.
type orders struct {
	Name     string
	BaseURL  string
	TokenURL string
	Cache    string
	Skew     time.Duration
	Pause    time.Duration // between two calls of a caller, on average
}

// report is a line of a member's output: its counts so far.
type report struct {
	Calls, Errors int
	LastError     string
	TokenRequests int
	Fetched       []time.Time // when tokens came from the Accounts service
	FromCache     int         // tokens that came from the cache
	CacheFailures int
	Waits         int           // calls that waited for a token
	LongestWait   time.Duration // of a call, for a token
}

// member is the whole life of one process of a fleet.
func member(ctx context.Context, in io.Reader, out io.Writer) error {
	logging.Disable() // go-redis writes what fails to stderr
	var o orders
	lines := json.NewDecoder(in)
	if err := lines.Decode(&o); err != nil || o.Pause <= 0 {
		return errors.Join(errors.New("no orders that can be read"), err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		io.Copy(io.Discard, in)
		cancel()
	}()
	m := &tally{}
	client, closeAll, err := m.client(o)
	if err != nil {
		return err
	}
	defer closeAll()

	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() { m.call(ctx, client, o.Pause) })
	}
	w := json.NewEncoder(out)
	for tick := time.NewTicker(reportEvery); ctx.Err() == nil; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
			wg.Wait()
		}
		if err := w.Encode(m.report()); err != nil {
			return err
		}
	}
	return nil
}

// tally counts. It is the slog.Handler of its client and provider, whose messages
// tell what happens to tokens.
type tally struct {
	mu sync.Mutex // guards r
	r  report
}

// client returns one whose tokens are timed.
func (m *tally) client(o orders) (*spotify.Client, func(), error) {
	cache, closeCache, err := openCache(o.Cache)
	if err != nil {
		return nil, nil, err
	}
	log := spotify.WithLogger(slog.New(m))
	name := spotify.WithUserAgent("fleet-" + o.Name)
	opts := []spotify.Option{spotify.WithTokenURL(o.TokenURL), spotify.WithExpirySkew(o.Skew), log, name}
	if cache != nil {
		opts = append(opts, spotify.WithTokenCache(cache))
	}
	provider, err := spotify.NewClientCredentials(spotifytest.ClientID, spotifytest.ClientSecret, opts...)
	if err != nil {
		return nil, nil, err
	}
	client, err := spotify.New(spotify.WithBaseURL(o.BaseURL), spotify.WithAuthProvider(timed{provider, m}), log, name)
	if err != nil {
		return nil, nil, err
	}
	return client, func() { client.Close(); closeCache() }, nil
}

// timed is a provider that counts who waits for it.
type timed struct {
	*spotify.TokenProvider
	tally *tally
}

func (t timed) AccessToken(ctx context.Context) (string, error) {
	start := time.Now()
	token, err := t.TokenProvider.AccessToken(ctx)
	if took := time.Since(start); took > noticed && ctx.Err() == nil {
		t.tally.change(func(r *report) {
			r.Waits++
			r.LongestWait = max(r.LongestWait, took)
		})
	}
	return token, err
}

// call is one caller.
func (m *tally) call(ctx context.Context, client *spotify.Client, pause time.Duration) {
	for ctx.Err() == nil {
		_, err := client.Album(ctx, spotifytest.AlbumID, nil)
		if ctx.Err() != nil {
			return
		}
		m.change(func(r *report) {
			r.Calls++
			if err != nil {
				r.Errors++
				r.LastError = err.Error()
			}
		})
		select {
		case <-time.After(pause/2 + rand.N(pause)):
		case <-ctx.Done():
		}
	}
}

func (m *tally) change(f func(*report)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f(&m.r)
}

func (m *tally) report() report {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.r
	r.Fetched = append([]time.Time(nil), r.Fetched...)
	return r
}

func (m *tally) Enabled(context.Context, slog.Level) bool { return true }
func (m *tally) WithAttrs([]slog.Attr) slog.Handler       { return m }
func (m *tally) WithGroup(string) slog.Handler            { return m }

// Handle counts what the SDK logs.
func (m *tally) Handle(_ context.Context, record slog.Record) error {
	attr := map[string]string{}
	record.Attrs(func(a slog.Attr) bool { attr[a.Key] = a.Value.String(); return true })
	m.change(func(r *report) {
		switch {
		case record.Message == "spotify: request" && attr["route"] == "token":
			r.TokenRequests++
		case record.Message == "spotify: token cache failed":
			r.CacheFailures++
		case record.Message == "spotify: token refreshed" && attr["source"] == "cache":
			r.FromCache++
		case record.Message == "spotify: token refreshed":
			r.Fetched = append(r.Fetched, time.Now())
		}
	})
	return nil
}
