//go:build unix

package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/internal/chromium"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// start starts the program against a fake Spotify, and returns where it listens.
func start(t *testing.T) string {
	t.Helper()
	t.Setenv("SPOTIFY_SDK_CLIENT_ID", "")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"-addr", addr}) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
			return "http://" + addr
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

func TestUsersLogInWithABrowser(t *testing.T) {
	url := start(t)
	page := chromium.Open(t)
	page.Visit(url)
	page.Click("login")
	if _, address := page.WaitText("Log in to the fake Spotify"); !strings.HasPrefix(address, "http://localhost:") {
		t.Errorf("Spotify's page is at %s, which is the program's site", address)
	}
	page.Click("deny")
	page.WaitText("You did not agree.")

	for _, user := range []string{"anna", "ben"} {
		page.Click("login")
		page.WaitText("Log in to the fake Spotify")
		page.Select("user", user)
		page.Click("approve")
		text, address := page.WaitText("Hello, " + user)
		if address != url+"/" || !strings.Contains(text, "listening to nothing") {
			t.Errorf("after the login the browser is at %s and shows %s", address, text)
		}
		page.Visit(url)
		page.WaitText("Hello, " + user)
		page.Click("logout")
		page.WaitText("Welcome")
	}

	page.Visit(url + "/callback?state=forged-forged-forged&code=AQ")
	page.WaitText("belongs to no login of this browser")
}

// An ended login leads to a new one.
func TestHomeSendsAVisitorToTheLogin(t *testing.T) {
	srv := spotifytest.Start(t)
	flow, err := spotifyauth.New(spotifyauth.Config{ClientID: spotifytest.ClientID, RedirectURL: "https://example.com/callback", AuthURL: srv.AuthURL(), TokenURL: srv.TokenURL()})
	if err != nil {
		t.Fatal(err)
	}
	client, err := spotifyauth.NewClient(spotify.WithBaseURL(srv.BaseURL()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s := newSite(flow, client)
	provider, err := flow.ProviderFromRefreshToken("anna", srv.RefreshToken("anna"))
	if err != nil {
		t.Fatal(err)
	}
	defer provider.Close()
	s.remember("c0ffee", visitor{"anna", provider, time.Now().Add(time.Hour)})
	s.remember("dead", visitor{"anna", provider, time.Now().Add(-time.Hour)})
	get := func(session string) (int, string) {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
		w.Body = new(bytes.Buffer)
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: session})
		s.handler().ServeHTTP(w, r)
		return w.Code, w.Header().Get("Location") + w.Body.String()
	}
	if status, body := get("c0ffee"); status != 200 || !strings.Contains(body, "Hello, anna") {
		t.Errorf("a visitor: %d %s", status, body)
	}
	for _, session := range []string{"dead", "other"} {
		if status, body := get(session); status != 200 || !strings.Contains(body, "Welcome") {
			t.Errorf("the session %s: %d %s", session, status, body)
		}
	}
	srv.ExpireTokens()
	srv.RevokeRefreshTokens("anna")
	if status, to := get("c0ffee"); status != 303 || !strings.HasPrefix(to, "/login") {
		t.Errorf("an ended login: %d %s", status, to)
	}
}
