//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/internal/chromium"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// program is the program while it runs against a fake Spotify.
type program struct {
	t        *testing.T
	redirect string
	out      *bufio.Scanner
	errOut   *bufio.Scanner
	stop     context.CancelFunc
	ended    chan error
}

// start starts the program, which cannot open a browser by itself.
func start(t *testing.T) *program {
	t.Helper()
	for _, name := range []string{"SPOTIFY_SDK_CLIENT_ID", "PATH", "DISPLAY", "WAYLAND_DISPLAY"} {
		t.Setenv(name, "")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, redirect: "http://" + l.Addr().String() + "/callback", ended: make(chan error, 1)}
	l.Close()
	var ctx context.Context
	ctx, p.stop = context.WithCancel(context.Background())
	out, outWriter := io.Pipe()
	errOut, errWriter := io.Pipe()
	p.out, p.errOut = bufio.NewScanner(out), bufio.NewScanner(errOut)
	go func() {
		err := run(ctx, []string{"-redirect", p.redirect}, outWriter, errWriter)
		outWriter.Close()
		errWriter.Close()
		p.ended <- err
	}()
	t.Cleanup(func() {
		p.stop()
		go io.Copy(io.Discard, out)
		go io.Copy(io.Discard, errOut)
	})
	return p
}

// loginURL returns the URL that the program prints, with the fake's other name:
// to the browser, all ports of 127.0.0.1 are one site.
func (p *program) loginURL() string {
	p.t.Helper()
	for p.out.Scan() && p.out.Text() != "" { // that it is a fake
	}
	for p.errOut.Scan() {
		if line := p.errOut.Text(); strings.HasPrefix(line, "http://127.0.0.1:") {
			go func() {
				for p.errOut.Scan() { // that no browser was opened
				}
			}()
			return strings.Replace(line, "127.0.0.1", "localhost", 1)
		}
	}
	p.t.Fatal("the program prints no URL")
	return ""
}

func TestTheUserLogsInWithABrowser(t *testing.T) {
	page := chromium.Open(t)
	p := start(t)
	page.Visit(p.loginURL())
	if text, _ := page.WaitText("user-read-currently-playing"); !strings.Contains(text, spotifytest.UserID) {
		t.Errorf("Spotify's page shows %s", text)
	}
	page.Click("approve")
	if _, address := page.WaitText("You are logged in"); !strings.HasPrefix(address, p.redirect) {
		t.Errorf("the program's page is at %s", address)
	}
	// Which track it is depends on how long the login took.
	if !p.out.Scan() || !strings.Contains(p.out.Text(), "Nine Kettles: ") {
		t.Errorf("the program prints %q", p.out.Text())
	}
	p.stop() // Ctrl-C
	if err := <-p.ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the program ended with %v", err)
	}
}

func TestTheUserDoesNotAgree(t *testing.T) {
	page := chromium.Open(t)
	p := start(t)
	page.Visit(p.loginURL())
	page.Click("deny")
	page.WaitText("access_denied")
	if err := <-p.ended; err == nil || !strings.Contains(err.Error(), "access_denied") {
		t.Errorf("the program ended with %v", err)
	}
}

func TestDescribe(t *testing.T) {
	track := &spotify.Track{Name: "Song", DurationMS: 61000, Artists: []spotify.SimplifiedArtist{{Name: "A"}, {Name: "B"}}}
	episode := &spotify.Episode{Name: "One", Show: spotify.SimplifiedShow{Name: "Show"}}
	for want, state := range map[string]*spotify.PlaybackState{
		"nothing plays":             {},
		"A, B: Song (1m1s)":         {IsPlaying: true, Item: spotify.Item{Track: track}},
		"A, B: Song (1m1s), paused": {Item: spotify.Item{Track: track}},
		"Show: One":                 {IsPlaying: true, Item: spotify.Item{Episode: episode}},
	} {
		if got := describe(state); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
