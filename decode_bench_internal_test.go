package spotify

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// pageOfTracks is a page of 50 full tracks as Spotify writes it, markets included.
func pageOfTracks(t testing.TB) []byte {
	var markets []string
	for a := 'A'; a <= 'Z'; a++ {
		for _, b := range "AEGMRTZ" {
			markets = append(markets, fmt.Sprintf("%q", string([]rune{a, b})))
		}
	}
	links := func(kind, id string) string {
		return fmt.Sprintf(`"external_urls":{"spotify":"https://open.spotify.com/%s/%s"},"href":"https://api.spotify.com/v1/%ss/%s","id":"%s"`, kind, id, kind, id, id)
	}
	var tracks []string
	for i := range 50 {
		id := fmt.Sprintf("%022d", i*7919)
		artist := fmt.Sprintf(`[{%s,"name":"Artist %d","type":"artist","uri":"spotify:artist:%s"}]`, links("artist", id), i, id)
		list := fmt.Sprintf(`"available_markets":[%s]`, strings.Join(markets, ","))
		var images []string
		for _, size := range []int{640, 300, 64} {
			images = append(images, fmt.Sprintf(`{"height":%d,"url":"https://i.scdn.co/image/ab67616d0000b273%s%d","width":%d}`, size, id, size, size))
		}
		tracks = append(tracks, fmt.Sprintf(`{"album":{"album_type":"album","artists":%s,%s,%s,"images":[%s],"name":"Album %d","release_date":"2019-07-%02d",`+
			`"release_date_precision":"day","total_tracks":12,"type":"album","uri":"spotify:album:%s"},"artists":%s,%s,"disc_number":1,"duration_ms":%d,"explicit":false,`+
			`"external_ids":{"isrc":"USRC1%07d"},%s,"is_local":false,"name":"Träck \"%d\"","popularity":%d,"preview_url":null,"track_number":%d,"type":"track","uri":"spotify:track:%s"}`,
			artist, list, links("album", id), strings.Join(images, ","), i, i%28+1, id, artist, list, 180000+i, i, links("track", id), i, i, i%12, id))
	}
	text := fmt.Sprintf(`{"href":"https://api.spotify.com/v1/search?offset=0","items":[%s],"limit":50,"next":null,"offset":0,"previous":null,"total":1000}`, strings.Join(tracks, ","))
	if !json.Valid([]byte(text)) {
		t.Fatal("the page is no JSON")
	}
	return []byte(text)
}

// BenchmarkDecode reads a page of 50 tracks. encoding/json has it easy here: it
// leaves the markets to the decoder.
func BenchmarkDecode(b *testing.B) {
	data := pageOfTracks(b)
	for _, reader := range []struct {
		name string
		read func([]byte, any) error
	}{{"decode", decode}, {"encoding-json", json.Unmarshal}} {
		b.Run(reader.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				var p Page[Track]
				if err := reader.read(data, &p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A track takes three lists; numbers, strings and what is in progress come
// from blocks.
func TestDecodeAllocatesLittle(t *testing.T) {
	data := pageOfTracks(t)
	var p Page[Track]
	allocs := testing.AllocsPerRun(20, func() {
		p = Page[Track]{}
		if err := decode(data, &p); err != nil {
			t.Fatal(err)
		}
	})
	if perTrack := allocs / 50; perTrack > 5 {
		t.Errorf("%.1f allocations for a track, want at most 5", perTrack)
	}
	if len(p.Items) != 50 || p.Items[7].Name != `Träck "7"` || p.Items[7].Album.AvailableMarkets.Len() != 182 || *p.Items[7].Popularity != 7 {
		t.Errorf("got %d tracks, the eighth %+v", len(p.Items), p.Items[7])
	}
}

// One track that is kept does not keep its page.
func TestDecodeKeepsLittleAlive(t *testing.T) {
	const pages = 50
	var kept [pages]*Track
	heap := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	data := pageOfTracks(t)
	before := heap()
	for i := range kept {
		var p Page[Track]
		if err := decode(data, &p); err != nil {
			t.Fatal(err)
		}
		track := p.Items[i]
		kept[i] = &track
	}
	if each := (heap() - before) / pages; each > 4*blockSize {
		t.Errorf("a kept track holds %d bytes, want at most %d", each, 4*blockSize)
	}
	runtime.KeepAlive(&kept)
}
