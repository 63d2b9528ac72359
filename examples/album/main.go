// Album prints one album: go run ./examples/album, with the credentials in
// SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/spotify-sdk/spotify"
)

func main() {
	client, err := spotify.New() // reads SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET
	if err != nil {
		log.Fatal(err)
	}
	album, err := client.Album(context.Background(), "4aawyAB9vmqN3uQ7FjRGTy", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(album.Name, album.ReleaseDate)
}
