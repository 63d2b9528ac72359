package spotify

import (
	"context"
	"sync"
	"time"
)

// TokenCache stores access tokens, so that several processes share one
// ([WithTokenCache]). It must be safe for concurrent use and must return when
// its context ends, at most 2 seconds after the call. A cache that fails, hangs
// or panics delays a call but does not make it fail: the error is logged and a
// new token is requested.
//
// Keys are opaque, stable across processes and contain no secret. A key belongs
// to one pair of credentials at one token URL. A [Token] marshals to JSON for
// storage. Protect it like a password and delete it at its ExpiresAt.
type TokenCache interface {
	// Get returns the token stored under key. A miss is the zero Token and no
	// error.
	Get(ctx context.Context, key string) (Token, error)
	// Set stores token under key and replaces any other.
	Set(ctx context.Context, key string, token Token) error
}

// NewMemoryTokenCache returns a cache in memory that several providers of one
// process can share. A single provider needs none.
func NewMemoryTokenCache() TokenCache {
	m := &memory{tokens: map[string]Token{}}
	return memoryCache{func() *memory { return m }}
}

// memoryCache holds its tokens in a closure, because fmt would print those of a
// map.
type memoryCache struct{ inner func() *memory }

type memory struct {
	mu     sync.Mutex // guards tokens
	tokens map[string]Token
}

func (c memoryCache) Get(ctx context.Context, key string) (Token, error) {
	return c.inner().get(key), nil
}

func (c memoryCache) Set(ctx context.Context, key string, token Token) error {
	c.inner().set(key, token)
	return nil
}

func (m *memory) get(key string) Token {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tokens[key]
}

func (m *memory) set(key string, token Token) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	for k, t := range m.tokens {
		if !t.ExpiresAt.After(now) {
			delete(m.tokens, k)
		}
	}
	m.tokens[key] = token
}

const cacheTimeout = 2 * time.Second // of one call of a TokenCache

func cacheGet(ctx context.Context, c TokenCache, key string) (Token, error) {
	return bounded(ctx, cacheTimeout, func(ctx context.Context) (Token, error) { return c.Get(ctx, key) })
}

// cacheSet takes at most half of the remaining lifetime of t, because callers
// that wait for the refresh must still be able to use t afterwards.
func cacheSet(ctx context.Context, c TokenCache, key string, t Token) error {
	limit := min(cacheTimeout, t.ExpiresAt.Sub(time.Now().Round(0))/2)
	_, err := bounded(ctx, limit, func(ctx context.Context) (struct{}, error) { return struct{}{}, c.Set(ctx, key, t) })
	return err
}

// bounded calls a cache on a goroutine of its own, so that one that ignores its
// context, panics or exits does not affect the caller.
func bounded[T any](ctx context.Context, limit time.Duration, call func(context.Context) (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	done := make(chan result, 1)
	go func() {
		defer cancel()
		r := result{err: errExited}
		defer func() {
			if p := recover(); p != nil {
				r.err = panicError(p)
			}
			done <- r
		}()
		r.value, r.err = call(ctx)
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		select { // the end of the call ends ctx too
		case r := <-done:
			return r.value, r.err
		default:
			return *new(T), &timeoutError{text: "no response within " + limit.Round(time.Millisecond).String()}
		}
	}
}
