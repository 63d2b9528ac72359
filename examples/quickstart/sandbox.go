package main

import (
	"fmt"
	"os"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// sandbox returns no options if there are credentials in the environment, else
// those that point the client at a fake Spotify, which lives as long as the
// program.
func sandbox() []spotify.Option {
	if os.Getenv("SPOTIFY_SDK_CLIENT_ID") != "" || os.Getenv("SPOTIFY_SDK_CLIENT_SECRET") != "" {
		return nil
	}
	fmt.Print("SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET are not set: this searches a fictional catalog. Try \"nine kettles\".\n\n")
	return spotifytest.NewServer().Options()
}
