package spotify

import (
	"sync"
	"time"
)

// appMode records which list endpoints the app does not have. An access token
// does not show the mode of its app; only a 403 does.
type appMode struct {
	mu      sync.Mutex           // guards retryAt
	retryAt map[string]time.Time // by route of a lost endpoint: when to try it again
}

// lostRetryInterval is how long a lost list endpoint is not requested. Spotify
// has returned 403 for a while for endpoints that an app does have, and an app
// may be granted extended quota mode. One request per interval costs little.
const lostRetryInterval = 10 * time.Minute

// lose records that the app does not have the list endpoint.
func (m *appMode) lose(route string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.retryAt == nil {
		m.retryAt = map[string]time.Time{}
	}
	m.retryAt[route] = time.Now().Add(lostRetryInterval)
}

// restore records that the app has the list endpoint.
func (m *appMode) restore(route string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.retryAt, route)
}

// shouldTry reports whether to request the list endpoint. It returns true for a
// lost endpoint once per interval, so that only one of many callers tries.
func (m *appMode) shouldTry(route string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	at, lost := m.retryAt[route]
	if !lost {
		return true
	}
	now := time.Now()
	if now.Before(at) {
		return false
	}
	m.retryAt[route] = now.Add(lostRetryInterval)
	return true
}
