package spotify_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// The token was refreshed, and still the 401 came back: a credential that is
// refreshed is also used.
func TestUnauthorizedIsRecoveredOnce(t *testing.T) {
	for _, method := range []string{"GET", "HEAD", "PUT", "DELETE", "POST", "PATCH"} {
		for _, body := range []string{`{"error":{"status":401,"message":"The access token expired"}}`, `{"error":"invalid_token"}`, "", "<html>no</html>"} {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(respondBody(401, body), respond(200))}
				c := f.client(t, spotify.WithMaxRetries(0)) // a recovery is no retry
				start := time.Now()
				if err := c.Call(context.Background(), method, albumPath, nil, []byte(`{"a":1}`), nil); err != nil {
					t.Fatal(recorded(err))
				}
				wantBetween(t, "the recovery took", time.Since(start), 0, 0)
				f.wantTokens(t, token(1), token(2))
				f.wantTokenRequests(t, 2)
				if again := f.apiRequests()[1]; again.body != `{"a":1}` {
					t.Errorf("the second body is %q", again.body)
				}
			})
		}
	}
}

func TestUnauthorizedTwiceIsFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(401))}
		err := getAlbum(context.Background(), f.client(t))
		wantIs(t, err, spotify.ErrUnauthorized)
		if e := apiErr(t, err); e.Attempts != 2 || e.StatusCode != 401 {
			t.Errorf("status %d after %d attempts", e.StatusCode, e.Attempts)
		}
		f.wantTokenRequests(t, 2)
		f.wantRequests(t, 2)
		f.wantTokens(t, token(1), token(2))
	})
}

// A recovery leaves the retries as they are, before it and after it.
func TestUnauthorizedRecoveryIsNotCountedAsARetry(t *testing.T) {
	tests := []struct {
		outcomes []responder
		status   int
		attempts int
	}{
		{[]responder{respond(401), respond(503)}, 503, 5},
		{[]responder{respond(503), respond(503), respond(503), respond(401), respond(503)}, 503, 5},
		{[]responder{respond(503), respond(401), respond(503), respond(401)}, 401, 4},
		{[]responder{respond(401), failWith(io.EOF), respond(401)}, 401, 3},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(tt.outcomes...)}
			e := apiErr(t, getAlbum(context.Background(), f.client(t)))
			if e.StatusCode != tt.status || e.Attempts != tt.attempts {
				t.Errorf("status %d after %d attempts, want %d after %d", e.StatusCode, e.Attempts, tt.status,
					tt.attempts)
			}
			f.wantRequests(t, tt.attempts)
			f.wantTokenRequests(t, 2)
		})
	}
}

func TestUnauthorizedThatNoAppTokenHelps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: rejectTokens("Valid user authentication required", func(string) bool { return false })}
		err := f.client(t).Call(context.Background(), "GET", "/me", nil, nil, nil)
		wantIs(t, err, spotify.ErrUserAuthRequired)
		wantIs(t, err, spotify.ErrUnauthorized)
		if e := apiErr(t, err); e.Attempts != 1 {
			t.Errorf("%d attempts", e.Attempts)
		}
		f.wantRequests(t, 1)
		f.wantTokenRequests(t, 1)
	})
}

func TestForbiddenNeverRefreshes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respondBody(403, `{"error":{"status":403,"message":"Insufficient client scope"}}`))}
		err := getAlbum(context.Background(), f.client(t))
		wantIs(t, err, spotify.ErrInsufficientScope)
		if e := apiErr(t, err); e.Attempts != 1 {
			t.Errorf("%d attempts", e.Attempts)
		}
		f.wantRequests(t, 1)
		f.wantTokenRequests(t, 1)
	})
}

// Spotify says that a token was missing which was sent. The request was not
// executed, so a write is repeated too; the token is good.
func TestUnauthorizedTokenMissingIsRetriedWithTheSameToken(t *testing.T) {
	tests := []struct {
		name      string
		method    string
		opts      []spotify.Option
		outcomes  []responder
		attempts  int
		low, high time.Duration // of the wait
		ok        bool
	}{
		{"a read", "GET", nil, []responder{respondTokenMissing, respond(200)}, 2, 250, 750, true},
		{"a write", "POST", nil, []responder{respondTokenMissing, respond(200)}, 2, 250, 750, true},
		{"twice is final", "GET", nil, []responder{respondTokenMissing, respondTokenMissing, respond(200)}, 2, 250,
			750, false},
		{"a rejected token after it is final", "GET", nil,
			[]responder{respondTokenMissing, respond(401), respond(200)}, 2, 250, 750, false},
		{"no retries, no waiting", "GET", []spotify.Option{spotify.WithMaxRetries(0)},
			[]responder{respondTokenMissing, respond(200)}, 1, 0, 0, false},
		{"no time for the shortest wait", "GET", []spotify.Option{spotify.WithMaxRetryWait(249 * time.Millisecond)},
			[]responder{respondTokenMissing, respond(200)}, 1, 0, 0, false},
		{"time for a shorter wait", "GET", []spotify.Option{spotify.WithMaxRetryWait(300 * time.Millisecond)},
			[]responder{respondTokenMissing, respond(200)}, 2, 250, 300, true},
		{"the wait is a retry", "GET", []spotify.Option{spotify.WithMaxRetries(1)},
			[]responder{respondTokenMissing, respond(503), respond(200)}, 2, 250, 750, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(tt.outcomes...)}
				start := time.Now()
				err := f.client(t, tt.opts...).Call(context.Background(), tt.method, "/x", nil, nil, nil)
				times := f.times(start)
				if len(times) != tt.attempts || f.tokenRequests() != 1 || (err == nil) != tt.ok {
					t.Fatalf("attempts at %v, %d token requests, error %v", times, f.tokenRequests(), recorded(err))
				}
				wantBetween(t, "the last attempt", times[len(times)-1], tt.low*time.Millisecond, tt.high*time.Millisecond)
				for _, used := range f.usedTokens() {
					if used != token(1) {
						t.Error("another token was sent")
					}
				}
			})
		})
	}
}

