// Quickstart searches Spotify, then prints one album's tracks and one artist's
// newest releases: go run ./examples/quickstart "kettles". The credentials
// are in SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET; without them it
// talks to a fake Spotify in this process.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spotify-sdk/spotify"
)

func main() {
	if err := run(context.Background(), strings.Join(os.Args[1:], " ")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, query string) error {
	client, err := spotify.New(sandbox()...) // New() alone reads the two variables
	if err != nil {
		return err
	}
	defer client.Close()

	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	defer w.Flush()
	kinds := []spotify.SearchType{spotify.SearchTypeAlbum, spotify.SearchTypeArtist, spotify.SearchTypeTrack}
	found, err := client.Search(ctx, query, kinds, &spotify.SearchOptions{Limit: 5})
	if err != nil {
		return err
	}
	for _, a := range found.Albums.Items {
		fmt.Fprintf(w, "album\t%s\t%s\t%s\n", a.Name, a.ID, a.ReleaseDate)
	}
	for _, a := range found.Artists.Items {
		fmt.Fprintf(w, "artist\t%s\t%s\n", a.Name, a.ID)
	}
	for _, t := range found.Tracks.Items {
		fmt.Fprintf(w, "track\t%s\t%s\t%s\n", t.Name, t.ID, t.Duration().Round(time.Second))
	}
	if len(found.Albums.Items) == 0 || len(found.Artists.Items) == 0 {
		return nil
	}
	album, err := client.Album(ctx, found.Albums.Items[0].ID, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nThe tracks of %s:\n", album.Name)
	for t, err := range album.Tracks.All(ctx, client) { // further pages are asked for as they are needed
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%d-%d\t%s\t%s\n", t.DiscNumber, t.TrackNumber, t.Name, t.Duration().Round(time.Second))
	}

	releases, err := client.ArtistAlbums(ctx, found.Artists.Items[0].ID, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nReleases of %s:\n", found.Artists.Items[0].Name)
	left := 10
	for a, err := range releases.All(ctx, client) {
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", a.AlbumType, a.Name, a.ReleaseDate)
		if left--; left == 0 {
			break
		}
	}
	return nil
}
