package spotify_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// An HTTP/2 server says whether it processed a request. net/http repeats by
// itself what was not processed, if it can.
func TestNetworkErrorsOfHTTP2(t *testing.T) {
	server, client := newTLSConfigs(t)
	first := func(handle func(c *frameConn, stream uint32) bool) []func(net.Conn) {
		return []func(net.Conn){
			speaksHTTP2(server, 100, func(c *frameConn, stream uint32) bool {
				if c.requests > 1 {
					return respondsOK(c, stream)
				}
				return handle(c, stream)
			}),
			speaksHTTP2(server, 100, respondsOK),
		}
	}
	tests := []struct {
		name          string
		plays         []func(net.Conn)
		maybeExecuted bool // the POST may have been executed, and is not retried
	}{
		{"REFUSED_STREAM", first(func(c *frameConn, stream uint32) bool { c.reset(stream, codeRefused); return true }), false},
		{"GOAWAY below the stream", first(func(c *frameConn, stream uint32) bool { c.goAway(0, codeNone); return true }), false},
		{"GOAWAY with an error below the stream",
			first(func(c *frameConn, stream uint32) bool { c.goAway(0, codeCalm); return true }), false},
		{"GOAWAY above the stream, which is closed then",
			first(func(c *frameConn, stream uint32) bool { c.goAway(stream, codeNone); return false }), true},
		{"RST_STREAM INTERNAL_ERROR",
			first(func(c *frameConn, stream uint32) bool { c.reset(stream, codeInternal); return true }), true},
		{"RST_STREAM CANCEL", first(func(c *frameConn, stream uint32) bool { c.reset(stream, codeCancel); return true }), true},
		{"RST_STREAM inside the body", first(func(c *frameConn, stream uint32) bool {
			c.write(frameHeaders, flagEndHeaders, stream, []byte{0x88})
			c.write(frameData, 0, stream, []byte(`{"a":`))
			c.reset(stream, codeInternal)
			return true
		}), true},
		{"closed inside the body", first(func(c *frameConn, stream uint32) bool {
			c.write(frameHeaders, flagEndHeaders, stream, []byte{0x88})
			c.write(frameData, 0, stream, []byte(`{"a":`))
			return false
		}), true},
		{"closed without a response", first(func(c *frameConn, stream uint32) bool { return false }), true},
		{"a frame that no stream has", first(func(c *frameConn, stream uint32) bool {
			c.write(frameData, 0, 0, []byte("x")) // a connection error
			_, _ = io.Copy(io.Discard, c)
			return false
		}), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, method := range []string{"GET", "PUT", "POST"} {
				c := newTLSClientTo(t, newRawServer(t, tt.plays...), client)
				var out map[string]any
				err := c.Call(context.Background(), method, "/x", nil, []string{"a"}, &out)
				if method != "POST" || !tt.maybeExecuted {
					if err != nil {
						t.Errorf("%s: %v", method, recorded(err))
					}
					continue
				}
				wantIs(t, err, spotify.ErrNetwork)
				if e := apiErr(t, err); !e.MayHaveExecuted || e.Attempts != 1 {
					t.Errorf("%s: MayHaveExecuted %v after %d attempts: %v", method, e.MayHaveExecuted, e.Attempts, err)
				}
			}
		})
	}
}

// What cannot be sent again is not, but a request that the server did not
// process has not been executed.
func TestNetworkErrorsOfUnprocessedRequestsThatCannotBeReplayed(t *testing.T) {
	server, client := newTLSConfigs(t)
	for name, refuse := range map[string]func(c *frameConn, stream uint32) bool{
		"REFUSED_STREAM": func(c *frameConn, stream uint32) bool { c.reset(stream, codeRefused); return true },
		"GOAWAY":         func(c *frameConn, stream uint32) bool { c.goAway(0, codeNone); return true },
	} {
		t.Run(name, func(t *testing.T) {
			s := newRawServer(t, speaksHTTP2(server, 100, refuse))
			c := newTLSClientTo(t, s, client)
			req, err := http.NewRequest("POST", strings.Replace(s.url, "http:", "https:", 1)+"/v1/x",
				io.NopCloser(strings.NewReader("once")))
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.Do(req)
			wantIs(t, err, spotify.ErrNetwork)
			if e := apiErr(t, err); e.MayHaveExecuted || e.Attempts != 1 {
				t.Errorf("MayHaveExecuted %v after %d attempts: %v", e.MayHaveExecuted, e.Attempts, err)
			}
		})
	}
}

// A body that cannot be unpacked is a body that broke off.
func TestNetworkErrorsOfGzip(t *testing.T) {
	server, client := newTLSConfigs(t)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, `{"name":"`+strings.Repeat("a long name ", 100)+`"}`)
	z.Close()
	whole := packed.String()
	spoiled := []byte(whole)
	spoiled[len(spoiled)-8] ^= 1 // of the checksum
	plain := func(body string) func(net.Conn) {
		return replies("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"+body, false)
	}
	framed := func(body string) func(net.Conn) {
		return speaksHTTP2(server, 100, func(c *frameConn, stream uint32) bool { c.respond(stream, true, body); return true })
	}
	for name, body := range map[string]string{
		"truncated":        whole[:len(whole)/2],
		"without its end":  whole[:len(whole)-4],
		"a wrong checksum": string(spoiled),
		"no gzip":          `{"name":"a"}`,
	} {
		t.Run(name, func(t *testing.T) {
			for _, method := range []string{"GET", "POST"} {
				for _, http2 := range []bool{false, true} {
					var c *spotify.Client
					var s *rawServer
					if http2 {
						n := 0
						s = newRawServer(t, speaksHTTP2(server, 100, func(c *frameConn, stream uint32) bool {
							if n++; n == 1 {
								c.respond(stream, true, body)
							} else {
								c.respond(stream, true, whole)
							}
							return true
						}), framed(whole))
						c = newTLSClientTo(t, s, client)
					} else {
						s = newRawServer(t, plain(body), plain(whole))
						c = newClientTo(t, s.url)
					}
					var out struct{ Name string }
					err := c.Call(context.Background(), method, "/x", nil, nil, &out)
					if method == "GET" {
						if err != nil || out.Name == "" {
							t.Errorf("HTTP/2 %v: %v, %q", http2, recorded(err), out.Name)
						}
						continue
					}
					wantIs(t, err, spotify.ErrNetwork)
					if e := apiErr(t, err); !e.MayHaveExecuted || e.Attempts != 1 || e.StatusCode != 200 {
						t.Errorf("HTTP/2 %v: %+v", http2, e)
					}
				}
			}
		})
	}
}
