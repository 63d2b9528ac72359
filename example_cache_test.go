package spotify_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// fileCache keeps tokens in a directory, for processes of one machine and one
// user: one file per key, readable only by that user.
type fileCache struct{ dir string }

// path escapes the key's colons, which Windows does not allow in names.
func (c fileCache) path(key string) string {
	return filepath.Join(c.dir, url.QueryEscape(key)+".json")
}

// Get returns the zero Token and no error for a miss.
func (c fileCache) Get(ctx context.Context, key string) (spotify.Token, error) {
	var token spotify.Token
	data, err := os.ReadFile(c.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return token, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &token)
	}
	return token, err
}

// Set writes a temporary file, whose mode is 0600, and renames it, so that no
// reader sees an incomplete token.
func (c fileCache) Set(ctx context.Context, key string, token spotify.Token) error {
	data, err := json.Marshal(token)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(c.dir, "new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the rename there is nothing to remove
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), c.path(key))
}

// With a cache in a file, a program that runs every minute requests only one
// token an hour.
func ExampleWithTokenCache_file() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	dir, err := os.MkdirTemp("", "spotify") // in a program: below os.UserCacheDir
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	for range 3 { // three runs of a program
		client, err := spotify.New(append(srv.Options(), spotify.WithTokenCache(fileCache{dir}))...)
		if err != nil {
			log.Fatal(err)
		}
		if _, err := client.Album(context.Background(), spotifytest.AlbumID, nil); err != nil {
			log.Fatal(err)
		}
		client.Close()
	}
	fmt.Println(srv.TokenRequests(), "token request")
	// Output: 1 token request
}

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

// The file cache of the example is meant to be copied: no other user of the
// machine may read a token, and a file never holds an incomplete one.
func TestFileCacheOfTheExampleIsReadableOnlyByItsUser(t *testing.T) {
	cache, ctx := fileCache{t.TempDir()}, t.Context()
	for n, want := range []string{"", token(1), token(2)} {
		if got, err := cache.Get(ctx, "spotify:token:x"); err != nil || got.AccessToken != want {
			t.Errorf("Get number %d returned %v, %v", n, got, err)
		}
		if err := cache.Set(ctx, "spotify:token:x", spotify.Token{AccessToken: token(n + 1), ExpiresAt: time.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(cache.dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("%v in the directory, %v; want one file", files, err)
	}
	if info, err := files[0].Info(); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("the file's mode is %v, %v; want 0600", info.Mode(), err)
	}
}
