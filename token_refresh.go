package spotify

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

const (
	refreshTimeout    = 30 * time.Second // of one refresh, retries included
	refreshGrace      = 100 * time.Millisecond
	returnGrace       = time.Second      // for a canceled grant to return
	maxSkewWait       = 5 * time.Second  // of a caller whose token is still valid
	minForcedInterval = 10 * time.Second // newer replacements are not replaced

	minRefreshBackoff   = time.Second
	maxRefreshBackoff   = 30 * time.Second
	minRefusedBackoff   = 10 * time.Second // after rejected credentials
	maxRequestedBackoff = 5 * time.Minute  // of a Retry-After
)

var (
	// errNotReturned is the error of a caller that needs a new refresh while
	// the grant of the last one ignores its canceled context.
	errNotReturned = errors.New("an earlier token request has not returned")

	// errRepeated is the error of a refresh that returned the token that it
	// should replace. Some issuers return the same token until shortly before
	// it expires.
	errRepeated = errors.New("the new token is the same as the one before")
)

// grant requests a new token and reports when the request for it was sent.
type grant func(ctx context.Context) (t Token, requestedAt time.Time, err error)

// tokenSource is the state machine behind a TokenProvider. Callers read the
// current token from an atomic pointer. Everything else is one refresh at a
// time, which any number of callers may await.
type tokenSource struct {
	grant grant
	skew  time.Duration
	cache TokenCache // nil: only the current token is kept
	key   string     // of the cache
	log   *slog.Logger

	// closeIdle closes idle connections of the provider's own transport; nil: none.
	closeIdle func()

	closed context.Context // of all refreshes; close cancels it with ErrClosed
	endAll context.CancelCauseFunc

	current atomic.Pointer[issuedToken] // written under mu; nil: none, or closed

	// mu guards the following and writes to current. It is never held over I/O or
	// callbacks.
	mu       sync.Mutex
	inFlight *refreshCall         // nil: none
	failures int                  // refreshes that failed in a row
	retryAt  time.Time            // no refresh starts before it
	lastErr  *AuthenticationError // of the refresh that set retryAt
	mild     bool                 // retryAt does not bind a caller without a usable token
}

// refreshCall is one refresh, the cache included.
type refreshCall struct {
	cause     string // missing, ahead, skew, rejected: for the log
	rejected  string // the token to replace, if any
	startedAt time.Time
	cancel    context.CancelFunc
	done      chan struct{} // closed once token and err are set
	returned  chan struct{} // closed once the grant has returned
	token     *issuedToken
	err       error // *AuthenticationError or ErrClosed
}

// get returns a token to send.
func (s *tokenSource) get(ctx context.Context) (*issuedToken, error) {
	if t := s.current.Load(); t.state(time.Now()) == fresh {
		return t, nil // the common case takes no lock
	}
	for {
		t, call, err := s.acquire(ctx)
		switch {
		case call == nil:
			return t, err
		case err != nil: // its grant has not returned
			if err := s.awaitReturn(ctx, call, err); err != nil {
				return nil, err
			}
			continue
		case t == nil:
			return s.await(ctx, call)
		}
		enough, stop := context.WithTimeout(ctx, min(maxSkewWait, t.left(time.Now())/2))
		next, err := s.await(enough, call)
		stop()
		switch {
		case err == nil || err == ErrClosed:
			return next, err
		case ctx.Err() == nil && t.state(time.Now()) != expired:
			return t, nil
		}
		return s.await(ctx, call) // t expired meanwhile: the machine was suspended, or busy
	}
}

// acquire returns a token that the caller may use at once, a refresh to wait
// for, or both.
func (s *tokenSource) acquire(ctx context.Context) (*issuedToken, *refreshCall, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed.Err() != nil {
		return nil, nil, ErrClosed
	}
	now := time.Now()
	t := s.current.Load()
	switch t.state(now) {
	case fresh:
		return t, nil, nil
	case stale:
		if s.inFlight == nil && !now.Before(s.retryAt) && ctx.Err() == nil {
			s.start("ahead", "")
		}
		return t, nil, nil
	case expiring:
		call, err := s.joinRefresh(ctx, now, "skew", "")
		if err != nil && ctx.Err() == nil {
			return t, nil, nil // it is still valid, and better than an error
		}
		return t, call, err
	default:
		call, err := s.joinRefresh(ctx, now, "missing", "")
		return nil, call, err
	}
}

