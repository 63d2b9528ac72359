package spotify

import "sync"

// appMode is what a client learnt about its app: which list endpoints it has
// lost. Nothing in a token tells, only a 403 does.
type appMode struct {
	mu   sync.Mutex // guards lost
	lost map[string]bool
}

func (m *appMode) lose(route string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lost == nil {
		m.lost = map[string]bool{}
	}
	m.lost[route] = true
}

func (m *appMode) hasLost(route string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.lost[route]
}
