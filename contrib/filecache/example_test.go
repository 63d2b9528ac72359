package filecache_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/filecache"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// A program that runs every minute requests one token an hour.
func Example() {
	id, secret := os.Getenv("SPOTIFY_SDK_CLIENT_ID"), os.Getenv("SPOTIFY_SDK_CLIENT_SECRET")
	client, err := spotify.NewFromClientCredentials(id, secret,
		spotify.WithTokenCache(filecache.User("myprogram")))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

// Three runs of a program share a token.
func ExampleNew() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	dir, err := os.MkdirTemp("", "spotify")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	for range 3 {
		cache := filecache.New(filepath.Join(dir, "tokens.json"))
		client, err := spotify.New(append(srv.Options(), spotify.WithTokenCache(cache))...)
		if err != nil {
			log.Fatal(err)
		}
		if _, err := client.Album(context.Background(), spotifytest.AlbumID, nil); err != nil {
			log.Fatal(err)
		}
		client.Close()
	}
	fmt.Println(srv.TokenRequests(), "token request")
	// Output: 1 token request
}
