package main

import (
	"strings"

	"github.com/spotify-sdk/spotify/spotifytest"
)

// fake returns a fake Spotify with some users to choose from on its login page.
func fake() *spotifytest.Server {
	srv := spotifytest.NewServer()
	for _, user := range []string{"anna", "ben"} {
		srv.RefreshToken(user) // makes the user known
	}
	return srv
}

// onLocalhost makes the fake a site of its own to the browser, as Spotify is.
// Browsers treat all ports of 127.0.0.1 as one site.
func onLocalhost(url string) string {
	return strings.Replace(url, "127.0.0.1", "localhost", 1)
}
