package spotify_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// Waits of every kind end at once.
func TestCloseEndsWaits(t *testing.T) {
	tests := []struct {
		name     string
		outcomes []responder
		token    responder // of token requests; nil: good
	}{
		{"for a retry", []responder{respond(503, "Retry-After", "50")}, nil},
		{"for a retry after a lost connection", []responder{failWith(io.EOF)}, nil},
		{"in a cooldown", []responder{respond(429, "Retry-After", "50")}, nil},
		{"before the retry of a missing token", []responder{respondTokenMissing}, nil},
		{"for a token", nil, hang},
		{"for a token's retry", nil, respondBody(503, "", "Retry-After", "20")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{}
				if tt.outcomes != nil {
					f.api = script(tt.outcomes...)
				}
				if tt.token != nil {
					f.token = func(_ int, req *http.Request) (*http.Response, error) { return tt.token(req) }
				}
				c := f.client(t)
				time.AfterFunc(100*time.Millisecond, func() { c.Close() })
				start := time.Now()
				errs := getAlbumConcurrently(c, 10)
				wantBetween(t, "the calls ended after", time.Since(start), 100*time.Millisecond, 100*time.Millisecond)
				for _, err := range errs {
					if err != spotify.ErrClosed {
						t.Errorf("error %v, want ErrClosed itself", recorded(err))
					}
				}
				requests, tokens := len(f.apiRequests()), f.tokenRequests()
				if tt.token != nil && (requests != 0 || tokens != 1) {
					t.Errorf("%d API requests and %d token requests, want only one for the token", requests, tokens)
				}
				time.Sleep(time.Minute)
				f.wantRequests(t, requests)
				f.wantTokenRequests(t, tokens)
			})
		})
	}
}

// What is in flight finishes, and its response is the call's; there is no other
// attempt.
func TestCloseLetsInFlightRequestsFinish(t *testing.T) {
	tests := []struct {
		name    string
		outcome responder
		status  int
	}{
		{"a success", respond(200), 200},
		{"503", respond(503), 503},
		{"429", respond(429, "Retry-After", "1"), 429},
		{"401", respond(401), 401},
		{"a missing token", respondTokenMissing, 401},
		{"404", respond(404), 404},
		{"a lost connection", failWith(io.EOF), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(respondAfter(time.Second, tt.outcome))}
				c := f.client(t)
				time.AfterFunc(500*time.Millisecond, func() { c.Close() })
				start := time.Now()
				err := getAlbum(context.Background(), c)
				wantBetween(t, "the call took", time.Since(start), time.Second, time.Second)
				if tt.status == 200 {
					if err != nil {
						t.Error(recorded(err))
					}
				} else if e := apiErr(t, err); e.StatusCode != tt.status || e.Attempts != 1 {
					t.Errorf("%v after %d attempts", e, e.Attempts)
				}
				f.wantRequests(t, 1)
				f.wantTokenRequests(t, 1)
			})
		})
	}
}

func TestCloseRefusesLaterCalls(t *testing.T) {
	f := &fake{}
	c := f.client(t)
	user := c.As(spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(1), nil }))
	if err := getAlbum(context.Background(), c); err != nil {
		t.Fatal(recorded(err))
	}
	for range 2 {
		if err := c.Close(); err != nil {
			t.Errorf("closing returned %v", err)
		}
	}
	later := c.As(spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(2), nil }))
	for _, closed := range []*spotify.Client{c, user, later} {
		if err := getAlbum(context.Background(), closed); err != spotify.ErrClosed {
			t.Errorf("error %v, want ErrClosed", recorded(err))
		}
		if _, err := closed.Album(context.Background(), albumID, nil); err != spotify.ErrClosed {
			t.Errorf("error %v, want ErrClosed", recorded(err))
		}
		page := &spotify.Page[spotify.Track]{Items: make([]spotify.Track, 1),
			Next: "https://api.spotify.com/v1/me/tracks?offset=1"}
		n := 0
		for _, err := range page.All(context.Background(), closed) {
			if n++; n == 2 && err != spotify.ErrClosed {
				t.Errorf("error %v, want ErrClosed", recorded(err))
			}
		}
		if n != 2 {
			t.Errorf("%d rounds, want the item and the error", n)
		}
	}
	f.wantRequests(t, 1)
	f.wantTokenRequests(t, 1)
}

