// A program that has met a rate limit sends nothing when it is started again.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/sharedcooldown"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func main() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	srv := spotifytest.NewServer()
	defer srv.Close()
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 429, RetryAfter: "3600"})
	for range 2 {
		if err := start(srv, filepath.Join(dir, "cooldown")); !errors.Is(err, spotify.ErrRateLimited) {
			log.Fatal(err)
		}
	}
	fmt.Println("ok", len(srv.Requests())-srv.TokenRequests(), "request")
}

func start(srv *spotifytest.Server, path string) error {
	cooldown, err := sharedcooldown.New(spotifytest.ClientID, sharedcooldown.NewFileStore(path), nil)
	if err != nil {
		return err
	}
	client, err := spotify.New(append(srv.Options(), spotify.WithTransport(cooldown.Transport))...)
	if err != nil {
		return err
	}
	defer client.Close()
	_, err = client.Album(context.Background(), spotifytest.AlbumID, nil)
	return err
}
