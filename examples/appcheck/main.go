// Appcheck tells what an app may do with the Web API: whether its credentials
// give a token, which mode it is in (development or extended quota) and what
// says so, which groups of endpoints answer and which are closed, how long
// pages may be, and what a rate limit says if one is met:
//
//	go run ./examples/appcheck [-drift]
//
// With the credentials in SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET it
// asks Spotify, about a dozen times, slowly, for reading alone; it stops at the
// first 429. Without them it checks a fake Spotify in this process, in both
// modes. With -drift it also lists the fields of the answers that no model of
// the SDK has, and the models' fields that did not come.
//
// Where the check could not be made (wrong secret, no network, an owner without
// Premium) it says why in one line and its exit code is 1.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func main() {
	drift := flag.Bool("drift", false, "compare the fields of the answers with the SDK's models")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *drift); err != nil {
		fmt.Fprintln(os.Stderr, "appcheck:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, drift bool) error {
	if os.Getenv("SPOTIFY_SDK_CLIENT_ID") != "" || os.Getenv("SPOTIFY_SDK_CLIENT_SECRET") != "" {
		return check(ctx, w, spotifyItself(), drift)
	}
	fmt.Fprintln(w, "SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET are not set: this checks the sandbox, a fake Spotify.")
	srv := spotifytest.NewServer()
	defer srv.Close()
	for _, development := range []bool{false, true} {
		title := "THE SANDBOX IN EXTENDED QUOTA MODE"
		if development {
			title = "THE SANDBOX IN DEVELOPMENT MODE"
		}
		fmt.Fprintf(w, "\n%s\n\n", title)
		srv.SetDevelopmentMode(development)
		if err := check(ctx, w, sandbox(srv), drift); err != nil {
			return err
		}
	}
	return nil
}

// target is what is checked.
type target struct {
	baseURL, tokenURL string // "": Spotify's own
	id, secret        string // "": from the environment
	ids               ids
	pace              time.Duration // between two requests
}

// ids name things that are sure to be in the catalogue.
type ids struct {
	album, artist, track string
	show, episode        string
	audiobook, chapter   string
	playlist, user       string
}

func spotifyItself() target {
	return target{
		pace: 500 * time.Millisecond,
		ids: ids{
			album: "4aawyAB9vmqN3uQ7FjRGTy", artist: "0TnOYISbd1XYRBk9myaseg", track: "11dFghVXANMlKmJXsNCbNl",
			show: "1Y9ExMgMxoBVrgrfU7u0nD", episode: "3o0RYoo5iOMKSmEbunsbvW",
			audiobook: "6SJQ8VzM5PlDy11wMtcD6v", chapter: "0bnJ1qcNgHwwPWbDJAia57",
			playlist: "1Cp6VQCKf2VL4sP09jN9oX", user: "smedjan",
		},
	}
}

func sandbox(srv *spotifytest.Server) target {
	return target{
		baseURL: srv.BaseURL(), tokenURL: srv.TokenURL(), id: spotifytest.ClientID, secret: spotifytest.ClientSecret,
		ids: ids{
			album: spotifytest.AlbumID, artist: spotifytest.ArtistID, track: spotifytest.TrackID,
			show: spotifytest.ShowID, episode: spotifytest.EpisodeID,
			audiobook: spotifytest.AudiobookID, chapter: spotifytest.ChapterID,
			playlist: spotifytest.PlaylistID, user: spotifytest.UserID,
		},
	}
}
