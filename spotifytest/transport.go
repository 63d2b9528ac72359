package spotifytest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"syscall"
)

// Transport returns a transport that hands every request to the server, whatever
// its host is, without a socket. Clients of any library can be tested with it:
//
//	hc := &http.Client{Transport: srv.Transport()}
//
// It works within a bubble of testing/synctest, where a Retry-After of an hour
// passes at once; create the server in the bubble too, with [WithoutSocket].
// All faults work. Only their errors differ from those of a real connection: a
// reset is a *net.OpError with ECONNRESET that no kernel produced, there is no
// TLS, no HTTP/2 and no reuse of connections.
func (s *Server) Transport() http.RoundTripper { return memoryTransport{s} }

type memoryTransport struct{ server *Server }

func (t memoryTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if req.Body != nil {
		defer req.Body.Close()
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	select {
	case <-t.server.closing:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	default:
	}
	ctx, cancel := context.WithCancel(ctx)
	r, err := serverRequest(ctx, req)
	if err != nil {
		cancel()
		return nil, err
	}
	trace := httptrace.ContextClientTrace(ctx)
	if trace != nil {
		connected(trace)
	}
	m := &memoryResponse{header: http.Header{}, started: make(chan struct{}), arrived: make(chan struct{}, 1), cancel: cancel}
	stop := context.AfterFunc(ctx, func() { m.end(context.Cause(ctx)) })
	go func() {
		defer stop()
		m.serve(t.server, r)
	}()
	select {
	case <-m.started:
	case <-ctx.Done():
		// The response may have started at the same time.
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.status == 0 {
		err := m.err
		cancel()
		if parent := context.Cause(req.Context()); parent != nil {
			err = parent
		}
		return nil, err
	}
	if trace != nil && trace.GotFirstResponseByte != nil {
		trace.GotFirstResponseByte()
	}
	return m.response(req), nil
}

// connected reports a connection to a trace, as net/http does: clients use it
// to find out whether a request may have been sent.
func connected(trace *httptrace.ClientTrace) {
	client, server := net.Pipe()
	client.Close()
	server.Close()
	if trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{Conn: client})
	}
	if trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
	if trace.WroteRequest != nil {
		trace.WroteRequest(httptrace.WroteRequestInfo{})
	}
}

// serverRequest returns the request as a server receives it.
func serverRequest(ctx context.Context, req *http.Request) (*http.Request, error) {
	if req.URL == nil || req.URL.Host == "" {
		return nil, errors.New("spotifytest: no host in request URL")
	}
	r := req.Clone(ctx)
	r.Body = http.NoBody
	if req.Body != nil {
		b, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, fmt.Errorf("spotifytest: request body: %w", err)
		}
		r.Body = io.NopCloser(bytes.NewReader(b))
	}
	if r.Host == "" {
		r.Host = r.URL.Host
	}
	r.URL = &url.URL{Scheme: req.URL.Scheme, Path: req.URL.Path, RawPath: req.URL.RawPath, RawQuery: req.URL.RawQuery}
	r.RequestURI, r.RemoteAddr, r.Pattern = r.URL.RequestURI(), "127.0.0.1:1", ""
	return r, nil
}

// memoryResponse is the response of one request, written by the server and read
// by the client.
type memoryResponse struct {
	header  http.Header   // the server's
	started chan struct{} // closed with the status, or with an error before it
	arrived chan struct{} // more of the body, or its end
	cancel  context.CancelFunc

	mu     sync.Mutex // guards the fields below; never held while waiting
	status int
	sent   http.Header
	body   bytes.Buffer
	err    error // ends the body; io.EOF after the whole body
}

// serve lets the server write the response, to its end or until it panics.
func (m *memoryResponse) serve(s *Server, r *http.Request) {
	defer func() {
		cause := error(io.EOF)
		if p := recover(); p != nil {
			// As on a real connection: the client sees that it ended.
			cause = cmp.Or(context.Cause(r.Context()), io.ErrUnexpectedEOF)
			if p != http.ErrAbortHandler {
				s.logf("spotifytest: panic serving %s %s: %v", r.Method, r.URL.Path, p)
			}
		} else {
			m.WriteHeader(http.StatusOK)
		}
		m.end(cause)
	}()
	s.ServeHTTP(m, r)
}

func (m *memoryResponse) Header() http.Header { return m.header }

func (m *memoryResponse) WriteHeader(status int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.status != 0 || m.err != nil {
		return
	}
	m.status, m.sent = status, m.header.Clone()
	close(m.started)
}

func (m *memoryResponse) Write(b []byte) (int, error) {
	m.WriteHeader(http.StatusOK)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return 0, m.err
	}
	m.wake()
	return m.body.Write(b)
}

// Flush sends the header. The body is never held back.
func (m *memoryResponse) Flush() { m.WriteHeader(http.StatusOK) }

func (m *memoryResponse) reset() {
	m.end(&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET})
}

// end ends the response with err, unless it has ended already.
func (m *memoryResponse) end(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return
	}
	m.err = err
	if m.status == 0 {
		if err == io.ErrUnexpectedEOF {
			m.err = io.EOF // what net/http reports if not even a header arrived
		}
		close(m.started)
	}
	m.wake()
}

// wake lets a waiting Read continue. m.mu is held.
func (m *memoryResponse) wake() {
	select {
	case m.arrived <- struct{}{}:
	default:
	}
}

// Read and Close are the client's side of the body.
func (m *memoryResponse) Read(p []byte) (int, error) {
	for {
		m.mu.Lock()
		n, _ := m.body.Read(p)
		err := m.err
		m.mu.Unlock()
		if n > 0 || len(p) == 0 {
			return n, nil
		}
		if err != nil {
			return 0, err
		}
		<-m.arrived
	}
}

func (m *memoryResponse) Close() error {
	m.end(errors.New("spotifytest: read on closed response body"))
	m.cancel()
	return nil
}

// response returns what the client receives. m.mu is held.
func (m *memoryResponse) response(req *http.Request) *http.Response {
	length := int64(-1)
	if _, err := fmt.Sscan(m.sent.Get("Content-Length"), &length); err != nil {
		length = -1
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", m.status, http.StatusText(m.status)), StatusCode: m.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: m.sent, Body: m, ContentLength: length, Request: req,
	}
}
