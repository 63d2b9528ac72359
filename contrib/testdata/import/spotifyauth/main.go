// A command-line program that logs its user in. The browser is a GET request, and
// the fake Spotify agrees to everything.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func main() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove})
	flow, err := spotifyauth.New(spotifyauth.Config{
		ClientID:    spotifytest.ClientID,
		RedirectURL: "http://127.0.0.1:18888/callback",
		AuthURL:     srv.AuthURL(),
		TokenURL:    srv.TokenURL(),
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	provider, err := flow.Login(ctx, &spotifyauth.LoginOptions{OpenURL: func(_ context.Context, url string) error {
		resp, err := http.Get(url)
		if err == nil {
			resp.Body.Close()
		}
		return err
	}})
	if err != nil {
		log.Fatal(err)
	}
	client, err := spotify.New(spotify.WithAuthProvider(provider), spotify.WithBaseURL(srv.BaseURL()))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	me, err := client.CurrentUser(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("ok", me.ID)
}
