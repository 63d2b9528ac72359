//go:build unix

package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/sqlcache"
	"github.com/spotify-sdk/spotify/internal/storetest"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func open(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func exec(t *testing.T, db *sql.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

func rows(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM spotify_tokens").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func token(lifetime time.Duration) spotify.Token {
	return spotify.Token{AccessToken: "BQ-one", TokenType: "Bearer", ExpiresAt: time.Now().Add(lifetime).Round(time.Microsecond).UTC(), Scope: "user-read-private"}
}

// TestPostgres holds all tests, because a server takes a second to start.
func TestPostgres(t *testing.T) {
	server := storetest.Postgres(t)
	db := open(t, server.URL)
	for range 2 { // the statement can be executed again
		exec(t, db, sqlcache.Table)
	}
	for _, sub := range []struct {
		name string
		test func(*testing.T, *storetest.Server, *sql.DB)
	}{
		{"a token is returned until it expires", returnedUntilExpiry},
		{"rows that are no token are misses and unknown fields are ignored", garbage},
		{"calls end with their context while the table is locked", contexts},
		{"many processes store tokens at once while others expire", concurrentStores},
		{"no API call fails because of the database", wrong},
		{"logins of users", func(t *testing.T, _ *storetest.Server, db *sql.DB) { logins(t, db) }},
		{"a database that restarts", restarts},
	} {
		t.Run(sub.name, func(t *testing.T) {
			exec(t, db, "TRUNCATE spotify_tokens")
			sub.test(t, server, db)
		})
	}
}

func returnedUntilExpiry(t *testing.T, _ *storetest.Server, db *sql.DB) {
	cache, ctx := sqlcache.New(db), t.Context()
	if got, err := cache.Get(ctx, "k"); err != nil || got != (spotify.Token{}) {
		t.Errorf("a miss is %v, %v; want the zero token and no error", got, err)
	}
	want := token(time.Hour)
	for range 2 { // the second replaces the first
		if err := cache.Set(ctx, "k", want); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := cache.Get(ctx, "k"); err != nil || got != want {
		t.Errorf("got %#v, %v; want the token that was stored", got, err)
	}
	var text string
	if err := db.QueryRowContext(ctx, "SELECT token FROM spotify_tokens WHERE key = 'k' AND expires_at = $1", want.ExpiresAt).Scan(&text); err != nil {
		t.Fatal(err)
	}
	if json, _ := want.MarshalJSON(); text != string(json) {
		t.Errorf("the table contains %q, want the token's JSON", text)
	}

	for _, key := range []string{"old", "older", "k"} {
		if err := cache.Set(ctx, key, token(-time.Second)); err != nil {
			t.Fatal(err)
		}
		if got, err := cache.Get(ctx, key); err != nil || got != (spotify.Token{}) {
			t.Errorf("a token that has expired is %v, %v; want a miss", got, err)
		}
	}
	if err := cache.Set(ctx, "new", want); err != nil || rows(t, db) != 1 {
		t.Errorf("%d rows after the next token was stored, want that one: %v", rows(t, db), err)
	}
}

func garbage(t *testing.T, _ *storetest.Server, db *sql.DB) {
	cache := sqlcache.New(db)
	for _, row := range []struct{ name, stored, want string }{
		{"nothing", ``, ""},
		{"text", "soon", ""},
		{"half a token", `{"access_token":"BQ`, ""},
		{"another kind", `["BQ"]`, ""},
		{"another object", `{"token":"x"}`, ""},
		{"a later version's fields", `{"access_token":"BQ-new","expires_at":33000000000,"refresh_hint":{"x":[1]},"v":9}`, "BQ-new"},
	} {
		exec(t, db, "INSERT INTO spotify_tokens VALUES ($1, $2, now() + interval '1 hour')", row.name, row.stored)
		if got, err := cache.Get(t.Context(), row.name); err != nil || got.AccessToken != row.want {
			t.Errorf("%s: got %q, %v; want %q", row.name, got.AccessToken, err, row.want)
		}
	}
}

func contexts(t *testing.T, _ *storetest.Server, db *sql.DB) {
	cache := sqlcache.New(db)
	lock, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Rollback()
	if _, err := lock.Exec("LOCK TABLE spotify_tokens IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	for name, call := range map[string]func(context.Context) error{
		"Get": func(ctx context.Context) error { _, err := cache.Get(ctx, "k"); return err },
		"Set": func(ctx context.Context) error { return cache.Set(ctx, "k", token(time.Hour)) },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		start := time.Now()
		err := call(ctx)
		cancel()
		if took := time.Since(start); err == nil || took > time.Second {
			t.Errorf("%s returned %v after %v", name, err, took)
		}
	}
}

func concurrentStores(t *testing.T, _ *storetest.Server, db *sql.DB) {
	db.SetMaxOpenConns(16)
	cache := sqlcache.New(db)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for j := range 20 {
				lifetime := time.Duration(j%2*3600-1) * time.Second
				if err := cache.Set(t.Context(), fmt.Sprint("k", (i*7+j)%20), token(lifetime)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if err := cache.Set(t.Context(), "last", token(time.Hour)); err != nil {
		t.Error(err)
	}
	var expired int
	if err := db.QueryRow("SELECT count(*) FROM spotify_tokens WHERE expires_at <= now()").Scan(&expired); err != nil || expired != 0 {
		t.Errorf("%d expired rows are left, %v", expired, err)
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

func wrong(t *testing.T, server *storetest.Server, db *sql.DB) {
	exec(t, db, "CREATE DATABASE empty")
	exec(t, db, "CREATE ROLE reader LOGIN")
	exec(t, db, "GRANT SELECT ON spotify_tokens TO reader")
	for _, row := range []struct{ name, url, log string }{
		{"nobody listens", "postgres://spotify:hunter2@127.0.0.1:1/postgres", "connection refused"},
		{"no such database", strings.Replace(server.URL, "/postgres?", "/nowhere?", 1), "does not exist"},
		{"no such table", strings.Replace(server.URL, "/postgres?", "/empty?", 1), `relation "spotify_tokens" does not exist`},
		{"a read-only connection", server.URL + "&default_transaction_read_only=on", "op=set error=sqlcache: ERROR: cannot execute"},
		{"a role that may only read", strings.Replace(server.URL, "spotify@", "reader@", 1), "op=set error=sqlcache: ERROR: permission denied"},
	} {
		log := &logged{}
		cache := sqlcache.New(open(t, row.url))
		srv, client := spotifytest.New(t, spotify.WithTokenCache(cache), spotify.WithLogger(slog.New(log)))
		start := time.Now()
		_, err := client.Album(t.Context(), spotifytest.AlbumID, nil)
		if took := time.Since(start); err != nil || took > 2*time.Second || srv.TokenRequests() != 1 {
			t.Errorf("%s: %v after %v and %d token requests", row.name, err, took, srv.TokenRequests())
		}
		log.mu.Lock()
		text := strings.Join(log.lines, "\n")
		log.mu.Unlock()
		if !strings.Contains(text, row.log) || strings.Contains(text, "hunter2") {
			t.Errorf("%s: the SDK logs %q, want %q in it", row.name, text, row.log)
		}
	}
}

func restarts(t *testing.T, server *storetest.Server, db *sql.DB) {
	cache := sqlcache.New(db)
	want := token(time.Hour)
	if err := cache.Set(t.Context(), "k", want); err != nil {
		t.Fatal(err)
	}
	server.Stop()
	if _, err := cache.Get(t.Context(), "k"); err == nil || !strings.HasPrefix(err.Error(), "sqlcache: ") {
		t.Errorf("without a server: %v", err)
	}
	server.Start()
	if got, err := cache.Get(t.Context(), "k"); err != nil || got != want {
		t.Errorf("after a restart: %v, %v", got, err)
	}

	const idle = 8
	db.SetMaxIdleConns(idle)
	fillPool(t, db, idle)
	server.Stop()
	server.Start()
	if err := cache.Set(t.Context(), "k", want); err != nil {
		t.Errorf("after a restart with %d connections in the pool: %v", idle, err)
	}
	fillPool(t, db, idle)
	// One connection ends the others, as an administrator does.
	exec(t, db, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
	for range idle {
		if got, err := cache.Get(t.Context(), "k"); err != nil || got != want {
			t.Errorf("after the connections were ended: %v, %v", got, err)
		}
	}
}

// fillPool opens n connections and leaves them in the pool.
func fillPool(t *testing.T, db *sql.DB, n int) {
	t.Helper()
	for range n {
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
}
