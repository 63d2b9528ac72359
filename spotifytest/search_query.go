package spotifytest

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// query is a parsed search query. All of its terms must match.
type query []term

// term is a word or a quoted phrase, with the filter before it.
type term struct {
	filter string // "" for free text
	value  string
	words  []string // of value
}

// parseQuery splits a query at white space that is not quoted. An unknown
// filter is free text.
func parseQuery(text string) query {
	var q query
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimSpace(rest) {
		var t term
		if name, value, ok := strings.Cut(rest, ":"); ok && isFilter(strings.ToLower(name)) {
			t.filter, rest = strings.ToLower(name), value
		}
		if quoted, ok := strings.CutPrefix(rest, `"`); ok {
			t.value, rest, _ = strings.Cut(quoted, `"`)
		} else if i := strings.IndexFunc(rest, unicode.IsSpace); i >= 0 {
			t.value, rest = rest[:i], rest[i:]
		} else {
			t.value, rest = rest, ""
		}
		t.words = words(t.value)
		q = append(q, t)
	}
	return q
}

func isFilter(name string) bool {
	return slices.Contains([]string{"album", "artist", "track", "year", "upc", "isrc", "genre", "tag"}, name)
}

// words splits a text into lower-case words.
func words(text string) []string {
	text = strings.Map(func(r rune) rune {
		if r == '\'' || r == '\u2019' {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func wordsOf(texts ...string) [][]string {
	list := make([][]string, len(texts))
	for i, text := range texts {
		list[i] = words(text)
	}
	return list
}

// document is what a search can match of one value, made when the catalog is
// loaded. A filter that a type does not have matches nothing.
type document struct {
	texts      [][]string            // words, for free text
	filters    map[string][][]string // words, by the name of the filter
	isrc, upc  string
	dates      []string // release dates, for year and tag:new
	popularity int      // for tag:hipster
	tags       bool     // the type has tags
}

func (q query) matches(d *document) bool {
	return !slices.ContainsFunc(q, func(t term) bool { return !t.matches(d) })
}

func (t term) matches(d *document) bool {
	switch t.filter {
	case "":
		return containsWords(d.texts, t.words)
	case "year":
		return slices.ContainsFunc(d.dates, func(date string) bool { return inYears(date, t.value) })
	case "tag":
		return d.tags && (t.value == "hipster" && d.popularity < 10 || t.value == "new" && slices.ContainsFunc(d.dates, isNew))
	case "isrc":
		return t.value != "" && strings.EqualFold(d.isrc, t.value)
	case "upc":
		return t.value != "" && d.upc == t.value
	}
	return len(t.words) > 0 && containsWords(d.filters[t.filter], t.words)
}

// containsWords reports whether one of the texts has the words in this order.
func containsWords(texts [][]string, phrase []string) bool {
	for _, text := range texts {
		for i := 0; i+len(phrase) <= len(text); i++ {
			if slices.Equal(text[i:i+len(phrase)], phrase) {
				return true
			}
		}
	}
	return false
}

// inYears reports whether a date is of a year, or between two: "1950-1960".
func inYears(date, years string) bool {
	first, last, span := strings.Cut(years, "-")
	if !span {
		last = first
	}
	from, err := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	year, err3 := strconv.Atoi(date[:min(4, len(date))])
	return err == nil && err2 == nil && err3 == nil && from <= year && year <= to
}

// isNew reports whether a release is at most two weeks old.
func isNew(date string) bool {
	released, err := time.Parse(time.DateOnly, date)
	age := time.Since(released)
	return err == nil && age >= 0 && age <= 14*24*time.Hour
}
