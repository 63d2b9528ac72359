package spotify

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// TokenProvider keeps one grant's access token fresh: cached, renewed in the
// background before it expires, asked for once however many callers want it.
// Make one with [NewClientCredentials] or [NewTokenProvider]. It is safe for
// concurrent use, needs no goroutine while idle and leaks nothing when dropped.
type TokenProvider struct{ inner func() *tokenKeeper } // a closure: nothing can print what it holds

var (
	_ AuthProvider         = (*TokenProvider)(nil)
	_ AccessTokenRefresher = (*TokenProvider)(nil)
)

// AccessToken returns a token that is not about to expire. It waits only if
// there is none: a caller whose ctx ends leaves alone. Errors are
// [*AuthenticationError], [ErrClosed], or match the ended ctx's.
func (p *TokenProvider) AccessToken(ctx context.Context) (string, error) {
	k, err := p.keeper(ctx)
	if err != nil {
		return "", err
	}
	l, err := k.get(ctx)
	if err != nil {
		return "", err
	}
	return l.token.AccessToken, nil
}

// Token is AccessToken with the expiry.
func (p *TokenProvider) Token(ctx context.Context) (Token, error) {
	k, err := p.keeper(ctx)
	if err != nil {
		return Token{}, err
	}
	l, err := k.get(ctx)
	if err != nil {
		return Token{}, err
	}
	return l.token, nil
}

// RefreshAccessToken returns a token in place of rejected: the present one if
// it has moved on, else a new one, asked for once for all callers. It returns
// rejected itself if that was got less than ten seconds ago in place of another
// rejected one: a server that refuses every token is not asked for ever.
func (p *TokenProvider) RefreshAccessToken(ctx context.Context, rejected string) (string, error) {
	k, err := p.keeper(ctx)
	if err != nil {
		return "", err
	}
	l, err := k.replace(ctx, rejected)
	if err != nil {
		return "", err
	}
	return l.token.AccessToken, nil
}

// Close cancels a token request under way and refuses later calls with
// [ErrClosed]. It does not block and may be called twice.
func (p *TokenProvider) Close() error {
	k, err := p.keeper(context.Background())
	if err == nil {
		k.close()
	}
	return err
}

func (p *TokenProvider) isMade() bool { return p != nil && p.inner != nil }

func (p *TokenProvider) keeper(ctx context.Context) (*tokenKeeper, error) {
	if !p.isMade() {
		return nil, inputErrorf(ErrConfig, "a TokenProvider is made by NewClientCredentials or NewTokenProvider")
	}
	if ctx == nil {
		return nil, inputErrorf(ErrBadRequest, "the context is nil")
	}
	return p.inner(), nil
}

const (
	skewWait     = 5 * time.Second  // longest wait of a caller whose token is still valid
	replaceAgain = 10 * time.Second // a forced token this young is not replaced
)

// grant asks for a new token and tells when the request for it was sent.
type grant func(ctx context.Context) (t Token, sent time.Time, err error)

// tokenKeeper is any grant's engine. Readers take the token from one atomic
// pointer; all else is one flight at a time, which many callers await.
type tokenKeeper struct {
	grant grant
	skew  time.Duration
	cache TokenCache // nil: none but the keeper's own memory
	key   string     // of the cache
	log   *slog.Logger

	present atomic.Pointer[life] // written under mu; nil: none, or closed
	closed  chan struct{}        // closed under mu

	mu       sync.Mutex // guards all below, and writes as said above; never held over I/O or callbacks
	flight   *flight    // the one under way
	failures int        // flights that failed in a row
	gate     time.Time  // no flight starts before it
	failure  error      // what closed the gate
}

func newTokenProvider(g grant, skew time.Duration, cache TokenCache, key string, log *slog.Logger) *TokenProvider {
	k := &tokenKeeper{grant: g, skew: skew, cache: cache, key: key, log: log, closed: make(chan struct{})}
	return &TokenProvider{func() *tokenKeeper { return k }}
}

// get gives a token to send. The first line is the hot path.
func (k *tokenKeeper) get(ctx context.Context) (*life, error) {
	if l := k.present.Load(); l != nil && time.Now().UnixNano() < l.ahead {
		return l, nil
	}
	have, f, err := k.board(ctx)
	if f == nil {
		return have, err
	}
	var enough <-chan time.Time // nil: without a token there is no enough
	if have != nil {
		enough = time.After(min(skewWait, have.left(time.Now())/2))
	}
	l, err := k.await(ctx, f, enough)
	switch {
	case err == nil || ctx.Err() != nil || k.isClosed():
		return l, err
	case have.left(time.Now()) > 0:
		return have, nil
	}
	return k.await(ctx, f, nil) // the token died meanwhile: the machine slept, or was busy
}

