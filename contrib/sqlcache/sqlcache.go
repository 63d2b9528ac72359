// Package sqlcache keeps Spotify access tokens in a table, so that all processes
// of an app share one token. It uses the SQL of PostgreSQL, through any driver of
// database/sql:
//
//	db, err := sql.Open("pgx", "postgres://localhost/app")
//	...
//	client, err := spotify.NewFromClientCredentials(id, secret, spotify.WithTokenCache(sqlcache.New(db)))
//
// Create the table once, in a migration or with db.Exec: [Table] is the statement.
// Each row holds a token as JSON and the time of its expiry. Expired rows are
// deleted when the next token is stored. Anyone who can read the table can act as
// the app.
//
// If the database is down, the table is missing or writing is forbidden, each
// process fetches its own token, and a client with [spotify.WithLogger] logs why.
// When the database restarts, the connections in the pool are lost; a statement
// that meets one is retried on another connection.
package sqlcache

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spotify-sdk/spotify"
)

// Table is the statement that creates the table if it does not exist.
const Table = `CREATE TABLE IF NOT EXISTS spotify_tokens (
	key        text PRIMARY KEY,
	token      text NOT NULL,
	expires_at timestamptz NOT NULL
)`

const (
	selectToken = `SELECT token FROM spotify_tokens WHERE key = $1 AND expires_at > now()`

	// Rows that another process is deleting are skipped: two processes that lock
	// the same rows in different orders would deadlock.
	storeToken = `WITH expired AS (
	DELETE FROM spotify_tokens WHERE key IN (
		SELECT key FROM spotify_tokens WHERE expires_at <= now() AND key <> $1 FOR UPDATE SKIP LOCKED))
INSERT INTO spotify_tokens (key, token, expires_at) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET token = excluded.token, expires_at = excluded.expires_at`
)

// A Cache is a [spotify.TokenCache] in a table. It is safe for concurrent use.
type Cache struct{ db *sql.DB }

var _ spotify.TokenCache = (*Cache)(nil)

// New returns a cache in db, which the caller closes. New does no I/O, so the
// database need not be running yet.
func New(db *sql.DB) *Cache { return &Cache{db} }

// Get returns the token under key. If there is none, or if the row does not hold
// a token, it returns the zero Token and no error.
func (c *Cache) Get(ctx context.Context, key string) (spotify.Token, error) {
	var text []byte
	err := onConn(ctx, c.db, func(conn *sql.Conn) error {
		return conn.QueryRowContext(ctx, selectToken, key).Scan(&text)
	})
	var token spotify.Token
	if errors.Is(err, sql.ErrNoRows) || err == nil && json.Unmarshal(text, &token) != nil {
		return spotify.Token{}, nil
	}
	if err != nil {
		return spotify.Token{}, fmt.Errorf("sqlcache: %w", err)
	}
	return token, nil
}

// Set stores token under key and deletes expired rows.
func (c *Cache) Set(ctx context.Context, key string, token spotify.Token) error {
	text, err := json.Marshal(token)
	if err != nil {
		return fmt.Errorf("sqlcache: %w", err)
	}
	err = onConn(ctx, c.db, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, storeToken, key, string(text), token.ExpiresAt)
		return err
	})
	if err != nil {
		return fmt.Errorf("sqlcache: %w", err)
	}
	return nil
}
