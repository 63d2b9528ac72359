package spotifytest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify/spotifytest"
)

const track = "/tracks/" + spotifytest.TrackID

func TestAFaultHasSpotifysForm(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	for _, row := range []struct {
		name        string
		fault       spotifytest.Fault
		status      int
		retryAfter  string
		contentType string
		body        string
	}{
		{"rate limit", spotifytest.Fault{Status: 429, RetryAfter: "7"}, 429, "7", "application/json", `{"error":{"message":"API rate limit exceeded","status":429}}`},
		{"rate limit without Retry-After", spotifytest.Fault{Status: 429}, 429, "", "application/json", `{"error":{"message":"API rate limit exceeded","status":429}}`},
		{"quota", spotifytest.Fault{Status: 429, Reason: "QUOTA_EXCEEDED", RetryAfter: "86000"}, 429, "86000", "application/json", `{"error":{"message":"API rate limit exceeded","reason":"QUOTA_EXCEEDED","status":429}}`},
		{"outage", spotifytest.Fault{Status: 503}, 503, "", "application/json", `{"error":{"message":"Service Unavailable","status":503}}`},
		{"refused token", spotifytest.Fault{Status: 401, Message: "Invalid access token"}, 401, "", "application/json", `{"error":{"message":"Invalid access token","status":401}}`},
		{"forbidden", spotifytest.Fault{Status: 403}, 403, "", "application/json", `{"error": {"status": 403, "message": "Forbidden" } }`},
		{"HTML", spotifytest.Fault{Status: 502, Body: "<html><h1>502 Bad Gateway</h1></html>"}, 502, "", "text/html", "<html><h1>502 Bad Gateway</h1></html>"},
		{"plain text", spotifytest.Fault{Status: 403, Body: "User not approved for app"}, 403, "", "text/plain", "User not approved for app"},
		{"nonsense with status 200", spotifytest.Fault{Body: `[1,2]`}, 200, "", "application/json", "[1,2]"},
	} {
		stop := srv.Fail(row.fault)
		res, body, err := fetch(t, t.Context(), c, track)
		stop()
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if res.StatusCode != row.status || res.Header.Get("Retry-After") != row.retryAfter || body != row.body || !strings.HasPrefix(res.Header.Get("Content-Type"), row.contentType) {
			t.Errorf("%s: got %d %v %s", row.name, res.StatusCode, res.Header, body)
		}
	}
	c.get(track)
}

func TestAFaultOfTheAccountsService(t *testing.T) {
	srv := start(t)
	for _, row := range []struct {
		fault spotifytest.Fault
		code  string
	}{
		{spotifytest.Fault{Status: 400}, "invalid_client"},
		{spotifytest.Fault{Status: 503}, "temporarily_unavailable"},
		{spotifytest.Fault{Status: 500}, "server_error"},
		{spotifytest.Fault{Status: 400, Reason: "unauthorized_client"}, "unauthorized_client"},
	} {
		row.fault.Path, row.fault.Times = "/api/token", 1
		srv.Fail(row.fault)
		status, response := grant(t, srv, "grant_type=client_credentials", spotifytest.ClientID, spotifytest.ClientSecret)
		if status != row.fault.Status || response["error"] != row.code {
			t.Errorf("%+v: got %d %v", row.fault, status, response)
		}
	}
	srv.Fail(spotifytest.Fault{Status: 500}) // of the Web API only
	asApp(t, srv)
}

func TestFaultsApplyInTheOrderOfTheirAddition(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 500, Times: 2})
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 503, Times: 1})
	stop := srv.Fail(spotifytest.Fault{Method: "POST", Status: 504})
	album := "/albums/" + spotifytest.AlbumID
	c.get(track)
	for i, want := range []int{500, 500, 503, 200} {
		if status, _ := c.do("GET", album, ""); status != want {
			t.Errorf("request %d: %d, want %d", i, status, want)
		}
	}
	if status, _ := c.do("POST", "/me/playlists", ""); status != 504 {
		t.Errorf("POST: %d, want 504", status)
	}
	stop()
	stop() // does nothing
	c.refused("POST", "/me/playlists", 401, "Valid user authentication required")
	srv.Fail(spotifytest.Fault{Status: 500})
	srv.Reset()
	c.get(track)
}

func TestBrokenConnections(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	srv.Fail(spotifytest.Fault{Reset: true, Times: 1})
	if _, _, err := fetch(t, t.Context(), c, track); !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
		t.Errorf("reset: %v", err)
	}
	srv.Fail(spotifytest.Fault{Truncate: true, Times: 1})
	res, body, err := fetch(t, t.Context(), c, track)
	if !errors.Is(err, io.ErrUnexpectedEOF) || res.StatusCode != 200 || body == "" {
		t.Errorf("truncated: %d bytes, %v", len(body), err)
	}
	c.get(track)
}

func TestSlowResponses(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	srv.Fail(spotifytest.Fault{Path: "/artists/", Delay: time.Hour}) // may get there when its client is gone
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := opened(t, ctx, c, artist); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("slow header: %v", err)
	}
	srv.Fail(spotifytest.Fault{Path: "/tracks/", BodyDelay: time.Hour, Times: 1})
	ctx, cancel = context.WithCancel(t.Context())
	res, err := opened(t, ctx, c, track)
	cancel()
	if err != nil {
		t.Fatalf("slow body: %v", err)
	}
	if _, err := io.ReadAll(res.Body); !errors.Is(err, context.Canceled) {
		t.Errorf("slow body: %v", err)
	}
	res.Body.Close()
	srv.Fail(spotifytest.Fault{Delay: time.Millisecond, BodyDelay: time.Millisecond, Times: 1})
	c.get(track) // late, but whole

	srv.Fail(spotifytest.Fault{Delay: time.Hour})
	failed := make(chan error)
	before := len(srv.Requests())
	go func() {
		_, _, err := fetch(t, context.Background(), c, track)
		failed <- err
	}()
	for len(srv.Requests()) == before {
		runtime.Gosched() // until the request is there
	}
	srv.Close()
	if err := <-failed; err == nil {
		t.Error("a response came from a closed server")
	}
}

func TestExecutedWritesHaveAnEffect(t *testing.T) {
	srv := start(t)
	tilda := asUser(t, srv, spotifytest.UserID)
	add := func() { tilda.do("POST", playlistPath+"/items?uris=spotify:track:"+spotifytest.TrackID, "") }
	total := func() any { return tilda.get(playlistPath + "/items?limit=1")["total"] }
	srv.Fail(spotifytest.Fault{Method: "POST", Status: 503, Times: 1})
	add()
	if total() != 59.0 {
		t.Errorf("refused: %v entries, want 59", total())
	}
	srv.Fail(spotifytest.Fault{Method: "POST", Status: 503, Executed: true, Times: 1})
	add()
	if total() != 60.0 {
		t.Errorf("executed: %v entries, want 60", total())
	}
	srv.Fail(spotifytest.Fault{Method: "POST", Delay: time.Millisecond, Executed: true, Times: 1})
	add()
	if total() != 61.0 {
		t.Errorf("executed and late: %v entries, want 61", total())
	}
}

func TestAHandlerWritesTheResponse(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	srv.Fail(spotifytest.Fault{Path: "/new/endpoint", Handler: func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Write([]byte(`{"path":"` + r.URL.Path + `","body":"` + string(body) + `"}`))
	}})
	_, got := c.do("PUT", "/new/endpoint", "hello")
	if got["path"] != "/v1/new/endpoint" || got["body"] != "hello" {
		t.Errorf("got %v", got)
	}
}
