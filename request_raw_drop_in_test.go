package spotify_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// dropInHandler writes down what arrived, with the trailers, as the response.
func dropInHandler(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/v1/refuse" { // without reading the body, and so without asking for it
		w.WriteHeader(http.StatusExpectationFailed)
		return
	}
	if r.URL.Path == "/v1/hints" {
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		w.Header().Del("Link")
	}
	body, err := io.ReadAll(r.Body)
	w.Header().Set("Trailer", "X-Announced")
	w.Header().Set("X-Length", fmt.Sprint(r.ContentLength))
	w.Header().Set("Content-Type", "text/plain")
	if r.URL.Path == "/v1/empty" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	r.Header.Del("Authorization")
	fmt.Fprintf(w, "%s %s host %q body %q %v length %d encoding %v close %v\n", r.Method, r.RequestURI, r.Host[:4], body, err,
		r.ContentLength, r.TransferEncoding, r.Close)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		fmt.Fprintf(w, "%s: %q\n", name, r.Header[name])
	}
	for _, name := range slices.Sorted(maps.Keys(r.Trailer)) {
		fmt.Fprintf(w, "trailer %s: %q\n", name, r.Trailer[name])
	}
	w.Header().Set("X-Announced", "yes")
	w.Header().Set(http.TrailerPrefix+"X-Surprise", "yes")
}

// lateTrailer sets a trailer of its request once it has been read.
type lateTrailer struct {
	io.Reader
	req *http.Request
}

func (b *lateTrailer) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		b.req.Trailer.Set("X-Checksum", "abc")
	}
	return n, err
}

func (b *lateTrailer) Close() error { return nil }

