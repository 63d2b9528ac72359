package spotify

import (
	"math"
	"strconv"
)

// number reads the number ahead and tells whether it has digits alone.
func (d *decoder) number() (b []byte, whole bool) {
	d.peek()
	start := d.pos
	if d.at('-') {
		d.pos++
	}
	if d.at('0') {
		d.pos++
	} else if !d.digits() {
		return nil, false
	}
	whole = true
	if d.at('.') {
		whole = false
		d.pos++
		if !d.digits() {
			return nil, false
		}
	}
	if d.at('e') || d.at('E') {
		whole = false
		d.pos++
		if d.at('+') || d.at('-') {
			d.pos++
		}
		if !d.digits() {
			return nil, false
		}
	}
	return d.data[start:d.pos], whole
}

func (d *decoder) at(c byte) bool { return d.pos < len(d.data) && d.data[d.pos] == c }

func (d *decoder) digits() bool {
	start := d.pos
	for d.pos < len(d.data) && d.data[d.pos]-'0' <= 9 {
		d.pos++
	}
	if d.pos == start {
		d.fail()
	}
	return d.pos > start
}

// numeral is number for the value ahead, whatever it is: nil if it is none.
func (d *decoder) numeral() (b []byte, whole bool) {
	if c := d.peek(); c != '-' && c-'0' > 9 && c > ' ' {
		d.skip()
		return nil, false
	}
	b, whole = d.number()
	return b, whole
}

func (d *decoder) int() (int64, bool) {
	b, whole := d.numeral()
	if whole {
		if len(b) <= 18 {
			return small(b), true
		}
		n, err := strconv.ParseInt(string(b), 10, 64)
		return n, err == nil
	}
	f, ok := cut(b)
	return int64(f), ok && f >= -1<<63 && f < 1<<63
}

// small is the integer that b, of at most 18 bytes, spells.
func small(b []byte) int64 {
	var n int64
	for _, c := range b {
		if c != '-' {
			n = n*10 + int64(c-'0')
		}
	}
	if b[0] == '-' {
		return -n
	}
	return n
}

func (d *decoder) uint() (uint64, bool) {
	b, whole := d.numeral()
	if whole && b[0] != '-' {
		n, err := strconv.ParseUint(string(b), 10, 64)
		return n, err == nil
	}
	f, ok := cut(b)
	return uint64(f), ok && f >= 0 && f < 1<<64
}

// cut is the number b without its fraction.
func cut(b []byte) (float64, bool) {
	f, err := strconv.ParseFloat(string(b), 64)
	return math.Trunc(f), err == nil
}

func (d *decoder) float(bits int) (float64, bool) {
	b, _ := d.numeral()
	f, err := strconv.ParseFloat(string(b), bits)
	return f, err == nil
}
