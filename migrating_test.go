package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/spotify-sdk/spotify"
)

// The Go blocks of MIGRATING.md that need only this module, in its order. A
// guard compares them, so that every block of the page compiles.
var _ = []any{migratingAlbum, migratingAlbums, migratingRateLimit, migratingPython, migratingTypeScript}

func migratingAlbum(ctx context.Context) {
	client, err := spotify.New()
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	album, err := client.Album(ctx, "4aawyAB9vmqN3uQ7FjRGTy", &spotify.AlbumOptions{Market: "SE"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(album.Name)
}

func migratingAlbums(ctx context.Context, client *spotify.Client, artistID string) {
	page, err := client.ArtistAlbums(ctx, artistID, nil)
	if err != nil {
		log.Fatal(err)
	}
	for album, err := range page.All(ctx, client) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(album.Name)
	}
}

func migratingRateLimit(err error) {
	var failed *spotify.Error
	if errors.Is(err, spotify.ErrRateLimited) && errors.As(err, &failed) {
		fmt.Println("try again in", failed.RetryAfter)
	}
}

func migratingPython(ctx context.Context, clientID, clientSecret string) {
	client, err := spotify.NewFromClientCredentials(clientID, clientSecret)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	album, err := client.Album(ctx, "4aawyAB9vmqN3uQ7FjRGTy", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(album.Name)
}

func migratingTypeScript(ctx context.Context, clientID, clientSecret string) {
	client, err := spotify.NewFromClientCredentials(clientID, clientSecret)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	found, err := client.Search(ctx, "miles davis", []spotify.SearchType{spotify.SearchTypeAlbum}, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, album := range found.Albums.Items {
		fmt.Println(album.Name)
	}
}
