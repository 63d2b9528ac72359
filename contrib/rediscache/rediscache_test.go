//go:build unix

package rediscache_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/rediscache"
	"github.com/spotify-sdk/spotify/internal/storetest"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestMain(m *testing.M) {
	logging.Disable() // go-redis writes failures to stderr
	m.Run()
}

// open returns a cache at url, and a client to look into Redis with.
func open(t *testing.T, url string) (*rediscache.Cache, *redis.Client) {
	t.Helper()
	cache, err := rediscache.Open(url)
	if err != nil {
		t.Fatal(err)
	}
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	direct := redis.NewClient(o)
	t.Cleanup(func() {
		cache.Close()
		direct.Close()
	})
	return cache, direct
}

func token(lifetime time.Duration) spotify.Token {
	return spotify.Token{AccessToken: "BQ-one", TokenType: "Bearer", ExpiresAt: time.Now().Add(lifetime).Round(time.Microsecond).UTC(), Scope: "user-read-private"}
}

func TestATokenIsReturnedUntilItExpires(t *testing.T) {
	cache, direct := open(t, storetest.Redis(t).URL)
	ctx := t.Context()
	if got, err := cache.Get(ctx, "k"); err != nil || got != (spotify.Token{}) {
		t.Errorf("a miss is %v, %v; want the zero token and no error", got.AccessToken, err)
	}
	want := token(time.Hour)
	if err := cache.Set(ctx, "k", want); err != nil {
		t.Fatal(err)
	}
	if got, err := cache.Get(ctx, "k"); err != nil || got != want {
		t.Errorf("got %#v, %v; want the token that was stored", got, err)
	}
	text, err := direct.Get(ctx, "k").Result()
	if json, _ := want.MarshalJSON(); err != nil || text != string(json) {
		t.Errorf("Redis contains %q, want the token's JSON", text)
	}
	if ttl := direct.PTTL(ctx, "k").Val(); ttl <= 59*time.Minute || ttl > time.Hour {
		t.Errorf("it expires in %v in Redis, want an hour", ttl)
	}

	if err := cache.Set(ctx, "k", token(30*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	gone := time.Now().Add(5 * time.Second)
	for direct.Exists(ctx, "k").Val() == 1 {
		if time.Now().After(gone) {
			t.Fatal("Redis keeps a token that has expired")
		}
	}
	for _, dead := range []time.Duration{0, -time.Hour, 100 * time.Microsecond} {
		if err := cache.Set(ctx, "dead", token(dead)); err != nil || direct.Exists(ctx, "dead").Val() != 0 {
			t.Errorf("a token with %v left was stored, error %v", dead, err)
		}
	}
}

func TestValuesThatAreNoTokenAreMissesAndUnknownFieldsAreIgnored(t *testing.T) {
	cache, direct := open(t, storetest.Redis(t).URL)
	ctx := t.Context()
	rows := []struct{ name, stored, want string }{
		{"nothing", ``, ""},
		{"bytes", "\x00\xff", ""},
		{"half a token", `{"access_token":"BQ`, ""},
		{"another kind", `["BQ"]`, ""},
		{"a member of another kind", `{"access_token":7}`, ""},
		{"another object", `{"token":"x"}`, ""},
		{"a later version's fields", `{"access_token":"BQ-new","expires_at":33000000000,"refresh_hint":{"x":[1]},"v":9}`, "BQ-new"},
	}
	for _, row := range rows {
		direct.Set(ctx, "k", row.stored, 0)
		if got, err := cache.Get(ctx, "k"); err != nil || got.AccessToken != row.want {
			t.Errorf("%s: got %q, %v; want %q", row.name, got.AccessToken, err, row.want)
		}
	}
	direct.Del(ctx, "k")
	direct.LPush(ctx, "k", "x")
	if _, err := cache.Get(ctx, "k"); err == nil || !strings.Contains(err.Error(), "WRONGTYPE") {
		t.Errorf("with a list under the key Get returns %v, want Redis's error", err)
	}
	if err := cache.Set(ctx, "k", token(time.Minute)); err != nil {
		t.Errorf("a list is not overwritten: %v", err)
	}
}

func TestOpenRefusesAWrongURLWithoutQuotingItsPassword(t *testing.T) {
	for _, url := range []string{
		"", "localhost:6379", "http://u:hunter2@localhost", "redis://u:hunter2@[::1", "redis://u:hunt/er2@localhost:6379",
		"redis://u:hunter2@localhost:port", "redis://u:hunter2@localhost/zero", "redis://u:hunter2@localhost/0?hunters=1",
		"redis://u:%zzhunter2@localhost",
	} {
		cache, err := rediscache.Open(url)
		if err == nil || cache != nil || !strings.HasPrefix(err.Error(), "rediscache: ") || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "er2@") {
			t.Errorf("%q returns %v", url, err)
		}
	}
}

func TestCallsEndWithTheirContextWhenRedisHangs(t *testing.T) {
	server := storetest.Redis(t)
	cache, _ := open(t, server.URL)
	if err := cache.Set(t.Context(), "k", token(time.Hour)); err != nil { // leaves a connection in the pool
		t.Fatal(err)
	}
	server.Pause()
	defer server.Resume()
	for _, call := range []func(context.Context) error{
		func(ctx context.Context) error { _, err := cache.Get(ctx, "k"); return err },
		func(ctx context.Context) error { return cache.Set(ctx, "k", token(time.Hour)) },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		start := time.Now()
		err := call(ctx)
		cancel()
		if took := time.Since(start); err == nil || took > time.Second {
			t.Errorf("it returned %v after %v", err, took)
		}
	}
}

func TestARedisThatIsDownFailsFast(t *testing.T) {
	server := storetest.Redis(t)
	cache, _ := open(t, server.URL)
	if err := cache.Set(t.Context(), "k", token(time.Hour)); err != nil {
		t.Fatal(err)
	}
	server.Stop()
	start := time.Now()
	_, err := cache.Get(t.Context(), "k")
	if took := time.Since(start); !errors.As(err, new(net.Error)) || took > time.Second {
		t.Errorf("it returned %v after %v, want a network error at once", err, took)
	}
	server.Start()
	if got, err := cache.Get(t.Context(), "k"); err != nil || got != (spotify.Token{}) {
		t.Errorf("after a restart it returns %v, want a miss", err)
	}
}

// logged collects the SDK's log records about tokens.
type logged struct {
	slog.Handler
	mu    sync.Mutex
	lines []string
}

func (l *logged) Enabled(context.Context, slog.Level) bool { return true }

func (l *logged) Handle(_ context.Context, r slog.Record) error {
	line := r.Message
	r.Attrs(func(a slog.Attr) bool { line += " " + a.String(); return true })
	l.mu.Lock()
	defer l.mu.Unlock()
	if strings.HasPrefix(line, "spotify: token") {
		l.lines = append(l.lines, line)
	}
	return nil
}

func (l *logged) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "\n")
}

