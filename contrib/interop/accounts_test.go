package interop_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-oauth2/oauth2/v4"
	"github.com/go-oauth2/oauth2/v4/manage"
	"github.com/go-oauth2/oauth2/v4/models"
	"github.com/go-oauth2/oauth2/v4/server"
	"github.com/go-oauth2/oauth2/v4/store"

	"github.com/spotify-sdk/spotify"
)

// accounts is an OAuth 2.0 server made with another library, and an API that
// validates each token with it.
type accounts struct {
	*httptest.Server
	manager       *manage.Manager
	tokenRequests atomic.Int32
}

func newAccounts(t *testing.T, lifetime time.Duration) *accounts {
	t.Helper()
	a := &accounts{manager: manage.NewDefaultManager()}
	a.manager.MustTokenStorage(store.NewMemoryTokenStore())
	a.manager.SetClientTokenCfg(&manage.Config{AccessTokenExp: lifetime})
	clients := store.NewClientStore()
	if err := clients.Set("an-app", &models.Client{ID: "an-app", Secret: "a-secret"}); err != nil {
		t.Fatal(err)
	}
	a.manager.MapClientStorage(clients)
	config := server.NewConfig()
	config.AllowedGrantTypes = []oauth2.GrantType{oauth2.ClientCredentials}
	grants := server.NewServer(config, a.manager)
	grants.SetClientInfoHandler(server.ClientBasicHandler)

	mux := http.NewServeMux()
	mux.HandleFunc("/api/token", func(w http.ResponseWriter, r *http.Request) {
		a.tokenRequests.Add(1)
		grants.HandleTokenRequest(w, r)
	})
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) {
		if _, err := grants.ValidationBearerToken(r); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"status": 401, "message": err.Error()}})
			return
		}
		json.NewEncoder(w).Encode(map[string]any{"id": "75nHXRoTnSu1kvENNCgEt7", "name": "An album", "type": "album"})
	})
	a.Server = httptest.NewServer(mux)
	t.Cleanup(a.Close)
	return a
}

func (a *accounts) client(t *testing.T, secret string) (*spotify.Client, *spotify.TokenProvider) {
	t.Helper()
	provider, err := spotify.NewClientCredentials("an-app", secret, spotify.WithTokenURL(a.URL+"/api/token"))
	if err != nil {
		t.Fatal(err)
	}
	client, err := spotify.New(spotify.WithBaseURL(a.URL+"/v1"), spotify.WithAuthProvider(provider))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client, provider
}

func callAlbum(ctx context.Context, client *spotify.Client) error {
	album, err := client.Album(ctx, "75nHXRoTnSu1kvENNCgEt7", nil)
	if err == nil && album.Name != "An album" {
		return errors.New("another album")
	}
	return err
}

func TestTokensOfAnotherOAuth2ServerAreReplacedWhenTheyAreRevoked(t *testing.T) {
	a := newAccounts(t, time.Hour)
	client, provider := a.client(t, "a-secret")
	for range 3 {
		if err := callAlbum(t.Context(), client); err != nil {
			t.Fatal(err)
		}
	}
	token, err := provider.Token(t.Context())
	if left := time.Until(token.ExpiresAt); err != nil || left < 59*time.Minute || left > time.Hour {
		t.Errorf("the token expires in %v, %v; want the hour that the server set", left, err)
	}
	if err := a.manager.RemoveAccessToken(t.Context(), token.AccessToken); err != nil {
		t.Fatal(err)
	}
	if err := callAlbum(t.Context(), client); err != nil {
		t.Errorf("after the server revoked the token: %v", err)
	}
	if n := a.tokenRequests.Load(); n != 2 {
		t.Errorf("%d token requests, want one, and one for the revoked token", n)
	}
}

func TestShortLivedTokensOfAnotherOAuth2ServerAreRefreshedInTime(t *testing.T) {
	a := newAccounts(t, 2*time.Second)
	client, _ := a.client(t, "a-secret")
	for end := time.Now().Add(4 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err := callAlbum(t.Context(), client); err != nil {
			t.Fatal(err)
		}
	}
	if n := a.tokenRequests.Load(); n < 2 || n > 8 {
		t.Errorf("%d token requests in two lifetimes", n)
	}
}

func TestCredentialsThatAnotherOAuth2ServerRefusesAreNotRetried(t *testing.T) {
	a := newAccounts(t, time.Hour)
	client, _ := a.client(t, "another-secret")
	for range 3 {
		err := callAlbum(t.Context(), client)
		refused := (*spotify.AuthenticationError)(nil)
		if !errors.Is(err, spotify.ErrUnauthorized) || !errors.As(err, &refused) || refused.Code != "invalid_client" {
			t.Errorf("got %v, want ErrUnauthorized and the server's own code", err)
		}
	}
	if n := a.tokenRequests.Load(); n != 1 {
		t.Errorf("%d token requests for three calls, want 1", n)
	}
}
