package spotify

import (
	"bytes"
	"context"
	"errors"
)

// AuthProvider provides the access tokens of API requests. Implement it to use
// any OAuth flow.
//
// AccessToken is called before every attempt of every request, including those
// of [Page.All], batches and [Client.Do], with the caller's own context and its
// values. It should cache, and it must be safe for concurrent use. The client
// keeps no token, so a provider may choose one by the context.
//
// Errors that require the user to log in again should wrap [ErrUnauthorized].
// Every error reaches the caller as an [*AuthenticationError] that unwraps to it.
// Other sentinels of this package in it are not matched, because they would be
// about another call.
//
// A provider may also be an [AccessTokenRefresher], without which a 401 is
// returned as it is, and an [io.Closer], which [Client.Close] calls once.
type AuthProvider interface {
	AccessToken(ctx context.Context) (string, error)
}

// AuthProviderFunc is a function that implements [AuthProvider].
type AuthProviderFunc func(ctx context.Context) (string, error)

// AccessToken calls f.
func (f AuthProviderFunc) AccessToken(ctx context.Context) (string, error) { return f(ctx) }

// AccessTokenRefresher is an [AuthProvider] that can replace an access token
// before it expires. It is called once for each request that got a 401.
// Implementations must coalesce concurrent calls themselves, and notice that the
// token was replaced meanwhile; [TokenProvider] does.
type AccessTokenRefresher interface {
	// RefreshAccessToken returns a token to use instead of rejected, for which
	// the API returned 401. It returns rejected itself if there is no better
	// one; the call then returns the 401.
	RefreshAccessToken(ctx context.Context, rejected string) (string, error)
}

// fixedToken returns a provider of one token that is never refreshed. The token
// sits in a closure, because fmt prints unexported fields without calling their
// methods.
func fixedToken(token string) AuthProvider {
	return AuthProviderFunc(func(context.Context) (string, error) { return token, nil })
}

// accessToken returns a token of p that can be sent.
func accessToken(ctx context.Context, p AuthProvider) (string, error) {
	token, err := p.AccessToken(ctx)
	return checkToken(ctx, p, token, err)
}

// refreshedToken returns a token of p to use instead of the rejected one.
func refreshedToken(ctx context.Context, p AccessTokenRefresher, rejected string) (string, error) {
	token, err := p.RefreshAccessToken(ctx, rejected)
	return checkToken(ctx, p, token, err)
}

// checkToken checks the result of the provider p and converts its error.
func checkToken(ctx context.Context, p any, token string, err error) (string, error) {
	if err == nil {
		if err = (Token{AccessToken: token}).check(); err == nil {
			return token, nil
		}
	}
	_, own := p.(interface{ initialized() bool }) // a TokenProvider
	switch {
	case ctx.Err() != nil:
		return "", callerErr(ctx) // whatever the provider calls it
	case own && err == ErrClosed:
		return "", ErrClosed // from another provider it may mean anything
	}
	return "", authenticationError(err)
}

// authenticationError returns the error of a provider or of a fetch function as
// an *AuthenticationError that the caller may modify. It calls the methods of
// err, so that later uses of the result need not.
func authenticationError(err error) *AuthenticationError {
	var known *AuthenticationError
	if nothing, ok := err.(*AuthenticationError); ok && nothing == nil {
		err = errors.New("the error is a nil *AuthenticationError")
	}
	e := &AuthenticationError{err: foreign(err)}
	if errors.As(err, &known) && known != nil {
		*e = *known
		e.Body = bytes.Clone(known.Body)
		if err == error(known) {
			e.err = foreign(known.err)
		} else { // the provider wrapped it
			e.text, e.err = oneLine(redactTokens(err.Error())), foreign(err)
		}
	}
	if e.detail == "" && e.err != nil {
		e.detail = redactTokens(unprefixed(e.err))
	}
	e.unauthorized = errors.Is(err, ErrUnauthorized) && !e.refused()
	return e
}
