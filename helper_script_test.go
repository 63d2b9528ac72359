package spotify_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
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

// onceOnly is a request of path /x whose body cannot be had again.
func onceOnly(method string) *http.Request {
	req, err := http.NewRequest(method, "https://api.spotify.com/v1/x", io.NopCloser(strings.NewReader("once")))
	if err != nil {
		panic(err)
	}
	return req
}

const expired = "The access token expired"

// refusing answers 401 to every token but those that good accepts.
func refusing(message string, good func(token string) bool) func(int, *http.Request) (*http.Response, error) {
	return func(_ int, r *http.Request) (*http.Response, error) {
		if good(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")) {
			return answer(200, "{}"), nil
		}
		return apiError(401, message), nil
	}
}

func missing(*http.Request) (*http.Response, error) {
	return apiError(401, "Access token missing"), nil
}

// revoking is a Spotify that refuses some tokens, whatever their expiry.
func revoking(revoked func(token string) bool) *fake {
	return &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
		if revoked(r.Header.Get("Authorization")[len("Bearer "):]) {
			return apiError(401, "The access token expired"), nil
		}
		return answer(200, "{}"), nil
	}}
}

// slowTokens answers token requests after d.
func slowTokens(d time.Duration, seconds int) *fake {
	return &fake{token: func(n int, r *http.Request) (*http.Response, error) {
		if err := pause(r.Context(), d); err != nil {
			return nil, err
		}
		return tokenAnswer(n, seconds), nil
	}}
}

// timeout is a timeout without more of a type.
type timeout struct{}

func (timeout) Error() string { return "net/http: TLS handshake timeout" }
func (timeout) Timeout() bool { return true }

type closable struct {
	io.Reader
	closed bool
}

func (c *closable) Close() error { c.closed = true; return nil }
