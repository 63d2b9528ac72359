package spotify

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"
)

const (
	flightLimit = 30 * time.Second       // of one flight
	flightGrace = 100 * time.Millisecond // for a grant that honours its context to say what went wrong

	gateFirst     = time.Second
	gateLongest   = 30 * time.Second
	gatePermanent = 10 * time.Second // at least, after refused credentials
	gateAsked     = 5 * time.Minute  // at most, of what a Retry-After asks for
)

// errUnderWay answers who would need a second flight beside one whose grant has
// not returned.
var errUnderWay = errors.New("an earlier token request has not returned")

// errRepeated is the failure of a flight that brought the present token again:
// some issuers repeat a token until its last minutes.
var errRepeated = errors.New("the new token is the present one")

// flight is one request for a token, cache included, that many may await.
type flight struct {
	cause    string // missing, ahead, skew, rejected: for the log
	rejected string // the token to be replaced, if any
	cancel   context.CancelCauseFunc
	done     chan struct{} // closed once life and err are there
	life     *life
	err      error
}

// fly is a flight's goroutine.
func (k *tokenKeeper) fly(ctx context.Context, f *flight) {
	ctx, stop := context.WithTimeoutCause(ctx, flightLimit, &timeoutError{"no token within " + flightLimit.String()})
	overdue := time.AfterFunc(flightLimit+flightGrace, func() { k.settle(ctx, f, context.Cause(ctx), false) })
	err := errExited
	defer func() {
		if p := recover(); p != nil {
			err = panicError(p)
		}
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			err = context.Cause(ctx) // the flight's limit or Close, not a caller's context
		}
		overdue.Stop()
		stop()
		k.settle(ctx, f, err, true)
	}()
	err = k.obtain(ctx, f)
}

// obtain asks the cache, then the grant. A fetched token is published before it
// is stored, so that newcomers never wait for the cache.
func (k *tokenKeeper) obtain(ctx context.Context, f *flight) error {
	if l := k.cached(ctx, f); l != nil {
		return k.publish(ctx, f, l, "cache")
	}
	t, sent, err := k.grant(ctx)
	if err != nil {
		return err
	}
	l := newLife(t, sent, k.skew, 0.5+rand.Float64()/2)
	l.forced = f.rejected != ""
	if err := k.judge(l, f.rejected); err != nil {
		return &AuthenticationError{Attempts: 1, err: err}
	}
	if err := k.publish(ctx, f, l, "endpoint"); err != nil || k.cache == nil {
		return err
	}
	if err := cacheSet(ctx, k.cache, k.key, l.token); err != nil {
		k.cacheFailed(ctx, "set", err)
	}
	return nil
}

// cached is the cache's token if it is one to go on with: usable, with some
// life left, new, and, unless the present one was rejected, outliving it.
func (k *tokenKeeper) cached(ctx context.Context, f *flight) *life {
	if k.cache == nil {
		return nil
	}
	t, err := cacheGet(ctx, k.cache, k.key)
	if err != nil {
		k.cacheFailed(ctx, "get", err)
		return nil
	}
	now := time.Now()
	if t.usable() != nil || t.ExpiresAt.Sub(now.Round(0)) <= min(30*time.Second, k.skew) {
		return nil
	}
	l := newLife(t, now, k.skew, 0.5+rand.Float64()/2)
	if k.judge(l, f.rejected) != nil {
		return nil
	}
	return l
}

// judge tells why a token is none to go on with.
func (k *tokenKeeper) judge(l *life, rejected string) error {
	now := time.Now()
	present := k.present.Load()
	switch {
	case l.token.usable() != nil:
		return l.token.usable()
	case l.left(now) <= 0:
		return errors.New("the new token has expired already")
	case l.token.AccessToken == rejected:
		return errors.New("the new token is the rejected one")
	case present.left(now) <= 0:
	case l.token.AccessToken == present.token.AccessToken:
		return errRepeated
	case rejected == "" && l.dead <= present.dead:
		return errors.New("the new token does not outlive the present one")
	}
	return nil
}

// publish makes l the present token and f's result, unless the keeper was
// closed meanwhile.
func (k *tokenKeeper) publish(ctx context.Context, f *flight, l *life, source string) error {
	k.mu.Lock()
	if k.isClosed() {
		k.mu.Unlock()
		return ErrClosed
	}
	k.present.Store(l)
	k.failures, k.gate, k.failure = 0, time.Time{}, nil
	if !f.isDone() { // those who waited have left a grant that ignores its context
		f.life = l
	}
	k.mu.Unlock()
	k.log.LogAttrs(ctx, slog.LevelInfo, "spotify: token refreshed", slog.String("cause", f.cause),
		slog.Duration("lifetime", l.left(time.Now())), slog.String("source", source))
	return nil
}

// settle ends f for those who wait for it, once; a failure closes the gate. A
// grant that has not returned keeps its place, so that no second one starts
// beside it.
func (k *tokenKeeper) settle(ctx context.Context, f *flight, err error, returned bool) {
	k.mu.Lock()
	if returned {
		k.flight = nil
	}
	if f.isDone() || k.isClosed() || f.life != nil {
		if k.isClosed() && !f.isDone() {
			f.life, f.err = nil, ErrClosed
		}
		f.finish()
		k.mu.Unlock()
		return
	}
	wait, attempts := k.shut(err)
	f.err = k.failure
	f.finish()
	k.mu.Unlock()
	k.log.LogAttrs(ctx, slog.LevelWarn, "spotify: token failed", slog.String("cause", f.cause),
		slog.String("error", k.masked(f.err)), slog.Int("attempts", attempts), slog.Duration("wait", wait))
}

// shut closes the gate after a flight that failed with err. It needs mu.
func (k *tokenKeeper) shut(err error) (wait time.Duration, attempts int) {
	k.failure = tokenFailure(err)
	wait = min(gateFirst<<min(k.failures, 5), gateLongest)
	wait = time.Duration(float64(wait) * (0.5 + rand.Float64()/2))
	k.failures++
	if errors.Is(err, ErrUnauthorized) {
		wait = max(wait, gatePermanent)
	}
	if known := (*AuthenticationError)(nil); errors.As(k.failure, &known) {
		wait = max(wait, min(known.RetryAfter, gateAsked))
		attempts = known.Attempts
	}
	if errors.Is(err, errRepeated) {
		wait = min(wait, max(0, k.present.Load().left(time.Now()))) // at its death there is another
	}
	k.gate = time.Now().Add(wait)
	return wait, attempts
}

func (f *flight) isDone() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}

// finish releases the waiters. It needs the keeper's mu.
func (f *flight) finish() {
	if !f.isDone() {
		close(f.done)
	}
}

func (k *tokenKeeper) cacheFailed(ctx context.Context, op string, err error) {
	if ctx.Err() != nil {
		return // the flight ended, not the cache's patience
	}
	k.log.LogAttrs(ctx, slog.LevelWarn, "spotify: token cache failed", slog.String("op", op), slog.String("error", k.masked(err)))
}

// masked is err's text without the token that a cache or a grant might quote.
func (k *tokenKeeper) masked(err error) string {
	l := cmp.Or(k.present.Load(), new(life))
	return oneLine(mask(err.Error(), l.token.AccessToken))
}
