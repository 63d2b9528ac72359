package spotify_test

import (
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// Frame types, flags and error codes of HTTP/2 (RFC 9113).
const (
	frameData, frameHeaders, frameReset, frameSettings, framePing, frameGoAway byte   = 0, 1, 3, 4, 6, 7
	flagAck, flagEndStream, flagEndHeaders                                     byte   = 1, 1, 4
	codeNone, codeInternal, codeRefused, codeCancel, codeCalm                  uint32 = 0, 2, 7, 8, 11
)

// frameConn is the server's side of an HTTP/2 connection, written by hand.
type frameConn struct {
	net.Conn
	requests int // complete so far
}

func (c *frameConn) write(kind, flags byte, stream uint32, payload []byte) {
	frame := make([]byte, 9, 9+len(payload))
	binary.BigEndian.PutUint32(frame, uint32(len(payload))<<8|uint32(kind))
	frame[4] = flags
	binary.BigEndian.PutUint32(frame[5:], stream)
	_, _ = c.Write(append(frame, payload...))
}

// codes returns the payload that numbers make.
func codes(numbers ...uint32) (payload []byte) {
	for _, n := range numbers {
		payload = binary.BigEndian.AppendUint32(payload, n)
	}
	return payload
}

func (c *frameConn) reset(stream, code uint32) { c.write(frameReset, 0, stream, codes(code)) }
func (c *frameConn) goAway(last, code uint32)  { c.write(frameGoAway, 0, 0, codes(last, code)) }

// respond writes the status 200, in HPACK's static table, and body. With gzipped
// it has a Content-Encoding.
func (c *frameConn) respond(stream uint32, gzipped bool, body string) {
	header := []byte{0x88}
	if gzipped {
		header = append(header, 0x0f, 0x0b, 4) // entry 26, whose value follows
		header = append(header, "gzip"...)
	}
	c.write(frameHeaders, flagEndHeaders, stream, header)
	c.write(frameData, flagEndStream, stream, []byte(body))
}

// speaksHTTP2 is a connection over TLS that calls handle for each request once
// all of it has come, and ends when handle returns false. Its settings allow
// that many concurrent streams.
func speaksHTTP2(config *tls.Config, streams uint32, handle func(c *frameConn, stream uint32) bool) func(net.Conn) {
	config = config.Clone()
	config.NextProtos = []string{"h2"}
	return func(raw net.Conn) {
		c := &frameConn{Conn: tls.Server(raw, config)}
		if _, err := io.CopyN(io.Discard, c, int64(len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))); err != nil {
			return
		}
		c.write(frameSettings, 0, 0, append([]byte{0, 3}, codes(streams)...))
		for {
			var head [9]byte
			if _, err := io.ReadFull(c, head[:]); err != nil {
				return
			}
			payload := make([]byte, binary.BigEndian.Uint32(head[:])>>8)
			if _, err := io.ReadFull(c, payload); err != nil {
				return
			}
			kind, flags, stream := head[3], head[4], binary.BigEndian.Uint32(head[5:])
			switch {
			case kind == frameSettings && flags&flagAck == 0:
				c.write(frameSettings, flagAck, 0, nil)
			case kind == framePing && flags&flagAck == 0:
				c.write(framePing, flagAck, 0, payload)
			case (kind == frameHeaders || kind == frameData) && flags&flagEndStream != 0:
				if c.requests++; !handle(c, stream) {
					return
				}
			}
		}
	}
}

// respondsOK is a handler of speaksHTTP2 that responds to everything.
func respondsOK(c *frameConn, stream uint32) bool {
	c.respond(stream, false, "{}")
	return true
}

// newTLSClientTo is newClientTo for a raw server of TLS, with an http.Transport
// that trusts its certificate.
func newTLSClientTo(t testing.TB, s *rawServer, config *tls.Config, opts ...spotify.Option) *spotify.Client {
	t.Helper()
	rt := &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true}
	t.Cleanup(rt.CloseIdleConnections)
	return newClientTo(t, strings.Replace(s.url, "http:", "https:", 1),
		append([]spotify.Option{spotify.WithHTTPClient(&http.Client{Transport: rt})}, opts...)...)
}

// newTLSConfigs are those of a server at 127.0.0.1 and of its client.
func newTLSConfigs(t testing.TB) (server, client *tls.Config) {
	good, roots := certificate(t, "127.0.0.1", time.Now().Add(24*time.Hour))
	return &tls.Config{Certificates: []tls.Certificate{good}}, &tls.Config{RootCAs: roots}
}
