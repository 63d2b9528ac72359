package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// The Go blocks of README.md that need only this module, in its order. A guard
// compares them, so that every block of the page compiles.
var _ = []any{readmeCatalog, readmeLists, readmeErrors, readmeTesting, readmeLogging}

func readmeCatalog() {
	client, err := spotify.New() // reads the two variables
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	album, err := client.Album(ctx, "4aawyAB9vmqN3uQ7FjRGTy", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(album.Name, album.ReleaseDate)
}

func readmeLists(ctx context.Context, client *spotify.Client) {
	albums, err := client.ArtistAlbums(ctx, "0TnOYISbd1XYRBk9myaseg", nil)
	if err != nil {
		log.Fatal(err)
	}
	for album, err := range albums.All(ctx, client) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(album.Name)
	}
}

func readmeErrors(ctx context.Context, client *spotify.Client) {
	_, err := client.Album(ctx, "4aawyAB9vmqN3uQ7FjRGTy", nil)
	var failed *spotify.Error // always a pointer
	switch {
	case errors.Is(err, spotify.ErrNotFound):
		fmt.Println("there is no such album")
	case errors.Is(err, spotify.ErrRateLimited) && errors.As(err, &failed):
		fmt.Println("try again in", failed.RetryAfter)
	case errors.Is(err, spotify.ErrNetwork):
		fmt.Println("check the connection")
	case err != nil:
		fmt.Println(err)
	}
}

func readmeTesting(t *testing.T) {
	srv, client := spotifytest.New(t, spotify.WithMaxRetries(0))
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 429, RetryAfter: "3600"})

	_, err := client.Album(t.Context(), spotifytest.AlbumID, nil)
	if !errors.Is(err, spotify.ErrRateLimited) {
		t.Errorf("got %v, want ErrRateLimited", err)
	}
}

func readmeLogging() (*spotify.Client, error) {
	client, err := spotify.New(spotify.WithLogger(slog.Default()))
	return client, err
}

// The test that the README shows passes.
func TestReadmeTesting(t *testing.T) { readmeTesting(t) }
