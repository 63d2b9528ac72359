package spotify

import (
	"cmp"
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// kind is the way in which values of a type are read.
type kind uint8

const (
	kindForeign kind = iota // by encoding/json; what it cannot read is left zero
	kindUser                // by encoding/json; what it cannot read is an error
	kindSelf                // by the type's readJSON method
	kindRaw                 // json.RawMessage
	kindString
	kindInt
	kindFloat
	kindBool
	kindObject
	kindList
	kindMap
	kindPointer
)

// plan is what the decoder knows about a type. It does not change once it is
// stored in plans.
type plan struct {
	kind  kind
	typ   reflect.Type
	elem  *plan          // of a list, map or pointer
	empty reflect.Value  // of a list: a slice without elements
	names []name         // of an object, sorted, as Spotify mostly sends them
	index map[string]int // of names
	alts  []*name        // first names of the fields that have two
}

// name is a name under which an object's field may come.
type name struct {
	text   string
	quoted string // with the quotes and the colon
	field  int    // index of the struct's field
	plan   *plan
	next   int  // index of the name that follows in names
	alt    int  // 1 + index of the field's altState; 0 if it has one name
	second bool // used if the first name is absent or null
	strict bool // a value of the wrong type is an error
}

// maxAlts is how many fields of a struct may have a second name.
const maxAlts = 2

// plans holds the plan of every type that was decoded: reflect.Type to *plan.
var plans sync.Map

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	made := planner{}
	made.plan(t)
	for t, p := range made { // stored only now, because types may be recursive
		plans.LoadOrStore(t, p)
	}
	return made[t]
}

// planner holds the plans of a type and of all types in it.
type planner map[reflect.Type]*plan

func (m planner) plan(t reflect.Type) *plan {
	if p, ok := m[t]; ok {
		return p
	}
	p := &plan{kind: planKind(t), typ: t}
	m[t] = p
	switch p.kind {
	case kindList:
		p.empty = reflect.MakeSlice(t, 0, 0)
		p.elem = m.plan(t.Elem())
	case kindPointer, kindMap:
		p.elem = m.plan(t.Elem())
	case kindObject:
		m.object(p)
	}
	return p
}

func planKind(t reflect.Type) kind {
	ptr := reflect.PointerTo(t)
	switch {
	case isOurs(t) && ptr.Implements(reflect.TypeFor[selfReader]()):
		return kindSelf
	case t == reflect.TypeFor[json.RawMessage]():
		return kindRaw
	case t == reflect.TypeFor[json.Number](),
		ptr.Implements(reflect.TypeFor[json.Unmarshaler]()), ptr.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return kindForeign
	}
	switch t.Kind() {
	case reflect.String:
		return kindString
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return kindInt
	case reflect.Float32, reflect.Float64:
		return kindFloat
	case reflect.Bool:
		return kindBool
	case reflect.Pointer:
		return kindPointer
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Uint8 { // encoding/json reads bytes as base64
			return kindList
		}
	case reflect.Map:
		if key := t.Key(); key.Kind() == reflect.String && !reflect.PointerTo(key).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
			return kindMap
		}
	case reflect.Struct:
		if isOurs(t) && !embeds(t) {
			return kindObject
		}
	}
	return kindForeign
}

// embeds reports whether t has embedded fields, whose promotion is left to
// encoding/json.
func embeds(t reflect.Type) bool {
	for i := range t.NumField() {
		if t.Field(i).Anonymous {
			return true
		}
	}
	return false
}

// isOurs reports whether this package declares t.
func isOurs(t reflect.Type) bool { return t.PkgPath() == reflect.TypeFor[plan]().PkgPath() }

// ours reports whether this package declares t, or what t is a pointer, slice
// or map of.
func ours(t reflect.Type) bool {
	for t.PkgPath() == "" {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			t = t.Elem()
		default:
			return false
		}
	}
	return isOurs(t)
}

// userList returns the plan of a field that holds the elements of an instance
// of a generic type, such as Page[T], if T is not a type of this package; else
// nil.
func (m planner) userList(instance, field reflect.Type) *plan {
	if !strings.HasSuffix(instance.Name(), "]") || field.Kind() != reflect.Slice || ours(field) {
		return nil
	}
	elem := &plan{kind: kindUser, typ: field.Elem()}
	if field.Elem().Kind() == reflect.Pointer { // so that null is a nil element
		elem = &plan{kind: kindPointer, typ: field.Elem(), elem: &plan{kind: kindUser, typ: field.Elem().Elem()}}
	}
	return &plan{kind: kindList, typ: field, empty: reflect.MakeSlice(field, 0, 0), elem: elem}
}

func (m planner) object(p *plan) {
	for i := range p.typ.NumField() {
		f := p.typ.Field(i)
		tag := f.Tag.Get("json")
		if !f.IsExported() || tag == "-" {
			continue
		}
		text, _, _ := strings.Cut(tag, ",")
		n := name{text: cmp.Or(text, f.Name), field: i, strict: f.Tag.Get("strict") == "true"}
		if n.plan = m.userList(p.typ, f.Type); n.plan != nil {
			n.strict = true
		} else {
			n.plan = m.plan(f.Type)
		}
		alt := f.Tag.Get("alt")
		if alt != "" {
			first := n
			p.alts = append(p.alts, &first)
			n.alt = len(p.alts)
			p.names = append(p.names, n)
			n.text, n.second = alt, true
		}
		p.names = append(p.names, n)
	}
	slices.SortStableFunc(p.names, func(a, b name) int { return cmp.Compare(a.text, b.text) })
	p.index = make(map[string]int, len(p.names))
	for i := range p.names {
		n := &p.names[i]
		n.quoted, n.next = `"`+n.text+`":`, i+1
		p.index[n.text] = i
	}
}

// name reads a member's name and the colon, and returns nil if p has no such
// name. The name that is expected next and the two after it are compared
// directly, because Spotify sends members in almost the same order.
func (d *decoder) name(p *plan, guess int) *name {
	d.peek()
	rest := d.data[d.pos:]
	for i := guess; i < min(guess+3, len(p.names)); i++ {
		n := &p.names[i]
		if len(n.quoted) <= len(rest) && string(rest[:len(n.quoted)]) == n.quoted {
			d.pos += len(n.quoted)
			return n
		}
	}
	if i, ok := p.index[string(d.key())]; ok {
		return &p.names[i]
	}
	return nil
}
