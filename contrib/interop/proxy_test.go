package interop_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/elazarl/goproxy"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

const (
	callerCommand = "caller" // the argument that makes the test program run caller
	apiHost       = "api.spotify.test"
	accountsHost  = "accounts.spotify.test"
	burst         = 20
)

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == callerCommand {
		if err := caller(); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// caller makes calls with a client without transport options. It runs in its own
// process, because net/http reads the proxy and the CA from the environment only
// once.
func caller() error {
	client, err := spotify.NewFromClientCredentials(spotifytest.ClientID, spotifytest.ClientSecret, spotify.WithMaxRetries(0),
		spotify.WithBaseURL("https://"+apiHost+"/v1"), spotify.WithTokenURL("https://"+accountsHost+"/api/token"))
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	errs := make(chan error, burst)
	for range burst {
		go func() {
			_, err := client.Album(ctx, spotifytest.AlbumID, nil)
			errs <- err
		}()
	}
	for range burst {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// proxy is a forward proxy that requires a password and connects every host name
// to one address.
type proxy struct {
	*httptest.Server
	mu      sync.Mutex // guards tunnels
	tunnels map[string]int
}

func newProxy(t *testing.T, target string) *proxy {
	t.Helper()
	p := &proxy{tunnels: map[string]int{}}
	handler := goproxy.NewProxyHttpServer()
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("anna:open sesame"))
	handler.OnRequest().HandleConnectFunc(func(host string, ctx *goproxy.ProxyCtx) (*goproxy.ConnectAction, string) {
		if ctx.Req.Header.Get("Proxy-Authorization") != want {
			ctx.Resp = goproxy.NewResponse(ctx.Req, goproxy.ContentTypeText, http.StatusProxyAuthRequired, "a password is required")
			ctx.Resp.Header.Set("Proxy-Authenticate", `Basic realm="proxy"`)
			return goproxy.RejectConnect, host
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.tunnels[host]++
		return goproxy.OkConnect, host
	})
	handler.ConnectDial = func(network, _ string) (net.Conn, error) { return net.Dial(network, target) }
	p.Server = httptest.NewServer(handler)
	t.Cleanup(p.Close)
	return p
}

// run runs caller in a process that uses the proxy.
func (p *proxy) run(t *testing.T, user string, a *authority) (string, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, a.pem, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], callerCommand)
	cmd.Env = append(os.Environ(), "HTTPS_PROXY="+strings.Replace(p.URL, "//", "//"+user+"@", 1), "NO_PROXY=", "no_proxy=", "SSL_CERT_FILE="+file)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestABurstThroughAProxyThatRequiresAPassword(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	private := newAuthority(t, apiHost, accountsHost)
	gateway := terminate(t, srv, private)
	p := newProxy(t, gateway.Listener.Addr().String())
	if out, err := p.run(t, "anna:open%20sesame", private); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got := srv.Requests(); len(got) != burst+1 || srv.TokenRequests() != 1 || gateway.http2.Load() != burst+1 {
		t.Errorf("%d requests, %d of them for a token, %d by HTTP/2", len(got), srv.TokenRequests(), gateway.http2.Load())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.tunnels) != 2 || p.tunnels[apiHost+":443"] != 1 || p.tunnels[accountsHost+":443"] != 1 {
		t.Errorf("the tunnels are %v, want one to each host for %d callers", p.tunnels, burst)
	}
}

func TestAProxyThatRefusesThePasswordIsAClearError(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	private := newAuthority(t, apiHost, accountsHost)
	gateway := terminate(t, srv, private)
	p := newProxy(t, gateway.Listener.Addr().String())
	out, err := p.run(t, "anna:hunter2", private)
	if err == nil || !strings.Contains(out, "spotify: token: ") || !strings.Contains(out, "Proxy Authentication Required") || strings.Contains(out, "hunter2") || strings.Contains(out, spotifytest.ClientSecret) {
		t.Errorf("%v: %s", err, out)
	}
	if len(srv.Requests()) != 0 {
		t.Error("a request was sent")
	}
}
