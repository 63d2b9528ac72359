package spotify

// Bursts against servers whose connections carry few requests. Internal for the
// same reasons as the other tests of the transport.

import (
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"
)

// TestTransportBurstOverTheStreamLimit has 400 callers at once, while one
// connection carries 100 requests. net/http without it opens some hundred connections
// (see BenchmarkTransport). Four would do, but responses free streams again.
func TestTransportBurstOverTheStreamLimit(t *testing.T) {
	s := newLimitedSite(t, 100, func(http.ResponseWriter, *http.Request) { time.Sleep(20 * time.Millisecond) })
	wantServed(t, burstOf(400, context.Background(), s.transport(t, nil), s.URL))
	if n := s.opened.Load(); n > 16 {
		t.Errorf("400 callers of a host with 100 streams opened %d connections, want 4", n)
	}
}

// After a GOAWAY a burst finds a connection that takes no more requests.
func TestTransportBurstAfterGOAWAY(t *testing.T) {
	s := newSite(t, true, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/last" {
			w.Header().Set("Connection", "close") // a GOAWAY, over HTTP/2
		}
	})
	tr := s.transport(t, nil)
	for range 3 {
		wantServed(t, burstOf(50, context.Background(), tr, s.URL))
		if err := ask(context.Background(), tr, s.URL+"/last"); err != nil {
			t.Fatal(err)
		}
	}
	wantServed(t, burstOf(50, context.Background(), tr, s.URL))
	// The client may learn of a GOAWAY only after it has begun another request.
	if n := s.opened.Load(); n > 8 {
		t.Errorf("%d connections for four bursts with three GOAWAYs between them", n)
	}
}

// Once a host is known for HTTP/1, all dial at once, also if it closes each
// connection after one response.
func TestTransportClosingHosts(t *testing.T) {
	s := newSite(t, false, func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Connection", "close") })
	var together sync.WaitGroup // no dial continues before all have begun
	together.Add(1)
	tr := s.transport(t, func() {
		together.Done()
		together.Wait()
	})
	if err := ask(context.Background(), tr, s.URL); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		together.Add(burstSize)
		wantServed(t, burst(context.Background(), tr, s.URL))
	}
}

// unlimited is the base of a transport, whose requests may dial.
type unlimited struct{ base *http.Transport }

func (u unlimited) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := u.base.RoundTrip(req.WithContext(context.WithValue(req.Context(), mayDial{}, true)))
	if resp != nil {
		resp.Request = req
	}
	return resp, err
}

// newLimitedSite is newSite over HTTP/2 with a limit of streams.
func newLimitedSite(t testing.TB, streams int, h http.HandlerFunc) *site {
	s := newUnstartedSite(true, func(w http.ResponseWriter, r *http.Request) { h(w, r); io.WriteString(w, "{}") })
	s.Config.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: streams}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}
