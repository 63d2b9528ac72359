package spotify_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// fake is a Spotify in memory: an http.RoundTripper that works in bubbles of
// testing/synctest. The zero fake issues tokens of an hour and responds to every
// call with {}.
type fake struct {
	token func(n int, r *http.Request) (*http.Response, error) // the n-th token request, from 1; nil: a new token
	api   func(n int, r *http.Request) (*http.Response, error) // the n-th API request; nil: 200 {}

	mu       sync.Mutex    // guards all below
	tokens   int           // token requests so far
	requests []sentRequest // API requests so far
}

// sentRequest is an API request as the fake saw it.
type sentRequest struct {
	at                  time.Time
	method, path, query string
	token               string // without "Bearer "
	header              http.Header
	body                string
	pattern             string
}

func (f *fake) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body.Close()
	}
	f.mu.Lock()
	if r.Pattern == "POST token" {
		f.tokens++
		n := f.tokens
		f.mu.Unlock()
		if f.token == nil {
			return newTokenResponse(n, 3600), nil
		}
		return f.token(n, r)
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	f.requests = append(f.requests, sentRequest{time.Now(), r.Method, r.URL.EscapedPath(), r.URL.RawQuery, token,
		r.Header.Clone(), string(body), r.Pattern})
	n := len(f.requests)
	f.mu.Unlock()
	if f.api == nil {
		return newResponse(200, "{}"), nil
	}
	return f.api(n, r)
}

// tokenRequests is the number of token requests so far.
func (f *fake) tokenRequests() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.tokens
}

// apiRequests are the API requests so far.
func (f *fake) apiRequests() []sentRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]sentRequest(nil), f.requests...)
}

// client makes a client with an app's credentials on f.
func (f *fake) client(t testing.TB, opts ...spotify.Option) *spotify.Client {
	t.Helper()
	c, err := spotify.NewFromClientCredentials(clientID, clientSecret, append(f.options(), opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// provider makes an app's provider on f.
func (f *fake) provider(t testing.TB, opts ...spotify.Option) *spotify.TokenProvider {
	t.Helper()
	p, err := spotify.NewClientCredentials(clientID, clientSecret, append(f.options(), opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func (f *fake) options() []spotify.Option {
	return []spotify.Option{spotify.WithHTTPClient(&http.Client{Transport: f}),
		spotify.WithLogger(slog.New(recorder.handler()))}
}

// newTokenResponse is the n-th token, good for so many seconds.
func newTokenResponse(n int, seconds int) *http.Response {
	return newResponse(200, fmt.Sprintf(`{"access_token":%q,"token_type":"Bearer","expires_in":%d}`, token(n), seconds))
}

func token(n int) string { return tokenPrefix + strconv.Itoa(n) }

// newResponse is a response with headers given as name, value, name, value.
func newResponse(status int, body string, headers ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		h.Add(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

// newAPIError is an error as the Web API words it.
func newAPIError(status int, message string, headers ...string) *http.Response {
	return newResponse(status, fmt.Sprintf(`{"error":{"status":%d,"message":%q}}`, status, message), headers...)
}

// roundTripperFunc is a function as an http.RoundTripper.
type roundTripperFunc func(*http.Request) (*http.Response, error)

func (f roundTripperFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// wantRequests checks how many API requests the fake has seen.
func (f *fake) wantRequests(t testing.TB, want int) {
	t.Helper()
	if got := len(f.apiRequests()); got != want {
		t.Errorf("%d API requests, want %d", got, want)
	}
}

// wantTokenRequests fails the test unless exactly so many were made.
func (f *fake) wantTokenRequests(t testing.TB, want int) {
	t.Helper()
	if got := f.tokenRequests(); got != want {
		t.Errorf("%d token requests were made, want %d", got, want)
	}
}

// times are the API requests' moments since start.
func (f *fake) times(start time.Time) (times []time.Duration) {
	for _, s := range f.apiRequests() {
		times = append(times, s.at.Sub(start))
	}
	return times
}

// usedTokens are the tokens of all API requests, in order.
func (f *fake) usedTokens() (tokens []string) {
	for _, s := range f.apiRequests() {
		tokens = append(tokens, s.token)
	}
	return tokens
}

func (f *fake) wantTokens(t testing.TB, want ...string) {
	t.Helper()
	if got := f.usedTokens(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%d requests with other tokens than the %d wanted", len(got), len(want))
	}
}

const uriTestID = "6rqhFgbbKwnb9MLmUQDhG6"

// pathRecorder responds to every request with an empty object and keeps what it
// requested.
type pathRecorder struct {
	path, route string
	query       url.Values
}

func (w *pathRecorder) RoundTrip(req *http.Request) (*http.Response, error) {
	w.path, w.route, w.query = req.URL.EscapedPath(), req.Pattern, req.URL.Query()
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{},
		Body: io.NopCloser(strings.NewReader("{}")), Request: req}, nil
}

func newPathRecorder(t *testing.T) (*pathRecorder, *spotify.Client) {
	t.Helper()
	w := new(pathRecorder)
	c, err := spotify.New(spotify.WithAccessToken("token-of-a-test"),
		spotify.WithHTTPClient(&http.Client{Transport: w}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return w, c
}

// newFakeClient is a client whose calls all get the same response.
func newFakeClient(t *testing.T, status int, body string, opts ...spotify.Option) (*fake, *spotify.Client) {
	t.Helper()
	f := &fake{api: func(int, *http.Request) (*http.Response, error) { return newResponse(status, body), nil }}
	return f, f.client(t, opts...)
}
