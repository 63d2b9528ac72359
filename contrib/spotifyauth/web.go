package spotifyauth

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/spotify-sdk/spotify"
)

const (
	// The prefix makes browsers accept the cookie only from this very host,
	// over https or on loopback: no other host can set one.
	cookiePrefix   = "__Host-spotify-login-"
	cookieLifetime = 10 * time.Minute
	cookieIDLength = 16 // characters of the state in the cookie's name
)

// ErrUnknownLogin is returned by [Flow.Finish] for a request that does not
// belong to a login that this browser began in the last ten minutes: the
// request is forged, too late or repeated, or its host name differs from that
// of the request that began the login.
var ErrUnknownLogin = errors.New("spotifyauth: the request belongs to no login of this browser")

// Begin starts a login in a web program: it redirects the browser to Spotify.
// The login's state and PKCE verifier are kept in a cookie of the browser, so
// any number of servers can share the work. Each call starts a separate login,
// so several tabs can log in at the same time.
//
// Call it in a handler on the host of the redirect URL, else Finish does not get
// the cookie. The browser must reach that host over https. On loopback, Chromium
// accepts the cookie over http too; some browsers, such as Safari, do not.
func (f *Flow) Begin(w http.ResponseWriter, r *http.Request) error {
	if !f.initialized() {
		return errZeroFlow
	}
	if f.redirect == nil {
		return errors.New("spotifyauth: Begin needs a redirect URL")
	}
	state, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	http.SetCookie(w, loginCookie(state, verifier, cookieLifetime))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, f.authURL(state, verifier), http.StatusFound)
	return nil
}

// loginCookie returns the cookie of the login with the given state. A negative
// lifetime deletes it.
func loginCookie(state, verifier string, lifetime time.Duration) *http.Cookie {
	return &http.Cookie{
		Name:     cookiePrefix + state[:cookieIDLength],
		Value:    state + "." + verifier,
		Path:     "/",
		MaxAge:   int(lifetime.Seconds()),
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode, // the return from Spotify is a navigation from another site
	}
}

// Finish ends a login in a web program. Call it in the handler of the redirect
// URL, before anything is written: it deletes the login's cookie. Finish writes
// no response; redirect the browser to a page of yours afterward, so that the
// authorization code leaves the address bar.
//
// A request that belongs to no login of this browser fails with
// [ErrUnknownLogin]. If the user did not agree, the error is a [*DeniedError]. If
// a scope was not granted, it is a [*ScopeError]. A failed token request is a
// [*spotify.AuthenticationError]; a code that was used before matches
// [spotify.ErrUnauthorized]. Nothing is stored before [Session.Save].
func (f *Flow) Finish(w http.ResponseWriter, r *http.Request) (*Session, error) {
	if !f.initialized() {
		return nil, errZeroFlow
	}
	q := r.URL.Query()
	state := q.Get("state")
	if r.Method != http.MethodGet || len(state) < cookieIDLength || !isCookieName(state[:cookieIDLength]) {
		return nil, ErrUnknownLogin
	}
	cookie, err := r.Cookie(cookiePrefix + state[:cookieIDLength])
	if err != nil {
		return nil, ErrUnknownLogin
	}
	known, verifier, _ := strings.Cut(cookie.Value, ".")
	if !sameText(known, state) || verifier == "" {
		return nil, ErrUnknownLogin
	}
	http.SetCookie(w, loginCookie(state, "", -time.Second))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the URL has the code
	if err := denied(q); err != nil {
		return nil, err
	}
	login, err := f.exchange(r.Context(), q.Get("code"), verifier)
	if err != nil {
		return nil, err
	}
	return &Session{state: func() (*Flow, Login) { return f, login }}, nil
}

// isCookieName reports whether s has only characters that a state can have.
func isCookieName(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
	})
}

// A Session is a finished login that is not stored. It is a
// [spotify.AuthProvider] with the login's first access token, for
// client.As(session).CurrentUser(ctx). Only [Flow.Finish] makes one.
type Session struct {
	state func() (*Flow, Login) // a closure: nothing can print what it holds
}

var _ spotify.AuthProvider = (*Session)(nil)

var errZeroSession = errors.New("spotifyauth: a Session must be made by Flow.Finish")

func (s *Session) initialized() bool { return s != nil && s.state != nil }

// AccessToken returns the login's first access token, which lasts for an hour.
func (s *Session) AccessToken(context.Context) (string, error) {
	if !s.initialized() {
		return "", errZeroSession
	}
	_, login := s.state()
	return login.Token.AccessToken, nil
}

// Scope returns the granted scopes, separated by spaces.
func (s *Session) Scope() string {
	if !s.initialized() {
		return ""
	}
	_, login := s.state()
	return login.Scope
}

// Save stores the login under key in place of any other, and returns a provider
// for it.
func (s *Session) Save(ctx context.Context, key string) (*spotify.TokenProvider, error) {
	if !s.initialized() {
		return nil, errZeroSession
	}
	if key == "" {
		return nil, errEmptyKey
	}
	f, login := s.state()
	if err := f.save(ctx, key, login); err != nil {
		return nil, err
	}
	return f.Provider(key)
}
