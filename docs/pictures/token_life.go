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
	wait, err := constant(filepath.Join(root, "token_refresh.go"), `maxSkewWait\s*=\s*(\d+) \* time\.Second`, time.Second)
	if err != nil {
		return "", err
	}
	latest := skew + (ahead-skew)/2 // see newIssuedToken: the earlier half of the window
	const left, wide, shown = 16.0, width - 72.0, 15 * time.Minute
	x := func(beforeExpiry time.Duration) float64 {
		return left + wide*(1-float64(beforeExpiry)/float64(shown))
	}
	s := newSVG(314, fmt.Sprintf("The last %s of a token that lives %s", minutes(shown), minutes(lifetime)))
	band := func(class string, from, to time.Duration) { s.rect(class, x(from), 62, x(to)-x(from), 34) }
	band("good", shown, latest)
	band("wait", latest, skew)
	band("bad", skew, 0)
	s.rect("other", x(ahead), 46, x(latest)-x(ahead), 10)
	s.line(left, 102, x(0), 102)
	for _, t := range []time.Duration{shown, ahead, latest, skew} {
		s.line(x(t), 99, x(t), 107)
	}
	s.text(x(shown), 123, "start", "small", minutes(shown))
	s.text(x(ahead), 123, "middle", "small", minutes(ahead))
	s.text(x(latest), 123, "middle", "small", minutes(latest))
	s.text(x(skew), 123, "end", "small", minutes(skew))
	s.text(x(0)+6, 106, "start", "small", "expiry")
	s.text(left, 141, "start", "small", "time before the expiry")
	s.legend(168, "other", "The refresh starts at a random moment in this window.")
	s.legend(192, "good", "Calls use the token. After the refresh they use the", "new one.")
	s.legend(234, "wait", "The refresh runs in the background, or has failed and", "is tried again. Calls use the token and do not wait.")
	s.legend(276, "bad", fmt.Sprintf("Calls wait for a refresh, for %s at most, and then", seconds(wait)), "use the token.")
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

func seconds(d time.Duration) string { return fmt.Sprintf("%d seconds", d/time.Second) }
