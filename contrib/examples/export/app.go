package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/filecache"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
)

const program = "spotify-export" // names the folders of the user's files

// app is the app that the program acts as.
type app struct {
	clientID string

	// options returns the options of a client: one that acts as the app, or for
	// its user. It may ask the user to log in.
	options func(ctx context.Context, forUser bool) ([]spotify.Option, error)
}

// appFromEnvironment returns the app whose credentials are in the environment, or
// that of a fake Spotify if there are none, and a function that ends the fake.
func appFromEnvironment() (app, func()) {
	id, secret := os.Getenv("SPOTIFY_SDK_CLIENT_ID"), os.Getenv("SPOTIFY_SDK_CLIENT_SECRET")
	if id == "" && secret == "" {
		fmt.Fprintln(os.Stderr, "SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET are not set: this is an invented catalog.")
		srv := spotifytest.NewServer()
		return fakeApp(srv), srv.Close
	}
	options := func(ctx context.Context, forUser bool) ([]spotify.Option, error) {
		if !forUser {
			// Without the cache every start would cost a token request.
			return []spotify.Option{spotify.WithClientCredentials(id, secret), spotify.WithTokenCache(filecache.User(program))}, nil
		}
		flow, err := spotifyauth.New(spotifyauth.Config{
			ClientID:     id,
			ClientSecret: secret,
			RedirectURL:  "http://127.0.0.1:8888/callback",
			Scopes:       []string{spotify.ScopeUserLibraryRead},
			Store:        spotifyauth.UserFileStore(program),
		})
		if err != nil {
			return nil, err
		}
		provider, err := flow.Login(ctx, nil)
		if err != nil {
			return nil, err
		}
		return []spotify.Option{spotify.WithAuthProvider(provider)}, nil
	}
	return app{id, options}, func() {}
}

// fakeApp returns the app of a fake Spotify.
func fakeApp(srv *spotifytest.Server) app {
	return app{spotifytest.ClientID, func(_ context.Context, forUser bool) ([]spotify.Option, error) {
		if forUser {
			return srv.UserOptions(spotifytest.UserID), nil
		}
		return srv.Options(), nil
	}}
}
