package spotify

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is how many objects and arrays may be open at once. Spotify's
// responses have some ten.
const maxDepth = 500

var errTooDeep = errors.New("JSON nested too deeply")

// decoder reads one JSON text. After an error, pos is at the end of the text,
// so that every loop ends, and the values read since are not used.
type decoder struct {
	data   []byte
	pos    int
	depth  int
	err    error
	buf    []byte // the last string that had escapes
	reread int    // bytes that were read again; tests bound it

	interned     []string // nil for a short text; see text
	scratch      []scratch
	scratchArray [3]scratch

	// last is for a type that reads itself: the JSON that it read last, and
	// what it made of it.
	last struct {
		raw  []byte
		text string
	}
}

func newDecoder(data []byte) *decoder {
	d := &decoder{data: data}
	d.scratch = d.scratchArray[:0]
	if len(data) >= internFrom {
		d.interned = make([]string, internSize)
	}
	return d
}

// fail records a syntax error at the current position.
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

// failWith records an error that is not about the syntax.
func (d *decoder) failWith(err error) {
	if d.err == nil {
		d.err = err
	}
	d.pos = len(d.data)
}

// rewind goes back to a value that is to be read again.
func (d *decoder) rewind(pos int) {
	d.reread += d.pos - pos
	d.pos = pos
}

// peek skips white space and returns the next byte without reading it; 0 at the
// end.
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

// enter reads an opening bracket or brace, if that is next.
func (d *decoder) enter(open byte) bool {
	if d.peek() != open {
		return false
	}
	if d.depth == maxDepth {
		d.failWith(errTooDeep)
		return true
	}
	d.depth++
	d.pos++
	return true
}

// more reports whether another element or member follows, and reads the comma
// before it, or else the closing bracket or brace.
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

// key reads a member's name and the colon. The result is valid until the next
// string is read.
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

// null reads the next value if that is null, and reports whether it was.
func (d *decoder) null() bool {
	if d.peek() != 'n' {
		return false
	}
	d.literal()
	return true
}

// literal reads the next value, which starts like true, false or null, and
// reports whether it is true.
func (d *decoder) literal() bool {
	for _, word := range [...]string{"true", "false", "null"} {
		if rest := d.data[d.pos:]; len(rest) >= len(word) && string(rest[:len(word)]) == word {
			d.pos += len(word)
			return word == "true"
		}
	}
	d.fail()
	return false
}

// skip reads the next value, of any type, and checks its syntax.
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
	case 't', 'f', 'n':
		d.literal()
	default:
		d.number()
	}
}

// raw returns the bytes of the next value, for another parser.
func (d *decoder) raw() []byte {
	d.peek()
	start := d.pos
	d.skip()
	d.reread += d.pos - start
	return d.data[start:d.pos]
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// string reads the next value, a string. The result is a part of d.data or of
// d.buf and is valid until the next string is read.
func (d *decoder) string() []byte {
	start := d.pos + 1
	i := start
	// Eight bytes at a time, look for a quote, a backslash, a control character
	// or a byte that is not ASCII. Only the lowest mark is reliable.
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

// unescape reads a string from start, the byte after its quote, into d.buf.
// Invalid UTF-8 and lone surrogates become U+FFFD.
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

// escape returns the character that b's escape sequence stands for and the
// length of the sequence, which is 0 if it is not valid.
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

// hex4 returns the number in the \u escape that b starts with, or -1.
func hex4(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	r, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(r)
}
