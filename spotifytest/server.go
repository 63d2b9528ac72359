// Package spotifytest is a fake Spotify for tests: an Accounts service and a
// Web API on loopback, over a small fictional catalogue, with faults on demand
// and a record of what it was asked.
//
//	srv, client := spotifytest.New(t)
//	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 503, Times: 1})
//	album, err := client.Album(t.Context(), spotifytest.AlbumID, nil)
//
// It answers as Spotify does where that is known: the texts of its errors, the
// limits of each list, null entries, pages inside of objects, what an app's own
// token may not do and which markets have podcasts and audiobooks. Every
// endpoint of the Web API is there. What a user saves, follows, plays and puts
// into playlists is kept in memory.
//
// It differs on purpose in three things. A search that matches nothing finds
// everything, so that any program has something to show. User tokens have every
// scope. The fields parameter of playlists is ignored.
package spotifytest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// What the Accounts service takes for the app's credentials.
const (
	ClientID     = "7db52630cd31eaa93eb082df3742c76e"
	ClientSecret = "6f14d2c6a7ab0f6ccd981bf748bdb542"
)

// Server is a fake Spotify on a loopback port. Its methods are safe for
// concurrent use, while requests are under way too.
type Server struct {
	http    *httptest.Server
	origin  string // scheme and host of both services
	routes  []route
	shelves *catalogue
	closing chan struct{}
	close   sync.Once

	mu            sync.Mutex // guards all below; never held while writing an answer
	development   bool
	lifetime      time.Duration
	login         Login
	consents      map[string]*authorization // by the consent page's request
	codes         map[string]*authorization // by authorization code
	tokens        map[string]*accessToken
	refreshTokens map[string]*refreshToken
	faults        []*armed
	record        []*Request
	tokenRequests int
	users         map[string]*user
	playlists     shelf[*playlist]
	made          int // playlists that were created so far
}

// NewServer starts a server for a program, or for a test that makes its own
// clients; [New] is for the other tests. Like httptest.NewServer it panics if
// there is no loopback port to be had. The caller closes it.
func NewServer() *Server {
	s := &Server{
		routes:        routes(),
		shelves:       newCatalogue(),
		closing:       make(chan struct{}),
		lifetime:      time.Hour,
		consents:      map[string]*authorization{},
		codes:         map[string]*authorization{},
		tokens:        map[string]*accessToken{},
		refreshTokens: map[string]*refreshToken{},
		users:         map[string]*user{},
	}
	s.playlists = s.shelves.playlists()
	s.person(UserID)
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.origin = s.http.URL
	return s
}

// Close ends the server. Answers that a fault holds back are dropped. It may be
// called twice.
func (s *Server) Close() {
	s.close.Do(func() {
		close(s.closing)
		s.http.CloseClientConnections()
		s.http.Close()
	})
}

// BaseURL returns the base URL of the Web API, for spotify.WithBaseURL. The
// server also answers under longer paths, such as "/any/prefix/v1" instead of
// "/v1", and builds its links on the one that was asked.
func (s *Server) BaseURL() string { return s.origin + "/v1" }

// TokenURL returns the URL of the Accounts service, for spotify.WithTokenURL.
func (s *Server) TokenURL() string { return s.origin + tokenPath }

// SetDevelopmentMode says in which mode the app is: in development mode
// Spotify has closed some endpoints, shortened search and left out fields since
// February 2026. A new server's app is in extended quota mode, which has
// everything.
func (s *Server) SetDevelopmentMode(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.development = on
}

// serve answers one request of either service.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	entry, c := s.receive(r)
	fault := s.strikes(entry)
	var ans response
	if fault == nil || fault.Executed {
		ans = s.execute(c)
	}
	if fault != nil && !s.apply(fault, w, r, c, &ans) {
		return
	}
	s.settle(entry, ans.status)
	if fault != nil {
		s.writeBadly(w, r, ans, fault)
		return
	}
	ans.write(w, r)
}

// receive reads and records a request and finds out which of the services it
// is for.
func (s *Server) receive(r *http.Request) (*Request, *call) {
	c := &call{server: s, request: r, query: r.URL.Query(), body: readBody(r)}
	before, path, api := strings.Cut(r.URL.EscapedPath(), "/v1/")
	switch {
	case api:
		c.path = "/" + path
		c.base = "http://" + r.Host + before + "/v1"
	case strings.HasSuffix(r.URL.Path, tokenPath):
		c.path = tokenPath
	case strings.HasSuffix(r.URL.Path, authorizePath):
		c.path = authorizePath
	default:
		c.path = r.URL.EscapedPath()
	}
	entry := &Request{Method: r.Method, Path: c.path, Query: c.query, Header: r.Header.Clone(), Body: c.body}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[bearer(r)]; t != nil {
		entry.User, entry.App = t.user, t.user == ""
	}
	s.record = append(s.record, entry)
	if c.path == tokenPath {
		s.tokenRequests++
	}
	return entry, c
}

// execute lets the endpoint handle the request, under the lock.
func (s *Server) execute(c *call) response {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch c.path {
	case tokenPath:
		return encode(s.grant(c))
	case authorizePath:
		return encode(s.authorize(c))
	}
	return encode(s.dispatch(c))
}
