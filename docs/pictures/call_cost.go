package main

import (
	"fmt"
	"os"
	"strings"
)

type measured struct {
	call, client      string
	ns, bytes, allocs float64
}

// callCost draws time and allocations of calls, in percent of zmb3/spotify's.
func callCost(file string) (string, error) {
	rows, err := read(file)
	if err != nil {
		return "", err
	}
	s := newSVG(118+len(rows)/2*70, "A call in memory, in percent of zmb3/spotify's")
	s.legend(50, "good", "this package, with its figures")
	s.legend(72, "other", "zmb3/spotify v2.4.3 = 100 %")
	y := 96.0
	for i := 0; i+1 < len(rows); i += 2 {
		ours, theirs := rows[i], rows[i+1]
		if ours.call != theirs.call || ours.client != "spotify" || theirs.client != "zmb3" {
			return "", fmt.Errorf("%s: %s is not a pair of spotify and zmb3", file, ours.call)
		}
		s.text(16, y+10, "start", "bold", ours.call)
		bar(s, y+16, "time", ours.ns/theirs.ns, duration(ours.ns))
		bar(s, y+38, "allocations", ours.allocs/theirs.allocs, fmt.Sprintf("%.0f", ours.allocs))
		y += 70
	}
	return s.String(), nil
}

// bar draws a part of the whole as two bars on one scale.
func bar(s *svg, y float64, what string, part float64, figure string) {
	const left, wide = 104.0, width - 120.0
	s.text(left-8, y+15, "end", "", what)
	s.rect("other", left, y, wide, 3)
	s.rect("good", left, y+4, max(2, wide*part), 14)
	s.text(left+max(2, wide*part)+6, y+16, "start", "small", fmt.Sprintf("%.1f %%: %s", 100*part, figure))
}

func duration(ns float64) string {
	if ns < 1e6 {
		return fmt.Sprintf("%.0f µs", ns/1e3)
	}
	return fmt.Sprintf("%.1f ms", ns/1e6)
}

func read(file string) (rows []measured, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		var m measured
		if _, err := fmt.Sscan(line, &m.call, &m.client, &m.ns, &m.bytes, &m.allocs); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", file, line, err)
		}
		rows = append(rows, m)
	}
	return rows, nil
}
