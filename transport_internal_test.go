package spotify

// Internal because the exported API has no access to the roots of
// the SDK's own transport (test servers sign for themselves), on its dials, or
// on what lies below TLS.

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

const burstSize = 64

func TestTransportOpensOneConnectionForAColdBurst(t *testing.T) {
	s := newSite(t, true, echo)
	tr := s.transport(t, nil)
	wantServed(t, burst(context.Background(), tr, s.URL))
	if n := s.opened.Load(); n != 1 {
		t.Errorf("%d callers opened %d connections, want 1", burstSize, n)
	}
	for want := int64(2); want < 5; want++ {
		s.CloseClientConnections()
		s.open.Wait()
		wantServed(t, burst(context.Background(), tr, s.URL))
		if n := s.opened.Load(); n != want {
			t.Fatalf("another burst after the server closed the connection makes it %d, want %d", n, want)
		}
	}
	wantOpen(t, tr, 1)
}

func TestTransportOpensOneTunnelForAColdBurst(t *testing.T) {
	s := newSite(t, true, echo)
	tr := s.transport(t, nil)
	tr.base.Proxy = http.ProxyURL(newProxy(t))
	for want := int64(1); want < 4; want++ {
		wantServed(t, burst(context.Background(), tr, s.URL))
		wantServed(t, burst(context.Background(), tr, s.URL))
		if n := s.opened.Load(); n != want {
			t.Fatalf("two bursts through a proxy make it %d connections, want %d", n, want)
		}
		s.CloseClientConnections()
		s.open.Wait()
	}
	wantOpen(t, tr, 0)
}

func TestTransportLetsAllDialOverHTTP1(t *testing.T) {
	var together sync.WaitGroup // no response before all requests of a burst are there
	s := newSite(t, false, func(w http.ResponseWriter, r *http.Request) {
		together.Done()
		together.Wait()
		echo(w, r)
	})
	tr := s.transport(t, nil)
	for range 16 { // 1,024 requests
		var idle sync.WaitGroup
		ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{PutIdleConn: func(error) { idle.Done() }})
		together.Add(burstSize)
		idle.Add(burstSize)
		wantServed(t, burst(ctx, tr, s.URL))
		idle.Wait()
		if n := s.opened.Load(); n != burstSize {
			t.Fatalf("waves of %d requests have opened %d connections", burstSize, n)
		}
	}
}

func TestTransportHoldsNobodyBackWithoutTLS(t *testing.T) {
	s := newSite(t, false, echo)
	plain := httptest.NewServer(http.HandlerFunc(echo))
	defer plain.Close()
	var together sync.WaitGroup
	together.Add(burstSize)
	tr := s.transport(t, func() { // who waited for another's connection would do so for ever
		together.Done()
		together.Wait()
	})
	wantServed(t, burst(context.Background(), tr, plain.URL))
}

func TestTransportServesTheOthersWhenTheFirstLeaves(t *testing.T) {
	s := newSite(t, true, echo)
	dials, held := make(chan struct{}, burstSize), make(chan struct{})
	tr := s.transport(t, func() {
		dials <- struct{}{}
		<-held
	})
	ctx, cancel := context.WithCancelCause(context.Background())
	first, others := make(chan error), make(chan []error)
	go func() { first <- ask(ctx, tr, s.URL) }()
	<-dials
	go func() { others <- burst(context.Background(), tr, s.URL) }()
	enough := errors.New("enough")
	cancel(enough)
	if err := <-first; !errors.Is(err, enough) {
		t.Errorf("the first left with %v, want its own reason", err)
	}
	<-dials // the next goes first
	close(held)
	wantServed(t, <-others)
	if n := s.opened.Load(); n != 2 {
		t.Errorf("%d connections, want one for each that went first", n)
	}
}

