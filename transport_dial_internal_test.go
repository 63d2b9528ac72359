package spotify

// The rule by which requests wait, without a network: internal because what is
// put in its place is a protocol of the transport's own base, and its time a
// bubble's.

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestTransportFirstDial has 64 callers at once and a network where a dial takes
// five seconds.
func TestTransportFirstDial(t *testing.T) {
	for _, tt := range []struct {
		name                string
		first               func() error // ends the first dial
		served, took, dials int          // of 64 callers; seconds
	}{
		{"all wait while the first dials", func() error { return nil }, 64, 5, 1},
		{"after a failure all dial at once", func() error { return io.ErrUnexpectedEOF }, 63, 10, 64},
		{"after a panic the next one dials", func() error { panic("broken") }, 63, 10, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var dials atomic.Int64
				tr := stubbed(func(*http.Request) error {
					n := dials.Add(1)
					time.Sleep(connectTimeout)
					if n == 1 {
						return tt.first()
					}
					return nil
				})
				began := time.Now()
				done := make(chan []error)
				go func() { done <- burst(context.Background(), tr, "https://host") }()
				synctest.Wait()
				if n := dials.Load(); n != 1 {
					t.Errorf("%d requests dial at once, want 1", n)
				}
				served := 0
				for _, err := range <-done {
					if err == nil {
						served++
					}
				}
				took := int(time.Since(began).Seconds())
				if served != tt.served || took != tt.took || int(dials.Load()) != tt.dials {
					t.Errorf("%d dials served %d after %d s, want %d, %d, %d", dials.Load(), served, took, tt.dials, tt.served, tt.took)
				}
			})
		})
	}
}

// A request's body is sent whole, and closed once, although net/http closes it
// when it finds no connection.
func TestTransportKeepsTheBodyUntilThereIsAConnection(t *testing.T) {
	s := newSite(t, true, func(w http.ResponseWriter, r *http.Request) {
		if b, err := io.ReadAll(r.Body); string(b) != "a body" || err != nil {
			t.Errorf("the server got %q, %v", b, err)
		}
	})
	tr := s.transport(t, nil)
	var wg, closed sync.WaitGroup // a second Close would make closed panic
	closed.Add(burstSize)
	for range burstSize {
		wg.Go(func() {
			body := &watchedBody{Reader: strings.NewReader("a body"), onClose: closed.Done}
			req, err := http.NewRequest("POST", s.URL, body)
			if err != nil {
				t.Error(err)
				return
			}
			resp, err := tr.RoundTrip(req)
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
			if resp.Request != req {
				t.Error("the response belongs to another request")
			}
		})
	}
	wg.Wait()
	closed.Wait()
	if n := s.opened.Load(); n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
}

func TestTransportLetsWaitersLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		blocked := make(chan struct{})
		tr := stubbed(func(req *http.Request) error {
			if req.URL.Host == "host" {
				<-blocked
			}
			return nil
		})
		go ask(context.Background(), tr, "https://host")
		synctest.Wait()

		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		closed, began := 0, time.Now()
		body := &watchedBody{Reader: strings.NewReader("{}"), onClose: func() { closed++ }}
		req, err := http.NewRequestWithContext(ctx, "POST", "https://host", body)
		if err != nil {
			t.Fatal(err)
		}
		_, err = tr.RoundTrip(req)
		if d := time.Since(began); d != time.Second || closed != 1 {
			t.Errorf("left after %v, its body closed %d times; want 1s, once", d, closed)
		}
		var op *net.OpError
		if !errors.As(err, &op) || op.Op != "dial" || !op.Timeout() || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want a dial's timeout that matches the context's", err)
		}
		if err := ask(context.Background(), tr, "https://other"); err != nil {
			t.Errorf("another host: %v", err)
		}
		close(blocked)
	})
}

func TestTransportCostsNothingWhenWarm(t *testing.T) {
	tr := stubbed(func(*http.Request) error { return nil })
	req, err := http.NewRequest("GET", "https://host", nil)
	if err != nil {
		t.Fatal(err)
	}
	allocations := func(rt http.RoundTripper) float64 {
		return testing.AllocsPerRun(100, func() { // its first run, not counted, warms up
			if _, err := rt.RoundTrip(req); err != nil {
				t.Fatal(err)
			}
		})
	}
	if own, bare := allocations(tr), allocations(tr.base); own != bare {
		t.Errorf("a request costs %v allocations, http.Transport's own is %v", own, bare)
	}
}

// stubbed is newTransport with a network whose dials are calls of dial.
func stubbed(dial func(*http.Request) error) *transport {
	t := newTransport()
	var connected atomic.Bool
	t.base.ForceAttemptHTTP2 = false // it would take the protocol for itself
	t.base.RegisterProtocol("https", roundTripper(func(req *http.Request) (*http.Response, error) {
		switch {
		case connected.Load():
		case req.Context().Value(mayDial{}) == nil:
			if req.Body != nil {
				req.Body.Close()
			}
			return nil, errNoConnection
		default:
			if err := dial(req); err != nil {
				return nil, err
			}
			connected.Store(true)
		}
		if trace := httptrace.ContextClientTrace(req.Context()); trace != nil {
			trace.GotConn(httptrace.GotConnInfo{Conn: http2Conn{}})
		}
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: req}, nil
	}))
	return t
}

// http2Conn is a connection that negotiated HTTP/2.
type http2Conn struct{ net.Conn }

func (http2Conn) ConnectionState() tls.ConnectionState {
	return tls.ConnectionState{NegotiatedProtocol: "h2"}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

type watchedBody struct {
	io.Reader
	onClose func()
}

func (b *watchedBody) Close() error { b.onClose(); return nil }
