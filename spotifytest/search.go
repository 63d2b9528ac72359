package spotifytest

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// findable is what a search can be for, under Spotify's name for its page.
type findable struct {
	page  string
	total int
	name  func(i int) string
	item  func(i int) any
}

func (c *call) findables(kind string) (findable, bool) {
	s := c.server.shelves
	switch kind {
	case "album":
		return found("albums", s.albums, func(al *album) string { return al.name + " " + al.by.name }, c.simplifiedAlbum), true
	case "artist":
		return found("artists", s.artists, func(a *artist) string { return a.name }, c.fullArtist), true
	case "track":
		return found("tracks", s.tracks, func(t *track) string { return t.name + " " + t.album.by.name + " " + t.album.name }, c.fullTrack), true
	case "show":
		return found("shows", where(c.hears(), s.shows), func(sh *show) string { return sh.name }, c.simplifiedShow), true
	case "episode":
		return found("episodes", where(c.hears(), s.episodes), func(e *episode) string { return e.name }, c.simplifiedEpisode), true
	case "audiobook":
		return found("audiobooks", where(c.reads(), s.audiobooks), func(b *audiobook) string { return b.name + " " + b.author }, c.simplifiedAudiobook), true
	case "playlist":
		return c.findablePlaylists(), true
	}
	return findable{}, false
}

func found[T any](page string, s shelf[T], name func(T) string, show func(T) object) findable {
	return findable{
		page: page, total: len(s.all),
		name: func(i int) string { return name(s.all[i]) },
		item: func(i int) any { return show(s.all[i]) },
	}
}

// findablePlaylists are the public ones. After every second comes a null: the
// ones that Spotify withholds leave such holes.
func (c *call) findablePlaylists() findable {
	var places, names []*playlist
	for i, p := range c.server.publicPlaylists() {
		places, names = append(places, p), append(names, p)
		if i%2 == 1 {
			places, names = append(places, nil), append(names, p)
		}
	}
	return findable{
		page: "playlists", total: len(places),
		name: func(i int) string { return names[i].name },
		item: func(i int) any {
			if places[i] == nil {
				return nil
			}
			return c.simplifiedPlaylist(places[i])
		},
	}
}

func (c *call) search() (any, error) {
	q := c.query.Get("q")
	if q == "" {
		q = c.query.Get("query") // as next links call it
	}
	kinds := commaSeparated(c.query.Get("type"))
	switch {
	case q == "":
		return nil, bad("No search query")
	case utf8.RuneCountInString(q) > 250:
		return nil, bad("Query exceeds maximum length")
	case len(kinds) == 0:
		return nil, bad("Missing parameter type")
	}
	usual, most := 20, 50
	if !c.extended {
		usual, most = 5, 10
	}
	limit, ok := c.number("limit", usual, 1, most)
	if !ok {
		return nil, bad("Invalid limit")
	}
	offset, ok := c.number("offset", 0, 0, 1000)
	if !ok {
		return nil, bad("Invalid offset")
	}
	answer := object{}
	for _, kind := range kinds {
		f, ok := c.findables(kind)
		if !ok {
			return nil, bad("Bad search type field " + kind)
		}
		link := url.Values{"query": {q}, "type": {kind}}
		for _, k := range []string{"market", "include_external"} {
			if v := c.query.Get(k); v != "" {
				link.Set(k, v)
			}
		}
		hits := f.matching(q)
		answer[f.page] = c.cut(list{
			path: "/search", query: link, total: len(hits),
			item: func(i int) any { return f.item(hits[i]) },
		}, offset, limit)
	}
	return answer, nil
}

// matching gives the places of what has a word of the query in its name, or of
// everything.
func (f findable) matching(q string) []int {
	var hits, all []int
	words := strings.Fields(strings.ToLower(q))
	for i := range f.total {
		all = append(all, i)
		name := strings.ToLower(f.name(i))
		for _, w := range words {
			if strings.Contains(name, w) {
				hits = append(hits, i)
				break
			}
		}
	}
	if len(hits) == 0 {
		return all
	}
	return hits
}
