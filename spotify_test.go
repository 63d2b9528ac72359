package spotify_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// What all tests use. The secrets are long and of one make, so that the recorder
// below finds them wherever they turn up.
const (
	clientID     = "0123456789abcdef0123456789abcdef"
	clientSecret = "5ecre7+5ecre7/5ecre7=5ecre7"
	tokenPrefix  = "BQ-t0ken/t0ken+" // of every token that the fakes give out
	albumID      = "4aawyAB9vmqN3uQ7FjRGTy"
	trackID      = "11dFghVXANMlKmJXsNCbNl"
	artistID     = "0TnOYISbd1XYRBk9myaseg"
)

// fake is a Spotify in memory: an http.RoundTripper that works in bubbles of
// testing/synctest. The zero fake gives out tokens of an hour and answers every
// call with {}.
type fake struct {
	token func(n int, r *http.Request) (*http.Response, error) // the n-th token request, from 1; nil: a new token
	api   func(n int, r *http.Request) (*http.Response, error) // the n-th API request; nil: 200 {}

	mu       sync.Mutex // guards all below
	tokens   int        // token requests so far
	requests []sent     // API requests so far
}

// sent is an API request as the fake saw it.
type sent struct {
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
			return tokenAnswer(n, 3600), nil
		}
		return f.token(n, r)
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	f.requests = append(f.requests, sent{time.Now(), r.Method, r.URL.EscapedPath(), r.URL.RawQuery, token, r.Header.Clone(), string(body), r.Pattern})
	n := len(f.requests)
	f.mu.Unlock()
	if f.api == nil {
		return answer(200, "{}"), nil
	}
	return f.api(n, r)
}

// tokenRequests is the number of token requests so far.
func (f *fake) tokenRequests() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.tokens
}

// calls are the API requests so far.
func (f *fake) calls() []sent {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]sent(nil), f.requests...)
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
	return []spotify.Option{spotify.WithHTTPClient(&http.Client{Transport: f}), spotify.WithLogger(slog.New(recorder.handler()))}
}

// tokenAnswer is the n-th token, good for so many seconds.
func tokenAnswer(n int, seconds int) *http.Response {
	return answer(200, fmt.Sprintf(`{"access_token":%q,"token_type":"Bearer","expires_in":%d}`, token(n), seconds))
}

func token(n int) string { return tokenPrefix + strconv.Itoa(n) }

// answer is an answer with headers given as name, value, name, value.
func answer(status int, body string, headers ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		h.Add(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

// apiError is an error as the Web API words it.
func apiError(status int, message string, headers ...string) *http.Response {
	return answer(status, fmt.Sprintf(`{"error":{"status":%d,"message":%q}}`, status, message), headers...)
}

// transportFunc is a function as an http.RoundTripper.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// seen gives err to the recorder and back: every error that a test looks at
// goes through it.
func seen(err error) error {
	if err != nil {
		recorder.print(err)
	}
	return err
}

// apiErr is err's *spotify.Error; the test ends without one.
func apiErr(t testing.TB, err error) *spotify.Error {
	t.Helper()
	var e *spotify.Error
	if !errors.As(seen(err), &e) {
		t.Fatalf("error %v (%T) is no *spotify.Error", err, err)
	}
	return e
}

// authErr is err's *spotify.AuthenticationError; the test ends without one.
func authErr(t testing.TB, err error) *spotify.AuthenticationError {
	t.Helper()
	var e *spotify.AuthenticationError
	if !errors.As(seen(err), &e) {
		t.Fatalf("error %v (%T) is no *spotify.AuthenticationError", err, err)
	}
	return e
}

// leakRecorder sees what the tests print and log, and what errors say, and
// remembers what of it holds a secret.
type leakRecorder struct {
	mu    sync.Mutex // guards lines and leaks
	lines int
	leaks []string
}

var recorder leakRecorder

// print looks at v in every verb, and inside a struct, a slice and a map.
func (l *leakRecorder) print(v any) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t"} {
		l.look(fmt.Sprintf(verb, v))
		l.look(fmt.Sprintf(verb, struct{ X any }{v}))
		l.look(fmt.Sprintf(verb, []any{&v, v}))
	}
	var text bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("print", "value", v)
	l.look(text.String())
	if err, ok := v.(error); ok {
		l.look(err.Error())
		var e *spotify.Error
		if errors.As(err, &e) {
			l.look(string(e.Body))
		}
		var a *spotify.AuthenticationError
		if errors.As(err, &a) {
			l.look(string(a.Body))
		}
	}
}

// secretForms are all secrets in all encodings.
var secretForms = sync.OnceValue(func() (forms []string) {
	basic := base64.StdEncoding.EncodeToString([]byte(clientID + ":" + clientSecret))
	for _, s := range []string{clientSecret, basic, tokenPrefix} {
		forms = append(forms, s, url.QueryEscape(s), url.PathEscape(s), hex.EncodeToString([]byte(s)), strings.ToUpper(hex.EncodeToString([]byte(s))),
			strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(s)), "="), strings.ReplaceAll(s, "/", `\/`))
	}
	return forms
})

func (l *leakRecorder) look(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines++
	for _, form := range secretForms() {
		if strings.Contains(text, form) {
			l.leaks = append(l.leaks, text)
			return
		}
	}
}

// handler logs to the recorder, from Debug on.
func (l *leakRecorder) handler() slog.Handler {
	return slog.NewJSONHandler(lookWriter{l}, &slog.HandlerOptions{Level: slog.LevelDebug})
}

type lookWriter struct{ l *leakRecorder }

func (w lookWriter) Write(p []byte) (int, error) { w.l.look(string(p)); return len(p), nil }

// TestMain fails the run if any secret was seen anywhere.
func TestMain(m *testing.M) {
	code := m.Run()
	if len(recorder.leaks) > 0 {
		fmt.Printf("FAIL: %d of %d recorded texts hold a secret; the first: %s\n", len(recorder.leaks), recorder.lines, recorder.leaks[0])
		code = 1
	}
	os.Exit(code)
}

// wantTokenRequests fails the test unless exactly so many were made.
func (f *fake) wantTokenRequests(t testing.TB, want int) {
	t.Helper()
	if got := f.tokenRequests(); got != want {
		t.Errorf("%d token requests were made, want %d", got, want)
	}
}

// logLines is a log in lines, without time: "INFO spotify: token refreshed cause=missing".
type logLines struct {
	mu    sync.Mutex // guards lines
	lines []string
}

func (l *logLines) option() spotify.Option { return spotify.WithLogger(slog.New(lineHandler{l})) }

// with are the lines so far that contain text.
func (l *logLines) with(text string) (found []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.lines {
		if strings.Contains(line, text) {
			found = append(found, line)
		}
	}
	return found
}

type lineHandler struct{ l *logLines }

func (h lineHandler) Enabled(context.Context, slog.Level) bool { return true }
func (h lineHandler) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h lineHandler) WithGroup(string) slog.Handler            { return h }
func (h lineHandler) Handle(_ context.Context, r slog.Record) error {
	line := r.Level.String() + " " + r.Message
	r.Attrs(func(a slog.Attr) bool {
		line += " " + a.String()
		return true
	})
	recorder.look(line)
	h.l.mu.Lock()
	defer h.l.mu.Unlock()
	h.l.lines = append(h.l.lines, line)
	return nil
}

// pause is the latency of a fake that ends with the request, as a transport's does.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
