package spotify_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// sqlCache keeps tokens in a table, for processes of many machines:
//
//	CREATE TABLE spotify_tokens (
//		key        text PRIMARY KEY,
//		token      text NOT NULL,
//		expires_at timestamp with time zone NOT NULL
//	)
//
// The statements are PostgreSQL's and SQLite's. Rows whose expires_at has
// passed may be deleted at any time.
type sqlCache struct{ db *sql.DB }

// Get returns the zero Token and no error for a miss.
func (c sqlCache) Get(ctx context.Context, key string) (spotify.Token, error) {
	var token spotify.Token
	var data []byte
	err := c.db.QueryRowContext(ctx, "SELECT token FROM spotify_tokens WHERE key = $1", key).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return token, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &token)
	}
	return token, err
}

func (c sqlCache) Set(ctx context.Context, key string, token spotify.Token) error {
	data, err := json.Marshal(token)
	if err != nil {
		return err
	}
	_, err = c.db.ExecContext(ctx, `INSERT INTO spotify_tokens (key, token, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (key) DO UPDATE SET token = excluded.token, expires_at = excluded.expires_at`,
		key, string(data), token.ExpiresAt)
	return err
}

// A cache in a database needs only database/sql and a driver.
func ExampleWithTokenCache_database() {
	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	client, err := spotify.New(spotify.WithTokenCache(sqlCache{db}))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

// Several clients of one process can share tokens through one cache in memory.
func ExampleNewMemoryTokenCache() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	cache := spotify.NewMemoryTokenCache()
	for _, market := range []string{"SE", "JP"} {
		client, err := spotify.New(append(srv.Options(),
			spotify.WithTokenCache(cache),
			spotify.WithMarket(market),
			spotify.WithTimeout(10*time.Second))...)
		if err != nil {
			log.Fatal(err)
		}
		defer client.Close()
		if _, err := client.Show(context.Background(), spotifytest.ShowID, nil); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(srv.TokenRequests(), "token request")
	// Output: 1 token request
}
