package spotify_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// The transport's own error stays in the chain of a timeout.
func TestNetworkErrorsOfATimeoutKeepTheTransportsError(t *testing.T) {
	lookup := &net.DNSError{Err: "i/o timeout", Name: "api.spotify.com", Server: "192.0.2.1:53", IsTimeout: true}
	tests := []struct {
		name     string
		err      error
		attempts int
	}{
		{"of a DNS lookup", &net.OpError{Op: "dial", Net: "tcp", Err: lookup}, 4},
		{"of a dial", &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded}, 4},
		{"of a read", &net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(failWith(tt.err))}
				err := f.client(t).Call(context.Background(), "POST", "/x", nil, nil, nil)
				if e := apiErr(t, err); !e.Timeout() || e.Attempts != tt.attempts || e.MayHaveExecuted != (tt.attempts == 1) {
					t.Errorf("%+v", e)
				}
				var op *net.OpError
				if !errors.As(err, &op) || op != tt.err {
					t.Errorf("%v has lost its *net.OpError", err)
				}
				var dns *net.DNSError
				if errors.Is(tt.err, lookup) && (!errors.As(err, &dns) || dns != lookup) {
					t.Errorf("%v has lost its *net.DNSError", err)
				}
				wantIs(t, err, os.ErrDeadlineExceeded)
				wantIs(t, err, spotify.ErrNetwork)
				wantNotIs(t, err, context.DeadlineExceeded, context.Canceled)
			})
		})
	}
}

// An attempt that ends while it still waits for a connection sent nothing.
func TestNetworkErrorsOfAnAttemptWithoutAConnection(t *testing.T) {
	rt := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	c := newClientTo(t, "https://192.0.2.1", spotify.WithHTTPClient(&http.Client{Transport: rt}),
		spotify.WithTimeout(50*time.Millisecond))
	err := c.Call(context.Background(), "POST", "/x", nil, nil, nil)
	wantIs(t, err, spotify.ErrNetwork)
	if e := apiErr(t, err); !e.Timeout() || e.Attempts != 4 || e.MayHaveExecuted {
		t.Errorf("MayHaveExecuted %v after %d attempts: %v", e.MayHaveExecuted, e.Attempts, err)
	}
}

// A body that is read from elsewhere may fail with an error that looks like the
// transport's own, while a part of the request is on its way.
func TestNetworkErrorsOfTheRequestsBody(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) }))
	defer s.Close()
	for _, failure := range []error{
		&net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")},
		&net.DNSError{Err: "no such host", Name: "elsewhere.example", IsNotFound: true},
	} {
		req, err := http.NewRequest("POST", s.URL+"/v1/x", failingReader{failure})
		if err != nil {
			t.Fatal(err)
		}
		_, err = newClientTo(t, s.URL).Do(req)
		wantIs(t, err, failure)
		if e := apiErr(t, err); !e.MayHaveExecuted || e.Attempts != 1 {
			t.Errorf("MayHaveExecuted %v after %d attempts: %v", e.MayHaveExecuted, e.Attempts, err)
		}
	}
}
