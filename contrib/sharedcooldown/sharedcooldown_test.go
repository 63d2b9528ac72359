package sharedcooldown_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify/contrib/sharedcooldown"
)

const (
	albums    = "GET /artists/{id}/albums"
	plainBody = `{"error":{"status":429,"message":"API rate limit exceeded"}}`
	quotaBody = `{"error":{"status":429,"message":"Quota exceeded","reason":"QUOTA_EXCEEDED"}}`
)

// server is a RoundTripper that returns 429 with the given header and body while
// it has one, and otherwise 200. It counts requests by pattern.
type server struct {
	mu       sync.Mutex // guards the fields below
	header   http.Header
	body     string
	requests map[string]int
}

func (s *server) limit(retryAfter, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.header, s.body = http.Header{"Content-Type": {"application/json"}}, body
	if retryAfter != "" {
		s.header.Set("Retry-After", retryAfter)
	}
}

func (s *server) unlimit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.header = nil
}

func (s *server) count(pattern string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests[pattern]
}

func (s *server) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.requests == nil {
		s.requests = map[string]int{}
	}
	s.requests[req.Pattern]++
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	if s.header != nil {
		return &http.Response{StatusCode: 429, Header: s.header.Clone(), Body: io.NopCloser(strings.NewReader(s.body)), Request: req}, nil
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}

// process is one process of an app: a transport on a shared store.
func process(t *testing.T, store sharedcooldown.Store, next http.RoundTripper, log *slog.Logger) http.RoundTripper {
	t.Helper()
	cooldown, err := sharedcooldown.New("app", store, &sharedcooldown.Options{Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	return cooldown.Transport(next)
}

// response is what a caller gets.
type response struct {
	status     int
	retryAfter string
	body       string
}

func send(t *testing.T, rt http.RoundTripper, pattern string) response {
	t.Helper()
	return sendContext(t, t.Context(), rt, pattern)
}

func sendContext(t *testing.T, ctx context.Context, rt http.RoundTripper, pattern string) response {
	t.Helper()
	req := newRequest(t, ctx)
	req.Method, _, _ = strings.Cut(pattern, " ")
	req.Pattern = pattern
	resp, err := rt.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response{resp.StatusCode, resp.Header.Get("Retry-After"), string(body)}
}

func newRequest(t *testing.T, ctx context.Context) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, "GET", "https://api.example.com/v1/artists/1/albums", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Pattern = albums
	req.Header.Set("Authorization", "Bearer a-secret-token")
	return req
}

func TestA429StopsOtherProcessesUntilItIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, store := &server{}, &sharedcooldown.MemoryStore{}
		first, second := process(t, store, srv, nil), process(t, store, srv, nil)
		srv.limit("1.5", plainBody)
		if got, want := send(t, first, albums), (response{429, "1.5", plainBody}); got != want {
			t.Fatalf("the process that is rate limited gets %+v, want %+v", got, want)
		}
		time.Sleep(200 * time.Millisecond)
		if got, want := send(t, second, albums), (response{429, "1.3", plainBody}); got != want {
			t.Errorf("another process gets %+v, want %+v", got, want)
		}
		if got := send(t, second, "POST /artists/{id}/albums"); got.status != 429 || srv.count(albums) != 1 {
			t.Errorf("another method of the group gets %+v", got)
		}
		srv.unlimit()
		time.Sleep(1299 * time.Millisecond)
		if got := send(t, second, albums); got.status != 429 || got.retryAfter != "0.001" {
			t.Errorf("a millisecond before the end it gets %+v", got)
		}
		time.Sleep(time.Millisecond)
		if got := send(t, second, albums); got.status != 200 || srv.count(albums) != 2 {
			t.Errorf("after the end it gets %+v and %d requests were sent", got, srv.count(albums))
		}
	})
}

