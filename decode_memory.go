package spotify

import "reflect"

const (
	internSize = 128     // strings that the intern table holds
	internFrom = 8 << 10 // size of the texts that are worth a table, in bytes
)

// text returns b as a string. A string that equals one in the intern table
// shares its memory: a response repeats types and artists many times. A string
// never shares memory with a different one, so that a string that is kept keeps
// nothing else alive.
func (d *decoder) text(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if d.interned == nil {
		return string(b)
	}
	slot := &d.interned[hash(b)%internSize]
	if *slot != string(b) {
		*slot = string(b)
	}
	return *slot
}

// hash returns a hash of b's length and its last bytes, where links, URIs and
// IDs differ.
func hash(b []byte) uint32 {
	h := uint32(len(b))
	for _, c := range b[max(0, len(b)-8):] {
		h = 31*h + uint32(c)
	}
	return h
}

// scratch is a slice that collects the elements of lists of one type, one list
// after the other, while their number is not known. Between lists all elements
// are zero.
type scratch struct {
	plan *plan
	buf  reflect.Value
}

// takeScratch returns the scratch slice for p and its index in d.scratch, where
// the caller puts it back. A list inside of a list of the same type uses a new
// one.
func (d *decoder) takeScratch(p *plan) (at int, buf reflect.Value) {
	for at < len(d.scratch) && d.scratch[at].plan != p {
		at++
	}
	if at == len(d.scratch) {
		d.scratch = append(d.scratch, scratch{plan: p})
	}
	if buf = d.scratch[at].buf; buf.IsValid() {
		d.scratch[at].buf = reflect.Value{}
		return at, buf
	}
	return at, reflect.New(p.typ).Elem()
}