func TestUnauthorizedTokenMissingIsRetriedForEveryProvider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		rotating := spotify.AuthProviderFunc(func(context.Context) (string, error) { calls++; return token(calls), nil })
		for _, identity := range []spotify.Option{spotify.WithAccessToken(token(1)), spotify.WithAuthProvider(rotating)} {
			f := &fake{api: script(respondTokenMissing, respond(200))}
			c, err := spotify.New(append(f.options(), identity)...)
			if err != nil {
				t.Fatal(err)
			}
			if err := getAlbum(context.Background(), c); err != nil {
				t.Error(recorded(err))
			}
			f.wantTokens(t, token(1), token(1))
		}
	})
}

// Without a way to replace the token a 401 is final at once.
func TestUnauthorizedWithoutARefresher(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		plain := spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(1), nil })
		for _, identity := range []spotify.Option{spotify.WithAccessToken(token(1)), spotify.WithAuthProvider(plain)} {
			f := &fake{api: script(respond(401), respond(200))}
			c, err := spotify.New(append(f.options(), identity)...)
			if err != nil {
				t.Fatal(err)
			}
			err = getAlbum(context.Background(), c)
			wantIs(t, err, spotify.ErrUnauthorized)
			if e := apiErr(t, err); e.Attempts != 1 {
				t.Errorf("%d attempts", e.Attempts)
			}
			f.wantRequests(t, 1)
			f.wantTokenRequests(t, 0)
		}
	})
}

// The client keeps no token and coalesces nothing: it asks the provider for each
// request that got a 401, with the caller's own context.
func TestUnauthorizedAsksTheProviderWithTheCallersContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		type key struct{}
		p := &scriptedProvider{token: token(1),
			refresh: func(context.Context, string) (string, error) { return token(2), nil }}
		f := &fake{api: rejectTokens(expiredMessage, func(tok string) bool { return tok == token(2) })}
		c := p.client(t, f)
		ctx := context.WithValue(context.Background(), key{}, "the user")
		for range 5 {
			if err := getAlbum(ctx, c); err != nil {
				t.Error(recorded(err))
			}
		}
		if len(p.rejected) != 5 || p.rejected[4] != token(1) {
			t.Errorf("the provider was asked %d times for a better token, want 5", len(p.rejected))
		}
		for _, got := range p.contexts {
			if got.Value(key{}) != "the user" {
				t.Error("a context without the caller's values")
			}
		}
		f.wantRequests(t, 10)
	})
}

// The provider knows nothing better than what was refused.
func TestUnauthorizedWithoutABetterToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &scriptedProvider{token: token(1),
			refresh: func(_ context.Context, rejected string) (string, error) { return rejected, nil }}
		f := &fake{api: script(respond(401), respond(200))}
		err := getAlbum(context.Background(), p.client(t, f))
		wantIs(t, err, spotify.ErrUnauthorized)
		if e := apiErr(t, err); e.Attempts != 1 || errors.Unwrap(e) != nil {
			t.Errorf("%d attempts, unwraps to %v", e.Attempts, errors.Unwrap(e))
		}
		f.wantRequests(t, 1)
	})
}

// A body that is spent ends the call, but the next one has the new token.
func TestUnauthorizedReplacesTheTokenOfABodyThatCannotBeSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(401), respond(200))}
		c := f.client(t)
		resp, err := c.Do(nonReplayableRequest("POST"))
		if err != nil || resp.StatusCode != 401 {
			t.Fatalf("%v, %v", resp, recorded(err))
		}
		if body, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(body), "told so") {
			t.Errorf("body %q, %v", body, err)
		}
		resp.Body.Close()
		f.wantTokenRequests(t, 2)
		f.wantRequests(t, 1)
		if err := getAlbum(context.Background(), c); err != nil {
			t.Error(recorded(err))
		}
		f.wantTokens(t, token(1), token(2))
	})
}
