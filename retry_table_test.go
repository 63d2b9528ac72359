package spotify_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
)

// retryRow is a result of an attempt and what follows it.
type retryRow struct {
	documented    string // the row of the package documentation that it belongs to
	name          string
	result        responder
	again         retryAgain
	maybeExecuted bool // a write may have been executed
}

// retryAgain is which methods are tried again.
type retryAgain int

const (
	never      retryAgain = iota // one attempt, whatever the method
	idempotent                   // four for GET, HEAD, PUT and DELETE, else one
	always                       // four for all
)

// The rows of the package documentation.
const (
	limitedRow    = "429"
	failingRow    = "408 500 502 503 504"
	unreachedRow  = "not connected: dial, DNS, proxy"
	lostRow       = "connection lost, attempt timed out"
	truncatedRow  = "body of a success truncated"
	unreadableRow = "body of a success unreadable"
	othersRow     = "other statuses"
	permanentRow  = "certificate, unknown host, bad request"
)

// retryRows are the results that tests know, with one row of the documentation
// for each.
func retryRows() []retryRow {
	untyped := errors.New("http2: client connection lost")
	proxied := func(err error) error { return &net.OpError{Op: "proxyconnect", Net: "tcp", Err: err} }
	certificate := &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
	alert := &net.OpError{Op: "remote error", Err: tls.AlertError(42)}
	rows := []retryRow{
		{unreachedRow, "no connection: refused", failWith(errRefused), always, false},
		{unreachedRow, "no connection: wrapped in a *url.Error",
			failWith(&url.Error{Op: "Get", URL: "https://x/", Err: errRefused}), always, false},
		{unreachedRow, "no connection: the dial timed out", failWith(&net.OpError{Op: "dial", Err: timeoutError{}}), always, false},
		{unreachedRow, "no connection: the proxy", failWith(proxied(errRefused)), always, false},
		{unreachedRow, "no connection: the resolver is down", failWith(&net.DNSError{Err: "server misbehaving", IsTemporary: true}),
			always, false},
		{unreachedRow, "no connection: the resolver timed out",
			failWith(&net.OpError{Op: "dial", Err: &net.DNSError{IsTimeout: true}}), always, false},
		{lostRow, "EOF", failWith(io.EOF), idempotent, true},
		{lostRow, "unexpected EOF", failWith(io.ErrUnexpectedEOF), idempotent, true},
		{lostRow, "connection reset", failWith(errReset), idempotent, true},
		{lostRow, "broken pipe", failWith(&net.OpError{Op: "write", Err: errors.New("broken pipe")}), idempotent, true},
		{lostRow, "an error without a type", failWith(untyped), idempotent, true},
		{lostRow, "a timeout that does not say dial", failWith(timeoutError{}), idempotent, true},
		{lostRow, "neither a response nor an error", failWith(nil), idempotent, true},
		{lostRow, "attempt timeout", hang, idempotent, true},
		{truncatedRow, "2xx, body breaks off", respondTruncated(200, io.ErrUnexpectedEOF), idempotent, true},
		{truncatedRow, "2xx, body is reset", respondTruncated(201, errReset), idempotent, true},
		{truncatedRow, "2xx, body times out", hangInBody(200), idempotent, true},
		{unreadableRow, "2xx, JSON wrong", respondBody(200, "<html>"), never, true},
		{unreadableRow, "2xx, JSON breaks off", respondBody(200, `{"name":`), never, true},
		{unreadableRow, "2xx, JSON of the wrong kind", respondBody(200, `[1]`), never, true},
		{unreadableRow, "2xx, empty", respondBody(200, ""), never, true},
		{permanentRow, "unknown host", failWith(errNoSuchHost), never, false},
		{permanentRow, "certificate", failWith(certificate), never, false},
		{permanentRow, "certificate of the proxy", failWith(proxied(certificate)), never, false},
		{permanentRow, "TLS alert received", failWith(alert), never, false},
		{permanentRow, "TLS alert received from the proxy", failWith(proxied(alert)), never, false},
		{permanentRow, "TLS alert sent", failWith(&net.OpError{Op: "local error", Err: tls.AlertError(70)}), never, false},
		{permanentRow, "plain HTTP on an https URL", failWith(http.ErrSchemeMismatch), never, false},
		{permanentRow, "plain HTTP, as the TLS layer says it",
			failWith(tls.RecordHeaderError{RecordHeader: [5]byte([]byte("HTTP/"))}), never, false},
		{lostRow, "no HTTP at all", failWith(tls.RecordHeaderError{RecordHeader: [5]byte([]byte("SSH-2"))}), idempotent, true},
		{limitedRow, "429", respond(429), always, false},
	}
	for _, status := range []int{408, 500, 502, 503, 504} {
		rows = append(rows, retryRow{failingRow, fmt.Sprint(status), respond(status), idempotent, false})
	}
	for _, status := range []int{300, 301, 302, 303, 304, 307, 308, 400, 403, 404, 405, 409, 410, 413, 415, 422, 425, 451, 501, 505, 507, 511, 599} {
		rows = append(rows, retryRow{othersRow, fmt.Sprint(status), respond(status, "Location", "https://api.spotify.com/v1/x"),
			never, false})
	}
	return rows
}

// What may be sent again: by method and by what came of the attempt.
func TestRetryTableOfMethodsAndResults(t *testing.T) {
	for _, tt := range retryRows() {
		for _, method := range []string{"GET", "HEAD", "PUT", "DELETE", "POST", "PATCH"} {
			t.Run(tt.name+"/"+method, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					f := &fake{api: script(tt.result)}
					c := f.client(t)
					var in any
					if method == "POST" || method == "PUT" {
						in = []string{albumID}
					}
					var out map[string]any
					e := apiErr(t, c.Call(context.Background(), method, albumPath, nil, in, &out))
					write := method != "GET" && method != "HEAD"
					want := 1
					if tt.again == always || tt.again == idempotent && method != "POST" && method != "PATCH" {
						want = 4
					}
					f.wantRequests(t, want)
					if e.Attempts != want {
						t.Errorf("Attempts %d, want %d", e.Attempts, want)
					}
					if e.MayHaveExecuted != (tt.maybeExecuted && write) {
						t.Errorf("MayHaveExecuted %v, want %v", e.MayHaveExecuted, tt.maybeExecuted && write)
					}
					if f.tokenRequests() != 1 {
						t.Errorf("%d token requests, want 1", f.tokenRequests())
					}
				})
			})
		}
	}
}
