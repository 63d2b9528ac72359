package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/spotify-sdk/spotify"
)

// drift is what the responses showed of the SDK's models.
type drift struct {
	seen    map[string]map[string]bool // by model: its fields in responses, by their first names
	fields  map[string][]string        // by model in a response: all its fields
	unknown map[string]map[string]bool // by model: members of responses without a field
}

// modelDrift is how the responses differed from a model.
type modelDrift struct {
	Model   string   `json:"model"`
	Unknown []string `json:"only_in_responses"`
	Missing []string `json:"only_in_the_model"`
}

// compare compares the responses of open groups with the models that they are
// decoded into.
func compare(found []finding) ([]modelDrift, error) {
	d := drift{map[string]map[string]bool{}, map[string][]string{}, map[string]map[string]bool{}}
	for _, f := range found {
		if f.state != open {
			continue
		}
		var value any
		if err := json.Unmarshal(f.raw, &value); err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		d.look(f.name, reflect.TypeOf(f.model), value)
	}
	var models []modelDrift
	for _, model := range slices.Sorted(maps.Keys(d.fields)) {
		models = append(models, modelDrift{
			Model:   model,
			Unknown: slices.Sorted(maps.Keys(d.unknown[model])),
			Missing: slices.DeleteFunc(slices.Clone(d.fields[model]), func(field string) bool { return d.seen[model][field] }),
		})
	}
	return models, nil
}

// look compares a value of a response with the type that the SDK decodes it
// into. Types other than structs, slices and pointers have no fields to compare.
// Nor do types with their own decoder, except Item, which is one of two models.
func (d *drift) look(name string, t reflect.Type, value any) {
	switch {
	case t == reflect.TypeFor[spotify.Item]():
		switch object, _ := value.(map[string]any); object["type"] {
		case "track":
			t = reflect.TypeFor[spotify.Track]()
		case "episode":
			t = reflect.TypeFor[spotify.Episode]()
		default:
			return
		}
	case reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()):
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		d.look(name, t.Elem(), value)
	case reflect.Slice:
		list, _ := value.([]any)
		for _, element := range list {
			d.look(name, t.Elem(), element)
		}
	case reflect.Struct:
		if object, ok := value.(map[string]any); ok {
			d.lookInto(name, t, object)
		}
	}
}

func (d *drift) lookInto(name string, t reflect.Type, object map[string]any) {
	if t.Name() != "" {
		name, _, _ = strings.Cut(t.Name(), "[") // all pages have the same fields
	}
	if d.fields[name] == nil {
		d.seen[name], d.unknown[name], d.fields[name] = map[string]bool{}, map[string]bool{}, []string{}
	}
	known := map[string]bool{}
	for i := range t.NumField() {
		f := t.Field(i)
		first, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if first == "" || first == "-" {
			continue
		}
		if !slices.Contains(d.fields[name], first) {
			d.fields[name] = append(d.fields[name], first)
		}
		for _, spelling := range []string{first, f.Tag.Get("alt")} {
			if value, ok := object[spelling]; ok && spelling != "" {
				known[spelling], d.seen[name][first] = true, true
				d.look(name+"."+first, f.Type, value)
			}
		}
	}
	for member := range object {
		if !known[member] {
			d.unknown[name][member] = true
		}
	}
}
