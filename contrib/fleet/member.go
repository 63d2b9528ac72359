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
	memberCommand  = "member" // the argument that makes a process a member
	callers        = 2        // goroutines in each member
	reportInterval = 200 * time.Millisecond
	minWait        = 5 * time.Millisecond // a call that got its token sooner did not wait
)

// memberConfig is what a member reads from its input before it starts. A member
// ends when its input ends, so that none outlives the fleet.
type memberConfig struct {
	Name     string
	BaseURL  string
	TokenURL string
	Cache    string
	Skew     time.Duration
	Pause    time.Duration // between two calls of a caller, on average
}

// A report is a line of a member's output, with its counts so far.
type report struct {
	Calls, Errors int
	LastError     string
	TokenRequests int
	FetchedAt     []time.Time // when tokens were fetched from the Accounts service
	FromCache     int         // tokens that were read from the cache
	CacheFailures int
	Waits         int           // calls that waited for a token
	LongestWait   time.Duration // of a call, for a token
	LongestCall   time.Duration // without its wait for a token, and without first calls
}

// member runs one process of a fleet.
func member(ctx context.Context, in io.Reader, out io.Writer) error {
	logging.Disable() // go-redis writes failures to stderr
	var cfg memberConfig
	lines := json.NewDecoder(in)
	if err := lines.Decode(&cfg); err != nil || cfg.Pause <= 0 {
		return errors.Join(errors.New("invalid configuration"), err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		io.Copy(io.Discard, in)
		cancel()
	}()
	m := &tally{}
	client, closeAll, err := m.client(cfg)
	if err != nil {
		return err
	}
	defer closeAll()

	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() { m.runCaller(ctx, client, cfg.Pause) })
	}
	w := json.NewEncoder(out)
	for tick := time.NewTicker(reportInterval); ctx.Err() == nil; {
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

// A tally counts what happens in a member. It is the slog.Handler of the member's
// client and provider, which log what happens to tokens.
type tally struct {
	mu sync.Mutex // guards r
	r  report
}

// client returns a client that counts how long calls wait for a token.
func (m *tally) client(cfg memberConfig) (*spotify.Client, func(), error) {
	cache, closeCache, err := openCache(cfg.Cache)
	if err != nil {
		return nil, nil, err
	}
	log := spotify.WithLogger(slog.New(m))
	name := spotify.WithUserAgent("fleet-" + cfg.Name)
	opts := []spotify.Option{spotify.WithTokenURL(cfg.TokenURL), spotify.WithExpirySkew(cfg.Skew), log, name}
	if cache != nil {
		opts = append(opts, spotify.WithTokenCache(cache))
	}
	provider, err := spotify.NewClientCredentials(spotifytest.ClientID, spotifytest.ClientSecret, opts...)
	if err != nil {
		return nil, nil, err
	}
	client, err := spotify.New(spotify.WithBaseURL(cfg.BaseURL), spotify.WithAuthProvider(timed{provider, m}), log, name)
	if err != nil {
		return nil, nil, err
	}
	return client, func() { client.Close(); closeCache() }, nil
}

// waitKey is the context key of the time that a call has waited for tokens.
type waitKey struct{}

// timed is a provider that counts the calls that wait for a token.
type timed struct {
	*spotify.TokenProvider
	tally *tally
}

func (t timed) AccessToken(ctx context.Context) (string, error) {
	start := time.Now()
	token, err := t.TokenProvider.AccessToken(ctx)
	t.waited(ctx, time.Since(start))
	return token, err
}

func (t timed) RefreshAccessToken(ctx context.Context, rejected string) (string, error) {
	start := time.Now()
	token, err := t.TokenProvider.RefreshAccessToken(ctx, rejected)
	t.waited(ctx, time.Since(start))
	return token, err
}

func (t timed) waited(ctx context.Context, d time.Duration) {
	if sum, ok := ctx.Value(waitKey{}).(*time.Duration); ok {
		*sum += d
	}
	if d > minWait && ctx.Err() == nil {
		t.tally.change(func(r *report) {
			r.Waits++
			r.LongestWait = max(r.LongestWait, d)
		})
	}
}

// runCaller makes calls until ctx ends.
func (m *tally) runCaller(ctx context.Context, client *spotify.Client, pause time.Duration) {
	for first := true; ctx.Err() == nil; first = false {
		start, waited := time.Now(), time.Duration(0)
		_, err := client.Album(context.WithValue(ctx, waitKey{}, &waited), spotifytest.AlbumID, nil)
		took := time.Since(start) - waited
		if ctx.Err() != nil {
			return
		}
		m.change(func(r *report) {
			r.Calls++
			if !first { // which waits for the others that start
				r.LongestCall = max(r.LongestCall, took)
			}
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
	r.FetchedAt = append([]time.Time(nil), r.FetchedAt...)
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
			r.FetchedAt = append(r.FetchedAt, time.Now())
		}
	})
	return nil
}
