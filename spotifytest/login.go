package spotifytest

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Login describes how users log in to the fake and how their refresh tokens
// behave. The zero value shows a consent page, accepts every redirect URI that
// Spotify would allow, grants all requested scopes and rotates refresh tokens.
type Login struct {
	// Consent selects who decides at the authorization URL. With ConsentApprove
	// and ConsentDeny a plain GET of that URL is the whole login.
	Consent Consent

	// User logs in if nobody is chosen on the consent page. "" is [UserID].
	User string

	// RedirectURIs are the registered ones, compared as text. If there are
	// none, https URIs and http URIs of 127.0.0.1 and [::1] are accepted.
	RedirectURIs []string

	// Withhold lists scopes that nobody grants, even if they are requested. For
	// one user use the Scopes of [User].
	Withhold []string

	// Rotation selects what happens to a refresh token when it is used.
	Rotation Rotation

	// RefreshLifetime is how long the refresh tokens of one login last.
	// Refreshing does not extend it. 0 is Spotify's six months.
	RefreshLifetime time.Duration
}

// A Consent selects who decides whether a login is approved.
type Consent int

const (
	ConsentAsk     Consent = iota // a page with two buttons
	ConsentApprove                // approved without a page
	ConsentDeny                   // denied without a page: access_denied
)

// A Rotation selects what the token endpoint does with a refresh token.
type Rotation int

const (
	RotateOneUse  Rotation = iota // a new token each time, the old one ends at once
	RotateOverlap                 // the old one stays valid until the new one is used
	RotateNever                   // the token stays and the response has no new one
)

const (
	codeLifetime    = 10 * time.Minute
	refreshLifetime = 180 * 24 * time.Hour
)

// SetLogin changes how later logins and token requests behave.
func (s *Server) SetLogin(l Login) {
	l.RedirectURIs, l.Withhold = slices.Clone(l.RedirectURIs), slices.Clone(l.Withhold)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.login = l
}

// AuthURL returns the URL of the authorization endpoint, where a login starts.
// A program appends the query: client_id, response_type=code, redirect_uri,
// state, scope, and for PKCE code_challenge and code_challenge_method=S256.
//
// The consent page is a form that is sent by POST to the same URL. Its fields
// are request (a hidden one-time value), user, and decision, which is approve
// or deny. The two buttons have these words as their element IDs.
func (s *Server) AuthURL() string { return s.origin + authorizePath }

// RefreshToken returns a new refresh token of the named user with the given
// scopes, as a finished login would have returned it. "" is [UserID]. Without
// scopes the token has all that the user grants.
func (s *Server) RefreshToken(user string, scopes ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.user(cmp.Or(user, UserID))
	if len(scopes) == 0 {
		scopes = u.Scopes
	}
	return s.newRefresh(&refreshToken{user: u.ID, scopes: common(scopes, u.Scopes), expiresAt: s.refreshExpiry()})
}

// RevokeRefreshTokens ends all refresh tokens of the named user, as a user does
// who removes the app from their account. "" is [UserID]. Access tokens that
// were issued before stay valid until they expire or [Server.ExpireTokens].
func (s *Server) RevokeRefreshTokens(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.refreshTokens {
		if t.user == cmp.Or(user, UserID) {
			t.revoked = true
		}
	}
}

func (s *Server) refreshExpiry() time.Time {
	return time.Now().Add(cmp.Or(s.login.RefreshLifetime, refreshLifetime))
}

// allScopes returns the scopes of the Web API.
func allScopes() []string {
	return strings.Fields(`app-remote-control playlist-modify-private playlist-modify-public playlist-read-collaborative
playlist-read-private streaming ugc-image-upload user-follow-modify user-follow-read user-library-modify user-library-read
user-modify-playback-state user-read-currently-playing user-read-email user-read-playback-position user-read-playback-state
user-read-private user-read-recently-played user-top-read`)
}
