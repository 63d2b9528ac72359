package spotify

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync/atomic"
)

// stage is how far an attempt got, which decides whether it may be retried.
type stage int

const (
	complete       stage = iota // the whole response arrived
	notConnected                // no byte was written, or the server did not process it
	notRetryable                // permanent: an invalid certificate, an unknown host
	refusedLocally              // net/http refused to send it
	notBuilt                    // there is no request: its body cannot be sent again
	noResponse                  // it may have been sent, but got no response
	truncated                   // the response's body ended early
	tooLarge                    // the response's body is over the limit
)

// String names a stage in the log.
func (s stage) String() string {
	return [...]string{"", "no connection", "refused", "refused locally", "no body", "no response", "body truncated", "body too large"}[s]
}

// connState is what net/http reported about the connection of an attempt.
type connState int32

const (
	connUnknown connState = iota // no report: another RoundTripper, or refused locally
	connWanted                   // it looked for a connection and has none yet
	connGot                      // it got one, so the request may have been sent
)

// connTrace records the connState of one attempt. The zero value is ready for
// use. It is safe for concurrent use.
type connTrace struct {
	state  atomic.Int32
	sticky atomic.Bool // the state stays connGot
}

// hooks returns the trace for [httptrace.WithClientTrace]. If net/http repeats a
// request that was not processed on a connection that it had kept alive, it looks
// for a connection again. Any other second look is that of another request, which
// a RoundTripper of somebody else makes with the same context.
func (t *connTrace) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) {
			if !t.sticky.Load() {
				t.state.Store(int32(connWanted))
			}
		},
		GotConn: func(info httptrace.GotConnInfo) {
			t.sticky.Store(!info.Reused)
			t.state.Store(int32(connGot))
		},
		GotFirstResponseByte: func() { t.sticky.Store(true) },
	}
}

// load returns the state so far.
func (t *connTrace) load() connState { return connState(t.state.Load()) }

// classify returns the stage of an attempt that a transport ended with err.
func classify(err error, conn connState) stage {
	// The code of an alert decides, not its time: with TLS 1.3 a server refuses
	// the client's certificate after the client's handshake is complete.
	if code, ok := alertCode(err); ok && isPermanentAlert(code) {
		return notRetryable
	}
	switch {
	case isRefusedLocally(err):
		return refusedLocally
	case isWrongScheme(err):
		return notRetryable
	}
	if isUnprocessed(err) {
		return notConnected
	}
	if conn == connGot {
		return noResponse // even a dial error: it may come from the request's body
	}
	var (
		cert  *tls.CertificateVerificationError
		dns   *net.DNSError
		proxy *proxyError
	)
	switch {
	case errors.As(err, &cert), errors.As(err, &dns) && dns.IsNotFound:
		return notRetryable
	case errors.As(err, &proxy) && proxy.isPermanent():
		return notRetryable
	case conn == connWanted, dns != nil, proxy != nil, hasOp(err, "dial", "proxyconnect", "socks connect"):
		return notConnected
	}
	return noResponse
}

// explain returns err, or an error that wraps it if the text of err does not
// say that a proxy refused to connect or that the scheme is wrong.
func explain(err error, conn connState) error {
	var proxy *proxyError
	switch {
	case isWrongScheme(err):
		if !errors.Is(err, http.ErrSchemeMismatch) {
			return &schemeError{err}
		}
	case conn == connGot || errors.As(err, &proxy):
	case hasOp(err, "socks connect"):
		return &proxyError{err: err}
	case conn == connWanted && isStatusText(err.Error()):
		return &proxyError{err: err}
	}
	return err
}

// hasOp reports whether err's chain has a *net.OpError of one of these
// operations.
func hasOp(err error, ops ...string) bool {
	var op *net.OpError
	for rest := err; errors.As(rest, &op); rest = op.Err {
		for _, name := range ops {
			if op.Op == name {
				return true
			}
		}
	}
	return false
}

// alertCode returns the code of the TLS alert in err's chain.
func alertCode(err error) (code int, ok bool) {
	var alert tls.AlertError
	if errors.As(err, &alert) {
		return int(alert), true
	}
	var op *net.OpError
	for rest := err; errors.As(rest, &op); rest = op.Err {
		if op.Op == "remote error" || op.Op == "local error" {
			// Over TCP an alert has an unexported type, based on uint8.
			code, err := strconv.Atoi(fmt.Sprintf("%d", op.Err))
			return code, err == nil
		}
	}
	return 0, false
}

