package main

import (
	"fmt"
	"strings"
)

// mode concludes from what was found which mode the app is in, and why: no
// answer of Spotify's names it. The endpoints decide. Page lengths and fields
// are told as well, but Spotify has been seen to change page lengths for some
// apps and back.
func mode(found []finding) (name string, reasons []string) {
	open2026, closed2026 := asked(found, february2026)
	open2024, closed2024 := asked(found, november2024)
	switch {
	case len(open2026)+len(closed2026) == 0:
		name = "not known, the check ended too early"
	case len(open2026) == 0:
		name = "development, with the restrictions of February 2026"
	case len(closed2026) > 0:
		name = "between the two: some of what development mode has lost answers, some does not"
	case len(closed2024) > 0:
		name = "development, not yet restricted as others are since February 2026, or an extended quota granted after November 2024"
	case len(open2024) > 0:
		name = "extended quota, with everything"
	default:
		name = "extended quota, or development not yet restricted: the check ended too early to tell"
	}
	tell := func(list []string, words string) {
		if len(list) > 0 {
			reasons = append(reasons, words+" ("+strings.Join(list, "; ")+")")
		}
	}
	tell(open2026, "what development mode lost in February 2026 answers")
	tell(closed2026, "what development mode lost in February 2026 is closed")
	tell(open2024, "what it lost in November 2024 answers")
	tell(closed2024, "what it lost in November 2024 is closed")
	for _, f := range found {
		switch {
		case f.limit != "":
			reasons = append(reasons, fmt.Sprintf("%s: %s to a page", f.name, f.limit))
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

// asked names the groups of an era by what came of asking.
func asked(found []finding, e era) (answering, refused []string) {
	for _, f := range found {
		switch {
		case f.lost != e:
		case f.state == open:
			answering = append(answering, f.name)
		case f.state == closed:
			refused = append(refused, f.name)
		}
	}
	return answering, refused
}
