package spotify

import (
	"context"
	"sync"
	"time"
)

// TokenCache keeps access tokens outside of a provider's own memory, so that
// several processes share one ([WithTokenCache]). It must be safe for
// concurrent use and must return when its context ends, 2 seconds after the
// call at the latest. A cache that fails, hangs or panics costs latency, never
// a request: its errors are logged and the token is fetched.
//
// Keys are opaque, stable across processes and hold no secret; a key belongs to
// one pair of credentials at one token URL. A [Token] marshals to JSON for
// storing; keep it as secret as a password, and let it go at its ExpiresAt.
type TokenCache interface {
	// Get returns the token stored under key. A miss is the zero Token and no
	// error.
	Get(ctx context.Context, key string) (Token, error)
	// Set stores token under key, in place of any other.
	Set(ctx context.Context, key string, token Token) error
}

// NewMemoryTokenCache returns a cache in memory, for sharing tokens among the
// providers of one process. A single provider needs none.
func NewMemoryTokenCache() TokenCache {
	m := &memory{tokens: map[string]Token{}}
	return memoryCache{func() *memory { return m }}
}

// memoryCache hides its tokens in a closure: fmt would print a map's.
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

const cacheLimit = 2 * time.Second // of one call of a TokenCache

func cacheGet(ctx context.Context, c TokenCache, key string) (Token, error) {
	return bounded(ctx, cacheLimit, func(ctx context.Context) (Token, error) { return c.Get(ctx, key) })
}

// cacheSet takes no more than half of what is left of t: the caller waits with it
// for a token to use.
func cacheSet(ctx context.Context, c TokenCache, key string, t Token) error {
	limit := min(cacheLimit, t.ExpiresAt.Sub(time.Now().Round(0))/2)
	_, err := bounded(ctx, limit, func(ctx context.Context) (struct{}, error) { return struct{}{}, c.Set(ctx, key, t) })
	return err
}

// bounded runs a cache's call on a goroutine of its own: one that ignores its
// context, panics or exits harms nobody else.
func bounded[T any](ctx context.Context, limit time.Duration, call func(context.Context) (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, &timeoutError{"no answer within " + limit.Round(time.Millisecond).String()})
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
		select { // the call's own end also ends ctx
		case r := <-done:
			return r.value, r.err
		default:
			return *new(T), contextEnd(ctx)
		}
	}
}
