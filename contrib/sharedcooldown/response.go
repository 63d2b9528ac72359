package sharedcooldown

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	maxCooldown   = 24 * time.Hour         // the SDK's own limit
	shortCooldown = 250 * time.Millisecond // without Retry-After: the SDK's shortest backoff
	quotaCooldown = time.Minute            // the same for a quota
	maxBody       = 8 << 10                // as much as the SDK's errors keep
)

// storedResponse is what the store keeps of a 429.
type storedResponse struct {
	Status      int    `json:"status"` // always 429
	ContentType string `json:"content_type,omitempty"`
	Body        string `json:"body"`
}

// parseStored reports false if text was not written by marshal.
func parseStored(text []byte) (storedResponse, bool) {
	var s storedResponse
	err := json.Unmarshal(text, &s)
	return s, err == nil && s.Status == http.StatusTooManyRequests
}

func (s storedResponse) marshal() []byte {
	text, _ := json.Marshal(s) // strings and a number: it cannot fail
	return text
}

// isQuota reports whether the 429 is about a quota that is used up.
func (s storedResponse) isQuota() bool {
	var body struct {
		Error struct {
			Reason string `json:"reason"`
		} `json:"error"`
	}
	return json.Unmarshal([]byte(s.Body), &body) == nil && body.Error.Reason == "QUOTA_EXCEEDED"
}

// response returns the stored 429 as the response to req.
func (s storedResponse) response(req *http.Request, remaining time.Duration) *http.Response {
	header := http.Header{"Retry-After": {strconv.FormatFloat(remaining.Seconds(), 'f', -1, 64)}}
	if s.ContentType != "" {
		header.Set("Content-Type", s.ContentType)
	}
	return &http.Response{
		Status: "429 Too Many Requests", StatusCode: http.StatusTooManyRequests,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(strings.NewReader(s.Body)), ContentLength: int64(len(s.Body)),
		Request: req,
	}
}

// keep reads the beginning of the response's body, puts it back, and returns
// what is to be stored of the response.
func keep(resp *http.Response, req *http.Request) storedResponse {
	s := storedResponse{Status: http.StatusTooManyRequests}
	if resp.Body == nil {
		return s
	}
	head, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	rest := io.Reader(resp.Body)
	if err != nil {
		rest = failingReader{err}
	}
	resp.Body = &replayedBody{io.MultiReader(bytes.NewReader(head), rest), resp.Body}
	if resp.Header.Get("Content-Encoding") != "" {
		return s // compressed, because the caller accepts that
	}
	s.ContentType = resp.Header.Get("Content-Type")
	s.Body = strings.ToValidUTF8(string(head), "\uFFFD")
	// A gateway may repeat the request in its error page. The token must not
	// get into the store.
	if _, token, _ := strings.Cut(req.Header.Get("Authorization"), " "); len(token) >= 8 {
		s.Body = strings.ReplaceAll(s.Body, token, "[redacted]")
	}
	return s
}

// replayedBody is a body whose beginning was read and put back.
type replayedBody struct {
	io.Reader
	io.Closer
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// retryAfter returns the Retry-After of a response received at the given time,
// by the SDK's rules: seconds with or without a fraction, or a date, which is
// compared with the response's own Date. It returns 0 for zero, for the past
// and for anything else, and at most maxCooldown.
func retryAfter(header http.Header, received time.Time) time.Duration {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if date, err := http.ParseTime(text); err == nil {
		if sent, err := http.ParseTime(header.Get("Date")); err == nil {
			received = sent
		}
		return min(max(0, date.Sub(received)), maxCooldown)
	}
	if strings.Trim(text, "0123456789.") != "" {
		return 0 // ParseFloat also reads -1, NaN and 1e3
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return time.Duration(min(seconds, maxCooldown.Seconds()) * float64(time.Second))
}
