package spotify_test

import (
	"context"
	"fmt"
	"iter"
	"log"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// All iterates over the items of all pages and requests each page when the loop
// reaches it.
func ExamplePage_All() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	albums, err := client.ArtistAlbums(ctx, spotifytest.ArtistID, nil)
	if err != nil {
		log.Fatal(err)
	}
	count := map[spotify.AlbumType]int{}
	for album, err := range albums.All(ctx, client) {
		if err != nil {
			log.Fatal(err)
		}
		count[album.AlbumType]++
	}
	fmt.Println(count)
	// Output:
	// map[album:13 compilation:12 ep:11 single:24]
}

// No more pages are requested after the loop ends: here after one page of ten.
func ExamplePage_All_firstFew() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	albums, err := client.ArtistAlbums(ctx, spotifytest.ArtistID, &spotify.ArtistAlbumsOptions{Limit: 10})
	if err != nil {
		log.Fatal(err)
	}
	n := 0
	for album, err := range albums.All(ctx, client) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(album.Name)
		if n++; n == 3 {
			break
		}
	}
	// Output:
	// Salt for the Lighthouse
	// Every Field Recording
	// Paper Harbour
}

// collect returns all items, or the items before an error and the error.
func collect[T any](items iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for item, err := range items {
		if err != nil {
			return all, err
		}
		all = append(all, item)
	}
	return all, nil
}

// A list is collected into a slice while four pages are prefetched.
func ExamplePage_All_collect() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(append(srv.Options(), spotify.WithPagePrefetch(4))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	page, err := client.AlbumTracks(ctx, spotifytest.LongAlbumID, &spotify.AlbumTracksOptions{Limit: 10})
	if err != nil {
		log.Fatal(err)
	}
	tracks, err := collect(page.All(ctx, client))
	fmt.Println(len(tracks), err)
	// Output: 64 <nil>
}

// Total is Spotify's count of the list. Use it for a progress bar, but not to
// decide where the list ends.
func ExamplePage_All_progress() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	page, err := client.AlbumTracks(ctx, spotifytest.LongAlbumID, nil)
	if err != nil {
		log.Fatal(err)
	}
	n := 0
	for _, err := range page.All(ctx, client) {
		if err != nil {
			log.Fatal(err)
		}
		if n++; n%16 == 0 {
			fmt.Printf("%d of %d\n", n, page.Total)
		}
	}
	// Output:
	// 16 of 64
	// 32 of 64
	// 48 of 64
	// 64 of 64
}

// syncTracks stores tracks and returns the IDs that remain.
func syncTracks(ctx context.Context, client *spotify.Client, ids []string, store func(id string, track *spotify.Track)) ([]string, error) {
	tracks, err := client.Tracks(ctx, ids, nil)
	for i, track := range tracks {
		store(ids[i], track) // nil: Spotify knows no such track
	}
	return ids[len(tracks):], err
}

// A sync of many IDs continues where it was interrupted: even with an error, the
// result holds the tracks of the first IDs, in order.
func ExampleClient_Tracks() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(append(srv.Options(), spotify.WithMaxRetries(0))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	ctx := context.Background()
	page, err := client.AlbumTracks(ctx, spotifytest.LongAlbumID, &spotify.AlbumTracksOptions{Limit: 50})
	if err != nil {
		log.Fatal(err)
	}
	todo := []string{spotifytest.UnknownID}
	for track, err := range page.All(ctx, client) {
		if err != nil {
			log.Fatal(err)
		}
		todo = append(todo, track.ID)
	}

	srv.Fail(spotifytest.Fault{Path: "/tracks", Skip: 1, Times: 1, Status: 503}) // the first fifty come
	known := 0
	for range 2 { // runs of a job
		todo, err = syncTracks(ctx, client, todo, func(id string, track *spotify.Track) {
			if track != nil {
				known++
			}
		})
		fmt.Println(known, "known,", len(todo), "to do,", err)
	}
	// Output:
	// 49 known, 15 to do, spotify: GET /v1/tracks: 503 Service Unavailable: Service Unavailable
	// 64 known, 0 to do, <nil>
}
