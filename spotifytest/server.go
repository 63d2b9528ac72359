package spotifytest

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// The credentials that the Accounts service accepts for the app.
const (
	ClientID     = "7db52630cd31eaa93eb082df3742c76e"
	ClientSecret = "6f14d2c6a7ab0f6ccd981bf748bdb542"
)

// Server is a fake Spotify. Its methods are safe for concurrent use, also
// while requests are in flight.
type Server struct {
	http    *httptest.Server // nil without a socket
	origin  string           // scheme and host of both services
	routes  []route
	catalog *catalog
	closing chan struct{}
	close   sync.Once
	test    testing.TB // whose test the server belongs to; nil if to none

	mu            sync.Mutex // guards the fields below; never held during I/O
	development   bool
	lifetime      time.Duration
	login         Login
	consents      map[string]*authorization // by the consent page's request
	codes         map[string]*authorization // by authorization code
	tokens        map[string]*accessToken
	refreshTokens map[string]*refreshToken
	rules         []*rule
	requests      []*Request
	tokenRequests int
	users         map[string]*user
	playlists     index[*playlist]
	created       int // how many playlists were created
	rateLimit     RateLimit
	spent         map[string][]time.Time // requests by route, in the longest window
}

// NewServer returns a server that belongs to no test: for programs, and for
// tests that share one. Other tests use [New] or [Start]. The caller closes it.
//
// Like httptest.NewServer it panics if it cannot listen on a loopback port; it
// also panics if an option is invalid.
func NewServer(opts ...Option) *Server {
	s, err := newServer(opts)
	if err != nil {
		panic(err)
	}
	return s
}

// loadFictional loads the fictional catalog once for all servers of a process:
// they only read it.
var loadFictional = sync.OnceValues(func() (*catalog, error) { return load(FictionalCatalog()) })

func newServer(opts []Option) (*Server, error) {
	var cfg config
	var errs []error
	for _, opt := range opts {
		errs = append(errs, opt(&cfg))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("spotifytest: %w", err)
	}
	if cfg.catalog == nil {
		var err error
		if cfg.catalog, err = loadFictional(); err != nil {
			return nil, err
		}
	}
	s := &Server{
		routes:        routes(),
		catalog:       cfg.catalog,
		closing:       make(chan struct{}),
		lifetime:      time.Hour,
		consents:      map[string]*authorization{},
		codes:         map[string]*authorization{},
		tokens:        map[string]*accessToken{},
		refreshTokens: map[string]*refreshToken{},
		users:         map[string]*user{},
		spent:         map[string][]time.Time{},
	}
	for _, p := range s.catalog.playlists {
		s.playlists.add(p.id, p.clone())
	}
	for _, u := range s.catalog.users {
		s.users[u.ID] = newUser(u, s.catalog)
	}
	if cfg.socketless {
		s.origin = "https://spotify.test"
		return s, nil
	}
	s.http = httptest.NewServer(http.HandlerFunc(s.ServeHTTP))
	s.origin = s.http.URL
	return s, nil
}

// Close stops the server. Responses that a fault delays are dropped. It may be
// called twice.
func (s *Server) Close() {
	s.close.Do(func() {
		close(s.closing)
		if s.http != nil {
			s.http.CloseClientConnections()
			s.http.Close()
		}
	})
}

// BaseURL returns the base URL of the Web API, for [spotify.WithBaseURL]. The
// server also responds below longer paths, such as "/any/prefix/v1" instead of
// "/v1", and its links have the prefix of the request.
func (s *Server) BaseURL() string { return s.origin + "/v1" }

// TokenURL returns the URL of the token endpoint, for [spotify.WithTokenURL].
func (s *Server) TokenURL() string { return s.origin + tokenPath }

// SetDevelopmentMode sets the app's mode. In development mode some endpoints
// are closed, search is limited and fields are left out, as at Spotify since
// February 2026. A new server's app is in extended quota mode, which has
// everything.
func (s *Server) SetDevelopmentMode(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.development = on
}
