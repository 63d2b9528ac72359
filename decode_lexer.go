package spotify

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// maxDepth is how many objects and arrays may be open at once. Spotify's
	// answers have some ten.
	maxDepth = 500

	// blockSize is the size of the blocks that strings are cut from, in bytes:
	// a string that is kept keeps one of these alive and no more. Strings of a
	// quarter and more stand alone.
	blockSize = 4 << 10
)

var errTooDeep = errors.New("JSON nested too deeply")

// decoder reads one JSON text. After an error it stands at the end of the
// text, so that every loop ends; what it returned since is meaningless.
type decoder struct {
	data    []byte
	pos     int
	depth   int
	err     error
	block   strings.Builder // strings are cut from it
	buf     []byte          // a string whose escapes were resolved
	scratch []*scratch
	last    lastText
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
	for ; d.pos < len(d.data); d.pos++ {
		switch c := d.data[d.pos]; c {
		case ' ', '\n', '\t', '\r':
		default:
			return c
		}
	}
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

// text is b as a string, cut from a block.
func (d *decoder) text(b []byte) string {
	if len(b) >= blockSize/4 {
		return string(b)
	}
	if d.block.Cap()-d.block.Len() < len(b) {
		d.block.Reset()
		d.block.Grow(max(len(b), min(blockSize, (len(d.data)-d.pos)/2)))
	}
	start := d.block.Len()
	d.block.Write(b)
	return d.block.String()[start:]
}

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
	f, err := strconv.ParseFloat(string(b), 64)
	f = math.Trunc(f)
	return int64(f), err == nil && f >= -1<<63 && f < 1<<63
}

// small is the number that b, of at most 18 bytes, spells.
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
	f, err := strconv.ParseFloat(string(b), 64)
	f = math.Trunc(f)
	return uint64(f), err == nil && f >= 0 && f < 1<<64
}

func (d *decoder) float(bits int) (float64, bool) {
	b, _ := d.numeral()
	f, err := strconv.ParseFloat(string(b), bits)
	return f, err == nil
}

// again tells whether the value ahead is, to the byte, the one last given to
// remember, steps over it if so and returns what was made of it: the longest
// of Spotify's lists repeat within an answer.
func (d *decoder) again() (string, bool) {
	if d.last.raw == nil || !bytes.HasPrefix(d.data[d.pos:], d.last.raw) {
		return "", false
	}
	d.pos += len(d.last.raw)
	return d.last.text, true
}

// remember keeps text as what was made of the bytes from start to here.
func (d *decoder) remember(start int, text string) {
	d.last = lastText{d.data[start:d.pos], text}
}

type lastText struct {
	raw  []byte
	text string
}
