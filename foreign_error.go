package spotify

import (
	"context"
	"errors"
)

// endedContextError reports that the caller's context ended. It matches the
// context's error and, within the limits of foreignError, its cause.
type endedContextError struct{ err, cause error }

// callerErr returns nil while the caller's context lasts.
func callerErr(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return &endedContextError{ctx.Err(), context.Cause(ctx)}
}

func (e *endedContextError) Error() string {
	if e.cause == e.err {
		return e.err.Error()
	}
	return e.err.Error() + ": " + unprefixed(e.cause)
}

func (e *endedContextError) Timeout() bool { return e.err == context.DeadlineExceeded }

func (e *endedContextError) Unwrap() []error {
	if e.cause == e.err {
		return []error{e.err}
	}
	return []error{e.err, &foreignError{err: e.cause, showContext: true}}
}

// foreignError wraps an error that did not originate in the client: the cause
// of a context, or an error of a transport, a provider or a limiter. Such an
// error may hold errors of another call of this package (errgroup makes the
// first failure the cause of all its siblings), which must not classify this
// call.
//
// Sentinels and error types of this package are therefore hidden, and so are
// the errors of contexts other than the caller's. Everything else in it can be
// matched.
type foreignError struct {
	err         error
	showContext bool // err is about the caller's context, which ended
}

// foreign returns err as a foreignError; nil for nil.
func foreign(err error) error {
	if _, ok := err.(*foreignError); ok || err == nil {
		return err
	}
	return &foreignError{err: err}
}

func (e *foreignError) Error() string { return e.err.Error() }

func (e *foreignError) Is(target error) bool {
	switch target {
	case context.Canceled, context.DeadlineExceeded:
		if !e.showContext {
			return false
		}
	case ErrConfig, ErrInvalidID, ErrBadRequest, ErrUnauthorized, ErrForbidden, ErrNotFound, ErrRateLimited, ErrServer,
		ErrClosed, ErrNetwork, ErrUserAuthRequired, ErrInsufficientScope, ErrPremiumRequired, ErrUserNotRegistered,
		ErrEndpointClosed, ErrNoActiveDevice, ErrQuotaExceeded:
		return false
	}
	return errors.Is(e.err, target)
}

func (e *foreignError) As(target any) bool {
	switch target.(type) {
	case **Error, **AuthenticationError:
		return false
	}
	return errors.As(e.err, target)
}
