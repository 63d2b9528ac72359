package spotify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
)

// decode reads data, one JSON value, into out, a non-nil pointer; what out
// holds before is gone. A type of this package (instances like Page[Track]
// included), or a pointer, slice, array or map of one, is read as below; any
// other type wholly by encoding/json. Nothing of data is kept.
//
// The answers are those of encoding/json, but for Spotify's sake
//   - null, and what is not of its member's type, leaves the zero value; such
//     an element is nil in a slice of pointers, dropped from any other slice,
//     and zero in an array or under its key in a map;
//   - integers may come as floats, cut towards zero; one that its type cannot
//     hold is not of that type;
//   - a field tagged alt:"name" is read from its json name, or from that one
//     if the first is absent or null, whatever their order;
//   - names match exactly, and of a repeated name the last counts alone.
//
// Types with an UnmarshalJSON of their own are given their bytes, but no null.
// What encoding/json alone knows how to read (interfaces, types of other
// packages, embedded fields and the like) is handed to it.
//
// It fails if data is not JSON to its last byte, also where nobody looks, is
// nested deeper than [maxDepth] or is of another kind than out.
func decode(data []byte, out any) error {
	if !decodable(out) || !ours(reflect.TypeOf(out)) {
		return json.Unmarshal(data, out)
	}
	v := reflect.ValueOf(out).Elem()
	v.SetZero()
	d := &decoder{data: data}
	d.scratch = d.few[:0]
	p := planOf(v.Type())
	found := d.peek()
	fits := false
	if found == 'n' {
		d.literal("null")
		fits = p.nullable()
	} else {
		fits = d.value(p, v)
	}
	if d.peek(); d.err == nil && d.pos < len(data) {
		d.fail()
	}
	if d.err == nil && !fits {
		d.err = fmt.Errorf("JSON %s where a %s was expected", kindName(found), v.Type())
	}
	return d.err
}

// decodable tells whether out can take a value: a pointer that is not nil.
func decodable(out any) bool {
	v := reflect.ValueOf(out)
	return v.Kind() == reflect.Pointer && !v.IsNil()
}

func kindName(first byte) string {
	switch first {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	}
	return "number"
}

// value reads the value ahead, which is not null, into v, which is zero. It
// tells whether the value is of v's type; if not, it is stepped over and v
// stays zero.
func (d *decoder) value(p *plan, v reflect.Value) bool {
	switch p.kind {
	case kindString:
		if d.peek() == '"' {
			v.SetString(d.text(d.string()))
			return true
		}
	case kindObject:
		if d.enter('{') {
			d.object(p, v)
			return true
		}
	case kindList:
		if d.enter('[') {
			d.list(p, v)
			return true
		}
	case kindInt:
		if n, ok := d.int(); ok && !v.OverflowInt(n) {
			v.SetInt(n)
			return true
		}
		return false
	case kindUint:
		if n, ok := d.uint(); ok && !v.OverflowUint(n) {
			v.SetUint(n)
			return true
		}
		return false
	case kindFloat:
		if f, ok := d.float(v.Type().Bits()); ok {
			v.SetFloat(f)
			return true
		}
		return false
	case kindBool:
		switch d.peek() {
		case 't':
			d.literal("true")
			v.SetBool(true)
			return true
		case 'f':
			d.literal("false")
			return true
		}
	case kindPointer:
		target := d.fresh(p)
		if d.value(p.elem, target.Elem()) {
			v.Set(target)
			return true
		}
		return false
	case kindSelf:
		return v.Addr().Interface().(selfReader).readJSON(d)
	case kindRaw:
		v.SetBytes(compactJSON(d.raw()))
		return true
	case kindMethod, kindForeign:
		return d.foreign(p, v)
	case kindMap:
		if d.enter('{') {
			d.mapping(p, v)
			return true
		}
	case kindArray:
		if d.enter('[') {
			d.array(p, v)
			return true
		}
	}
	d.skip()
	return false
}

// object reads the members behind an opened brace.
func (d *decoder) object(p *plan, v reflect.Value) {
	var (
		seen   uint64 // fields read before; a bit may stand for several: see below
		second [maxSecondNames]secondName
		guess  int
	)
	for first := true; d.more('}', first); first = false {
		n := d.name(p, guess)
		if n == nil {
			d.skip()
			continue
		}
		guess = n.next
		field := v.Field(n.field)
		if n.slot > 0 {
			d.twoNames(n, &second[n.slot-1], field)
			continue
		}
		// A repeated name starts over. Zeroing a field whose bit was set by
		// another one changes nothing: it is zero.
		bit := uint64(1) << (n.field & 63)
		if seen&bit != 0 {
			field.SetZero()
		}
		seen |= bit
		if d.peek() == 'n' {
			d.literal("null")
		} else {
			d.value(n.plan, field)
		}
	}
}

