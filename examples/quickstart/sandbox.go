package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// newClient returns a client for the credentials in the environment. If there
// are none, it starts a fake Spotify, which lives as long as the program.
func newClient(out io.Writer) (*spotify.Client, error) {
	if os.Getenv("SPOTIFY_SDK_CLIENT_ID") != "" || os.Getenv("SPOTIFY_SDK_CLIENT_SECRET") != "" {
		return spotify.New()
	}
	fmt.Fprint(out, "No credentials are set: this is the sandbox, a fake Spotify with a small catalog of its own.\n"+
		"To search the real one, set SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET.\n\n")
	return spotify.New(spotifytest.NewServer().Options()...)
}