func TestTransportTellsAllThatTheHostRefuses(t *testing.T) {
	s := newSite(t, true, echo)
	tr := s.transport(t, nil)
	s.Close()
	for _, err := range burst(context.Background(), tr, s.URL) {
		var op *net.OpError
		if !errors.As(err, &op) || op.Op != "dial" {
			t.Fatalf("got %v, want a dial's error", err)
		}
	}
	wantOpen(t, tr, 0)
}

// TestTransportNoticesSilence has newTransport's own limits pass in a bubble,
// which would not end if a goroutine were left behind.
func TestTransportNoticesSilence(t *testing.T) {
	s := newSite(t, true, echo)
	for _, c := range []struct {
		name string
		peer func(net.Conn)
		want time.Duration
	}{
		{"no answer to the handshake", func(c net.Conn) { io.Copy(io.Discard, c) }, 5 * time.Second},
		{"HTTP/2 that swallows all", func(c net.Conn) {
			io.Copy(io.Discard, tls.Server(c, &tls.Config{Certificates: s.TLS.Certificates, NextProtos: []string{"h2"}}))
		}, 20 * time.Second}, // a ping after 15, given up after 5
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTransport()
				tr.base.TLSClientConfig = s.roots()
				tr.base.DialContext = func(context.Context, string, string) (net.Conn, error) {
					near, far := net.Pipe()
					go c.peer(far)
					tr.addOpen(1)
					return &trackedConn{Conn: near, t: &tr.dialLimiter}, nil
				}
				began := time.Now()
				err := ask(context.Background(), tr, "https://example.com")
				if d := time.Since(began); err == nil || d != c.want {
					t.Errorf("%v after %v, want an error after %v", err, d, c.want)
				}
				synctest.Wait()
				wantOpen(t, tr, 0)
			})
		})
	}
}

func TestTransportLeavesNothingBehind(t *testing.T) {
	s := newSite(t, true, echo)
	before := runtime.NumGoroutine()
	tr := s.transport(t, nil)
	wantServed(t, burst(context.Background(), tr, s.URL))
	tr.CloseIdleConnections()
	s.open.Wait()
	wantOpen(t, tr, 0)
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines before, %d after", before, runtime.NumGoroutine())
		}
	}
}

// A connection that is in use when idle connections are closed is closed when
// its request is done.
func TestTransportClosesWhatBecomesIdle(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		arrived, respond, done := make(chan struct{}), make(chan struct{}), make(chan error)
		s := newSite(t, http2, func(w http.ResponseWriter, r *http.Request) {
			close(arrived)
			<-respond
			echo(w, r)
		})
		tr := s.transport(t, nil)
		go func() { done <- ask(context.Background(), tr, s.URL) }()
		<-arrived
		tr.CloseIdleConnections()
		close(respond)
		if err := <-done; err != nil {
			t.Error(err)
		}
		waitClosed(t, tr)
	}
}

// waitClosed waits until no connection is open.
func waitClosed(t *testing.T, tr *transport) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		tr.mu.Lock()
		open := tr.open
		tr.mu.Unlock()
		if open == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d connections are still open", open)
		}
	}
}

