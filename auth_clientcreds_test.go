package spotify_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// The token request, to the letter: secrets only in the header. A repeated one
// is the same: each attempt builds it again.
func TestTokenRequestOnTheWire(t *testing.T) {
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		again := requests.Add(1) > 1
		body, _ := io.ReadAll(r.Body)
		if r.Method != "POST" || r.URL.Path != "/api/token" || r.URL.RawQuery != "" ||
			string(body) != "grant_type=client_credentials" || r.ContentLength != int64(len(body)) {
			t.Errorf("got %s %s with the body %q", r.Method, r.URL, body)
		}
		r.Header.Del("Accept-Encoding") // net/http's own
		want := http.Header{
			"Authorization":  {"Basic " + base64.StdEncoding.EncodeToString([]byte(clientID+":"+clientSecret))},
			"Content-Type":   {"application/x-www-form-urlencoded"},
			"Accept":         {"application/json"},
			"User-Agent":     {"spotify-sdk-go/0.1.0"},
			"Content-Length": {"29"},
		}
		if !reflect.DeepEqual(r.Header, want) {
			t.Errorf("the header is %v", r.Header)
		}
		if !again {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		io.WriteString(w, `{"access_token":"`+token(1)+`","expires_in":3600}`)
	}))
	defer server.Close()
	p, err := spotify.NewClientCredentials(clientID, clientSecret, spotify.WithTokenURL(server.URL+"/api/token"),
		spotify.WithMaxRetryWait(time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if got, err := p.AccessToken(t.Context()); recorded(err) != nil || got != token(1) {
		t.Errorf("got error %v", err)
	}
	if n := requests.Load(); n != 2 {
		t.Errorf("%d token requests", n)
	}
}

// Basic auth carries the plain values: what Spotify documents.
func TestSecretsAreNotEscapedForBasicAuth(t *testing.T) {
	var basic string
	f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
		basic = strings.TrimPrefix(r.Header.Get("Authorization"), "Basic ")
		return newTokenResponse(n, 60), nil
	}}
	p, err := spotify.NewClientCredentials("an", "s%c+r/e=t:ü", f.options()...)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if _, err := p.AccessToken(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, _ := base64.StdEncoding.DecodeString(basic); string(got) != "an:s%c+r/e=t:ü" {
		t.Errorf("sent as %q", got)
	}
	f.wantTokenRequests(t, 1)
}

// After an idle hour the kept-alive connection is closed. net/http must be free to
// send the request again on another one, at once: no attempt is lost.
func TestTokenRequestOnAClosedIdleConnectionIsReplayed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	defer listener.Close()
	var connections, requests atomic.Int32
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			first := connections.Add(1) == 1
			go func() {
				defer conn.Close()
				r := bufio.NewReader(conn)
				for n := 1; ; n++ {
					req, err := http.ReadRequest(r)
					if err != nil {
						return
					}
					io.Copy(io.Discard, req.Body)
					requests.Add(1)
					if first && n == 2 {
						return // closed, as the client sees it: the request was sent and nothing came back
					}
					if req.Header.Get("Idempotency-Key") != "" {
						t.Error("an Idempotency-Key was sent")
					}
					w := newTokenResponse(int(requests.Load()), 3600)
					w.Write(conn)
				}
			}()
		}
	}()
	log := &logLines{}
	p, err := spotify.NewClientCredentials(clientID, clientSecret,
		spotify.WithTokenURL("http://"+listener.Addr().String()), log.option())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	old, err := p.AccessToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := p.RefreshAccessToken(t.Context(), old); recorded(err) != nil || got != token(3) {
		t.Errorf("got error %v", err)
	}
	if requests.Load() != 3 || connections.Load() != 2 || len(log.linesWith("spotify: retry")) > 0 {
		t.Errorf("%d token requests on %d connections; log %q", requests.Load(), connections.Load(), log.linesWith(""))
	}
}

