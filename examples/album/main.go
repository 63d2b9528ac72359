// Album prints an album and its tracks:
//
//	go run ./examples/album ALBUM
//
// ALBUM is an ID, a URI or a link. The credentials are in
// SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET. Without them it uses a
// fake Spotify, which knows the album 75nHXRoTnSu1kvENNCgEt7.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func main() {
	if len(os.Args) != 2 || os.Args[1] == "-h" || os.Args[1] == "-help" || os.Args[1] == "--help" {
		fmt.Fprintf(os.Stderr, "Usage: go run ./examples/album ALBUM\nALBUM is an ID, a URI or a link; the sandbox has %s.\n", spotifytest.AlbumID)
		if len(os.Args) != 2 {
			os.Exit(2)
		}
		return
	}
	if err := run(context.Background(), os.Stdout, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "album:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, id string) error {
	var options []spotify.Option // none: the credentials are in the environment
	if os.Getenv("SPOTIFY_SDK_CLIENT_ID") == "" && os.Getenv("SPOTIFY_SDK_CLIENT_SECRET") == "" {
		fmt.Fprint(w, "No credentials are set: this is the sandbox, a fake Spotify with a small catalog of its own.\n\n")
		srv := spotifytest.NewServer()
		defer srv.Close()
		options = srv.Options()
	}
	client, err := spotify.New(options...)
	if err != nil {
		return err
	}
	defer client.Close()

	album, err := client.Album(ctx, id, nil)
	if errors.Is(err, spotify.ErrNotFound) {
		return fmt.Errorf("there is no album %s: %w", id, err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s (%s)\n", album.Name, album.ReleaseDate)
	for track, err := range album.Tracks.All(ctx, client) {
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%3d  %s\n", track.TrackNumber, track.Name)
	}
	return nil
}
