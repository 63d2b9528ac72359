package spotify

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"time"
)

const (
	connectTimeout = 5 * time.Second // for a dial, and again for the TLS handshake
	maxIdlePerHost = 64
)

// transport is the http.RoundTripper of a client without WithHTTPClient: an
// http.Transport with limits on dialing. If a burst of requests finds no
// connection to an https host, a plain http.Transport dials one for each of
// them. With this transport one request dials and the others wait, because a
// single HTTP/2 connection can serve them all.
//
// If they need more connections, the number of concurrent dials doubles with
// the number of connections. Hosts of HTTP/1 need a connection for each request
// and have no limit.
//
// A transport is safe for concurrent use.
type transport struct {
	dialLimiter
	timer *time.Timer // of closeIdleAfter; nil if none is pending; guarded by mu
}

// newTransport does not use http.DefaultTransport, which the program may have
// replaced.
func newTransport() *transport {
	t := &transport{dialLimiter: dialLimiter{hosts: make(map[string]*host)}}
	t.base = &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		// net/http itself reports only the reason phrase of the status.
		OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
			if resp.StatusCode != http.StatusOK {
				return &proxyError{status: resp.StatusCode}
			}
			return nil
		},
		TLSHandshakeTimeout: connectTimeout,
		ForceAttemptHTTP2:   true, // a DialContext would turn it off
		// Without pings every call on a connection that died silently fails
		// until the kernel closes it, which can take a quarter of an hour.
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 5 * time.Second},
		MaxIdleConnsPerHost:   maxIdlePerHost,
		MaxIdleConns:          2 * maxIdlePerHost, // the API and the Accounts service
		IdleConnTimeout:       90 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
	if runtime.GOOS != "js" { // there net/http uses the Fetch API unless it has a dialer
		t.base.DialContext = t.dialContext
	}
	return t
}

// dialContext dials for requests that may dial.
func (t *transport) dialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	if ctx.Value(mayDial{}) == nil {
		return nil, errNoConnection
	}
	c, err := (&net.Dialer{Timeout: connectTimeout}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	t.addOpen(1)
	return &trackedConn{Conn: c, t: &t.dialLimiter}, nil
}

// RoundTrip implements [http.RoundTripper]. If req's context ends while the
// request waits for the dial of another, the error is a [net.OpError] with Op
// "dial".
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	switch {
	case t.base.DialContext == nil:
		return t.base.RoundTrip(req)
	case req.URL == nil || req.URL.Scheme != "https":
		return t.dialFreely(req)
	}
	h, http1 := t.host(req.URL.Host)
	if http1 {
		resp, err := t.dialFreely(req)
		if err == nil && resp.ProtoMajor >= 2 {
			t.setHTTP1(h, false)
		}
		return resp, err
	}
	if req.Body == nil || req.Body == http.NoBody {
		return t.roundTrip(req, h)
	}
	held := *req
	body := &heldBody{ReadCloser: req.Body, held: true}
	held.Body = body
	defer body.release()
	resp, err := t.roundTrip(&held, h)
	if resp != nil {
		resp.Request = req
	}
	return resp, err
}

// CloseIdleConnections closes the connections that no request uses now, and
// from time to time those that have become idle since then, until all are
// closed. It is for a transport that receives no more requests.
func (t *transport) CloseIdleConnections() {
	t.base.CloseIdleConnections()
	t.closeIdleAfter(time.Millisecond)
}

// closeIdleAfter closes idle connections after d, and then at growing
// intervals. Calling CloseIdleConnections when a request is done is not enough:
// net/http may regard an HTTP/2 connection as in use for a moment longer.
func (t *transport) closeIdleAfter(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.timer != nil {
		t.timer.Stop()
		t.timer = nil
	}
	if t.open > 0 {
		t.timer = time.AfterFunc(d, func() {
			t.base.CloseIdleConnections()
			t.closeIdleAfter(min(4*d, 4*connectTimeout))
		})
	}
}
