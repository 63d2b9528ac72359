package spotify

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// pause is a wait before an attempt.
type pause struct {
	asked time.Duration // what the caller's limit is compared with
	wait  time.Duration // asked with its jitter
	never bool          // nobody waits it out
	costs bool          // the retry that it precedes is paid for by the budget
	cause string        // for the log
}

// and is the longer of two pauses, with the strictness of both.
func (p pause) and(q pause) pause {
	never := p.never || q.never
	costs := p.costs || q.costs
	if q.asked > p.asked { // not wait: a call's own 429 has armed the very cool-down that it meets
		p = q
	}
	p.never, p.costs = never, costs
	return p
}

// jittered is a pause that a server asked for. Its end is spread, so that those
// who wait for the same moment do not all come at once.
func jittered(asked time.Duration, cause string) pause {
	spread := min(time.Second, asked/10)
	return pause{asked: asked, wait: asked + time.Duration(rand.Float64()*float64(spread)), cause: cause}
}

const longestCooldown = 24 * time.Hour

// cooldowns is what a client's 429s have closed, by group of endpoints. A group
// is a route template: Spotify's long bans are of one, its short ones cost a
// single 429 in each.
type cooldowns struct {
	mu   sync.Mutex // guards bans
	bans map[string]ban
}

type ban struct {
	until time.Time
	never bool   // a quota: nobody waits it out
	cause *Error // the 429
}

// left is what is left of route's cool-down, and the 429 that caused it.
func (c *cooldowns) left(route string) (pause, *Error) {
	c.mu.Lock()
	b, ok := c.bans[route]
	c.mu.Unlock()
	if !ok {
		return pause{}, nil
	}
	asked := time.Until(b.until)
	if asked <= 0 {
		return pause{}, nil
	}
	p := jittered(asked, "cool-down")
	p.never = b.never
	return p, b.cause
}

// arm closes route for d because of a 429. A cool-down is never shortened, and
// a quota's stays one.
func (c *cooldowns) arm(route string, d time.Duration, never bool, cause *Error) {
	now := time.Now()
	b := ban{now.Add(min(d, longestCooldown)), never, cause}
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.DeleteFunc(c.bans, func(_ string, old ban) bool { return !old.until.After(now) }) // routes of raw calls are without number
	if old, ok := c.bans[route]; ok {
		if old.never && !never || old.never == never && !old.until.Before(b.until) {
			b.cause = old.cause
		}
		if b.never = never || old.never; old.until.After(b.until) {
			b.until = old.until
		}
	}
	if c.bans == nil {
		c.bans = map[string]ban{}
	}
	c.bans[route] = b
}

const (
	budgetFull  = 500 // units that a client starts with, and has at most
	budgetRetry = 5   // what a retry costs; an answer gives 1 back
)

// budget pays for a client's retries: in an outage first attempts go on and
// retries stop. The zero budget is full; a nil one never ends.
type budget struct {
	mu    sync.Mutex // guards spent
	spent int
}

// spend pays for a retry, if there is enough.
func (b *budget) spend() bool {
	if b == nil {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.spent+budgetRetry > budgetFull {
		return false
	}
	b.spent += budgetRetry
	return true
}

// earn gives a unit back for an answer that proves the server alive.
func (b *budget) earn(r *reply) {
	if b == nil || r.status == 0 || r.status == http.StatusTooManyRequests || r.status >= 500 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spent = max(0, b.spent-1)
}
