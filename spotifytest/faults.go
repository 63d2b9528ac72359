package spotifytest

import (
	"net/http"
	"net/url"
	"time"
)

// Fault describes which requests fail, and how. A rate limit is
// {Status: 429, RetryAfter: "7"}, wrong credentials are
// {Path: "/api/token", Status: 400}, a write whose response is lost is
// {Method: "POST", Executed: true, Reset: true}, a failing second page is
// {Path: "/albums/{id}/tracks", Skip: 1, Status: 500}.
type Fault struct {
	// Method and Path select requests. An empty Method is any. Path is one of
	//
	//	"/albums/{id}"    a route template: every album, not its tracks
	//	"/albums/" + id   an exact path
	//	"/albums/"        everything below a path
	//	""                the whole Web API
	//	"/api/token"      the token endpoint; "/authorize" starts a login
	//
	// It may begin with the method instead: "GET /albums/{id}".
	Method string
	Path   string

	// Query selects requests that have all of these values. Match selects by
	// any other property of a request; it must not call the server.
	Query url.Values
	Match func(Request) bool

	// Skip lets that many matching requests pass first. Times limits how many
	// requests the fault applies to after that; 0 is no limit.
	Skip  int
	Times int

	// Chance makes the fault apply to a random part of the requests: 0.1 is one
	// in ten, 0 is every one. The same Seed chooses the same requests.
	Chance float64
	Seed   uint64

	// Optional keeps [New] and [Start] from reporting the fault at the end of
	// the test if it applied to no request.
	Optional bool

	// Status, Message, Reason and RetryAfter are the response. With a Status of
	// 400 or more and no Body it is an error in Spotify's form with Message and
	// Reason, or with Spotify's usual message. At the token endpoint Reason is
	// the error code ("invalid_client"). RetryAfter is the header: "7".
	Status     int
	Message    string
	Reason     string
	RetryAfter string

	// Body replaces the body. Without a Status it comes with 200. Its content
	// type is detected (HTML, JSON, plain text) unless Header sets it. Header
	// is added to the response.
	Body   string
	Header http.Header

	// Delay is a pause before the first byte of the response, BodyDelay one in
	// the middle of its body. Truncate ends the connection there, Reset before
	// any response. On a kept-alive connection net/http may repeat a GET after a
	// reset; with WithoutSocket it does not.
	Delay     time.Duration
	BodyDelay time.Duration
	Truncate  bool
	Reset     bool

	// Executed executes the request before the fault replaces the response.
	// Otherwise a request whose response is replaced has no effect.
	Executed bool

	// Handler writes the response, after Delay. It sees the whole path of the
	// request, with /v1. Its Path need not be one of the Web API.
	Handler http.HandlerFunc
}

// Stub describes a successful response that replaces the server's own. Its
// fields select requests in the same way as those of [Fault].
type Stub struct {
	Method   string
	Path     string
	Query    url.Values
	Match    func(Request) bool
	Skip     int
	Times    int
	Optional bool

	Status int         // 200 if it is 0
	Header http.Header // added to the response

	// Body is sent as it is if it is a string or a []byte. Anything else is
	// sent as JSON, such as a *spotify.Album or a map. nil is an empty body.
	Body any
}

// Fail makes requests fail until the returned function is called. If several
// faults match a request, the one that was added first and is not used up
// applies: a sequence of failures is a sequence of calls.
//
// A fault that cannot match or has no effect is an error. It ends the test that
// the server belongs to; without a test, Fail panics.
func (s *Server) Fail(f Fault) (stop func()) {
	s.helper()()
	r, err := newFaultRule(f)
	if err != nil {
		s.fatalf("spotifytest: Fail: %v", err)
	}
	return s.addRule(r, "Fail")
}

// Sequence applies each step to one request of a path, in order. Later requests
// pass. The zero Fault lets a request pass:
//
//	pass, limited := spotifytest.Fault{}, spotifytest.Fault{Status: 429, RetryAfter: "7"}
//	srv.Sequence("GET /albums/{id}", pass, pass, limited)
//
// path is that of [Fault]. Steps must not select requests themselves.
func (s *Server) Sequence(path string, steps ...Fault) (stop func()) {
	s.helper()()
	r, err := newSequenceRule(path, steps)
	if err != nil {
		s.fatalf("spotifytest: Sequence: %v", err)
	}
	return s.addRule(r, "Sequence")
}

// Stub replaces successful responses until the returned function is called. A
// stubbed request is not executed. Of several stubs that match, the one added
// last is used. Faults take precedence over stubs; a fault without a response,
// such as a Delay, applies to the response of the stub.
//
// Invalid stubs are handled as in [Server.Fail].
func (s *Server) Stub(stub Stub) (stop func()) {
	s.helper()()
	r, err := newStubRule(stub)
	if err != nil {
		s.fatalf("spotifytest: Stub: %v", err)
	}
	return s.addRule(r, "Stub")
}
