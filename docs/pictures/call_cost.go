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

// callCost draws time and allocations of calls beside zmb3/spotify, as parts of
// zmb3's.
func callCost(file string) (string, error) {
	rows, err := read(file)
	if err != nil {
		return "", err
	}
	s := newSVG(720, 40+len(rows)/2*96, "Time and allocations of a call beside zmb3/spotify")
	s.text(30, 24, "start", "bold", "A call in memory beside zmb3/spotify v2.4.3 (grey)")
	y := 48.0
	for i := 0; i+1 < len(rows); i += 2 {
		ours, theirs := rows[i], rows[i+1]
		if ours.call != theirs.call || ours.client != "spotify" || theirs.client != "zmb3" {
			return "", fmt.Errorf("%s: %s is not a pair of spotify and zmb3", file, ours.call)
		}
		s.text(30, y+24, "start", "bold", ours.call)
		bar(s, y, "time", theirs.ns, ours.ns, duration)
		bar(s, y+38, "allocations", theirs.allocs, ours.allocs, func(n float64) string { return fmt.Sprintf("%.0f", n) })
		y += 96
	}
	return s.String(), nil
}

func bar(s *svg, y float64, what string, theirs, ours float64, write func(float64) string) {
	const left, width = 180.0, 400.0
	s.text(left-8, y+18, "end", "", what)
	s.rect(left, y, width, 13, "#c4c4c4")
	s.rect(left, y+15, max(1, width*ours/theirs), 13, "#2f855a")
	s.text(left+width+8, y+11, "start", "", write(theirs))
	s.text(left+max(1, width*ours/theirs)+8, y+26, "start", "", write(ours))
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
