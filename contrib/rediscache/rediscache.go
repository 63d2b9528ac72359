// Package rediscache keeps Spotify access tokens in Redis, so that all processes
// of an app share one token:
//
//	cache, err := rediscache.Open("redis://localhost:6379/0")
//	...
//	client, err := spotify.NewFromClientCredentials(id, secret, spotify.WithTokenCache(cache))
//
// A token is stored as JSON in one string under the SDK's key ("spotify:token:..."),
// and Redis deletes it when it expires. Anyone who can read it can act as the app:
// protect Redis with a password and TLS (rediss://).
//
// If Redis is down or refuses writes, each process fetches its own token, and a
// client with [spotify.WithLogger] logs why.
//
// [Cache.Cooldowns] returns a store for rate limits, which the processes of an app
// can share as well.
package rediscache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/spotify-sdk/spotify"
)

// A Cache is a [spotify.TokenCache] in Redis. It is safe for concurrent use.
type Cache struct{ client redis.UniversalClient }

var _ spotify.TokenCache = (*Cache)(nil)

// New returns a cache that uses a client of a single server, a cluster or
// sentinels. Set ContextTimeoutEnabled in the client's options; otherwise a call
// to a Redis that does not respond lasts as long as the timeouts of go-redis. New
// does no I/O.
func New(client redis.UniversalClient) *Cache { return &Cache{client} }

// Open returns a cache with a new client for a URL such as
// rediss://user:password@host:6379/0. The client's options make it fail fast.
// Open does no I/O, so Redis need not be running yet. Its errors do not contain
// the password.
func Open(rawURL string) (*Cache, error) {
	o, err := redis.ParseURL(rawURL)
	if urlErr := (*url.Error)(nil); errors.As(err, &urlErr) {
		return nil, errors.New("rediscache: the URL cannot be parsed") // urlErr quotes it
	}
	if err != nil {
		return nil, fmt.Errorf("rediscache: %w", err)
	}
	o.ContextTimeoutEnabled = true
	o.DialerRetries = 1 // a refused connection will be refused again
	if o.MaxRetries == 0 {
		o.MaxRetries = 1 // for a connection that Redis closed while it was idle
	}
	return New(redis.NewClient(o)), nil
}

// Close closes the client, even one that was passed to [New].
func (c *Cache) Close() error { return c.client.Close() }

// Get returns the token under key. If there is none, or if the value is not a
// token, it returns the zero Token and no error.
func (c *Cache) Get(ctx context.Context, key string) (spotify.Token, error) {
	text, err := c.client.Get(ctx, key).Bytes()
	var token spotify.Token
	if errors.Is(err, redis.Nil) || err == nil && json.Unmarshal(text, &token) != nil {
		return spotify.Token{}, nil
	}
	if err != nil {
		return spotify.Token{}, fmt.Errorf("rediscache: %w", err)
	}
	return token, nil
}

// Set stores token under key until it expires. An expired token is not stored.
func (c *Cache) Set(ctx context.Context, key string, token spotify.Token) error {
	text, err := json.Marshal(token)
	if err != nil {
		return fmt.Errorf("rediscache: %w", err)
	}
	lifetime := time.Until(token.ExpiresAt).Truncate(time.Millisecond)
	if lifetime <= 0 {
		return nil // Redis would keep it for ever
	}
	if err := c.client.Set(ctx, key, text, lifetime).Err(); err != nil {
		return fmt.Errorf("rediscache: %w", err)
	}
	return nil
}
