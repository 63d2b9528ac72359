package spotify_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// sendsAlert reads a ClientHello and responds with a fatal TLS alert.
func sendsAlert(code byte) func(net.Conn) {
	return func(c net.Conn) {
		r := bufio.NewReader(c)
		head := make([]byte, 5)
		if _, err := io.ReadFull(r, head); err != nil {
			return
		}
		_, _ = io.CopyN(io.Discard, r, int64(head[3])<<8|int64(head[4]))
		_, _ = c.Write([]byte{21, 3, 3, 0, 2, 2, code})
		_, _ = io.Copy(io.Discard, r)
	}
}

// The code of an alert in the handshake says whether another attempt helps.
// Nothing was sent in any case.
func TestNetworkErrorsOfAlertsInTheHandshake(t *testing.T) {
	_, client := newTLSConfigs(t)
	tests := []struct {
		code      byte
		name      string
		permanent bool
	}{
		{10, "unexpected message", false}, {20, "bad record MAC", false}, {80, "internal error", false}, {90, "user canceled", false}, {200, "alert(200)", false},
		{40, "handshake failure", true}, {42, "bad certificate", true}, {43, "unsupported certificate", true}, {44, "revoked certificate", true},
		{45, "expired certificate", true}, {46, "unknown certificate", true},
		{48, "unknown certificate authority", true}, {49, "access denied", true},
		{70, "protocol version not supported", true}, {71, "insufficient security level", true},
		{86, "inappropriate fallback", true}, {112, "unrecognized name", true}, {116, "certificate required", true},
		{120, "no application protocol", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newRawServer(t, sendsAlert(tt.code))
			c := newTLSClientTo(t, s, client)
			for _, method := range []string{"GET", "POST"} {
				s.accepted.Store(0)
				err := c.Call(context.Background(), method, "/x", nil, nil, nil)
				want := 4
				if tt.permanent {
					want = 1
				}
				if e := apiErr(t, err); e.Attempts != want || e.MayHaveExecuted || int(s.accepted.Load()) != want {
					t.Errorf("%s: %d attempts, want %d, MayHaveExecuted %v: %v", method, e.Attempts, want, e.MayHaveExecuted, err)
				}
				wantIs(t, err, spotify.ErrNetwork)
				var op *net.OpError
				if !errors.As(err, &op) || op.Op != "remote error" || !strings.HasSuffix(err.Error(), "tls: "+tt.name) {
					t.Errorf("%s: %v does not say what the server said", method, err)
				}
			}
		})
	}
}

// With TLS 1.3 the server refuses the client's certificate after the client has
// finished its handshake and sent its request.
func TestNetworkErrorsOfClientCertificates(t *testing.T) {
	server, client := newTLSConfigs(t)
	server.ClientAuth = tls.RequireAnyClientCert
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			server := server.Clone()
			server.MaxVersion = version
			s := newRawServer(t, func(raw net.Conn) {
				if tls.Server(raw, server).Handshake() == nil {
					t.Error("the server accepted a client without a certificate")
				}
				_, _ = io.Copy(io.Discard, raw)
			})
			c := newTLSClientTo(t, s, client)
			for _, method := range []string{"GET", "POST"} {
				err := c.Call(context.Background(), method, "/x", nil, nil, nil)
				wantIs(t, err, spotify.ErrNetwork)
				if e := apiErr(t, err); e.Attempts != 1 || e.MayHaveExecuted {
					t.Errorf("%s: MayHaveExecuted %v after %d attempts: %v", method, e.MayHaveExecuted, e.Attempts, err)
				}
			}
		})
	}
}

// flippingConn flips one bit of the last byte that it writes or reads while it
// is armed: in a TLS record that is part of its authentication tag.
type flippingConn struct {
	net.Conn
	onWrite, onRead atomic.Bool
}

func (c *flippingConn) Write(p []byte) (int, error) {
	if len(p) > 0 && c.onWrite.Load() {
		p = append([]byte(nil), p...)
		p[len(p)-1] ^= 1
	}
	return c.Conn.Write(p)
}

