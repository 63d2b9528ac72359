package spotify

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	initialBackoff = 500 * time.Millisecond
	maxBackoff     = 8 * time.Second

	// quotaCooldown is how long a quota without a Retry-After counts as used up.
	quotaCooldown = time.Minute

	// maxRetryAfter keeps an absurd value from overflowing.
	maxRetryAfter = 100 * 365 * 24 * time.Hour
)

// policy decides when and after what delay an attempt is repeated.
type policy struct {
	maxRetries int           // waits of one call at most; each is a retry
	maxWait    time.Duration // the longest wait that the caller tolerates
}

// shouldRetry reports whether r allows another attempt. A request that is not
// idempotent is retried only if it certainly was not executed.
func (policy) shouldRetry(r *attemptResult, idempotent bool) bool {
	switch r.stage {
	case notConnected:
		return true
	case noResponse:
		return idempotent
	case truncated:
		if r.ok() {
			return idempotent
		}
	}
	switch r.status {
	case http.StatusTooManyRequests:
		return true // Spotify rejects these without executing them
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return idempotent
	}
	return false
}

// delayAfter returns the delay after r: what the server requests, or else a
// backoff that doubles with each wait before it.
func (p policy) delayAfter(r *attemptResult, waits int) delay {
	d := withJitter(r.retryAfter(time.Now()), r.cause())
	if d.requested == 0 {
		backoff := min(initialBackoff<<min(waits, 10), maxBackoff)
		backoff = min(time.Duration(float64(backoff)*(0.5+rand.Float64()/2)), p.maxWait)
		d.requested, d.wait = backoff, backoff
	}
	d.charged = r.status != http.StatusTooManyRequests
	return d
}

// canWait reports whether a call that has waited so many times may wait for d.
func (p policy) canWait(ctx context.Context, d delay, waits int) bool {
	if d.failFast || waits >= p.maxRetries || d.requested > p.maxWait {
		return false
	}
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > d.wait
}

