package spotifyauth_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
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

// A program that acts only for users needs no secret. Each user has a provider.
func ExampleNewClient() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotifyauth.NewClient(spotify.WithBaseURL(srv.BaseURL()))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	for _, provider := range []spotify.AuthProvider{srv.User("anna"), srv.User("ben")} { // as Flow.Provider returns them
		me, err := client.As(provider).CurrentUser(context.Background())
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("Hello,", me.ID)
	}
	// Output:
	// Hello, anna
	// Hello, ben
}

// A test of a login needs no browser: the fake agrees, and a GET request follows
// its redirect to the program.
func ExampleLoginOptions() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove, User: "anna"})
	flow, err := spotifyauth.New(spotifyauth.Config{
		ClientID:    spotifytest.ClientID,
		RedirectURL: freeRedirectURL(),
		AuthURL:     srv.AuthURL(),
		TokenURL:    srv.TokenURL(),
	})
	if err != nil {
		log.Fatal(err)
	}
	provider, err := flow.Login(context.Background(), &spotifyauth.LoginOptions{
		Output: io.Discard,
		OpenURL: func(ctx context.Context, url string) error {
			resp, err := http.Get(url)
			if err == nil {
				resp.Body.Close()
			}
			return err
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	client, err := spotify.New(spotify.WithAuthProvider(provider), spotify.WithBaseURL(srv.BaseURL()))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	me, err := client.CurrentUser(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("logged in as", me.ID)
	// Output: logged in as anna
}

func freeRedirectURL() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String() + "/callback"
}
