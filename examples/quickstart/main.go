// Quickstart searches Spotify, then prints the tracks of the first album and
// the releases of the first artist that it found:
//
//	go run ./examples/quickstart [-limit n] QUERY
//
// The credentials are in SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET.
// Without them it uses a fake Spotify with a small catalog of its own.
//
// The exit code is 0 if something was found, 1 if not or if a call failed, and
// 2 if the arguments are wrong.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spotify-sdk/spotify"
)

func main() {
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	limit := flags.Int("limit", 5, "results of each kind: 1 to 10")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), "Searches Spotify for albums, artists and tracks.\n\n"+
			"Usage: go run ./examples/quickstart [-limit n] QUERY\nExample: go run ./examples/quickstart kettles\n\n")
		flags.PrintDefaults()
	}
	err := flags.Parse(os.Args[1:])
	switch query := strings.Join(flags.Args(), " "); {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		os.Exit(2)
	case query == "" || *limit < 1 || *limit > 10:
		flags.Usage()
		os.Exit(2)
	default:
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		if err := run(ctx, os.Stdout, query, *limit); err != nil {
			fmt.Fprintln(os.Stderr, "quickstart:", err)
			if hint := hint(err); hint != "" {
				fmt.Fprintln(os.Stderr, hint)
			}
			os.Exit(1)
		}
	}
}

func run(ctx context.Context, out io.Writer, query string, limit int) error {
	client, err := newClient(out)
	if err != nil {
		return err
	}
	defer client.Close()

	types := []spotify.SearchType{spotify.SearchTypeAlbum, spotify.SearchTypeArtist, spotify.SearchTypeTrack}
	found, err := client.Search(ctx, query, types, &spotify.SearchOptions{Limit: limit})
	if err != nil {
		return err
	}
	albums, artists, tracks := found.Albums.Items, found.Artists.Items, found.Tracks.Items
	if len(albums)+len(artists)+len(tracks) == 0 {
		return fmt.Errorf("nothing matches %q", query)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	for _, a := range albums {
		fmt.Fprintf(w, "album\t%s\t%s\t%s\n", a.Name, a.ReleaseDate, a.ID)
	}
	for _, a := range artists {
		fmt.Fprintf(w, "artist\t%s\t\t%s\n", a.Name, a.ID)
	}
	for _, t := range tracks {
		fmt.Fprintf(w, "track\t%s\t%s\t%s\n", t.Name, clock(t.Duration()), t.ID)
	}
	if len(albums) > 0 {
		if err := printTracks(ctx, w, client, albums[0].ID); err != nil {
			return err
		}
	}
	if len(artists) > 0 {
		return printReleases(ctx, w, client, artists[0])
	}
	return nil
}

func printTracks(ctx context.Context, w io.Writer, client *spotify.Client, id string) error {
	album, err := client.Album(ctx, id, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nTracks of %s:\n", album.Name)
	for t, err := range album.Tracks.All(ctx, client) { // requests further pages as needed
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%d-%d\t%s\t%s\n", t.DiscNumber, t.TrackNumber, t.Name, clock(t.Duration()))
	}
	return nil
}

func printReleases(ctx context.Context, w io.Writer, client *spotify.Client, artist spotify.Artist) error {
	releases, err := client.ArtistAlbums(ctx, artist.ID, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nReleases of %s:\n", artist.Name)
	n := 0
	for a, err := range releases.All(ctx, client) {
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", a.AlbumType, a.Name, a.ReleaseDate)
		if n++; n == 10 {
			break
		}
	}
	return nil
}

// clock writes a duration as 3:04.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// hint says what to do about an error that a newcomer meets.
func hint(err error) string {
	var refused *spotify.AuthenticationError
	switch {
	case errors.Is(err, spotify.ErrConfig), errors.As(err, &refused) && errors.Is(err, spotify.ErrUnauthorized):
		return "Check SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET: https://developer.spotify.com/dashboard\n" +
			"Unset both to use the sandbox."
	case errors.Is(err, spotify.ErrPremiumRequired):
		return "The owner of an app in development mode needs a Premium subscription. Unset the variables to use the sandbox."
	case errors.Is(err, spotify.ErrNetwork):
		return "Check the connection to api.spotify.com and accounts.spotify.com."
	}
	return ""
}