// A token success may have 64 KiB; beyond that it is malformed and not read.
func TestTokenResponseLimit(t *testing.T) {
	whole := `{"access_token":"` + token(1) + `","expires_in":3600}`
	for _, tt := range []struct {
		name string
		size int
		ok   bool
	}{{"at the limit", 64 << 10, true}, {"a byte above", 64<<10 + 1, false},
		{"a hundred megabytes", 100 << 20, false}} {
		t.Run(tt.name, func(t *testing.T) {
			read := &countingReader{Reader: io.MultiReader(strings.NewReader(whole),
				io.LimitReader(spaces{}, int64(tt.size-len(whole))))}
			f := &fake{token: func(int, *http.Request) (*http.Response, error) {
				r := newResponse(200, "")
				r.Body, r.ContentLength = io.NopCloser(read), -1
				return r, nil
			}}
			got, err := f.provider(t).Token(t.Context())
			f.wantTokenRequests(t, 1)
			if tt.ok {
				if recorded(err) != nil || got.AccessToken != token(1) {
					t.Errorf("got %v, %v", got, err)
				}
				return
			}
			wantMalformed(t, got, err)
			if read.n > 80<<10 {
				t.Errorf("%d bytes were read", read.n)
			}
		})
	}
}

type countingReader struct {
	io.Reader
	n int
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.n += n
	return n, err
}

type spaces struct{}

func (spaces) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte{' '}, len(p))), nil }

// The limit counts after gunzip: a bomb is not unpacked.
func TestTokenResponseLimitCountsAfterGunzip(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	z.Write([]byte(`{"access_token":"` + token(1) + `","expires_in":3600}`))
	z.Write(bytes.Repeat([]byte{' '}, 1<<20))
	z.Close()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(bomb.Bytes())
	}))
	defer server.Close()
	p, err := spotify.NewClientCredentials(clientID, clientSecret, spotify.WithTokenURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	got, err := p.Token(t.Context())
	wantMalformed(t, got, err)
	if bomb.Len() > 64<<10 || requests.Load() != 1 {
		t.Errorf("%d requests for a bomb of %d bytes", requests.Load(), bomb.Len())
	}
}

// Of a failure the first 8 KiB are kept, redacted: an endpoint that echoes the
// request must not put the secret into logs.
func TestTokenErrorBodiesAreRedactedAndTruncated(t *testing.T) {
	basic := base64.StdEncoding.EncodeToString([]byte(clientID + ":" + clientSecret))
	f := &fake{token: func(int, *http.Request) (*http.Response, error) {
		return newResponse(400, `{"error":"invalid_client","error_description":"no such secret: `+clientSecret+`\nnor `+basic+`","echo":"`+url.QueryEscape(clientSecret)+
			strings.Repeat("x", 8<<10-200)+clientSecret+`"}`), nil
	}}
	_, err := f.provider(t).Token(t.Context())
	e := authErr(t, err) // and the recorder looks at it
	if len(e.Body) > 8<<10 || !bytes.Contains(e.Body, []byte("[redacted]")) ||
		!strings.Contains(e.Description, "no such secret: [redacted]") {
		t.Errorf("description %q, body of %d bytes: %.300s", e.Description, len(e.Body), e.Body)
	}
	if want := "spotify: token: 400 Bad Request: invalid_client: no such secret: [redacted] nor [redacted]"; err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	f.wantTokenRequests(t, 1)
}

// The cookie jar of the caller's http.Client is only for API calls.
func TestCookiesTakeNoPartInTokenRequests(t *testing.T) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	accounts := &url.URL{Scheme: "https", Host: "accounts.spotify.com", Path: "/"}
	jar.SetCookies(accounts, []*http.Cookie{{Name: "session", Value: "user"}})
	f := &fake{}
	f.token = func(n int, r *http.Request) (*http.Response, error) {
		if len(r.Cookies()) > 0 {
			t.Errorf("cookies %v were sent", r.Cookies())
		}
		a := newTokenResponse(n, 3600)
		a.Header.Set("Set-Cookie", "tracker=1")
		return a, nil
	}
	p := f.provider(t, spotify.WithHTTPClient(&http.Client{Transport: f, Jar: jar}))
	if _, err := p.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := jar.Cookies(accounts); len(got) != 1 {
		t.Errorf("the jar holds %v", got)
	}
	f.wantTokenRequests(t, 1)
}
