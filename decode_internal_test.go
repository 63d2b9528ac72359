// decode is not exported. Through the exported API its rules show only as far as
// today's models use them, so these tests are internal.

package spotify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
)

// sample has a field of every kind that a model may have, and of those that
// the decoder leaves to encoding/json.
type sample struct {
	Bool     bool                          `json:"b"`
	Int      int                           `json:"i"`
	Int8     int8                          `json:"i8"`
	Int64    int64                         `json:"i64"`
	Uint     uint64                        `json:"u"`
	Float    float64                       `json:"f"`
	Float32  float32                       `json:"f32"`
	Text     string                        `json:"s,omitempty"`
	Named    sampleName                    `json:"n"`
	Inner    sampleInner                   `json:"o"`
	Self     *sample                       `json:"p"`
	Popular  *int                          `json:"pi"`
	Deep     **string                      `json:"ps"`
	Ints     []int                         `json:"li"`
	Texts    []string                      `json:"ls"`
	Inners   []sampleInner                 `json:"lo"`
	Pointers []*sampleInner                `json:"lp"`
	Lists    [][]string                    `json:"ll"`
	Samples  []sample                      `json:"l"`
	Array    [2]int                        `json:"a"`
	Map      map[string]int                `json:"m"`
	Maps     map[sampleName][]*sampleInner `json:"mo"`
	Raw      json.RawMessage               `json:"r"`
	Raws     []json.RawMessage             `json:"lr"`
	Time     time.Time                     `json:"t"`
	Own      sampleOwn                     `json:"own"`
	OwnList  []*sampleOwn                  `json:"lown"`
	Any      any                           `json:"x"`
	Bytes    []byte                        `json:"y"`
	Number   json.Number                   `json:"num"`
	Embeds   sampleEmbeds                  `json:"e"`
	Two      *sampleInner                  `json:"items" alt:"tracks"`
	TwoTexts []string                      `json:"item,omitzero" alt:"track"`
	Hidden   string                        `json:"-"`
	Untagged int
	//lint:ignore U1000 an unexported field is not read
	private int
}

type sampleName string

type sampleInner struct {
	ID    string   `json:"id"`
	Count int      `json:"count"`
	Tags  []string `json:"tags"`
}

// sampleOwn accepts only strings.
type sampleOwn struct{ got string }

func (o *sampleOwn) UnmarshalJSON(b []byte) error {
	o.got = "touched"
	if b[0] != '"' {
		return fmt.Errorf("no string")
	}
	o.got = string(b)
	return nil
}

type sampleEmbeds struct {
	sampleInner
	Quoted int `json:"quoted,string"`
}

// read returns the sample that text decodes to.
func read(t *testing.T, text string) sample {
	t.Helper()
	var s sample
	if err := decode([]byte(text), &s); err != nil {
		t.Fatalf("decode(%s): %v", text, err)
	}
	return s
}

