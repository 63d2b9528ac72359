package spotify_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

func TestErrorTexts(t *testing.T) {
	const path, quoted = "/search?q=private", "spotify: GET /v1/search: "
	tests := []struct {
		name    string
		outcome responder
		text    string
	}{
		{"a message", respondBody(404, `{"error":{"status":404,"message":"Resource not found"}}`),
			quoted + "404 Not Found: Resource not found"},
		{"a long rate limit", respondBody(429, `{"error":{"status":429,"message":"API rate limit exceeded"}}`,
			"Retry-After", "79980"),
			quoted + "429 Too Many Requests: API rate limit exceeded (retry after 22h13m0s)"},
		{"HTML", respondBody(502, "<html><body>502</body></html>"), quoted + "502 Bad Gateway"},
		{"nothing", respondBody(503, ""), quoted + "503 Service Unavailable"},
		{"a status without a name", respondBody(599, ""), quoted + "599"},
		{"plain text", respondBody(403, "Active premium subscription required for the owner of the app.\n"),
			quoted + "403 Forbidden: Active premium subscription required for the owner of the app."},
		{"a redirect", respondBody(302, "", "Location", "https://evil.example/?q=private"), quoted + "302 Found"},
		{"an error of OAuth", respondBody(400, `{"error":"invalid_request","error_description":"No scope"}`),
			quoted + "400 Bad Request: No scope"},
		{"control characters", respondBody(400, `{"error":{"message":"a\r\n\tb\u0000c\u2028d"}}`),
			quoted + "400 Bad Request: a b c d"},
		{"no connection", failWith(&url.Error{Op: "Get", URL: "https://api.spotify.com/v1/search?q=private",
			Err: errRefused}), quoted + "dial tcp: connect: connection refused"},
		{"the connection was reset", failWith(errReset), quoted + "read tcp: connection reset by peer"},
		{"an attempt's limit", hang, quoted + "no complete response within 30s"},
		{"a body that breaks off", respondTruncated(200, io.ErrUnexpectedEOF), quoted + "200 OK: unexpected EOF"},
		{"a query in a transport's own words", failWith(errors.New("proxy refused /v1/search?q=private")),
			quoted + "proxy refused /v1/search?[redacted]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(tt.outcome)}
				var out map[string]any
				err := f.client(t).Call(context.Background(), "GET", path, nil, nil, &out)
				apiErr(t, err)
				if err.Error() != tt.text {
					t.Errorf("text %q, want %q", err, tt.text)
				}
			})
		})
	}
}

func TestErrorTextsOfTokens(t *testing.T) {
	tests := []struct {
		name    string
		outcome responder
		text    string
	}{
		{"refused", respondBody(400, `{"error":"invalid_client","error_description":"Invalid client"}`),
			"spotify: token: 400 Bad Request: invalid_client: Invalid client"},
		{"refused without a description", respondBody(400, `{"error":"invalid_client"}`),
			"spotify: token: 400 Bad Request: invalid_client"},
		{"down", respondBody(503, "<html>"), "spotify: token: 503 Service Unavailable"},
		{"no connection", failWith(errRefused), "spotify: token: dial tcp: connect: connection refused"},
		{"no token", respondBody(200, `{}`), "spotify: token: 200 OK: no access token in the response"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{token: func(_ int, req *http.Request) (*http.Response, error) { return tt.outcome(req) }}
				err := getAlbum(context.Background(), f.client(t))
				authErr(t, err)
				if err.Error() != tt.text {
					t.Errorf("text %q, want %q", err, tt.text)
				}
			})
		})
	}
}

func TestErrorsMadeByHandHaveTexts(t *testing.T) {
	for want, err := range map[string]error{
		"spotify: GET /v1/me: 404 Not Found": &spotify.Error{Method: "GET", Path: "/v1/me", StatusCode: 404},
		"spotify: GET /v1/me: 429 Too Many Requests: slow (retry after 1m30.5s)": &spotify.Error{Method: "GET",
			Path: "/v1/me", StatusCode: 429,
			Message: "slow", RetryAfter: 90_510 * time.Millisecond},
		"spotify: token: 400 Bad Request: invalid_client": &spotify.AuthenticationError{StatusCode: 400,
			Code: "invalid_client"},
		"spotify: token": &spotify.AuthenticationError{},
	} {
		if err.Error() != want {
			t.Errorf("text %q, want %q", err, want)
		}
		if errors.Unwrap(err) != nil {
			t.Errorf("%v unwraps to %v", err, errors.Unwrap(err))
		}
	}
}
