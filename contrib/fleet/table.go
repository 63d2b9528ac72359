package main

import (
	"fmt"
	"strings"
	"time"
)

// table returns a table with one row for each process and the columns of each
// fleet.
func table(fleets []*fleet) string {
	header := []string{"process"}
	for _, f := range fleets {
		header = append(header, f.name+": calls", "token requests", "waits (longest)", "errors")
		if f.cache != noCache {
			header = append(header, "cache failures")
		}
	}
	rows := [][]string{header}
	for i, p := range fleets[0].members {
		name := p.name
		if p.killed {
			name += " (killed)"
		}
		row := []string{name}
		for _, f := range fleets {
			var r report
			if i < len(f.members) {
				r = f.members[i].report()
			}
			row = append(row, cells(f, r)...)
		}
		rows = append(rows, row)
	}
	sum := []string{"all"}
	for _, f := range fleets {
		sum = append(sum, cells(f, f.total())...)
	}
	return aligned(append(rows, sum))
}

func cells(f *fleet, r report) []string {
	waits := "0"
	if r.Waits > 0 {
		waits = fmt.Sprintf("%d (%v)", r.Waits, r.LongestWait.Round(time.Millisecond))
	}
	c := []string{fmt.Sprint(r.Calls), fmt.Sprint(r.TokenRequests), waits, fmt.Sprint(r.Errors)}
	if f.cache != noCache {
		c = append(c, fmt.Sprint(r.CacheFailures))
	}
	return c
}

// aligned returns rows as a Markdown table with aligned columns.
func aligned(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len(cell))
		}
	}
	var b strings.Builder
	for n, row := range rows {
		for i, cell := range row {
			format := "| %*s "
			if i == 0 {
				format = "| %-*s "
			}
			fmt.Fprintf(&b, format, widths[i], cell)
		}
		b.WriteString("|\n")
		if n > 0 {
			continue
		}
		for i, w := range widths {
			dashes := strings.Repeat("-", w)
			if i > 0 {
				dashes = dashes[1:] + ":" // numbers are aligned to the right
			}
			b.WriteString("| " + dashes + " ")
		}
		b.WriteString("|\n")
	}
	return b.String()
}

// summary returns how many token requests each fleet made.
func summary(fleets []*fleet) string {
	var b strings.Builder
	for _, f := range fleets {
		list, t := f.generations(), f.total()
		if len(list) < 2 {
			continue
		}
		later := len(t.FetchedAt) - len(list[0])
		if f.cache == noCache {
			fmt.Fprintf(&b, "%s: %d token requests, each process for itself\n", f.name, t.TokenRequests)
			continue
		}
		fmt.Fprintf(&b, "%s: %d token requests at the cold start, then %d for %d tokens (%.2f each)\n",
			f.name, len(list[0]), later, len(list)-1, float64(later)/float64(len(list)-1))
	}
	if last := lastError(fleets); last != "" {
		fmt.Fprintln(&b, "the last error:", last)
	}
	return b.String()
}

func lastError(fleets []*fleet) string {
	for _, f := range fleets {
		if t := f.total(); t.LastError != "" {
			return t.LastError
		}
	}
	return ""
}