func TestOtherGroupsAppsAndTokenRequestsAreLeftAlone(t *testing.T) {
	srv, store := &server{}, &sharedcooldown.MemoryStore{}
	rt := process(t, store, srv, nil)
	srv.limit("60", plainBody)
	for _, pattern := range []string{"POST token", "", "/albums/{id}", "GET", albums} {
		send(t, rt, pattern)
	}
	srv.unlimit()
	for _, pattern := range []string{"POST token", "", "/albums/{id}", "GET", "GET /search"} {
		if got := send(t, rt, pattern); got.status != 200 {
			t.Errorf("%q gets %+v", pattern, got)
		}
	}
	other, err := sharedcooldown.New("another app", store, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := send(t, other.Transport(srv), albums); got.status != 200 {
		t.Errorf("another app gets %+v", got)
	}
	if got := send(t, rt, albums); got.status != 429 {
		t.Errorf("the group that is rate limited gets %+v", got)
	}
}

func TestHowLongA429ClosesItsGroup(t *testing.T) {
	for _, row := range []struct {
		name, retryAfter, body string
		want                   time.Duration
	}{
		{"seconds", "7", plainBody, 7 * time.Second},
		{"a fraction", "0.25", plainBody, 250 * time.Millisecond},
		{"none", "", plainBody, 250 * time.Millisecond},
		{"zero", "0", plainBody, 250 * time.Millisecond},
		{"a negative number", "-5", plainBody, 250 * time.Millisecond},
		{"garbage", "1e3", plainBody, 250 * time.Millisecond},
		{"no JSON", "", "slow down", 250 * time.Millisecond},
		{"a date", "Sat, 01 Jan 2000 00:01:00 GMT", plainBody, time.Minute}, // a bubble's clock starts at midnight
		{"a date in the past", "Fri, 31 Dec 1999 00:00:00 GMT", plainBody, 250 * time.Millisecond},
		{"hours", "67209", plainBody, 67209 * time.Second},
		{"years", "99999999999", plainBody, 24 * time.Hour},
		{"a date in years", "Sat, 01 Jan 2050 00:00:00 GMT", plainBody, 24 * time.Hour},
		{"a quota", "48925", quotaBody, 48925 * time.Second},
		{"a quota without Retry-After", "", quotaBody, time.Minute},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv, store := &server{}, &sharedcooldown.MemoryStore{}
				cooldown, err := sharedcooldown.New("app", store, nil)
				if err != nil {
					t.Fatal(err)
				}
				srv.limit(row.retryAfter, row.body)
				send(t, cooldown.Transport(srv), albums)
				if got, err := cooldown.Remaining(t.Context(), "/artists/{id}/albums"); got != row.want || err != nil {
					t.Errorf("the group is closed for %v, %v; want %v", got, err, row.want)
				}
				if got, err := cooldown.Remaining(t.Context(), "/search"); got != 0 || err != nil {
					t.Errorf("another group is closed for %v, %v", got, err)
				}
			})
		})
	}
}

// inFlight sends a request that another process's 429 does not stop, since it
// was sent before, and returns the 429 that it gets itself.
func inFlight(t *testing.T, store sharedcooldown.Store, retryAfter, body string) {
	t.Helper()
	srv := &server{}
	srv.limit(retryAfter, body)
	asked := false
	open := storeFunc{set: store.Set, get: func() ([]byte, time.Duration, error) {
		if asked {
			return store.Get(t.Context(), "spotify:cooldown:app:/artists/{id}/albums")
		}
		asked = true
		return nil, 0, nil
	}}
	send(t, process(t, open, srv, nil), albums)
}

func TestA429NeverShortensACooldown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, store := &server{}, &sharedcooldown.MemoryStore{}
		rt := process(t, store, srv, nil)
		for _, step := range []struct {
			retryAfter, body string
			want             response
		}{
			{"60", plainBody, response{429, "60", plainBody}},
			{"5", plainBody, response{429, "60", plainBody}},
			{"5", quotaBody, response{429, "60", quotaBody}}, // now no process waits for it
			{"90", plainBody, response{429, "90", quotaBody}},
			{"100", quotaBody, response{429, "100", quotaBody}},
		} {
			inFlight(t, store, step.retryAfter, step.body)
			if got := send(t, rt, albums); got != step.want {
				t.Errorf("after a 429 with Retry-After %s the others get %+v, want %+v", step.retryAfter, got, step.want)
			}
		}
		if srv.count(albums) != 0 {
			t.Errorf("%d requests were sent", srv.count(albums))
		}
	})
}

func TestACanceledCallersCooldownIsRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := sharedcooldown.NewFileStore(filepath.Join(t.TempDir(), "cooldown")) // which heeds its context
		ctx, cancel := context.WithCancel(t.Context())
		limited := roundTripFunc(func(req *http.Request) (*http.Response, error) {
			cancel() // as a group of calls does after the first failure
			return &http.Response{StatusCode: 429, Header: http.Header{"Retry-After": {"60"}}, Body: http.NoBody}, nil
		})
		sendContext(t, ctx, process(t, store, limited, nil), albums)
		srv := &server{}
		if got := send(t, process(t, store, srv, nil), albums); got.status != 429 || srv.count(albums) != 0 {
			t.Errorf("the next call gets %+v", got)
		}
	})
}

func TestTheTimeToReadTheBodyIsPartOfTheCooldown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, row := range []struct {
			bodyTime time.Duration
			status   int // of the next call
			want     string
		}{{0, 429, "3"}, {time.Second, 429, "2"}, {4 * time.Second, 200, ""}} {
			store := &sharedcooldown.MemoryStore{}
			limited := roundTripFunc(func(req *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 429, Header: http.Header{"Retry-After": {"3"}}, Body: io.NopCloser(&slowBody{row.bodyTime})}, nil
			})
			send(t, process(t, store, limited, nil), albums)
			if got := send(t, process(t, store, &server{}, nil), albums); got.status != row.status || got.retryAfter != row.want {
				t.Errorf("after a body that took %v the next call gets %+v", row.bodyTime, got)
			}
		}
	})
}

