package spotifytest

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spotify-sdk/spotify"
)

// query is a parsed search query. All of its terms must match.
type query []term

// term is a word or a quoted phrase, with the filter before it.
type term struct {
	filter string // "" for free text
	value  string
	words  []string // of value
}

// parseQuery splits a query at white space that is not quoted. What looks like
// a filter and is none is free text.
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
	text = strings.NewReplacer("'", "", "\u2019", "").Replace(strings.ToLower(text))
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// document is what a search can match of one value. Filters that a type does
// not have match nothing.
type document struct {
	texts      []string // for free text
	filters    map[string][]string
	dates      []string // release dates, for year and tag:new
	popularity int      // for tag:hipster
	tags       bool     // the type has tags
}

func (q query) matches(d document) bool {
	return !slices.ContainsFunc(q, func(t term) bool { return !t.matches(d) })
}

func (t term) matches(d document) bool {
	switch t.filter {
	case "":
		return containsWords(d.texts, t.words)
	case "year":
		return slices.ContainsFunc(d.dates, func(date string) bool { return inYears(date, t.value) })
	case "tag":
		return d.tags && (t.value == "hipster" && d.popularity < 10 || t.value == "new" && slices.ContainsFunc(d.dates, isNew))
	case "isrc", "upc":
		return slices.ContainsFunc(d.filters[t.filter], func(code string) bool { return strings.EqualFold(code, t.value) })
	}
	return len(t.words) > 0 && containsWords(d.filters[t.filter], t.words)
}

// containsWords reports whether one of the texts has the words in this order.
func containsWords(texts, phrase []string) bool {
	for _, text := range texts {
		list := words(text)
		for i := 0; i+len(phrase) <= len(list); i++ {
			if slices.Equal(list[i:i+len(phrase)], phrase) {
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

func names(artists []*artist) []string {
	var list []string
	for _, a := range artists {
		list = append(list, a.Name)
	}
	return list
}

func albumDocument(a *album) document {
	by := names(a.artists)
	return document{
		texts:   append(by[:len(by):len(by)], a.Name),
		filters: map[string][]string{"artist": by, "album": {a.Name}, "upc": {a.ExternalIDs.UPC}},
		dates:   []string{a.ReleaseDate}, popularity: *a.Popularity, tags: true,
	}
}

func artistDocument(a *artist) document {
	d := document{texts: []string{a.Name}, filters: map[string][]string{"artist": {a.Name}, "genre": a.Genres}}
	for _, r := range a.releases {
		if r.group != spotify.AlbumGroupAppearsOn {
			d.dates = append(d.dates, r.album.ReleaseDate)
		}
	}
	return d
}

func trackDocument(t *track) document {
	by := names(t.artists)
	d := document{
		texts:   append(by[:len(by):len(by)], t.Name, t.album.Name),
		filters: map[string][]string{"artist": by, "album": {t.album.Name}, "track": {t.Name}, "isrc": {t.ExternalIDs.ISRC}},
		dates:   []string{t.album.ReleaseDate},
	}
	for _, a := range t.artists {
		d.filters["genre"] = append(d.filters["genre"], a.Genres...)
	}
	return d
}

func showDocument(s *show) document { return document{texts: []string{s.Name, s.Publisher}} }

func episodeDocument(e *episode) document { return document{texts: []string{e.Name, e.show.Name}} }

func audiobookDocument(b *audiobook) document {
	d := document{texts: []string{b.Name}}
	for _, a := range b.Authors {
		d.texts = append(d.texts, a.Name)
	}
	for _, n := range b.Narrators {
		d.texts = append(d.texts, n.Name)
	}
	return d
}

func playlistDocument(p *playlist) document { return document{texts: []string{p.name, p.description}} }
