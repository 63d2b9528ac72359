package spotify_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestModels reads every response, stores it and reads it back. It fails for a
// field of a model that no response sets.
func TestModels(t *testing.T) {
	types, read, set := models(), newModelReader(t), map[string]bool{}
	for _, tt := range modelCases(t) {
		t.Run(tt.Name, func(t *testing.T) {
			model := types[tt.Into]
			if model == nil {
				t.Fatalf("there is no model %s", tt.Into)
			}
			got, err := read(model, tt.Response)
			if err != nil {
				t.Fatal(err)
			}
			markSet(reflect.ValueOf(got), set)
			stored := roundTrip(t, got)
			want := tt.Stored
			if want == nil {
				want = tt.Response
			}
			if diff := difference("", tree(t, stored), tree(t, want)); diff != "" {
				t.Errorf("stored as %s\n%s", stored, diff)
			}
			if again, err := read(model, stored); err != nil || !reflect.DeepEqual(again, got) {
				t.Errorf("the client reads %s as something else, error %v", stored, err)
			}
		})
	}
	for _, model := range types {
		for field := range fields(model) {
			if !set[field] {
				t.Errorf("no response sets %s", field)
			}
		}
	}
}

// fields names a struct's exported fields, those of all pages alike.
func fields(model reflect.Type) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		if model.Kind() != reflect.Struct {
			return
		}
		name, _, _ := strings.Cut(packageOf.ReplaceAllString(model.String(), ""), "[")
		for i := range model.NumField() {
			if f := model.Field(i); f.IsExported() && !yield(name+"."+f.Name, i) {
				return
			}
		}
	}
}

// markSet notes every field of every model in v that is not zero.
func markSet(v reflect.Value, set map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			markSet(v.Elem(), set)
		}
	case reflect.Slice:
		for i := range v.Len() {
			markSet(v.Index(i), set)
		}
	case reflect.Struct:
		for field, i := range fields(v.Type()) {
			if !v.Field(i).IsZero() {
				set[field] = true
				markSet(v.Field(i), set)
			}
		}
	}
}

// TestModelsReadTheSame changes responses in ways that must not matter.
func TestModelsReadTheSame(t *testing.T) {
	null := json.RawMessage("null")
	changes := map[string]func(any) any{
		"unknown members alongside the known": func(v any) any {
			if object, ok := v.(map[string]any); ok {
				object["a_new_one"], object["type_"], object["Name"] = map[string]any{"deep": []any{1, nil}}, "x",
					"not this"
			}
			return v
		},
		"null before, between and after elements": func(v any) any {
			list, ok := v.([]any)
			if !ok {
				return v
			}
			holes := []any{null}
			for _, element := range list {
				holes = append(holes, element, null)
			}
			return holes
		},
		"integers as floats": func(v any) any {
			if n, ok := v.(json.Number); ok && !strings.ContainsAny(n.String(), ".eE") {
				return n + ".0"
			}
			return v
		},
		"numbers with exponents": func(v any) any {
			if n, ok := v.(json.Number); ok && !strings.ContainsAny(n.String(), "eE") {
				return n + "E0"
			}
			return v
		},
	}
	types, read := models(), newModelReader(t)
	for _, tt := range modelCases(t) {
		if tt.Stored != nil {
			continue
		}
		want, err := read(types[tt.Into], tt.Response)
		if err != nil {
			t.Fatal(err)
		}
		for name, change := range changes {
			changed, _ := json.Marshal(rewritten(numbered(t, tt.Response), change))
			got, err := read(types[tt.Into], changed)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s, with %s: %s is read as something else, error %v", tt.Name, name, changed, err)
			}
		}
	}
}

// TestModelsDropOnlyInvalidFields puts something else in place of each member of
// each object: the rest is read all the same.
func TestModelsDropOnlyInvalidFields(t *testing.T) {
	wrong := []any{nil, "odd", json.Number("12.5"), json.Number("-1e300"), true, []any{}, []any{[]any{nil}},
		map[string]any{}, map[string]any{"odd": 1}}
	types, read, done, n := models(), newModelReader(t), map[string]bool{}, 0
	for _, tt := range modelCases(t) {
		root := numbered(t, tt.Response)
		eachMember(root, func(object map[string]any, key string) {
			shape := fmt.Sprint(key, slices.Sorted(maps.Keys(object)))
			if done[shape] {
				return
			}
			done[shape] = true
			was := object[key]
			for _, value := range wrong {
				object[key] = value
				changed, _ := json.Marshal(root)
				got, err := read(types[tt.Into], changed)
				if err != nil {
					t.Errorf("%s, with %s as %v: %v", tt.Name, key, value, err)
					continue
				}
				roundTrip(t, got)
				n++
			}
			object[key] = was
		})
	}
	if n < 3000 {
		t.Errorf("only %d members changed", n)
	}
}

// numbered is JSON as maps and lists with its numbers to the letter.
func numbered(t *testing.T, text []byte) (v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func eachMember(v any, visit func(object map[string]any, key string)) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			eachMember(v[key], visit)
			visit(v, key)
		}
	case []any:
		for _, element := range v {
			eachMember(element, visit)
		}
	}
}
