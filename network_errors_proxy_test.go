package spotify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// refusesCONNECT is a proxy that responds to CONNECT with that status line.
func refusesCONNECT(status string) func(net.Conn) {
	return replies("HTTP/1.1 "+status+"\r\nContent-Length: 0\r\n\r\n", false)
}

// refusesSOCKS is a SOCKS5 proxy without a login that replies with that code.
func refusesSOCKS(code byte) func(net.Conn) {
	return func(c net.Conn) {
		greeting := make([]byte, 2)
		if _, err := io.ReadFull(c, greeting); err != nil {
			return
		}
		_, _ = io.CopyN(io.Discard, c, int64(greeting[1]))
		_, _ = c.Write([]byte{5, 0})
		request := make([]byte, 5)
		if _, err := io.ReadFull(c, request); err != nil {
			return
		}
		rest := int64(4 + 2 - 1) // of an IPv4 address and a port
		if request[3] == 3 {
			rest = int64(request[4]) + 2
		}
		_, _ = io.CopyN(io.Discard, c, rest)
		_, _ = c.Write([]byte{5, code, 0, 1, 0, 0, 0, 0, 0, 0})
		_, _ = io.Copy(io.Discard, c)
	}
}

// A proxy that refuses to connect has not seen the request.
func TestNetworkErrorsOfProxies(t *testing.T) {
	tests := []struct {
		name   string
		scheme string
		proxy  func(net.Conn)
		text   string
	}{
		{"CONNECT refused with 502", "http", refusesCONNECT("502 Bad Gateway"), "proxy refused to connect: Bad Gateway"},
		{"CONNECT refused with 503", "http", refusesCONNECT("503 Service Unavailable"),
			"proxy refused to connect: Service Unavailable"},
		{"CONNECT refused in its own words", "http", refusesCONNECT("502 Upstream is down"), "Upstream is down"},
		{"SOCKS: host unreachable", "socks5", refusesSOCKS(4), "proxy refused to connect: socks connect tcp "},
		{"SOCKS: connection refused", "socks5h", refusesSOCKS(5), "proxy refused to connect: socks connect tcp "},
		{"CONNECT without a response", "http", replies("", false), "EOF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newRawServer(t, tt.proxy)
			u := &url.URL{Scheme: tt.scheme, Host: strings.TrimPrefix(s.url, "http://"),
				User: url.UserPassword("proxy-user", "proxy-password")}
			rt := &http.Transport{Proxy: http.ProxyURL(u)}
			defer rt.CloseIdleConnections()
			c := newClientTo(t, "https://192.0.2.1", spotify.WithHTTPClient(&http.Client{Transport: rt}))
			for _, method := range []string{"GET", "POST"} {
				err := c.Call(context.Background(), method, "/x", nil, nil, nil)
				wantIs(t, err, spotify.ErrNetwork)
				if e := apiErr(t, err); e.Attempts != 4 || e.MayHaveExecuted || e.StatusCode != 0 {
					t.Errorf("%s: %+v", method, e)
				}
				if text := err.Error(); !strings.Contains(text, tt.text) || strings.Contains(text, "proxy-password") {
					t.Errorf("text %q, want %q", text, tt.text)
				}
			}
		})
	}
}

// proxyReport is what a child process found of a call through a proxy.
type proxyReport struct {
	Attempts        int
	MayHaveExecuted bool
	Network         bool
	Text            string
}

// The SDK's own transport takes its proxy from the environment, which net/http
// reads once in a process: each row has a process of its own.
func TestNetworkErrorsOfEnvironmentProxies(t *testing.T) {
	if os.Getenv("SPOTIFY_TEST_PROXY_CHILD") != "" {
		c, err := spotify.New(spotify.WithAccessToken(token(1)), spotify.WithMaxRetryWait(time.Millisecond))
		if err != nil {
			t.Fatal(err)
		}
		err = c.Call(context.Background(), "POST", "/me/player/queue", nil, nil, nil)
		e := apiErr(t, err)
		line, _ := json.Marshal(proxyReport{e.Attempts, e.MayHaveExecuted, errors.Is(err, spotify.ErrNetwork), e.Error()})
		fmt.Printf("report %s\n", line)
		return
	}
	tests := []struct {
		name     string
		proxy    string
		attempts int
		text     string
	}{
		{"502", newRawServer(t, refusesCONNECT("502 Bad Gateway")).url, 4, "proxy refused to connect: 502 Bad Gateway"},
		{"502 in its own words", newRawServer(t, refusesCONNECT("502 Upstream is down")).url, 4,
			"proxy refused to connect: 502 Bad Gateway"},
		{"429", newRawServer(t, refusesCONNECT("429 Too Many Requests")).url, 4, "proxy refused to connect: 429 Too Many Requests"},
		{"408", newRawServer(t, refusesCONNECT("408 Request Timeout")).url, 4, "proxy refused to connect: 408 Request Timeout"},
		{"403", newRawServer(t, refusesCONNECT("403 Forbidden")).url, 1, "proxy refused to connect: 403 Forbidden"},
		{"407", newRawServer(t, refusesCONNECT("407 Proxy Authentication Required")).url, 1,
			"proxy refused to connect: 407 Proxy Authentication Required"},
		{"SOCKS", strings.Replace(newRawServer(t, refusesSOCKS(4)).url, "http:", "socks5:", 1), 4,
			"proxy refused to connect: socks connect tcp "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			child := exec.Command(os.Args[0], "-test.run=^TestNetworkErrorsOfEnvironmentProxies$")
			child.Env = append(os.Environ(), "SPOTIFY_TEST_PROXY_CHILD=1", "HTTPS_PROXY="+tt.proxy, "NO_PROXY=", "no_proxy=",
				"https_proxy=")
			out, err := child.CombinedOutput()
			_, line, found := strings.Cut(string(out), "report ")
			line, _, _ = strings.Cut(line, "\n")
			var got proxyReport
			if err != nil || !found || json.Unmarshal([]byte(line), &got) != nil {
				t.Fatalf("the child: %v\n%s", err, out)
			}
			if got.Attempts != tt.attempts || got.MayHaveExecuted || !got.Network || !strings.Contains(got.Text, tt.text) {
				t.Errorf("%+v, want %d attempts and %q", got, tt.attempts, tt.text)
			}
		})
	}
}
