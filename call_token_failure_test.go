package spotify_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// An outage of the Accounts service must not send users to log in again, and a
// refused secret must not look like an outage.
func TestUnauthorizedWhoseTokenRequestFails(t *testing.T) {
	const denied = `{"error":"invalid_client","error_description":"Invalid client"}`
	tests := []struct {
		name         string
		token        responder
		unauthorized bool
		text         string
	}{
		{"the service is down", respondBody(503, ""), false,
			"spotify: GET /v1" + albumPath + ": 401 Unauthorized: told so (token: 503 Service Unavailable)"},
		{"no connection", failWith(errRefused), false,
			"spotify: GET /v1" + albumPath + ": 401 Unauthorized: told so (token: dial tcp: connect: connection refused)"},
		{"the secret is refused", respondBody(400, denied), true,
			"spotify: GET /v1" + albumPath + ": 401 Unauthorized: told so (token: 400 Bad Request: invalid_client: Invalid client)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(respond(401))}
				f.token = func(n int, req *http.Request) (*http.Response, error) {
					if n == 1 {
						return newTokenResponse(1, 3600), nil
					}
					return tt.token(req)
				}
				c := f.client(t, spotify.WithMaxRetries(1))
				for round := range 2 { // the second falls into the backoff
					err := getAlbum(context.Background(), c)
					e := apiErr(t, err)
					if e.StatusCode != 401 || e.Attempts != 1 ||
						errors.Is(err, spotify.ErrUnauthorized) != tt.unauthorized {
						t.Errorf("status %d, %d attempts, ErrUnauthorized %v", e.StatusCode, e.Attempts,
							errors.Is(err, spotify.ErrUnauthorized))
					}
					a := authErr(t, err)
					if (a.Attempts == 0) != (round == 1) || (a.RetryAfter > 0) != (round == 1) {
						t.Errorf("round %d: %d token attempts, RetryAfter %v", round, a.Attempts, a.RetryAfter)
					}
					if round == 0 && err.Error() != tt.text {
						t.Errorf("text %q, want %q", err, tt.text)
					}
				}
				tokens := f.tokenRequests()
				req, _ := http.NewRequest("GET", "https://api.spotify.com/v1/me", nil)
				resp, err := c.Do(req)
				if err != nil || resp.StatusCode != 401 {
					t.Fatalf("Do returned %v, %v; want the 401", resp, recorded(err))
				}
				if body, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(body), "told so") {
					t.Errorf("body %q, %v", body, err)
				}
				resp.Body.Close()
				f.wantTokenRequests(t, tokens)
			})
		})
	}
}

func TestUnauthorizedWhoseProviderFails(t *testing.T) {
	login := errors.New("the refresh token is gone")
	tests := []struct {
		name         string
		err          error
		token        string
		unauthorized bool
	}{
		{"an error of its own", login, "", false},
		{"a new login is needed", &wrapped{"log in again", spotify.ErrUnauthorized}, "", true},
		{"an empty token", nil, "", false},
		{"a token that no header carries", nil, "to ken\r\n", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &scriptedProvider{token: token(1),
					refresh: func(context.Context, string) (string, error) { return tt.token, tt.err }}
				f := &fake{api: script(respond(401), respond(200))}
				err := getAlbum(context.Background(), p.client(t, f))
				if e := apiErr(t, err); e.StatusCode != 401 || e.Attempts != 1 {
					t.Errorf("status %d, %d attempts", e.StatusCode, e.Attempts)
				}
				if a := authErr(t, err); a.StatusCode != 0 {
					t.Errorf("token status %d", a.StatusCode)
				}
				if tt.err != nil {
					wantIs(t, err, tt.err)
				}
				if errors.Is(err, spotify.ErrUnauthorized) != tt.unauthorized {
					t.Errorf("ErrUnauthorized %v, want %v", !tt.unauthorized, tt.unauthorized)
				}
				f.wantRequests(t, 1)
			})
		})
	}
}

// wrapped is an error of several lines around another.
type wrapped struct {
	text string
	err  error
}

func (w *wrapped) Error() string { return w.text }
func (w *wrapped) Unwrap() error { return w.err }

// The caller cancels while waiting for the new token: the 401 and the context are
// found, and nobody is sent to log in.
func TestUnauthorizedWhoseCallerCancels(t *testing.T) {
	gone := errors.New("the user is gone")
	tests := []struct {
		name    string
		refresh func(ctx context.Context, rejected string) (string, error)
		at      time.Duration
	}{
		{"while the token is awaited",
			func(ctx context.Context, _ string) (string, error) { <-ctx.Done(); return "", ctx.Err() }, time.Second},
		{"and the provider says so in its own words", func(ctx context.Context, _ string) (string, error) {
			<-ctx.Done()
			return "", errors.New("given up")
		}, time.Second},
		{"and the provider returns the cause",
			func(ctx context.Context, _ string) (string, error) { <-ctx.Done(); return "", context.Cause(ctx) }, time.Second},
		{"in the very moment of the response",
			func(ctx context.Context, _ string) (string, error) { return "", ctx.Err() }, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(context.Background())
				p := &scriptedProvider{token: token(1), refresh: tt.refresh}
				f := &fake{api: func(int, *http.Request) (*http.Response, error) {
					if tt.at == 0 {
						cancel(gone)
					} else {
						time.AfterFunc(tt.at, func() { cancel(gone) })
					}
					return newAPIError(401, expiredMessage), nil
				}}
				err := getAlbum(ctx, p.client(t, f))
				if e := apiErr(t, err); e.StatusCode != 401 || e.Attempts != 1 || e.Message != expiredMessage {
					t.Errorf("%v after %d attempts", e, e.Attempts)
				}
				wantIs(t, err, context.Canceled)
				wantIs(t, err, gone)
				wantNotIs(t, err, spotify.ErrUnauthorized)
				f.wantRequests(t, 1)
			})
		})
	}
}

