package spotify_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// rawServer is a server on loopback that plays by hand what happens to its
// connections, one after the other; the last for ever.
type rawServer struct {
	url      string
	accepted atomic.Int32
}

func newRawServer(t testing.TB, plays ...func(net.Conn)) *rawServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &rawServer{url: "http://" + l.Addr().String()}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			n := int(s.accepted.Add(1))
			wg.Go(func() {
				defer conn.Close()
				plays[min(n, len(plays))-1](conn)
			})
		}
	})
	t.Cleanup(func() { l.Close(); wg.Wait() })
	return s
}

// readRequest reads one request, with its body.
func readRequest(r *bufio.Reader) error {
	req, err := http.ReadRequest(r)
	if err == nil {
		_, err = io.Copy(io.Discard, req.Body)
	}
	return err
}

// replies reads a request and writes text, and then waits for the other side to
// hang up if it is to hang.
func replies(text string, hang bool) func(net.Conn) {
	return func(c net.Conn) {
		r := bufio.NewReader(c)
		if readRequest(r) != nil {
			return
		}
		_, _ = io.WriteString(c, text)
		if hang {
			_, _ = io.Copy(io.Discard, r)
		}
	}
}

// resets ends a connection with a reset, before or after the request was read.
func resets(read bool) func(net.Conn) {
	return func(c net.Conn) {
		if read {
			_ = readRequest(bufio.NewReader(c))
		}
		_ = c.(*net.TCPConn).SetLinger(0)
	}
}

const wireOK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"

// newClientTo is a client of the SDK's own transport whose backoffs are short.
func newClientTo(t testing.TB, url string, opts ...spotify.Option) *spotify.Client {
	t.Helper()
	c, err := spotify.New(append([]spotify.Option{spotify.WithAccessToken(token(1)), spotify.WithBaseURL(url + "/v1"),
		spotify.WithMaxRetryWait(time.Millisecond)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}