// A request through Client.Do arrives, and its response comes back, as through
// http.Client.Do, over HTTP/1.1 and HTTP/2.
func TestDoIsWhatAnHTTPClientDoes(t *testing.T) {
	tests := []struct {
		name   string
		method string
		path   string
		body   func() io.Reader
		change func(r *http.Request)
	}{
		{"no body", "GET", "/me?q=1", nil, nil},
		{"a body that was replaced", "PUT", "/me", func() io.Reader { return strings.NewReader("first") }, func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("other")), 5
		}},
		{"a body of unknown length", "PUT", "/me", func() io.Reader { return io.MultiReader(strings.NewReader("ab"), strings.NewReader("c")) }, nil},
		{"a pipe", "POST", "/me", func() io.Reader {
			r, w := io.Pipe()
			go func() { _, _ = io.WriteString(w, "piped"); w.Close() }()
			return r
		}, nil},
		{"an empty body", "PUT", "/me", func() io.Reader { return http.NoBody }, nil},
		{"an empty reader", "PUT", "/me", func() io.Reader { return strings.NewReader("") }, nil},
		{"a body that says nothing of its length", "PUT", "/me", func() io.Reader { return bytes.NewBufferString("x") },
			func(r *http.Request) { r.ContentLength = -1 }},
		{"no method", "", "/me", nil, nil},
		{"a method of one's own", "PURGE", "/me", nil, nil},
		{"HEAD", "HEAD", "/me", nil, nil},
		{"a response without content", "PUT", "/empty", func() io.Reader { return strings.NewReader("x") }, nil},
		{"early hints", "GET", "/hints", nil, nil},
		{"headers in any case", "GET", "/me", nil, func(r *http.Request) {
			r.Header["x-lower"] = []string{"1", "2"}
			r.Header["X-Mixed-cASE"] = []string{"3"}
			r.Header.Set("Accept-Encoding", "identity")
			r.Header.Set("User-Agent", "mine")
			r.Header.Set("Cookie", "a=b")
		}},
		{"headers without a value", "GET", "/me", nil, func(r *http.Request) {
			r.Header["X-None"] = nil
			r.Header["X-Empty"] = []string{""}
			r.Header["User-Agent"] = nil
		}},
		{"a trailer that is known", "PUT", "/me", func() io.Reader { return io.MultiReader(strings.NewReader("abc")) }, func(r *http.Request) {
			r.Trailer = http.Header{"X-Checksum": {"abc"}}
		}},
		{"a trailer that is known once the body was read", "PUT", "/me", nil, func(r *http.Request) {
			r.Trailer = http.Header{"X-Checksum": nil}
			r.Body, r.ContentLength = &lateTrailer{strings.NewReader("abc"), r}, -1
		}},
		{"a body that is only sent when asked for", "PUT", "/me", func() io.Reader { return strings.NewReader("asked") },
			func(r *http.Request) { r.Header.Set("Expect", "100-continue") }},
		{"a body that is not asked for", "PUT", "/refuse", func() io.Reader { return strings.NewReader("not asked") },
			func(r *http.Request) { r.Header.Set("Expect", "100-continue") }},
		{"the last request of a connection", "GET", "/me", nil, func(r *http.Request) { r.Close = true }},
		{"a header value that is impossible", "GET", "/me", nil, func(r *http.Request) { r.Header.Set("X-Bad", "a\r\nb") }},
		{"a header name that is impossible", "GET", "/me", nil, func(r *http.Request) { r.Header["X Bad"] = []string{"a"} }},
		{"a trailer name that is impossible", "PUT", "/me", func() io.Reader { return io.MultiReader(strings.NewReader("x")) },
			func(r *http.Request) { r.Trailer = http.Header{"X Bad": {"a"}} }},
		{"a method that is impossible", "GET", "/me", nil, func(r *http.Request) { r.Method = "G T" }},
		{"a length without a body", "PUT", "/me", nil, func(r *http.Request) { r.ContentLength = 5 }},
	}
	for _, version := range []string{"HTTP/1.1", "HTTP/2.0"} {
		s := httptest.NewUnstartedServer(http.HandlerFunc(dropInHandler))
		s.EnableHTTP2 = version == "HTTP/2.0"
		s.StartTLS()
		defer s.Close()
		plain := s.Client()
		c, err := spotify.New(spotify.WithAccessToken(token(1)), spotify.WithBaseURL(s.URL+"/v1"), spotify.WithHTTPClient(plain),
			spotify.WithUserAgent("Go-http-client/"+version[5:]), spotify.WithMaxRetryWait(time.Millisecond))
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range tests {
			t.Run(version+" "+tt.name, func(t *testing.T) {
				var results [2]string
				for i, client := range []interface {
					Do(*http.Request) (*http.Response, error)
				}{plain, c} {
					var b io.Reader
					if tt.body != nil {
						b = tt.body()
					}
					req, err := http.NewRequest(tt.method, s.URL+"/v1"+tt.path, b)
					if err != nil {
						t.Fatal(err)
					}
					if tt.change != nil {
						tt.change(req)
					}
					hints := 0
					ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
						Got1xxResponse: func(int, textproto.MIMEHeader) error { hints++; return nil }})
					resp, err := client.Do(req.WithContext(ctx))
					var e *spotify.Error
					if errors.As(err, &e) && (e.Attempts != 1 || e.MayHaveExecuted) {
						t.Errorf("%v after %d attempts, MayHaveExecuted %v", e, e.Attempts, e.MayHaveExecuted)
					}
					results[i] = describeResponse(resp, err)
					results[i] += fmt.Sprintf("\n%d responses of 1xx", hints)
				}
				if results[0] != results[1] {
					t.Errorf("http.Client:\n%s\nspotify.Client:\n%s", results[0], results[1])
				}
			})
		}
	}
}

