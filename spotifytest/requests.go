package spotifytest

import (
	"net/http"
	"net/url"
	"slices"
)

// Request is a request that the server received.
type Request struct {
	Method string

	// Path is what follows the base URL, escaped: "/albums/ID". That of the
	// token endpoint is "/api/token".
	Path string

	Query  url.Values  // as received
	Header http.Header // as received, with the token, which works nowhere else
	Body   []byte      // at most 1 MiB of it
	User   string      // who the token belongs to; "" for an app token and for none
	App    bool        // it came with an app token

	// Status is that of the response. It is 0 before the response, and if a
	// fault reset the connection or its Handler responded.
	Status int

	unexpected bool // no endpoint has this path
}

// accounts reports whether the request went to the Accounts service.
func (r *Request) accounts() bool { return r.Path == tokenPath || r.Path == authorizePath }

// Requests returns the requests since the start or the last Reset, those to
// the Accounts service included, in the order in which they arrived. Do not
// modify their maps and bodies.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Request, len(s.requests))
	for i, r := range s.requests {
		list[i] = *r
	}
	return list
}

// Unexpected returns those of [Server.Requests] whose path matches no endpoint.
// The server responded to them with 404.
func (s *Server) Unexpected() []Request {
	return slices.DeleteFunc(s.Requests(), func(r Request) bool { return !r.unexpected })
}

// TokenRequests returns how many of the requests went to the token endpoint.
func (s *Server) TokenRequests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokenRequests
}

// Reset forgets the requests so far and removes all faults and stubs. Tokens,
// settings, the catalog and what users have stored stay. The list of requests
// grows with every request, so a long test should call Reset now and then.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.tokenRequests, s.rules = nil, 0, nil
}

// settle notes the status of a response and whether any endpoint has the path.
func (s *Server) settle(entry *Request, status int, unexpected bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry.Status, entry.unexpected = status, unexpected
}