// slowBody is an empty body that takes its time to end.
type slowBody struct{ left time.Duration }

func (b *slowBody) Read([]byte) (int, error) {
	time.Sleep(b.left)
	b.left = 0
	return 0, io.EOF
}

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestARequestThatIsNotSentHasItsBodyClosed(t *testing.T) {
	srv, store := &server{}, &sharedcooldown.MemoryStore{}
	rt := process(t, store, srv, nil)
	srv.limit("60", plainBody)
	send(t, rt, albums)
	body := &closer{Reader: strings.NewReader("{}")}
	req := newRequest(t, t.Context())
	req.Method, req.Pattern, req.Body = "PUT", "PUT /artists/{id}/albums", body
	resp, err := rt.RoundTrip(req)
	if err != nil || resp.StatusCode != 429 || resp.Request != req || resp.ContentLength != int64(len(plainBody)) || resp.Status != "429 Too Many Requests" {
		t.Errorf("got %+v, %v", resp, err)
	}
	if !body.closed {
		t.Error("the request's body is open")
	}
}

type closer struct {
	io.Reader
	closed bool
}

func (c *closer) Close() error { c.closed = true; return nil }

func TestTheCallerGetsTheWholeBodyAndTheStoreItsBeginning(t *testing.T) {
	broken := errors.New("the connection broke off")
	long := strings.Repeat("x", 20_000)
	for _, row := range []struct {
		name, encoding string
		body           io.Reader
		want           string // the caller's
		err            error
		kept           string // another process's
	}{
		{"short", "", strings.NewReader(plainBody), plainBody, nil, plainBody},
		{"long", "", strings.NewReader(long), long, nil, long[:8192]},
		{"broken off", "", io.MultiReader(strings.NewReader("slow d"), errorReader{broken}), "slow d", broken, "slow d"},
		{"with the token", "", strings.NewReader("Authorization: Bearer a-secret-token"), "Authorization: Bearer a-secret-token", nil, "Authorization: Bearer [redacted]"},
		{"compressed", "gzip", strings.NewReader("\x1f\x8b"), "\x1f\x8b", nil, ""},
		{"not UTF-8", "", strings.NewReader("a\xffb"), "a\xffb", nil, "a\uFFFDb"},
		{"none", "", nil, "", nil, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			body := &closer{Reader: row.body}
			limited := roundTripFunc(func(req *http.Request) (*http.Response, error) {
				resp := &http.Response{StatusCode: 429, Header: http.Header{"Retry-After": {"60"}}, Request: req}
				if row.body != nil {
					resp.Body = body
				}
				if row.encoding != "" {
					resp.Header.Set("Content-Encoding", row.encoding)
				}
				return resp, nil
			})
			store := &sharedcooldown.MemoryStore{}
			resp, err := process(t, store, limited, nil).RoundTrip(newRequest(t, t.Context()))
			if err != nil {
				t.Fatal(err)
			}
			if row.body != nil {
				got, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if string(got) != row.want || err != row.err || !body.closed {
					t.Errorf("the caller reads %q, %v, closed %v", got, err, body.closed)
				}
			}
			if got := send(t, process(t, store, &server{}, nil), albums); got.body != row.kept || got.status != 429 {
				t.Errorf("another process gets %+v, want %q", got, row.kept)
			}
		})
	}
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

func TestNewRefusesWhatCannotWork(t *testing.T) {
	if _, err := sharedcooldown.New("", &sharedcooldown.MemoryStore{}, nil); err == nil || !strings.HasPrefix(err.Error(), "sharedcooldown: ") {
		t.Errorf("an empty client ID returns %v", err)
	}
	if _, err := sharedcooldown.New("app", nil, nil); err == nil || !strings.HasPrefix(err.Error(), "sharedcooldown: ") {
		t.Errorf("a nil store returns %v", err)
	}
}

func TestIdleConnectionsOfTheWrappedTransportAreClosed(t *testing.T) {
	next := &idleCloser{}
	rt := process(t, &sharedcooldown.MemoryStore{}, next, nil)
	(&http.Client{Transport: rt}).CloseIdleConnections()
	if !next.closed {
		t.Error("they are open")
	}
}

type idleCloser struct {
	server
	closed bool
}

func (c *idleCloser) CloseIdleConnections() { c.closed = true }

func TestResponsesFromTheStoreAreLogged(t *testing.T) {
	var text bytes.Buffer
	log := slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug}))
	srv, store := &server{}, &sharedcooldown.MemoryStore{}
	srv.limit("60", plainBody)
	rt := process(t, store, srv, log)
	send(t, rt, albums)
	if text.Len() != 0 {
		t.Errorf("a 429 from Spotify is logged: %s", text.String())
	}
	send(t, rt, albums)
	if !strings.Contains(text.String(), `msg="sharedcooldown: request not sent" route=/artists/{id}/albums remaining=`) {
		t.Errorf("the log is %q", text.String())
	}
}
