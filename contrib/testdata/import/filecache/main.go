// A program that keeps its app token in a file.
package main

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

func main() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	dir, err := os.MkdirTemp("", "filecache")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for range 2 {
		client, err := spotify.New(append(srv.Options(), spotify.WithTokenCache(filecache.New(filepath.Join(dir, "tokens.json"))))...)
		if err != nil {
			log.Fatal(err)
		}
		if _, err := client.Album(context.Background(), spotifytest.AlbumID, nil); err != nil {
			log.Fatal(err)
		}
		client.Close()
	}
	if n := srv.TokenRequests(); n != 1 {
		log.Fatalf("%d token requests", n)
	}
	fmt.Println("ok")
}
