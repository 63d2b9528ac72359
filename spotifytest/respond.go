package spotifytest

import (
	"cmp"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ServeHTTP responds to a request of either service, so that the fake can be a
// handler in a server of your own. It distinguishes the services by their
// paths: the Web API is everything below /v1/, at the root or below any prefix.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	entry, c := s.receive(r)
	fault, stub := s.ruleFor(*entry)
	if fault == nil {
		fault = &Fault{}
	}
	var res response
	if fault.Executed || fault.passes() {
		res = s.respond(c, stub)
	}
	s.wait(r, fault.Delay)
	switch {
	case fault.Reset:
		reset(w)
		return
	case fault.Handler != nil:
		fault.Handler(w, c.restored())
		return
	case fault.replaces():
		res = fault.response(entry.accounts())
	case res.status == 0:
		res = s.respond(c, stub)
	}
	res.add(fault.Header)
	if fault.RetryAfter != "" {
		res.add(http.Header{"Retry-After": {fault.RetryAfter}})
	}
	s.settle(entry, res.status, c.unexpected)
	s.send(w, r, res, fault)
}

// receive reads and records a request and determines which of the services it
// is for.
func (s *Server) receive(r *http.Request) (*Request, *call) {
	c := &call{server: s, request: r, query: r.URL.Query(), body: readBody(r)}
	path := r.URL.EscapedPath()
	before, below, api := strings.Cut(path, "/v1/")
	switch {
	case api:
		c.path = "/" + below
		if len(c.path) > 1 {
			c.path = strings.TrimSuffix(c.path, "/") // Spotify accepts a trailing slash
		}
		c.base = origin(r) + before + "/v1"
	case strings.HasSuffix(path, tokenPath):
		c.path = tokenPath
	case strings.HasSuffix(path, authorizePath):
		c.path = authorizePath
	default:
		c.path = path
	}
	entry := &Request{Method: r.Method, Path: c.path, Query: c.query, Header: r.Header.Clone(), Body: c.body}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[bearer(r)]; t != nil {
		entry.User, entry.App = t.user, t.user == ""
	}
	s.requests = append(s.requests, entry)
	if c.path == tokenPath {
		s.tokenRequests++
	}
	return entry, c
}

// origin returns scheme and host of the URL that was requested.
func origin(r *http.Request) string {
	scheme := cmp.Or(r.URL.Scheme, "http")
	if r.TLS != nil {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: r.Host}).String()
}

// respond returns the stub's response, or lets the endpoint handle the request.
// The lock is released even if the endpoint panics.
func (s *Server) respond(c *call, stub *response) response {
	if stub != nil {
		return stub.clone()
	}
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

// send writes a response with what a fault does in the middle of its body.
func (s *Server) send(w http.ResponseWriter, r *http.Request, res response, f *Fault) {
	body := res.start(w, r)
	if f.BodyDelay > 0 || f.Truncate {
		half := len(body) / 2
		w.Write(body[:half])
		http.NewResponseController(w).Flush()
		s.wait(r, f.BodyDelay)
		body = body[half:]
	}
	if f.Truncate {
		panic(http.ErrAbortHandler) // net/http closes the connection
	}
	w.Write(body)
}

// wait lets d pass. If the server closes or the client leaves meanwhile, it
// ends the connection.
func (s *Server) wait(r *http.Request, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	case <-s.closing:
		panic(http.ErrAbortHandler)
	}
}

// reset ends the connection without a response, with a TCP reset if it is one.
func reset(w http.ResponseWriter) {
	if m, ok := w.(*memoryResponse); ok {
		m.reset()
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0) // unsent data is dropped and the peer sees a reset
	}
	conn.Close()
}

// response builds what a fault sends in place of the server's response.
func (f *Fault) response(accounts bool) response {
	r := response{cmp.Or(f.Status, http.StatusOK), http.Header{}, []byte(f.Body)}
	switch {
	case f.Body != "":
		r.setType()
	case r.status < 400:
	case accounts:
		return jsonResponse(r.status, f.grantError().body())
	default:
		return (&problem{status: r.status, message: cmp.Or(f.Message, usualMessage(r.status)), reason: f.Reason}).response()
	}
	return r
}

// grantError returns the fault as an error of the Accounts service.
func (f *Fault) grantError() grantError {
	code, text := f.Reason, f.Message
	if code == "" {
		switch {
		case f.Status == http.StatusServiceUnavailable, f.Status == http.StatusTooManyRequests:
			code = "temporarily_unavailable"
		case f.Status >= 500:
			code = "server_error"
		default:
			code = "invalid_client"
		}
	}
	if text == "" && code == "invalid_client" {
		text = "Invalid client"
	}
	return grantError{f.Status, code, text}
}

// setType detects the type of the body.
func (r *response) setType() {
	switch {
	case len(r.body) == 0:
	case json.Valid(r.body):
		r.header.Set(contentType, jsonType)
	default:
		r.header.Set(contentType, http.DetectContentType(r.body))
	}
}

// add sets further header fields.
func (r *response) add(more http.Header) {
	if r.header == nil {
		r.header = http.Header{}
	}
	for k, v := range more {
		r.header[http.CanonicalHeaderKey(k)] = v
	}
}

func (r *response) clone() response { return response{r.status, r.header.Clone(), r.body} }

func usualMessage(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return messageExpired
	case http.StatusNotFound:
		return messageNotFound
	case http.StatusTooManyRequests:
		return messageRateLimit
	case http.StatusBadGateway:
		return "Bad gateway."
	}
	return http.StatusText(status)
}
