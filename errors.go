package spotify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// Classes of failure, to be matched with [errors.Is]. Errors carry their facts
// in an [*Error] or an [*AuthenticationError]; these say what kind they are.
var (
	// ErrConfig: a constructor was given something that cannot work, or a
	// client or provider was not made by one. Mend the program; the text names
	// every mistake.
	ErrConfig = errors.New("spotify: invalid configuration")

	// ErrInvalidID: an ID, URI or URL is not one of the wanted kind. Nothing
	// was sent.
	ErrInvalidID = errors.New("spotify: invalid ID")

	// ErrBadRequest: an argument was refused before the network, or Spotify
	// answered 400. Mend the arguments; the same call fails again.
	ErrBadRequest = errors.New("spotify: bad request")

	// ErrUnauthorized: the credentials or the token were refused (401, or the
	// Accounts service's invalid_client and its kin). Check the client secret;
	// a user must log in again. An outage of the Accounts service never
	// matches it.
	ErrUnauthorized = errors.New("spotify: unauthorized")

	// ErrForbidden: Spotify understood and refused (403). The message and the
	// narrower sentinels below say why; trying again does not help.
	ErrForbidden = errors.New("spotify: forbidden")

	// ErrNotFound: there is no such thing (404), or not in the market that was
	// asked for: shows, episodes and audiobooks need [WithMarket] with an
	// app-only token.
	ErrNotFound = errors.New("spotify: not found")

	// ErrRateLimited: too many requests (429). Come back after the error's
	// RetryAfter; calling on earlier makes Spotify's bans longer.
	ErrRateLimited = errors.New("spotify: rate limited")

	// ErrServer: Spotify failed (5xx) and retrying did not help. Try later.
	ErrServer = errors.New("spotify: server error")

	// ErrClosed: the client or provider was closed by this program. It is
	// returned as it is: of a write that was waiting to be sent again it does
	// not say whether an earlier attempt was executed.
	ErrClosed = errors.New("spotify: closed")

	// ErrUserAuthRequired: the endpoint needs a user's token and was given an
	// app's (401 "Valid user authentication required"). Use [Client.As] with a
	// provider of a user's tokens.
	ErrUserAuthRequired = errors.New("spotify: user authentication required")

	// ErrInsufficientScope: the user has not granted the scope that the
	// endpoint needs (403). Send the user through the login with that scope.
	ErrInsufficientScope = errors.New("spotify: insufficient scope")

	// ErrPremiumRequired: the app's owner, or the user of the player, has no
	// Premium subscription (403). Tell the operator, or the user.
	ErrPremiumRequired = errors.New("spotify: premium required")

	// ErrUserNotRegistered: the app is in development mode and the user is not
	// on its list (403). Add the user in the developer dashboard.
	ErrUserNotRegistered = errors.New("spotify: user not registered for the app")

	// ErrEndpointClosed: a 403 that says only "Forbidden": this app's mode has
	// not got the endpoint (or the playlist is somebody else's). The method's
	// doc says who still has it and what to use instead.
	ErrEndpointClosed = errors.New("spotify: endpoint closed for this app")

	// ErrNoActiveDevice: nothing plays, so there is nothing to control (404,
	// reason NO_ACTIVE_DEVICE). Start a device or name one in the options.
	ErrNoActiveDevice = errors.New("spotify: no active device")

	// ErrQuotaExceeded: the developer account's daily quota for this group of
	// endpoints is used up (429, reason QUOTA_EXCEEDED). Wait RetryAfter; the
	// client does not.
	ErrQuotaExceeded = errors.New("spotify: quota exceeded")
)

// Error is a failed call of the Web API, always returned as *Error. It matches
// [ErrBadRequest], [ErrUnauthorized], [ErrForbidden], [ErrNotFound],
// [ErrRateLimited] and [ErrServer] by StatusCode, and the narrower sentinels by
// Reason and Spotify's words. It unwraps to what caused it: a transport's or
// decoding error, the caller's ended context, an *AuthenticationError.
type Error struct {
	Method     string        // HTTP method
	Path       string        // escaped path of the request, without its query
	Route      string        // the path's template, such as /albums/{id}
	StatusCode int           // of the last answer; 0 if none came
	Message    string        // Spotify's own words, if any
	Reason     string        // Spotify's code for the player and quotas, such as NO_ACTIVE_DEVICE
	RetryAfter time.Duration // as Spotify sent it, or until the cool-down opens; 0 if unknown
	Attempts   int           // requests handed to the transport for this call; 0 if a cool-down answered

	// MayHaveExecuted tells that the call is a write and that some attempt
	// ended without its whole answer, so that Spotify may have done it.
	MayHaveExecuted bool

	Body []byte // the answer's payload, masked, at most 8 KiB

	err       error  // why there is no whole or readable answer
	detail    string // text of err, masked
	also      error  // what ended the call in place of a retry
	unrenewed bool   // a 401 whose token could not be renewed: also decides
}

