package spotify_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// outcome is what comes of one attempt in a script.
type outcome func(r *http.Request) (*http.Response, error)

// script plays outcomes in their order, the last one for ever.
func script(outcomes ...outcome) func(n int, r *http.Request) (*http.Response, error) {
	return func(n int, r *http.Request) (*http.Response, error) { return outcomes[min(n, len(outcomes))-1](r) }
}

// says is an error of the Web API, or an empty object.
func says(status int, headers ...string) outcome {
	return func(*http.Request) (*http.Response, error) {
		if status < 300 {
			return answer(status, "{}", headers...), nil
		}
		return apiError(status, "told so", headers...), nil
	}
}

// sends is an answer with that body.
func sends(status int, body string, headers ...string) outcome {
	return func(*http.Request) (*http.Response, error) { return answer(status, body, headers...), nil }
}

// fails is a transport's error.
func fails(err error) outcome {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// breaksOff is an answer whose body ends in err after a few bytes.
func breaksOff(status int, err error) outcome {
	return func(*http.Request) (*http.Response, error) {
		resp := answer(status, "")
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"na`), failingReader{err}))
		resp.ContentLength = 1000
		return resp, nil
	}
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// hangs gives no answer before the request's context ends.
func hangs(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// hangsInBody gives a header, and of the body no more than its beginning.
func hangsInBody(status int) outcome {
	return func(r *http.Request) (*http.Response, error) {
		resp := answer(status, "")
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"na`), ctxReader{r.Context()}))
		return resp, nil
	}
}

type ctxReader struct{ ctx context.Context }

func (r ctxReader) Read([]byte) (int, error) { <-r.ctx.Done(); return 0, r.ctx.Err() }

// after plays o once d has passed, if the request lasts as long.
func after(d time.Duration, o outcome) outcome {
	return func(r *http.Request) (*http.Response, error) {
		select {
		case <-time.After(d):
			return o(r)
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
}

// Transport errors as net/http words them.
var (
	errRefused    = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connect: connection refused")}
	errReset      = &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}
	errNoSuchHost = &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "api.spotify.com", IsNotFound: true}}
)

const albumPath = "/albums/" + albumID

// ask is one GET of the album.
func ask(ctx context.Context, c *spotify.Client) error {
	var out map[string]any
	return c.Call(ctx, "GET", albumPath, nil, nil, &out)
}

// times are the API requests' moments since start.
func (f *fake) times(start time.Time) (times []time.Duration) {
	for _, s := range f.calls() {
		times = append(times, s.at.Sub(start))
	}
	return times
}

// within checks that got lies in [low, high].
func within(t testing.TB, what string, got, low, high time.Duration) {
	t.Helper()
	if got < low || got > high {
		t.Errorf("%s: %v, want %v to %v", what, got, low, high)
	}
}

// wantRequests checks how many API requests the fake has seen.
func wantRequests(t testing.TB, f *fake, want int) {
	t.Helper()
	if got := len(f.calls()); got != want {
		t.Errorf("%d API requests, want %d", got, want)
	}
}

// wantIs checks that err matches target.
func wantIs(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(seen(err), target) {
		t.Errorf("error %v does not match %v", err, target)
	}
}

// wantNot checks that err matches none of targets.
func wantNot(t testing.TB, err error, targets ...error) {
	t.Helper()
	for _, target := range targets {
		if errors.Is(seen(err), target) {
			t.Errorf("error %v matches %v", err, target)
		}
	}
}

// onceOnly is a request of path /x whose body cannot be had again.
func onceOnly(method string) *http.Request {
	req, err := http.NewRequest(method, "https://api.spotify.com/v1/x", io.NopCloser(strings.NewReader("once")))
	if err != nil {
		panic(err)
	}
	return req
}
