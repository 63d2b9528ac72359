package main

import (
	"fmt"
	"io"
	"os"
)

// progress shows how far the program is: on a terminal in one line that changes,
// elsewhere only at the end.
type progress struct {
	w        io.Writer
	terminal bool
	open     bool // the line is not finished
}

func newProgress(f *os.File) *progress {
	info, err := f.Stat()
	return &progress{w: f, terminal: err == nil && info.Mode()&os.ModeCharDevice != 0}
}

// show replaces the line.
func (p *progress) show(text string, rows int) {
	if !p.terminal {
		return
	}
	fmt.Fprintf(p.w, "\r\033[K%s, %d rows", text, rows) // back to the beginning of the line, which is erased
	p.open = true
}

// final prints the last line.
func (p *progress) final(text string) {
	p.end()
	fmt.Fprintln(p.w, text)
}

// end finishes the line, so that what follows starts on its own.
func (p *progress) end() {
	if p.open {
		fmt.Fprintln(p.w)
	}
	p.open = false
}