// replace returns a token for a caller whose token was rejected.
func (s *tokenSource) replace(ctx context.Context, rejected string) (string, error) {
	for {
		t, call, err := s.acquireReplacement(ctx, rejected)
		switch {
		case call == nil:
		case err != nil: // its grant has not returned
			if err := s.awaitReturn(ctx, call, err); err != nil {
				return "", err
			}
			continue
		default:
			t, err = s.await(ctx, call)
		}
		failed, ok := err.(*AuthenticationError)
		switch {
		case ok && failed.err == errRepeated:
			return rejected, nil // there is no better one
		case err != nil:
			return "", err
		case call == nil || t.token.AccessToken != rejected:
			return t.token.AccessToken, nil
		}
		// The refresh in flight had started before the rejection and returned
		// the rejected token. The next refresh is forced.
	}
}

// acquireReplacement is acquire for a caller whose token was rejected.
func (s *tokenSource) acquireReplacement(ctx context.Context, rejected string) (*issuedToken, *refreshCall, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed.Err() != nil {
		return nil, nil, ErrClosed
	}
	now := time.Now()
	if t := s.current.Load(); t.state(now) != expired {
		replaced := t.token.AccessToken != rejected
		if replaced || t.forced && now.Sub(t.requestedAt) < minForcedInterval {
			return t, nil, nil
		}
	}
	call, err := s.joinRefresh(ctx, now, "rejected", rejected)
	return nil, call, err
}

// joinRefresh returns the refresh in flight or a new one, unless it must wait
// after an earlier failure. If it returns both a refresh and errNotReturned,
// the refresh has exceeded its time limit and its grant has not returned. The
// caller holds mu.
func (s *tokenSource) joinRefresh(ctx context.Context, now time.Time, cause, rejected string) (*refreshCall, error) {
	if ctx.Err() != nil {
		return nil, &AuthenticationError{err: callerErr(ctx)}
	}
	if call := s.inFlight; call != nil {
		// The wall clock continues while the process is suspended, unlike timers.
		if call.isDone() || now.Round(0).Sub(call.startedAt) > refreshTimeout+refreshGrace {
			call.cancel()
			return call, s.backoffError(now, &AuthenticationError{err: errNotReturned})
		}
		return call, nil
	}
	if now.Before(s.retryAt) && (cause == "skew" || !s.mild) {
		return nil, s.backoffError(now, s.lastErr)
	}
	return s.start(cause, rejected), nil
}

// backoffError returns the error of a caller for whom no refresh is started:
// the error of the last refresh, with the remaining wait.
func (s *tokenSource) backoffError(now time.Time, last *AuthenticationError) error {
	e := last.clone()
	e.Attempts, e.RetryAfter = 0, max(0, s.retryAt.Sub(now))
	return e
}

// clone returns a copy that its caller may keep and change.
func (e *AuthenticationError) clone() *AuthenticationError {
	c := *e
	c.Body = bytes.Clone(e.Body)
	return &c
}

// await waits for call, on the caller's own context.
func (s *tokenSource) await(ctx context.Context, call *refreshCall) (*issuedToken, error) {
	select {
	case <-call.done:
		if failed, ok := call.err.(*AuthenticationError); ok {
			return nil, failed.clone()
		}
		return call.token, call.err
	case <-ctx.Done():
		return nil, &AuthenticationError{err: callerErr(ctx)}
	case <-s.closed.Done():
		return nil, ErrClosed
	}
}

// awaitReturn waits until the grant of a canceled refresh has returned, so that
// two never run at once: refresh tokens rotate. It returns tooLong if the grant
// ignores its context.
func (s *tokenSource) awaitReturn(ctx context.Context, call *refreshCall, tooLong error) error {
	timer := time.NewTimer(returnGrace)
	defer timer.Stop()
	select {
	case <-call.returned:
		return nil
	case <-ctx.Done():
		return &AuthenticationError{err: callerErr(ctx)}
	case <-s.closed.Done():
		return ErrClosed
	case <-timer.C:
		return tooLong
	}
}

