package spotifyauth_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
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

func TestRefusedAndFailedRefreshes(t *testing.T) {
	for _, row := range []struct {
		name        string
		change      func(*env)
		match, miss error
		check       func(*spotify.AuthenticationError) bool
	}{
		{"revoked", func(e *env) { e.srv.RevokeRefreshTokens("anna") }, spotify.ErrUnauthorized, spotify.ErrServer,
			func(a *spotify.AuthenticationError) bool {
				return a.Code == "invalid_grant" && a.Description == "Refresh token revoked"
			}},
		{"after six months", func(e *env) {
			e.srv.SetLogin(spotifytest.Login{RefreshLifetime: time.Nanosecond})
			e.put("anna", "anna")
		}, spotify.ErrUnauthorized, spotify.ErrServer,
			func(a *spotify.AuthenticationError) bool { return a.Code == "invalid_grant" && a.StatusCode == 400 }},
		{"a wrong secret", func(e *env) { e.config.ClientSecret = "another-secret" }, spotify.ErrUnauthorized, spotify.ErrServer,
			func(a *spotify.AuthenticationError) bool { return a.Code == "invalid_client" }},
		{"an outage", func(e *env) { e.srv.Fail(spotifytest.Fault{Path: "/api/token", Status: 503, RetryAfter: "9"}) },
			spotify.ErrServer, spotify.ErrUnauthorized,
			func(a *spotify.AuthenticationError) bool { return a.RetryAfter > 8*time.Second && a.Attempts == 1 }},
		{"a rate limit", func(e *env) { e.srv.Fail(spotifytest.Fault{Path: "/api/token", Status: 429, RetryAfter: "7"}) },
			spotify.ErrRateLimited, spotify.ErrUnauthorized,
			func(a *spotify.AuthenticationError) bool {
				return a.RetryAfter > 6*time.Second && a.RetryAfter <= 7*time.Second
			}},
		{"a response that repeats the request", func(e *env) {
			e.srv.Fail(spotifytest.Fault{Path: "/api/token", Handler: func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(400)
				json.NewEncoder(w).Encode(map[string]string{"error": "invalid_grant", "error_description": "not " + r.FormValue("refresh_token")})
			}})
		}, spotify.ErrUnauthorized, spotify.ErrServer,
			func(a *spotify.AuthenticationError) bool { return a.Description == "not redacted" }},
		{"a lost connection", func(e *env) { e.srv.Fail(spotifytest.Fault{Path: "/api/token", Reset: true}) },
			nil, spotify.ErrUnauthorized, func(a *spotify.AuthenticationError) bool { return a.StatusCode == 0 }},
		{"garbage", func(e *env) {
			e.srv.Stub(spotifytest.Stub{Path: "/api/token", Body: `{"access_token":"BQ-garbage","expires_in":"AQ"}`})
		},
			nil, spotify.ErrUnauthorized, func(a *spotify.AuthenticationError) bool { return !strings.Contains(a.Error(), "BQ-") }},
		{"a proxy's page", func(e *env) { e.srv.Fail(spotifytest.Fault{Path: "/api/token", Status: 502, Body: "<html>"}) },
			spotify.ErrServer, spotify.ErrUnauthorized, func(a *spotify.AuthenticationError) bool { return !strings.Contains(a.Error(), "<html>") }},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := start(t)
			e.put("anna", "anna")
			row.change(e)
			before := e.stored("anna")
			_, err := e.whoIs(e.provider("anna"))
			a := (*spotify.AuthenticationError)(nil)
			if !errors.As(err, &a) || row.match != nil && !errors.Is(err, row.match) || errors.Is(err, row.miss) || !row.check(a) {
				t.Errorf("got %v", err)
			}
			if n := len(e.tokenRequests()); n != 1 {
				t.Errorf("%d token requests, want 1", n)
			}
			if e.stored("anna") != before {
				t.Error("the stored login has changed")
			}
			e.noSecretIn(err.Error())
		})
	}
}

