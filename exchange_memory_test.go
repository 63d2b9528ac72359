package spotify_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// hugeResponse is a response of 40 MiB, sent without a copy of it in memory.
type hugeResponse struct{ left int64 }

func (h *hugeResponse) Read(p []byte) (int, error) {
	if h.left == 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), h.left))
	for i := range p[:n] {
		p[i] = ' '
	}
	h.left -= int64(n)
	return n, nil
}

// A response over the limit of 32 MiB costs at most 64 MiB of allocations, all in
// all: plain or compressed, with its length announced or not.
func TestExchangeMemoryOfAHugeResponse(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates too")
	}
	const size = 40 << 20
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	if _, err := io.Copy(z, &hugeResponse{size}); err != nil {
		t.Fatal(err)
	}
	z.Close()
	tests := []struct {
		name          string
		gzip, unknown bool // compressed; without Content-Length
	}{
		{"plain", false, false},
		{"plain, of unknown length", false, true},
		{"compressed", true, false},
		{"compressed, of unknown length", true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			// Its own transport, so that the server's memory is not counted.
			rt := roundTripperFunc(func(*http.Request) (*http.Response, error) {
				resp := newResponse(200, "")
				resp.ContentLength = size
				var body io.Reader = &hugeResponse{size}
				if tt.gzip {
					// As net/http returns what it has decompressed.
					unzipped, err := gzip.NewReader(bytes.NewReader(bomb.Bytes()))
					if err != nil {
						return nil, err
					}
					body, resp.ContentLength, resp.Uncompressed = unzipped, -1, true
				}
				if tt.unknown {
					resp.ContentLength = -1
				} else if !tt.gzip {
					resp.Header.Set("Content-Length", strconv.Itoa(size))
				}
				resp.Body = io.NopCloser(body)
				return resp, nil
			})
			c, err := spotify.New(spotify.WithAccessToken(token(1)), spotify.WithHTTPClient(&http.Client{Transport: rt}))
			if err != nil {
				t.Fatal(err)
			}
			for name, call := range map[string]func() error{
				"Call":  func() error { return getAlbum(context.Background(), c) },
				"Album": func() error { _, err := c.Album(context.Background(), albumID, nil); return err },
			} {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				err := call()
				runtime.ReadMemStats(&after)
				if e := apiErr(t, err); e.StatusCode != 200 || len(e.Body) > 8<<10 {
					t.Errorf("%s: %v with a body of %d bytes", name, e, len(e.Body))
				}
				if total := after.TotalAlloc - before.TotalAlloc; total > 64<<20 {
					t.Errorf("%s allocated %d MiB in total", name, total>>20)
				} else {
					t.Logf("%s: %d MiB", name, total>>20)
				}
			}
		})
	}
}

// A response just below the limit may cost no more than one that is over it.
func TestExchangeMemoryOfALargeResponse(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates too")
	}
	body := append(bytes.Repeat([]byte{' '}, 31<<20), "{}"...)
	f := &fake{api: script(func(*http.Request) (*http.Response, error) {
		resp := newResponse(200, "")
		resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), -1
		return resp, nil
	})}
	c := f.client(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := getAlbum(context.Background(), c)
	runtime.ReadMemStats(&after)
	if total := after.TotalAlloc - before.TotalAlloc; err != nil || total > 64<<20 {
		t.Errorf("%d MiB in total, %v", total>>20, recorded(err))
	}
}