// Error gives one line: method, path, status, Spotify's message.
func (e *Error) Error() string {
	text := describe(e.Method+" "+e.Path, e.StatusCode, e.Message, e.detail, e.err, e.RetryAfter)
	if e.also != nil {
		text += " (" + oneLine(unprefixed(e.also)) + ")"
	}
	return text
}

// Unwrap gives the cause: nil where the answer says it all.
func (e *Error) Unwrap() error { return joined(e.err, e.also) }

// Is reports whether target is the sentinel of e's status, reason or message.
// It looks at the exported fields, so that an Error made by hand matches too.
func (e *Error) Is(target error) bool {
	text := strings.ToLower(e.Message)
	switch target {
	case ErrUserAuthRequired:
		return e.StatusCode == http.StatusUnauthorized && strings.Contains(text, "valid user authentication required")
	case ErrInsufficientScope:
		return e.StatusCode == http.StatusForbidden && strings.Contains(text, "insufficient client scope")
	case ErrPremiumRequired:
		return e.Reason == "PREMIUM_REQUIRED" || e.StatusCode == http.StatusForbidden && strings.Contains(text, "premium")
	case ErrUserNotRegistered:
		return e.StatusCode == http.StatusForbidden && (strings.Contains(text, "not registered") ||
			strings.Contains(text, "not be registered") || strings.Contains(text, "not approved for app"))
	case ErrEndpointClosed:
		return e.StatusCode == http.StatusForbidden && strings.Trim(text, " .") == "forbidden"
	case ErrNoActiveDevice:
		return e.Reason == "NO_ACTIVE_DEVICE"
	case ErrQuotaExceeded:
		return e.Reason == "QUOTA_EXCEEDED"
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized && !e.unrenewed
	}
	return target == statusSentinel(e.StatusCode)
}

// Timeout reports whether a limit of time caused the failure: the caller's
// deadline, [WithTimeout], a dial's limit.
func (e *Error) Timeout() bool { return timedOut(e.Unwrap()) }

// AuthenticationError is an access token that could not be had, always returned
// as *AuthenticationError. It matches [ErrUnauthorized] if the credentials were
// refused, else the sentinel of StatusCode; an outage matches [ErrServer] or,
// if no answer came, nothing. It unwraps to its cause.
type AuthenticationError struct {
	StatusCode  int           // of the token endpoint's last answer; 0 if none came
	Code        string        // OAuth 2.0 error code (RFC 6749, section 5.2), such as invalid_client
	Description string        // the endpoint's words for it, often empty
	RetryAfter  time.Duration // as sent, or until the provider asks again; 0 if unknown
	Attempts    int           // token requests made for this failure; 0 if an earlier one answered
	Body        []byte        // the answer's payload, masked, at most 8 KiB

	err    error
	detail string // text of err, masked
}

// Error gives one line: status, code, description.
func (e *AuthenticationError) Error() string {
	words := e.Code
	if e.Code != "" && e.Description != "" {
		words += ": "
	}
	return describe("token", e.StatusCode, words+e.Description, e.detail, e.err, e.RetryAfter)
}

// Unwrap gives the cause: nil where the answer says it all.
func (e *AuthenticationError) Unwrap() error { return e.err }

// Is reports whether target is [ErrUnauthorized] for refused credentials, or
// else the sentinel of the status. It looks at the exported fields alone.
func (e *AuthenticationError) Is(target error) bool {
	if e.permanent() {
		return target == ErrUnauthorized
	}
	return target == statusSentinel(e.StatusCode)
}

// Timeout reports whether a limit of time caused the failure.
func (e *AuthenticationError) Timeout() bool { return timedOut(e.err) }

