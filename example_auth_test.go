package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// AuthProviderFunc makes a function a provider: here one that reads the token
// from a file that another process keeps fresh.
func ExampleAuthProviderFunc() {
	client, err := spotify.New(spotify.WithAuthProvider(spotify.AuthProviderFunc(
		func(context.Context) (string, error) {
			token, err := os.ReadFile("/run/secrets/spotify-token")
			return strings.TrimSpace(string(token)), err
		})))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

type whoKey struct{} // of the user's name in a context

// usersByName chooses the token by the context that a call is made with.
type usersByName map[string]spotify.AuthProvider

func (users usersByName) AccessToken(ctx context.Context) (string, error) {
	name, _ := ctx.Value(whoKey{}).(string)
	if p, ok := users[name]; ok {
		return p.AccessToken(ctx)
	}
	return "", fmt.Errorf("%w: nobody is logged in", spotify.ErrUnauthorized)
}

// One provider can serve many users, because it gets the context of each call.
// To replace rejected tokens, implement RefreshAccessToken in the same way.
func ExampleAuthProvider() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	users := usersByName{"anna": srv.User("anna"), "ben": srv.User("ben")}
	client, err := spotify.New(spotify.WithAuthProvider(users), spotify.WithBaseURL(srv.BaseURL()))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	for _, name := range []string{"anna", "ben", ""} {
		ctx := context.WithValue(context.Background(), whoKey{}, name)
		me, err := client.CurrentUser(ctx)
		if errors.Is(err, spotify.ErrUnauthorized) {
			fmt.Println(err)
			continue
		} else if err != nil {
			log.Fatal(err)
		}
		fmt.Println(me.ID)
	}
	// Output:
	// anna
	// ben
	// spotify: token: unauthorized: nobody is logged in
}

// Two apps need two clients. Each has its own tokens, cooldowns and retry
// budget, so a rate limit of one app does not stop the other.
func ExampleWithClientCredentials() {
	srv, other := spotifytest.NewServer(), spotifytest.NewServer()
	defer srv.Close()
	defer other.Close()
	catalog, err := spotify.New(srv.Options()...) // New(WithClientCredentials(id, secret))
	if err != nil {
		log.Fatal(err)
	}
	defer catalog.Close()
	charts, err := spotify.New(other.Options()...) // New(WithClientCredentials(otherID, otherSecret))
	if err != nil {
		log.Fatal(err)
	}
	defer charts.Close()

	srv.Fail(spotifytest.Fault{Status: 429, RetryAfter: "3600"})
	for _, client := range []*spotify.Client{catalog, charts} {
		_, err := client.Artist(context.Background(), spotifytest.ArtistID)
		fmt.Println(err)
	}
	// Output:
	// spotify: GET /v1/artists/2GZox3ncWYjQmNIOTKw72E: 429 Too Many Requests: API rate limit exceeded (retry after 1h0m0s)
	// <nil>
}

// oauth2Token and tokenSource stand for Token and TokenSource of
// golang.org/x/oauth2, because this module does not depend on it.
type oauth2Token struct {
	AccessToken string
	TokenType   string
	Expiry      time.Time
}

type tokenSource interface{ Token() (*oauth2Token, error) }

// savedLogin stands for what oauth2.Config.TokenSource returns.
type savedLogin struct{ spotify.AuthProvider }

func (l savedLogin) Token() (*oauth2Token, error) {
	token, err := l.AccessToken(context.Background())
	return &oauth2Token{AccessToken: token, TokenType: "Bearer", Expiry: time.Now().Add(time.Hour)}, err
}

// An oauth2.TokenSource becomes a provider in a few lines. It refreshes its token
// when the token has expired, but not when the API rejects it.
func ExampleWithAuthProvider_tokenSource() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	var source tokenSource = savedLogin{srv.User("anna")} // config.TokenSource(context.Background(), token)

	provider := spotify.AuthProviderFunc(func(context.Context) (string, error) {
		token, err := source.Token()
		if err != nil {
			return "", err
		}
		return token.AccessToken, nil
	})
	client, err := spotify.New(spotify.WithAuthProvider(provider), spotify.WithBaseURL(srv.BaseURL()))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	me, err := client.CurrentUser(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(me.ID)
	// Output: anna
}

// providerSource adapts a TokenProvider to an oauth2.TokenSource.
type providerSource struct{ provider *spotify.TokenProvider }

func (s providerSource) Token() (*oauth2Token, error) {
	t, err := s.provider.Token(context.Background())
	if err != nil {
		return nil, err
	}
	return &oauth2Token{AccessToken: t.AccessToken, TokenType: t.TokenType, Expiry: t.ExpiresAt}, nil
}

// The app's tokens can be passed to code that needs an oauth2.TokenSource.
func ExampleTokenProvider_Token() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	provider, err := spotify.NewClientCredentials(spotifytest.ClientID, spotifytest.ClientSecret, spotify.WithTokenURL(srv.TokenURL()))
	if err != nil {
		log.Fatal(err)
	}
	defer provider.Close()

	var tokens tokenSource = providerSource{provider} // oauth2.NewClient(ctx, tokens)
	for range 3 {
		token, err := tokens.Token()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(token.TokenType, time.Until(token.Expiry).Round(time.Minute))
	}
	fmt.Println(srv.TokenRequests(), "token request")
	// Output:
	// Bearer 1h0m0s
	// Bearer 1h0m0s
	// Bearer 1h0m0s
	// 1 token request
}
