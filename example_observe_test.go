package spotify_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// spans reports each request, including token requests. Pattern is the route,
// so there are few names: "GET /albums/{id}", "POST token".
type spans struct {
	next   http.RoundTripper
	report func(name string, status int, took time.Duration) // a tracer's span, a histogram
}

func (s spans) RoundTrip(r *http.Request) (*http.Response, error) {
	begun := time.Now()
	resp, err := s.next.RoundTrip(r)
	status := 0
	if err == nil {
		status = resp.StatusCode
	}
	s.report(r.Pattern, status, time.Since(begun))
	return resp, err
}

// A RoundTripper around the SDK's own transport sees every attempt.
func ExampleWithTransport() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(append(srv.Options(), spotify.WithTransport(func(next http.RoundTripper) http.RoundTripper {
		return spans{next, func(name string, status int, took time.Duration) { fmt.Println(name, status) }}
	}))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	for _, id := range []string{spotifytest.AlbumID, spotifytest.UnknownID} {
		_, _ = client.Album(context.Background(), id, nil)
	}
	// Output:
	// POST token 200
	// GET /albums/{id} 200
	// GET /albums/{id} 404
}

// counters is a slog.Handler that counts the SDK's records. Their messages are
// part of the API and routes are templates, so the keys are few.
type counters struct {
	mu sync.Mutex // guards n
	n  map[string]int
}

func (c *counters) Enabled(context.Context, slog.Level) bool { return true }
func (c *counters) WithAttrs([]slog.Attr) slog.Handler       { return c }
func (c *counters) WithGroup(string) slog.Handler            { return c }

func (c *counters) Handle(_ context.Context, r slog.Record) error {
	key := r.Message
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "route", "status", "cause":
			key += " " + a.Value.String()
		}
		return true
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[key]++
	return nil
}

// The log records are counted: requests by route and status, refreshes by cause.
func ExampleWithLogger() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	counted := &counters{n: map[string]int{}}
	client, err := spotify.New(append(srv.Options(), spotify.WithLogger(slog.New(counted)))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	_, _ = client.Album(ctx, spotifytest.AlbumID, nil)
	_, _ = client.Album(ctx, spotifytest.UnknownID, nil)
	srv.ExpireTokens()
	_, _ = client.Album(ctx, spotifytest.AlbumID, nil)
	for _, key := range []string{
		"spotify: request /albums/{id} 200",
		"spotify: request /albums/{id} 404",
		"spotify: request /albums/{id} 401",
		"spotify: token refreshed missing",
		"spotify: token refreshed rejected",
	} {
		fmt.Println(counted.n[key], key)
	}
	// Output:
	// 2 spotify: request /albums/{id} 200
	// 1 spotify: request /albums/{id} 404
	// 1 spotify: request /albums/{id} 401
	// 1 spotify: token refreshed missing
	// 1 spotify: token refreshed rejected
}
