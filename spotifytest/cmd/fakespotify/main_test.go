package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// output is what a running program has written so far.
type output struct {
	mu   sync.Mutex // guards the rest
	text bytes.Buffer
	full chan struct{} // closed when all lines are there
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text.Write(b)
	if strings.Contains(o.text.String(), spotifytest.ClientSecret) {
		close(o.full)
	}
	return len(b), nil
}

func TestAClientIsPointedThere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "catalog.json")
	if err := run(t.Context(), []string{"-write", file}, &output{}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	out, done := &output{full: make(chan struct{})}, make(chan error, 1)
	go func() { done <- run(ctx, []string{"-addr", "127.0.0.1:0", "-catalog", file, "-development"}, out) }()
	select {
	case <-out.full:
	case err := <-done:
		t.Fatal(err)
	}
	base := regexp.MustCompile(`http://\S+/v1`).FindString(out.text.String())
	client, err := spotify.New(spotify.WithBaseURL(base), spotify.WithTokenURL(strings.TrimSuffix(base, "/v1")+"/api/token"),
		spotify.WithClientCredentials(spotifytest.ClientID, spotifytest.ClientSecret))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	album, err := client.Album(t.Context(), spotifytest.AlbumID, nil)
	if err != nil || album.Name != "Salt for the Lighthouse" || !strings.HasPrefix(album.Href, base) || album.Label != "" {
		t.Errorf("got %v, %v", album, err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("at the end: %v", err)
	}
}

func TestMistakesAreNamed(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte(`{"albums":[{"name":"Orphan"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		`"maybe"`:   {"-consent", "maybe"},
		"none.json": {"-catalog", "none.json"},
		`"Orphan"`:  {"-catalog", bad},
		`"extra"`:   {"extra"},
		"nowhere":   {"-addr", "nowhere"},
	} {
		if err := run(t.Context(), args, &output{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want it to name %s", args, err, want)
		}
	}
}
