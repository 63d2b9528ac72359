package spotify_test

import (
	"context"
	"fmt"
	"log"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// The examples that print something talk to a fake Spotify of their own. With
// spotify.New() in place of these options, they talk to the real one.
func Example() {
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
	for track, err := range album.Tracks.All(ctx, client) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(track.TrackNumber, track.Name, track.Duration())
	}
	// Output:
	// Salt for the Lighthouse by Nine Kettles
	// 1 Brass Weather 2m1s
	// 2 Lantern Umbrella 2m8.919s
	// 3 Quiet Engine 2m16.838s
	// 4 Paper Nocturne 2m24.757s
	// 5 Winter Harbour 2m32.676s
	// 6 Folded Gardens 2m40.595s
	// 7 Kindling Rivers 2m48.514s
	// 8 Painted Satellites 2m56.433s
	// 9 Umber Meadow 3m4.352s
}

// A client needs only the app's client ID and secret.
func ExampleNewFromClientCredentials() {
	// From https://developer.spotify.com/dashboard.
	const clientID, clientSecret = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
	client, err := spotify.NewFromClientCredentials(clientID, clientSecret)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

// Without a credentials option, a client reads the credentials from
// SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET.
func ExampleNew_environment() {
	client, err := spotify.New(
		spotify.WithMarket("SE"),
		spotify.WithMaxRetries(5),
	)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

// Constructors report all problems in a single error, before anything is sent.
func ExampleNew_mistakes() {
	_, err := spotify.New(
		spotify.WithAccessToken("BQD4"),
		spotify.WithClientCredentials("id", "secret"),
		spotify.WithMarket("Sweden"),
	)
	fmt.Println(err)
	// Output:
	// spotify: WithMarket: the market is neither two letters nor "from_token"; conflicting credentials: WithAccessToken, WithClientCredentials; give exactly one, once
}

// A search can ask for several types of items at once.
func ExampleClient_Search() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	types := []spotify.SearchType{spotify.SearchTypeArtist, spotify.SearchTypeAlbum}
	found, err := client.Search(ctx, "lighthouse", types, &spotify.SearchOptions{Limit: 3})
	if err != nil {
		log.Fatal(err)
	}
	for _, album := range found.Albums.Items {
		fmt.Println(album.Name, album.ReleaseDate)
	}
	// Output:
	// Salt for the Lighthouse 2025-09-17
}

// ParseURI splits a URI or a link into a kind and an ID. An ID has no kind.
func ExampleParseURI() {
	for _, s := range []string{
		"spotify:track:11dFghVXANMlKmJXsNCbNl",
		"https://open.spotify.com/intl-de/album/4aawyAB9vmqN3uQ7FjRGTy?si=1a2b",
		"4aawyAB9vmqN3uQ7FjRGTy",
		"spotify:local:::Demo:200",
	} {
		kind, id, err := spotify.ParseURI(s)
		fmt.Printf("%q %q %v\n", kind, id, err)
	}
	// Output:
	// "track" "11dFghVXANMlKmJXsNCbNl" <nil>
	// "album" "4aawyAB9vmqN3uQ7FjRGTy" <nil>
	// "" "4aawyAB9vmqN3uQ7FjRGTy" <nil>
	// "" "" spotify: invalid ID "spotify:local:::Demo:200": a local file has no ID
}
