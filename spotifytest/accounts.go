package spotifytest

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	tokenPath   = "/api/token"
	userCountry = "GB" // every user's; podcasts and audiobooks are sold there
)

const (
	messageExpired  = "The access token expired"
	messageInvalid  = "Invalid access token"
	messageNoToken  = "No token provided"
	messageUserOnly = "Valid user authentication required"
)

// token is one access token that was handed out.
type token struct {
	user    string // "" for the app's own
	expires time.Time
}

// SetTokenLifetime sets how long access tokens live that are handed out from
// now on; a new server's live for an hour. Like Spotify's, lifetimes are whole
// seconds: what is left over is cut off, and the shortest is one second.
func (s *Server) SetTokenLifetime(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lifetime = max(d.Truncate(time.Second), time.Second)
}

// ExpireTokens makes every access token that was handed out so far answer 401
// "The access token expired", before its time.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.tokens {
		t.expires = time.Time{}
	}
}

// RefreshToken returns a new refresh token of the named user ("" is [UserID]),
// as a login in a browser would have given it. The Accounts service takes it once, with the
// app's credentials or (PKCE) with the client ID alone, and answers with an
// access token and the next refresh token.
func (s *Server) RefreshToken(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newRefresh(cmp.Or(user, UserID))
}

func (s *Server) newRefresh(user string) string {
	s.person(user)
	t := "AQ" + random()
	s.refresh[t] = user
	return t
}

func (s *Server) newToken(user string) string {
	t := "BQ" + random()
	s.tokens[t] = &token{user: user, expires: time.Now().Add(s.lifetime)}
	return t
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
	current string // guarded by server.mu
}

func (u *userTokens) AccessToken(context.Context) (string, error) {
	return u.fresh(""), nil
}

func (u *userTokens) RefreshAccessToken(_ context.Context, rejected string) (string, error) {
	return u.fresh(rejected), nil
}

// fresh returns the present token, or a new one if it is the rejected one or
// has lived its time. A token that ExpireTokens ended is handed out until the
// Web API rejects it: that is what it is for.
func (u *userTokens) fresh(rejected string) string {
	s := u.server
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tokens[u.current]
	died := t != nil && !t.expires.IsZero() && time.Now().After(t.expires)
	if t == nil || died || u.current == rejected {
		s.person(u.user)
		u.current = s.newToken(u.user)
	}
	return u.current
}

// refusal is an error of the Accounts service.
type refusal struct {
	status     int
	code, text string
}

func (r refusal) Error() string { return r.code }

func (r refusal) body() []byte {
	o := object{"error": r.code}
	if r.text != "" {
		o["error_description"] = r.text
	}
	return marshal(o)
}

// grant answers a token request.
func (s *Server) grant(c *call) (any, error) {
	if c.request.Method != http.MethodPost {
		return nil, refusal{status: http.StatusMethodNotAllowed, code: "invalid_request"}
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil || !strings.HasPrefix(c.request.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form = url.Values{}
	}
	kind := form.Get("grant_type")
	if kind == "" {
		return nil, refusal{400, "unsupported_grant_type", "grant_type parameter is missing"}
	}
	id, secret, basic := c.request.BasicAuth()
	if !basic {
		id, secret = form.Get("client_id"), form.Get("client_secret")
	}
	public := kind == "refresh_token" && !basic && secret == ""
	switch {
	case id == "":
		return nil, refusal{400, "invalid_client", ""}
	case id != ClientID:
		return nil, refusal{400, "invalid_client", "Invalid client"}
	case secret != ClientSecret && !public:
		return nil, refusal{400, "invalid_client", "Invalid client secret"}
	}
	answer := object{"token_type": "Bearer", "expires_in": int(s.lifetime / time.Second)}
	switch kind {
	case "client_credentials":
		answer["access_token"] = s.newToken("")
	case "refresh_token":
		old := form.Get("refresh_token")
		user, ok := s.refresh[old]
		if !ok {
			return nil, refusal{400, "invalid_grant", "Invalid refresh token"}
		}
		delete(s.refresh, old)
		answer["access_token"], answer["refresh_token"] = s.newToken(user), s.newRefresh(user)
		answer["scope"] = "playlist-modify-private user-library-read user-read-private"
	default:
		return nil, refusal{400, "unsupported_grant_type", "grant_type must be client_credentials, authorization_code or refresh_token"}
	}
	return answer, nil
}

// bearer returns the token of a request, "" if there is none.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// admit says who a request comes from: a user's name, or "" for the app.
func (s *Server) admit(r *http.Request) (user string, err error) {
	if r.Header.Get("Authorization") == "" {
		return "", &problem{status: 401, message: messageNoToken}
	}
	value := bearer(r)
	if value == "" {
		return "", &problem{status: 400, message: "Only valid bearer authentication supported"}
	}
	t := s.tokens[value]
	switch {
	case t == nil:
		return "", &problem{status: 401, message: messageInvalid}
	case time.Now().After(t.expires):
		return "", &problem{status: 401, message: messageExpired}
	}
	return t.user, nil
}
