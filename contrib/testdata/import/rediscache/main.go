// A program that shares an app token through Redis. Nobody listens at the
// address, so the client fetches a token of its own.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/rediscache"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func main() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	cache, err := rediscache.Open("redis://127.0.0.1:1/0")
	if err != nil {
		log.Fatal(err)
	}
	defer cache.Close()
	client, err := spotify.New(append(srv.Options(), spotify.WithTokenCache(cache))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	album, err := client.Album(context.Background(), spotifytest.AlbumID, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("ok", album.ID)
}
