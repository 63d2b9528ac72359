package spotify_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// certificate signs for itself: for a host, until an instant.
func certificate(t testing.TB, host string, until time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host},
		NotBefore: until.Add(-48 * time.Hour), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		DNSNames: []string{host}}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// secureServer counts the connections and requests of a TLS server.
type secureServer struct {
	*httptest.Server
	connections, requests atomic.Int32
}

func newSecureServer(t testing.TB, config *tls.Config) *secureServer {
	t.Helper()
	s := &secureServer{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.requests.Add(1)
		io.WriteString(w, "{}")
	}))
	s.TLS = config
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.connections.Add(1)
		}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// A certificate does not become better by trying again, and nothing is sent to
// who shows a bad one.
func TestTransportCertificates(t *testing.T) {
	good, roots := certificate(t, "127.0.0.1", time.Now().Add(24*time.Hour))
	expiredCert, expiredRoots := certificate(t, "127.0.0.1", time.Now().Add(-24*time.Hour))
	foreign, foreignRoots := certificate(t, "evil.example", time.Now().Add(24*time.Hour))
	with := func(config *tls.Config) spotify.Option {
		return spotify.WithHTTPClient(&http.Client{Transport: &http.Transport{TLSClientConfig: config}})
	}
	tests := []struct {
		name   string
		server *tls.Config
		opts   []spotify.Option
	}{
		{"of an unknown authority, on the SDK's transport", &tls.Config{Certificates: []tls.Certificate{good}}, nil},
		{"expired", &tls.Config{Certificates: []tls.Certificate{expiredCert}},
			[]spotify.Option{with(&tls.Config{RootCAs: expiredRoots})}},
		{"of another host", &tls.Config{Certificates: []tls.Certificate{foreign}},
			[]spotify.Option{with(&tls.Config{RootCAs: foreignRoots})}},
		{"a TLS version that the other side refuses",
			&tls.Config{Certificates: []tls.Certificate{good}, MinVersion: tls.VersionTLS13},
			[]spotify.Option{with(&tls.Config{RootCAs: roots, MaxVersion: tls.VersionTLS12})}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSecureServer(t, tt.server)
			for n, method := range []string{"GET", "POST"} {
				err := newClientTo(t, s.URL, tt.opts...).Call(context.Background(), method, "/x", nil, nil, nil)
				if e := apiErr(t, err); e.Attempts != 1 || e.MayHaveExecuted || e.StatusCode != 0 || e.Timeout() {
					t.Errorf("%+v", e)
				}
				if c := int(s.connections.Load()); c != n+1 {
					t.Errorf("%d connections, want %d", c, n+1)
				}
			}
			p, err := spotify.NewClientCredentials(clientID, clientSecret,
				append(tt.opts, spotify.WithTokenURL(s.URL+"/api/token"))...)
			if err != nil {
				t.Fatal(err)
			}
			_, err = p.AccessToken(context.Background())
			wantNotIs(t, err, spotify.ErrUnauthorized, spotify.ErrServer)
			if a := authErr(t, err); a.Attempts != 1 || a.StatusCode != 0 {
				t.Errorf("%v after %d attempts", a, a.Attempts)
			}
			if s.requests.Load() != 0 {
				t.Errorf("%d requests were sent", s.requests.Load())
			}
		})
	}
	t.Run("a good one", func(t *testing.T) {
		s := newSecureServer(t, &tls.Config{Certificates: []tls.Certificate{good}})
		if err := getAlbum(context.Background(), newClientTo(t, s.URL, with(&tls.Config{RootCAs: roots}))); err != nil {
			t.Error(recorded(err))
		}
	})
}

