package spotify_test

import (
	"context"
	"fmt"
	"log"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// An entry of a playlist is a track, an episode, a local file or no longer
// available.
func ExampleClient_PlaylistItems() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.UserOptions(spotifytest.UserID)...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	page, err := client.PlaylistItems(ctx, spotifytest.PlaylistID, &spotify.PlaylistItemsOptions{Offset: 54})
	if err != nil {
		log.Fatal(err)
	}
	for entry, err := range page.All(ctx, client) {
		if err != nil {
			log.Fatal(err)
		}
		switch item := entry.Item; {
		case item.Track != nil && item.Track.IsLocal:
			fmt.Println("local file:", item.Track.Name)
		case item.Track != nil:
			fmt.Println("track:", item.Track.Name, "by", item.Track.Artists[0].Name)
		case item.Episode != nil:
			fmt.Println("episode:", item.Episode.Name, "of", item.Episode.Show.Name)
		case item.Raw != nil:
			fmt.Println("of a kind that this SDK does not know:", string(item.Raw))
		default:
			fmt.Println("gone")
		}
	}
	// Output:
	// track: Kindling Compass by Nine Kettles
	// track: Amber Staircase by Nine Kettles
	// gone
	// local file: Kettle Song
	// episode: Maps of Nowhere, part 60 of Maps of Nowhere
}

// A private playlist is created, filled and read. A write that is not idempotent
// is not retried if Spotify may already have executed it; the error then has
// MayHaveExecuted set.
func ExampleClient_CreatePlaylist() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.UserOptions(spotifytest.UserID)...) // scopes: playlist-modify-private, playlist-read-private
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	private := false
	playlist, err := client.CreatePlaylist(ctx, "For the train", &spotify.CreatePlaylistOptions{Public: &private})
	if err != nil {
		log.Fatal(err)
	}
	uris := []string{"spotify:track:" + spotifytest.TrackID, "spotify:episode:" + spotifytest.EpisodeID}
	if _, err := client.AddPlaylistItems(ctx, playlist.ID, uris, nil); err != nil {
		log.Fatal(err)
	}
	playlist, err = client.Playlist(ctx, playlist.ID, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(playlist.Name, "public:", *playlist.Public, "entries:", len(playlist.Items.Items))
	// Output:
	// For the train public: false entries: 2
}
