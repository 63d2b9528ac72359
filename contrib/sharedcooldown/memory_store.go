package sharedcooldown

import (
	"context"
	"maps"
	"sync"
	"time"
)

// A MemoryStore is a [Store] for the clients of one process. The zero value is
// ready to use.
type MemoryStore struct {
	mu      sync.Mutex // guards entries
	entries map[string]memoryEntry
}

type memoryEntry struct {
	value     []byte
	expiresAt time.Time
}

var _ Store = (*MemoryStore)(nil)

// Get returns the value under key and its remaining time.
func (s *MemoryStore) Get(_ context.Context, key string) ([]byte, time.Duration, error) {
	s.mu.Lock()
	e, ok := s.entries[key]
	s.mu.Unlock()
	remaining := time.Until(e.expiresAt)
	if !ok || remaining <= 0 {
		return nil, 0, nil
	}
	return e.value, remaining, nil
}

// Set stores value under key for d, or for the remaining time of an earlier
// value if that is longer.
func (s *MemoryStore) Set(_ context.Context, key string, value []byte, d time.Duration) error {
	now := time.Now()
	expiresAt := now.Add(d)
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.entries, func(_ string, e memoryEntry) bool { return !e.expiresAt.After(now) })
	if old, ok := s.entries[key]; ok && old.expiresAt.After(expiresAt) {
		expiresAt = old.expiresAt
	}
	if s.entries == nil {
		s.entries = map[string]memoryEntry{}
	}
	s.entries[key] = memoryEntry{append([]byte(nil), value...), expiresAt}
	return nil
}
