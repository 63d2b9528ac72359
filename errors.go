package spotify

import (
	"errors"
	"net/http"
	"strings"
	"time"
)

// These errors classify failures. Match them with [errors.Is]; the details are
// in the [*Error] or [*AuthenticationError] that a call returns.
var (
	// ErrConfig means that a constructor received invalid arguments or options,
	// or that a client or provider was not created by a constructor. Fix the
	// program; the message lists every problem.
	ErrConfig = errors.New("spotify: invalid configuration")

	// ErrInvalidID means that an ID, URI or URL is malformed or names another
	// kind of item than the call takes. Nothing was sent for that ID, except
	// that [Client.Tracks] and similar methods also report IDs that Spotify
	// itself rejects.
	ErrInvalidID = errors.New("spotify: invalid ID")

	// ErrBadRequest means that an argument is invalid and nothing was sent, or
	// that Spotify returned 400. Fix the arguments; the same call fails again.
	ErrBadRequest = errors.New("spotify: bad request")

	// ErrUnauthorized means that the credentials or the token were rejected:
	// 401 from the API, or an error such as invalid_client or invalid_grant
	// from the Accounts service. Check the client secret, or have the user log
	// in again. An outage of the Accounts service never matches it.
	ErrUnauthorized = errors.New("spotify: unauthorized")

	// ErrForbidden means that Spotify does not permit the request (403).
	// Retrying does not help. The message and the more specific sentinels
	// describe the reason.
	ErrForbidden = errors.New("spotify: forbidden")

	// ErrNotFound means that the item does not exist (404), or not in the
	// requested market: with an app token shows, episodes, audiobooks and
	// chapters need a market ([WithMarket]).
	ErrNotFound = errors.New("spotify: not found")

	// ErrRateLimited means too many requests (429). Wait for the duration in
	// RetryAfter; requests made earlier extend Spotify's rate limit.
	ErrRateLimited = errors.New("spotify: rate limited")

	// ErrServer means that Spotify failed (5xx) and that retries did not help.
	// Try again later.
	ErrServer = errors.New("spotify: server error")

	// ErrNetwork means that no complete response arrived: the name could not be
	// resolved, the connection, TLS or a proxy failed, an attempt timed out, or
	// the body of a success was truncated. No error matches it if the caller's
	// context ended, the client was closed or a [RateLimiter] failed, and an
	// [Error] constructed by a test never does.
	ErrNetwork = errors.New("spotify: network failure")

	// ErrClosed means that this program closed the client or provider. It is
	// returned as it is, so it does not report whether an earlier attempt of a
	// write was executed. Only if the client is closed while a rejected token is
	// replaced does the call return the 401 as an [*Error] that wraps it.
	ErrClosed = errors.New("spotify: closed")

	// ErrUserAuthRequired means that the endpoint requires a user token and
	// received an app token (401 "Valid user authentication required"). Use
	// [Client.As] with a provider of user tokens.
	ErrUserAuthRequired = errors.New("spotify: user authentication required")

	// ErrInsufficientScope means that the user has not granted the scope that
	// the endpoint needs (403 "Insufficient client scope" or 401 "Permissions
	// missing"). Have the user log in again with that scope.
	ErrInsufficientScope = errors.New("spotify: insufficient scope")

	// ErrPremiumRequired means that the owner of the app, or the user of the
	// player, has no Premium subscription (403).
	ErrPremiumRequired = errors.New("spotify: premium required")

	// ErrUserNotRegistered means that the app is in development mode and the
	// user is not on its list (403). Add the user in the developer dashboard.
	ErrUserNotRegistered = errors.New("spotify: user not registered for the app")

	// ErrEndpointClosed means that the endpoint is not available to this app,
	// or that a playlist belongs to another user: a 403 that says only
	// "Forbidden". Recommendations, genre seeds and related artists return 404
	// instead, which then matches both this and [ErrNotFound]. The method's doc
	// says which apps have access and what to use instead.
	ErrEndpointClosed = errors.New("spotify: endpoint closed for this app")

	// ErrNoActiveDevice means that nothing is playing, so there is no player to
	// control (404 with reason NO_ACTIVE_DEVICE). Start a device, or name one in
	// the options.
	ErrNoActiveDevice = errors.New("spotify: no active device")

	// ErrQuotaExceeded means that the app's quota for this group of endpoints
	// is used up (429 with reason QUOTA_EXCEEDED). Quotas apply to a rolling 24
	// hours. The call fails at once, whatever [WithMaxRetryWait] is; try again
	// after RetryAfter.
	ErrQuotaExceeded = errors.New("spotify: quota exceeded")
)

// An Error describes a failed request to the Web API. It is always returned as
// a pointer.
//
// It matches [ErrBadRequest], [ErrUnauthorized], [ErrForbidden], [ErrNotFound],
// [ErrRateLimited] and [ErrServer] by StatusCode, the more specific sentinels
// by Reason and Message, and [ErrNetwork] if no complete response arrived. It
// unwraps to its cause: an error of the transport or of reading the response,
// the caller's ended context, or an [*AuthenticationError].
type Error struct {
	Method     string        // HTTP method
	Path       string        // escaped path, without the query
	Route      string        // template of the path: /albums/{id}
	StatusCode int           // of the response; 0 if there is none
	Message    string        // Spotify's message, if any
	Reason     string        // Spotify's code, such as NO_ACTIVE_DEVICE
	RetryAfter time.Duration // as sent, or what is left; 0 if unknown
	Attempts   int           // requests sent for this call

	// MayHaveExecuted reports whether the request is a write and an attempt
	// ended without a complete, readable response, so that Spotify may have
	// executed it. It is false after a 408 or 5xx, which are complete responses
	// although the request may have been executed before them.
	MayHaveExecuted bool

	Body []byte // the response body, redacted, at most 8 KiB

	err           error  // why there is no complete or readable response
	detail        string // text of err, redacted
	stopErr       error  // what ended the call instead of a retry
	refreshFailed bool   // a 401 for which no new token was obtained
	network       bool   // no complete response arrived
}

