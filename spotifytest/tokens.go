package spotifytest

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

const (
	messageExpired  = "The access token expired"
	messageInvalid  = "Invalid access token"
	messageNoToken  = "No token provided"
	messageUserOnly = "Valid user authentication required"
)

// accessToken is the record of an access token that the server issued.
type accessToken struct {
	user      string   // "" for an app token
	scopes    []string // of a user token
	expiresAt time.Time
}

// refreshToken is the record of a refresh token that the server issued.
type refreshToken struct {
	user      string
	scopes    []string
	expiresAt time.Time
	replaces  string // a token that ends when this one is used
	revoked   bool
}

// SetTokenLifetime sets how long access tokens last that are issued from now
// on. Those of a new server last for an hour. As at Spotify, lifetimes are
// whole seconds: d is rounded down, to at least one second.
func (s *Server) SetTokenLifetime(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lifetime = max(d.Truncate(time.Second), time.Second)
}

// ExpireTokens makes every access token that was issued so far expire: the Web
// API responds to them with 401 "The access token expired".
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.tokens {
		t.expiresAt = time.Time{}
	}
}

func (s *Server) newRefresh(t *refreshToken) string {
	value := "AQ" + random()
	s.refreshTokens[value] = t
	return value
}

func (s *Server) newToken(t *accessToken) string {
	value := "BQ" + random()
	t.expiresAt = time.Now().Add(s.lifetime)
	s.tokens[value] = t
	return value
}

func random() string {
	b := make([]byte, 96)
	rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// userTokens is a provider of one user's tokens. It takes them from the server
// without a request.
type userTokens struct {
	server  *Server
	user    string
	scopes  []string
	current string // guarded by server.mu
}

func (u *userTokens) AccessToken(context.Context) (string, error) {
	return u.fresh(""), nil
}

func (u *userTokens) RefreshAccessToken(_ context.Context, rejected string) (string, error) {
	return u.fresh(rejected), nil
}

// fresh returns the current token, or a new one if it was rejected or has
// reached the end of its lifetime. A token that ExpireTokens made invalid is
// returned until the Web API rejects it, so that clients receive the 401.
func (u *userTokens) fresh(rejected string) string {
	s := u.server
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tokens[u.current]
	expired := t != nil && !t.expiresAt.IsZero() && time.Now().After(t.expiresAt)
	if t == nil || expired || u.current == rejected {
		s.user(u.user)
		u.current = s.newToken(&accessToken{user: u.user, scopes: u.scopes})
	}
	return u.current
}

// bearer returns the token of a request, "" if there is none.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// admit determines by the token who sent a request.
func (s *Server) admit(r *http.Request) (*accessToken, error) {
	if r.Header.Get("Authorization") == "" {
		return nil, &problem{status: 401, message: messageNoToken}
	}
	value := bearer(r)
	if value == "" {
		return nil, &problem{status: 400, message: "Only valid bearer authentication supported"}
	}
	t := s.tokens[value]
	switch {
	case t == nil:
		return nil, &problem{status: 401, message: messageInvalid}
	case time.Now().After(t.expiresAt):
		return nil, &problem{status: 401, message: messageExpired}
	}
	return t, nil
}