// BenchmarkTransport compares the transport with an http.Transport of the same
// settings: a warm request; cold bursts of 64, and of 400 callers to a host with
// 100 streams; bursts of 64 to an HTTP/1 host that closes every connection. conns
// is per operation.
func BenchmarkTransport(b *testing.B) {
	bursts := []struct {
		name    string
		callers int
		site    func() *site
		cold    bool
	}{
		{"burst of 64", 64, func() *site { return newSite(b, true, echo) }, true},
		{"burst of 400", 400, func() *site {
			return newLimitedSite(b, 100, func(http.ResponseWriter, *http.Request) { time.Sleep(20 * time.Millisecond) })
		}, true},
		{"closing host", 64, func() *site {
			return newSite(b, false, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") })
		}, false},
	}
	for _, name := range []string{"http.Transport", "own"} {
		pick := func(tr *transport) http.RoundTripper {
			if name == "own" {
				return tr
			}
			return unlimited{tr.base}
		}
		b.Run("warm/"+name, func(b *testing.B) {
			s := newSite(b, true, echo)
			rt := pick(s.transport(b, nil))
			b.ReportAllocs()
			for b.Loop() {
				if err := ask(context.Background(), rt, s.URL); err != nil {
					b.Fatal(err)
				}
			}
		})
		for _, burst := range bursts {
			b.Run(burst.name+"/"+name, func(b *testing.B) {
				s := burst.site()
				tr := s.transport(b, nil)
				for b.Loop() {
					if burst.cold {
						tr = s.transport(b, nil)
					}
					wantServed(b, burstOf(burst.callers, context.Background(), pick(tr), s.URL))
					tr.CloseIdleConnections()
				}
				b.ReportMetric(float64(s.opened.Load())/float64(b.N), "conns")
			})
		}
	}
}

// site is an https server that knows the connections which its transports open.
type site struct {
	*httptest.Server
	opened atomic.Int64
	open   sync.WaitGroup // of the client's side
}

func newSite(tb testing.TB, http2 bool, h http.HandlerFunc) *site {
	s := newUnstartedSite(http2, h)
	s.StartTLS()
	tb.Cleanup(s.Close)
	return s
}

func newUnstartedSite(http2 bool, h http.HandlerFunc) *site {
	s := &site{Server: httptest.NewUnstartedServer(h)}
	s.EnableHTTP2 = http2
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes that are broken off
	return s
}

func (s *site) roots() *tls.Config {
	return &tls.Config{RootCAs: s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
}

// transport is newTransport with the site's certificate among its roots. Its
// dials are counted and then, if before is given, held up by it.
func (s *site) transport(tb testing.TB, before func()) *transport {
	t := newTransport()
	t.base.TLSClientConfig = s.roots()
	dial := t.base.DialContext
	t.base.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if ctx.Value(mayDial{}) != nil {
			s.opened.Add(1)
			if before != nil {
				before()
			}
		}
		c, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		s.open.Add(1)
		return &siteConn{Conn: c, done: sync.OnceFunc(s.open.Done)}, nil
	}
	tb.Cleanup(t.CloseIdleConnections)
	return t
}

type siteConn struct {
	net.Conn
	done func()
}

func (c *siteConn) NetConn() net.Conn { return c.Conn }
func (c *siteConn) Close() error      { defer c.done(); return c.Conn.Close() }

// newProxy passes CONNECT on.
func newProxy(tb testing.TB) *url.URL {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		far, err := net.Dial("tcp", r.Host)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		near, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
		pass := func(to, from net.Conn) { defer to.Close(); io.Copy(to, from) }
		go pass(near, far)
		pass(far, near)
	}))
	tb.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		tb.Fatal(err)
	}
	return u
}

func echo(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }

// burst asks from 64 goroutines at once; a panic is an error.
func burst(ctx context.Context, rt http.RoundTripper, u string) []error {
	return burstOf(burstSize, ctx, rt, u)
}

func burstOf(callers int, ctx context.Context, rt http.RoundTripper, u string) []error {
	errs := make([]error, callers)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			defer func() {
				if recover() != nil {
					errs[i] = errors.New("panic")
				}
			}()
			errs[i] = ask(ctx, rt, u)
		})
	}
	wg.Wait()
	return errs
}

// ask reads one complete response.
func ask(ctx context.Context, rt http.RoundTripper, u string) error {
	req, err := http.NewRequestWithContext(ctx, "GET", u, nil)
	if err != nil {
		return err
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.Request != req {
		return errors.New("the response belongs to another request")
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func wantServed(tb testing.TB, errs []error) {
	tb.Helper()
	if err := errors.Join(errs...); err != nil {
		tb.Fatal(err)
	}
}

// wantOpen checks how many connections a transport has.
func wantOpen(tb testing.TB, t *transport, want int) {
	tb.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open != want {
		tb.Errorf("%d connections are open, want %d", t.open, want)
	}
}
