package spotify

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"
)

// engine sends requests to the Web API. All clients of one app share it.
type engine struct {
	rt        http.RoundTripper
	timeout   time.Duration // of one attempt
	api       api
	policy    policy
	limiter   RateLimiter // nil: none
	cooldowns cooldowns
	budget    budget
	log       *slog.Logger

	closed context.Context // ended by Close, with ErrClosed as its cause

	// closeIdle closes idle connections of the SDK's own transport. It is nil if the
	// transport is the user's.
	closeIdle func()
}

// identity holds the credentials that a call is made with.
type identity struct {
	auth AuthProvider
	jar  http.CookieJar // nil: none
}

// call is one call of the Web API with all its attempts; it is the operation of
// its own retry loop.
type call struct {
	*engine
	preparedRequest
	identity
	exchange    exchange
	loop        retryLoop
	secrets     [2]string      // room for those of exchange
	token       string         // of the last attempt
	replacement string         // for the next attempt, if it follows at once
	recovered   *attemptResult // the 401 for which a new token was obtained
}

func (e *engine) newCall(id identity, p preparedRequest) *call {
	c := &call{engine: e, preparedRequest: p, identity: id,
		exchange: exchange{rt: e.rt, jar: id.jar, timeout: e.timeout, maxBody: maxResponseBody},
		loop: retryLoop{callLog: callLog{e.log, p.method, p.route}, policy: e.policy, idempotent: p.idempotent,
			replayable: p.replayable, budget: &e.budget, cooldowns: &e.cooldowns, limiter: e.limiter, closed: e.closed}}
	c.exchange.secrets = c.secrets[:0]
	return c
}

// responseReader is a result that reads the body of a response itself, because
// it checks the body against the request or finds its value inside of it.
type responseReader interface {
	readResponse(body []byte) error
}

// pageReader is a result that needs the request to be read: a page, which the
// response may contain as a member of an object.
type pageReader interface {
	// reader returns the reader of a response to a request for path, which is
	// relative to the base URL, and query.
	reader(path, query string) responseReader
}

// do makes the call and reads the body of its success into out: by its own
// method if out is a responseReader, and by the decoder otherwise. If out is
// nil, the body is not read.
func (c *call) do(ctx context.Context, out any) error {
	c.exchange.readBody = out != nil
	o := c.run(ctx)
	r := o.result
	if o.reason != responded || r.stage != complete || !r.ok() {
		return c.failure(o)
	}
	defer r.release()
	err := c.read(r, out)
	if err == nil {
		return nil
	}
	r.err, r.text = foreign(err), redact(unprefixed(err), c.exchange.secrets...) // UnmarshalJSON may be the caller's
	c.loop.maybeExecuted = true                                                  // the status is a success
	return c.failure(o)
}

// doRaw makes the call of a request of Client.Do. The response is returned with
// its body open.
func (c *call) doRaw() (*http.Response, error) {
	c.exchange.raw, c.exchange.bodyClosed = true, c.connectionUnused
	o := c.run(c.orig.Context())
	if !c.bodySent {
		closeBody(c.orig)
	}
	if r := o.result; r != nil && r.resp != nil && (o.reason == responded || o.reason == refreshFailed) {
		r.resp.Request = c.orig // the copy that was sent has the token
		return r.resp, nil
	}
	c.loop.last.discard()
	return nil, c.failure(o)
}

func (c *call) read(r *attemptResult, out any) error {
	switch reader, ok := out.(responseReader); {
	case out == nil, c.optional && r.status == http.StatusNoContent:
		return nil
	case r.status == http.StatusNoContent:
		return errors.New("the response has no content")
	case ok:
		return reader.readResponse(r.body)
	}
	return decode(r.body, out)
}

// run makes the attempts of the call. After a 401 it obtains another token once
// and tries again: that is not a retry, and applies to all methods, because a request
// with a rejected token was not executed.
func (c *call) run(ctx context.Context) outcome {
	o := c.loop.run(ctx, c, delay{})
	if r := o.result; o.reason == responded && r.status == http.StatusUnauthorized && !r.callerEnded && c.closed.Err() == nil {
		again, d, err := c.reauthorize(ctx, r)
		switch {
		case err != nil:
			o = outcome{reason: refreshFailed, result: r, err: err}
		case again && c.loop.replayable: // else the new token is for later calls
			if c.replacement != c.token {
				c.recovered = r
			}
			o = c.loop.run(ctx, c, d)
		}
	}
	c.connectionUnused()
	return o
}

