package spotifyauth_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// provider returns the provider of a key.
func (e *env) provider(key string) *spotify.TokenProvider {
	e.Helper()
	p, err := e.flow().Provider(key)
	if err != nil {
		e.Fatal(err)
	}
	e.Cleanup(func() { p.Close() })
	return p
}

// A storeFunc is a function as a store.
type storeFunc func(ctx context.Context, key string, change func(spotifyauth.Login) (spotifyauth.Login, error)) error

func (f storeFunc) Update(ctx context.Context, key string, change func(spotifyauth.Login) (spotifyauth.Login, error)) error {
	return f(ctx, key, change)
}

func TestProviderStoresTheRotatedTokenBeforeTheAccessTokenIsUsed(t *testing.T) {
	e := start(t)
	first := e.put("anna", "anna")
	provider := e.provider("anna")
	token, err := provider.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	login := e.stored("anna")
	if login.RefreshToken == first || login.Token.AccessToken != token.AccessToken || login.Scope != strings.Join(e.config.Scopes, " ") {
		t.Errorf("with the first access token the store has %v, rotated: %t", login, login.RefreshToken != first)
	}
	if left := time.Until(token.ExpiresAt); left < 59*time.Minute || left > time.Hour {
		t.Errorf("the token lasts another %v", left)
	}
	e.srv.ExpireTokens() // before their time, so that the Web API returns 401
	e.wantUser(provider, "anna")
	if e.stored("anna").RefreshToken == login.RefreshToken {
		t.Error("after a 401 the refresh token in the store is the old one")
	}
	if n := len(e.tokenRequests()); n != 2 {
		t.Errorf("%d token requests, want 2", n)
	}
}

func TestProviderKeepsTheRefreshTokenIfSpotifySendsNone(t *testing.T) {
	e := start(t)
	e.srv.SetLogin(spotifytest.Login{Rotation: spotifytest.RotateNever})
	first := e.put("anna", "anna")
	provider := e.provider("anna")
	e.wantUser(provider, "anna")
	e.srv.ExpireTokens()
	e.wantUser(provider, "anna")
	if e.stored("anna").RefreshToken != first {
		t.Error("the refresh token has changed")
	}
}

func TestProvidersOfOneKeyShareTheAccessToken(t *testing.T) {
	e := start(t)
	e.put("anna", "anna")
	one, two := e.provider("anna"), e.provider("anna")
	for range 2 {
		for _, p := range []*spotify.TokenProvider{one, two} {
			e.wantUser(p, "anna")
		}
		e.srv.ExpireTokens()
	}
	if n := len(e.tokenRequests()); n != 2 {
		t.Errorf("%d token requests for two tokens of two providers, want 2", n)
	}
}

func TestProviderWithoutALogin(t *testing.T) {
	e := start(t)
	provider := e.provider("anna")
	_, err := e.whoIs(provider)
	if _, err := os.Stat(e.config.Store.(*spotifyauth.FileStore).Path()); err == nil {
		t.Error("a read has created the file")
	}
	if !errors.Is(err, spotifyauth.ErrNoLogin) || !errors.Is(err, spotify.ErrUnauthorized) || !strings.Contains(err.Error(), `"anna"`) {
		t.Errorf("got %v", err)
	}
	e.put("ben", "ben")
	e.config.ClientID = "another-app"
	if _, err := e.whoIs(e.provider("ben")); !errors.Is(err, spotifyauth.ErrNoLogin) || len(e.tokenRequests()) != 0 {
		t.Errorf("the login of another app: %v", err)
	}
	if _, err := e.flow().Provider(""); err == nil {
		t.Error("an empty key is accepted")
	}
}

func TestLogoutDeletesTheLogin(t *testing.T) {
	e := start(t)
	e.put("anna", "anna")
	e.put("ben", "ben")
	if err := e.flow().Logout(t.Context(), "anna"); err != nil {
		t.Fatal(err)
	}
	if _, err := e.whoIs(e.provider("anna")); !errors.Is(err, spotifyauth.ErrNoLogin) {
		t.Errorf("after the logout: %v", err)
	}
	e.wantUser(e.provider("ben"), "ben")
	text, err := os.ReadFile(e.config.Store.(*spotifyauth.FileStore).Path())
	if err != nil || strings.Contains(string(text), "anna") {
		t.Errorf("the file has %s, %v", text, err)
	}
}

func TestProviderFromRefreshToken(t *testing.T) {
	e := start(t)
	service := func(refreshToken string) *spotify.TokenProvider {
		t.Helper()
		p, err := e.flow().ProviderFromRefreshToken("service", refreshToken)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { p.Close() })
		return p
	}
	first := e.srv.RefreshToken("anna")
	e.wantUser(service(first), "anna")
	e.srv.ExpireTokens()
	p := service(first) // a restart with the same environment
	e.wantUser(p, "anna")
	e.wantUser(service(e.srv.RefreshToken("ben")), "ben") // the operator replaced the token
	for _, bad := range []string{"", "AQ x", "AQ\n"} {
		if _, err := e.flow().ProviderFromRefreshToken("service", bad); err == nil || strings.Contains(err.Error(), "AQ") {
			t.Errorf("the refresh token %q: %v", bad, err)
		}
	}
	text, err := json.Marshal(e.stored("service"))
	if err != nil || strings.Contains(string(text), first) {
		t.Errorf("the stored login still has the first refresh token, %v", err)
	}
}

func TestMemoryStoreIsTheDefault(t *testing.T) {
	e := start(t)
	e.config.Store = nil
	flow := e.flow()
	p, err := flow.Login(t.Context(), &spotifyauth.LoginOptions{Output: io.Discard, OpenURL: (&browser{}).open})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	again, err := flow.Login(t.Context(), &spotifyauth.LoginOptions{Output: io.Discard, OpenURL: func(context.Context, string) error {
		t.Error("the browser was opened again")
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	e.wantUser(again, "anna")
}
