package spotify

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
)

// dialLimiter sends requests and decides which of them may dial.
type dialLimiter struct {
	base *http.Transport

	mu    sync.Mutex       // guards what follows and all hosts; never held over I/O
	hosts map[string]*host // by URL.Host; only https
	open  int              // connections
}

// host counts the connections and dials of one https host. The mutex of its
// dialLimiter guards it.
type host struct {
	http1   bool         // its last connection was not HTTP/2
	open    int          // HTTP/2 connections
	dialing int          // requests that dial
	next    *dialOutcome // of the next dial that ends; nil if none waits
}

// dialOutcome is how a dial ended. Requests wait for done.
type dialOutcome struct {
	done   chan struct{}
	failed bool // fixed when done is closed
}

// errNoConnection ends a request that may not dial and finds no connection. It
// never reaches the caller of RoundTrip.
var errNoConnection = errors.New("no connection")

// mayDial is the context key of requests that may dial.
type mayDial struct{}

// roundTrip sends req to h once there is a connection for it.
func (t *dialLimiter) roundTrip(req *http.Request, h *host) (*http.Response, error) {
	for {
		resp, err := t.base.RoundTrip(req)
		if err == nil || !errors.Is(err, errNoConnection) {
			return resp, err
		}
		outcome, free := t.queueForDial(h)
		switch {
		case free:
			return t.dialFreely(req)
		case outcome == nil:
			return t.dialFirst(req, h)
		}
		select {
		case <-outcome.done:
			// If the waiting requests dialed one at a time after a failure, their
			// timeouts would add up.
			if outcome.failed {
				return t.dialFreely(req)
			}
		case <-req.Context().Done():
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: context.Cause(req.Context())}
		}
	}
}

// host returns the host of that name, and whether it is known for HTTP/1.
func (t *dialLimiter) host(name string) (h *host, http1 bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h = t.hosts[name]
	if h == nil {
		h = &host{}
		t.hosts[name] = h
	}
	return h, h.http1
}

func (t *dialLimiter) setHTTP1(h *host, http1 bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h.http1 = http1
}

// queueForDial returns nil if the request must dial and then call settle, or
// else the outcome to wait for. It reports whether the request may dial without
// either.
func (t *dialLimiter) queueForDial(h *host) (wait *dialOutcome, free bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case h.http1:
		return nil, true
	case h.dialing < max(1, h.open):
		h.dialing++
		return nil, false
	case h.next == nil:
		h.next = &dialOutcome{done: make(chan struct{})}
	}
	return h.next, false
}

// dialFirst sends a request that dials while others may wait for its connection.
func (t *dialLimiter) dialFirst(req *http.Request, h *host) (*http.Response, error) {
	var once sync.Once
	settle := func(c net.Conn, failed bool) { once.Do(func() { t.settle(h, c, failed) }) }
	defer settle(nil, false) // if RoundTrip panics
	ctx := context.WithValue(req.Context(), mayDial{}, true)
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// At this point other requests can use the connection, too.
		GotConn: func(info httptrace.GotConnInfo) { settle(info.Conn, false) },
	})
	resp, err := t.base.RoundTrip(req.WithContext(ctx))
	// The end of this request's context does not mean that the host failed.
	settle(nil, err != nil && ctx.Err() == nil)
	if resp != nil {
		resp.Request = req
	}
	return resp, err
}

// dialFreely sends a request that may dial and for which no other request
// waits.
func (t *dialLimiter) dialFreely(req *http.Request) (*http.Response, error) {
	resp, err := t.base.RoundTrip(req.WithContext(context.WithValue(req.Context(), mayDial{}, true)))
	if resp != nil {
		resp.Request = req
	}
	return resp, err
}

// settle records the end of a dial to h: it got the connection c, it failed, or
// neither. In the last case one of the waiting requests dials.
func (t *dialLimiter) settle(h *host, c net.Conn, failed bool) {
	http2 := isHTTP2(c)
	t.mu.Lock()
	defer t.mu.Unlock()
	h.dialing--
	if c != nil {
		h.http1 = !http2
	}
	if tc := tracked(c); tc != nil && http2 && tc.host == nil && !tc.closed {
		tc.host = h
		h.open++
	}
	if h.next != nil {
		h.next.failed = failed
		close(h.next.done)
		h.next = nil
	}
}

// isHTTP2 reports whether a connection of net/http to an https host is HTTP/2.
func isHTTP2(c net.Conn) bool {
	tc, ok := c.(interface{ ConnectionState() tls.ConnectionState })
	return ok && tc.ConnectionState().NegotiatedProtocol == "h2"
}

// trackedConn is an open connection that its transport counts.
type trackedConn struct {
	net.Conn
	t      *dialLimiter
	host   *host // guarded by t.mu; nil unless it is an HTTP/2 connection
	closed bool  // guarded by t.mu
}

func (t *dialLimiter) addOpen(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open += n
}

// Close implements [net.Conn].
func (c *trackedConn) Close() error {
	c.t.mu.Lock()
	if !c.closed {
		c.closed = true
		c.t.open--
		if c.host != nil {
			c.host.open--
		}
	}
	c.t.mu.Unlock()
	return c.Conn.Close()
}

// tracked returns the connection below TLS, of which a proxy may add a second
// layer, or nil.
func tracked(c net.Conn) *trackedConn {
	for {
		switch layer := c.(type) {
		case *trackedConn:
			return layer
		case interface{ NetConn() net.Conn }:
			c = layer.NetConn()
		default:
			return nil
		}
	}
}

// heldBody is a request's body that stays open when net/http, which found no
// connection, closes it unread. It is closed when it is released.
type heldBody struct {
	io.ReadCloser

	mu     sync.Mutex // guards what is below
	held   bool
	closed bool // while held
}

// Read implements [io.Reader]. A body that was read is not sent again.
func (b *heldBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	b.held = false
	b.mu.Unlock()
	return b.ReadCloser.Read(p)
}

// Close implements [io.Closer].
func (b *heldBody) Close() error {
	b.mu.Lock()
	held := b.held
	b.closed = held
	b.mu.Unlock()
	if held {
		return nil
	}
	return b.ReadCloser.Close()
}

// release closes the body if Close was called while it was held.
func (b *heldBody) release() {
	b.mu.Lock()
	closed := b.closed && b.held
	b.held = false
	b.mu.Unlock()
	if closed {
		b.ReadCloser.Close()
	}
}
