package spotify

import (
	"context"
	"errors"
)

// AuthProvider gives the access tokens that API requests are made with: the way
// to plug in any OAuth flow. It is called before every attempt of every
// request, with the caller's own context and its values, also by [Page.All],
// batches and [Client.Do]; so it should cache. The client keeps no token, so a
// provider may choose the token by the context. It must be safe for concurrent
// use. An error that only a new login mends should wrap [ErrUnauthorized]; any
// error reaches the caller as an [*AuthenticationError] that unwraps to it.
//
// A provider may also be an [AccessTokenRefresher], without which a 401 is the
// answer, and an [io.Closer], which [Client.Close] calls once.
type AuthProvider interface {
	AccessToken(ctx context.Context) (string, error)
}

// AuthProviderFunc is a function as an [AuthProvider].
type AuthProviderFunc func(ctx context.Context) (string, error)

// AccessToken calls f.
func (f AuthProviderFunc) AccessToken(ctx context.Context) (string, error) { return f(ctx) }

// AccessTokenRefresher is an [AuthProvider] that can replace a token before its
// time. The client calls it once for each request that met a 401: joining
// those calls, and seeing that the token has moved on, is the provider's
// affair.
type AccessTokenRefresher interface {
	// RefreshAccessToken returns a token to use instead of rejected, which the
	// API answered with 401, or rejected itself if there is no better one: the
	// 401 is then the answer.
	RefreshAccessToken(ctx context.Context, rejected string) (string, error)
}

// fixedToken is an access token that is never refreshed. It sits in a closure,
// so that nothing can print it.
func fixedToken(token string) AuthProvider {
	return AuthProviderFunc(func(context.Context) (string, error) { return token, nil })
}

// accessToken asks p for a token that can be sent.
func accessToken(ctx context.Context, p AuthProvider) (string, error) {
	token, err := p.AccessToken(ctx)
	return checkedToken(ctx, token, err)
}

// refreshedToken asks p for a token in place of the rejected one.
func refreshedToken(ctx context.Context, p AccessTokenRefresher, rejected string) (string, error) {
	token, err := p.RefreshAccessToken(ctx, rejected)
	return checkedToken(ctx, token, err)
}

func checkedToken(ctx context.Context, token string, err error) (string, error) {
	if err == nil {
		if err = (Token{AccessToken: token}).usable(); err == nil {
			return token, nil
		}
	}
	if end := contextEnd(ctx); end != nil { // whatever p calls it
		return "", end
	}
	return "", tokenFailure(err)
}

// tokenFailure is err as callers see it: an *AuthenticationError, unless one is
// in it already or the provider was closed.
func tokenFailure(err error) error {
	if errors.Is(err, ErrClosed) {
		return ErrClosed
	}
	err = withoutContext(err)
	var known *AuthenticationError
	if errors.As(err, &known) {
		return err
	}
	return &AuthenticationError{err: err}
}
