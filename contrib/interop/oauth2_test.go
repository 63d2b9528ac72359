package interop_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// fromSource returns a provider that takes its tokens from an oauth2.TokenSource.
// A source cannot be forced to refresh, so a call whose token was rejected returns
// the 401.
func fromSource(s oauth2.TokenSource) spotify.AuthProvider {
	return spotify.AuthProviderFunc(func(context.Context) (string, error) {
		t, err := s.Token()
		if err != nil {
			return "", err
		}
		return t.AccessToken, nil
	})
}

// toSource is an oauth2.TokenSource that takes its tokens from an SDK provider.
type toSource struct {
	ctx      context.Context
	provider *spotify.TokenProvider
}

func (s toSource) Token() (*oauth2.Token, error) {
	t, err := s.provider.Token(s.ctx)
	if err != nil {
		return nil, err
	}
	return &oauth2.Token{AccessToken: t.AccessToken, TokenType: t.TokenType, Expiry: t.ExpiresAt}, nil
}

func appConfig(srv *spotifytest.Server) *clientcredentials.Config {
	return &clientcredentials.Config{ClientID: spotifytest.ClientID, ClientSecret: spotifytest.ClientSecret, TokenURL: srv.TokenURL(), AuthStyle: oauth2.AuthStyleInHeader}
}

func TestATokenSourceIsAProvider(t *testing.T) {
	srv, client := spotifytest.New(t)
	client = client.As(fromSource(appConfig(srv).TokenSource(t.Context())))
	for range 3 {
		if album, err := client.Album(t.Context(), spotifytest.AlbumID, nil); err != nil || album.Name == "" {
			t.Fatal(err)
		}
	}
	if n := srv.TokenRequests(); n != 1 {
		t.Errorf("%d token requests, want 1: the source keeps its token", n)
	}
	srv.ExpireTokens()
	_, err := client.Album(t.Context(), spotifytest.AlbumID, nil)
	if e := (*spotify.Error)(nil); !errors.As(err, &e) || e.StatusCode != 401 || e.Attempts != 1 {
		t.Errorf("with a source the call returns %v, want the 401", err)
	}
}

func TestTheSDKsErrorUnwrapsToTheTokenSources(t *testing.T) {
	srv, client := spotifytest.New(t)
	config := appConfig(srv)
	config.ClientSecret = "wrong"
	_, err := client.As(fromSource(config.TokenSource(t.Context()))).Album(t.Context(), spotifytest.AlbumID, nil)
	theirs, ours := (*oauth2.RetrieveError)(nil), (*spotify.AuthenticationError)(nil)
	if !errors.As(err, &theirs) || theirs.ErrorCode != "invalid_client" || !errors.As(err, &ours) {
		t.Errorf("got %v, want oauth2's error in an *AuthenticationError", err)
	}
}

func TestAUsersRefreshTokenThroughOAuth2IsKeptFreshByTheSDK(t *testing.T) {
	srv, client := spotifytest.New(t)
	config := &oauth2.Config{ClientID: spotifytest.ClientID, ClientSecret: spotifytest.ClientSecret, Endpoint: oauth2.Endpoint{TokenURL: srv.TokenURL(), AuthStyle: oauth2.AuthStyleInHeader}}
	stored := srv.RefreshToken("anna") // as a program stores it; each can be used once
	fetch := func(ctx context.Context) (spotify.Token, error) {
		token, err := config.TokenSource(ctx, &oauth2.Token{RefreshToken: stored}).Token() // a new source, so that it fetches each time
		if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) && refused.ErrorCode == "invalid_grant" {
			return spotify.Token{}, errors.Join(spotify.ErrUnauthorized, err)
		}
		if err != nil {
			return spotify.Token{}, err
		}
		stored = token.RefreshToken
		return spotify.Token{AccessToken: token.AccessToken, ExpiresAt: token.Expiry}, nil
	}
	provider, err := spotify.NewTokenProvider(fetch)
	if err != nil {
		t.Fatal(err)
	}
	defer provider.Close()
	for range 2 {
		me, err := client.As(provider).CurrentUser(t.Context())
		if err != nil || me.ID != "anna" {
			t.Fatalf("got %v, %v", me, err)
		}
		srv.ExpireTokens() // the next call gets a 401 and uses the next refresh token
	}
	if n := srv.TokenRequests(); n != 2 {
		t.Errorf("%d token requests, want 2", n)
	}

	stored = "revoked"
	later, err := spotify.NewTokenProvider(fetch)
	if err != nil {
		t.Fatal(err)
	}
	defer later.Close()
	if _, err := client.As(later).CurrentUser(t.Context()); !errors.Is(err, spotify.ErrUnauthorized) || !strings.Contains(err.Error(), "invalid_grant") {
		t.Errorf("after the user revoked: %v, want ErrUnauthorized with the reason", err)
	}
}

func TestOurProviderIsATokenSource(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	provider, err := spotify.NewClientCredentials(spotifytest.ClientID, spotifytest.ClientSecret, spotify.WithTokenURL(srv.TokenURL()))
	if err != nil {
		t.Fatal(err)
	}
	defer provider.Close()
	client := &http.Client{Transport: &oauth2.Transport{Source: toSource{t.Context(), provider}}}
	defer client.CloseIdleConnections()
	for range 2 {
		resp, err := client.Get(srv.BaseURL() + "/albums/" + spotifytest.AlbumID)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 200 {
			t.Errorf("got %s", resp.Status)
		}
	}
	if n := srv.TokenRequests(); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
	if token, err := (toSource{t.Context(), provider}).Token(); err != nil || !token.Valid() || token.Type() != "Bearer" {
		t.Errorf("oauth2 does not accept our token: %v", err)
	}
}
