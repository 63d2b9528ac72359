package spotify

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

// maxReread is how often, on average, a byte may be read again: the models nest
// at most this many types that read a value twice (two names, a Raw field, an
// Item that is no track, a type left to encoding/json).
const maxReread = 4

// hostileTexts are texts of about size bytes that would take more than linear
// time in a decoder that reads parts of them over and over.
func hostileTexts(size int) map[string]string {
	half := strings.Repeat("x", size/2)
	repeat := func(s string) string { return strings.Repeat(s, size/2/len(s)) }
	deep := func(open, inner, end string) string {
		n := min(maxDepth/2-10, size/len(open+end))
		return strings.Repeat(open, n) + inner + strings.Repeat(end, n)
	}
	return map[string]string{
		"a name that turns to null and back": fmt.Sprintf(`{"item":{"name":%q},"track":{"type":"x","name":%q},%s"i":1}`, half, half, repeat(`"item":{},"item":null,`)),
		"names in turn":                      fmt.Sprintf(`{%s"i":1}`, repeat(`"tracks":{"id":"a"},"items":{"id":"b"},"items":null,`)),
		"a large second name, first null":    fmt.Sprintf(`{"track":[%q],%s"item":null}`, half, repeat(`"item":["x"],`)),
		"two names in each element":          fmt.Sprintf(`{"l":[%s{}]}`, repeat(`{"tracks":{},"items":{"id":"x"},"items":null},`)),
		"a repeated name":                    fmt.Sprintf(`{%s"i":1}`, repeat(`"o":{"id":"x","tags":["t"]},`)),
		"a repeated large value":             fmt.Sprintf(`{"p":{"s":%q},"p":{"s":%q}}`, half, half),
		"a repeated key of a map":            fmt.Sprintf(`{"m":{%s"k":1}}`, repeat(`"k":1,`)),
		"different keys of a map":            fmt.Sprintf(`{"mo":{%s"k":[]}}`, keys(size/2)),
		"unknown names":                      fmt.Sprintf(`{%s"i":1}`, keys(size/2)),
		"nested lists":                       fmt.Sprintf(`{"q":%s}`, repeat(deep("[", "1", "]")+`,"q":`)+`1`),
		"nested objects of a recursive type": deep(`{"p":`, `{"s":"`+half+`"}`, `}`),
		"lists in lists of a recursive type": deep(`{"l":[{"i":1},`, `{"ls":[`+repeat(`"x",`)+`"x"]}`, `]}`),
		"raw values":                         fmt.Sprintf(`{"lr":[%s1]}`, repeat(`{"a":[1,2,3]},`)),
		"a raw value read again":             fmt.Sprintf(`{%s"r":1}`, repeat(`"r":{"a":[1,2,3]},`)),
		"foreign values in a list":           fmt.Sprintf(`{"lown":[%s"x"]}`, repeat(`"abc",1,`)),
		"a foreign value":                    fmt.Sprintf(`{"x":[%s1]}`, repeat(`{"a":[1]},`)),
		"a long number":                      fmt.Sprintf(`{"i":%s,"f":%s,"q":%s}`, "1"+strings.Repeat("0", size/4), strings.Repeat("9", size/4), strings.Repeat("7", size/4)),
		"numbers that do not fit":            fmt.Sprintf(`{"li":[%s1]}`, repeat(`99999999999999999999,`)),
		"wrong elements":                     fmt.Sprintf(`{"lo":[%s1]}`, repeat(`1,`)),
		"null elements":                      fmt.Sprintf(`{"lp":[%snull]}`, repeat(`null,`)),
		"strings with escapes":               fmt.Sprintf(`{"ls":[%s"x"]}`, repeat(`"\u00e9\n",`)),
		"equal strings":                      fmt.Sprintf(`{"ls":[%s"x"]}`, repeat(`"the same string",`)),
		"a long string":                      fmt.Sprintf(`{"s":"%s"}`, strings.Repeat(`\"`, size/2)),
		"white space":                        fmt.Sprintf(`{"i"%s:1}`, strings.Repeat(" ", size)),
	}
}

// keys returns members with different names, as text of about size bytes.
func keys(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `"k%d":[1],`, i)
	}
	return b.String()
}

// TestDecodeIsLinear counts the bytes that are read again and those that are
// allocated: both are bounded by the size of the text.
func TestDecodeIsLinear(t *testing.T) {
	const small = 64 << 10
	work := func(text string) (reread, allocated int) {
		var before, after runtime.MemStats
		d := newDecoder([]byte(text))
		v := reflect.New(reflect.TypeFor[sample]()).Elem()
		runtime.ReadMemStats(&before)
		if err := d.decode(v); err != nil {
			t.Fatalf("%v in %.80s", err, text)
		}
		runtime.ReadMemStats(&after)
		return d.reread, int(after.TotalAlloc - before.TotalAlloc)
	}
	large := hostileTexts(8 * small)
	for name, text := range hostileTexts(small) {
		work(text) // makes the plan
		_, base := work(text)
		reread, allocated := work(large[name])
		if reread > maxReread*len(large[name]) {
			t.Errorf("%s: %d bytes of %d are read again", name, reread, len(large[name]))
		}
		if limit := 3*float64(base)*float64(len(large[name]))/float64(len(text)) + 64<<10; float64(allocated) > limit {
			t.Errorf("%s: %d bytes take %d bytes of memory, %d take %d", name, len(text), base, len(large[name]), allocated)
		}
	}
}

// The model with two names in each of two levels, and an item that is read
// again as an episode.
func TestDecodePlaylistIsLinear(t *testing.T) {
	for _, size := range []int{1 << 10, 64 << 10, 1 << 20} {
		item := fmt.Sprintf(`{"type":"episode","name":"%s"}`, strings.Repeat("x", size))
		entry := `{"track":` + item + `,"item":{},"item":null}`
		text := `{"tracks":{"items":[` + entry + "," + entry + `]},` + strings.Repeat(`"items":{},"items":null,`, size/24) + `"name":"x"}`
		d := newDecoder([]byte(text))
		var p Playlist
		if err := d.decode(reflect.ValueOf(&p).Elem()); err != nil {
			t.Fatal(err)
		}
		if p.Items == nil || len(p.Items.Items) != 2 || p.Items.Items[1].Item.Episode == nil {
			t.Fatalf("got %+v", p)
		}
		if d.reread > maxReread*len(text) {
			t.Errorf("%d bytes of %d are read again", d.reread, len(text))
		}
	}
}

// The text that once took time in the square of its size: 840 kB took minutes.
// The limit is far above what a slow machine needs, and far below that.
func TestDecodeReadsAlternatingNamesInTime(t *testing.T) {
	text := `{"track":{"x":"` + strings.Repeat("x", 400<<10) + `"},` + strings.Repeat(`"item":{},"item":null,`, 20000) + `"is_local":true}`
	start := time.Now()
	var p PlaylistItem
	if err := decode([]byte(text), &p); err != nil || !p.IsLocal {
		t.Fatalf("got %+v, %v", p, err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("%d bytes took %v", len(text), took)
	}
}
