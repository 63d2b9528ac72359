package spotifyauth_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
)

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
		{"a rate limit until a date", func(e *env) {
			e.srv.Fail(spotifytest.Fault{Path: "/api/token", Status: 429, RetryAfter: time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)})
		}, spotify.ErrRateLimited, spotify.ErrUnauthorized,
			func(a *spotify.AuthenticationError) bool {
				return a.RetryAfter > 50*time.Minute && a.RetryAfter <= time.Hour
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
			provider := e.provider("anna")
			_, err := e.whoIs(provider)
			a := (*spotify.AuthenticationError)(nil)
			if !errors.As(err, &a) || row.match != nil && !errors.Is(err, row.match) || errors.Is(err, row.miss) || !row.check(a) {
				t.Errorf("got %v", err)
			}
			if a != nil && a.RetryAfter > 0 {
				e.whoIs(provider) // sends nothing before the time
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
			switch {
			case err != nil && !strings.Contains(err.Error(), "already expired"): // on the way, on a busy machine
				t.Fatal(err)
			case err == nil && !seen[token]:
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
