package spotify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// The benchmarks measure the SDK alongside net/http and encoding/json written by
// hand: compare the rows of one run, as ratios.

// cannedTransport is an in-memory transport that responds to every path with one
// body, and to token requests with a token.
type cannedTransport struct{ bodies map[string][]byte }

func (c *cannedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	body := c.bodies[r.URL.Path]
	return &http.Response{StatusCode: 200, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
}

// workload is one call, as the SDK makes it and as one writes it by hand.
type workload struct {
	name, path, query string
	sdk               func(context.Context, *spotify.Client) error
	byHand            func() any // what its response is decoded into
}

var workloads = []workload{
	{"track", "/v1/tracks/" + spotifytest.TrackID, "", func(ctx context.Context, c *spotify.Client) error {
		_, err := c.Track(ctx, spotifytest.TrackID, nil)
		return err
	}, func() any { return new(spotify.Track) }},
	{"album", "/v1/albums/" + spotifytest.LongAlbumID, "", func(ctx context.Context, c *spotify.Client) error {
		_, err := c.Album(ctx, spotifytest.LongAlbumID, nil)
		return err
	}, func() any { return new(spotify.Album) }},
	{"search", "/v1/search", "q=year%3A1900-2030&type=track%2Calbum%2Cartist&limit=50",
		func(ctx context.Context, c *spotify.Client) error {
			_, err := c.Search(ctx, "year:1900-2030",
				[]spotify.SearchType{spotify.SearchTypeTrack, spotify.SearchTypeAlbum, spotify.SearchTypeArtist},
				&spotify.SearchOptions{Limit: 50})
			return err
		}, func() any { return new(spotify.SearchResult) }},
	{"playlist", "/v1/playlists/" + spotifytest.PlaylistID + "/items", "limit=50",
		func(ctx context.Context, c *spotify.Client) error {
			_, err := c.PlaylistItems(ctx, spotifytest.PlaylistID, &spotify.PlaylistItemsOptions{Limit: 50})
			return err
		}, func() any { return new(spotify.Page[spotify.PlaylistItem]) }},
}

// record asks the fake Spotify once for each workload's response.
func record(tb testing.TB) (*cannedTransport, *spotify.Client) {
	tb.Helper()
	srv, app := spotifytest.New(tb)
	user := app.As(srv.User(spotifytest.UserID))
	c := &cannedTransport{bodies: map[string][]byte{"/api/token": []byte(`{"access_token":"` + token(1) + `","token_type":"Bearer","expires_in":86400}`)}}
	for _, w := range workloads {
		query, _ := url.ParseQuery(w.query)
		var body json.RawMessage
		if err := user.Call(context.Background(), "GET", w.path[len("/v1"):], query, nil, &body); err != nil {
			tb.Fatal(err)
		}
		c.bodies[w.path] = body
	}
	client, err := spotify.NewFromClientCredentials(clientID, clientSecret,
		spotify.WithHTTPClient(&http.Client{Transport: c}))
	if err != nil {
		tb.Fatal(err)
	}
	return c, client
}

// byHand is the call without the SDK: no retries, no limits, no refresh.
func byHand(ctx context.Context, hc *http.Client, w workload, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.spotify.com"+w.path+"?"+w.query, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token(1))
	resp, err := hc.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(out)
}

func BenchmarkCall(b *testing.B) {
	transport, client := record(b)
	hc := &http.Client{Transport: transport}
	ctx := context.Background()
	for _, w := range workloads {
		b.Run(w.name+"/byhand", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := byHand(ctx, hc, w, w.byHand()); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(w.name+"/sdk", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := w.sdk(ctx, client); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkTokenRead is the hot path alongside the least that it can cost: the
// clock and one atomic load.
func BenchmarkTokenRead(b *testing.B) {
	ctx := context.Background()
	var present atomic.Pointer[time.Time]
	expiry := time.Now().Add(time.Hour)
	present.Store(&expiry)
	floor := func() bool { return time.Now().UnixNano() < present.Load().UnixNano() }
	provider := (&fake{}).provider(b)
	read := func() bool { t, err := provider.AccessToken(ctx); return t != "" && err == nil }
	for _, tt := range []struct {
		name string
		read func() bool
	}{{"floor", floor}, {"sdk", read}} {
		b.Run("serial/"+tt.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !tt.read() {
					b.Fatal("no token")
				}
			}
		})
		b.Run("parallel/"+tt.name, func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if !tt.read() {
						b.Error("no token")
						return
					}
				}
			})
		})
	}
}

