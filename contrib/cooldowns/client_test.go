//go:build unix

package cooldowns_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/rediscache"
	"github.com/spotify-sdk/spotify/contrib/sharedcooldown"
	"github.com/spotify-sdk/spotify/spotifytest"
)

var (
	_ sharedcooldown.Store = (*rediscache.Cooldowns)(nil)
	_ sharedcooldown.Store = (*sharedcooldown.FileStore)(nil)
)

// newClient returns a client of the fake's app that shares its cooldowns in store,
// as another process has it.
func newClient(t *testing.T, srv *spotifytest.Server, store sharedcooldown.Store, opts ...spotify.Option) *spotify.Client {
	t.Helper()
	cooldown, err := sharedcooldown.New(spotifytest.ClientID, store, nil)
	if err != nil {
		t.Fatal(err)
	}
	opts = append(append(srv.Options(), spotify.WithTransport(cooldown.Transport)), opts...)
	client, err := spotify.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func apiRequests(srv *spotifytest.Server) int { return len(srv.Requests()) - srv.TokenRequests() }

func TestAnotherClientGetsTheErrorOfTheFirst(t *testing.T) {
	for _, row := range []struct {
		name  string
		fault spotifytest.Fault
		quota bool
		rest  time.Duration
	}{
		{"a lockout", spotifytest.Fault{Status: 429, RetryAfter: "67209"}, false, 67209 * time.Second},
		{"a quota", spotifytest.Fault{Status: 429, Reason: "QUOTA_EXCEEDED", RetryAfter: "48925"}, true, 48925 * time.Second},
		{"a quota without Retry-After", spotifytest.Fault{Status: 429, Reason: "QUOTA_EXCEEDED"}, true, time.Minute},
		{"years", spotifytest.Fault{Status: 429, RetryAfter: "99999999999"}, false, 24 * time.Hour},
	} {
		t.Run(row.name, func(t *testing.T) {
			srv := spotifytest.NewServer()
			defer srv.Close()
			store := &sharedcooldown.MemoryStore{}
			row.fault.Path = "/albums/"
			srv.Fail(row.fault)
			_, first := newClient(t, srv, store).Album(t.Context(), spotifytest.AlbumID, nil)
			var log bytes.Buffer
			second := newClient(t, srv, store, spotify.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
			_, err := second.Album(t.Context(), spotifytest.AlbumID, nil)

			var want, got *spotify.Error
			if !errors.As(first, &want) || !errors.As(err, &got) {
				t.Fatalf("the clients return %v and %v", first, err)
			}
			if !errors.Is(err, spotify.ErrRateLimited) || errors.Is(err, spotify.ErrQuotaExceeded) != row.quota {
				t.Errorf("the second returns %v", err)
			}
			if got.StatusCode != 429 || got.Message != want.Message || got.Reason != want.Reason || !bytes.Equal(got.Body, want.Body) || got.Attempts != 1 {
				t.Errorf("the second returns %+v, the first %+v", got, want)
			}
			if got.RetryAfter > row.rest || got.RetryAfter < row.rest-time.Minute {
				t.Errorf("the second says to come back in %v, want a little less than %v", got.RetryAfter, row.rest)
			}
			if apiRequests(srv) != 1 || srv.TokenRequests() != 2 {
				t.Errorf("%d API requests, %d token requests", apiRequests(srv), srv.TokenRequests())
			}
			if !strings.Contains(log.String(), `msg="spotify: request" method=GET route=/albums/{id} status=429`) {
				t.Errorf("the log is %s", log.String())
			}
			if _, err := second.Track(t.Context(), spotifytest.TrackID, nil); err != nil {
				t.Errorf("another group returns %v", err)
			}
		})
	}
}

// What sharedcooldown stores of a Retry-After is what the SDK understands.
func TestRetryAfterIsReadAsTheSDKReadsIt(t *testing.T) {
	for _, text := range []string{"7", "90.5", " 7 ", "0", "", "-5", "NaN", "1e3", "soon", "0x7", "1_000", "67209",
		time.Now().Add(time.Hour).UTC().Format(http.TimeFormat), time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat)} {
		srv := spotifytest.NewServer()
		defer srv.Close()
		cooldown, err := sharedcooldown.New(spotifytest.ClientID, &sharedcooldown.MemoryStore{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		client, err := spotify.New(append(srv.Options(), spotify.WithTransport(cooldown.Transport), spotify.WithMaxRetries(0))...)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 429, RetryAfter: text})
		_, err = client.Album(t.Context(), spotifytest.AlbumID, nil)
		e := (*spotify.Error)(nil)
		if !errors.As(err, &e) {
			t.Fatal(err)
		}
		remaining, err := cooldown.Remaining(t.Context(), "/albums/{id}")
		if want := max(e.RetryAfter, 250*time.Millisecond); err != nil || remaining > want || e.RetryAfter > 0 && remaining < want-10*time.Second {
			t.Errorf("%q: the SDK reads %v, the store has %v, %v", text, e.RetryAfter, remaining, err)
		}
	}
}

func TestAnotherClientWaitsAShortCooldownOut(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	store := &sharedcooldown.MemoryStore{}
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 429, RetryAfter: "1.5", Times: 1})
	start := time.Now()
	_, err := newClient(t, srv, store, spotify.WithMaxRetries(0)).Album(t.Context(), spotifytest.AlbumID, nil)
	if !errors.Is(err, spotify.ErrRateLimited) {
		t.Fatalf("the first client returns %v", err)
	}
	_, err = newClient(t, srv, store).Album(t.Context(), spotifytest.AlbumID, nil)
	if took := time.Since(start); err != nil || took < 1500*time.Millisecond || apiRequests(srv) != 2 {
		t.Errorf("the second returns %v after %v and %d requests", err, took, apiRequests(srv))
	}
}

func TestTheAccountsServicesRateLimitIsNotShared(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	store := &sharedcooldown.MemoryStore{}
	srv.Fail(spotifytest.Fault{Path: "/api/token", Status: 429, RetryAfter: "3600", Times: 1})
	if _, err := newClient(t, srv, store).Album(t.Context(), spotifytest.AlbumID, nil); !errors.Is(err, spotify.ErrRateLimited) {
		t.Errorf("the first client returns %v", err)
	}
	if _, err := newClient(t, srv, store).Album(t.Context(), spotifytest.AlbumID, nil); err != nil {
		t.Errorf("the second returns %v", err)
	}
}
