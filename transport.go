package spotify

import (
	"context"
	"maps"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"time"
)

const (
	connectLimit = 5 * time.Second // for a dial, and again for the TLS handshake
	idlePerHost  = 64
)

// transport is the http.RoundTripper of a client that was given none: an
// http.Transport of its own with one rule added. Requests that find an https
// host without a connection wait while the first of them gets one, so that a
// burst opens one HTTP/2 connection and not one for each caller. A request to
// a host with a connection passes at the cost of a map lookup.
//
// Safe for concurrent use.
type transport struct {
	base *http.Transport

	mu    sync.Mutex       // guards gates and what is in them; never held across I/O
	gates map[string]*gate // by URL.Host; a host without one is cold
}

// newTransport takes nothing from http.DefaultTransport, which the program may
// have replaced.
func newTransport() *transport {
	t := &transport{gates: make(map[string]*gate)}
	dialer := &net.Dialer{Timeout: connectLimit}
	t.base = &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		// Only here does the status get out: net/http reports the reason phrase.
		OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
			if resp.StatusCode != http.StatusOK {
				return &proxyError{status: resp.StatusCode}
			}
			return nil
		},
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return &watchedConn{Conn: c, t: t}, nil
		},
		TLSHandshakeTimeout: connectLimit,
		ForceAttemptHTTP2:   true, // a DialContext would turn it off
		// Without pings every call on a connection that died silently fails
		// until the kernel gives it up, which can take a quarter of an hour.
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 5 * time.Second},
		MaxIdleConnsPerHost:   idlePerHost,
		MaxIdleConns:          2 * idlePerHost, // the API and the Accounts service
		IdleConnTimeout:       90 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
	return t
}

// RoundTrip is http.Transport's, begun once the host is open. A request whose
// context ends before that was not sent: its error is a dial's.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL == nil || req.URL.Scheme != "https" {
		return t.base.RoundTrip(req)
	}
	for {
		g, first := t.gate(req.URL.Host)
		if first {
			return t.lead(req, g)
		}
		if g != nil {
			select {
			case <-g.settled:
			case <-req.Context().Done():
				if req.Body != nil {
					req.Body.Close()
				}
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: context.Cause(req.Context())}
			}
		}
		if g == nil || !g.left {
			return t.base.RoundTrip(req)
		}
	}
}

// CloseIdleConnections closes the connections that no request uses.
func (t *transport) CloseIdleConnections() { t.base.CloseIdleConnections() }

// gate stands before a host from the first request to it until the connection
// which that request got is closed.
type gate struct {
	settled chan struct{} // closed once the first request has its connection, has failed or was left
	left    bool          // given up by its caller, so that another must go first; fixed when settled
	done    bool          // settled is closed
	conn    *watchedConn  // the connection; nil until there is one, and if there was none to be had
}

// gate gives the gate to wait at, or a new one to the request that goes first,
// or nil if the host has a connection.
func (t *transport) gate(host string) (g *gate, first bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	g = t.gates[host]
	switch {
	case g == nil:
		g = &gate{settled: make(chan struct{})}
		t.gates[host] = g
		return g, true
	case g.conn != nil:
		return nil, false
	}
	return g, false
}

// lead sends the request that goes first. net/http goes on with its dial when
// it is left; whoever leads next gets that connection if it comes sooner than
// another.
func (t *transport) lead(req *http.Request, g *gate) (*http.Response, error) {
	left := true // unless RoundTrip returns: it may panic
	defer func() { t.settle(g, nil, left) }()
	ctx := httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		// An HTTP/2 connection is open to all by now.
		GotConn: func(info httptrace.GotConnInfo) { t.settle(g, watched(info.Conn), false) },
	})
	resp, err := t.base.RoundTrip(req.WithContext(ctx))
	left = ctx.Err() != nil
	if resp != nil {
		resp.Request = req
	}
	return resp, err
}

// settle lets the waiting requests go on; the first call counts. If there is no
// connection (the host refused it, say) they all try for themselves: to try one
// by one would add up the timeouts.
func (t *transport) settle(g *gate, c *watchedConn, left bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if g.done {
		return
	}
	g.done, g.left = true, left
	if c != nil && !c.closed {
		g.conn = c
	} else {
		maps.DeleteFunc(t.gates, func(_ string, other *gate) bool { return other == g })
	}
	close(g.settled)
}

// watchedConn makes its hosts cold when it is closed, as net/http does when the
// other side has closed it.
type watchedConn struct {
	net.Conn
	t      *transport
	closed bool // guarded by t.mu
}

func (c *watchedConn) Close() error {
	c.t.mu.Lock()
	c.closed = true
	maps.DeleteFunc(c.t.gates, func(_ string, g *gate) bool { return g.conn == c })
	c.t.mu.Unlock()
	return c.Conn.Close()
}

// watched finds the connection below TLS, of which a proxy may have two layers.
func watched(c net.Conn) *watchedConn {
	for {
		switch layer := c.(type) {
		case *watchedConn:
			return layer
		case interface{ NetConn() net.Conn }:
			c = layer.NetConn()
		default:
			return nil
		}
	}
}
