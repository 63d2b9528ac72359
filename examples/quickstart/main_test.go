package main

import (
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func noCredentials(t *testing.T) {
	t.Setenv("SPOTIFY_SDK_CLIENT_ID", "")
	t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", "")
}

func TestSandboxSearch(t *testing.T) {
	noCredentials(t)
	var out strings.Builder
	if err := run(t.Context(), &out, "kettles", 2); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"this is the sandbox", "artist  Nine Kettles", "Tracks of ", "Releases of Nine Kettles:", "  2:01"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output has no %q:\n%s", want, out.String())
		}
	}
	if n := strings.Count(out.String(), "\ntrack "); n > 2 {
		t.Errorf("%d tracks with -limit 2", n)
	}
	for line := range strings.Lines(out.String()) {
		if len(line) > 100 {
			t.Errorf("a line of %d characters: %s", len(line), line)
		}
	}
}

func TestNothingFoundIsAnError(t *testing.T) {
	noCredentials(t)
	err := run(t.Context(), &strings.Builder{}, "zzzzzz", 5)
	if err == nil || err.Error() != `nothing matches "zzzzzz"` || hint(err) != "" {
		t.Errorf("got %v", err)
	}
}

func TestHintAboutCredentials(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.NewFromClientCredentials(spotifytest.ClientID, "wrong", spotify.WithTokenURL(srv.TokenURL()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, wrong := client.Album(t.Context(), spotifytest.AlbumID, nil)

	t.Setenv("SPOTIFY_SDK_CLIENT_ID", spotifytest.ClientID)
	t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", "")
	half := run(t.Context(), &strings.Builder{}, "kettles", 5)

	for name, err := range map[string]error{"a wrong secret": wrong, "half of the credentials": half} {
		if err == nil || !strings.Contains(hint(err), "Unset both to use the sandbox.") {
			t.Errorf("%s: the hint about %v is %q", name, err, hint(err))
		}
	}
}

func TestClock(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0:00", 59*time.Second + 600*time.Millisecond: "1:00", 184 * time.Second: "3:04", time.Hour: "60:00",
	} {
		if got := clock(d); got != want {
			t.Errorf("%v is written as %s, want %s", d, got, want)
		}
	}
}
