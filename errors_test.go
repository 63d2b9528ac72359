package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
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

// Spotify words its errors in many ways, and so do the proxies before it.
func TestErrorBodiesOfEveryKind(t *testing.T) {
	tests := []struct{ name, body, message, reason string }{
		{"the Web API's", `{"error":{"status":400,"message":"Invalid limit"}}`, "Invalid limit", ""},
		{"the player's", `{"error":{"status":404,"message":"Player command failed: No active device found","reason":"NO_ACTIVE_DEVICE"}}`,
			"Player command failed: No active device found", "NO_ACTIVE_DEVICE"},
		{"a very old one", `{"error":{"status":400,"description":"Bad search"}}`, "Bad search", ""},
		{"error as a text", `{"error":"Bad Request"}`, "Bad Request", ""},
		{"OAuth's", `{"error":"invalid_grant","error_description":"Revoked"}`, "Revoked", ""},
		{"no error in it", `{"status":400}`, "", ""},
		{"error is null", `{"error":null}`, "", ""},
		{"the message is null", `{"error":{"message":null}}`, "", ""},
		{"a message of a wrong type is ignored",
			`{"error":{"message":["x"],"reason":"QUOTA_EXCEEDED"},"error_description":7}`, "", "QUOTA_EXCEEDED"},
		{"plain text", "User not approved for app", "User not approved for app", ""},
		{"plain text with white space around it", "\n  Too many requests \r\n", "Too many requests", ""},
		{"several lines", "one\ntwo", "", ""},
		{"HTML", "<!DOCTYPE html><title>x</title>", "", ""},
		{"JSON that breaks off", `{"error":{"status":400,`, "", ""},
		{"a very long line", strings.Repeat("x", 301), "", ""},
		{"nothing", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{api: script(respondBody(400, tt.body))}
			e := apiErr(t, getAlbum(context.Background(), f.client(t)))
			if e.Message != tt.message || e.Reason != tt.reason || string(e.Body) != tt.body {
				t.Errorf("message %q, reason %q, body %q", e.Message, e.Reason, e.Body)
			}
		})
	}
}

