package spotify_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

func TestExchangeRefusedConnectionsAreRetriedForEveryMethod(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	c := newClientTo(t, "http://"+l.Addr().String())
	for _, method := range []string{"GET", "POST"} {
		err := c.Call(context.Background(), method, "/x", nil, nil, nil)
		wantIs(t, err, syscall.ECONNREFUSED)
		if e := apiErr(t, err); e.Attempts != 4 || e.MayHaveExecuted || e.StatusCode != 0 || e.Timeout() {
			t.Errorf("%s: %+v", method, e)
		}
	}
}

// A connection that breaks once: reads and idempotent writes are retried, a POST
// stops and says that it may have executed.
func TestExchangeConnectionsThatBreak(t *testing.T) {
	tests := []struct {
		name string
		play func(net.Conn)
	}{
		{"reset before the request was read", resets(false)},
		{"reset after the request was read", resets(true)},
		{"closed after the request was read", replies("", false)},
		{"closed inside the header", replies("HTTP/1.1 200 OK\r\nContent-Le", false)},
		{"closed inside the body", replies("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":", false)},
		{"closed inside a chunked body",
			replies("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n", false)},
		{"no HTTP", replies("SSH-2.0-OpenSSH_9.9\r\n", false)},
		{"a status that is none", replies("HTTP/1.1 OK\r\n\r\n", false)},
		{"no header in time", replies("", true)},
		{"no body in time", replies("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", true)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, method := range []string{"GET", "PUT", "DELETE", "POST"} {
				s := newRawServer(t, tt.play, replies(wireOK, false))
				var opts []spotify.Option
				if strings.HasSuffix(tt.name, "in time") {
					opts = append(opts, spotify.WithTimeout(400*time.Millisecond))
				}
				var in any
				if method != "GET" {
					in = []string{"a"}
				}
				var out map[string]any
				err := newClientTo(t, s.url, opts...).Call(context.Background(), method, "/x", nil, in, &out)
				if method != "POST" {
					if err != nil || s.accepted.Load() < 2 {
						t.Errorf("%s: %v after %d connections", method, recorded(err), s.accepted.Load())
					}
					continue
				}
				if err == nil && tt.name == "reset before the request was read" {
					continue // the dial itself noticed, so that no byte was written
				}
				e := apiErr(t, err)
				if !e.MayHaveExecuted || e.Attempts != 1 || s.accepted.Load() != 1 {
					t.Errorf("%s: MayHaveExecuted %v after %d attempts", method, e.MayHaveExecuted, e.Attempts)
				}
				if e.Timeout() != (opts != nil) {
					t.Errorf("%s: %v: Timeout %v", method, e, e.Timeout())
				}
			}
		})
	}
}

// The caller does not wait for a server that does not respond.
func TestExchangeCallerReturnsAtOnce(t *testing.T) {
	read := make(chan struct{})
	s := newRawServer(t, func(c net.Conn) {
		r := bufio.NewReader(c)
		_ = readRequest(r)
		close(read)
		_, _ = io.Copy(io.Discard, r)
	})
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-read; cancel() }()
	err := newClientTo(t, s.url).Call(ctx, "POST", "/x", nil, nil, nil)
	wantIs(t, err, context.Canceled)
	if e := apiErr(t, err); !e.MayHaveExecuted || e.Attempts != 1 {
		t.Errorf("%+v", e)
	}
}

// A kept-alive connection died unnoticed: the first request on it finds out.
func TestExchangeClosedIdleConnections(t *testing.T) {
	const keep = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
	once := func(c net.Conn) {
		r := bufio.NewReader(c)
		if readRequest(r) == nil {
			_, _ = io.WriteString(c, keep)
			_ = readRequest(r) // the second request gets no response
		}
	}
	for _, method := range []string{"GET", "PUT", "DELETE", "POST"} {
		s := newRawServer(t, once)
		c := newClientTo(t, s.url)
		var in any
		if method != "GET" {
			in = []string{"a"}
		}
		if err := getAlbum(context.Background(), c); err != nil {
			t.Fatal(recorded(err))
		}
		err := c.Call(context.Background(), method, "/x", nil, in, nil)
		if method == "POST" {
			if e := apiErr(t, err); !e.MayHaveExecuted || s.accepted.Load() != 1 {
				t.Errorf("POST: %+v after %d connections", e, s.accepted.Load())
			}
		} else if err != nil || s.accepted.Load() != 2 {
			t.Errorf("%s: %v after %d connections", method, recorded(err), s.accepted.Load())
		}
	}
}

