package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// userGrant is a user's grant: the k-th token of user n is "BQ-...n-k".
type userGrant struct {
	n       int
	fetches atomic.Int32
}

func (u *userGrant) token(k int32) string { return fmt.Sprintf("%s%d-%d", tokenPrefix, u.n, k) }

func (u *userGrant) fetch(context.Context) (spotify.Token, error) {
	return spotify.Token{AccessToken: u.token(u.fetches.Add(1)), ExpiresAt: time.Now().Add(time.Hour)}, nil
}

func (u *userGrant) provider(t testing.TB) *spotify.TokenProvider {
	t.Helper()
	p, err := spotify.NewTokenProvider(u.fetch)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// oneClientManyUsers makes calls on behalf of each of n users, all through one
// client made with opts.
type oneClientManyUsers func(t testing.TB, n int, opts []spotify.Option) (c *spotify.Client, users []*userGrant, as func(user int, method, path string) error)

// byAs makes for each user a client of As with a provider of its own.
func byAs(t testing.TB, n int, opts []spotify.Option) (*spotify.Client, []*userGrant, func(int, string, string) error) {
	c, err := spotify.New(append(opts,
		spotify.WithAuthProvider(spotify.AuthProviderFunc(func(context.Context) (string, error) {
			return "", errors.New("this program has users only")
		})))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	users, clients := make([]*userGrant, n), make([]*spotify.Client, n)
	for i := range users {
		users[i] = &userGrant{n: i}
		clients[i] = c.As(users[i].provider(t))
	}
	return c, users, func(user int, method, path string) error {
		return clients[user].Call(t.Context(), method, path, nil, nil, nil)
	}
}

// byContext is one provider that reads the user from the context.
func byContext(t testing.TB, n int, opts []spotify.Option) (*spotify.Client, []*userGrant, func(int, string, string) error) {
	all := &contextProvider{}
	users := make([]*userGrant, n)
	for i := range users {
		users[i] = &userGrant{n: i}
		all.users = append(all.users, users[i].provider(t))
	}
	c, err := spotify.New(append(opts, spotify.WithAuthProvider(all))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c, users, func(user int, method, path string) error {
		return c.Call(context.WithValue(t.Context(), userKey{}, user), method, path, nil, nil, nil)
	}
}

type userKey struct{}

type contextProvider struct{ users []*spotify.TokenProvider }

func (p *contextProvider) of(ctx context.Context) *spotify.TokenProvider {
	return p.users[ctx.Value(userKey{}).(int)]
}

func (p *contextProvider) AccessToken(ctx context.Context) (string, error) {
	return p.of(ctx).AccessToken(ctx)
}

func (p *contextProvider) RefreshAccessToken(ctx context.Context, rejected string) (string, error) {
	return p.of(ctx).RefreshAccessToken(ctx, rejected)
}

func eachWay(t *testing.T, test func(t *testing.T, way oneClientManyUsers)) {
	for name, way := range map[string]oneClientManyUsers{"by As": byAs, "by context": byContext} {
		t.Run(name, func(t *testing.T) { test(t, way) })
	}
}

// Every request has the right token, however the users' calls mix.
func TestOneClientServesAHundredUsersWithTheirOwnTokens(t *testing.T) {
	eachWay(t, func(t *testing.T, way oneClientManyUsers) {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: func(n int, r *http.Request) (*http.Response, error) {
				if err := sleepContext(r.Context(), time.Duration(n%7)*time.Millisecond); err != nil {
					return nil, err
				}
				if n%11 == 0 {
					return newAPIError(503, "again"), nil // the retry must have the token of the same user
				}
				return newResponse(200, "{}"), nil
			}}
			_, users, as := way(t, 100, f.options())
			var group sync.WaitGroup
			for i := range 400 {
				group.Go(func() {
					if err := as(i%100, "GET", fmt.Sprintf("users/%d", i%100)); err != nil {
						t.Error(recorded(err))
					}
				})
			}
			group.Wait()
			for _, call := range f.apiRequests() {
				var n int
				if _, err := fmt.Sscanf(call.path, "/v1/users/%d", &n); err != nil || call.token != users[n].token(1) {
					t.Fatalf("%s was called with %s", call.path, strings.TrimPrefix(call.token, tokenPrefix))
				}
			}
			for _, u := range users {
				if n := u.fetches.Load(); n != 1 {
					t.Errorf("user %d: %d token requests", u.n, n)
				}
			}
			f.wantTokenRequests(t, 0)
		})
	})
}

// One user's rejected token affects only that user, and so does an ended session.
func TestARejectedTokenAffectsNoOtherUser(t *testing.T) {
	eachWay(t, func(t *testing.T, way oneClientManyUsers) {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{}
			_, users, as := way(t, 100, f.options())
			f.api = func(_ int, r *http.Request) (*http.Response, error) {
				switch strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") {
				case users[7].token(1), users[8].token(1), users[8].token(2):
					return newAPIError(401, "The access token expired"), nil
				}
				return newResponse(200, "{}"), nil
			}
			var group sync.WaitGroup
			for i := range 400 {
				group.Go(func() {
					err := as(i%100, "GET", "me")
					if (err != nil) != (i%100 == 8) || err != nil && !errors.Is(err, spotify.ErrUnauthorized) {
						t.Errorf("user %d: %v", i%100, recorded(err))
					}
				})
			}
			group.Wait()
			for _, u := range users {
				want := int32(1)
				if u.n == 7 || u.n == 8 {
					want = 2
				}
				if n := u.fetches.Load(); n != want {
					t.Errorf("user %d: %d token requests, want %d", u.n, n, want)
				}
			}
			f.wantTokenRequests(t, 0)
		})
	})
}