func (c *flippingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && c.onRead.Load() {
		p[n-1] ^= 1
	}
	return n, err
}

// A spoiled record after the handshake is a lost connection like any other: the
// request may have been executed.
func TestNetworkErrorsOfSpoiledRecords(t *testing.T) {
	server, client := newTLSConfigs(t)
	// With TLS 1.2 the client sends its request only after the whole handshake.
	server12 := server.Clone()
	server12.MaxVersion = tls.VersionTLS12
	// over runs play on a connection over TLS whose records can be spoiled.
	over := func(play func(*flippingConn, *tls.Conn)) func(net.Conn) {
		return func(raw net.Conn) {
			flipping := &flippingConn{Conn: raw}
			c := tls.Server(flipping, server12)
			if c.Handshake() == nil {
				play(flipping, c)
			}
			_, _ = io.Copy(io.Discard, raw)
		}
	}
	framed := func(handle func(*flippingConn, *frameConn, uint32) bool) func(net.Conn) {
		return func(raw net.Conn) {
			flipping := &flippingConn{Conn: raw}
			speaksHTTP2(server, 100, func(c *frameConn, stream uint32) bool {
				return handle(flipping, c, stream)
			})(flipping)
		}
	}
	const head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
	good := over(func(_ *flippingConn, c *tls.Conn) { replies(wireOK, false)(c) })
	goodFrames := speaksHTTP2(server, 100, respondsOK)
	tests := []struct {
		name        string
		spoil, good func(net.Conn)
		status      int
	}{
		{"HTTP/1.1, the response", over(func(f *flippingConn, c *tls.Conn) {
			_ = readRequest(bufio.NewReader(c))
			f.onWrite.Store(true)
			_, _ = io.WriteString(c, head+"{}")
		}), good, 0},
		{"HTTP/1.1, the body of the response", over(func(f *flippingConn, c *tls.Conn) {
			_ = readRequest(bufio.NewReader(c))
			_, _ = io.WriteString(c, head)
			f.onWrite.Store(true)
			_, _ = io.WriteString(c, "{}")
		}), good, 200},
		{"HTTP/1.1, the request", over(func(f *flippingConn, c *tls.Conn) {
			f.onRead.Store(true) // the server reports it by an alert
			_ = readRequest(bufio.NewReader(c))
		}), good, 0},
		{"HTTP/2, the response", framed(func(f *flippingConn, c *frameConn, stream uint32) bool {
			f.onWrite.Store(true)
			return respondsOK(c, stream)
		}), goodFrames, 0},
		{"HTTP/2, the body of the response", framed(func(f *flippingConn, c *frameConn, stream uint32) bool {
			c.write(frameHeaders, flagEndHeaders, stream, []byte{0x88})
			f.onWrite.Store(true)
			c.write(frameData, flagEndStream, stream, []byte("{}"))
			return true
		}), goodFrames, 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, method := range []string{"GET", "PUT", "POST"} {
				s := newRawServer(t, tt.spoil, tt.good)
				client := client.Clone()
				if strings.HasPrefix(tt.name, "HTTP/1.1") {
					client.NextProtos = []string{"http/1.1"}
				}
				c := newTLSClientTo(t, s, client)
				var out map[string]any
				err := c.Call(context.Background(), method, "/x", nil, nil, &out)
				if method != "POST" {
					if err != nil || s.accepted.Load() != 2 {
						t.Errorf("%s: %v after %d connections", method, recorded(err), s.accepted.Load())
					}
					continue
				}
				wantIs(t, err, spotify.ErrNetwork)
				e := apiErr(t, err)
				if !e.MayHaveExecuted || e.Attempts != 1 || e.StatusCode != tt.status || !strings.Contains(err.Error(), "bad record MAC") {
					t.Errorf("%s: MayHaveExecuted %v after %d attempts: %v", method, e.MayHaveExecuted, e.Attempts, err)
				}
			}
		})
	}
}

