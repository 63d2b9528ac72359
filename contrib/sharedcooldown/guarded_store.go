package sharedcooldown

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	storeTimeout = 20 * time.Millisecond
	storeGrace   = 2 * time.Millisecond // for a store that heeds its context
	bypassTime   = time.Second          // after a failure
)

// guardedStore limits the time that requests spend on the store, and bypasses a
// store that fails.
type guardedStore struct {
	store Store
	log   *slog.Logger

	mu          sync.Mutex // guards what follows
	bypassUntil time.Time
	abandoned   int  // calls that are still running after their time
	failing     bool // the last call failed
}

// entry is what a store returns.
type entry struct {
	value     []byte
	remaining time.Duration
}

// get reports false if the store was bypassed or failed.
func (s *guardedStore) get(ctx context.Context, key string) (entry, bool) {
	s.mu.Lock()
	bypass := s.abandoned > 0 || time.Now().Before(s.bypassUntil)
	s.mu.Unlock()
	if bypass {
		return entry{}, false
	}
	return s.call(ctx, "get", func(ctx context.Context) (entry, error) {
		value, remaining, err := s.store.Get(ctx, key)
		return entry{value, remaining}, err
	})
}

// set is tried even within the second after a failure: a 429 is rare, and the
// other processes need to know of it.
func (s *guardedStore) set(ctx context.Context, key string, value []byte, d time.Duration) {
	s.mu.Lock()
	bypass := s.abandoned > 0
	s.mu.Unlock()
	if bypass {
		return
	}
	s.call(ctx, "set", func(ctx context.Context) (entry, error) {
		return entry{}, s.store.Set(ctx, key, value, d)
	})
}

// storeCall is a call of the store that is in progress.
type storeCall struct {
	done chan struct{} // closed when the fields are set
	entry
	err error

	abandoned bool // guarded by the guardedStore's mu
}

// call runs f in a goroutine of its own, since a store may ignore its context:
// a file on a network drive, for example. It also waits for the store if the
// caller's context ends, which is not a failure of the store.
func (s *guardedStore) call(ctx context.Context, op string, f func(context.Context) (entry, error)) (entry, bool) {
	if _, ok := s.store.(*MemoryStore); ok {
		e, _ := f(ctx) // it neither waits nor fails
		return e, true
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	c := &storeCall{done: make(chan struct{})}
	go s.run(limited, c, f)

	timer := time.NewTimer(storeTimeout + storeGrace)
	defer timer.Stop()
	select {
	case <-c.done:
	case <-timer.C:
		if s.abandon(c) {
			s.failed(ctx, op, fmt.Errorf("no result within %v", storeTimeout))
			return entry{}, false
		}
	}
	if c.err != nil {
		s.failed(ctx, op, c.err)
		return entry{}, false
	}
	s.mu.Lock()
	s.failing = false
	s.mu.Unlock()
	return c.entry, true
}

// run calls f and publishes its result.
func (s *guardedStore) run(ctx context.Context, c *storeCall, f func(context.Context) (entry, error)) {
	defer func() {
		if p := recover(); p != nil {
			c.err = fmt.Errorf("panic with a value of type %T", p) // the value may contain anything
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if c.abandoned {
			s.abandoned--
		}
		close(c.done)
	}()
	c.entry, c.err = f(ctx)
}

// abandon leaves a call behind. It reports false if the call is done.
func (s *guardedStore) abandon(c *storeCall) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-c.done:
		return false
	default:
	}
	c.abandoned = true
	s.abandoned++
	return true
}

// failed starts the bypass, and logs the first of several failures.
func (s *guardedStore) failed(ctx context.Context, op string, err error) {
	s.mu.Lock()
	first := !s.failing
	s.failing = true
	s.bypassUntil = time.Now().Add(bypassTime)
	s.mu.Unlock()
	if first {
		s.log.LogAttrs(ctx, slog.LevelWarn, "sharedcooldown: store failed", slog.String("op", op), slog.Any("error", err))
	}
}