// board gives what a caller can have at once, a flight to wait for, or both.
func (k *tokenKeeper) board(ctx context.Context) (*life, *flight, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.isClosed() {
		return nil, nil, ErrClosed
	}
	now := time.Now()
	l := k.present.Load()
	cause := "missing"
	switch wall := now.UnixNano(); {
	case l == nil:
	case wall < l.ahead:
		return l, nil, nil
	case wall < l.skew:
		if k.flight == nil && !now.Before(k.gate) && ctx.Err() == nil {
			k.start("ahead", "")
		}
		return l, nil, nil
	case wall < l.dead:
		cause = "skew"
	default:
		l = nil
	}
	f, err := k.join(ctx, now, cause, "")
	if err != nil && l != nil && ctx.Err() == nil {
		return l, nil, nil
	}
	return l, f, err
}

// replace is get for a caller whose token was rejected.
func (k *tokenKeeper) replace(ctx context.Context, rejected string) (*life, error) {
	for {
		l, f, err := k.boardRejected(ctx, rejected)
		if f == nil {
			return l, err
		}
		l, err = k.await(ctx, f, nil)
		if err != nil || l.token.AccessToken != rejected {
			return l, err
		} // the flight under way brought the very token: a forced one follows
	}
}

func (k *tokenKeeper) boardRejected(ctx context.Context, rejected string) (*life, *flight, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.isClosed() {
		return nil, nil, ErrClosed
	}
	now := time.Now()
	if l := k.present.Load(); l.left(now) > 0 {
		moved := l.token.AccessToken != rejected
		if moved || l.forced && now.Sub(l.sent) < replaceAgain {
			return l, nil, nil
		}
	}
	f, err := k.join(ctx, now, "rejected", rejected)
	return nil, f, err
}

// join gives the flight under way or a new one, unless the gate is closed. It
// needs mu.
func (k *tokenKeeper) join(ctx context.Context, now time.Time, cause, rejected string) (*flight, error) {
	if end := contextEnd(ctx); end != nil {
		return nil, leaving(end)
	}
	switch {
	case k.flight != nil && k.flight.isDone(): // its grant ignores its context
		return nil, k.closedGate(now)
	case k.flight != nil:
		return k.flight, nil
	case now.Before(k.gate):
		return nil, k.closedGate(now)
	}
	return k.start(cause, rejected), nil
}

// closedGate is what closed the gate, with the time until it opens.
func (k *tokenKeeper) closedGate(now time.Time) error {
	e := &AuthenticationError{err: cmp.Or(k.failure, error(errUnderWay))}
	if known := (*AuthenticationError)(nil); errors.As(k.failure, &known) {
		*e = *known
		if k.failure != error(known) { // wrapped by the grant, whose own sentinels are to be found still
			e.err, e.detail = k.failure, "as before"
		}
	}
	e.Attempts, e.RetryAfter = 0, max(0, k.gate.Sub(now))
	return e
}

// await waits for f, on the caller's own context and no longer than enough.
func (k *tokenKeeper) await(ctx context.Context, f *flight, enough <-chan time.Time) (*life, error) {
	select {
	case <-f.done:
		return f.life, f.err
	case <-ctx.Done():
		return nil, leaving(contextEnd(ctx))
	case <-k.closed:
		return nil, ErrClosed
	case <-enough:
		return nil, &timeoutError{"the refresh takes longer than the caller waits"}
	}
}

// leaving is the error of a caller whose context ended.
func leaving(end error) error { return &AuthenticationError{err: end} }

// start sends a flight on its way. It needs mu.
func (k *tokenKeeper) start(cause, rejected string) *flight {
	ctx, cancel := context.WithCancelCause(context.Background())
	f := &flight{cause: cause, rejected: rejected, cancel: cancel, done: make(chan struct{})}
	k.flight = f
	go k.fly(ctx, f)
	return f
}

func (k *tokenKeeper) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.isClosed() {
		return
	}
	close(k.closed)
	k.present.Store(nil)
	if k.flight != nil {
		k.flight.cancel(ErrClosed)
	}
}

func (k *tokenKeeper) isClosed() bool {
	select {
	case <-k.closed:
		return true
	default:
		return false
	}
}