// retryAfter returns the wait that a 429 or 503 requests: seconds, with or
// without a fraction, or the time until a date. It returns 0 if the header is
// absent, invalid or in the past.
func (r *attemptResult) retryAfter(now time.Time) time.Duration {
	if r.status != http.StatusTooManyRequests && r.status != http.StatusServiceUnavailable {
		return 0
	}
	text := strings.TrimSpace(r.header.Get("Retry-After"))
	if date, err := http.ParseTime(text); err == nil {
		if sent, err := http.ParseTime(r.header.Get("Date")); err == nil {
			now = sent // the server's clock may differ from ours
		}
		return min(max(0, date.Sub(now)), maxRetryAfter)
	}
	if strings.Trim(text, "0123456789.") != "" {
		return 0 // also -1, NaN and 1e3
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return time.Duration(min(seconds, maxRetryAfter.Seconds()) * float64(time.Second))
}

// RateLimiter limits the rate of API requests. A *rate.Limiter of
// golang.org/x/time/rate implements it.
type RateLimiter interface {
	// Wait blocks until a request may be sent. It must return an error when ctx
	// ends before that.
	Wait(ctx context.Context) error
}

// operation is what the retry loop repeats: an API request or a token request.
type operation interface {
	// attempt makes the n-th attempt. waited reports whether the loop waited
	// since the attempt before. An error means that nothing was sent, because
	// there was no access token.
	attempt(ctx context.Context, n int, waited bool) (*attemptResult, error)
}

// stopReason is why the retry loop ended.
type stopReason int

const (
	responded     stopReason = iota // the last attempt decides, also if no response came
	rateLimited                     // a cooldown that the call does not wait for; nothing was sent
	canceled                        // the caller's context ended
	closed                          // the client was closed between attempts
	noAccessToken                   // the provider returned an error
	limiterFailed                   // the RateLimiter returned an error
	refreshFailed                   // a 401, for which no new token was obtained
)

// outcome describes how the attempts of a call ended.
type outcome struct {
	reason   stopReason
	result   *attemptResult // the attempt to report; nil: none
	err      error          // of reason; nil for responded and rateLimited
	cooldown *attemptResult // the 429 whose cooldown held back the call; nil: none
	until    time.Time      // the end of that cooldown
}

// retryLoop makes the attempts of API requests and of token requests. Only here
// does a call wait between attempts. A loop may run again after it has ended;
// the retries of all runs are counted together.
type retryLoop struct {
	callLog
	policy     policy
	idempotent bool            // may be repeated although it was perhaps executed
	replayable bool            // its body can be sent again
	budget     *budget         // pays for retries; nil: they are free
	cooldowns  *cooldowns      // nil: none
	limiter    RateLimiter     // nil: none
	closed     context.Context // ended by Close

	attempts      int            // requests handed to the transport
	waits         int            // retries
	maybeExecuted bool           // some attempt ended without a complete response
	last          *attemptResult // of the last attempt
	lastResponse  *attemptResult // the last that has a status
}

// run makes attempts until one decides, the first after d.
func (l *retryLoop) run(ctx context.Context, op operation, d delay) outcome {
	var (
		held          outcome // with the cooldown that was met last
		waited, paced bool    // since the attempt before
	)
	for l.closed.Err() == nil && ctx.Err() == nil {
		left, cause := l.cooldowns.left(l.route)
		held = outcome{cooldown: cause, until: time.Now().Add(left.requested)}
		if d = d.and(left); d.wait > 0 {
			if !l.policy.canWait(ctx, d, l.waits) || d.charged && !l.budget.spend() {
				return l.decided(held)
			}
			l.last.discard()
			l.retry(ctx, d, l.attempts+1)
			if !l.sleep(ctx, d.wait) {
				break
			}
			l.waits++
			// The limiter is asked again: those whom a cooldown kept waiting
			// would otherwise all be sent at once.
			d, waited, paced = delay{}, waited || !d.keepsToken, false
			continue // the cooldown may have been extended meanwhile
		}
		l.last.discard()
		if l.limiter != nil && !paced {
			slept, err := l.pace(ctx)
			if err != nil {
				return l.interrupted(ctx, limiterFailed, foreign(fmt.Errorf("rate limiter: %w", err)), held)
			}
			paced, waited = true, waited || slept
			continue // a cooldown may have started meanwhile
		}
		r, err := op.attempt(ctx, l.attempts+1, waited)
		if err != nil {
			return l.interrupted(ctx, noAccessToken, err, held)
		}
		waited, paced = false, false
		l.record(r)
		retry := l.replayable && l.policy.shouldRetry(r, l.idempotent)
		if retry || r.status == http.StatusTooManyRequests {
			d = l.policy.delayAfter(r, l.waits)
		}
		if r.status == http.StatusTooManyRequests && l.cooldowns != nil {
			l.startCooldown(ctx, r, d)
		}
		// A response that arrived is returned even if the client was closed
		// meanwhile.
		if !retry || r.callerEnded || l.closed.Err() != nil {
			return l.decided(outcome{})
		}
	}
	return l.interrupted(ctx, canceled, nil, held)
}

// record records the result of an attempt.
func (l *retryLoop) record(r *attemptResult) {
	l.last = r
	if r.stage != notBuilt {
		l.attempts++
	}
	switch {
	case r.stage == noResponse, r.stage == truncated && r.ok(), r.stage == tooLarge:
		l.maybeExecuted = true
	}
	if r.status == 0 {
		return
	}
	l.lastResponse = r
	if r.status != http.StatusTooManyRequests && r.status < 500 {
		l.budget.earn() // the server is alive
	}
}

// startCooldown holds back the route because of a 429, after which the call
// itself would wait for d.
func (l *retryLoop) startCooldown(ctx context.Context, r *attemptResult, d delay) {
	wait, quota := d.requested, r.reason == "QUOTA_EXCEEDED"
	if quota && r.retryAfter(time.Now()) == 0 {
		wait = quotaCooldown
	}
	l.cooldowns.start(l.route, wait, quota, r)
	l.cooldown(ctx, wait)
}

// decided completes the outcome of a loop whose last attempt decides. If there
// was none, the cooldown that held back the call does.
func (l *retryLoop) decided(o outcome) outcome {
	switch r := l.last; {
	case r == nil:
		o.reason = rateLimited
	case r.callerEnded && r.status == 0:
		// An earlier response explains more than the canceled attempt.
		o.reason, o.result, o.err = canceled, l.lastResponse, r.err
	default:
		o.reason, o.result = responded, r
	}
	return o
}

// interrupted completes the outcome of a loop that ended before an attempt because
// of err. If the client was closed or the caller's context ended meanwhile, that
// is the reason, whatever err says.
func (l *retryLoop) interrupted(ctx context.Context, reason stopReason, err error, o outcome) outcome {
	switch {
	case l.closed.Err() != nil, err == ErrClosed:
		return outcome{reason: closed, err: ErrClosed}
	case ctx.Err() != nil:
		o.reason, o.result, o.err = canceled, l.last, callerErr(ctx)
		if l.lastResponse != nil {
			o.result = l.lastResponse
		}
		return o
	}
	return outcome{reason: reason, result: l.last, err: err}
}

// pace waits for the limiter, on a context that also ends with the client.
// slept reports whether the limiter blocked.
func (l *retryLoop) pace(ctx context.Context) (slept bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(l.closed, cancel)()
	start := time.Now()
	err = l.limiter.Wait(ctx)
	return time.Since(start) >= time.Millisecond, err
}

// sleep waits for d and reports whether neither ctx nor the client ended.
func (l *retryLoop) sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-l.closed.Done():
	}
	return false
}
