package spotify

import (
	"context"
	"log/slog"
	"time"
)

// The source sits in a closure: fmt follows a pointer to unexported fields, where
// it calls no redacting methods.

// TokenProvider provides the access token of one grant. It caches the token and
// refreshes it in the background before it expires. Callers that wait for a new
// token share one request. Create one with [NewClientCredentials] or
// [NewTokenProvider]. It is safe for concurrent use, runs no goroutine while
// idle and needs no Close.
//
// What a caller gets depends on the remaining lifetime of the current token.
// For a token of one hour and the default skew:
//
//	over 10 minutes            the token
//	10 minutes to 30 seconds   the token; a refresh starts in the background
//	30 seconds to 0            a new token, or the current one after 5 seconds
//	no token, or expired       a new token, or an error
//
// The background refresh starts at a random time in the earlier half of its range.
type TokenProvider struct{ inner func() *tokenSource }

var (
	_ AuthProvider         = (*TokenProvider)(nil)
	_ AccessTokenRefresher = (*TokenProvider)(nil)
)

// newTokenProvider returns a provider that obtains its tokens from g. closeIdle
// closes the idle connections of a transport that only g uses; it may be nil.
func newTokenProvider(g grant, skew time.Duration, cache TokenCache, key string, log *slog.Logger, closeIdle func()) *TokenProvider {
	s := &tokenSource{grant: g, skew: skew, cache: cache, key: key, log: log, closeIdle: closeIdle}
	s.closed, s.endAll = context.WithCancelCause(context.Background())
	return &TokenProvider{func() *tokenSource { return s }}
}

// AccessToken returns a token that has not expired. It waits for a new one if
// there is none, or for up to five seconds if the token is about to expire;
// otherwise it returns at once. It stops waiting when ctx ends. Errors are an
// [*AuthenticationError] or [ErrClosed], and match the error of an ended ctx.
func (p *TokenProvider) AccessToken(ctx context.Context) (string, error) {
	t, err := p.Token(ctx)
	return t.AccessToken, err
}

// Token returns the same as [TokenProvider.AccessToken], with the expiry.
func (p *TokenProvider) Token(ctx context.Context) (Token, error) {
	s, err := p.source(ctx)
	if err != nil {
		return Token{}, err
	}
	t, err := s.get(ctx)
	if err != nil {
		return Token{}, err
	}
	return t.token, nil
}

// RefreshAccessToken returns a token to use instead of rejected: the current
// one if it was replaced meanwhile, or else a new one, requested once for all
// callers. It returns rejected itself if that was obtained less than ten
// seconds ago to replace another rejected token, or if the new token is the
// rejected one again, so that a server that rejects every token does not cause
// endless requests.
func (p *TokenProvider) RefreshAccessToken(ctx context.Context, rejected string) (string, error) {
	s, err := p.source(ctx)
	if err != nil {
		return "", err
	}
	return s.replace(ctx, rejected)
}

// Close cancels a token request that is in flight, makes later calls fail with
// [ErrClosed] and closes the idle connections of the provider's own transport.
// It does not block and may be called more than once.
func (p *TokenProvider) Close() error {
	s, err := p.source(context.Background())
	if err != nil {
		return err
	}
	s.close()
	return nil
}

func (p *TokenProvider) initialized() bool { return p != nil && p.inner != nil }

func (p *TokenProvider) source(ctx context.Context) (*tokenSource, error) {
	if !p.initialized() {
		return nil, inputErrorf(ErrConfig, "the TokenProvider was not created by NewClientCredentials or NewTokenProvider")
	}
	if ctx == nil {
		return nil, inputErrorf(ErrBadRequest, "the context is nil")
	}
	return p.inner(), nil
}
