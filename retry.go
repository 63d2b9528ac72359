package spotify

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	firstBackoff   = 500 * time.Millisecond
	longestBackoff = 8 * time.Second
)

// policy is when and how long a call is tried again.
type policy struct {
	retries int           // waits at most; each is a retry
	maxWait time.Duration // the longest wait that the caller tolerates
}

// again tells whether an attempt's outcome allows another one. Requests that
// are not idempotent are sent again only if they surely were not executed.
func (policy) again(r *reply, idempotent bool) bool {
	switch {
	case r.status == http.StatusTooManyRequests, r.stage == unconnected:
		return true
	case r.stage == lost, r.stage == broken && r.ok():
		return idempotent
	}
	return retryable(r.status) && idempotent
}

func retryable(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// pauseAfter is the wait after r: what the server asks for, else a back-off that
// doubles with each wait before it.
func (p policy) pauseAfter(r *reply, waits int) pause {
	next := jittered(r.retryAfter(time.Now()), r.cause())
	if next.asked == 0 {
		d := min(firstBackoff<<min(waits, 10), longestBackoff)
		d = min(time.Duration(float64(d)*(0.5+rand.Float64()/2)), p.maxWait)
		next.asked, next.wait = d, d
	}
	next.costs = r.status != http.StatusTooManyRequests
	return next
}

// cause names for the log what a retry follows.
func (r *reply) cause() string {
	if r.status != 0 && r.stage == whole {
		return strconv.Itoa(r.status)
	}
	return r.stage.cause()
}

// allows tells whether a caller waits p out, after so many waits before.
func (p policy) allows(ctx context.Context, next pause, waits int) bool {
	if next.never || waits >= p.retries || next.asked > p.maxWait {
		return false
	}
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > next.wait
}

// retryAfter is what a 429 or 503 asks for: seconds, with a fraction or not, or
// a date, seen from the answer's own. Zero, the past and garbage are nothing.
func (r *reply) retryAfter(now time.Time) time.Duration {
	if r.status != http.StatusTooManyRequests && r.status != http.StatusServiceUnavailable {
		return 0
	}
	text := strings.TrimSpace(r.header.Get("Retry-After"))
	if date, err := http.ParseTime(text); err == nil {
		if sent, err := http.ParseTime(r.header.Get("Date")); err == nil {
			now = sent
		}
		return min(max(0, date.Sub(now)), longestRetryAfter)
	}
	if strings.Trim(text, "0123456789.") != "" {
		return 0 // also -1, NaN and 1e3
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return time.Duration(min(seconds, longestRetryAfter.Seconds()) * float64(time.Second))
}

// longestRetryAfter keeps an absurd value from overflowing.
const longestRetryAfter = 100 * 365 * 24 * time.Hour

// job is what the loop drives: an API call or a token request.
type job interface {
	attempt(ctx context.Context, n int) *reply // one attempt, the n-th
	held() pause                               // what a cool-down asks for now
	// limited hears of a 429, after which next would be waited.
	limited(ctx context.Context, r *reply, next pause)
	// mend is asked once, after a 401: whether to go on, after which pause, and
	// why a better token could not be had.
	mend(ctx context.Context, r *reply) (again bool, next pause, err error)
	waiting(ctx context.Context, next pause, attempts int)
}

// trip is what came of a call, with all its attempts.
type trip struct {
	last     *reply // of the last attempt; nil: none was made
	answer   *reply // the last that had a status, if any
	also     error  // why it ended, if not by last: the context, a token, ErrClosed
	attempts int    // requests handed to the transport
	unsure   bool   // some attempt ended without its whole answer
	waits    int

	mended    bool // a 401 was met
	unrenewed bool // and no better token could be had: also says why
}

// terms are what a call brings to the loop.
type terms struct {
	idempotent bool            // may be sent again in doubt
	resend     bool            // its body can be sent again
	budget     *budget         // pays for retries; nil: they are free
	closed     <-chan struct{} // ends waits; nil: nothing does
}

// run is the one loop, for token requests and API calls alike, with the one
// place that waits.
func (p policy) run(ctx context.Context, j job, with terms) (t trip) {
	for next := (pause{}); ; {
		if t.also = over(ctx, with.closed); t.also != nil {
			return t
		}
		if next = next.and(j.held()); next.wait > 0 {
			if !p.allows(ctx, next, t.waits) || next.costs && !with.budget.spend() {
				return t
			}
			t.last.close()
			j.waiting(ctx, next, t.attempts)
			if t.also = sleep(ctx, with.closed, next.wait); t.also != nil {
				return t
			}
			t.waits++
			next = pause{}
			continue
		}
		t.last.close()
		r := j.attempt(ctx, t.attempts+1)
		if r.stage == unsent {
			t.also = r.err
			return t
		}
		t.add(r)
		with.budget.earn(r)
		again := with.resend && p.again(r, with.idempotent)
		switch {
		case r.status == http.StatusTooManyRequests:
			next = p.pauseAfter(r, t.waits)
			j.limited(ctx, r, next)
		case r.status == http.StatusUnauthorized && !t.mended && !isOver(with.closed):
			t.mended = true
			again, next, t.also = j.mend(ctx, r)
			again, t.unrenewed = again && with.resend, t.also != nil
		case again:
			next = p.pauseAfter(r, t.waits)
		}
		if !again || isOver(with.closed) { // an answer that came is the call's, closed or not
			return t
		}
	}
}

func (t *trip) add(r *reply) {
	t.last = r
	if r.stage != unmade {
		t.attempts++
	}
	t.unsure = t.unsure || r.stage == lost || r.stage == broken || r.stage == oversized
	if r.status != 0 {
		t.answer = r
	}
}

// over tells why no attempt may start and no wait go on.
func over(ctx context.Context, closed <-chan struct{}) error {
	if isOver(closed) {
		return ErrClosed
	}
	return contextEnd(ctx)
}

func isOver(closed <-chan struct{}) bool {
	select {
	case <-closed:
		return true
	default:
		return false
	}
}

// sleep waits for d, unless ctx or the client ends.
func sleep(ctx context.Context, closed <-chan struct{}, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
	case <-closed:
	}
	return over(ctx, closed)
}
