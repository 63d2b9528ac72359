package spotifytest

import (
	"cmp"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// New returns a server and a client that acts as the app, with client
// credentials. opts are further options of the client. Both are closed when the
// test and its subtests are done. For a user's endpoints:
//
//	user := client.As(srv.User(spotifytest.UserID))
func New(t testing.TB, opts ...spotify.Option) (*Server, *spotify.Client) {
	t.Helper()
	s := NewServer()
	t.Cleanup(s.Close)
	client, err := spotify.New(append(s.Options(), opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return s, client
}

// Options returns what a client of one's own needs to act as the app: the two
// URLs and the credentials.
func (s *Server) Options() []spotify.Option {
	return []spotify.Option{
		spotify.WithBaseURL(s.BaseURL()),
		spotify.WithTokenURL(s.TokenURL()),
		spotify.WithClientCredentials(ClientID, ClientSecret),
	}
}

// UserOptions returns what a client of one's own needs to act for the named
// user: the base URL and User as its provider.
func (s *Server) UserOptions(user string) []spotify.Option {
	return []spotify.Option{spotify.WithBaseURL(s.BaseURL()), spotify.WithAuthProvider(s.User(user))}
}

// User returns a provider of the named user's tokens, for spotify.Client.As and
// spotify.WithAuthProvider. It asks the server for them without a request, and
// for a new one when the Web API rejects one. Any name is a user, "" is
// [UserID]; each starts with the same saved things and an idle player.
func (s *Server) User(user string) spotify.AuthProvider {
	return &userTokens{server: s, user: cmp.Or(user, UserID), scopes: allScopes()}
}

var _ spotify.AccessTokenRefresher = (*userTokens)(nil)
