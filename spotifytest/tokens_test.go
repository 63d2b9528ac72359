package spotifytest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestTokens(t *testing.T) {
	srv := start(t)
	album := "/albums/" + spotifytest.AlbumID
	caller{t, srv.BaseURL(), ""}.refused("GET", album, 401, "No token provided")
	caller{t, srv.BaseURL(), "bogus"}.refused("GET", album, 401, "Invalid access token")
	c := asApp(t, srv)
	c.get(album)
	c.refused("GET", "/me", 401, "Valid user authentication required")
	srv.ExpireTokens()
	c.refused("GET", album, 401, "The access token expired")
	asApp(t, srv).get(album)

	req, err := http.NewRequest("GET", srv.BaseURL()+album, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth("a", "b")
	if status, response := read(t, req); status != 400 || dig(response, "error", "message") != "Only valid bearer authentication supported" {
		t.Errorf("Basic authentication: %d %v", status, response)
	}
}

// The clock is the real one, so this waits for a token to live its second.
func TestTokenLifetime(t *testing.T) {
	t.Parallel()
	srv := start(t)
	for d, want := range map[time.Duration]float64{90 * time.Second: 90, 2500 * time.Millisecond: 2, time.Millisecond: 1} {
		srv.SetTokenLifetime(d)
		if _, response := grant(t, srv, "grant_type=client_credentials", spotifytest.ClientID, spotifytest.ClientSecret); response["expires_in"] != want {
			t.Errorf("%v: expires_in %v, want %v", d, response["expires_in"], want)
		}
	}
	srv.SetTokenLifetime(time.Second)
	born := time.Now()
	c := asApp(t, srv)
	if status, _ := c.do("GET", track, ""); status != 200 && time.Since(born) < time.Second {
		t.Errorf("a living token: %d", status)
	}
	for until := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		status, response := c.do("GET", track, "")
		if status == 401 && dig(response, "error", "message") == "The access token expired" {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("the token still works: %d %v", status, response)
		}
	}
}
