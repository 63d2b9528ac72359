package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

const lifetime = time.Hour // of Spotify's tokens

// tokenLife draws the last quarter of an hour of a token's life.
func tokenLife(root string) (string, error) {
	ahead, err := constant(filepath.Join(root, "token.go"), `refreshWindow\s*=\s*(\d+) \* time\.Minute`, time.Minute)
	if err != nil {
		return "", err
	}
	skew, err := constant(filepath.Join(root, "config.go"), `skew:\s*(\d+) \* time\.Second`, time.Second)
	if err != nil {
		return "", err
	}
	const width, left, shown = 640.0, 30.0, 15 * time.Minute
	x := func(beforeExpiry time.Duration) float64 {
		return left + width*(1-float64(beforeExpiry)/float64(shown))
	}
	s := newSVG(720, 210, "The last 15 minutes of a token that lives an hour")
	band := func(from, to time.Duration, fill, title, words string, row int) {
		s.rect(x(from), 60, x(to)-x(from), 44, fill)
		y := 130.0 + 34*float64(row)
		s.line(x(from)+1, 104, x(from)+1, y-11)
		anchor, at := "start", x(from)
		if row > 0 {
			anchor, at = "end", x(0)
		}
		s.text(at, y, anchor, "bold", title)
		s.text(at, y+15, anchor, "", words)
	}
	latest := skew + (ahead-skew)/2 // see newLife: the refresh falls into the earlier half of the window
	band(shown, ahead, "#9fc5a8", "fresh", "from the cache, without a lock", 0)
	band(ahead, skew, "#f0cf7e", "refresh ahead", "one refresh in the background; nobody waits", 0)
	band(skew, 0, "#d98880", "skew", "callers wait for a refresh, 5 s at most, and have the old token if it fails", 1)
	s.rect(x(ahead), 50, x(latest)-x(ahead), 8, "#b7791f")
	s.text(x(ahead), 44, "start", "", "the refresh begins here, drawn once per token")
	s.text(left, 24, "start", "bold", fmt.Sprintf("Life of a token: the last %v of %v", minutes(shown), minutes(lifetime)))
	s.text(x(shown)+4, 86, "start", "small", minutes(shown)+" before expiry")
	s.text(x(ahead)+4, 86, "start", "small", minutes(ahead))
	s.text(x(latest)+4, 86, "start", "small", minutes(latest))
	s.text(x(0)+6, 86, "start", "small", "expired")
	s.text(x(skew)-4, 86, "end", "small", minutes(skew))
	return s.String(), nil
}

// constant finds a number in the code, so that the picture cannot differ.
func constant(file, pattern string, unit time.Duration) (time.Duration, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	m := regexp.MustCompile(pattern).FindSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("%s: nothing matches %s", file, pattern)
	}
	n, err := strconv.Atoi(string(m[1]))
	return time.Duration(n) * unit, err
}

// minutes writes 5m15s as "5 min 15 s".
func minutes(d time.Duration) string {
	m, s := d/time.Minute, d%time.Minute/time.Second
	switch {
	case s == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d s", s)
	}
	return fmt.Sprintf("%d min %d s", m, s)
}
