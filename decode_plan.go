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

// kind says how values of a type are read.
type kind uint8

const (
	kindForeign kind = iota // by encoding/json
	kindMethod              // by its own UnmarshalJSON
	kindSelf                // by its own readJSON
	kindRaw                 // json.RawMessage
	kindString
	kindInt
	kindUint
	kindFloat
	kindBool
	kindObject
	kindList
	kindArray
	kindMap
	kindPointer
)

// plan is what the decoder knows of a type. Plans do not change once they are
// made.
type plan struct {
	kind  kind
	typ   reflect.Type
	elem  *plan         // of a list, array, map or pointer
	cells cellKind      // of a pointer
	empty reflect.Value // of a list: one without elements
	names []name        // of an object, in alphabetical order, as Spotify mostly writes them
	table []uint16      // names by hash: 1 + index, 0 for none
}

// name is one under which an object's field may come.
type name struct {
	text   string
	head   string // as it stands before the value if there is no white space
	field  int
	plan   *plan
	next   int  // index of the next one
	slot   int  // 1 + index of its secondName; 0 if the field has one name
	second bool // the name that counts if the other one is null or absent
}

// cellKind says which block a pointer's target is cut from.
type cellKind uint8

const (
	cellNone cellKind = iota // it is made alone
	cellInt
	cellBool
)

// maxSecondNames is how many fields of one struct may have a second name.
const maxSecondNames = 4

// nullable tells whether null, alone, is a value of the type.
func (p *plan) nullable() bool {
	switch p.kind {
	case kindPointer, kindList, kindMap, kindSelf:
		return true
	}
	return false
}

// plans holds the plan of every type that was decoded: reflect.Type to *plan.
var plans sync.Map

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	made := planner{}
	made.plan(t)
	for t, p := range made { // whole now: types may contain each other
		plans.LoadOrStore(t, p)
	}
	return made[t]
}

// planner holds the plans of one type and all that it contains.
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
	case kindPointer, kindArray, kindMap:
		p.elem = m.plan(t.Elem())
		switch t {
		case reflect.TypeFor[*int]():
			p.cells = cellInt
		case reflect.TypeFor[*bool]():
			p.cells = cellBool
		}
	case kindObject:
		m.object(p)
	}
	return p
}

func planKind(t reflect.Type) kind {
	switch ptr := reflect.PointerTo(t); {
	case ptr.Implements(reflect.TypeFor[selfReader]()):
		return kindSelf
	case t == reflect.TypeFor[json.RawMessage]():
		return kindRaw
	case ptr.Implements(reflect.TypeFor[json.Unmarshaler]()):
		return kindMethod
	case ptr.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()), t == reflect.TypeFor[json.Number]():
		return kindForeign
	}
	switch t.Kind() {
	case reflect.String:
		return kindString
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return kindInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return kindUint
	case reflect.Float32, reflect.Float64:
		return kindFloat
	case reflect.Bool:
		return kindBool
	case reflect.Pointer:
		return kindPointer
	case reflect.Array:
		return kindArray
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Uint8 { // those are base64
			return kindList
		}
	case reflect.Map:
		if key := t.Key(); key.Kind() == reflect.String && !reflect.PointerTo(key).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
			return kindMap
		}
	case reflect.Struct:
		if t.PkgPath() == "" || ours(t) {
			return structKind(t)
		}
	}
	return kindForeign
}

// structKind leaves to encoding/json what only it knows: embedded fields and
// the tag's option "string".
func structKind(t reflect.Type) kind {
	for i := range t.NumField() {
		f := t.Field(i)
		_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || strings.Contains(","+options+",", ",string,") {
			return kindForeign
		}
	}
	return kindObject
}

// ours tells whether t, or what it is a pointer, slice, array or map of, is
// declared in this package.
func ours(t reflect.Type) bool {
	for t.PkgPath() == "" {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			t = t.Elem()
		default:
			return false
		}
	}
	return t.PkgPath() == reflect.TypeFor[plan]().PkgPath()
}

func (m planner) object(p *plan) {
	slots := 0
	for i := range p.typ.NumField() {
		f := p.typ.Field(i)
		tag := f.Tag.Get("json")
		if !f.IsExported() || tag == "-" {
			continue
		}
		text, _, _ := strings.Cut(tag, ",")
		if text == "" {
			text = f.Name
		}
		n := name{text: text, field: i, plan: m.plan(f.Type)}
		alt := f.Tag.Get("alt")
		if alt != "" && slots < maxSecondNames {
			slots++
			n.slot = slots
		}
		p.names = append(p.names, n)
		if n.slot > 0 {
			n.text, n.second = alt, true
			p.names = append(p.names, n)
		}
	}
	slices.SortStableFunc(p.names, func(a, b name) int { return cmp.Compare(a.text, b.text) })
	size := 8
	for size < 2*len(p.names) {
		size *= 2
	}
	p.table = make([]uint16, size)
	for i := range p.names {
		n := &p.names[i]
		n.head = `"` + n.text + `":`
		n.next = i + 1
		at := hash(n.text) & (size - 1)
		for p.table[at] > 0 {
			at = (at + 1) & (size - 1)
		}
		p.table[at] = uint16(i + 1)
	}
}

func hash[T string | []byte](s T) int {
	if len(s) == 0 {
		return 0
	}
	return int(s[0]) + 7*int(s[len(s)/2]) + 31*int(s[len(s)-1]) + 3*len(s)
}

// name reads a member's name with its colon and looks it up: nil if p has no
// such name. It is looked for at guess and a little behind first, where it
// mostly is.
func (d *decoder) name(p *plan, guess int) *name {
	d.peek()
	rest := d.data[d.pos:]
	for i := guess; i < min(guess+3, len(p.names)); i++ {
		n := &p.names[i]
		if len(n.head) <= len(rest) && string(rest[:len(n.head)]) == n.head {
			d.pos += len(n.head)
			return n
		}
	}
	key := d.key()
	mask := len(p.table) - 1
	for at := hash(key) & mask; p.table[at] > 0; at = (at + 1) & mask {
		if n := &p.names[p.table[at]-1]; n.text == string(key) {
			return n
		}
	}
	return nil
}