func TestTokenRequestFollowsNoRedirect(t *testing.T) {
	var reached atomic.Int32
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	defer thief.Close()
	for _, hc := range []*http.Client{nil, {Transport: http.DefaultTransport}} {
		e := start(t)
		e.config.HTTPClient = hc
		e.put("anna", "anna")
		e.srv.Fail(spotifytest.Fault{Path: "/api/token", Handler: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, thief.URL, http.StatusTemporaryRedirect)
		}})
		_, err := e.whoIs(e.provider("anna"))
		if a := (*spotify.AuthenticationError)(nil); !errors.As(err, &a) || a.StatusCode != 307 || errors.Is(err, spotify.ErrUnauthorized) {
			t.Errorf("got %v", err)
		}
		if reached.Load() != 0 {
			t.Error("the refresh token was sent elsewhere")
		}
	}
}

func TestProviderContinuesWhileTheStoreFails(t *testing.T) {
	e := start(t)
	e.put("anna", "anna")
	files := e.config.Store
	var mu sync.Mutex // guards failing
	failing := errors.New("disk full")
	e.config.Store = storeFunc(func(ctx context.Context, key string, change func(spotifyauth.Login) (spotifyauth.Login, error)) error {
		return files.Update(ctx, key, func(old spotifyauth.Login) (spotifyauth.Login, error) {
			next, err := change(old)
			mu.Lock()
			defer mu.Unlock()
			if err == nil && next != old {
				err = failing
			}
			return next, err
		})
	})
	e.srv.SetTokenLifetime(time.Second)
	provider := e.provider("anna")
	seen := map[string]bool{}
	next := func() {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			token, err := provider.AccessToken(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !seen[token] {
				seen[token] = true
				return
			}
		}
		t.Fatal("there is no other access token")
	}
	first := e.stored("anna").RefreshToken
	for range 3 {
		next() // each uses up the refresh token of the one before
	}
	if got := e.stored("anna").RefreshToken; got != first {
		t.Error("the failing store has stored something")
	}
	if text := e.logged.text(); !strings.Contains(text, "login not stored") || !strings.Contains(text, "disk full") {
		t.Errorf("logged: %s", text)
	}
	mu.Lock()
	failing = nil
	mu.Unlock()
	next()
	if e.stored("anna").RefreshToken == first {
		t.Fatal("the login was not stored when the store worked again")
	}
	provider.Close()
	e.wantUser(e.provider("anna"), "anna") // a restart: the stored refresh token is the latest
}

func TestALoginInTheMeantimeReplacesWhatCouldNotBeStored(t *testing.T) {
	e := start(t)
	e.put("anna", "anna")
	files, failOnce := e.config.Store, true
	e.config.Store = storeFunc(func(ctx context.Context, key string, change func(spotifyauth.Login) (spotifyauth.Login, error)) error {
		return files.Update(ctx, key, func(old spotifyauth.Login) (spotifyauth.Login, error) {
			next, err := change(old)
			if err == nil && failOnce {
				failOnce, err = false, errors.New("disk full")
			}
			return next, err
		})
	})
	provider := e.provider("anna")
	e.wantUser(provider, "anna")
	e.config.Store = files
	e.put("anna", "ben") // somebody logs in again, as another user
	e.srv.ExpireTokens()
	e.wantUser(provider, "ben")
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

func TestRefreshIsNotAbandonedWithItsCaller(t *testing.T) {
	e := start(t)
	e.put("anna", "anna")
	release, arrived := make(chan struct{}), make(chan struct{})
	e.config.HTTPClient = &http.Client{Transport: roundTripFunc(func(r *http.Request) (*http.Response, error) {
		resp, err := http.DefaultTransport.RoundTrip(r)
		close(arrived)
		<-release
		if r.Context().Err() != nil {
			return nil, r.Context().Err()
		}
		return resp, err
	})}
	first := e.stored("anna").RefreshToken
	provider := e.provider("anna")
	result := make(chan error, 1)
	go func() { _, err := provider.AccessToken(t.Context()); result <- err }()
	<-arrived // Spotify has replaced the refresh token
	provider.Close()
	if err := <-result; !errors.Is(err, spotify.ErrClosed) {
		t.Errorf("the caller got %v", err)
	}
	close(release)
	for end := time.Now().Add(10 * time.Second); e.stored("anna").RefreshToken == first; {
		if time.Now().After(end) {
			t.Fatal("the new refresh token was not stored")
		}
	}
	e.config.HTTPClient = nil
	e.wantUser(e.provider("anna"), "anna")
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
