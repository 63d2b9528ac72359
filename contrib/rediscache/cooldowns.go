package rediscache

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Cooldowns is a Store of package
// github.com/spotify-sdk/spotify/contrib/sharedcooldown in Redis: a rate limit
// that one process meets stops them all. Get one from [Cache.Cooldowns].
//
// A cooldown is a string that expires, so only the clock of Redis counts. Each
// API request costs one round trip to Redis. Cooldowns is safe for concurrent
// use.
type Cooldowns struct{ client redis.UniversalClient }

// Cooldowns returns a store for rate limits that uses the client of c:
//
//	cooldown, err := sharedcooldown.New(clientID, cache.Cooldowns(), nil)
//	...
//	client, err := spotify.NewFromClientCredentials(clientID, clientSecret,
//		spotify.WithTokenCache(cache),
//		spotify.WithTransport(cooldown.Transport))
func (c *Cache) Cooldowns() *Cooldowns { return &Cooldowns{c.client} }

// Get returns the value under key and its remaining time, 0 if there is none.
// The time is negative if the value never expires or is not a string, so that
// Set cannot have stored it.
func (c *Cooldowns) Get(ctx context.Context, key string) (value []byte, remaining time.Duration, err error) {
	var (
		text *redis.StringCmd
		ttl  *redis.DurationCmd
	)
	// A transaction, so that both belong to the same value.
	_, err = c.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		text, ttl = p.Get(ctx, key), p.PTTL(ctx, key)
		return nil
	})
	switch {
	case errors.Is(err, redis.Nil):
		return nil, 0, nil
	case redis.HasErrorPrefix(err, "WRONGTYPE"):
		return nil, -1, nil
	case err != nil:
		return nil, 0, fmt.Errorf("rediscache: %w", err)
	}
	value, err = text.Bytes()
	return value, ttl.Val(), err
}

// setCooldown overwrites the value, of any type, but never shortens its time.
var setCooldown = redis.NewScript(`
local ttl = math.max(redis.call('PTTL', KEYS[1]), tonumber(ARGV[2]))
return redis.call('SET', KEYS[1], ARGV[1], 'PX', ttl)`)

// Set stores value under key for d, rounded up to a millisecond, or for the
// remaining time of an earlier value if that is longer.
func (c *Cooldowns) Set(ctx context.Context, key string, value []byte, d time.Duration) error {
	ms := int64((d + time.Millisecond - 1) / time.Millisecond)
	if ms <= 0 {
		return nil
	}
	if err := setCooldown.Run(ctx, c.client, []string{key}, value, ms).Err(); err != nil {
		return fmt.Errorf("rediscache: %w", err)
	}
	return nil
}