// A server of TLS that gets plain HTTP responds with an alert.
func TestNetworkErrorsOfHTTPToATLSServer(t *testing.T) {
	s := newRawServer(t, func(c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		_, _ = c.Write([]byte{21, 3, 3, 0, 2, 2, 10})
		_, _ = io.Copy(io.Discard, c)
	})
	c := newClientTo(t, s.url)
	for _, method := range []string{"GET", "POST"} {
		err := c.Call(context.Background(), method, "/x", nil, nil, nil)
		wantIs(t, err, spotify.ErrNetwork)
		if e := apiErr(t, err); e.Attempts != 1 || e.MayHaveExecuted || !strings.Contains(err.Error(), "expects https") {
			t.Errorf("%s: MayHaveExecuted %v after %d attempts: %v", method, e.MayHaveExecuted, e.Attempts, err)
		}
	}
}

// Requests that net/http refuses to send are neither retried nor sent, over
// HTTP/1.1 and HTTP/2.
func TestNetworkErrorsOfRequestsThatCannotBeSent(t *testing.T) {
	server, client := newTLSConfigs(t)
	var handled atomic.Int32
	s := newRawServer(t, speaksHTTP2(server, 100, func(c *frameConn, stream uint32) bool {
		handled.Add(1)
		return respondsOK(c, stream)
	}))
	plain := newRawServer(t, replies(wireOK, false))
	tests := []struct {
		name   string
		change func(*http.Request)
	}{
		{"a line break in a header", func(r *http.Request) { r.Header.Set("X-A", "a\r\nb") }},
		{"a header name with a space", func(r *http.Request) { r.Header["X A"] = []string{"a"} }},
		{"a trailer name with a space", func(r *http.Request) { r.Trailer = http.Header{"X A": nil} }},
		{"a method with a space", func(r *http.Request) { r.Method = "PO ST" }},
		{"a scheme without a protocol", func(r *http.Request) { r.URL.Scheme = "ftp" }},
		{"no URL", func(r *http.Request) { r.URL = nil }},
		{"no host", func(r *http.Request) { r.URL.Host = "" }},
		{"no header", func(r *http.Request) { r.Header = nil }},
		{"a length without a body", func(r *http.Request) { r.ContentLength = 5 }},
		{"an upgrade", func(r *http.Request) { r.Header.Set("Upgrade", "b"); r.Header.Set("Connection", "x, y") }},
	}
	for _, tt := range tests {
		for _, base := range []string{s.url, plain.url} {
			if base == plain.url && tt.name == "an upgrade" || base == s.url && tt.name == "a length without a body" {
				continue // net/http sends it
			}
			t.Run(fmt.Sprintf("%s, HTTP/2 %v", tt.name, base == s.url), func(t *testing.T) {
				// A wrapper may change a request in any way, after the SDK's own checks.
				change := func(next http.RoundTripper) http.RoundTripper {
					return roundTripperFunc(func(r *http.Request) (*http.Response, error) {
						r = r.Clone(r.Context())
						r.URL = &url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Path: r.URL.Path}
						tt.change(r)
						return next.RoundTrip(r)
					})
				}
				c := newClientTo(t, base, spotify.WithTransport(change))
				if base == s.url {
					c = newTLSClientTo(t, s, client, spotify.WithTransport(change))
				}
				for _, method := range []string{"PUT", "POST"} {
					err := c.Call(context.Background(), method, "/x", nil, nil, nil)
					wantNotIs(t, err, spotify.ErrNetwork)
					if e := apiErr(t, err); e.Attempts != 1 || e.MayHaveExecuted || e.StatusCode != 0 {
						t.Errorf("%s: MayHaveExecuted %v after %d attempts: %v", method, e.MayHaveExecuted, e.Attempts, err)
					}
				}
				if handled.Load() != 0 {
					t.Errorf("%d requests came through", handled.Load())
				}
			})
		}
	}
}
