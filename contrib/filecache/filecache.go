// Package filecache keeps Spotify access tokens in a file, for command-line
// programs: one that runs every minute requests one token an hour.
//
//	client, err := spotify.NewFromClientCredentials(id, secret,
//		spotify.WithTokenCache(filecache.User("myprogram")))
//
// The file can be read only by its owner, on Windows by those who can read the
// user's folders. Whoever reads it can act as the app until the token expires. Any
// number of processes of one machine can share it. It is replaced as a whole, so a
// crash leaves the old content or the new one. A second file with the suffix
// ".lock" holds the lock of writers; leave it there.
//
// If the file cannot be read or written, each process fetches a token of its own;
// [spotify.WithLogger] reports it. Content that is not a token is replaced.
//
// For the logins of users, see package spotifyauth and its FileStore.
package filecache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/internal/lockedfile"
)

// A Cache is a [spotify.TokenCache] in a file. It is safe for concurrent use.
type Cache struct {
	path string
	err  error // why there is no path
}

var _ spotify.TokenCache = (*Cache)(nil)

// New returns a cache in the file at path. It does no I/O. Missing folders are
// created when a token is stored.
func New(path string) *Cache {
	if path == "" {
		return &Cache{err: errors.New("filecache: the path is empty")}
	}
	return &Cache{path: path}
}

// User returns a cache in the file spotify-tokens.json in the folder named
// program below [os.UserCacheDir]. If that is unknown, Get and Set fail.
func User(program string) *Cache {
	if program == "" || program == "." || program == ".." || strings.ContainsAny(program, `/\:`) {
		return &Cache{err: fmt.Errorf("filecache: the program name %q cannot name a folder", program)}
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return &Cache{err: fmt.Errorf("filecache: %w", err)}
	}
	return New(filepath.Join(dir, program, "spotify-tokens.json"))
}

// Path returns the file's path.
func (c *Cache) Path() string { return c.path }

// Get returns the token under key, the zero Token if there is none or it has
// expired. It takes no lock.
func (c *Cache) Get(_ context.Context, key string) (spotify.Token, error) {
	if c.err != nil {
		return spotify.Token{}, c.err
	}
	data, err := lockedfile.Read(c.path)
	if err != nil {
		return spotify.Token{}, fmt.Errorf("filecache: %w", err)
	}
	return decode(data)[key], nil
}

// Set stores token under key and deletes what has expired.
func (c *Cache) Set(ctx context.Context, key string, token spotify.Token) error {
	if c.err != nil {
		return c.err
	}
	err := lockedfile.Update(ctx, c.path, func(old []byte) ([]byte, error) {
		tokens := decode(old)
		tokens[key] = token
		if !token.ExpiresAt.After(time.Now()) {
			delete(tokens, key)
		}
		return json.Marshal(tokens)
	})
	if err != nil {
		return fmt.Errorf("filecache: %w", err)
	}
	return nil
}

// decode returns the tokens that have not expired. The rest of what is in the
// file is worth nothing.
func decode(data []byte) map[string]spotify.Token {
	var entries map[string]json.RawMessage
	_ = json.Unmarshal(data, &entries)
	tokens := map[string]spotify.Token{}
	for key, entry := range entries {
		var token spotify.Token
		if json.Unmarshal(entry, &token) == nil && token.ExpiresAt.After(time.Now()) {
			tokens[key] = token
		}
	}
	return tokens
}
