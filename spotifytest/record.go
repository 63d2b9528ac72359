package spotifytest

import (
	"net/http"
	"net/url"
	"slices"
)

// Request is one request that the server got.
type Request struct {
	Method string
	Path   string      // below the base URL, escaped: "/albums/ID"; the Accounts service's is "/api/token"
	Query  url.Values  // as it came
	Header http.Header // as it came: with the token, which is worth nothing elsewhere
	Body   []byte      // at most 1 MiB of it
	User   string      // whose token came; "" for the app's own and for none
	App    bool        // the app's own token came
	Status int         // of the answer; 0 before it, and if a fault kept it back or its Handler answered
}

// Requests returns the requests since the start or the last Reset, those to
// the Accounts service included, in the order in which they came. Do not change
// what their maps and bodies hold.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Request, len(s.record))
	for i, r := range s.record {
		list[i] = *r
	}
	return list
}

// TokenRequests returns how many of the requests went to the Accounts service.
func (s *Server) TokenRequests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokenRequests
}

// Reset forgets the requests so far and disarms all faults. Tokens, settings
// and what users have stored stay. The record grows with every request, so a
// test that runs for long resets now and then.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record, s.tokenRequests = nil, 0
	s.faults = nil
}

// accounts reports whether the request went to the Accounts service.
func (r *Request) accounts() bool { return r.Path == tokenPath || r.Path == authorizePath }

// settle notes how a request was answered.
func (s *Server) settle(entry *Request, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry.Status = status
}

func (s *Server) disarm(f *armed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = slices.DeleteFunc(s.faults, func(other *armed) bool { return other == f })
}
