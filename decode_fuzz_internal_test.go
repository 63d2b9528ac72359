package spotify

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
)

// everything is a text with every member of a sample.
const everything = `{"b":true,"i":-12,"i8":5,"i64":-3.5e3,"u":7,"f":1.25,"f32":0.5,"s":"text","n":"name \u00e9\n",` +
	`"o":{"id":"a","count":2,"tags":["t","u"]},"p":{"i":3,"l":[{}]},"pi":4,"ps":"deep","li":[1,2,3],"ls":["a","b"],` +
	`"lo":[{"id":"b"},{"id":"c"}],"lp":[{"id":"d"}],"ll":[["x"],[]],"l":[{"i":1},{"l":[]}],"a":[1,2],"m":{"k":1},` +
	`"mo":{"k":[{"id":"e"}]},"r":{"z":[1,"<"]},"lr":[1,"x"],"t":"2026-11-24T08:15:30Z","own":"o","lown":["q"],` +
	`"x":{"any":[1,true,null]},"y":"aGk=","num":12.50,"e":{"id":"f","quoted":"6"},"items":{"id":"g"},"tracks":{"id":"h"},` +
	`"track":["v"],"Untagged":9,"unknown":{"deep":[[[{}]]]}}`

var fuzzSeeds = []string{
	everything,
	`{"i":1.0E3,"i8":85.5,"u":-0,"f":-0.0,"li":[null,1,1e3,"x"],"lp":[null,{},1],"lo":[null,{"id":5}]}`,
	`{"tracks":{"id":"a"},"items":{"id":"b"},"items":null,"track":null,"item":["x"],"item":["y"]}`,
	`{"s":"\ud83d\ude00\ud83d\u0041","n":"\/\"\\","\u0069":1,"o":{"id":"` + "\xff é 日本" + `"},"o":{"count":1}}`,
	` { "m" : { "a" : 1 , "a" : null } , "r" : [ 1 , { "b" : "<>&" } ] , "x" : 1e5 } `,
	`{"I":1,"S":"x","a":[1,2,3,4],"t":null,"own":null,"own":5,"r":null,"p":{"p":{"p":null}}}`,
	`{"e":{"id":"f","quoted":"m"},"r":["<"],"f":1}`,
	`[]`, `null`, `{}`, `{"q":-01}`, `{"q":"` + "\x00" + `"}`, `{"l":[{"l":[{"l":[{}]}]}]}`,
}

// FuzzDecode reads texts in three ways that must agree: with the decoder, with a
// slow implementation of its rules on top of encoding/json, and with
// encoding/json itself where no rule of ours applies. The decoder runs twice,
// the second time with the intern table that only long texts get.
func FuzzDecode(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, interned sample
		err := decode(data, &got)
		d := newDecoder(data)
		d.interned = make([]string, internSize)
		if again := d.decode(reflect.ValueOf(&interned).Elem()); (again == nil) != (err == nil) || err == nil && !reflect.DeepEqual(got, interned) {
			t.Fatalf("decode(%q)\n    returns %+v, %v\ninterned: %+v, %v", data, got, err, interned, again)
		}
		if d.reread > maxReread*len(data) {
			t.Fatalf("decode(%q) reads %d bytes again", data, d.reread)
		}
		if depth(data) > maxDepth {
			return // too deep for us, not for encoding/json
		}
		object := json.Valid(data) && bytes.TrimLeft(data, " \t\r\n")[0] == '{'
		if (err == nil) != object {
			t.Fatalf("decode(%q): error %v; an object: %v", data, err, object)
		}
		if err != nil {
			return
		}
		var want sample
		byTheRules(data, reflect.ValueOf(&want).Elem())
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("decode(%q)\n  returns %+v\n by rule %+v", data, got, want)
		}
		var theirs sample
		if json.Unmarshal(data, &theirs) == nil && plain(data) && !reflect.DeepEqual(got, theirs) {
			t.Fatalf("decode(%q)\n  returns %+v\nencoding/json %+v", data, got, theirs)
		}
	})
}

// depth is the greatest number of brackets open at once.
func depth(data []byte) (deepest int) {
	open, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case !quoted && (c == '[' || c == '{'):
			open++
			deepest = max(deepest, open)
		case !quoted && (c == ']' || c == '}'):
			open--
		}
	}
	return deepest
}

