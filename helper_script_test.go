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

// responder returns the outcome of one attempt in a script.
type responder func(r *http.Request) (*http.Response, error)

// script plays responders in order and repeats the last one.
func script(outcomes ...responder) func(n int, r *http.Request) (*http.Response, error) {
	return func(n int, r *http.Request) (*http.Response, error) { return outcomes[min(n, len(outcomes))-1](r) }
}

// respond returns an error of the Web API, or an empty object for a 2xx status.
func respond(status int, headers ...string) responder {
	return func(*http.Request) (*http.Response, error) {
		if status < 300 {
			return newResponse(status, "{}", headers...), nil
		}
		return newAPIError(status, "told so", headers...), nil
	}
}

// respondBody returns a response with that body.
func respondBody(status int, body string, headers ...string) responder {
	return func(*http.Request) (*http.Response, error) { return newResponse(status, body, headers...), nil }
}

// failWith returns an error of the transport.
func failWith(err error) responder {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// respondTruncated returns a response whose body ends with err after a few bytes.
func respondTruncated(status int, err error) responder {
	return func(*http.Request) (*http.Response, error) {
		resp := newResponse(status, "")
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"na`), failingReader{err}))
		resp.ContentLength = 1000
		return resp, nil
	}
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// hang returns no response before the request's context ends.
func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// hangInBody returns a header and only the beginning of the body.
func hangInBody(status int) responder {
	return func(r *http.Request) (*http.Response, error) {
		resp := newResponse(status, "")
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"na`), ctxReader{r.Context()}))
		return resp, nil
	}
}

type ctxReader struct{ ctx context.Context }

func (r ctxReader) Read([]byte) (int, error) { <-r.ctx.Done(); return 0, r.ctx.Err() }

// respondAfter plays o once d has passed, if the request lasts as long.
func respondAfter(d time.Duration, o responder) responder {
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
	errNoSuchHost = &net.OpError{Op: "dial", Net: "tcp",
		Err: &net.DNSError{Err: "no such host", Name: "api.spotify.com", IsNotFound: true}}
)

// nonReplayableRequest is a request for /x whose body cannot be read again.
func nonReplayableRequest(method string) *http.Request {
	req, err := http.NewRequest(method, "https://api.spotify.com/v1/x", io.NopCloser(strings.NewReader("once")))
	if err != nil {
		panic(err)
	}
	return req
}

const expiredMessage = "The access token expired"

// rejectTokens returns 401 for every token that good does not accept.
func rejectTokens(message string, good func(token string) bool) func(int, *http.Request) (*http.Response, error) {
	return func(_ int, r *http.Request) (*http.Response, error) {
		if good(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")) {
			return newResponse(200, "{}"), nil
		}
		return newAPIError(401, message), nil
	}
}

func respondTokenMissing(*http.Request) (*http.Response, error) {
	return newAPIError(401, "Access token missing"), nil
}

// newRejectingFake is a fake that rejects some tokens, whatever their expiry.
func newRejectingFake(revoked func(token string) bool) *fake {
	return &fake{api: rejectTokens(expiredMessage, func(token string) bool { return !revoked(token) })}
}

// newSlowTokenFake is a fake that issues each token after d.
func newSlowTokenFake(d time.Duration, seconds int) *fake {
	return &fake{token: func(n int, r *http.Request) (*http.Response, error) {
		if err := sleepContext(r.Context(), d); err != nil {
			return nil, err
		}
		return newTokenResponse(n, seconds), nil
	}}
}

// timeoutError is a timeout without more of a type.
type timeoutError struct{}

func (timeoutError) Error() string { return "net/http: TLS handshake timeout" }
func (timeoutError) Timeout() bool { return true }

type closeRecorder struct {
	io.Reader
	closed bool
}

func (c *closeRecorder) Close() error { c.closed = true; return nil }
