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

// int reads an integer of so many bits. If the next value is not one, it returns
// 0 and false.
func (d *decoder) int(bits int) (int64, bool) {
	b, whole := d.numeral()
	var n int64
	var err error
	if whole {
		n, err = strconv.ParseInt(string(b), 10, bits)
	} else {
		var f float64
		f, err = strconv.ParseFloat(string(b), 64)
		limit := math.Ldexp(1, bits-1)
		if f = math.Trunc(f); err == nil && (f < -limit || f >= limit) {
			err = strconv.ErrRange
		}
		n = int64(f)
	}
	if err != nil {
		return 0, false
	}
	return n, true
}

// float is int for a floating-point number.
func (d *decoder) float(bits int) (float64, bool) {
	b, _ := d.numeral()
	f, err := strconv.ParseFloat(string(b), bits)
	if err != nil {
		return 0, false
	}
	return f, true
}
