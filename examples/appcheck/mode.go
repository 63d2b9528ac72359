package main

import (
	"fmt"
	"strings"
)

// mode concludes from the findings which mode the app is in, because no response
// of Spotify's says so. The endpoints decide. Page lengths and fields are listed
// too, but Spotify has changed page lengths for some apps and back.
func mode(found []finding) (name string, reasons []string) {
	open2026, closed2026 := asked(found, february2026)
	open2024, closed2024 := asked(found, november2024)
	switch {
	case len(open2026)+len(closed2026) == 0:
		name = "unknown, because the check ended too early"
	case len(open2026) == 0:
		name = "development, with the restrictions of February 2026"
	case len(closed2026) > 0:
		name = "unclear, because only some of what development mode lost is open"
	case len(closed2024) > 0:
		name = "development without the restrictions of February 2026, or extended quota granted after November 2024"
	case len(open2024) > 0:
		name = "extended quota, with access to everything"
	default:
		name = "extended quota, or development without restrictions; the check ended too early"
	}
	add := func(list []string, words string) {
		if len(list) > 0 {
			reasons = append(reasons, words+": "+strings.Join(list, "; "))
		}
	}
	add(open2026, "open, although development mode lost it in February 2026")
	add(closed2026, "closed to development mode since February 2026")
	add(open2024, "open, although development mode lost it in November 2024")
	add(closed2024, "closed to most apps since November 2024")
	for _, f := range found {
		switch {
		case f.limit != "":
			reasons = append(reasons, fmt.Sprintf("%s: up to %s items per page", f.name, f.limit))
		case f.name == "artists" && f.state == open && has(f.raw, "popularity"):
			reasons = append(reasons, "artists have a popularity")
		case f.name == "artists" && f.state == open:
			reasons = append(reasons, "artists have no popularity")
		}
	}
	if reasons == nil {
		reasons = []string{"nothing"}
	}
	return name, reasons
}

// asked returns the names of an era's groups that are open, and of those that
// are closed.
func asked(found []finding, e era) (opened, refused []string) {
	for _, f := range found {
		switch {
		case f.lost != e:
		case f.state == open:
			opened = append(opened, f.name)
		case f.state == closed:
			refused = append(refused, f.name)
		}
	}
	return opened, refused
}
