package spotify

import (
	"maps"
	"math/rand/v2"
	"sync"
	"time"
)

// delay is a wait before an attempt.
type delay struct {
	requested time.Duration // what the caller's limit is compared with
	wait      time.Duration // requested, with jitter
	failFast  bool          // the call fails instead of waiting
	charged   bool          // the retry after it is charged to the budget
	cause     string        // for the log

	// keepsToken means that the next attempt uses the token of the last. After
	// other delays the provider is called again, because a token may expire
	// meanwhile.
	keepsToken bool
}

// and returns the longer of two delays, with the restrictions of both.
func (d delay) and(other delay) delay {
	failFast, charged := d.failFast || other.failFast, d.charged || other.charged
	// Compare requested and not wait: a call's own 429 has started the cooldown
	// that it meets here, and the two have different jitter.
	if other.requested > d.requested {
		d = other
	}
	d.failFast, d.charged = failFast, charged
	return d
}

// withJitter returns a delay that a server requested. Its end is spread so that
// those who wait for the same moment do not all send at once.
func withJitter(requested time.Duration, cause string) delay {
	spread := min(time.Second, requested/10)
	return delay{requested: requested, wait: requested + time.Duration(rand.Float64()*float64(spread)), cause: cause}
}

const maxCooldown = 24 * time.Hour

// cooldowns holds back requests after a 429, by group of endpoints. A group is
// a route: Spotify's long rate limits apply to one route. Its short ones apply
// to all, so each route gets a 429 of its own. A nil *cooldowns is never
// active.
type cooldowns struct {
	mu     sync.Mutex // guards active
	active map[string]cooldown
}

type cooldown struct {
	until    time.Time
	failFast bool           // a quota: calls fail instead of waiting
	cause    *attemptResult // the 429
}

// left returns what is left of route's cooldown, and the 429 that started it.
func (c *cooldowns) left(route string) (delay, *attemptResult) {
	if c == nil {
		return delay{}, nil
	}
	c.mu.Lock()
	cool, ok := c.active[route]
	c.mu.Unlock()
	if !ok {
		return delay{}, nil
	}
	requested := time.Until(cool.until)
	if requested <= 0 {
		return delay{}, nil
	}
	d := withJitter(requested, "cooldown")
	d.failFast = cool.failFast
	return d, cool.cause
}

// start holds back route for d because of a 429. It never shortens a cooldown,
// and the cooldown of a quota stays failFast.
func (c *cooldowns) start(route string, d time.Duration, failFast bool, cause *attemptResult) {
	now := time.Now()
	// The caller of Do owns the header and the open body.
	kept := &attemptResult{status: cause.status, body: cause.body, message: cause.message, reason: cause.reason}
	cool := cooldown{now.Add(min(d, maxCooldown)), failFast, kept}
	c.mu.Lock()
	defer c.mu.Unlock()
	// Raw calls can have any number of routes.
	maps.DeleteFunc(c.active, func(_ string, old cooldown) bool { return !old.until.After(now) })
	if old, ok := c.active[route]; ok {
		if old.failFast && !failFast || old.failFast == failFast && !old.until.Before(cool.until) {
			cool.cause = old.cause
		}
		if cool.failFast = failFast || old.failFast; old.until.After(cool.until) {
			cool.until = old.until
		}
	}
	if c.active == nil {
		c.active = map[string]cooldown{}
	}
	c.active[route] = cool
}

const (
	budgetSize  = 500 // units that a client starts with, and has at most
	budgetRetry = 5   // what a retry costs; a response returns 1
)

// budget limits a client's retries, so that in an outage retries stop and first
// attempts continue. The zero budget is full; a nil one is unlimited.
type budget struct {
	mu    sync.Mutex // guards spent
	spent int
}

// spend pays for a retry and reports whether there was enough.
func (b *budget) spend() bool {
	if b == nil {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.spent+budgetRetry > budgetSize {
		return false
	}
	b.spent += budgetRetry
	return true
}

// earn returns a unit to the budget.
func (b *budget) earn() {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spent = max(0, b.spent-1)
}
