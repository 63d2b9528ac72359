package spotify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
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
		t.Fatal("the page is not valid JSON")
	}
	return []byte(text)
}

// BenchmarkDecode reads a page of 50 tracks. encoding/json leaves the markets to
// the decoder, which makes it faster here than it is with lists of strings.
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

// A track of this page has 18 different strings, three lists and a pointer.
func TestDecodeAllocatesLittle(t *testing.T) {
	data := pageOfTracks(t)
	var p Page[Track]
	allocs := testing.AllocsPerRun(20, func() {
		p = Page[Track]{}
		if err := decode(data, &p); err != nil {
			t.Fatal(err)
		}
	})
	if perTrack := allocs / 50; perTrack > 25 {
		t.Errorf("%.1f allocations for a track, want at most 25", perTrack)
	}
	if len(p.Items) != 50 || p.Items[7].Name != `Träck "7"` || p.Items[7].Album.AvailableMarkets.Len() != 182 || *p.Items[7].Popularity != 7 {
		t.Errorf("got %d tracks, the eighth %+v", len(p.Items), p.Items[7])
	}
}

// The benchmarks below measure each optimization of the decoder against plain
// code that does the same. An optimization stays if it saves a tenth of the
// time, the bytes or the allocations.

// BenchmarkDecodeIntern reads a page with and without the intern table.
func BenchmarkDecodeIntern(b *testing.B) {
	data := pageOfTracks(b)
	for name, size := range map[string]int{"plain": 0, "optimized": internSize} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var p Page[Track]
				d := newDecoder(data)
				d.interned = nil
				if size > 0 {
					d.interned = make([]string, size)
				}
				if err := d.decode(reflect.ValueOf(&p).Elem()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkDecodeScratch reads the lists of artists of a page, and one long
// list, with scratch slices and by appending.
func BenchmarkDecodeScratch(b *testing.B) {
	artists := `[{"name":"a"},{"name":"b"},{"name":"c"}]`
	lists := []byte("[" + strings.Repeat(artists+",", 49) + artists + "]")
	long := []byte("[" + strings.Repeat(`{"name":"a"},`, 499) + `{"name":"b"}]`)
	appending := func(d *decoder, p *plan, v reflect.Value) {
		d.enter('[')
		for first := true; d.more(']', first); first = false {
			elem := reflect.New(p.elem.typ).Elem()
			if d.value(p.elem, elem) {
				v.Set(reflect.Append(v, elem))
			}
		}
	}
	for _, run := range []struct {
		name  string
		plain bool
	}{{"plain", true}, {"optimized", false}} {
		b.Run(run.name, func(b *testing.B) {
			b.ReportAllocs()
			p := planOf(reflect.TypeFor[[]SimplifiedArtist]())
			for b.Loop() {
				for _, text := range [][]byte{lists, long} {
					d := newDecoder(text)
					nested := text[1] == '['
					if nested {
						d.enter('[')
					}
					for first := true; !nested && first || nested && d.more(']', first); first = false {
						v := reflect.New(p.typ).Elem()
						if run.plain {
							appending(d, p, v)
						} else {
							d.value(p, v)
						}
					}
					if d.err != nil || d.pos != len(text) {
						b.Fatal(d.err)
					}
				}
			}
		})
	}
}

// BenchmarkDecodeNames looks up the members of a track, with the guess and with
// the map only.
func BenchmarkDecodeNames(b *testing.B) {
	p := planOf(reflect.TypeFor[Track]())
	var text []byte
	for _, n := range p.names {
		text = append(text, n.quoted...)
	}
	for name, far := range map[string]int{"plain": len(p.names), "optimized": 0} {
		b.Run(name, func(b *testing.B) {
			d := newDecoder(text)
			for b.Loop() {
				d.pos = 0
				for guess := far; d.pos < len(text); {
					n := d.name(p, guess)
					if n == nil {
						b.Fatal("a name is not found")
					}
					guess = max(far, n.next)
				}
			}
		})
	}
}

// BenchmarkDecodeStrings reads a link eight bytes and one byte at a time.
func BenchmarkDecodeStrings(b *testing.B) {
	text := []byte(`"https://api.spotify.com/v1/tracks/11dFghVXANMlKmJXsNCbNl"`)
	plain := func(d *decoder) []byte {
		start := d.pos + 1
		for i := start; i < len(d.data); i++ {
			switch c := d.data[i]; {
			case c == '"':
				d.pos = i + 1
				return d.data[start:i]
			case c == '\\', c < ' ', c >= utf8.RuneSelf:
				d.fail()
				return nil
			}
		}
		return nil
	}
	for name, read := range map[string]func(*decoder) []byte{"plain": plain, "optimized": (*decoder).string} {
		b.Run(name, func(b *testing.B) {
			d := newDecoder(text)
			for b.Loop() {
				d.pos = 0
				if len(read(d)) != len(text)-2 {
					b.Fatal("not the whole string")
				}
			}
		})
	}
}

// BenchmarkDecodeEscapes reads a name with escapes, by hand and by encoding/json.
func BenchmarkDecodeEscapes(b *testing.B) {
	text := []byte(`"A name with \"quotes\" and \u00e9"`)
	plain := func(d *decoder) (s string) {
		if err := json.Unmarshal(d.data, &s); err != nil {
			b.Fatal(err)
		}
		return s
	}
	optimized := func(d *decoder) string { return d.text(d.string()) }
	for name, read := range map[string]func(*decoder) string{"plain": plain, "optimized": optimized} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			d := newDecoder(text)
			for b.Loop() {
				d.pos = 0
				if read(d) != `A name with "quotes" and é` {
					b.Fatal("not the string")
				}
			}
		})
	}
}

// BenchmarkDecodeMarkets reads a page, whose tracks and albums have the same
// markets, with and without comparing each list to the one before.
func BenchmarkDecodeMarkets(b *testing.B) {
	data := pageOfTracks(b)
	start := bytes.Index(data, []byte(`["AA"`))
	list := data[start : start+bytes.IndexByte(data[start:], ']')+1]
	for name, forget := range map[string]bool{"plain": true, "optimized": false} {
		b.Run(name, func(b *testing.B) {
			d := newDecoder(list)
			for b.Loop() {
				var m Markets
				d.pos = 0
				if forget {
					d.last.raw = nil
				}
				if !m.readJSON(d) || m.Len() != 182 {
					b.Fatal("not the whole list")
				}
			}
		})
	}
}