// connectionUnused closes a connection that was in use when the client was
// closed.
func (c *call) connectionUnused() {
	if c.closeIdle != nil && c.closed.Err() != nil {
		c.closeIdle()
	}
}

// attempt obtains a token and makes one attempt with it.
func (c *call) attempt(ctx context.Context, n int, waited bool) (*attemptResult, error) {
	c.token, c.replacement = c.replacement, ""
	if c.token == "" || waited { // a token may expire during the wait
		token, err := accessToken(ctx, c.auth)
		if err != nil {
			return nil, err
		}
		c.token = token
	}
	switch { // while the token was awaited
	case c.closed.Err() != nil:
		return nil, ErrClosed
	case ctx.Err() != nil:
		return nil, callerErr(ctx)
	}
	if !slices.Contains(c.exchange.secrets, c.token) {
		c.exchange.secrets = append(c.exchange.secrets, c.token)
	}
	start := time.Now()
	r := c.exchange.do(ctx, c)
	c.loop.request(ctx, r, n, start)
	return r, nil
}

func (c *call) newRequest(ctx context.Context) (*http.Request, error) { return c.build(ctx, c.token) }

// reauthorize decides what follows a 401: whether to try again, after which
// delay, or why no better token was obtained.
func (c *call) reauthorize(ctx context.Context, r *attemptResult) (again bool, d delay, err error) {
	e := c.errorOf(r)
	switch {
	case e.Is(ErrUserAuthRequired), e.Is(ErrInsufficientScope):
		return false, delay{}, nil // another token of the same kind would be rejected too
	case strings.Contains(strings.ToLower(e.Message), "access token missing"):
		// Spotify sometimes returns this although a token was sent. The same
		// token works a moment later.
		wait := 250*time.Millisecond + time.Duration(rand.Int64N(int64(500*time.Millisecond)))
		if c.policy.maxWait >= 250*time.Millisecond {
			wait = min(wait, c.policy.maxWait)
		}
		c.replacement = c.token
		return true, delay{requested: wait, wait: wait, cause: "401", keepsToken: true}, nil
	}
	refresher, ok := c.auth.(AccessTokenRefresher)
	if !ok {
		return false, delay{}, nil
	}
	token, err := refreshedToken(ctx, refresher, c.token)
	if err != nil || token == c.token {
		return false, delay{}, err
	}
	c.replacement = token
	return true, delay{}, nil
}

// failure returns the error for an outcome without a usable response.
func (c *call) failure(o outcome) error {
	switch {
	case o.reason == closed:
		return ErrClosed
	case o.reason == noAccessToken && o.result == nil:
		return o.err // an *AuthenticationError: no request was made
	case o.cooldown != nil && (o.result == nil || o.reason == responded && o.result == c.recovered):
		return c.heldBack(o)
	}
	var e *Error
	if o.result != nil {
		e = c.errorOf(o.result)
		e.stopErr = o.err
	} else {
		e = &Error{Method: c.method, Path: c.path, Route: c.route, err: o.err}
	}
	// A 401 that the call recovered from must not send the user to log in again.
	e.refreshFailed = o.reason == refreshFailed || o.result != nil && o.result == c.recovered
	if o.cooldown != nil && o.result.status != http.StatusTooManyRequests {
		e.RetryAfter = max(e.RetryAfter, time.Until(o.until))
	}
	e.network = o.result != nil && o.result.network() && (o.reason == responded || o.reason == noAccessToken)
	e.Attempts = c.loop.attempts
	e.MayHaveExecuted = c.loop.maybeExecuted && c.method != http.MethodGet && c.method != http.MethodHead
	return e
}

// heldBack returns the error of a call that a cooldown stopped before an attempt:
// the 429 that started the cooldown, with what is left of it.
func (c *call) heldBack(o outcome) *Error {
	e := c.errorOf(o.cooldown)
	e.Attempts, e.RetryAfter, e.stopErr = c.loop.attempts, max(0, time.Until(o.until)), o.err
	return e
}

// errorOf returns the error that describes an attempt's result.
func (c *call) errorOf(r *attemptResult) *Error {
	e := &Error{Method: c.method, Path: c.path, Route: c.route, StatusCode: r.status, RetryAfter: r.retryAfter(time.Now()),
		err: r.err, detail: r.text}
	switch {
	case r.status == 0:
	case r.ok():
		e.Body = redactBody(r.body, !r.partial, c.exchange.secrets...)
	default:
		e.Body = bytes.Clone(r.body)
		e.Message, e.Reason = r.message, r.reason
	}
	return e
}