// secondName is the state of a field that has one, within one object.
type secondName struct {
	held  bool // the first name has given the field a value
	other int  // where the second name's last value stands; 0: absent or null
}

// twoNames reads a member whose field has two names.
func (d *decoder) twoNames(n *name, s *secondName, field reflect.Value) {
	null, held := d.peek() == 'n', s.held
	if n.second {
		s.other = 0
		if !null {
			s.other = d.pos
		}
		if held {
			d.skip()
			return
		}
	} else {
		s.held = !null
	}
	if !null {
		field.SetZero()
		d.value(n.plan, field)
		return
	}
	d.literal("null")
	if n.second || held {
		field.SetZero()
	}
	if held && s.other > 0 { // the first name took its value back
		here := d.pos
		d.pos = s.other
		d.value(n.plan, field)
		d.pos = here
	}
}

// list reads the elements behind an opened bracket into the scratch slice of
// their type, which v gets if they fill it; else a slice of just their number.
func (d *decoder) list(p *plan, v reflect.Value) {
	if d.peek() == ']' {
		d.more(']', true)
		v.Set(p.empty)
		return
	}
	at, buf := d.borrow(p)
	n, size, start := 0, buf.Len(), d.pos
	for first := true; d.more(']', first); first = false {
		if n == size {
			// Room for as many as the rest of the text can hold if they are
			// like those before and a few more, at first for one page.
			likely := (n + n/4) * (len(d.data) - d.pos) / max(d.pos-start, 1)
			buf.Grow(max(4, min(likely, 50-size), size))
			size = buf.Cap()
			buf.SetLen(size)
		}
		null := d.peek() == 'n'
		if null {
			d.literal("null")
		}
		if !null && d.value(p.elem, buf.Index(n)) || p.elem.kind == kindPointer {
			n++
		}
	}
	switch {
	case n == 0:
		v.Set(p.empty)
	case size-n <= size/8: // not worth a copy
		v.Set(buf)
		v.SetLen(n)
		v.SetCap(n)
		buf.SetZero()
	default:
		v.Grow(n)
		v.SetLen(n)
		v.SetCap(n)
		reflect.Copy(v, buf)
		buf.SetLen(n)
		buf.Clear()
		buf.SetLen(size)
	}
	d.scratch[at].lent = false
}

func (d *decoder) array(p *plan, v reflect.Value) {
	n := 0
	for first := true; d.more(']', first); first = false {
		switch {
		case d.peek() == 'n':
			d.literal("null")
		case n < v.Len():
			d.value(p.elem, v.Index(n))
		default:
			d.skip()
		}
		n++
	}
}

func (d *decoder) mapping(p *plan, v reflect.Value) {
	v.Set(reflect.MakeMap(p.typ))
	for first := true; d.more('}', first); first = false {
		key := reflect.New(p.typ.Key()).Elem()
		key.SetString(d.text(d.key()))
		elem := reflect.New(p.elem.typ).Elem()
		if d.peek() == 'n' {
			d.literal("null")
		} else {
			d.value(p.elem, elem)
		}
		v.SetMapIndex(key, elem)
	}
}

// foreign hands the bytes of the value ahead to the type's own method, or to
// encoding/json, which goes on after what it cannot read inside a struct.
func (d *decoder) foreign(p *plan, v reflect.Value) bool {
	b := d.raw()
	if d.err != nil {
		return false
	}
	var err error
	if p.kind == kindMethod {
		err = v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(b)
	} else {
		err = json.Unmarshal(b, v.Addr().Interface())
	}
	if err == nil || p.kind == kindForeign && v.Kind() == reflect.Struct && !v.IsZero() {
		return true
	}
	v.SetZero()
	return false
}

// selfReader is a type of this package that reads itself with the lexer: the
// value ahead, which is not null, into the receiver, which is zero; false as
// [decoder.value] gives it.
type selfReader interface {
	readJSON(d *decoder) bool
}

// compactJSON is b without white space and, so that marshalling gives the same
// bytes again, escaped as encoding/json escapes.
func compactJSON(b []byte) json.RawMessage {
	var compact, escaped bytes.Buffer
	if json.Compact(&compact, b) != nil {
		return nil // not reached: b went through the lexer
	}
	json.HTMLEscape(&escaped, compact.Bytes())
	return bytes.Clone(escaped.Bytes())
}

// into reads the object ahead into out, a pointer to a zero struct.
func (d *decoder) into(out any) {
	v := reflect.ValueOf(out).Elem()
	d.value(planOf(v.Type()), v)
}

// isOwnType reports whether out points to a type that this package declares. A
// user's type that embeds one of ours has its methods, but is not one.
func isOwnType(out any) bool { return ours(reflect.TypeOf(out)) }
