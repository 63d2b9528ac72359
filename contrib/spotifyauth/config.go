package spotifyauth

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// Spotify's endpoints, the defaults of [Config].
const (
	AuthURL  = "https://accounts.spotify.com/authorize"
	TokenURL = "https://accounts.spotify.com/api/token"
)

// A Config describes an app and how its users log in.
type Config struct {
	// ClientID is the app's ID from the dashboard.
	ClientID string

	// ClientSecret is the app's secret. It is optional: leave it empty in
	// programs that run on other people's machines. PKCE is used in either
	// case.
	ClientSecret string

	// RedirectURL is one of the redirect URIs that are registered in the
	// dashboard, character by character. Spotify accepts https URIs, and http
	// URIs of 127.0.0.1 and [::1], but not localhost. [Flow.Login] listens on
	// its address. It may be empty if neither Login nor Begin is called.
	RedirectURL string

	// Scopes are requested at the login.
	Scopes []string

	// Store keeps the logins. If it is nil, they are kept in memory and end
	// with the process.
	Store Store

	// ShowDialog asks the user for consent again even if they have agreed
	// before. The page also lets them switch to another account.
	ShowDialog bool

	// HTTPClient sends the token requests. Only its Transport is used. If it
	// is nil, each request has a connection of its own.
	HTTPClient *http.Client

	// Logger receives a record when a login could not be stored, and the
	// records of [spotify.WithLogger] about token refreshes. nil logs nothing.
	Logger *slog.Logger

	AuthURL  string // "" is Spotify's; for tests
	TokenURL string // "" is Spotify's; for tests
}

// A Flow logs users in to one app. Create one with [New]; the methods of the
// zero Flow return an error. It is safe for concurrent use and need not be
// closed.
type Flow struct {
	oauth    *oauth2.Config
	redirect *url.URL // nil: none
	dialog   bool
	store    Store
	http     *http.Client
	log      *slog.Logger
}

var errZeroFlow = errors.New("spotifyauth: a Flow must be made by New")

func (f *Flow) initialized() bool { return f != nil && f.oauth != nil }

// tokenTimeout limits a token request.
const tokenTimeout = 10 * time.Second

// New returns a flow for the app that c describes. It does no I/O. The error
// reports all problems of c.
func New(c Config) (*Flow, error) {
	c.AuthURL, c.TokenURL = cmp.Or(c.AuthURL, AuthURL), cmp.Or(c.TokenURL, TokenURL)
	redirect, redirectErr := parseRedirect(c.RedirectURL)
	err := errors.Join(
		checkText("the client ID", c.ClientID, true),
		checkText("the client secret", c.ClientSecret, false),
		redirectErr,
		checkScopes(c.Scopes),
		checkEndpoint("AuthURL", c.AuthURL),
		checkEndpoint("TokenURL", c.TokenURL),
	)
	if s, ok := c.Store.(*FileStore); ok {
		err = errors.Join(err, s.valid())
	}
	if err != nil {
		return nil, fmt.Errorf("spotifyauth: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	style := oauth2.AuthStyleInHeader
	if c.ClientSecret == "" {
		style = oauth2.AuthStyleInParams
	}
	f := &Flow{
		oauth: &oauth2.Config{
			ClientID: c.ClientID, ClientSecret: c.ClientSecret,
			RedirectURL: c.RedirectURL, Scopes: slices.Clone(c.Scopes),
			Endpoint: oauth2.Endpoint{AuthURL: c.AuthURL, TokenURL: c.TokenURL, AuthStyle: style},
		},
		redirect: redirect, dialog: c.ShowDialog, store: c.Store, log: c.Logger,
	}
	if f.store == nil {
		f.store = new(memoryStore)
	}
	if f.log == nil {
		f.log = slog.New(slog.DiscardHandler)
	}
	f.http = tokenClient(c.HTTPClient)
	return f, nil
}

// tokenClient returns the client for token requests. It follows no redirect,
// which would carry the refresh token elsewhere. Without keep-alive a request
// cannot meet a dead connection and be lost.
func tokenClient(given *http.Client) *http.Client {
	c := &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if given != nil && given.Transport != nil {
		c.Transport = given.Transport
		return c
	}
	c.Transport = &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: tokenTimeout}).DialContext,
		ForceAttemptHTTP2:   true,
		TLSHandshakeTimeout: tokenTimeout,
		DisableKeepAlives:   true,
	}
	return c
}

// checkText checks a value that goes into headers and forms. Invisible
// characters are often copied along with a value.
func checkText(what, s string, required bool) error {
	if s == "" && required {
		return fmt.Errorf("%s is empty", what)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("%s has white space, invisible or non-ASCII characters", what)
	}
	return nil
}

func checkScopes(scopes []string) error {
	for _, s := range scopes {
		if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return fmt.Errorf("the scope %q is invalid", s)
		}
	}
	return nil
}

func checkEndpoint(what, text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		return fmt.Errorf("%s is not an absolute URL", what)
	case u.Scheme != "https" && !(u.Scheme == "http" && (u.Hostname() == "localhost" || isLoopback(u))):
		return fmt.Errorf("%s is not https; plain http is allowed only for loopback hosts", what)
	}
	return nil
}

// parseRedirect checks what Spotify checks, which would show it in the browser
// only.
func parseRedirect(text string) (*url.URL, error) {
	if text == "" {
		return nil, nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.RawQuery != "":
		return nil, errors.New("the redirect URL is not an absolute URL without query and fragment")
	case u.Scheme == "http" && u.Hostname() == "localhost":
		return nil, errors.New("the redirect URL is on localhost, which Spotify does not accept: register and use 127.0.0.1")
	case u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u)):
		return nil, errors.New("the redirect URL is not https; plain http is allowed only for 127.0.0.1 and [::1]")
	}
	return u, nil
}

// isLoopback reports whether u's host is a loopback IP address.
func isLoopback(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return ip != nil && ip.IsLoopback()
}