func TestNoAPICallFailsBecauseOfRedis(t *testing.T) {
	server := storetest.Redis(t)
	_, direct := open(t, server.URL)
	ctx := t.Context()
	rows := []struct {
		name, url string
		prepare   func()
		log       string // in the SDK's log
	}{
		{"nobody listens", "redis://127.0.0.1:1", nil, "connection refused"},
		{"wrong password", strings.Replace(server.URL, "//", "//:hunter2@", 1), func() { direct.ConfigSet(ctx, "requirepass", "another") }, "WRONGPASS"},
		{"no such database", server.URL + "/99", func() { direct.ConfigSet(ctx, "requirepass", "") }, "DB index is out of range"},
		{"memory used up", server.URL, func() { direct.ConfigSet(ctx, "maxmemory", "1") }, "op=set error=rediscache: OOM"},
		{"a read-only replica", server.URL, func() {
			direct.ConfigSet(ctx, "maxmemory", "0")
			direct.ReplicaOf(ctx, "127.0.0.1", "1")
		}, "op=set error=rediscache: READONLY"},
	}
	for _, row := range rows {
		if row.prepare != nil {
			row.prepare()
		}
		cache, _ := open(t, row.url)
		log := &logged{}
		srv, client := spotifytest.New(t, spotify.WithTokenCache(cache), spotify.WithLogger(slog.New(log)))
		start := time.Now()
		_, err := client.Album(ctx, spotifytest.AlbumID, nil)
		if took := time.Since(start); err != nil || took > 2*time.Second || srv.TokenRequests() != 1 {
			t.Errorf("%s: %v after %v and %d token requests", row.name, err, took, srv.TokenRequests())
		}
		if !strings.Contains(log.all(), row.log) {
			t.Errorf("%s: the SDK logs %q, want %q in it", row.name, log.all(), row.log)
		}
		if strings.Contains(log.all(), "hunter2") {
			t.Errorf("%s: the password is logged", row.name)
		}
	}
}

func TestProvidersInTwoClientsShareOneToken(t *testing.T) {
	cache, direct := open(t, storetest.Redis(t).URL)
	srv, first := spotifytest.New(t, spotify.WithTokenCache(cache))
	second, err := spotify.New(append(srv.Options(), spotify.WithTokenCache(cache))...)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	for _, client := range []*spotify.Client{first, second} {
		if _, err := client.Album(t.Context(), spotifytest.AlbumID, nil); err != nil {
			t.Fatal(err)
		}
	}
	if n := srv.TokenRequests(); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
	keys := direct.Keys(t.Context(), "*").Val()
	if len(keys) != 1 || !strings.HasPrefix(keys[0], "spotify:token:") {
		t.Errorf("the keys are %q", keys)
	}
}
