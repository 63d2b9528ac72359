package spotify

import "reflect"

const (
	// blockSize is the size of the blocks that strings are cut from, in bytes:
	// a string that is kept keeps one of these alive and no more, an object
	// those that its text went through. Strings of a quarter and more stand
	// alone.
	blockSize = 4 << 10

	// recentSize is how many strings of a block are looked through for the
	// next one: artists and types repeat.
	recentSize = 64
)

// text is b as a string: one of the same block that is alike, or else a new one.
func (d *decoder) text(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if n := len(d.prev) - len(b); n >= 0 && d.prev[n:] == string(b) {
		return d.prev[n:] // an id ends the link before it
	}
	at := hash(b) % recentSize
	if at < len(d.recent) && d.recent[at] == string(b) {
		return d.recent[at]
	}
	var made string
	if len(b) >= blockSize/4 {
		made = string(b)
	} else {
		if d.block.Cap()-d.block.Len() < len(b) {
			d.newBlock(len(b))
		}
		start := d.block.Len()
		d.block.Write(b)
		made = d.block.String()[start:]
		d.prev = made
	}
	if at < len(d.recent) {
		d.recent[at] = made
	}
	return made
}

// newBlock starts a block with room for n bytes, and forgets the strings of
// the one before: so the strings of an object of this block do not keep an
// older one alive.
func (d *decoder) newBlock(n int) {
	rest := len(d.data) - d.pos
	d.block.Reset()
	d.block.Grow(max(n, min(blockSize, rest/2)))
	if d.recent != nil {
		clear(d.recent)
	} else if rest > blockSize {
		d.recent = make([]string, recentSize)
	}
}

// fresh gives a pointer to a zero value. Those to numbers and booleans point
// into small blocks.
func (d *decoder) fresh(p *plan) reflect.Value {
	switch p.cells {
	case cellInt:
		return reflect.ValueOf(cell(d, &d.ints))
	case cellBool:
		return reflect.ValueOf(cell(d, &d.bools))
	}
	return reflect.New(p.elem.typ)
}

func cell[T any](d *decoder, block *[]T) *T {
	if len(*block) == 0 {
		*block = make([]T, min(1+(len(d.data)-d.pos)/1024, 16))
	}
	c := &(*block)[0]
	*block = (*block)[1:]
	return c
}

// scratch is room for the elements of a list while their number is not known.
type scratch struct {
	plan *plan
	buf  reflect.Value // of zero values
	lent bool
}

func (d *decoder) borrow(p *plan) (at int, buf reflect.Value) {
	for i := range d.scratch {
		if s := &d.scratch[i]; s.plan == p && !s.lent {
			s.lent = true
			return i, s.buf
		}
	}
	buf = reflect.New(p.typ).Elem()
	d.scratch = append(d.scratch, scratch{plan: p, buf: buf, lent: true})
	return len(d.scratch) - 1, buf
}
