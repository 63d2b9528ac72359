// Package sqlcache keeps Spotify access tokens in a table, so that all processes
// of a fleet use one token. It speaks the SQL of PostgreSQL, through any driver of
// database/sql:
//
//	db, err := sql.Open("pgx", "postgres://localhost/app")
//	...
//	client, err := spotify.NewFromClientCredentials(id, secret, spotify.WithTokenCache(sqlcache.New(db)))
//
// Make the table once, in a migration or with db.Exec: [Table] is the statement. A
// token is its own JSON beside the time of its expiry; expired ones go when the
// next is stored. Whoever can read the table can act as the app. When the database
// is down, the table missing or writing forbidden, each process fetches tokens for
// itself; [spotify.WithLogger] says so.
package sqlcache

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spotify-sdk/spotify"
)

// Table makes the table if it is not there.
const Table = `CREATE TABLE IF NOT EXISTS spotify_tokens (
	key        text PRIMARY KEY,
	token      text NOT NULL,
	expires_at timestamptz NOT NULL
)`

const (
	selectToken = `SELECT token FROM spotify_tokens WHERE key = $1 AND expires_at > now()`

	// Rows that another process is deleting are left to it: two that lock the
	// same rows in different order would stop each other.
	storeToken = `WITH gone AS (
	DELETE FROM spotify_tokens WHERE key IN (
		SELECT key FROM spotify_tokens WHERE expires_at <= now() AND key <> $1 FOR UPDATE SKIP LOCKED))
INSERT INTO spotify_tokens (key, token, expires_at) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET token = excluded.token, expires_at = excluded.expires_at`
)

// Cache is a [spotify.TokenCache] in a table, safe for concurrent use.
type Cache struct{ db *sql.DB }

var _ spotify.TokenCache = (*Cache)(nil)

// New returns a cache in db, which stays the caller's to close. It does no I/O: a
// database that is not there yet is one that is down.
func New(db *sql.DB) *Cache { return &Cache{db} }

// Get returns the token under key. What is not a token counts as a miss.
func (c *Cache) Get(ctx context.Context, key string) (spotify.Token, error) {
	var text []byte
	var token spotify.Token
	err := c.db.QueryRowContext(ctx, selectToken, key).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) || err == nil && json.Unmarshal(text, &token) != nil {
		return spotify.Token{}, nil
	}
	if err != nil {
		return spotify.Token{}, fmt.Errorf("sqlcache: %w", err)
	}
	return token, nil
}

// Set stores token under key and deletes what has expired.
func (c *Cache) Set(ctx context.Context, key string, token spotify.Token) error {
	text, err := json.Marshal(token)
	if err != nil {
		return fmt.Errorf("sqlcache: %w", err)
	}
	if _, err = c.db.ExecContext(ctx, storeToken, key, string(text), token.ExpiresAt); err != nil {
		return fmt.Errorf("sqlcache: %w", err)
	}
	return nil
}