// isPermanentAlert reports whether an alert is about versions, certificates or
// policy (RFC 8446, section 6.2), which another attempt does not change.
func isPermanentAlert(code int) bool {
	switch code {
	case 40, // handshake failure: no common parameters, or with TLS 1.2 no client certificate
		42, 43, 44, 45, 46, // bad, unsupported, revoked, expired, unknown certificate
		48,     // unknown CA
		49,     // access denied
		60,     // export restriction
		70, 71, // protocol version, insufficient security
		86,       // inappropriate fallback
		109, 110, // missing, unsupported extension
		111, 113, 114, // of certificate URLs and certificate status
		112, // unrecognized name
		115, // unknown PSK identity
		116, // certificate required
		120, // no application protocol
		121: // encrypted client hello required
		return true
	}
	return false
}

// isWrongScheme reports whether the server does not speak TLS on an https URL,
// or does on an http URL.
func isWrongScheme(err error) bool {
	var record tls.RecordHeaderError
	if errors.Is(err, http.ErrSchemeMismatch) || errors.As(err, &record) && string(record.RecordHeader[:]) == "HTTP/" {
		return true
	}
	// A TLS server responds to plain HTTP with an alert: record type 21, version 3.
	return strings.Contains(err.Error(), `malformed HTTP response "\x15\x03`)
}

// isUnprocessed reports whether an HTTP/2 server declared that it did not process
// the request (RFC 9113, section 8.7), or net/http that it did not send it.
func isUnprocessed(err error) bool {
	return anyErrorText(err, func(text string) bool {
		if inner, ok := strings.CutPrefix(text, "http2: Transport: cannot retry err ["); ok {
			text = inner
		}
		if strings.HasPrefix(text, "stream error: stream ID ") {
			_, rest, _ := strings.Cut(text, "; ")
			return strings.HasPrefix(rest, "REFUSED_STREAM")
		}
		return hasAnyPrefix(text,
			"http2: Transport received Server's graceful shutdown GOAWAY",
			"http2: Transport received GOAWAY from server", // for the first stream, if it is above the last one
			"http2: client conn not usable",
			"http2: client conn could not be established")
	})
}

// isRefusedLocally reports whether net/http did not send the request because it
// is malformed. These errors have no types.
func isRefusedLocally(err error) bool {
	return anyErrorText(err, func(text string) bool {
		return hasAnyPrefix(text,
			"net/http: invalid header",
			"net/http: invalid trailer",
			"net/http: invalid method",
			"net/http: can't write control character in Request.URL",
			"net/http: extended connect not supported",
			"http: nil Request.URL",
			"http: nil Request.Header",
			"http: no Host in request URL",
			"http: invalid Host header",
			"http: Request.ContentLength=",
			"http: Request.Write on Request with no Host or URL set",
			"http2: invalid ",
			"http2: unsupported scheme",
			"http2: request header list larger than peer's advertised limit",
			"unsupported protocol scheme")
	})
}

// anyErrorText reports whether f holds for the text of err or of an error that it
// wraps.
func anyErrorText(err error, f func(string) bool) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if f(err.Error()) {
			return true
		}
	}
	return false
}

func hasAnyPrefix(text string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(text, p) {
			return true
		}
	}
	return false
}

// isStatusText reports whether text is the reason phrase of a failure, which is
// the only text in the error of net/http about a proxy that refused CONNECT.
func isStatusText(text string) bool {
	for code := 300; code < 600; code++ {
		if phrase := http.StatusText(code); phrase != "" && phrase == text {
			return true
		}
	}
	return false
}

// proxyError reports that there is no connection because of the proxy.
type proxyError struct {
	status int   // of the proxy's response to CONNECT; 0 if unknown
	err    error // nil if there is a status
}

func (e *proxyError) Error() string {
	if e.err != nil {
		return "proxy refused to connect: " + e.err.Error()
	}
	return strings.TrimSpace(fmt.Sprintf("proxy refused to connect: %d %s", e.status, http.StatusText(e.status)))
}

func (e *proxyError) Unwrap() error { return e.err }

// isPermanent reports whether another attempt would be refused as well.
func (e *proxyError) isPermanent() bool {
	switch e.status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return e.status >= 400 && e.status < 500
}

// schemeError is the error of an https request to an http server or the
// reverse, with a text that says so.
type schemeError struct{ err error }

func (e *schemeError) Error() string {
	var record tls.RecordHeaderError
	if errors.As(e.err, &record) {
		return http.ErrSchemeMismatch.Error()
	}
	return "the server at this http URL expects https"
}

func (e *schemeError) Unwrap() error { return e.err }

// Is makes the error match [http.ErrSchemeMismatch], as an http.Client's does.
func (e *schemeError) Is(target error) bool { return target == http.ErrSchemeMismatch }
