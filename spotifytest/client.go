package spotifytest

import (
	"cmp"
	"fmt"
	"log"
	"net/http"
	"slices"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// New returns a server and a client that acts as the app, with client
// credentials. opts are further options of the client. Both are closed when the
// test and its subtests are done; see [Start] for what is reported then. For a
// user's endpoints:
//
//	user := client.As(srv.User(spotifytest.UserID))
func New(t testing.TB, opts ...spotify.Option) (*Server, *spotify.Client) {
	t.Helper()
	s := Start(t)
	return s, s.Client(t, opts...)
}

// Start returns a server that belongs to a test. It is closed when the test and
// its subtests are done. Then each fault or stub that applied to no request
// fails the test, and requests to unknown paths are logged. An invalid option,
// or an invalid argument of a method of the server, ends the test at once.
func Start(t testing.TB, opts ...Option) *Server {
	t.Helper()
	s, err := newServer(opts)
	if err != nil {
		t.Fatalf("%v", err)
	}
	s.test = t
	t.Cleanup(func() {
		s.Close()
		for _, name := range s.unmatched() {
			t.Errorf("spotifytest: applied to no request: %s", name)
		}
		for _, r := range s.Unexpected() {
			t.Logf("spotifytest: unexpected request: %s %s", r.Method, r.Path)
		}
	})
	return s
}

// Client returns a client that acts as the app, with client credentials. opts
// are further options. It is closed at the end of the test.
func (s *Server) Client(t testing.TB, opts ...spotify.Option) *spotify.Client {
	t.Helper()
	client, err := spotify.New(append(s.Options(), opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// Options returns what a client of your own needs to act as the app: the two
// URLs, the credentials, and the transport if the server has no socket.
func (s *Server) Options() []spotify.Option {
	return append(s.reach(), spotify.WithTokenURL(s.TokenURL()), spotify.WithClientCredentials(ClientID, ClientSecret))
}

// UserOptions returns what a client of your own needs to act for the named
// user: the base URL, [Server.User] as its provider with the given scopes, and
// the transport if the server has no socket.
func (s *Server) UserOptions(user string, scopes ...string) []spotify.Option {
	return append(s.reach(), spotify.WithAuthProvider(s.User(user, scopes...)))
}

func (s *Server) reach() []spotify.Option {
	opts := []spotify.Option{spotify.WithBaseURL(s.BaseURL())}
	if s.http == nil {
		opts = append(opts, spotify.WithHTTPClient(&http.Client{Transport: s.Transport()}))
	}
	return opts
}

// User returns a provider of the named user's tokens, for [spotify.Client.As]
// and [spotify.WithAuthProvider]. It takes them from the server without a
// request, and takes a new one if the Web API rejects a token. "" is [UserID].
// The tokens have the given scopes, or without scopes all that the user grants.
func (s *Server) User(user string, scopes ...string) spotify.AuthProvider {
	if len(scopes) == 0 {
		scopes = allScopes()
	}
	return &userTokens{server: s, user: cmp.Or(user, UserID), scopes: slices.Clone(scopes)}
}

var _ spotify.AccessTokenRefresher = (*userTokens)(nil)

// helper returns the test's Helper, which has an effect only if it is called
// by the method itself.
func (s *Server) helper() func() {
	if s.test != nil {
		return s.test.Helper
	}
	return func() {}
}

// fatalf ends the test that the server belongs to. Without one it panics.
func (s *Server) fatalf(format string, args ...any) {
	if s.test == nil {
		panic(fmt.Sprintf(format, args...))
	}
	s.test.Helper()
	s.test.Fatalf(format, args...)
}

func (s *Server) logf(format string, args ...any) { log.Printf(format, args...) }
