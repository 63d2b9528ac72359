package contrib_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	"golang.org/x/oauth2"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// oauth2Provider keeps a user's login fresh with golang.org/x/oauth2, for programs
// that do not want package spotifyauth. save stores the refresh token where it
// outlives the process.
func oauth2Provider(config *oauth2.Config, refreshToken string, save func(string) error) (*spotify.TokenProvider, error) {
	hc := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // the refresh token goes nowhere else
	}}
	return spotify.NewTokenProvider(func(ctx context.Context) (spotify.Token, error) {
		ctx = context.WithValue(ctx, oauth2.HTTPClient, hc)
		token, err := config.TokenSource(ctx, &oauth2.Token{RefreshToken: refreshToken}).Token() // a new source: one request
		if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) {
			return spotify.Token{}, &spotify.AuthenticationError{ // invalid_grant matches ErrUnauthorized
				StatusCode: refused.Response.StatusCode, Code: refused.ErrorCode, Description: refused.ErrorDescription}
		}
		if err != nil {
			return spotify.Token{}, err
		}
		refreshToken = token.RefreshToken // the old one if Spotify sent none
		if err := save(refreshToken); err != nil {
			log.Print(err) // the access token is good all the same
		}
		return spotify.Token{AccessToken: token.AccessToken, ExpiresAt: token.Expiry}, nil
	})
}

func Example_oauth2() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	config := &oauth2.Config{
		ClientID: spotifytest.ClientID,
		Endpoint: oauth2.Endpoint{
			AuthURL:   srv.AuthURL(),            // https://accounts.spotify.com/authorize
			TokenURL:  srv.TokenURL(),           // https://accounts.spotify.com/api/token
			AuthStyle: oauth2.AuthStyleInParams, // AuthStyleInHeader with a client secret
		},
	}
	refreshToken := srv.RefreshToken("anna") // what the login returned
	provider, err := oauth2Provider(config, refreshToken, func(string) error { fmt.Println("saved"); return nil })
	if err != nil {
		log.Fatal(err)
	}
	client, err := spotify.New(spotify.WithAuthProvider(provider), spotify.WithBaseURL(srv.BaseURL()))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	for range 2 {
		me, err := client.CurrentUser(ctx)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("Hello,", me.ID)
		srv.ExpireTokens()
	}
	srv.RevokeRefreshTokens("anna")
	_, err = client.CurrentUser(ctx)
	fmt.Println("log in again:", errors.Is(err, spotify.ErrUnauthorized))
	// Output:
	// saved
	// Hello, anna
	// saved
	// Hello, anna
	// log in again: true
}
