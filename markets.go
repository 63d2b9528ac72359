package spotify

import (
	"bytes"
	"iter"
	"math/bits"
	"slices"
	"strings"
)

// Markets is a set of two-letter country codes (ISO 3166-1 alpha-2, upper
// case): where something can be played. Sets with the same codes are equal
// under ==, so a Markets may be a map's key; the zero value is the empty set.
// A set takes 16 bytes, and those of one answer share what they hold.
//
// Its JSON is a list of codes in order. Without codes it is its zero value,
// which a field tagged omitzero leaves out.
type Markets struct {
	bits string // marketBit of every code, without zero bytes at the end
}

// marketBit is the place of a code in order: AA is 0, ZZ is 675.
func marketBit(first, second byte) (bit uint, ok bool) {
	a, b := uint(first-'A'), uint(second-'A')
	return a*26 + b, a < 26 && b < 26
}

// Has tells whether code, two upper-case letters, is in the set.
func (m Markets) Has(code string) bool {
	if len(code) != 2 {
		return false
	}
	bit, ok := marketBit(code[0], code[1])
	return ok && bit/8 < uint(len(m.bits)) && m.bits[bit/8]>>(bit%8)&1 != 0
}

// Len is the number of codes in the set.
func (m Markets) Len() int {
	n := 0
	for i := range len(m.bits) {
		n += bits.OnesCount8(m.bits[i])
	}
	return n
}

// All gives the codes in alphabetical order.
func (m Markets) All() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range len(m.bits) {
			for rest := m.bits[i]; rest != 0; rest &= rest - 1 {
				bit := i*8 + bits.TrailingZeros8(rest)
				if !yield(string([]byte{'A' + byte(bit/26), 'A' + byte(bit%26)})) {
					return
				}
			}
		}
	}
}

// IsZero tells whether the set is empty.
func (m Markets) IsZero() bool { return m.bits == "" }

// String gives the codes in alphabetical order, with a space between them.
func (m Markets) String() string { return strings.Join(slices.Collect(m.All()), " ") }

// MarshalJSON gives the codes as a list in alphabetical order.
func (m Markets) MarshalJSON() ([]byte, error) {
	b := make([]byte, 1, 2+5*m.Len())
	b[0] = '['
	for code := range m.All() {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(b, '"', code[0], code[1], '"')
	}
	return append(b, ']'), nil
}

// UnmarshalJSON reads a list of codes, in any order, or null. What is not two
// upper-case letters is dropped.
func (m *Markets) UnmarshalJSON(data []byte) error { return decode(data, m) }

func (m *Markets) readJSON(d *decoder) bool {
	d.peek()
	start := d.pos
	if d.last.raw != nil && bytes.HasPrefix(d.data[start:], d.last.raw) {
		d.pos += len(d.last.raw)
		m.bits = d.last.text
		return true
	}
	if !d.enter('[') {
		d.skip()
		return false
	}
	var set [(26*26 + 7) / 8]byte
	for first := true; d.more(']', first); first = false {
		if d.peek() != '"' {
			d.skip()
			continue
		}
		if rest := d.data[d.pos:]; len(rest) > 3 && rest[3] == '"' { // nearly always
			if bit, ok := marketBit(rest[1], rest[2]); ok {
				set[bit/8] |= 1 << (bit % 8)
				d.pos += 4
				continue
			}
		}
		if code := d.string(); len(code) == 2 {
			if bit, ok := marketBit(code[0], code[1]); ok {
				set[bit/8] |= 1 << (bit % 8)
			}
		}
	}
	if made := bytes.TrimRight(set[:], "\x00"); d.last.text != string(made) {
		d.last.text = string(made)
	}
	d.last.raw = d.data[start:d.pos]
	m.bits = d.last.text
	return true
}
