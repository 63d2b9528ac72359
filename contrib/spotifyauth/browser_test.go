//go:build unix

package spotifyauth_test

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
)

// The system's command is replaced by a script that writes down the URL.
func TestLoginRunsTheSystemsCommand(t *testing.T) {
	e := start(t)
	dir := t.TempDir()
	name := "xdg-open"
	if runtime.GOOS == "darwin" {
		name = "open"
	}
	opened := filepath.Join(dir, "opened")
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\necho \"$1\" >'"+opened+"'\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	t.Setenv("DISPLAY", ":0")
	got := make(chan error, 1)
	go func() { // the browser
		for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			if text, _ := os.ReadFile(opened); strings.HasSuffix(string(text), "\n") {
				got <- (&browser{}).get(strings.TrimSpace(string(text)))
				return
			}
		}
		got <- os.ErrDeadlineExceeded
	}()
	provider, err := e.flow().Login(t.Context(), &spotifyauth.LoginOptions{Output: io.Discard, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer provider.Close()
	if err := <-got; err != nil {
		t.Error(err)
	}
	e.wantUser(provider, "anna")
}
