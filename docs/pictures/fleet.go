package main

import (
	"fmt"
	"os"
	"strings"
)

// fleet draws the token requests of many processes with and without a cache.
func fleet(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	titles := map[string]string{
		"no-cache":  "without a cache",
		"together":  "one cache, all started at once",
		"staggered": "one cache, started a second apart",
	}
	s := newSVG(286, "Token requests of 50 processes")
	s.legend(50, "wait", "in the first minute")
	s.legend(72, "good", "in each hour after that")
	y := 98.0
	for line := range strings.Lines(string(text)) {
		if line[0] == '#' {
			continue
		}
		var name string
		var start, hourly float64
		if _, err := fmt.Sscan(line, &name, &start, &hourly); err != nil || titles[name] == "" {
			return "", fmt.Errorf("%s: %q: %w", file, line, err)
		}
		const wide = (width - 80.0) / 60 // of one request
		s.text(16, y+10, "start", "bold", titles[name])
		s.rect("wait", 16, y+17, wide*start, 14)
		s.text(22+wide*start, y+29, "start", "small", fmt.Sprintf("%.0f", start))
		s.rect("good", 16, y+34, wide*hourly, 14)
		s.text(22+wide*hourly, y+46, "start", "small", fmt.Sprintf("%.1f", hourly))
		y += 62
	}
	return s.String(), nil
}
