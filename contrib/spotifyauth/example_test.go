package spotifyauth_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
)

// A command-line program logs its user in. The first start opens the browser,
// later ones use the stored login.
func ExampleFlow_Login() {
	flow, err := spotifyauth.New(spotifyauth.Config{
		ClientID:    os.Getenv("SPOTIFY_SDK_CLIENT_ID"), // no secret is needed
		RedirectURL: "http://127.0.0.1:8888/callback",   // as registered in the dashboard
		Scopes:      []string{spotify.ScopeUserReadPrivate, spotify.ScopeUserLibraryRead},
		Store:       spotifyauth.UserFileStore("myprogram"),
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	provider, err := flow.Login(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	client, err := spotify.New(spotify.WithAuthProvider(provider))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	me, err := client.CurrentUser(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Hello,", me.DisplayName)
}

// A service acts for one user, whose refresh token comes from its configuration.
// The store keeps what Spotify replaces it with.
func ExampleFlow_ProviderFromRefreshToken() {
	flow, err := spotifyauth.New(spotifyauth.Config{
		ClientID:     os.Getenv("SPOTIFY_SDK_CLIENT_ID"),
		ClientSecret: os.Getenv("SPOTIFY_SDK_CLIENT_SECRET"),
		Store:        spotifyauth.NewFileStore("/var/lib/myservice/login.json"),
	})
	if err != nil {
		log.Fatal(err)
	}
	provider, err := flow.ProviderFromRefreshToken("radio", os.Getenv("RADIO_REFRESH_TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	client, err := spotify.New(spotify.WithAuthProvider(provider))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}