// byTheRules implements the rules of decode on top of encoding/json. It reports
// whether text, which is valid JSON, is of v's type.
func byTheRules(text json.RawMessage, v reflect.Value) bool {
	if string(text) == "null" {
		return false
	}
	switch v.Interface().(type) {
	case json.RawMessage:
		b, err := json.Marshal(text)
		v.SetBytes(b)
		return err == nil
	case nil, sampleOwn, sampleEmbeds, []byte, json.Number, time.Time, uint64, [2]int:
		if err := json.Unmarshal(text, v.Addr().Interface()); err != nil {
			v.SetZero()
			return false
		}
		return true
	}
	switch v.Kind() {
	case reflect.Struct:
		var members map[string]json.RawMessage
		if json.Unmarshal(text, &members) != nil {
			return false
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "" {
				name = f.Name
			}
			member := members[name]
			if alt := f.Tag.Get("alt"); alt != "" && (member == nil || string(member) == "null") {
				member = members[alt]
			}
			if member != nil && f.IsExported() && name != "-" {
				byTheRules(member, v.Field(i))
			}
		}
		return true
	case reflect.Slice:
		var elements []json.RawMessage
		if json.Unmarshal(text, &elements) != nil {
			return false
		}
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		for _, element := range elements {
			e := reflect.New(v.Type().Elem()).Elem()
			if byTheRules(element, e) || e.Kind() == reflect.Pointer {
				v.Set(reflect.Append(v, e))
			}
		}
		return true
	case reflect.Map:
		var members map[string]json.RawMessage
		if json.Unmarshal(text, &members) != nil {
			return false
		}
		v.Set(reflect.MakeMap(v.Type()))
		for name, member := range members {
			e := reflect.New(v.Type().Elem()).Elem()
			byTheRules(member, e)
			v.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), e)
		}
		return true
	case reflect.Pointer:
		target := reflect.New(v.Type().Elem())
		if !byTheRules(text, target.Elem()) {
			return false
		}
		v.Set(target)
		return true
	case reflect.String, reflect.Bool:
		return json.Unmarshal(text, v.Addr().Interface()) == nil
	}
	var n json.Number
	if text[0] == '"' || json.Unmarshal(text, &n) != nil {
		return false
	}
	f, err := strconv.ParseFloat(n.String(), v.Type().Bits())
	switch {
	case v.CanFloat():
		if err == nil {
			v.SetFloat(f)
		}
		return err == nil
	case json.Unmarshal(text, v.Addr().Interface()) == nil:
		return true
	case !strings.ContainsAny(n.String(), ".eE"):
		return false
	}
	f, err = n.Float64()
	f = math.Trunc(f)
	if err != nil || f < -1<<63 || f >= 1<<63 || v.OverflowInt(int64(f)) {
		return false
	}
	v.SetInt(int64(f))
	return true
}

// plain reports whether none of the decoder's own rules applies to the text:
// there is no null, and no name that is repeated, a second name, that of raw
// JSON, or a field's name in another case.
func plain(data []byte) bool {
	type level struct {
		object bool
		count  int
		seen   map[string]bool
	}
	known := map[string]bool{"tracks": true, "track": true, "r": true, "lr": true}
	levels := []level{{}}
	for dec := json.NewDecoder(bytes.NewReader(data)); ; {
		token, err := dec.Token()
		if err == io.EOF {
			return true
		}
		top := &levels[len(levels)-1]
		name, isText := token.(string)
		isName := top.object && top.count%2 == 0 && isText
		top.count++
		switch {
		case err != nil, token == nil:
			return false
		case isName:
			folded := strings.ToUpper(strings.ToLower(name))
			if known[name] || top.seen[folded] || folds(name) {
				return false
			}
			top.seen[folded] = true
		case token == json.Delim('{'), token == json.Delim('['):
			levels = append(levels, level{object: token == json.Delim('{'), seen: map[string]bool{}})
		case token == json.Delim('}'), token == json.Delim(']'):
			levels = levels[:len(levels)-1]
		}
	}
}

// folds reports whether encoding/json might match name with another field's.
func folds(name string) bool {
	if name == "Untagged" {
		return false
	}
	for _, c := range name {
		if c > 127 || 'A' <= c && c <= 'Z' {
			return true
		}
	}
	return name == "untagged"
}
