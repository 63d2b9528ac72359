package spotifyauth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/spotify-sdk/spotify"
)

const (
	defaultLifetime = 5 * time.Minute // of an access token, if the response has none
	cancelGrace     = 2 * time.Second // see withGrace
)

// exchange ends a login: it exchanges the authorization code for tokens.
func (f *Flow) exchange(ctx context.Context, code, verifier string) (Login, error) {
	if code == "" {
		return Login{}, errors.New("spotifyauth: the redirect from Spotify has no code")
	}
	ctx, cancel := f.requestContext(ctx)
	defer cancel()
	sentAt := time.Now()
	t, err := f.oauth.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return Login{}, f.tokenError(ctx, err, code, verifier)
	}
	if t.RefreshToken == "" {
		return Login{}, errors.New("spotifyauth: the token response has no refresh token")
	}
	login := f.newLogin(t, sentAt, Login{Scope: strings.Join(f.oauth.Scopes, " "), LoggedInAt: sentAt.UTC().Truncate(time.Second)})
	if missing := missingScopes(login.Scope, f.oauth.Scopes); len(missing) > 0 {
		return Login{}, &ScopeError{Missing: missing}
	}
	return login, nil
}

// refresh obtains the next access token of a login, and its next refresh token if
// Spotify sends one.
func (f *Flow) refresh(ctx context.Context, login Login) (Login, error) {
	ctx, cancel := f.requestContext(ctx)
	defer cancel()
	sentAt := time.Now()
	// A new source has no token of its own, so it sends one request.
	t, err := f.oauth.TokenSource(ctx, &oauth2.Token{RefreshToken: login.RefreshToken}).Token()
	if err != nil {
		return Login{}, f.tokenError(ctx, err, login.RefreshToken)
	}
	return f.newLogin(t, sentAt, login), nil
}

// newLogin returns old with the changes of a token response.
func (f *Flow) newLogin(t *oauth2.Token, sentAt time.Time, old Login) Login {
	lifetime := time.Duration(t.ExpiresIn) * time.Second
	if lifetime <= 0 {
		lifetime = defaultLifetime
	}
	login := old
	// A login whose user granted none of the scopes has an empty one; without the
	// parameter all were granted (RFC 6749, section 5.1).
	if scope, ok := t.Extra("scope").(string); ok && (scope != "" || old.RefreshToken == "") {
		login.Scope = scope
	}
	login.ClientID = f.oauth.ClientID
	login.RefreshToken = cmp.Or(t.RefreshToken, old.RefreshToken)
	login.Token = spotify.Token{
		AccessToken: t.AccessToken,
		TokenType:   t.TokenType,
		ExpiresAt:   sentAt.Round(0).Add(lifetime).UTC().Truncate(time.Millisecond),
		Scope:       login.Scope,
	}
	return login
}

// requestContext returns the context of one token request.
func (f *Flow) requestContext(ctx context.Context) (context.Context, context.CancelFunc) {
	late := fmt.Errorf("no response within %v: %w", tokenTimeout, os.ErrDeadlineExceeded)
	return context.WithTimeoutCause(context.WithValue(ctx, oauth2.HTTPClient, f.http), tokenTimeout, late)
}

// withGrace returns a context that ends a little later than ctx. A refresh that
// is abandoned after Spotify has replaced the refresh token would end the login.
func withGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	late, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-late.Done():
		case <-time.After(cancelGrace):
			cancel(context.Cause(ctx))
		}
	})
	return late, func() {
		stop()
		cancel(context.Canceled)
	}
}

// tokenError returns the error of a failed token request. oauth2's own errors
// may quote the response, so they are not wrapped.
func (f *Flow) tokenError(ctx context.Context, err error, secrets ...string) error {
	var refused *oauth2.RetrieveError
	var failed *url.Error
	switch {
	case errors.As(err, &refused):
		return &spotify.AuthenticationError{
			StatusCode:  refused.Response.StatusCode,
			Code:        f.redact(refused.ErrorCode, secrets),
			Description: f.redact(refused.ErrorDescription, secrets),
			RetryAfter:  retryAfter(refused.Response.Header, time.Now()),
			Attempts:    1,
		}
	case ctx.Err() != nil:
		return fmt.Errorf("spotifyauth: token request: %w", context.Cause(ctx))
	case errors.As(err, &failed):
		return fmt.Errorf("spotifyauth: token request: %w", failed.Err)
	}
	return errors.New("spotifyauth: the token response is incomplete or not valid")
}

func (f *Flow) redact(s string, secrets []string) string {
	for _, secret := range append(secrets, f.oauth.ClientSecret) {
		if secret != "" {
			s = strings.ReplaceAll(s, secret, "redacted")
		}
	}
	return s
}

// retryAfter returns the wait that a response requests: seconds or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds > 0 {
		return time.Duration(min(seconds, 365*24*3600) * float64(time.Second))
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// A ScopeError reports that the user did not grant all scopes at the login. It
// matches [spotify.ErrInsufficientScope]. The login is not stored.
type ScopeError struct{ Missing []string }

func (e *ScopeError) Error() string {
	return "spotifyauth: the user did not grant the scopes " + strings.Join(e.Missing, ", ")
}

// Is reports whether target is [spotify.ErrInsufficientScope].
func (e *ScopeError) Is(target error) bool { return target == spotify.ErrInsufficientScope }