// A token that any provider returns after Close starts no request.
func TestCloseBeforeTheTokenComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		slow := spotify.AuthProviderFunc(func(context.Context) (string, error) { time.Sleep(time.Second); return token(1), nil })
		c := f.client(t)
		time.AfterFunc(500*time.Millisecond, func() { c.Close() })
		if err := getAlbum(context.Background(), c.As(slow)); err != spotify.ErrClosed {
			t.Errorf("error %v, want ErrClosed", recorded(err))
		}
		f.wantRequests(t, 0)
	})
}

// The token is being replaced after a 401 when the client is closed: the response is
// there, and so is ErrClosed.
func TestCloseWhileATokenIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(401))}
		f.token = func(n int, r *http.Request) (*http.Response, error) {
			if n == 1 {
				return newTokenResponse(1, 3600), nil
			}
			return hang(r)
		}
		c := f.client(t)
		time.AfterFunc(time.Second, func() { c.Close() })
		err := getAlbum(context.Background(), c)
		wantIs(t, err, spotify.ErrClosed)
		wantNotIs(t, err, spotify.ErrUnauthorized)
		if e := apiErr(t, err); e.StatusCode != 401 {
			t.Errorf("%v", e)
		}
	})
}

// closingProvider counts how often it is closed.
type closingProvider struct {
	spotify.AuthProviderFunc
	closed atomic.Int32
	err    error
}

func (p *closingProvider) Close() error { p.closed.Add(1); return p.err }

func TestCloseClosesTheProviderOnce(t *testing.T) {
	provide := spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(1), nil })
	broken := errors.New("the store could not be written")
	own, user := &closingProvider{AuthProviderFunc: provide, err: broken}, &closingProvider{AuthProviderFunc: provide}
	c, err := spotify.New(spotify.WithAuthProvider(own), spotify.WithHTTPClient(&http.Client{Transport: &fake{}}))
	if err != nil {
		t.Fatal(err)
	}
	as := c.As(user)
	if err := as.Close(); err != nil {
		t.Error(err)
	}
	if err := getAlbum(context.Background(), as); err != nil || own.closed.Load()+user.closed.Load() != 0 {
		t.Errorf("closing what As gave closes something: %v", recorded(err))
	}
	if err := getAlbum(context.Background(), c); err != nil || own.closed.Load() != 0 {
		t.Errorf("closing what As gave closes more than that: %v", recorded(err))
	}
	for range 3 {
		if err := c.Close(); err != broken {
			t.Errorf("closing returned %v, want the provider's error", err)
		}
	}
	for name, closed := range map[string]*spotify.Client{"the client": c, "a client of As": as, "a later one": c.As(user)} {
		if err := getAlbum(context.Background(), closed); err != spotify.ErrClosed {
			t.Errorf("%s after Close: %v", name, recorded(err))
		}
	}
	if own.closed.Load() != 1 || user.closed.Load() != 0 {
		t.Errorf("the provider was closed %d times, a user's %d times", own.closed.Load(), user.closed.Load())
	}
}

// Idle connections of the SDK's own transport go; those of the user's are the
// user's.
func TestCloseClosesIdleConnectionsOfTheOwnTransportOnly(t *testing.T) {
	open := func(t *testing.T) (url string, gone chan struct{}) {
		gone = make(chan struct{})
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "{}") }))
		s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateClosed {
				close(gone)
			}
		}
		s.Start()
		t.Cleanup(s.Close)
		return s.URL, gone
	}
	t.Run("its own", func(t *testing.T) {
		url, gone := open(t)
		wrap := spotify.WithTransport(func(rt http.RoundTripper) http.RoundTripper { return roundTripperFunc(rt.RoundTrip) })
		c, err := spotify.New(spotify.WithAccessToken(token(1)), spotify.WithBaseURL(url), wrap)
		if err != nil {
			t.Fatal(err)
		}
		if err := getAlbum(context.Background(), c); err != nil {
			t.Fatal(recorded(err))
		}
		c.Close()
		<-gone // hangs if the connection stays
	})
	t.Run("the user's", func(t *testing.T) {
		url, gone := open(t)
		mine := &http.Transport{}
		c, err := spotify.New(spotify.WithAccessToken(token(1)), spotify.WithBaseURL(url),
			spotify.WithHTTPClient(&http.Client{Transport: mine}))
		if err != nil {
			t.Fatal(err)
		}
		if err := getAlbum(context.Background(), c); err != nil {
			t.Fatal(recorded(err))
		}
		c.Close()
		req, _ := http.NewRequest("GET", url, strings.NewReader(""))
		resp, err := mine.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		select {
		case <-gone:
			t.Error("the connection of the user's transport was closed")
		default:
		}
		mine.CloseIdleConnections()
		<-gone
	})
}
