// Export writes the tracks of an artist, or the tracks that a user has saved, to
// a CSV file:
//
//	go run ./examples/export -artist 2GZox3ncWYjQmNIOTKw72E -out tracks.csv
//	go run ./examples/export -saved -out saved.csv
//
// It sends at most five requests a second and shows how far it is. After Ctrl-C,
// a rate limit that lasts for hours, or any other failure the same command
// continues where the last one stopped: how far the file is stands in a second
// file, tracks.csv.state.
//
// When Spotify asks to wait, that is kept in a third file, which all exports of
// the user share. Until then another start sends no request at all and says when
// to come back; its exit code is 75, so that a cron job can tell that from a
// failure.
//
// The credentials are in SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET.
// With -saved the browser opens once for the login; the app needs the redirect
// URI http://127.0.0.1:8888/callback. Without credentials the program exports
// from a fake Spotify in this process.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/spotify-sdk/spotify/contrib/sharedcooldown"
)

const (
	exitFailure = 1
	exitLater   = 75 // EX_TEMPFAIL of sysexits.h
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	a, closeApp := appFromEnvironment()
	code := run(ctx, os.Args[1:], a, newProgress(os.Stderr))
	closeApp()
	stop()
	os.Exit(code)
}

// run is the program. It returns the exit code.
func run(ctx context.Context, args []string, a app, p *progress) int {
	s, err := parse(args)
	if err == nil {
		err = export(ctx, s, a, p)
	}
	later := (*laterError)(nil)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &later):
		p.final("export: " + err.Error())
		return exitLater
	}
	p.final("export: " + err.Error())
	return exitFailure
}

// settings are the command line.
type settings struct {
	artist   string // ID, URI or URL
	saved    bool
	out      string
	rate     float64
	cooldown *sharedcooldown.FileStore
}

// parse reads the command line.
func parse(args []string) (settings, error) {
	var s settings
	var cooldown string
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	flags.StringVar(&s.artist, "artist", "", "export the tracks of the artist with this `ID`, URI or URL")
	flags.BoolVar(&s.saved, "saved", false, "export the tracks that the user has saved")
	flags.StringVar(&s.out, "out", "", "the CSV `file`")
	flags.Float64Var(&s.rate, "rate", 5, "requests per second at most, from 0.01 to 50")
	flags.StringVar(&cooldown, "cooldown", "", "the `file` that rate limits are kept in (default: one in the user's cache folder)")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	s.cooldown = sharedcooldown.UserFileStore("spotify-export")
	if cooldown != "" {
		s.cooldown = sharedcooldown.NewFileStore(cooldown)
	}
	switch {
	case flags.NArg() > 0:
		return s, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case (s.artist == "") != s.saved:
		return s, errors.New("give either -artist or -saved")
	case s.out == "":
		return s, errors.New("give the CSV file with -out")
	case !(s.rate >= 0.01 && s.rate <= 50):
		return s, fmt.Errorf("-rate is %v, want 0.01 to 50", s.rate)
	}
	return s, nil
}
