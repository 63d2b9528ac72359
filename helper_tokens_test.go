package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// wantToken wants p to return the n-th token after a wait of exactly so long.
func wantToken(t *testing.T, p spotify.AuthProvider, n int, wait time.Duration) {
	t.Helper()
	start := time.Now()
	got, err := p.AccessToken(t.Context())
	if recorded(err) != nil || got != token(n) {
		t.Errorf("got %s, error %v; want token %d", strings.TrimPrefix(got, tokenPrefix), err, n)
	}
	if took := time.Since(start); took != wait {
		t.Errorf("token %d took %v, want %v", n, took, wait)
	}
}

// wantRefreshed wants p to return the n-th token in place of a rejected one, at once.
func wantRefreshed(t *testing.T, p *spotify.TokenProvider, rejected string, n int) {
	t.Helper()
	start := time.Now()
	got, err := p.RefreshAccessToken(t.Context(), rejected)
	if recorded(err) != nil || got != token(n) || time.Since(start) != 0 {
		t.Errorf("in place of the rejected token came %.20q after %v, error %v; want token %d", got,
			time.Since(start), err, n)
	}
}

func wantMalformed(t *testing.T, got spotify.Token, err error) {
	t.Helper()
	if e := authErr(t, err); e.StatusCode/100 != 2 || e.Attempts != 1 || got != (spotify.Token{}) ||
		errors.Is(err, spotify.ErrUnauthorized) || errors.Is(err, spotify.ErrServer) {
		t.Errorf("got token %v and error %#v of status %d after %d attempts, want no token and a malformed response",
			got, err, e.StatusCode, e.Attempts)
	}
}

// rotatingGrant is a grant as a user's flow would have it: a refresh token that is
// good once, and an authorization server that issues the next with each access
// token.
type rotatingGrant struct {
	takes  time.Duration     // what an exchange takes
	fail   func(n int) error // what the n-th fetch fails with, before anything is sent
	stored spotify.Token     // what the first fetch returns, if set

	mu      sync.Mutex // guards all below
	fetches int
	refresh int // the refresh token that the program holds
	current int // the one that the server takes
}

func (g *rotatingGrant) fetch(ctx context.Context) (spotify.Token, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.fetches++
	if g.fetches == 1 && g.stored.AccessToken != "" {
		return g.stored, nil
	}
	if g.fail != nil {
		if err := g.fail(g.fetches); err != nil {
			return spotify.Token{}, err
		}
	}
	if g.refresh != g.current {
		return spotify.Token{}, fmt.Errorf("refresh token %d was used before: %w", g.refresh, spotify.ErrUnauthorized)
	}
	sent := time.Now()
	g.current++
	if err := sleepContext(ctx, g.takes); err != nil {
		return spotify.Token{}, err
	}
	g.refresh = g.current
	return spotify.Token{AccessToken: token(g.current), TokenType: "Bearer", ExpiresAt: sent.Add(time.Hour)}, nil
}

func (g *rotatingGrant) provider(t testing.TB, opts ...spotify.Option) *spotify.TokenProvider {
	t.Helper()
	p, err := spotify.NewTokenProvider(g.fetch, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func (g *rotatingGrant) wantFetches(t testing.TB, want int) {
	t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.fetches != want {
		t.Errorf("%d fetches, want %d", g.fetches, want)
	}
}

// funcCache is a cache of two functions; nil: a miss, and nothing stored.
type funcCache struct {
	get func(ctx context.Context, key string) (spotify.Token, error)
	set func(ctx context.Context, key string, token spotify.Token) error
}

func (c funcCache) Get(ctx context.Context, key string) (spotify.Token, error) {
	if c.get == nil {
		return spotify.Token{}, nil
	}
	return c.get(ctx, key)
}

func (c funcCache) Set(ctx context.Context, key string, token spotify.Token) error {
	if c.set == nil {
		return nil
	}
	return c.set(ctx, key, token)
}

// cacheWith holds one token, whatever the key.
func cacheWith(token spotify.Token) funcCache {
	return funcCache{get: func(context.Context, string) (spotify.Token, error) { return token, nil }}
}

// scriptedProvider is a provider that a test drives.
type scriptedProvider struct {
	mu       sync.Mutex // guards all below
	token    string
	refresh  func(ctx context.Context, rejected string) (string, error)
	rejected []string
	contexts []context.Context
}

func (r *scriptedProvider) AccessToken(ctx context.Context) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.contexts = append(r.contexts, ctx)
	return r.token, nil
}

func (r *scriptedProvider) RefreshAccessToken(ctx context.Context, rejected string) (string, error) {
	r.mu.Lock()
	r.rejected = append(r.rejected, rejected)
	r.contexts = append(r.contexts, ctx)
	r.mu.Unlock()
	return r.refresh(ctx, rejected)
}

// client is a client of r's tokens on f.
func (r *scriptedProvider) client(t testing.TB, f *fake, opts ...spotify.Option) *spotify.Client {
	t.Helper()
	c, err := spotify.New(append(append(f.options(), spotify.WithAuthProvider(r)), opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

var (
	fixedProvider = spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(1), nil })
	noWrap        = func(rt http.RoundTripper) http.RoundTripper { return rt }
)