func TestDecodeRules(t *testing.T) {
	one, word := 1, "word"
	words := &word
	inner := func(id string) *sampleInner { return &sampleInner{ID: id} }
	for _, row := range []struct {
		rule string
		text string
		want sample
	}{
		{"an empty object changes nothing", ` { } `, sample{}},
		{"every scalar", `{"b":true,"i":-7,"i8":127,"u":18446744073709551615,"f":1.5,"f32":0.25,"s":"x","n":"y"}`,
			sample{Bool: true, Int: -7, Int8: 127, Uint: math.MaxUint64, Float: 1.5, Float32: 0.25, Text: "x", Named: "y"}},
		{"white space anywhere", "\t{ \"i\" :\r\n 1 , \"li\" : [ 1 , 2 ] , \"o\" : { \"id\" : \"x\" } }\n",
			sample{Int: 1, Ints: []int{1, 2}, Inner: sampleInner{ID: "x"}}},
		{"unknown members of every kind are stepped over", `{"q":{"a":[1,{"b":null}],"c":"\u00e9"},"w":-1.5e-7,"e1":true,"e2":false,"e3":null,"i":1}`, sample{Int: 1}},
		{"null leaves the zero value", `{"b":null,"i":null,"s":null,"o":null,"p":null,"li":null,"a":null,"m":null,"r":null,"t":null,"own":null,"x":null,"items":null}`, sample{}},
		{"an integer as a float", `{"i":1.0E3,"i8":85.0,"pi":1e0}`, sample{Int: 1000, Int8: 85, Popular: &one}},
		{"a fraction is truncated toward zero", `{"i":-85.9,"i8":127.5}`, sample{Int: -85, Int8: 127}},
		{"a fraction between -1 and 0 is 0", `{"i":-0.5}`, sample{}},
		{"an integer out of range stays 0", `{"i":9223372036854775808,"i8":128,"u":-1,"f":1e999,"f32":1e39}`, sample{}},
		{"a float out of an integer's range stays 0", `{"i":1e19,"i8":1.28e2,"u":1e20}`, sample{}},
		{"the largest integers", `{"i64":9223372036854775807,"u":9223372036854775808}`, sample{Int64: math.MaxInt64, Uint: 1 << 63}},
		{"a member of a wrong type stays zero and costs no other", `{"b":1,"i":"1","u":{},"f":"x","s":5,"n":[],"o":"x","p":[],"pi":"x","li":{},"a":1,"m":[],"t":"soon","own":5,"y":"?","num":"x","items":7,"Untagged":3}`,
			sample{Untagged: 3}},
		{"an object in place of an integer", `{"i":{"totalMilliseconds":188000},"s":"x"}`, sample{Text: "x"}},
		{"null elements are dropped from lists of values", `{"li":[null,1,null,2],"ls":[null],"lo":[null,{"id":"x"}],"ll":[null,["a",null]],"lr":[null,1]}`,
			sample{Ints: []int{1, 2}, Texts: []string{}, Inners: []sampleInner{{ID: "x"}}, Lists: [][]string{{"a"}}, Raws: []json.RawMessage{json.RawMessage("1")}}},
		{"null elements are nil in lists of pointers", `{"lp":[null,{"id":"x"},null],"lown":[null]}`,
			sample{Pointers: []*sampleInner{nil, inner("x"), nil}, OwnList: []*sampleOwn{nil}}},
		{"elements of a wrong type are dropped from lists of values", `{"li":["x",1,1e99,{}],"lo":[1,{"id":"x"},[]]}`, sample{Ints: []int{1}, Inners: []sampleInner{{ID: "x"}}}},
		{"elements of a wrong type are nil in lists of pointers", `{"lp":[1,{"id":"x"}],"lown":[1,"x"]}`,
			sample{Pointers: []*sampleInner{nil, inner("x")}, OwnList: []*sampleOwn{nil, {`"x"`}}}},
		{"elements without a value are zero in arrays and maps", `{"a":[null,2,3],"m":{"a":null,"b":"x","c":1}}`, sample{Array: [2]int{0, 2}, Map: map[string]int{"a": 0, "b": 0, "c": 1}}},
		{"a list that is empty is not nil", `{"li":[],"ls":[ ],"lp":[],"m":{}}`, sample{Ints: []int{}, Texts: []string{}, Pointers: []*sampleInner{}, Map: map[string]int{}}},
		{"pointers", `{"p":{"p":{"i":1}},"pi":1,"ps":"word"}`, sample{Self: &sample{Self: &sample{Int: 1}}, Popular: &one, Deep: &words}},
		{"maps", `{"m":{"a":1,"\u0062":2},"mo":{"x":[{"id":"x"},null]}}`, sample{Map: map[string]int{"a": 1, "b": 2}, Maps: map[sampleName][]*sampleInner{"x": {inner("x"), nil}}}},
		{"names match exactly", `{"I":1,"UNTAGGED":1,"Text":"x","hidden":"x","Hidden":"x","-":"x","private":1}`, sample{}},
		{"a name may be written with escapes", `{"\u0069":1,"\u006c\u0069":[1]}`, sample{Int: 1, Ints: []int{1}}},
		{"of a repeated name the last counts alone", `{"o":{"id":"x","count":1},"i":1,"m":{"a":1,"a":2},"li":[1,2,3],"o":{"id":"y"},"i":null,"m":{"b":1},"li":[4]}`,
			sample{Inner: sampleInner{ID: "y"}, Map: map[string]int{"b": 1}, Ints: []int{4}}},
		{"a repeated name whose last value is of a wrong type is zero", `{"o":{"id":"x"},"s":"x","o":1,"s":1}`, sample{}},
		{"the first name counts, before the second", `{"items":{"id":"first"},"tracks":{"id":"second","count":1}}`, sample{Two: inner("first")}},
		{"the first name counts, after the second", `{"tracks":{"id":"second","count":1},"items":{"id":"first"}}`, sample{Two: inner("first")}},
		{"the second name counts alone", `{"tracks":{"id":"second"},"track":["x"]}`, sample{Two: inner("second"), TwoTexts: []string{"x"}}},
		{"the second name counts if the first is null", `{"items":null,"tracks":{"id":"second"},"track":[],"item":null}`, sample{Two: inner("second"), TwoTexts: []string{}}},
		{"a first name of a wrong type still counts", `{"tracks":{"id":"second"},"items":1}`, sample{}},
		{"a first name that is null in the end gives way", `{"tracks":{"id":"second"},"items":{"id":"first"},"items":null}`, sample{Two: inner("second")}},
		{"a second name that was passed over comes back", `{"items":{"id":"first"},"tracks":{"id":"x"},"tracks":{"id":"second"},"items":null,"i":1}`, sample{Two: inner("second"), Int: 1}},
		{"two names, both null in the end", `{"items":{"id":"first"},"tracks":{"id":"x"},"items":null,"tracks":null}`, sample{}},
		{"raw JSON is kept compact and escaped", `{"r": { "a" : [ 1 , "<b>" ] } ,"lr":[ "x" , [ ] ]}`,
			sample{Raw: json.RawMessage(`{"a":[1,"\u003cb\u003e"]}`), Raws: []json.RawMessage{json.RawMessage(`"x"`), json.RawMessage(`[]`)}}},
		{"moments", `{"t":"2026-11-24T08:15:30Z"}`, sample{Time: time.Date(2026, 11, 24, 8, 15, 30, 0, time.UTC)}},
		{"a type with its own method gets its bytes", `{"own": "a\u0062" ,"lown":["x"]}`, sample{Own: sampleOwn{`"a\u0062"`}, OwnList: []*sampleOwn{{`"x"`}}}},
		{"what encoding/json knows", `{"x":{"a":[null,1]},"y":"aGk=","num":1.50,"e":{"ID":"x","quoted":"5"}}`,
			sample{Any: map[string]any{"a": []any{nil, 1.0}}, Bytes: []byte("hi"), Number: "1.50", Embeds: sampleEmbeds{sampleInner{ID: "x"}, 5}}},
		{"what encoding/json cannot read is zero", `{"e":{"id":5,"count":1},"u":85.0,"a":[1,"x"],"s":"x"}`, sample{Text: "x"}},
		{"an error of a type's own method leaves it zero", `{"own":5,"i":1}`, sample{Int: 1}},
		{"escapes", `{"s":"\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00"}`, sample{Text: "\"\\/\b\f\n\r\tAé😀"}},
		{"bytes that are no UTF-8 and lone surrogates are replaced", `{"s":"a` + "\xff\xc3" + `b","n":"\ud83dx\ude00\ud83d\ud83d\ude00"}`, sample{Text: "a\ufffd\ufffdb", Named: "\ufffdx\ufffd\ufffd😀"}},
		{"characters beyond ASCII", `{"s":"` + "Beyoncé 日本 \u2028 \x7f" + `"}`, sample{Text: "Beyoncé 日本 \u2028 \x7f"}},
	} {
		got := read(t, row.text)
		if !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s:\n%s\n got %+v\nwant %+v", row.rule, row.text, got, row.want)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	deep := func(n int) string { return `{"q":` + strings.Repeat("[", n) + strings.Repeat("]", n) + "}" }
	for _, row := range []struct{ text, want string }{
		{``, "ends too early"},
		{` `, "ends too early"},
		{`{"i":1`, "ends too early"},
		{`{"s":"x`, "ends too early"},
		{`{"s":"x\`, "invalid JSON at byte 7"},
		{`{"i":1}x`, "invalid JSON at byte 7"},
		{`{"i":1}{}`, "invalid JSON at byte 7"},
		{`{"i":01}`, "invalid JSON at byte 6"},
		{`{"i":1,}`, "invalid JSON at byte 7"},
		{`{,"i":1}`, "invalid JSON at byte 1"},
		{`{"li":[1,]}`, "invalid JSON at byte 9"},
		{`{"li":[1 2]}`, "invalid JSON at byte 9"},
		{`{"li":[1}`, "invalid JSON at byte 8"},
		{`{"q":tru}`, "invalid JSON at byte 5"},
		{`{"q":nulL}`, "invalid JSON at byte 5"},
		{`{"q":-}`, "invalid JSON at byte 6"},
		{`{"q":1.}`, "invalid JSON at byte 7"},
		{`{"q":1e}`, "invalid JSON at byte 7"},
		{`{"q":.5}`, "invalid JSON at byte 5"},
		{`{"q":+1}`, "invalid JSON at byte 5"},
		{`{"q":"\x"}`, "invalid JSON at byte 6"},
		{`{"q":"\u12g4"}`, "invalid JSON at byte 6"},
		{"{\"q\":\"a\nb\"}", "invalid JSON at byte 7"},
		{"{\"q\":\"\\n\nb\"}", "invalid JSON at byte 8"},
		{`{"q" 1}`, "invalid JSON at byte 5"},
		{`{q:1}`, "invalid JSON at byte 1"},
		{`{"x":[1,}`, "invalid JSON at byte 8"},
		{`<html>`, "invalid JSON at byte 0"},
		{"\ufeff{}", "invalid JSON at byte 0"},
		{"{\v}", "invalid JSON at byte 1"},
		{deep(maxDepth), "too deeply"},
		{`[]`, "JSON array where a spotify.sample was expected"},
		{`"x"`, "JSON string where"},
		{`12`, "JSON number where"},
		{`true`, "JSON boolean where"},
		{`null`, "JSON null where"},
	} {
		var s sample
		err := decode([]byte(row.text), &s)
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("decode(%.60q): error %v, want one that says %q", row.text, err, row.want)
		}
	}
	read(t, deep(maxDepth-1))
}

// Every text that is truncated or has a control character in place of a byte is
// an error, wherever that is.
func TestDecodeChecksAllOfTheText(t *testing.T) {
	text := everything
	for i := range len(text) {
		var s sample
		if err := decode([]byte(text[:i]), &s); err == nil {
			t.Errorf("decode accepts %s", text[:i])
		}
		if err := decode([]byte(text[:i]+"\x01"+text[i+1:]), &s); err == nil {
			t.Errorf("decode accepts a control character at byte %d", i)
		}
	}
}

func TestDecodeTopLevels(t *testing.T) {
	var list []sampleInner
	var pointers []*sampleInner
	var byName map[string][]*sampleInner
	var pointer *sampleInner
	var named sampleName
	var page Page[sampleInner]
	for _, row := range []struct {
		text      string
		out, want any
	}{
		{`[{"id":"x"},null]`, &list, &[]sampleInner{{ID: "x"}}},
		{`[{"id":"x"},null]`, &pointers, &[]*sampleInner{{ID: "x"}, nil}},
		{`{"a":[{"id":"x","count":1.0},null]}`, &byName, &map[string][]*sampleInner{"a": {{ID: "x", Count: 1}, nil}}},
		{`{"id":"x"}`, &pointer, &[]*sampleInner{{ID: "x"}}[0]},
		{`null`, &pointer, new(*sampleInner)},
		{`"x"`, &named, &[]sampleName{"x"}[0]},
		{`{"items":[{"id":"x","count":1.0},null],"total":1.0}`, &page, &Page[sampleInner]{Items: []sampleInner{{ID: "x", Count: 1}}, Total: 1}},
	} {
		if err := decode([]byte(row.text), row.out); err != nil || !reflect.DeepEqual(row.out, row.want) {
			t.Errorf("decode(%s) gives %+v, %v; want %+v", row.text, reflect.ValueOf(row.out).Elem(), err, reflect.ValueOf(row.want).Elem())
		}
	}
	for text, out := range map[string]any{`{}`: &list, `null`: &list, ` null `: &byName, "null\n": &page} {
		if err := decode([]byte(text), out); err == nil {
			t.Errorf("decode accepts %s for a %T", text, out)
		}
	}
}

// Types of other packages are read by encoding/json: it accepts names in any
// case, rejects floats for integers, and merges values.
func TestDecodeLeavesOtherTypes(t *testing.T) {
	var own struct{ ID, Name string }
	own.Name = "kept"
	if err := decode([]byte(`{"id":"x"}`), &own); err != nil || own.ID != "x" || own.Name != "kept" {
		t.Errorf("an unnamed struct: %+v, %v", own, err)
	}
	var n int
	if err := decode([]byte(`1.0`), &n); err == nil {
		t.Error("an int took 1.0")
	}
	var members map[string]any
	if err := decode([]byte(`{"a":[null]}`), &members); err != nil || !reflect.DeepEqual(members, map[string]any{"a": []any{nil}}) {
		t.Errorf("a map: %v, %v", members, err)
	}
	var page Page[bytes.Buffer]
	if err := decode([]byte(`{"items":[{"x":1}],"total":1.0}`), &page); err != nil || len(page.Items) != 1 || page.Total != 1 {
		t.Errorf("a page of another package's type: %v, %v", &page, err)
	}
}

// The result does not depend on what out held, and does not refer to data.
func TestDecodeStartsAfreshAndKeepsNothing(t *testing.T) {
	var fresh, used sample
	data := []byte(everything)
	if err := decode(data, &fresh); err != nil {
		t.Fatal(err)
	}
	if err := decode([]byte(`{"s":"old","p":{"i":1},"li":[1,2,3,4],"m":{"old":1},"Untagged":9,"pi":4}`), &used); err != nil {
		t.Fatal(err)
	}
	if err := decode(data, &used); err != nil {
		t.Fatal(err)
	}
	for i := range data {
		data[i] = 'X'
	}
	want := read(t, everything)
	if !reflect.DeepEqual(fresh, want) {
		t.Errorf("changed with the text:\n got %+v\nwant %+v", fresh, want)
	}
	if !reflect.DeepEqual(used, want) {
		t.Errorf("into a used value:\n got %+v\nwant %+v", used, want)
	}
}

// Lists longer than any first guess, strings of many lengths, and lists within
// lists are complete and have no spare capacity.
func TestDecodeSizes(t *testing.T) {
	var want sample
	for i := range 500 {
		want.Ints = append(want.Ints, i)
		want.Inners = append(want.Inners, sampleInner{ID: strconv.Itoa(i), Tags: make([]string, i%7)})
		want.Lists = append(want.Lists, []string{strings.Repeat("é", i), strings.Repeat("x", i*10)})
		want.Samples = append(want.Samples, sample{Samples: make([]sample, i%3), Lists: [][]string{{"a"}, {}}})
	}
	for i := range want.Inners {
		for j := range want.Inners[i].Tags {
			want.Inners[i].Tags[j] = fmt.Sprint("tag", j)
		}
	}
	parts := func(list any) string {
		b, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	text := fmt.Sprintf(`{"li":%s,"lo":%s,"ll":%s,"l":%s}`, parts(want.Ints), parts(want.Inners), parts(want.Lists),
		strings.ReplaceAll(parts(want.Samples), `"own":{}`, `"own":null`))
	got := read(t, text)
	for i := range want.Samples {
		if len(got.Samples) != 500 || len(got.Samples[i].Samples) != i%3 || len(got.Samples[i].Lists) != 2 {
			t.Fatalf("list %d in a list is not whole", i)
		}
	}
	again := read(t, strings.ReplaceAll(text, ",", " , "))
	if !reflect.DeepEqual(got, again) {
		t.Error("white space changes what is read")
	}
	got.Samples, want.Samples = nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Error("long lists differ from what was written")
	}
	if cap(got.Ints) != 500 || cap(again.Samples) != 500 {
		t.Errorf("capacities %d and %d, want 500", cap(got.Ints), cap(again.Samples))
	}
}

// A recursive type is decoded for the first time by many goroutines at once.
func TestDecodeConcurrently(t *testing.T) {
	type local struct {
		Samples []sample          `json:"l"`
		Locals  map[string]*local `json:"m"`
	}
	done := make(chan error)
	for range 8 {
		go func() {
			var l local
			err := decode([]byte(`{"l":[{"i":1}],"m":{"a":{"l":[]}}}`), &l)
			if err == nil && (len(l.Samples) != 1 || l.Locals["a"].Samples == nil) {
				err = fmt.Errorf("got %+v", l)
			}
			done <- err
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// A list of markets that repeats the one before it is not parsed again.
func TestDecodeMarketsThatRepeat(t *testing.T) {
	type thing struct {
		Name    string  `json:"name"`
		Markets Markets `json:"available_markets"`
	}
	const many, few = `["AD","DE","US","ZZ"]`, `["AD"]`
	lists := []string{many, many, " " + many, few, few, many, `[ "AD","DE"]`, many}
	text := "["
	for i, list := range lists {
		text += fmt.Sprintf(`{"available_markets":%s,"name":"%d"},`, list, i)
	}
	var things []thing
	if err := decode([]byte(text+"null]"), &things); err != nil {
		t.Fatal(err)
	}
	for i, list := range lists {
		var want Markets
		if err := want.UnmarshalJSON([]byte(list)); err != nil {
			t.Fatal(err)
		}
		if things[i].Markets != want || things[i].Name != strconv.Itoa(i) {
			t.Errorf("thing %d is %+v, want the markets %s", i, things[i], list)
		}
	}
}
