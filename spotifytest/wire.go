package spotifytest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
)

const (
	jsonType = "application/json; charset=utf-8"
	gzipFrom = 1 << 10 // smaller answers go plain
	bodyMax  = 1 << 20 // of a request
)

// answer is one answer before it is compressed and sent.
type answer struct {
	status      int
	contentType string
	retryAfter  string
	challenge   string // WWW-Authenticate
	body        []byte
}

// object is a JSON object in an answer.
type object = map[string]any

// Results of handlers that are no plain 200 with JSON.
type (
	noContent struct{}        // 204
	nothing   struct{}        // 200, nothing in it
	created   struct{ v any } // 201
	accepted  struct{}        // 202, nothing in it
)

// problem is an error of the Web API.
type problem struct {
	status          int
	message, reason string
}

func (p *problem) Error() string { return p.message }

// body gives a 403 that says nothing the odd spacing that it really has.
func (p *problem) body() []byte {
	if p.status == http.StatusForbidden && p.message == messageForbidden && p.reason == "" {
		return []byte(`{"error": {"status": 403, "message": "Forbidden" } }`)
	}
	inner := object{"status": p.status, "message": p.message}
	if p.reason != "" {
		inner["reason"] = p.reason
	}
	return marshal(object{"error": inner})
}

// encode turns what a handler returned into an answer.
func encode(v any, err error) answer {
	var p *problem
	var r refusal
	switch {
	case errors.As(err, &p):
		a := answer{status: p.status, contentType: jsonType, body: p.body()}
		if p.status == http.StatusUnauthorized {
			a.challenge = `Bearer realm="spotify", error="invalid_token", error_description="` + p.message + `"`
		}
		return a
	case errors.As(err, &r):
		return answer{status: r.status, contentType: jsonType, body: r.body()}
	}
	switch v := v.(type) {
	case noContent:
		return answer{status: http.StatusNoContent}
	case nothing:
		return answer{status: http.StatusOK}
	case accepted:
		return answer{status: http.StatusAccepted}
	case created:
		return answer{status: http.StatusCreated, contentType: jsonType, body: marshal(v.v)}
	}
	return answer{status: http.StatusOK, contentType: jsonType, body: marshal(v)}
}

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps and strings of our own making always marshal
	}
	return b
}

// write sends the answer whole.
func (a answer) write(w http.ResponseWriter, r *http.Request) {
	w.Write(a.start(w, r))
}

// start sends the header and returns the bytes that the body consists of.
func (a answer) start(w http.ResponseWriter, r *http.Request) []byte {
	body, h := a.body, w.Header()
	if len(body) >= gzipFrom && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = compress(body)
	}
	h.Set("Vary", "Accept-Encoding")
	if a.contentType != "" {
		h.Set("Content-Type", a.contentType)
	}
	if a.retryAfter != "" {
		h.Set("Retry-After", a.retryAfter)
	}
	if a.challenge != "" {
		h.Set("WWW-Authenticate", a.challenge)
	}
	if a.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(a.status)
	return body
}

// writeBadly sends the answer in two halves, with what the fault does between
// them.
func (s *Server) writeBadly(w http.ResponseWriter, r *http.Request, a answer, f *Fault) {
	body := a.start(w, r)
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

func compress(b []byte) []byte {
	var buf bytes.Buffer
	z, _ := gzip.NewWriterLevel(&buf, gzip.BestSpeed) // the level exists
	z.Write(b)
	z.Close() // neither fails: a buffer takes everything
	return buf.Bytes()
}

func readBody(r *http.Request) []byte {
	b, _ := io.ReadAll(io.LimitReader(r.Body, bodyMax)) // what came counts
	return b
}
