// Package rediscache keeps Spotify access tokens in Redis, so that all processes
// of a fleet use one token:
//
//	cache, err := rediscache.Open("redis://localhost:6379/0")
//	...
//	client, err := spotify.NewFromClientCredentials(id, secret, spotify.WithTokenCache(cache))
//
// A token is one string, its own JSON, under the SDK's key ("spotify:token:..."),
// and Redis drops it when it expires. Whoever can read it can act as the app: give
// Redis a password and TLS (rediss://). When Redis is down or refuses writes each
// process fetches tokens for itself; [spotify.WithLogger] says so.
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

// Cache is a [spotify.TokenCache] in Redis, safe for concurrent use.
type Cache struct{ client redis.UniversalClient }

var _ spotify.TokenCache = (*Cache)(nil)

// New returns a cache on a client, which stays the caller's to close: one server,
// a cluster or sentinels. Set ContextTimeoutEnabled in its options; else a call
// that Redis does not answer holds its connection for go-redis' own timeouts. New
// does no I/O.
func New(client redis.UniversalClient) *Cache { return &Cache{client} }

// Open is New on a client of its own for a URL such as
// rediss://user:password@host:6379/0, made to fail fast. It does no I/O: a
// server that is not there yet is one that is down. Errors hold no password.
func Open(rawURL string) (*Cache, error) {
	o, err := redis.ParseURL(rawURL)
	if bad := (*url.Error)(nil); errors.As(err, &bad) {
		return nil, errors.New("rediscache: the URL cannot be parsed") // bad quotes it
	}
	if err != nil {
		return nil, fmt.Errorf("rediscache: %w", err)
	}
	o.ContextTimeoutEnabled = true
	o.DialerRetries = 1 // a refused connection says all
	if o.MaxRetries == 0 {
		o.MaxRetries = 1 // for a connection that Redis closed while it was idle
	}
	return New(redis.NewClient(o)), nil
}

// Close closes the client, the one that New was given too.
func (c *Cache) Close() error { return c.client.Close() }

// Get returns the token under key. What is not a token counts as a miss.
func (c *Cache) Get(ctx context.Context, key string) (spotify.Token, error) {
	text, err := c.client.Get(ctx, key).Bytes()
	var token spotify.Token
	if errors.Is(err, redis.Nil) || err == nil && json.Unmarshal(text, &token) != nil {
		return spotify.Token{}, nil
	}
	return token, err
}

// Set stores token under key until it expires; one that has expired is not stored.
func (c *Cache) Set(ctx context.Context, key string, token spotify.Token) error {
	left := time.Until(token.ExpiresAt).Truncate(time.Millisecond)
	text, err := json.Marshal(token)
	if err != nil || left <= 0 { // Redis takes 0 for ever
		return err
	}
	return c.client.Set(ctx, key, text, left).Err()
}
