package spotifytest

import (
	"cmp"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Fault is something that goes wrong. The zero value of a field leaves that
// part as it is. A rate limit is {Status: 429, RetryAfter: "7"}; a token that
// is refused for good {Status: 401, Message: "Invalid access token"}; wrong
// credentials are {Path: "/api/token", Status: 400}; a write whose answer is
// lost is {Method: "POST", Executed: true, Reset: true}.
type Fault struct {
	// Which requests it strikes. Path is the beginning of a path below the base
	// URL: "/albums/"; "" is the whole Web API, "/api/token" the Accounts
	// service. Times 0 means every one until the fault is disarmed.
	Method string
	Path   string
	Times  int

	// The answer. With a Status of 400 and more and no Body it is an error in
	// Spotify's own form: Message and Reason go into it, or what Spotify usually
	// says. For the Accounts service Reason is the error code ("invalid_client").
	// RetryAfter is the header as it stands: "7". A Body alone has status 200;
	// its Content-Type is guessed: HTML, JSON or plain text.
	Status     int
	Message    string
	Reason     string
	RetryAfter string
	Body       string

	// How the answer travels. Delay passes before its first byte, BodyDelay in
	// the middle of its body. Truncate breaks the connection off there, Reset
	// before any answer.
	Delay     time.Duration
	BodyDelay time.Duration
	Truncate  bool
	Reset     bool

	// Executed carries the request out first, so that only its answer is lost.
	// Without it a request whose answer a fault replaces has no effect.
	Executed bool

	// Handler answers in the server's stead, after Delay: for what the fields
	// above cannot say. The request's path is the whole one, base path included.
	Handler http.HandlerFunc
}

// Fail arms a fault and returns the function that disarms it. Of several faults
// that fit, a request meets the one that was armed first and is not used up, so
// a sequence of failures is a sequence of calls.
func (s *Server) Fail(f Fault) (stop func()) {
	a := &armed{Fault: f, left: f.Times}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, a)
	return func() { s.disarm(a) }
}

// armed is a fault that waits for its requests.
type armed struct {
	Fault
	left int
}

// strikes returns the fault that a request meets, or nil.
func (s *Server) strikes(r *Request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if !f.fits(r) {
			continue
		}
		if f.left > 0 {
			if f.left--; f.left == 0 {
				s.faults = slices.Delete(s.faults, i, i+1)
			}
		}
		return &f.Fault
	}
	return nil
}

func (f *Fault) fits(r *Request) bool {
	if f.Method != "" && f.Method != r.Method {
		return false
	}
	if f.Path == "" && r.accounts() {
		return false
	}
	return strings.HasPrefix(r.Path, f.Path)
}

// apply does what a fault does before the answer's first byte and puts the
// answer into ans. It reports false if there is none left to write.
func (s *Server) apply(f *Fault, w http.ResponseWriter, r *http.Request, c *call, ans *response) bool {
	s.wait(r, f.Delay)
	switch {
	case f.Reset:
		reset(w)
		return false
	case f.Handler != nil:
		f.Handler(w, c.restored())
		return false
	case f.Status != 0 || f.Body != "":
		*ans = f.response(c.path == tokenPath)
	case !f.Executed:
		*ans = s.execute(c)
	}
	return true
}

// wait lets d pass and drops the connection if the server closes or the client
// leaves meanwhile.
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

// reset ends the connection with a TCP reset.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0) // unsent data is dropped and the peer told so
	}
	conn.Close()
}

// response builds what a fault sends.
func (f *Fault) response(token bool) response {
	r := response{cmp.Or(f.Status, http.StatusOK), http.Header{}, []byte(f.Body)}
	switch {
	case f.Body != "" && json.Valid(r.body):
		r.header.Set(contentType, jsonType)
	case f.Body != "":
		r.header.Set(contentType, http.DetectContentType(r.body))
	case r.status < 400:
	case token:
		r = jsonResponse(r.status, f.grantError().body())
	default:
		r = (&problem{status: r.status, message: cmp.Or(f.Message, usualMessage(r.status)), reason: f.Reason}).response()
	}
	if f.RetryAfter != "" {
		r.header.Set("Retry-After", f.RetryAfter)
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

// writeBadly sends a response in two halves, with what the fault does between
// them.
func (s *Server) writeBadly(w http.ResponseWriter, r *http.Request, res response, f *Fault) {
	body := res.start(w, r)
	half := len(body) / 2
	w.Write(body[:half])
	if f.BodyDelay > 0 || f.Truncate {
		http.NewResponseController(w).Flush()
		s.wait(r, f.BodyDelay)
	}
	if f.Truncate {
		panic(http.ErrAbortHandler) // net/http closes the connection
	}
	w.Write(body[half:])
}

func usualMessage(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return messageExpired
	case http.StatusNotFound:
		return messageNotFound
	case http.StatusTooManyRequests:
		return "API rate limit exceeded"
	case http.StatusBadGateway:
		return "Bad gateway."
	}
	return http.StatusText(status)
}
