package spotify

import (
	"math"
	"strconv"
)

// number reads the next value, a number, and reports whether it is written as an
// integer.
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

// numeral is number for any next value: it returns nil if that is not a number.
func (d *decoder) numeral() (b []byte, whole bool) {
	if c := d.peek(); c != '-' && c-'0' > 9 && c > ' ' {
		d.skip()
		return nil, false
	}
	return d.number()
}

func (d *decoder) int() (int64, bool) {
	b, whole := d.numeral()
	if whole {
		n, err := strconv.ParseInt(string(b), 10, 64)
		return n, err == nil
	}
	f, err := strconv.ParseFloat(string(b), 64)
	f = math.Trunc(f)
	return int64(f), err == nil && f >= -1<<63 && f < 1<<63
}

func (d *decoder) float(bits int) (float64, bool) {
	b, _ := d.numeral()
	f, err := strconv.ParseFloat(string(b), bits)
	return f, err == nil
}
