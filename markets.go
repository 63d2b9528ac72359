package spotify

import (
	"bytes"
	"iter"
	"math/bits"
	"slices"
	"strings"
)

// Markets is a set of countries in which something can be played, as two-letter
// codes (ISO 3166-1 alpha-2, upper case). Sets with the same codes are equal
// under == and may be map keys.
//
// The zero value is unknown: Spotify leaves the list out in development mode and
// where a market was given. It differs from the set without codes, which
// [NewMarkets] returns for no codes and which means nowhere. In JSON a set is a
// sorted list and the zero value is null, which a field tagged omitzero leaves
// out.
type Markets struct {
	// bits has the marketBit of every code, without zero bytes at its end. It
	// is "" if the markets are unknown, and one zero byte if there are none.
	bits string
}

// NewMarkets returns the set of the given codes. Lower-case letters are
// converted to upper case. Codes that are not two letters are dropped.
// NewMarkets() is the set without codes, not the zero value.
func NewMarkets(codes ...string) Markets {
	var set marketSet
	for _, code := range codes {
		if len(code) == 2 {
			set.add(upper(code[0]), upper(code[1]))
		}
	}
	return Markets{string(set.trimmed())}
}

// upper returns the upper case of an ASCII letter and any other byte as it is.
func upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		c -= 'a' - 'A'
	}
	return c
}

// marketSet is a set under construction.
type marketSet [(26*26 + 7) / 8]byte

// add adds a code if it is one, and reports whether it is.
func (s *marketSet) add(first, second byte) bool {
	bit, ok := marketBit(first, second)
	if ok {
		s[bit/8] |= 1 << (bit % 8)
	}
	return ok
}

// trimmed returns the set in the form of Markets.bits.
func (s *marketSet) trimmed() []byte {
	b := bytes.TrimRight(s[:], "\x00")
	if len(b) == 0 {
		b = s[:1]
	}
	return b
}

// marketBit returns the index of a code in alphabetical order, from 0 for AA to
// 675 for ZZ, and reports whether it is a code.
func marketBit(first, second byte) (bit uint, ok bool) {
	a, b := uint(first-'A'), uint(second-'A')
	return a*26 + b, a < 26 && b < 26
}

// Has reports whether the set contains code, two upper-case letters.
func (m Markets) Has(code string) bool {
	if len(code) != 2 {
		return false
	}
	bit, ok := marketBit(code[0], code[1])
	return ok && bit/8 < uint(len(m.bits)) && m.bits[bit/8]>>(bit%8)&1 != 0
}

// Len returns the number of codes in the set. It is 0 if the markets are unknown
// as well; see [Markets.IsZero].
func (m Markets) Len() int {
	n := 0
	for i := range len(m.bits) {
		n += bits.OnesCount8(m.bits[i])
	}
	return n
}

// All returns an iterator over the codes in alphabetical order.
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

// IsZero reports whether m is the zero value: it is not known where something
// can be played.
func (m Markets) IsZero() bool { return m.bits == "" }

// Equal reports whether m and other are equal, as m == other does.
func (m Markets) Equal(other Markets) bool { return m == other }

// String returns the codes in alphabetical order, separated by spaces.
func (m Markets) String() string { return strings.Join(slices.Collect(m.All()), " ") }

// MarshalJSON returns the codes as a list in alphabetical order, or null for the
// zero value.
func (m Markets) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("null"), nil
	}
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

// UnmarshalJSON reads a list of codes in any order. It drops anything but two
// upper-case letters. null is the zero value.
func (m *Markets) UnmarshalJSON(data []byte) error { return unmarshalJSON(data, m) }

// GobEncode returns the same bytes as MarshalJSON.
func (m Markets) GobEncode() ([]byte, error) { return m.MarshalJSON() }

// GobDecode reads what GobEncode returns.
func (m *Markets) GobDecode(data []byte) error { return m.UnmarshalJSON(data) }

func (m *Markets) readJSON(d *decoder) bool {
	d.peek()
	start := d.pos
	// Most lists of a response are the same, byte for byte.
	if d.last.raw != nil && bytes.HasPrefix(d.data[start:], d.last.raw) {
		d.pos += len(d.last.raw)
		m.bits = d.last.text
		return true
	}
	if !d.enter('[') {
		d.skip()
		return false
	}
	var set marketSet
	for first := true; d.more(']', first); first = false {
		if d.peek() != '"' {
			d.skip()
			continue
		}
		// The usual case is a code without escapes.
		if rest := d.data[d.pos:]; len(rest) > 3 && rest[3] == '"' && set.add(rest[1], rest[2]) {
			d.pos += 4
			continue
		}
		if code := d.string(); len(code) == 2 {
			set.add(code[0], code[1])
		}
	}
	if made := set.trimmed(); d.last.text != string(made) {
		d.last.text = string(made)
	}
	d.last.raw = d.data[start:d.pos]
	m.bits = d.last.text
	return true
}
