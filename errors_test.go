package spotify_test

import (
	"context"
	"errors"
	"fmt"
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
