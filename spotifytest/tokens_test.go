package spotifytest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
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

func TestTokenLifetime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := spotifytest.Start(t, spotifytest.WithoutSocket())
		hc := &http.Client{Transport: srv.Transport()}
		send := func(req *http.Request) (status int, response object) {
			t.Helper()
			res, err := hc.Do(req)
			must(t, err)
			defer res.Body.Close()
			must(t, json.NewDecoder(res.Body).Decode(&response))
			return res.StatusCode, response
		}
		issue := func() (token string, seconds any) {
			t.Helper()
			req, err := http.NewRequest("POST", srv.TokenURL(), strings.NewReader("grant_type=client_credentials"))
			must(t, err)
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.SetBasicAuth(spotifytest.ClientID, spotifytest.ClientSecret)
			_, response := send(req)
			return response["access_token"].(string), response["expires_in"]
		}
		for d, want := range map[time.Duration]float64{90 * time.Second: 90, 2500 * time.Millisecond: 2, time.Millisecond: 1} {
			srv.SetTokenLifetime(d)
			if _, got := issue(); got != want {
				t.Errorf("%v: expires_in %v, want %v", d, got, want)
			}
		}
		srv.SetTokenLifetime(time.Minute)
		token, _ := issue()
		for _, row := range []struct {
			wait    time.Duration
			status  int
			message any
		}{{59 * time.Second, 200, nil}, {2 * time.Second, 401, "The access token expired"}} {
			time.Sleep(row.wait) // in the bubble
			req, err := http.NewRequest("GET", srv.BaseURL()+track, nil)
			must(t, err)
			req.Header.Set("Authorization", "Bearer "+token)
			if status, response := send(req); status != row.status || dig(response, "error", "message") != row.message {
				t.Errorf("after another %v: %d %v", row.wait, status, dig(response, "error", "message"))
			}
		}
	})
}
