package spotify_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// modelCase is a response in testdata: what Spotify sends, the model that it is
// read into, and what that is stored as. Without Stored that is the response
// itself, to the last member.
type modelCase struct {
	Name     string
	Into     string
	Response json.RawMessage
	Stored   json.RawMessage
}

func modelCases(t testing.TB) []modelCase {
	t.Helper()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []modelCase
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var some []modelCase
		if err := json.Unmarshal(text, &some); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		cases = append(cases, some...)
	}
	if len(cases) < 80 {
		t.Fatalf("only %d results found", len(cases))
	}
	return cases
}

var packageOf = regexp.MustCompile(regexp.QuoteMeta(packagePath) + `\.|spotify\.`)

// packagePath differs in a copy of the folder within another module.
var packagePath = reflect.TypeFor[spotify.Client]().PkgPath()

// models are the types of this package that methods of Client return, and all
// that is in them, by name: Album, Page[Track], []Image.
func models() map[string]reflect.Type {
	found := map[string]reflect.Type{}
	var add func(reflect.Type)
	add = func(t reflect.Type) {
		if t.Kind() == reflect.Pointer {
			add(t.Elem())
			return
		}
		if t.Kind() == reflect.Slice {
			add(t.Elem())
		} else if t.Kind() != reflect.Struct || !packageOf.MatchString(t.String()) {
			return
		}
		name := packageOf.ReplaceAllString(t.String(), "")
		if found[name] != nil || name == "Client" {
			return
		}
		found[name] = t
		if t.Kind() == reflect.Struct {
			for i := range t.NumField() {
				add(t.Field(i).Type)
			}
		}
	}
	client := reflect.TypeFor[*spotify.Client]()
	for i := range client.NumMethod() {
		method := client.Method(i).Type
		for j := range method.NumOut() {
			add(method.Out(j))
		}
	}
	return found
}

// newModelReader returns a function that decodes a text as the client does, into
// a pointer to a model.
func newModelReader(t testing.TB) func(model reflect.Type, text []byte) (any, error) {
	t.Helper()
	var text []byte
	c := (&fake{api: func(int, *http.Request) (*http.Response, error) { return newResponse(200, string(text)), nil }}).client(t)
	return func(model reflect.Type, body []byte) (any, error) {
		text = body
		out := reflect.New(model).Interface()
		return out, c.Call(t.Context(), "GET", "/thing", nil, nil, out)
	}
}

// roundTrip stores what got points to, and fails unless encoding/json reads
// that as the same.
func roundTrip(t *testing.T, got any) []byte {
	t.Helper()
	stored, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	again := reflect.New(reflect.TypeOf(got).Elem()).Interface()
	if err := json.Unmarshal(stored, again); err != nil {
		t.Fatalf("reading back %s: %v", stored, err)
	}
	if !reflect.DeepEqual(again, got) {
		other, _ := json.Marshal(again)
		t.Errorf("stored as %s\nread as   %s", stored, other)
	}
	return stored
}

// tree is JSON as maps and lists.
func tree(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// difference says where got is not want.
func difference(at string, got, want any) string {
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok {
			break
		}
		keys := maps.Clone(want)
		maps.Copy(keys, got)
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			g, has := got[key]
			w, wants := want[key]
			if has != wants {
				return fmt.Sprintf("%s.%s: there %v, wanted there %v", at, key, has, wants)
			}
			if diff := difference(at+"."+key, g, w); diff != "" {
				return diff
			}
		}
		return ""
	case []any:
		got, ok := got.([]any)
		if !ok || len(got) != len(want) {
			break
		}
		for i := range want {
			if diff := difference(fmt.Sprintf("%s[%d]", at, i), got[i], want[i]); diff != "" {
				return diff
			}
		}
		return ""
	}
	if !reflect.DeepEqual(got, want) {
		return fmt.Sprintf("%s is %v, want %v", at, got, want)
	}
	return ""
}

// rewritten is v with change made of every value, the inner ones first.
func rewritten(v any, change func(any) any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = rewritten(v[key], change)
		}
	case []any:
		for i := range v {
			v[i] = rewritten(v[i], change)
		}
	}
	return change(v)
}
