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
	jsonType    = "application/json; charset=utf-8"
	minGzip     = 1 << 10 // smaller responses are not compressed
	maxBody     = 1 << 20 // of a request
	contentType = "Content-Type"
)

// response is a response before it is compressed and sent.
type response struct {
	status int
	header http.Header
	body   []byte
}

// object is a JSON object of a response.
type object = map[string]any

// Results of endpoints other than 200 with JSON.
type (
	noContent struct{}        // 204
	nothing   struct{}        // 200 with an empty body
	created   struct{ v any } // 201
	accepted  struct{}        // 202 with an empty body
	redirect  struct{ url string }
	htmlPage  struct {
		status int
		body   []byte
	}
)

// problem is an error of the Web API.
type problem struct {
	status          int
	message, reason string
	retryAfter      string // seconds; "" without the header
}

func (p *problem) Error() string { return p.message }

// body returns the error in Spotify's form. A plain 403 has odd spacing there.
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

func (p *problem) response() response {
	r := jsonResponse(p.status, p.body())
	if p.status == http.StatusUnauthorized {
		r.header.Set("WWW-Authenticate", `Bearer realm="spotify", error="invalid_token", error_description="`+p.message+`"`)
	}
	if p.retryAfter != "" {
		r.header.Set("Retry-After", p.retryAfter)
	}
	return r
}

func jsonResponse(status int, body []byte) response {
	return response{status, http.Header{contentType: {jsonType}}, body}
}

// encode turns the result of an endpoint into a response.
func encode(v any, err error) response {
	var p *problem
	var g grantError
	switch {
	case errors.As(err, &p):
		return p.response()
	case errors.As(err, &g):
		return jsonResponse(g.status, g.body())
	}
	switch v := v.(type) {
	case noContent:
		return response{status: http.StatusNoContent}
	case nothing:
		return response{status: http.StatusOK}
	case accepted:
		return response{status: http.StatusAccepted}
	case created:
		return jsonResponse(http.StatusCreated, marshal(v.v))
	case redirect:
		return response{http.StatusFound, http.Header{"Location": {v.url}}, nil}
	case htmlPage:
		return response{v.status, http.Header{contentType: {"text/html; charset=utf-8"}}, v.body}
	}
	return jsonResponse(http.StatusOK, marshal(v))
}

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps and strings of our own making always marshal
	}
	return b
}

// start sends the header and returns the bytes of the body.
func (r response) start(w http.ResponseWriter, req *http.Request) []byte {
	body, h := r.body, w.Header()
	if len(body) >= minGzip && strings.Contains(req.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = compress(body)
	}
	h.Set("Vary", "Accept-Encoding")
	for k, v := range r.header {
		h[k] = v
	}
	if r.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(r.status)
	return body
}

func compress(b []byte) []byte {
	var buf bytes.Buffer
	z, _ := gzip.NewWriterLevel(&buf, gzip.BestSpeed) // the level exists
	z.Write(b)
	z.Close() // neither fails: the buffer grows as needed
	return buf.Bytes()
}

func readBody(r *http.Request) []byte {
	if r.Body == nil {
		return nil
	}
	b, _ := io.ReadAll(io.LimitReader(r.Body, maxBody)) // keep what arrived
	return b
}