// TestCallsCostFewAllocations bounds what does not vary: the allocations and
// bytes of whole calls in memory. Each string of a response is an allocation of
// its own, as it is by hand, unless it repeats. The call itself (its token,
// timeout, trace and retry loop) costs some 35, which the smallest response does
// not make up for since encoding/json of Go 1.27.
func TestCallsCostFewAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	transport, client := record(t)
	hc := &http.Client{Transport: transport}
	ctx := context.Background()
	for _, w := range workloads {
		sdk, sdkBytes := cost(t, func() error { return w.sdk(ctx, client) })
		hand, handBytes := cost(t, func() error { return byHand(ctx, hc, w, w.byHand()) })
		t.Logf("%s: %.0f allocations and %.0f bytes; by hand %.0f and %.0f", w.name, sdk, sdkBytes, hand, handBytes)
		if sdk > max(hand, 75) || sdkBytes > handBytes*3/4 {
			t.Errorf("%s costs %.0f allocations and %.0f bytes, by hand %.0f and %.0f", w.name, sdk, sdkBytes, hand,
				handBytes)
		}
	}
}

// cost is what one call allocates, once it has run a few times.
func cost(t *testing.T, call func() error) (allocations, size float64) {
	t.Helper()
	const runs = 100
	for range 10 {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runs {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / runs, float64(after.TotalAlloc-before.TotalAlloc) / runs
}

// TestARetainedTrackDoesNotRetainItsPage: one track of a large page, kept a hundred
// times over, must cost about a track each.
func TestARetainedTrackDoesNotRetainItsPage(t *testing.T) {
	_, client := record(t)
	const pages = 100
	kept := make([]spotify.Track, 0, pages)
	before := liveHeap()
	size := 0
	for range pages {
		result, err := client.Search(context.Background(), "year:1900-2030", []spotify.SearchType{spotify.SearchTypeTrack},
			&spotify.SearchOptions{Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
		size = len(result.Tracks.Items)
		kept = append(kept, result.Tracks.Items[size/2])
	}
	each := (liveHeap() - before) / pages
	t.Logf("a track kept of a page of %d holds %d bytes", size, each)
	if size < 40 || each > 4<<10 {
		t.Errorf("a track kept of a page of %d holds %d bytes", size, each)
	}
	runtime.KeepAlive(kept)
}

// TestPagesAreSmallInMemory bounds the live heap of a search page and of a
// playlist's entry.
func TestPagesAreSmallInMemory(t *testing.T) {
	_, client := record(t)
	const pages = 50
	ctx := context.Background()
	searches := make([]*spotify.SearchResult, pages)
	before := liveHeap()
	for i := range searches {
		var err error
		searches[i], err = client.Search(ctx, "year:1900-2030", []spotify.SearchType{spotify.SearchTypeTrack},
			&spotify.SearchOptions{Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
	}
	page := (liveHeap() - before) / pages
	entries := make([]*spotify.Page[spotify.PlaylistItem], pages)
	before = liveHeap()
	for i := range entries {
		var err error
		entries[i], err = client.PlaylistItems(ctx, spotifytest.PlaylistID, &spotify.PlaylistItemsOptions{Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
	}
	entry := (liveHeap() - before) / pages / int64(len(entries[0].Items))
	t.Logf("live heap: a search page of 3 x 50 %d bytes, a playlist's entry %d bytes", page, entry)
	if page > 300<<10 || entry > 4<<10 {
		t.Errorf("live heap: a search page %d bytes, a playlist's entry %d bytes", page, entry)
	}
	runtime.KeepAlive(searches)
	runtime.KeepAlive(entries)
}

func liveHeap() int64 {
	runtime.GC()
	runtime.GC() // what pools held
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