// start starts a refresh. The caller holds mu.
func (s *tokenSource) start(cause, rejected string) *refreshCall {
	ctx, cancel := context.WithCancel(s.closed)
	call := &refreshCall{cause: cause, rejected: rejected, startedAt: time.Now().Round(0), cancel: cancel,
		done: make(chan struct{}), returned: make(chan struct{})}
	s.inFlight = call
	go s.runRefresh(ctx, call)
	return call
}

// runRefresh is the goroutine of a refresh. It settles the call in a deferred
// function because the user's grant, cache or transport may panic or call
// runtime.Goexit.
func (s *tokenSource) runRefresh(ctx context.Context, call *refreshCall) {
	ctx, stop := context.WithTimeout(ctx, refreshTimeout)
	// A grant that honors its context gets a moment to return its own error.
	overdue := time.AfterFunc(refreshTimeout+refreshGrace, func() { s.settle(ctx, call, tookTooLong(&AuthenticationError{}), false) })
	failed := authenticationError(errExited)
	defer func() {
		if p := recover(); p != nil {
			failed = authenticationError(panicError(p))
		}
		overdue.Stop()
		s.settle(ctx, call, failed, true)
		stop()
		call.cancel()
		if s.closed.Err() != nil && s.closeIdle != nil {
			s.closeIdle() // the connection was in use when the provider was closed
		}
	}()
	failed = s.obtain(ctx, call)
}

// tookTooLong makes e, the error of a refresh that exceeded its time limit, a
// timeout error, and returns it.
func tookTooLong(e *AuthenticationError) *AuthenticationError {
	e.err = &timeoutError{"no token within " + refreshTimeout.String(), e.err}
	e.detail, e.text = "", ""
	e.network = e.network || e.StatusCode == 0
	return e
}

// obtain tries the cache, then the grant. A new token is published before it is
// stored, so that new callers do not wait for the cache.
func (s *tokenSource) obtain(ctx context.Context, call *refreshCall) *AuthenticationError {
	if t := s.cached(ctx, call); t != nil {
		s.publish(ctx, call, t, "cache")
		return nil
	}
	token, requestedAt, err := s.grant(ctx)
	if err != nil {
		failed := authenticationError(err)
		if ctx.Err() != nil { // whatever the grant calls it
			failed = tookTooLong(failed)
		}
		return failed
	}
	t := newIssuedToken(token, requestedAt, s.skew, 0.5+rand.Float64()/2)
	t.forced = call.rejected != ""
	if err := s.validate(t, call.rejected); err != nil {
		return &AuthenticationError{Attempts: 1, err: err}
	}
	if !s.publish(ctx, call, t, "endpoint") || s.cache == nil {
		return nil
	}
	if err := cacheSet(ctx, s.cache, s.key, t.token); err != nil {
		s.cacheFailed(ctx, "set", err)
	}
	return nil
}

// cached returns the token in the cache, or nil if it has none that can be
// used.
func (s *tokenSource) cached(ctx context.Context, call *refreshCall) *issuedToken {
	if s.cache == nil {
		return nil
	}
	token, err := cacheGet(ctx, s.cache, s.key)
	if err != nil {
		s.cacheFailed(ctx, "get", err)
		return nil
	}
	now := time.Now()
	if token.check() != nil || token.ExpiresAt.Sub(now.Round(0)) <= min(30*time.Second, s.skew) {
		return nil
	}
	t := newIssuedToken(token, now, s.skew, 0.5+rand.Float64()/2)
	if s.validate(t, call.rejected) != nil {
		return nil
	}
	return t
}

// validate returns an error if a new token cannot replace the current one.
func (s *tokenSource) validate(t *issuedToken, rejected string) error {
	now := time.Now()
	current := s.current.Load()
	switch {
	case t.token.check() != nil:
		return t.token.check()
	case t.state(now) == expired:
		return errors.New("the new token has already expired")
	case t.token.AccessToken == rejected:
		return errRepeated
	case current.state(now) == expired:
	case t.token.AccessToken == current.token.AccessToken:
		return errRepeated
	case rejected == "" && t.expiresAt <= current.expiresAt:
		return errors.New("the new token does not expire later than the current one")
	}
	return nil
}

