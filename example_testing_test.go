package spotify_test

import (
	"context"
	"fmt"
	"iter"
	"log"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// catalog has the methods that this program needs. *spotify.Client implements
// it, and so does a fake in a test.
type catalog interface {
	Artist(ctx context.Context, id string) (*spotify.Artist, error)
	ArtistAlbums(ctx context.Context, id string, opts *spotify.ArtistAlbumsOptions) (*spotify.Page[spotify.SimplifiedAlbum], error)
}

// discography is the code under test. client fetches the pages after the first;
// it may be nil if there are none.
func discography(ctx context.Context, c catalog, client *spotify.Client, id string) (string, error) {
	artist, err := c.Artist(ctx, id)
	if err != nil {
		return "", err
	}
	albums, err := c.ArtistAlbums(ctx, id, nil)
	if err != nil {
		return "", err
	}
	tracks := 0
	for album, err := range albums.All(ctx, client) {
		if err != nil {
			return "", err
		}
		tracks += album.TotalTracks
	}
	return fmt.Sprintf("%s: %d tracks", artist.Name, tracks), nil
}

// oneArtist is a fake: pages are plain values.
type oneArtist struct{}

func (oneArtist) Artist(ctx context.Context, id string) (*spotify.Artist, error) {
	if id != "kettles" {
		return nil, &spotify.Error{StatusCode: 404, Method: "GET", Path: "/v1/artists/" + id} // matches ErrNotFound
	}
	return &spotify.Artist{Name: "Nine Kettles"}, nil
}

func (oneArtist) ArtistAlbums(ctx context.Context, id string, _ *spotify.ArtistAlbumsOptions) (*spotify.Page[spotify.SimplifiedAlbum], error) {
	return &spotify.Page[spotify.SimplifiedAlbum]{Items: []spotify.SimplifiedAlbum{{TotalTracks: 9}, {TotalTracks: 64}}}, nil
}

// Test your code with an interface of your own, including pages.
func ExamplePage() {
	for _, id := range []string{"kettles", "spoons"} {
		text, err := discography(context.Background(), oneArtist{}, nil, id)
		fmt.Printf("%q %v\n", text, err)
	}
	// Output:
	// "Nine Kettles: 73 tracks" <nil>
	// "" spotify: GET /v1/artists/spoons: 404 Not Found
}

// albumsOf hides the pages: code that takes such a function needs neither a
// client nor pages in its tests.
type albumsOf func(ctx context.Context, artist string) iter.Seq2[spotify.SimplifiedAlbum, error]

func fromSpotify(client *spotify.Client) albumsOf {
	return func(ctx context.Context, artist string) iter.Seq2[spotify.SimplifiedAlbum, error] {
		return func(yield func(spotify.SimplifiedAlbum, error) bool) {
			page, err := client.ArtistAlbums(ctx, artist, nil)
			if err != nil {
				yield(spotify.SimplifiedAlbum{}, err)
				return
			}
			page.All(ctx, client)(yield)
		}
	}
}

// A list can be passed on as an iterator that includes its first page.
func ExamplePage_iterator() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	n := 0
	for _, err := range fromSpotify(client)(context.Background(), spotifytest.ArtistID) {
		if err != nil {
			log.Fatal(err)
		}
		n++
	}
	fmt.Println(n, "albums")
	// Output: 60 albums
}