// Before any response the caller's end is an *Error without a status.
func TestTokenWhoseCallerCancels(t *testing.T) {
	gone := errors.New("the user is gone")
	for name, provide := range map[string]func(ctx context.Context) (string, error){
		"the context's error": func(ctx context.Context) (string, error) { <-ctx.Done(); return "", ctx.Err() },
		"its cause":           func(ctx context.Context) (string, error) { <-ctx.Done(); return "", context.Cause(ctx) },
		"words of its own":    func(ctx context.Context) (string, error) { <-ctx.Done(); return "", errors.New("given up") },
		"a token all the same": func(ctx context.Context) (string, error) {
			<-ctx.Done()
			return token(1), nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(context.Background())
				time.AfterFunc(time.Second, func() { cancel(gone) })
				f := &fake{}
				c, err := spotify.New(append(f.options(),
					spotify.WithAuthProvider(spotify.AuthProviderFunc(provide)))...)
				if err != nil {
					t.Fatal(err)
				}
				err = getAlbum(ctx, c)
				if e := apiErr(t, err); e.StatusCode != 0 || e.Attempts != 0 {
					t.Errorf("%v after %d attempts", e, e.Attempts)
				}
				wantIs(t, err, context.Canceled)
				wantIs(t, err, gone)
				if text := "spotify: GET /v1" + albumPath + ": context canceled: the user is gone"; err.Error() != text {
					t.Errorf("text %q, want %q", err, text)
				}
				f.wantRequests(t, 0)
			})
		})
	}
}

// The token fails on a later attempt: the response and the token's
// failure are both found.
func TestTokenThatFailsBeforeARetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		login := errors.New("the refresh token is gone")
		n := 0
		p := spotify.AuthProviderFunc(func(context.Context) (string, error) {
			if n++; n > 1 {
				return "", login
			}
			return token(1), nil
		})
		f := &fake{api: script(respond(503))}
		c, err := spotify.New(append(f.options(), spotify.WithAuthProvider(p))...)
		if err != nil {
			t.Fatal(err)
		}
		err = getAlbum(context.Background(), c)
		if e := apiErr(t, err); e.StatusCode != 503 || e.Attempts != 1 {
			t.Errorf("%v after %d attempts", e, e.Attempts)
		}
		authErr(t, err)
		wantIs(t, err, login)
		wantIs(t, err, spotify.ErrServer)
		// At once, there is only the token's failure.
		err = getAlbum(context.Background(), c)
		if a := authErr(t, err); a.StatusCode != 0 || a.Attempts != 0 {
			t.Errorf("%v", a)
		}
		var e *spotify.Error
		if errors.As(err, &e) {
			t.Errorf("%v is an *Error too", err)
		}
	})
}

// No request goes out with an empty Bearer, or with one that no header carries.
func TestTokenThatCannotBeSent(t *testing.T) {
	for _, bad := range []string{"", " ", "a b", "a\nb", "tökén", "a\x00"} {
		f := &fake{}
		p := spotify.AuthProviderFunc(func(context.Context) (string, error) { return bad, nil })
		c, err := spotify.New(append(f.options(), spotify.WithAuthProvider(p))...)
		if err != nil {
			t.Fatal(err)
		}
		err = getAlbum(context.Background(), c)
		authErr(t, err)
		wantNotIs(t, err, spotify.ErrUnauthorized)
		f.wantRequests(t, 0)
	}
}

// A token request that takes too long is a timeout of the SDK's, and the call
// that needed it says so.
func TestTokenThatTakesTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(_ int, r *http.Request) (*http.Response, error) { return hang(r) }}
		start := time.Now()
		err := getAlbum(context.Background(), f.client(t))
		a := authErr(t, err)
		if !a.Timeout() || a.StatusCode != 0 || !strings.HasPrefix(err.Error(), "spotify: token: ") {
			t.Errorf("%v: Timeout %v", err, a.Timeout())
		}
		wantNotIs(t, err, context.DeadlineExceeded, context.Canceled, spotify.ErrUnauthorized)
		wantBetween(t, "the call took", time.Since(start), 30*time.Second, 31*time.Second)
		f.wantRequests(t, 0)
	})
}

// What the token endpoint says of itself is nothing that the API says of an item:
// a call that recovers from a 401 meets a 404 of a proxy before the Accounts
// service.
func TestTokenEndpointStatusIsNotTheAPIs(t *testing.T) {
	for _, status := range []int{400, 403, 404, 405, 410, 418, 451} {
		for _, during := range []string{"the first token", "a recovery"} {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(respond(401))}
				f.token = func(n int, _ *http.Request) (*http.Response, error) {
					if n == 1 && during == "a recovery" {
						return newTokenResponse(1, 3600), nil
					}
					return newResponse(status, "<html>"), nil
				}
				c := f.client(t)
				_, err := c.Album(t.Context(), albumID, nil)
				tracks, batchErr := c.Tracks(t.Context(), []string{trackID, trackID}, nil)
				if batchErr == nil || len(tracks) > 0 && tracks[0] != nil {
					t.Errorf("during %s a %d of the token endpoint yields %v, %v", during, status, tracks, recorded(batchErr))
				}
				for _, err := range []error{err, batchErr} {
					if a := authErr(t, err); a.StatusCode != status {
						t.Errorf("%v", a)
					}
					for name, sentinel := range sentinels {
						if errors.Is(err, sentinel) {
							t.Errorf("during %s a %d of the token endpoint matches Err%s", during, status, name)
						}
					}
				}
			})
		}
	}
}
