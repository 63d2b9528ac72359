package spotifytest_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// A test of your code gets a server and a client, and makes requests fail.
// Without retries nothing waits.
func ExampleNew() {
	_ = func(t *testing.T) {
		srv, client := spotifytest.New(t, spotify.WithMaxRetries(0))
		srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 429, RetryAfter: "3600"})

		_, err := client.Album(t.Context(), spotifytest.AlbumID, nil)
		if !errors.Is(err, spotify.ErrRateLimited) {
			t.Errorf("got %v, want ErrRateLimited", err)
		}
	}
}

// A program without a testing.T starts a server and makes its own clients.
func ExampleNewServer() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	album, err := client.Album(ctx, spotifytest.AlbumID, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(album.Name, "by", album.Artists[0].Name)

	me, err := client.As(srv.User("anna")).CurrentUser(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("here as", me.ID)

	for _, r := range srv.Requests() {
		fmt.Println(r.Method, r.Path, r.Status)
	}
	// Output:
	// Salt for the Lighthouse by Nine Kettles
	// here as anna
	// POST /api/token 200
	// GET /albums/75nHXRoTnSu1kvENNCgEt7 200
	// GET /me 200
}
