package main

import (
	"fmt"
	"html"
	"strings"
)

// svg is a drawing on white, so that it can be read on dark pages too.
type svg struct{ b strings.Builder }

func newSVG(width, height int, title string) *svg {
	s := new(svg)
	fmt.Fprintf(&s.b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img">`+"\n", width, height)
	fmt.Fprintf(&s.b, "<title>%s</title>\n", html.EscapeString(title))
	s.b.WriteString("<style>text{font:12px sans-serif;fill:#222}.bold{font-weight:bold}.small{font-size:10px}</style>\n")
	s.rect(0, 0, float64(width), float64(height), "#ffffff")
	return s
}

func (s *svg) rect(x, y, width, height float64, fill string) {
	fmt.Fprintf(&s.b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`+"\n", x, y, width, height, fill)
}

func (s *svg) line(x1, y1, x2, y2 float64) {
	fmt.Fprintf(&s.b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#777"/>`+"\n", x1, y1, x2, y2)
}

// text writes at a place; anchor is start, middle or end, class bold, small or
// empty.
func (s *svg) text(x, y float64, anchor, class, words string) {
	if words != "" {
		fmt.Fprintf(&s.b, `<text x="%.1f" y="%.1f" text-anchor="%s" class="%s">%s</text>`+"\n", x, y, anchor, class, html.EscapeString(words))
	}
}

func (s *svg) String() string { return s.b.String() + "</svg>\n" }
