package spotify

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is how many objects and arrays may be open at once. Spotify's
// answers have some ten.
const maxDepth = 500

var errTooDeep = errors.New("JSON nested too deeply")

// decoder reads one JSON text. After an error it stands at the end of the
// text, so that every loop ends; what it returned since is meaningless.
type decoder struct {
	data  []byte
	pos   int
	depth int
	err   error
	buf   []byte // a string whose escapes were resolved

	// What was made, for sharing: see the functions that use it.
	block   strings.Builder
	prev    string
	recent  []string
	ints    []int
	bools   []bool
	scratch []scratch
	few     [3]scratch

	// A type that reads itself may keep here the bytes that it last read and
	// what it made of them.
	last struct {
		raw  []byte
		text string
	}
}

func (d *decoder) fail() {
	if d.err == nil {
		if d.pos < len(d.data) {
			d.err = fmt.Errorf("invalid JSON at byte %d", d.pos)
		} else {
			d.err = errors.New("JSON ends too early")
		}
	}
	d.pos = len(d.data)
}

// peek steps over white space and returns the byte that follows, 0 at the end.
func (d *decoder) peek() byte {
	if d.pos < len(d.data) && d.data[d.pos] > ' ' {
		return d.data[d.pos]
	}
	return d.peekSpace()
}

func (d *decoder) peekSpace() byte {
	for i, c := range d.data[d.pos:] {
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			d.pos += i
			return c
		}
	}
	d.pos = len(d.data)
	return 0
}

// enter steps over an opening bracket or brace, if one is ahead.
func (d *decoder) enter(open byte) bool {
	if d.peek() != open {
		return false
	}
	if d.depth == maxDepth {
		if d.err == nil {
			d.err = errTooDeep
		}
		d.pos = len(d.data)
		return true
	}
	d.depth++
	d.pos++
	return true
}

// more steps to the next element or member of what was entered, or else over
// its end.
func (d *decoder) more(end byte, first bool) bool {
	switch c := d.peek(); {
	case c == end:
		d.pos++
		d.depth--
		return false
	case first && c != 0:
		return true
	case c == ',' && !first:
		d.pos++
		return true
	}
	d.fail()
	return false
}

// key reads a member's name and the colon. It is valid until the next string.
func (d *decoder) key() []byte {
	if d.peek() != '"' {
		d.fail()
		return nil
	}
	k := d.string()
	if d.peek() != ':' {
		d.fail()
		return nil
	}
	d.pos++
	return k
}

func (d *decoder) literal(word string) {
	if len(d.data)-d.pos < len(word) || string(d.data[d.pos:d.pos+len(word)]) != word {
		d.fail()
		return
	}
	d.pos += len(word)
}

// skip steps over the value ahead, whatever it is.
func (d *decoder) skip() {
	switch c := d.peek(); c {
	case '"':
		d.string()
	case '{':
		d.enter('{')
		for first := true; d.more('}', first); first = false {
			d.key()
			d.skip()
		}
	case '[':
		d.enter('[')
		for first := true; d.more(']', first); first = false {
			d.skip()
		}
	case 't':
		d.literal("true")
	case 'f':
		d.literal("false")
	case 'n':
		d.literal("null")
	default:
		d.number()
	}
}

// raw steps over the value ahead and returns its bytes.
func (d *decoder) raw() []byte {
	d.peek()
	start := d.pos
	d.skip()
	return d.data[start:d.pos]
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// string reads the string ahead. It returns a part of the text or of d.buf,
// valid until the next string.
func (d *decoder) string() []byte {
	start := d.pos + 1
	i := start
	// Eight bytes at once: marked are a quote, a backslash, a control
	// character, and a byte that is not ASCII. Marks above the first may be
	// wrong.
	for ; i+8 <= len(d.data); i += 8 {
		w := binary.LittleEndian.Uint64(d.data[i:])
		marks := (((w ^ '"'*ones) - ones) | ((w ^ '\\'*ones) - ones) | (w - ' '*ones) | w) & highs
		if marks != 0 {
			i += bits.TrailingZeros64(marks) / 8
			break
		}
	}
	ascii := true
	for ; i < len(d.data); i++ {
		switch c := d.data[i]; {
		case c == '"':
			s := d.data[start:i]
			if !ascii && !utf8.Valid(s) {
				return d.unescape(start)
			}
			d.pos = i + 1
			return s
		case c == '\\':
			return d.unescape(start)
		case c < ' ':
			d.pos = i
			d.fail()
			return nil
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	d.pos = i
	d.fail()
	return nil
}

// unescape reads the rest of a string, from start on, into d.buf. Bytes that
// are no UTF-8 and halves of surrogate pairs become U+FFFD.
func (d *decoder) unescape(start int) []byte {
	b := d.buf[:0]
	for i := start; i < len(d.data); {
		switch c := d.data[i]; {
		case c == '"':
			d.buf = b
			d.pos = i + 1
			return b
		case c == '\\':
			r, n := escape(d.data[i:])
			if n == 0 {
				d.pos = i
				d.fail()
				return nil
			}
			b = utf8.AppendRune(b, r)
			i += n
		case c < ' ':
			d.pos = i
			d.fail()
			return nil
		case c < utf8.RuneSelf:
			b = append(b, c)
			i++
		default:
			r, n := utf8.DecodeRune(d.data[i:])
			b = utf8.AppendRune(b, r)
			i += n
		}
	}
	d.pos = len(d.data)
	d.fail()
	return nil
}

// escape gives the character of the escape sequence at the start of b, and its
// length, or 0 if it is none.
func escape(b []byte) (r rune, n int) {
	if len(b) < 2 {
		return 0, 0
	}
	switch b[1] {
	case '"', '\\', '/':
		return rune(b[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	}
	r = hex4(b)
	if r < 0 {
		return 0, 0
	}
	if utf16.IsSurrogate(r) {
		if pair := utf16.DecodeRune(r, hex4(b[6:])); pair != utf8.RuneError {
			return pair, 12
		}
		return utf8.RuneError, 6
	}
	return r, 6
}

// hex4 is the number in the \u escape at the start of b, or -1.
func hex4(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	var r rune
	for _, c := range b[2:6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}
