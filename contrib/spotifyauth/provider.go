package spotifyauth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/spotify-sdk/spotify"
)

// minRemaining is what a stored access token must have left to be used again.
const minRemaining = time.Minute

// Provider returns a provider for the login that is stored under key, now or
// later. It does no I/O. While nothing is stored, its calls fail with an error
// that matches [ErrNoLogin] and [spotify.ErrUnauthorized].
//
// Keep the provider while its user is active. Several providers of one key,
// also in several processes, can use the same login at the same time.
func (f *Flow) Provider(key string) (*spotify.TokenProvider, error) {
	return f.provider(&source{flow: f, key: key})
}

// ProviderFromRefreshToken returns a provider for a refresh token that was
// obtained elsewhere. Its login is stored under key when Spotify has accepted
// it for the first time. After that, the stored login is used, which may have a
// newer refresh token, unless a different refreshToken is passed. It does no
// I/O.
func (f *Flow) ProviderFromRefreshToken(key, refreshToken string) (*spotify.TokenProvider, error) {
	if !f.initialized() {
		return nil, errZeroFlow
	}
	if err := checkText("the refresh token", refreshToken, true); err != nil {
		return nil, fmt.Errorf("spotifyauth: %w", err)
	}
	hash := sha256.Sum256([]byte(refreshToken))
	return f.provider(&source{flow: f, key: key, first: Login{
		ClientID: f.oauth.ClientID, RefreshToken: refreshToken, Origin: hex.EncodeToString(hash[:]),
	}})
}

// Logout deletes the login under key. Spotify has no way to revoke its tokens:
// the user removes the app at https://www.spotify.com/account/apps.
func (f *Flow) Logout(ctx context.Context, key string) error {
	if !f.initialized() {
		return errZeroFlow
	}
	if key == "" {
		return errEmptyKey
	}
	return f.update(ctx, key, func(Login) (Login, error) { return Login{}, nil })
}

var errEmptyKey = errors.New("spotifyauth: the key is empty")

func (f *Flow) provider(s *source) (*spotify.TokenProvider, error) {
	if !f.initialized() {
		return nil, errZeroFlow
	}
	if s.key == "" {
		return nil, errEmptyKey
	}
	return spotify.NewTokenProvider(s.fetch, spotify.WithLogger(f.log))
}

// A source fetches the access tokens of one provider, which calls fetch from
// one goroutine at a time. The store has the valid refresh token. A source
// keeps only what is not in the store.
type source struct {
	flow  *Flow
	key   string
	first Login // used until the store has a login of the same Origin

	returned string // the access token that fetch returned last
	unsaved  *Login // the latest login, if it could not be stored
	replaced string // the refresh token that unsaved replaced
}

// fetch returns an access token other than the one that it returned last.
func (s *source) fetch(ctx context.Context) (spotify.Token, error) {
	ctx, cancel := withGrace(ctx)
	defer cancel()
	login, err := s.next(ctx)
	if err != nil {
		return spotify.Token{}, err
	}
	s.returned = login.Token.AccessToken
	return login.Token, nil
}

func (s *source) next(ctx context.Context) (Login, error) {
	if s.unsaved != nil {
		if err := s.saveUnsaved(ctx); err != nil {
			return s.refreshUnsaved(ctx, err)
		}
	}
	var stored, login Login
	refreshed := false
	err := s.flow.update(ctx, s.key, func(old Login) (next Login, err error) {
		stored, login = old, s.choose(old)
		if login.RefreshToken == "" {
			return old, &noLoginError{s.key}
		}
		if login.Token.AccessToken != s.returned && time.Until(login.Token.ExpiresAt) > minRemaining {
			return login, nil // another process obtained it
		}
		if next, err = s.flow.refresh(ctx, login); err == nil {
			login, refreshed = next, true
		}
		return next, err
	})
	if err != nil && refreshed {
		s.keepUnsaved(ctx, login, stored.RefreshToken, err)
		err = nil
	}
	return login, err
}

// choose returns the login to use.
func (s *source) choose(stored Login) Login {
	if stored.ClientID != s.flow.oauth.ClientID {
		stored = Login{}
	}
	if s.first.RefreshToken != "" && stored.Origin != s.first.Origin {
		return s.first
	}
	return stored
}

// keepUnsaved keeps a login that could not be stored. Its access token is valid
// nevertheless.
func (s *source) keepUnsaved(ctx context.Context, login Login, replaced string, err error) {
	s.unsaved, s.replaced = &login, replaced
	s.flow.log.LogAttrs(ctx, slog.LevelError, "spotifyauth: login not stored", slog.String("key", s.key), slog.String("error", err.Error()))
}

// saveUnsaved stores what could not be stored before, unless the store has a
// newer login by now.
func (s *source) saveUnsaved(ctx context.Context) error {
	err := s.flow.update(ctx, s.key, func(stored Login) (Login, error) {
		if stored.RefreshToken != s.replaced {
			return stored, nil
		}
		return *s.unsaved, nil
	})
	if err == nil {
		s.unsaved = nil
	}
	return err
}

// refreshUnsaved refreshes a login that is not in the store. No other process
// knows the refresh token that is used, so no lock is needed.
func (s *source) refreshUnsaved(ctx context.Context, storeErr error) (Login, error) {
	login, err := s.flow.refresh(ctx, *s.unsaved)
	if err != nil {
		return Login{}, err
	}
	s.keepUnsaved(ctx, login, s.replaced, storeErr)
	return login, nil
}
