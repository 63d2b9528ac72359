package spotify

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
)

// stage is how far an attempt got: what a retry may conclude from it.
type stage int

const (
	complete       stage = iota // the whole response arrived
	notConnected                // no byte was written
	notRetryable                // failed for good: a certificate, an unknown host
	refusedLocally              // net/http refused to send it
	notBuilt                    // there is no request: its body cannot be sent again
	noResponse                  // it may have arrived; no response did
	truncated                   // the response's body broke off
	tooLarge                    // the response's body is over the limit
)

// String names a stage in the log.
func (s stage) String() string {
	return [...]string{"", "no connection", "refused", "refused locally", "no body", "no response", "body truncated", "body too large"}[s]
}

// classify returns how far an attempt got whose transport returned err.
func classify(err error) stage {
	var (
		cert *tls.CertificateVerificationError
		op   *net.OpError
		dns  *net.DNSError
	)
	if errors.As(err, &cert) || errors.Is(err, http.ErrSchemeMismatch) {
		return notRetryable
	}
	dialed := false
	for rest := err; errors.As(rest, &op); rest = op.Err {
		switch op.Op {
		case "remote error", "local error": // TLS alerts, a proxy's too
			return notRetryable
		case "dial", "proxyconnect":
			dialed = true
		}
	}
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return notRetryable
	case dialed, dns != nil:
		return notConnected
	}
	return noResponse
}
