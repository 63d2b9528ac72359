// Appcheck reports what an app can access: whether its credentials yield a token,
// which groups of endpoints are open or closed to it, how long pages may be, and
// so which mode it is in (development or extended quota):
//
//	go run ./examples/appcheck [-drift] [-json]
//
// With the credentials in SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET it
// sends about a dozen GET requests to Spotify, two per second, and stops at the
// first 429. Without credentials it checks the sandbox, a fake Spotify in this
// process, in both modes.
//
// The exit code is 0 if the check was made, 1 if it could not be made (wrong
// secret, no network, an owner without Premium), and 2 if an argument is unknown.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/spotify-sdk/spotify/spotifytest"
)

// options are the flags.
type options struct {
	drift bool // compare fields of the responses with the models
	json  bool // print JSON
}

func main() {
	o, err := parse(os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "appcheck:", err)
		os.Exit(1)
	}
}

// parse reads the arguments. It writes about mistakes to w.
func parse(args []string, w io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("appcheck", flag.ContinueOnError)
	flags.SetOutput(w)
	flags.BoolVar(&o.drift, "drift", false, "also compare the fields of the responses with the SDK's models")
	flags.BoolVar(&o.json, "json", false, "print JSON: one object for each check")
	flags.Usage = func() {
		fmt.Fprint(w, "Reports what your app can access.\n\nUsage: go run ./examples/appcheck [-drift] [-json]\n\n")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(w, "unknown argument %q\n", flags.Arg(0))
		flags.Usage()
		return o, errors.New("unknown argument")
	}
	return o, nil
}

func run(ctx context.Context, w io.Writer, o options) error {
	if os.Getenv("SPOTIFY_SDK_CLIENT_ID") != "" || os.Getenv("SPOTIFY_SDK_CLIENT_SECRET") != "" {
		return check(ctx, w, spotifyItself(), o)
	}
	if !o.json {
		fmt.Fprint(w, "SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET are not set.\n"+
			"This does not check your app, but the sandbox, a fake Spotify.\n")
	}
	srv := spotifytest.NewServer()
	defer srv.Close()
	for _, development := range []bool{false, true} {
		srv.SetDevelopmentMode(development)
		at := sandbox(srv)
		at.name = "the sandbox in extended quota mode (not your app)"
		if development {
			at.name = "the sandbox in development mode (not your app)"
		}
		if err := check(ctx, w, at, o); err != nil {
			return err
		}
	}
	return nil
}

// target is what is checked.
type target struct {
	name              string
	baseURL, tokenURL string // "": Spotify's own
	id, secret        string // "": from the environment
	ids               ids
	pace              time.Duration // between two requests
}

// ids name items that the catalog certainly has.
type ids struct {
	album, artist, track string
	show, episode        string
	audiobook, chapter   string
	playlist, user       string
}

func spotifyItself() target {
	return target{
		name: "your app",
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
		name:    "the sandbox (not your app)",
		baseURL: srv.BaseURL(), tokenURL: srv.TokenURL(), id: spotifytest.ClientID, secret: spotifytest.ClientSecret,
		ids: ids{
			album: spotifytest.AlbumID, artist: spotifytest.ArtistID, track: spotifytest.TrackID,
			show: spotifytest.ShowID, episode: spotifytest.EpisodeID,
			audiobook: spotifytest.AudiobookID, chapter: spotifytest.ChapterID,
			playlist: spotifytest.PlaylistID, user: spotifytest.UserID,
		},
	}
}
