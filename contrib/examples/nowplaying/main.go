// Nowplaying shows what you listen to, until it is stopped:
//
//	go -C contrib run ./examples/nowplaying
//
// It needs an app of https://developer.spotify.com/dashboard with the redirect URI
// http://127.0.0.1:8888/callback, and its client ID in SPOTIFY_SDK_CLIENT_ID; the
// client secret is not needed. The first start opens the browser. Without a
// client ID it uses a fake Spotify in this process, whose login page is in the
// browser too.
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
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := flag.NewFlagSet("nowplaying", flag.ContinueOnError)
	flags.SetOutput(errOut)
	redirect := flags.String("redirect", "http://127.0.0.1:8888/callback", "redirect `URI` as registered in the dashboard")
	interval := flags.Duration("every", 5*time.Second, "time between two requests")
	again := flags.Bool("login", false, "log in again, to switch accounts")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *interval < time.Second {
		return errors.New("-every is less than a second, which Spotify would limit")
	}
	config := spotifyauth.Config{
		ClientID:    os.Getenv("SPOTIFY_SDK_CLIENT_ID"),
		RedirectURL: *redirect,
		Scopes:      []string{spotify.ScopeUserReadCurrentlyPlaying},
		Store:       spotifyauth.UserFileStore("spotify-nowplaying"),
		ShowDialog:  *again,
	}
	var opts []spotify.Option
	if config.ClientID == "" {
		fmt.Fprint(out, "SPOTIFY_SDK_CLIENT_ID is not set: this is a fake Spotify.\n\n")
		stop, err := useFake(ctx, &config, &opts)
		if err != nil {
			return err
		}
		defer stop()
	}
	flow, err := spotifyauth.New(config)
	if err != nil {
		return err
	}
	provider, err := flow.Login(ctx, &spotifyauth.LoginOptions{Again: *again, Output: errOut})
	if err != nil {
		return err
	}
	client, err := spotify.New(append(opts, spotify.WithAuthProvider(provider))...)
	if err != nil {
		return err
	}
	defer client.Close()
	return watch(ctx, client, *interval, out, errOut)
}

// watch prints what plays, each time that it changes.
func watch(ctx context.Context, client *spotify.Client, interval time.Duration, out, errOut io.Writer) error {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for last := ""; ; {
		state, err := client.CurrentlyPlaying(ctx, nil)
		switch {
		case err == nil:
			if line := describe(state); line != last {
				fmt.Fprintln(out, time.Now().Format(time.TimeOnly), line)
				last = line
			}
		case ctx.Err() != nil:
			return err
		case errors.Is(err, spotify.ErrUnauthorized):
			return fmt.Errorf("the login has ended, start again to log in: %w", err)
		case errors.Is(err, spotify.ErrForbidden):
			return err
		default:
			fmt.Fprintln(errOut, err) // an outage or a rate limit ends
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func describe(state *spotify.PlaybackState) string {
	line := "nothing plays"
	switch item := state.Item; {
	case item.Track != nil:
		var artists []string
		for _, a := range item.Track.Artists {
			artists = append(artists, a.Name)
		}
		line = fmt.Sprintf("%s: %s (%v)", strings.Join(artists, ", "), item.Track.Name, item.Track.Duration().Round(time.Second))
	case item.Episode != nil:
		line = fmt.Sprintf("%s: %s", item.Episode.Show.Name, item.Episode.Name)
	default:
		return line
	}
	if !state.IsPlaying {
		line += ", paused"
	}
	return line
}
