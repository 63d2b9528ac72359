package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"slices"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// syncTracks stores tracks and returns the IDs that remain.
func syncTracks(ctx context.Context, client *spotify.Client, ids []string,
	store func(id string, track *spotify.Track)) ([]string, error) {
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

// Chunks of a long list of IDs show progress, and bound what is lost if the
// program ends. An error that matches ErrInvalidID comes with complete results;
// any other error has stopped the chunk.
func ExampleClient_Tracks_chunks() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	page, err := client.AlbumTracks(ctx, spotifytest.LongAlbumID, &spotify.AlbumTracksOptions{Limit: 50})
	if err != nil {
		log.Fatal(err)
	}
	album, err := spotify.Collect(page.All(ctx, client))
	if err != nil {
		log.Fatal(err)
	}
	ids := []string{"not an ID"}
	for _, track := range album {
		ids = append(ids, track.ID)
	}

	done, known := 0, 0
	for chunk := range slices.Chunk(ids, 50) { // as many as one request takes
		tracks, err := client.Tracks(ctx, chunk, nil)
		for _, track := range tracks {
			if track != nil {
				known++
			}
		}
		done += len(tracks)
		fmt.Printf("%d of %d\n", done, len(ids))
		if errors.Is(err, spotify.ErrInvalidID) {
			fmt.Println(err)
		} else if err != nil {
			log.Fatal(err) // continue later with ids[done:]
		}
	}
	fmt.Println(known, "tracks")
	// Output:
	// 50 of 65
	// spotify: invalid track IDs: "not an ID"
	// 65 of 65
	// 64 tracks
}
