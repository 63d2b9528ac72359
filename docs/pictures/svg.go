package main

import (
	"fmt"
	"html"
	"strings"
)

// width of all pictures: a phone shows them at three quarters of their size, so
// that their text stays readable.
const width = 480

// style has the colors of both themes. The background is drawn too, because a
// page's theme may differ from the system's, which the query asks for.
const style = `<style>
text{font:14px sans-serif;fill:#1f2328}.bold{font-weight:bold}.small{font-size:12px}
.page{fill:#ffffff}.box{fill:#eef1f4;stroke:#8c959f}.axis{stroke:#8c959f;fill:none}
.good{fill:#2da44e}.wait{fill:#d4a72c}.bad{fill:#cf222e}.other{fill:#8c959f}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.page{fill:#0d1117}.box{fill:#21262d;stroke:#6e7681}.axis{stroke:#6e7681}
.good{fill:#2ea043}.wait{fill:#bb8009}.bad{fill:#da3633}.other{fill:#6e7681}}
</style>
`

// svg is a drawing in the colors of style.
type svg struct{ b strings.Builder }

func newSVG(height int, title string) *svg {
	s := new(svg)
	fmt.Fprintf(&s.b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img">`+"\n", width, height)
	fmt.Fprintf(&s.b, "<title>%s</title>\n%s", html.EscapeString(title), style)
	s.rect("page", 0, 0, width, float64(height))
	s.text(16, 24, "start", "bold", title)
	return s
}

func (s *svg) rect(class string, x, y, width, height float64) {
	fmt.Fprintf(&s.b, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`+"\n", class, x, y, width, height)
}

func (s *svg) line(x1, y1, x2, y2 float64) {
	fmt.Fprintf(&s.b, `<line class="axis" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`+"\n", x1, y1, x2, y2)
}

// arrow is a line with a head at its end, which points right or down.
func (s *svg) arrow(x1, y1, x2, y2 float64) {
	s.line(x1, y1, x2, y2)
	head := fmt.Sprintf("M%.1f %.1fl-6 -4M%.1f %.1fl-6 4", x2, y2, x2, y2)
	if x1 == x2 {
		head = fmt.Sprintf("M%.1f %.1fl-4 -6M%.1f %.1fl4 -6", x2, y2, x2, y2)
	}
	fmt.Fprintf(&s.b, `<path class="axis" d="%s"/>`+"\n", head)
}

// text writes at a place; anchor is start, middle or end, class bold, small or
// empty.
func (s *svg) text(x, y float64, anchor, class, words string) {
	fmt.Fprintf(&s.b, `<text x="%.1f" y="%.1f" text-anchor="%s" class="%s">%s</text>`+"\n", x, y, anchor, class, html.EscapeString(words))
}

// legend explains a color, in one line for each text.
func (s *svg) legend(y float64, class string, lines ...string) {
	s.rect(class, 16, y-11, 14, 14)
	for i, line := range lines {
		s.text(38, y+18*float64(i), "start", "", line)
	}
}

func (s *svg) String() string { return s.b.String() + "</svg>\n" }