// publish makes t the current token and the result of call. It reports false if
// the source was closed meanwhile.
func (s *tokenSource) publish(ctx context.Context, call *refreshCall, t *issuedToken, source string) bool {
	s.mu.Lock()
	if s.closed.Err() != nil {
		s.mu.Unlock()
		return false
	}
	s.current.Store(t)
	s.failures, s.retryAt, s.lastErr = 0, time.Time{}, nil
	if !call.isDone() { // else its grant came back after its callers had left
		call.token = t
	}
	s.mu.Unlock()
	s.log.LogAttrs(ctx, slog.LevelInfo, "spotify: token refreshed", slog.String("cause", call.cause),
		slog.Duration("lifetime", t.left(time.Now())), slog.String("source", source))
	return true
}

// settle sets the result of call and wakes its waiters. It is called when the
// time limit passes and when the grant returns; only the first of the two sets
// the result. Until the grant returns, call remains in flight.
func (s *tokenSource) settle(ctx context.Context, call *refreshCall, failed *AuthenticationError, returned bool) {
	s.mu.Lock()
	if returned {
		s.inFlight = nil
		close(call.returned)
	}
	if call.isDone() {
		s.mu.Unlock()
		return
	}
	var wait time.Duration
	switch {
	case s.closed.Err() != nil:
		call.token, call.err, failed = nil, ErrClosed, nil
	case call.token != nil:
		failed = nil // what came after it was published does not matter
	default:
		call.err = failed
		wait = s.recordFailure(call, failed)
	}
	close(call.done)
	s.mu.Unlock()
	if failed != nil {
		s.log.LogAttrs(ctx, slog.LevelWarn, "spotify: token failed", slog.String("cause", call.cause),
			slog.String("error", s.redacted(failed)), slog.Int("attempts", failed.Attempts), slog.Duration("wait", wait))
	}
}

// recordFailure starts the backoff after a refresh that failed with e. The
// caller holds mu.
func (s *tokenSource) recordFailure(call *refreshCall, e *AuthenticationError) time.Duration {
	s.lastErr = e
	now := time.Now()
	wait := min(minRefreshBackoff<<min(s.failures, 5), maxRefreshBackoff)
	wait = time.Duration(float64(wait) * (0.5 + rand.Float64()/2))
	s.failures++
	// After a failure in the background, or of a refresh during which the
	// process was suspended, a caller without a usable token may try again at
	// once, unless the server rejected the credentials or requested a wait.
	suspended := now.Round(0).Sub(call.startedAt) > refreshTimeout+returnGrace
	s.mild = call.cause == "ahead" || suspended
	if e.Is(ErrUnauthorized) {
		wait, s.mild = max(wait, minRefusedBackoff), false
	}
	if e.RetryAfter > 0 {
		wait, s.mild = max(wait, min(e.RetryAfter, maxRequestedBackoff)), false
	}
	if e.err == errRepeated {
		wait = min(wait, max(0, s.current.Load().left(now))) // the issuer returns another when it expires
	}
	s.retryAt = now.Add(wait)
	return wait
}

func (c *refreshCall) isDone() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

func (s *tokenSource) close() {
	s.mu.Lock()
	first := s.closed.Err() == nil
	s.endAll(ErrClosed) // under mu, so that no token is published after it
	s.current.Store(nil)
	s.mu.Unlock()
	if first && s.closeIdle != nil {
		s.closeIdle()
	}
}

func (s *tokenSource) cacheFailed(ctx context.Context, op string, err error) {
	if ctx.Err() != nil {
		return // the refresh ended, which is not the cache's failure
	}
	s.log.LogAttrs(ctx, slog.LevelWarn, "spotify: token cache failed", slog.String("op", op), slog.String("error", s.redacted(err)))
}

// redacted returns err's text without the current token, which a cache or a
// grant might quote.
func (s *tokenSource) redacted(err error) string {
	token := ""
	if t := s.current.Load(); t != nil {
		token = t.token.AccessToken
	}
	return oneLine(redactTokens(redact(err.Error(), token)))
}