// describeResponse is a response, with its trailers, or the last words of an error.
func describeResponse(resp *http.Response, err error) string {
	if err != nil {
		text := err.Error()
		for _, before := range []string{"/v1/me: ", `/v1/me": `} {
			if _, rest, ok := strings.Cut(text, before); ok {
				text = rest
			}
		}
		_ = recorded(err)
		return "error " + text
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return fmt.Sprintf("%s %d length %d %q %v\nX-Length %q\ntrailers %q", resp.Proto, resp.StatusCode, resp.ContentLength, body, err,
		resp.Header["X-Length"], resp.Trailer)
}

// After 101 the connection is the caller's, for both directions.
func TestDoHandsOverASwitchedConnection(t *testing.T) {
	s := newRawServer(t, func(c net.Conn) {
		r := bufio.NewReader(c)
		if readRequest(r) != nil {
			return
		}
		_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
		line, _ := r.ReadString('\n')
		_, _ = io.WriteString(c, "echo "+line)
	})
	req, err := http.NewRequest("GET", s.url+"/v1/me", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Connection", "Upgrade")
	req.Header.Set("Upgrade", "echo")
	resp, err := newClientTo(t, s.url).Do(req)
	if err != nil {
		t.Fatal(recorded(err))
	}
	defer resp.Body.Close()
	both, ok := resp.Body.(io.ReadWriteCloser)
	if resp.StatusCode != 101 || !ok {
		t.Fatalf("status %d with a body of type %T", resp.StatusCode, resp.Body)
	}
	_, _ = io.WriteString(both, "hello\n")
	if line, err := bufio.NewReader(both).ReadString('\n'); line != "echo hello\n" {
		t.Errorf("%q, %v", line, err)
	}
}

// A failure is returned as soon as its header is there; only of a 401 and a 429
// the client reads the beginning first.
func TestDoReturnsAFailureWithoutWaitingForItsBody(t *testing.T) {
	for _, status := range []int{302, 400, 403, 404, 410, 422, 500, 502, 503, 504} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(hangInBody(status))}
			start := time.Now()
			resp, err := f.client(t, spotify.WithMaxRetries(0), spotify.WithTimeout(5*time.Second)).Do(rawRequest(t, "GET", ""))
			if err != nil {
				t.Fatal(recorded(err))
			}
			defer resp.Body.Close()
			wantBetween(t, fmt.Sprint(status), time.Since(start), 0, 0)
			_, err = io.ReadAll(resp.Body)
			var timeout net.Error
			if !errors.As(err, &timeout) || !timeout.Timeout() || time.Since(start) != 5*time.Second {
				t.Errorf("%d: reading ends with %v after %v", status, err, time.Since(start))
			}
		})
	}
}

// The first attempt sends the body that the request has; GetBody is only asked
// for those after it.
func TestDoAsksGetBodyOnlyForLaterAttempts(t *testing.T) {
	for name, again := range map[string]responder{"a retry": respond(503), "a rejected token": respond(401), "a rate limit": respond(429, "Retry-After", "1")} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(again, respond(200))}
			req := rawRequest(t, "PUT", "of NewRequest")
			req.Body, req.ContentLength = io.NopCloser(strings.NewReader("of the caller")), -1
			asked := 0
			req.GetBody = func() (io.ReadCloser, error) { asked++; return io.NopCloser(strings.NewReader("again")), nil }
			resp, err := f.client(t).Do(req)
			if err != nil {
				t.Fatal(recorded(err))
			}
			resp.Body.Close()
			sent := f.apiRequests()
			if len(sent) != 2 || sent[0].body != "of the caller" || sent[1].body != "again" || asked != 1 {
				t.Errorf("%s: GetBody was asked %d times for %d requests", name, asked, len(sent))
			}
		})
	}
}

// What the caller changes in a response is not the client's to read: the 429 of a
// cooldown is kept apart from the response that was returned.
func TestDoReturnsAHeaderThatTheCallerMayChange(t *testing.T) {
	f := &fake{api: script(respond(429, "Retry-After", "3600"))}
	c := f.client(t)
	resp, err := c.Do(rawRequest(t, "GET", ""))
	if err != nil {
		t.Fatal(recorded(err))
	}
	defer resp.Body.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 100 {
			resp.Header.Set("Retry-After", "0")
		}
	}()
	for range 100 {
		if e := apiErr(t, c.Call(context.Background(), "GET", "/me", nil, nil, nil)); e.StatusCode != 429 || e.RetryAfter < 59*time.Minute {
			t.Fatalf("%v with RetryAfter %v", e, e.RetryAfter)
		}
	}
	<-done
}