// The cooldown is the client's: one user runs into a long rate limit, and no other.
func TestOneRequestIntoALongRateLimit(t *testing.T) {
	eachWay(t, func(t *testing.T, way oneClientManyUsers) {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
				if r.URL.Path == "/v1/me" {
					return newAPIError(429, "API rate limit exceeded", "Retry-After", "7200"), nil
				}
				return newResponse(200, "{}"), nil
			}}
			_, users, as := way(t, 100, f.options())
			start := time.Now()
			for i := range users {
				err := as(i, "GET", "me")
				if e := apiErr(t, err); !errors.Is(err, spotify.ErrRateLimited) || e.RetryAfter != 2*time.Hour ||
					(e.Attempts == 1) != (i == 0) {
					t.Errorf("user %d: %v after %d attempts", i, err, e.Attempts)
				}
			}
			if n := len(f.apiRequests()); n != 1 || time.Since(start) != 0 {
				t.Errorf("%d requests into the rate limit, %v waited", n, time.Since(start))
			}
			for i, u := range users {
				if u.fetches.Load() > 1 || i > 0 && u.fetches.Load() > 0 {
					t.Errorf("user %d: %d token requests", i, u.fetches.Load())
				}
			}
			if err := as(3, "GET", "search"); err != nil {
				t.Errorf("another group of endpoints: %v", recorded(err))
			}
			f.wantTokenRequests(t, 0)
		})
	})
}

// As shares connections: a hundred users on one, over HTTP/2.
func TestAHundredUsersShareOneConnection(t *testing.T) {
	eachWay(t, func(t *testing.T, way oneClientManyUsers) {
		var connections, wrong atomic.Int32
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if want := "Bearer " + tokenPrefix + strings.TrimPrefix(r.URL.Path,
				"/v1/users/") + "-1"; r.Header.Get("Authorization") != want {
				wrong.Add(1)
			}
			io.WriteString(w, "{}")
		}))
		server.EnableHTTP2 = true
		server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
			if s == http.StateNew {
				connections.Add(1)
			}
		}
		server.StartTLS()
		defer server.Close()
		_, users, as := way(t, 100, []spotify.Option{spotify.WithBaseURL(server.URL + "/v1"),
			spotify.WithHTTPClient(&http.Client{Transport: server.Client().Transport})})
		if err := as(0, "GET", "users/0"); err != nil { // its transport is not the SDK's, which makes a cold burst wait for one connection
			t.Fatal(recorded(err))
		}
		var group sync.WaitGroup
		for i := range 100 { // fewer than the streams that a connection has
			group.Go(func() {
				if err := as(i%100, "GET", fmt.Sprintf("users/%d", i%100)); err != nil {
					t.Error(recorded(err))
				}
			})
		}
		group.Wait()
		if connections.Load() != 1 || wrong.Load() != 0 {
			t.Errorf("%d connections, %d requests with another user's token", connections.Load(), wrong.Load())
		}
		for _, u := range users {
			if n := u.fetches.Load(); n != 1 {
				t.Errorf("user %d: %d token requests", u.n, n)
			}
		}
	})
}

// A program with users only: its own client refuses, its users' do not.
func TestClientForUsersOnly(t *testing.T) {
	f := &fake{}
	c, _, as := byAs(t, 1, f.options())
	err := c.Call(t.Context(), "GET", "x", nil, nil, nil)
	if e := authErr(t, err); e.StatusCode != 0 || err.Error() != "spotify: token: this program has users only" {
		t.Errorf("error %v", err)
	}
	if err := as(0, "GET", "x"); err != nil {
		t.Error(recorded(err))
	}
	f.wantTokenRequests(t, 0)
}

// Alice's session cookie is not sent with Bob's requests, and Bob's is not kept
// for anybody.
func TestUsersShareNoCookies(t *testing.T) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{api: func(n int, _ *http.Request) (*http.Response, error) {
		return newResponse(200, "{}", "Set-Cookie", fmt.Sprintf("session=%d; Path=/", n)), nil
	}}
	c, err := spotify.New(spotify.WithAccessToken(token(1)), spotify.WithHTTPClient(&http.Client{Transport: f, Jar: jar}))
	if err != nil {
		t.Fatal(err)
	}
	alice, bob := c.As(fixedProvider), c.As(fixedProvider)
	for _, client := range []*spotify.Client{c, alice, bob, alice, bob, c} {
		if err := getAlbum(t.Context(), client); err != nil {
			t.Fatal(recorded(err))
		}
		resp, err := client.Do(rawRequest(t, "GET", ""))
		if err != nil {
			t.Fatal(recorded(err))
		}
		resp.Body.Close()
	}
	for i, s := range f.apiRequests() {
		want := map[int]string{1: "session=1", 10: "session=2", 11: "session=11"}[i]
		if got := s.header.Get("Cookie"); got != want {
			t.Errorf("request %d carries cookie %q, want %q", i, got, want)
		}
	}
}