// permanent tells refused credentials from an endpoint in trouble.
func (e *AuthenticationError) permanent() bool {
	switch s := e.StatusCode; {
	case s == http.StatusUnauthorized:
		return true
	case s == http.StatusRequestTimeout, s == http.StatusTooManyRequests, s >= 500, s >= 300 && s < 400:
		return false
	}
	return e.Code != "" && e.Code != "temporarily_unavailable" && e.Code != "server_error"
}

func statusSentinel(status int) error {
	switch {
	case status == http.StatusBadRequest:
		return ErrBadRequest
	case status == http.StatusUnauthorized:
		return ErrUnauthorized
	case status == http.StatusForbidden:
		return ErrForbidden
	case status == http.StatusNotFound:
		return ErrNotFound
	case status == http.StatusTooManyRequests:
		return ErrRateLimited
	case status >= 500 && status < 600:
		return ErrServer
	}
	return nil // matches no target: errors.Is never asks for nil
}

// describe writes the text of both error types.
func describe(what string, status int, words, detail string, cause error, retryAfter time.Duration) string {
	var b strings.Builder
	b.WriteString("spotify: " + what)
	if status != 0 {
		b.WriteString(": " + strings.TrimSpace(strconv.Itoa(status)+" "+http.StatusText(status)))
	}
	if words = oneLine(words); words != "" {
		b.WriteString(": " + words)
	}
	if detail == "" && cause != nil {
		detail = unprefixed(cause)
	}
	if detail = oneLine(detail); detail != "" {
		b.WriteString(": " + detail)
	}
	if retryAfter > 0 {
		b.WriteString(" (retry after " + retryAfter.Round(time.Second/10).String() + ")")
	}
	return b.String()
}

// oneLine makes control characters and runs of white space a single space.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 }), " ")
}

func unprefixed(err error) string { return strings.TrimPrefix(err.Error(), "spotify: ") }

// joined is one error that unwraps to both; nil only if both are.
func joined(a, b error) error {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return errors.Join(a, b)
}

func timedOut(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// inputError is an argument or option refused before the network.
type inputError struct {
	class error // ErrConfig, ErrInvalidID or ErrBadRequest
	text  string
}

func (e *inputError) Error() string { return "spotify: " + e.text }
func (e *inputError) Unwrap() error { return e.class }

func inputErrorf(class error, format string, args ...any) error {
	return &inputError{class, fmt.Sprintf(format, args...)}
}

// timeoutError is a limit of the SDK's own. It stands in for what the transport
// said, which would look like the caller's expired context.
type timeoutError struct{ text string }

func (e *timeoutError) Error() string        { return e.text }
func (e *timeoutError) Timeout() bool        { return true }
func (e *timeoutError) Is(target error) bool { return target == os.ErrDeadlineExceeded }

// endedContext is a caller's context that is over: its Err and its Cause.
type endedContext struct{ err, cause error }

func (e *endedContext) Unwrap() []error { return []error{e.err, e.cause} }
func (e *endedContext) Error() string {
	if e.cause == e.err {
		return e.err.Error()
	}
	return e.err.Error() + ": " + e.cause.Error()
}

// contextEnd is nil while ctx lasts. Of a context that the SDK itself ended it
// gives the SDK's reason alone.
func contextEnd(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	cause := context.Cause(ctx)
	if _, ours := cause.(*timeoutError); ours || cause == ErrClosed {
		return cause
	}
	return &endedContext{ctx.Err(), cause}
}

// withoutContext hides context errors that are not the caller's, and nothing
// else: errors.Is and errors.As find all that is in it besides.
func withoutContext(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &foreignContext{err}
	}
	return err
}

type foreignContext struct{ err error }

func (e *foreignContext) Error() string      { return e.err.Error() }
func (e *foreignContext) As(target any) bool { return errors.As(e.err, target) }
func (e *foreignContext) Is(target error) bool {
	return target != context.Canceled && target != context.DeadlineExceeded && errors.Is(e.err, target)
}

// errExited is the result of work whose goroutine called runtime.Goexit.
var errExited = errors.New("the goroutine exited without a result")

// panicError tells of a recovered panic by the type of its value alone, which
// might hold anything.
func panicError(p any) error { return fmt.Errorf("panic with a value of type %T", p) }