// Error returns one line: method, path, status and Spotify's message.
func (e *Error) Error() string {
	text := errorText(e.Method+" "+e.Path, e.StatusCode, e.Message, e.detail, e.err, e.RetryAfter)
	if e.stopErr != nil {
		text += " (" + oneLine(unprefixed(e.stopErr)) + ")"
	}
	return text
}

// Unwrap returns the cause; nil if the response explains the failure.
func (e *Error) Unwrap() error { return joinErrors(e.err, e.stopErr) }

// Is reports whether target is a sentinel that matches e's status, reason or
// message. It uses only exported fields, except for [ErrNetwork], so that an
// Error constructed by a test matches too.
func (e *Error) Is(target error) bool {
	text := strings.ToLower(e.Message)
	switch target {
	case ErrUserAuthRequired:
		return e.StatusCode == http.StatusUnauthorized && strings.Contains(text, "valid user authentication required")
	case ErrInsufficientScope:
		return e.StatusCode == http.StatusForbidden && strings.Contains(text, "insufficient client scope") ||
			e.StatusCode == http.StatusUnauthorized && strings.Contains(text, "permissions missing")
	case ErrPremiumRequired:
		return e.Reason == "PREMIUM_REQUIRED" || e.StatusCode == http.StatusForbidden && strings.Contains(text, "premium")
	case ErrUserNotRegistered:
		return e.StatusCode == http.StatusForbidden && (strings.Contains(text, "not registered") ||
			strings.Contains(text, "not be registered") || strings.Contains(text, "not approved for app"))
	case ErrEndpointClosed:
		return e.StatusCode == http.StatusForbidden && strings.Trim(text, " .") == "forbidden" ||
			e.StatusCode == http.StatusNotFound && closedWith404(e.Route)
	case ErrNoActiveDevice:
		return e.Reason == "NO_ACTIVE_DEVICE"
	case ErrQuotaExceeded:
		return e.Reason == "QUOTA_EXCEEDED"
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized && !e.refreshFailed
	case ErrNetwork:
		return e.network
	}
	return target == statusSentinel(e.StatusCode)
}

// closedWith404 reports whether apps without access to route get 404 (measured,
// not documented).
func closedWith404(route string) bool {
	switch route {
	case "/recommendations", "/recommendations/available-genre-seeds", "/artists/{id}/related-artists":
		return true
	}
	return false
}

// Timeout reports whether a time limit caused the failure: the caller's
// deadline, [WithTimeout] or a limit of the transport.
func (e *Error) Timeout() bool { return hasTimeout(e.err) || hasTimeout(e.stopErr) }

// An AuthenticationError describes a failure to obtain an access token. It is
// always returned as a pointer.
//
// It matches [ErrUnauthorized] if the credentials were rejected, and otherwise
// [ErrRateLimited], [ErrServer] or [ErrNetwork]. No other sentinel matches: a
// 404 of the token endpoint does not mean that an item is missing. It unwraps
// to its cause.
type AuthenticationError struct {
	StatusCode  int           // of the token endpoint; 0 if there is none
	Code        string        // OAuth 2.0 error code, such as invalid_client
	Description string        // the endpoint's explanation, often empty
	RetryAfter  time.Duration // as sent, or until the next attempt; 0 if unknown
	Attempts    int           // token requests sent for this failure
	Body        []byte        // the response body, redacted, at most 8 KiB

	err          error
	detail       string // text of err, redacted
	text         string // replaces the text made of the fields, if not ""
	network      bool   // no complete response arrived
	unauthorized bool   // the provider's own error matches ErrUnauthorized
}

// Error returns one line: status, code and description.
func (e *AuthenticationError) Error() string {
	if e.text != "" {
		return e.text
	}
	words := e.Code
	if e.Code != "" && e.Description != "" {
		words += ": "
	}
	return errorText("token", e.StatusCode, words+e.Description, e.detail, e.err, e.RetryAfter)
}

// Unwrap returns the cause; nil if the response explains the failure.
func (e *AuthenticationError) Unwrap() error { return e.err }

// Is reports whether e matches target: [ErrUnauthorized] if the credentials
// were rejected, or [ErrRateLimited] or [ErrServer] according to the status. It
// uses the exported fields, except for [ErrNetwork].
func (e *AuthenticationError) Is(target error) bool {
	switch target {
	case ErrUnauthorized:
		return e.refused() || e.unauthorized
	case ErrNetwork:
		return e.network
	case ErrRateLimited, ErrServer:
		return !e.refused() && target == statusSentinel(e.StatusCode)
	}
	return false
}

// Timeout reports whether a time limit caused the failure.
func (e *AuthenticationError) Timeout() bool { return hasTimeout(e.err) }

// refused reports whether the endpoint rejected the credentials, as opposed to
// being unavailable.
func (e *AuthenticationError) refused() bool {
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
	return nil // matches no target: errors.Is does not call Is with nil
}
