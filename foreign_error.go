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
	return e.err.Error() + ": " + e.cause.Error()
}

func (e *endedContextError) Timeout() bool { return e.err == context.DeadlineExceeded }

func (e *endedContextError) Unwrap() []error {
	if e.cause == e.err {
		return []error{e.err}
	}
	return []error{e.err, &foreignError{err: e.cause}}
}

// foreignError wraps an error that somebody else made: the cause of a context,
// or what a transport, a provider or a limiter returned. Such an error may hold
// errors of another call of this package (errgroup makes the first failure the
// cause of all its siblings), which must not classify this call. So sentinels
// and error types of this package are hidden; all else in it can be found.
type foreignError struct {
	err         error
	hideContext bool  // hide context errors too: the caller's context did not end
	visible     error // a sentinel that is not hidden; nil: all are
}

func (e *foreignError) Error() string { return e.err.Error() }

func (e *foreignError) Is(target error) bool {
	switch target {
	case context.Canceled, context.DeadlineExceeded:
		if e.hideContext {
			return false
		}
	case ErrConfig, ErrInvalidID, ErrBadRequest, ErrUnauthorized, ErrForbidden, ErrNotFound, ErrRateLimited, ErrServer,
		ErrClosed, ErrNetwork, ErrUserAuthRequired, ErrInsufficientScope, ErrPremiumRequired, ErrUserNotRegistered,
		ErrEndpointClosed, ErrNoActiveDevice, ErrQuotaExceeded:
		if target != e.visible {
			return false
		}
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
