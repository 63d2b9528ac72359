package spotify

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// distinctPages returns pages of tracks that have no ID in common.
func distinctPages(t testing.TB, n int) [][]byte {
	page := string(pageOfTracks(t))
	pages := make([][]byte, n)
	for i := range pages {
		pages[i] = []byte(strings.ReplaceAll(page, "0000000000000", fmt.Sprintf("%013d", i)))
	}
	return pages
}

// retained returns how many bytes of the heap stay in use per kept value. keep
// appends to kept what it keeps of a page.
func retained[T any](t testing.TB, read func([]byte, any) error, keep func(kept []T, p *Page[Track]) []T) float64 {
	pages := distinctPages(t, 40)
	kept := make([]T, 0, 50*len(pages))
	heap := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	before := heap()
	for _, data := range pages {
		p := new(Page[Track])
		if err := read(data, p); err != nil {
			t.Fatal(err)
		}
		kept = keep(kept, p)
	}
	size := float64(heap()-before) / float64(len(kept))
	runtime.KeepAlive(kept)
	runtime.KeepAlive(pages)
	return size
}

func keepIDs(kept []string, p *Page[Track]) []string {
	for i := range p.Items {
		kept = append(kept, p.Items[i].ID)
	}
	return kept
}

func keepURIs(kept []string, p *Page[Track]) []string { // one of every page
	return append(kept, p.Items[len(kept)].URI)
}

func keepTracks(kept []*Track, p *Page[Track]) []*Track { // one of every page
	track := p.Items[len(kept)]
	return append(kept, &track)
}

func keepPages(kept []*Page[Track], p *Page[Track]) []*Page[Track] { return append(kept, p) }

// A kept string keeps no other string alive, and a kept track not its page.
func TestDecodeKeepsLittleAlive(t *testing.T) {
	for _, row := range []struct {
		name    string
		measure func() float64
		max     float64
	}{
		{"all IDs", func() float64 { return retained(t, decode, keepIDs) }, 80},
		{"one URI of each page", func() float64 { return retained(t, decode, keepURIs) }, 160},
		{"one track of each page", func() float64 { return retained(t, decode, keepTracks) }, 4 << 10},
		{"all pages", func() float64 { return retained(t, decode, keepPages) }, 120 << 10},
	} {
		// The rest of the process allocates too, so one measurement may be too
		// large; what a string keeps alive makes all of them too large.
		size := row.measure()
		for range 9 {
			size = min(size, row.measure())
		}
		if size > row.max {
			t.Errorf("%s: each keeps %.0f bytes, want at most %.0f", row.name, size, row.max)
		}
	}
}

// BenchmarkRetained reports the bytes that stay in use for each ID, track and
// page that a program keeps.
func BenchmarkRetained(b *testing.B) {
	for _, reader := range []struct {
		name string
		read func([]byte, any) error
	}{{"decode", decode}, {"encoding-json", json.Unmarshal}} {
		b.Run(reader.name, func(b *testing.B) {
			for b.Loop() {
				b.ReportMetric(retained(b, reader.read, keepIDs), "B/ID")
				b.ReportMetric(retained(b, reader.read, keepTracks), "B/track")
				b.ReportMetric(retained(b, reader.read, keepPages), "B/page")
			}
		})
	}
}
