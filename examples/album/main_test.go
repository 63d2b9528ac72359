package main

import (
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestSandboxAlbum(t *testing.T) {
	t.Setenv("SPOTIFY_SDK_CLIENT_ID", "")
	t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", "")
	for id, want := range map[string]string{
		spotifytest.AlbumID:                    "Salt for the Lighthouse (2025-09-17)\n  1  Brass Weather\n",
		"spotify:album:" + spotifytest.AlbumID: "  9  Umber Meadow\n",
		spotifytest.UnknownID:                  "there is no album " + spotifytest.UnknownID,
		"not an ID":                            "invalid ID",
	} {
		var out strings.Builder
		if err := run(t.Context(), &out, id); err != nil {
			out.WriteString(err.Error())
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s: the output has no %q:\n%s", id, want, out.String())
		}
	}
}
