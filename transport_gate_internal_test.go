package spotify

// The rule by which requests wait, without a network: internal because what is
// put in its place is a protocol of the transport's own base, and its time a
// bubble's.

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestTransportGate has 64 callers at once and a network where each request
// takes five seconds to get its connection.
func TestTransportGate(t *testing.T) {
	for _, c := range []struct {
		name         string
		first        func() error // what becomes of the first request
		served, took int          // of 64 callers; seconds
	}{
		{"all wait while the first connects", func() error { return nil }, 64, 10},
		{"a failure lets all the others go", func() error { return io.ErrUnexpectedEOF }, 63, 10},
		{"a panic lets the next go first", func() error { panic("broken") }, 63, 15},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var sent atomic.Int64
				tr := stubbed(func(req *http.Request) error {
					n := sent.Add(1)
					time.Sleep(connectLimit)
					if n == 1 {
						return c.first()
					}
					return nil
				})
				began := time.Now()
				done := make(chan []error)
				go func() { done <- burst(context.Background(), tr, "https://host") }()
				synctest.Wait()
				if n := sent.Load(); n != 1 {
					t.Errorf("%d requests were sent at once, want 1", n)
				}
				served := 0
				for _, err := range <-done {
					if err == nil {
						served++
					}
				}
				took := int(time.Since(began).Seconds())
				if served != c.served || took != c.took || sent.Load() != burstSize {
					t.Errorf("%d of %d sent were served after %d s, want %d after %d s", served, sent.Load(), took, c.served, c.took)
				}
			})
		})
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
		body, began := &watchedBody{Reader: strings.NewReader("{}")}, time.Now()
		req, err := http.NewRequestWithContext(ctx, "POST", "https://host", body)
		if err != nil {
			t.Fatal(err)
		}
		_, err = tr.RoundTrip(req)
		if d := time.Since(began); d != time.Second || !body.closed {
			t.Errorf("left after %v, its body closed: %v; want 1s, true", d, body.closed)
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
	wantRemembered(t, tr, 1)
}

// stubbed is newTransport with a network that is what send makes of a request.
func stubbed(send func(*http.Request) error) *transport {
	t := newTransport()
	conn := &watchedConn{t: t}
	t.base.ForceAttemptHTTP2 = false // it would take the protocol for itself
	t.base.RegisterProtocol("https", roundTripper(func(req *http.Request) (*http.Response, error) {
		if err := send(req); err != nil {
			return nil, err
		}
		if trace := httptrace.ContextClientTrace(req.Context()); trace != nil {
			trace.GotConn(httptrace.GotConnInfo{Conn: conn})
		}
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: req}, nil
	}))
	return t
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

type watchedBody struct {
	io.Reader
	closed bool
}

func (b *watchedBody) Close() error { b.closed = true; return nil }
