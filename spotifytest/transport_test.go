package spotifytest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestWithoutSocketTimeIsFake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := spotifytest.Start(t, spotifytest.WithoutSocket())
		client := srv.Client(t, spotify.WithMaxRetryWait(2*time.Hour))
		srv.Fail(spotifytest.Fault{Path: "/albums/{id}", Status: 429, RetryAfter: "3600", Times: 1})
		begin := time.Now()
		album, err := client.Album(t.Context(), spotifytest.AlbumID, nil)
		if err != nil || album.Name != "Salt for the Lighthouse" {
			t.Fatalf("got %v, %v", album, err)
		}
		if d := time.Since(begin); d < time.Hour || d > 2*time.Hour {
			t.Errorf("it took %v of the bubble's time, want an hour", d)
		}
		time.Sleep(2 * time.Hour) // the token expires
		if _, err := client.Album(t.Context(), spotifytest.AlbumID, nil); err != nil {
			t.Error(err)
		}
		if n := srv.TokenRequests(); n < 2 {
			t.Errorf("%d token requests, want a second one", n)
		}
	})
}

func TestFaultsWithoutASocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := spotifytest.Start(t, spotifytest.WithoutSocket())
		hc := &http.Client{Transport: srv.Transport()}
		token, err := srv.User("anna").AccessToken(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		get := func(ctx context.Context, host string) (*http.Response, string, error) {
			req, err := http.NewRequestWithContext(ctx, "GET", host+"/v1/me", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+token)
			res, err := hc.Do(req)
			if err != nil {
				return nil, "", err
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			return res, string(body), err
		}
		fail := func(f spotifytest.Fault) { f.Path, f.Times = "/me", 1; srv.Fail(f) }

		res, body, err := get(t.Context(), "https://api.spotify.com")
		if err != nil || res.StatusCode != 200 || !strings.Contains(body, `"https://api.spotify.com/v1/users/anna"`) {
			t.Fatalf("another host: %v %s %v", res, body, err)
		}
		fail(spotifytest.Fault{Reset: true})
		if _, _, err := get(t.Context(), "https://spotify.test"); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("reset: %v", err)
		}
		fail(spotifytest.Fault{Truncate: true})
		if res, body, err := get(t.Context(), "https://spotify.test"); !errors.Is(err, io.ErrUnexpectedEOF) || res.StatusCode != 200 || body == "" {
			t.Errorf("truncated: %v %q %v", res, body, err)
		}
		begin := time.Now()
		fail(spotifytest.Fault{Delay: time.Hour, BodyDelay: time.Hour})
		if _, body, err := get(t.Context(), "https://spotify.test"); err != nil || time.Since(begin) != 2*time.Hour || !strings.Contains(body, "anna") {
			t.Errorf("late: after %v %q, %v", time.Since(begin), body, err)
		}
		for _, f := range []spotifytest.Fault{{Delay: time.Hour}, {BodyDelay: time.Hour}} {
			fail(f)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			if _, _, err := get(ctx, "https://spotify.test"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("past the deadline: %v", err)
			}
			cancel()
		}
		fail(spotifytest.Fault{Handler: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }})
		if _, _, err := get(t.Context(), "https://spotify.test"); !errors.Is(err, io.EOF) {
			t.Errorf("a handler that panics: %v", err)
		}
		srv.Close()
		if _, _, err := get(t.Context(), "https://spotify.test"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("a closed server: %v", err)
		}
	})
}

func TestTheSDKSeesWhatMayHaveBeenExecutedWithoutASocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := spotifytest.Start(t, spotifytest.WithoutSocket())
		user := srv.Client(t).As(srv.User("anna"))
		srv.Fail(spotifytest.Fault{Method: "POST", Reset: true, Executed: true})
		_, err := user.CreatePlaylist(t.Context(), "Mine", nil)
		if e := (*spotify.Error)(nil); !errors.As(err, &e) || !e.MayHaveExecuted || e.Attempts != 1 {
			t.Errorf("got %v, want an error after one attempt that may have been executed", err)
		}
	})
}

// Clients conclude from a trace whether a request may have been sent.
func TestARequestWithoutASocketIsTraced(t *testing.T) {
	srv := spotifytest.Start(t, spotifytest.WithoutSocket())
	var events []string
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			events = append(events, "connected to "+info.Conn.RemoteAddr().Network())
		},
		WroteRequest:         func(httptrace.WroteRequestInfo) { events = append(events, "sent") },
		GotFirstResponseByte: func() { events = append(events, "response") },
	})
	req, err := http.NewRequestWithContext(ctx, "GET", srv.BaseURL()+"/markets", nil)
	must(t, err)
	res, err := srv.Transport().RoundTrip(req)
	must(t, err)
	res.Body.Close()
	if got := strings.Join(events, ", "); got != "connected to pipe, sent, response" {
		t.Errorf("got %s", got)
	}
}

func TestTheServerIsAHandler(t *testing.T) {
	srv := spotifytest.Start(t, spotifytest.WithoutSocket())
	token, err := srv.User("anna").AccessToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequest("GET", "http://example.com/fake/v1/me/tracks?limit=1", nil)
	req.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, req)
	if w.Code != 200 || !strings.Contains(w.Body.String(), `"http://example.com/fake/v1/me/tracks?`) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestAPanicBreaksOneResponse(t *testing.T) {
	for _, opts := range [][]spotifytest.Option{nil, {spotifytest.WithoutSocket()}} {
		srv := spotifytest.Start(t, opts...)
		client := srv.Client(t, spotify.WithMaxRetries(0))
		stop := srv.Fail(spotifytest.Fault{Path: "/albums/{id}", Status: 500, Match: func(r spotifytest.Request) bool { panic(http.ErrAbortHandler) }, Optional: true})
		if _, err := client.Album(t.Context(), spotifytest.AlbumID, nil); err == nil {
			t.Error("a predicate that panics: no error")
		}
		stop()
		srv.Fail(spotifytest.Fault{Path: "/albums/{id}", Times: 1, Handler: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }})
		if _, err := client.Album(t.Context(), spotifytest.AlbumID, nil); err == nil {
			t.Error("a handler that panics: no error")
		}
		if _, err := client.Album(t.Context(), spotifytest.AlbumID, nil); err != nil {
			t.Errorf("after the panics: %v", err)
		}
	}
}
