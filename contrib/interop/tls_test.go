package interop_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// authority is a private CA and a server's certificate signed by it.
type authority struct {
	pem  []byte
	pool *x509.CertPool
	leaf tls.Certificate
}

func newAuthority(t *testing.T, names ...string) *authority {
	t.Helper()
	sign := func(template, parent *x509.Certificate, key, parentKey *ecdsa.PrivateKey) []byte {
		template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	newKey := func() *ecdsa.PrivateKey {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	rootKey, leafKey := newKey(), newKey()
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Private CA"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	rootDER := sign(root, root, rootKey, rootKey)
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	a := &authority{
		pem:  pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rootDER}),
		pool: x509.NewCertPool(),
		leaf: tls.Certificate{Certificate: [][]byte{sign(leaf, root, leafKey, rootKey)}, PrivateKey: leafKey},
	}
	a.pool.AppendCertsFromPEM(a.pem)
	return a
}

// terminator terminates TLS in front of a fake Spotify, as a gateway does.
type terminator struct {
	*httptest.Server
	connections atomic.Int32
	http2       atomic.Int32 // requests
}

func terminate(t *testing.T, srv *spotifytest.Server, a *authority) *terminator {
	t.Helper()
	behind, err := url.Parse(srv.TokenURL())
	if err != nil {
		t.Fatal(err)
	}
	behind.Path = ""
	forward := httputil.NewSingleHostReverseProxy(behind)
	g := &terminator{}
	g.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 2 {
			g.http2.Add(1)
		}
		forward.ServeHTTP(w, r)
	}))
	g.EnableHTTP2 = true
	g.TLS = &tls.Config{Certificates: []tls.Certificate{a.leaf}}
	g.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that refuse the certificate
	g.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			g.connections.Add(1)
		}
	}
	g.StartTLS()
	t.Cleanup(g.Close)
	return g
}

func (g *terminator) client(t *testing.T, opts ...spotify.Option) *spotify.Client {
	t.Helper()
	client, err := spotify.New(append(opts, spotify.WithClientCredentials(spotifytest.ClientID, spotifytest.ClientSecret),
		spotify.WithBaseURL(g.URL+"/v1"), spotify.WithTokenURL(g.URL+"/api/token"))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func TestATransportThatTrustsAPrivateCA(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	private := newAuthority(t)
	gateway := terminate(t, srv, private)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: private.pool}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	client := gateway.client(t, spotify.WithHTTPClient(&http.Client{Transport: transport}))

	page, err := client.ArtistAlbums(t.Context(), spotifytest.ArtistID, &spotify.ArtistAlbumsOptions{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range page.All(t.Context(), client) { // its links contain the host of the server behind the gateway
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n < 2 || n != page.Total {
		t.Errorf("%d albums of %d in pages of one", n, page.Total)
	}
	if gateway.http2.Load() != int32(len(srv.Requests())) {
		t.Errorf("%d of %d requests by HTTP/2", gateway.http2.Load(), len(srv.Requests()))
	}
}

func TestAnUntrustedCertificateIsNotRetried(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	gateway := terminate(t, srv, newAuthority(t))
	_, err := gateway.client(t).Album(t.Context(), spotifytest.AlbumID, nil)
	untrusted, ours := (*tls.CertificateVerificationError)(nil), (*spotify.AuthenticationError)(nil)
	if !errors.As(err, &untrusted) || !errors.As(err, &ours) || ours.Attempts != 1 || errors.Is(err, spotify.ErrUnauthorized) {
		t.Errorf("got %v, want the certificate's error after one attempt, and not ErrUnauthorized", err)
	}
	if len(srv.Requests()) != 0 {
		t.Error("the credentials were sent to an untrusted server")
	}
}
