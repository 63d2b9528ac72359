// Web is a web server whose users log in with Spotify:
//
//	go -C contrib run ./examples/web
//
// It needs an app of https://developer.spotify.com/dashboard with the redirect URI
// http://127.0.0.1:8080/callback, and its client ID in SPOTIFY_SDK_CLIENT_ID. A
// client secret in SPOTIFY_SDK_CLIENT_SECRET is used if there is one. Without a
// client ID it uses a fake Spotify in this process.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("web", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:8080", "address to listen on; its /callback is the redirect URI")
	if err := flags.Parse(args); err != nil {
		return err
	}
	config := spotifyauth.Config{
		ClientID:     os.Getenv("SPOTIFY_SDK_CLIENT_ID"),
		ClientSecret: os.Getenv("SPOTIFY_SDK_CLIENT_SECRET"),
		RedirectURL:  "http://" + *addr + "/callback",
		Scopes:       []string{spotify.ScopeUserReadPrivate, spotify.ScopeUserReadCurrentlyPlaying},
		Store:        spotifyauth.UserFileStore("spotify-example-web"),
		Logger:       slog.New(slog.NewTextHandler(os.Stderr, nil)),
	}
	var opts []spotify.Option
	if config.ClientID == "" {
		fmt.Println("SPOTIFY_SDK_CLIENT_ID is not set: this is a fake Spotify.")
		srv := fake()
		defer srv.Close()
		config.ClientID, config.ClientSecret, config.Store = spotifytest.ClientID, spotifytest.ClientSecret, nil
		config.AuthURL, config.TokenURL = onLocalhost(srv.AuthURL()), srv.TokenURL()
		opts = append(opts, spotify.WithBaseURL(srv.BaseURL()))
	}
	flow, err := spotifyauth.New(config)
	if err != nil {
		return err
	}
	client, err := spotifyauth.NewClient(opts...)
	if err != nil {
		return err
	}
	defer client.Close()
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return err
	}
	fmt.Printf("Open http://%s in a browser.\n", *addr)
	server := &http.Server{Handler: newSite(flow, client).handler(), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		server.Close()
	}
	return nil
}