func TestTransportPlainHTTPOnASecureURL(t *testing.T) {
	var requests atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
	defer s.Close()
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	for _, method := range []string{"GET", "POST"} {
		err := newClientTo(t, strings.Replace(s.URL, "http:", "https:", 1)).Call(context.Background(), method, "/x",
			nil, nil, nil)
		wantIs(t, err, http.ErrSchemeMismatch)
		if e := apiErr(t, err); e.Attempts != 1 || e.MayHaveExecuted {
			t.Errorf("%+v", e)
		}
	}
	if requests.Load() != 0 {
		t.Errorf("%d requests came through", requests.Load())
	}
}

// A connection to a proxy carries no request yet, so that a POST is retried as
// well. net/http does not tell the status with which a proxy refuses CONNECT.
func TestTransportProxies(t *testing.T) {
	good, roots := certificate(t, "127.0.0.1", time.Now().Add(24*time.Hour))
	s := newSecureServer(t, &tls.Config{Certificates: []tls.Certificate{good}})
	through := func(proxy string) spotify.Option {
		u, err := url.Parse(proxy)
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.UserPassword("proxy-user", "proxy-password")
		return spotify.WithHTTPClient(&http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(u),
			TLSClientConfig: &tls.Config{RootCAs: roots}}})
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	unknown, _ := certificate(t, "127.0.0.1", time.Now().Add(24*time.Hour))
	secureProxy := newSecureServer(t, &tls.Config{Certificates: []tls.Certificate{unknown}})
	tests := []struct {
		name      string
		proxy     string
		get, post int // attempts
		text      string
	}{
		{"none there", "http://" + l.Addr().String(), 4, 4, "proxyconnect tcp: "},
		{"it refuses the tunnel", newRawServer(t,
			replies("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", false)).url, 4, 4, "proxy refused to connect: Forbidden"},
		{"it wants a login", newRawServer(t,
			replies("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", false)).url, 4, 4,
			"proxy refused to connect: Proxy Authentication Required"},
		{"its certificate is unknown", secureProxy.URL, 1, 1, "certificate"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newClientTo(t, s.URL, through(tt.proxy))
			for method, attempts := range map[string]int{"GET": tt.get, "POST": tt.post} {
				err := c.Call(context.Background(), method, "/x", nil, nil, nil)
				e := apiErr(t, err)
				if e.Attempts != attempts || e.MayHaveExecuted {
					t.Errorf("%s: %d attempts, MayHaveExecuted %v", method, e.Attempts, e.MayHaveExecuted)
				}
				if text := err.Error(); !strings.Contains(text, tt.text) || strings.Contains(text, "proxy-password") {
					t.Errorf("text %q", text)
				}
			}
			if s.requests.Load() != 0 {
				t.Errorf("%d requests came through", s.requests.Load())
			}
		})
	}
}

// Over HTTP/2 a stream that the server refused was not executed by it, but the
// transport says so in words without a type; a broken server's response is lost.
func TestTransportHTTP2ServerThatAborts(t *testing.T) {
	good, roots := certificate(t, "127.0.0.1", time.Now().Add(24*time.Hour))
	var requests atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("the request came over %s", r.Proto)
		}
		switch requests.Add(1) {
		case 1:
			panic(http.ErrAbortHandler) // a reset of the stream
		case 2:
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "{")
			http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, "{}")
	}))
	s.EnableHTTP2 = true
	s.TLS = &tls.Config{Certificates: []tls.Certificate{good}}
	s.StartTLS()
	defer s.Close()
	rt := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
	defer rt.CloseIdleConnections()
	c := newClientTo(t, s.URL, spotify.WithHTTPClient(&http.Client{Transport: rt}))
	if err := getAlbum(context.Background(), c); err != nil || requests.Load() != 3 {
		t.Errorf("%v after %d requests", recorded(err), requests.Load())
	}
	requests.Store(0)
	if e := apiErr(t, c.Call(context.Background(), "POST", "/x", nil, nil, nil)); !e.MayHaveExecuted ||
		requests.Load() != 1 {
		t.Errorf("%+v after %d requests", e, requests.Load())
	}
}
