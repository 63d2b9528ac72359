package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spotify-sdk/spotify"
)

// drift is what the answers showed of the SDK's models.
type drift struct {
	came    map[string]map[string]bool // by model: which of its fields, under their first names
	fields  map[string][]string        // by model that was met: all its fields
	unknown map[string]map[string]bool // by model: members of the answers that it has no field for
}

// writeDrift lists for every model that the answers held what it does not have
// of them, and what it has and did not come in any.
func writeDrift(w io.Writer, found []finding) error {
	d := drift{map[string]map[string]bool{}, map[string][]string{}, map[string]map[string]bool{}}
	for _, f := range found {
		if f.state != open {
			continue
		}
		var value any
		if err := json.Unmarshal(f.raw, &value); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		d.look(f.name, reflect.TypeOf(f.model), value)
	}
	fmt.Fprintln(w)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MODEL\tIN ANSWERS, NOT IN THE MODEL\tIN THE MODEL, DID NOT COME")
	agree := 0
	for _, model := range slices.Sorted(maps.Keys(d.fields)) {
		missing := slices.DeleteFunc(slices.Clone(d.fields[model]), func(field string) bool { return d.came[model][field] })
		unknown := slices.Sorted(maps.Keys(d.unknown[model]))
		if len(missing)+len(unknown) == 0 {
			agree++
			continue
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", model, words(unknown), words(missing))
	}
	fmt.Fprintf(table, "%d more\tthey agree\tthey agree\n", agree)
	return table.Flush()
}

func words(list []string) string {
	if len(list) == 0 {
		return "-"
	}
	return strings.Join(list, " ")
}

// look compares a value of an answer with the type that the SDK reads it into.
// What is no struct, slice or pointer has no fields to compare, nor has what
// reads itself, other than an item, which is one of two models.
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
		name, _, _ = strings.Cut(t.Name(), "[") // all pages are alike
	}
	if d.fields[name] == nil {
		d.came[name], d.unknown[name], d.fields[name] = map[string]bool{}, map[string]bool{}, []string{}
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
				known[spelling], d.came[name][first] = true, true
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