func TestExchangeUnreadableResponses(t *testing.T) {
	huge := func(w http.ResponseWriter) {
		chunk := make([]byte, 1<<20)
		for range 40 {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	bomb := func(w http.ResponseWriter) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		chunk := make([]byte, 1<<20)
		for range 40 {
			if _, err := z.Write(chunk); err != nil {
				return
			}
		}
	}
	tests := []struct {
		name  string
		write func(w http.ResponseWriter)
		text  string // of the error, after "200 OK: "
		large bool
	}{
		{"HTML", func(w http.ResponseWriter) { io.WriteString(w, "<!DOCTYPE html><html></html>") }, "", false},
		{"nothing", func(w http.ResponseWriter) {}, "", false},
		{"JSON that breaks off", func(w http.ResponseWriter) { io.WriteString(w, `{"name":"a`) }, "", false},
		{"two values", func(w http.ResponseWriter) { io.WriteString(w, `{}{}`) }, "", false},
		{"a list in place of an object", func(w http.ResponseWriter) { io.WriteString(w, `[]`) }, "", false},
		{"no gzip", func(w http.ResponseWriter) { w.Header().Set("Content-Encoding", "gzip"); io.WriteString(w, "no gzip") }, "", false},
		{"40 MiB", huge, "the response is larger than 32768 KiB", true},
		{"a gzip bomb", bomb, "the response is larger than 32768 KiB", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if raceEnabled && tt.large {
				t.Skip("32 MiB take seconds under the race detector")
			}
			var requests atomic.Int32
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { requests.Add(1); tt.write(w) }))
			defer s.Close()
			c := newClientTo(t, s.URL, spotify.WithMaxRetries(0))
			_, err := c.Album(context.Background(), albumID, nil)
			e := apiErr(t, err)
			if e.StatusCode != 200 || e.Route != "/albums/{id}" || requests.Load() != 1 {
				t.Errorf("%+v after %d requests", e, requests.Load())
			}
			if rest, ok := strings.CutPrefix(err.Error(), "spotify: GET /v1"+albumPath+": 200 OK: "); !ok ||
				rest == "" || tt.text != "" && rest != tt.text {
				t.Errorf("text %q", err)
			}
			for name, sentinel := range sentinels {
				if brokenOff := tt.name == "no gzip" && sentinel == spotify.ErrNetwork; errors.Is(err, sentinel) != brokenOff {
					t.Errorf("it matches Err%s: %v", name, !brokenOff)
				}
			}
		})
	}
	t.Run("a gzip bomb with an error's status", func(t *testing.T) {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(404)
			bomb(w)
		}))
		defer s.Close()
		err := getAlbum(context.Background(), newClientTo(t, s.URL))
		wantIs(t, err, spotify.ErrNotFound)
		if e := apiErr(t, err); len(e.Body) != 8<<10 {
			t.Errorf("%d bytes are kept", len(e.Body))
		}
	})
}

// A redirect would carry the token to wherever it points.
func TestExchangeRedirectsAreNeverFollowed(t *testing.T) {
	var led atomic.Int32
	trap := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { led.Add(1) }))
	defer trap.Close()
	secure := httptest.NewTLSServer(trap.Config.Handler)
	defer secure.Close()
	var location string
	var status int
	var own atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		own.Add(1)
		w.Header().Set("Location", location)
		w.WriteHeader(status)
	}))
	defer s.Close()
	c := newClientTo(t, s.URL)
	follower := newClientTo(t, s.URL,
		spotify.WithHTTPClient(&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}))
	wanted := int32(0)
	for _, location = range []string{trap.URL + "/v1/me", secure.URL + "/v1/me", strings.Replace(trap.URL, "127.0.0.1", "localhost", 1), s.URL + "/v1/me", "/v1/me", "//" + trap.Listener.Addr().String()} {
		for _, status = range []int{301, 302, 303, 307, 308} {
			for _, method := range []string{"GET", "POST"} {
				for _, client := range []*spotify.Client{c, follower} {
					wanted++
					if e := apiErr(t, client.Call(context.Background(), method, "/me", nil, nil,
						nil)); e.StatusCode != status || e.Attempts != 1 || e.MayHaveExecuted {
						t.Errorf("%+v", e)
					}
				}
			}
			provider, err := spotify.NewClientCredentials(clientID, clientSecret,
				spotify.WithTokenURL(s.URL+"/api/token"))
			if err != nil {
				t.Fatal(err)
			}
			wanted++
			_, err = provider.AccessToken(context.Background())
			if a := authErr(t, err); a.StatusCode != status || strings.Contains(err.Error(), "://") {
				t.Errorf("%v", a)
			}
		}
	}
	if led.Load() != 0 || own.Load() != wanted {
		t.Errorf("%d redirects were followed elsewhere; %d requests here, want %d", led.Load(), own.Load(), wanted)
	}
}

// Responses that are abandoned or not wanted leave their connection usable.
func TestExchangeFailuresKeepTheConnection(t *testing.T) {
	var opened, requests atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		statuses := []int{503, 429, 404, 200, 500, 401, 403, 502}
		w.WriteHeader(statuses[int(requests.Add(1))%len(statuses)])
		fmt.Fprintf(w, `{"error":{"message":%q}}`, strings.Repeat("x", 4000))
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	c := newClientTo(t, s.URL)
	for i := range 20 {
		path := fmt.Sprintf("/x%d", i) // each its own group
		_ = recorded(c.Call(context.Background(), "GET", path, nil, nil, nil))
		req, _ := http.NewRequest("GET", s.URL+"/v1"+path+"/raw", nil)
		if resp, err := c.Do(req); err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
	}
	// One, but net/http closes a connection whose write a busy machine reports
	// 50 ms late; each of the eight kinds of responses, badly ended, would cost five.
	if opened.Load() > 3 || requests.Load() < 40 {
		t.Errorf("%d requests opened %d connections, want 1", requests.Load(), opened.Load())
	}
}

// The cookie jar of the user's client works for API calls.
func TestExchangeCookies(t *testing.T) {
	var got []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Cookie"))
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		io.WriteString(w, "{}")
	}))
	defer s.Close()
	jar, _ := cookiejar.New(nil)
	c := newClientTo(t, s.URL, spotify.WithHTTPClient(&http.Client{Jar: jar}))
	for range 2 {
		if err := getAlbum(context.Background(), c); err != nil {
			t.Fatal(recorded(err))
		}
	}
	if got[0] != "" || got[1] != "a=b" {
		t.Errorf("cookies %q", got)
	}
}