// Errors made by hand, as users' tests make them, match like those that came.
func TestErrorSentinels(t *testing.T) {
	api := func(status int, message, reason string) error {
		return &spotify.Error{StatusCode: status, Message: message, Reason: reason}
	}
	auth := func(status int, code string) error {
		return &spotify.AuthenticationError{StatusCode: status, Code: code}
	}
	tests := []struct {
		err  error
		want string // names of all sentinels that match
	}{
		{api(0, "", ""), ""},
		{api(200, "", ""), ""},
		{api(204, "", ""), ""},
		{api(302, "", ""), ""},
		{api(400, "", ""), "BadRequest"},
		{api(401, "The access token expired", ""), "Unauthorized"},
		{api(401, "Valid user authentication required", ""), "Unauthorized UserAuthRequired"},
		{api(401, "Permissions missing", ""), "Unauthorized InsufficientScope"},
		{api(403, "Valid user authentication required", ""), "Forbidden"},
		{api(403, "", ""), "Forbidden"},
		{api(403, "Forbidden", ""), "Forbidden EndpointClosed"},
		{api(403, "Forbidden.", ""), "Forbidden EndpointClosed"},
		{api(403, "Insufficient client scope", ""), "Forbidden InsufficientScope"},
		{api(403, "Active premium subscription required for the owner of the app.", ""), "Forbidden PremiumRequired"},
		{api(403, "Player command failed: Premium required", "PREMIUM_REQUIRED"), "Forbidden PremiumRequired"},
		{api(404, "", "PREMIUM_REQUIRED"), "NotFound PremiumRequired"},
		{api(403, "User not registered in the Developer Dashboard", ""), "Forbidden UserNotRegistered"},
		{api(403, "Check settings on developer.spotify.com/dashboard, the user may not be registered.", ""),
			"Forbidden UserNotRegistered"},
		{api(403, "User not approved for app", ""), "Forbidden UserNotRegistered"},
		{api(404, "Forbidden", ""), "NotFound"},
		{api(404, "Player command failed: No active device found", "NO_ACTIVE_DEVICE"), "NotFound NoActiveDevice"},
		{api(429, "API rate limit exceeded", ""), "RateLimited"},
		{api(429, "", "QUOTA_EXCEEDED"), "RateLimited QuotaExceeded"},
		{api(405, "", ""), ""},
		{api(418, "", ""), ""},
		{api(500, "", ""), "Server"},
		{api(503, "", ""), "Server"},
		{api(599, "", ""), "Server"},
		{api(600, "", ""), ""},
		{auth(0, ""), ""},
		{auth(200, ""), ""},
		{auth(302, "invalid_client"), ""},
		{auth(400, "invalid_client"), "Unauthorized"},
		{auth(400, "invalid_grant"), "Unauthorized"},
		{auth(200, "access_denied"), "Unauthorized"},
		{auth(403, "unauthorized_client"), "Unauthorized"},
		{auth(401, ""), "Unauthorized"},
		{auth(400, "temporarily_unavailable"), ""},
		{auth(400, "server_error"), ""},
		{auth(400, ""), ""},
		{auth(403, ""), ""},
		{auth(404, ""), ""},
		{auth(429, "invalid_client"), "RateLimited"},
		{auth(503, "invalid_client"), "Server"},
		{auth(408, "invalid_client"), ""},
	}
	for _, tt := range tests {
		err := fmt.Errorf("around: %w", tt.err)
		for name, sentinel := range sentinels {
			want := strings.Contains(" "+tt.want+" ", " "+name+" ")
			if errors.Is(err, sentinel) != want {
				t.Errorf("%v: Err%s matches %v, want %v", tt.err, name, !want, want)
			}
		}
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

// A limit of the SDK's, a dial's or the http.Client's is a timeout, but nobody's
// ended context.
func TestErrorTimeouts(t *testing.T) {
	tests := []struct {
		name    string
		outcome responder
		opts    []spotify.Option
	}{
		{"an attempt's limit", hang, []spotify.Option{spotify.WithTimeout(time.Second)}},
		{"in the body", hangInBody(200), []spotify.Option{spotify.WithTimeout(time.Second)}},
		{"a dial's", failWith(&net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded}), nil},
		{"a dial's, said with a context's error",
			failWith(&net.OpError{Op: "dial", Net: "tcp", Err: context.DeadlineExceeded}), nil},
		{"a handshake's", failWith(timeoutError{}), nil},
		{"a RoundTripper's own", failWith(fmt.Errorf("limiter: %w", context.DeadlineExceeded)), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(tt.outcome)}
				err := getAlbum(context.Background(), f.client(t, append(tt.opts, spotify.WithMaxRetries(0))...))
				if e := apiErr(t, err); !e.Timeout() {
					t.Errorf("%v is no timeout", err)
				}
				wantIs(t, err, os.ErrDeadlineExceeded)
				wantNotIs(t, err, context.DeadlineExceeded, context.Canceled)
			})
		})
	}
	t.Run("the http.Client's own", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(hang)}
			c, err := spotify.New(spotify.WithAccessToken(token(1)),
				spotify.WithHTTPClient(&http.Client{Transport: f, Timeout: time.Second}), spotify.WithMaxRetries(0))
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			err = getAlbum(context.Background(), c)
			wantBetween(t, "the call took", time.Since(start), time.Second, time.Second)
			wantIs(t, err, os.ErrDeadlineExceeded)
			wantNotIs(t, err, context.DeadlineExceeded)
		})
	})
	t.Run("a connection that was refused is none", func(t *testing.T) {
		f := &fake{api: script(failWith(errRefused))}
		if e := apiErr(t, getAlbum(context.Background(), f.client(t, spotify.WithMaxRetries(0)))); e.Timeout() {
			t.Errorf("%v is a timeout", e)
		}
	})
}

// A context that the transport or a provider ended by itself is not the
// caller's; what else is in the error is found.
func TestErrorsHideForeignContexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		foreign := fmt.Errorf("%w: %w", errReset, context.Canceled)
		f := &fake{api: script(failWith(foreign))}
		err := getAlbum(context.Background(), f.client(t, spotify.WithMaxRetries(0)))
		wantNotIs(t, err, context.Canceled, context.DeadlineExceeded)
		wantIs(t, err, errReset)
		var op *net.OpError
		if !errors.As(err, &op) || op != errReset {
			t.Errorf("the *net.OpError in %v is not found", err)
		}
		p := spotify.AuthProviderFunc(func(context.Context) (string, error) { return "", foreign })
		c, _ := spotify.New(spotify.WithAuthProvider(p))
		err = getAlbum(context.Background(), c)
		wantNotIs(t, err, context.Canceled)
		wantIs(t, err, errReset)
		authErr(t, err)
	})
}

// Of a cause that is the transport's own nothing is lost.
func TestErrorsUnwrapToTheTransportsOwn(t *testing.T) {
	f := &fake{api: script(failWith(&url.Error{Op: "Get", URL: "https://x/?q=private", Err: errNoSuchHost}))}
	err := getAlbum(context.Background(), f.client(t))
	var dns *net.DNSError
	if !errors.As(err, &dns) || !dns.IsNotFound {
		t.Errorf("the *net.DNSError in %v is not found", err)
	}
	var full *url.Error
	if errors.As(err, &full) {
		t.Error("a *url.Error, with the query, is in it")
	}
}
