package spotifytest

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spotify-sdk/spotify"
)

// results are what a search finds of one type, under Spotify's name for it.
type results struct {
	page string
	hits []func() object // nil: a null element
}

func (c *call) search() (any, error) {
	q := cmp.Or(c.query.Get("q"), c.query.Get("query")) // next links call it query
	types := commaSeparated(c.query.Get("type"))
	switch {
	case strings.TrimSpace(q) == "":
		return nil, bad("No search query")
	case utf8.RuneCountInString(q) > 250:
		return nil, bad("Query exceeds maximum length")
	case len(types) == 0:
		return nil, bad("Missing parameter type")
	}
	usual, most := c.limits()
	limit, ok := c.number("limit", usual, 1, most)
	if !ok {
		return nil, bad("Invalid limit")
	}
	offset, ok := c.number("offset", 0, 0, 1<<30)
	if !ok {
		return nil, bad("Invalid offset")
	}
	if offset+limit > 1000 {
		return nil, bad("Limit + Offset exceeds maximum of 1000")
	}
	o := object{}
	for _, kind := range types {
		r, ok := c.find(kind, parseQuery(q))
		if !ok {
			return nil, bad("Bad search type field " + kind)
		}
		link := url.Values{"query": {q}, "type": {kind}}
		for _, k := range []string{"market", "include_external"} {
			if v := c.query.Get(k); v != "" {
				link.Set(k, v)
			}
		}
		o[r.page] = c.cut(list{
			path: "/search", query: link, total: len(r.hits),
			item: func(i int) any {
				if r.hits[i] == nil {
					return nil
				}
				return r.hits[i]()
			},
		}, int(offset), int(limit))
	}
	return o, nil
}

// find returns what a query finds of one type. It does not rank: hits come in
// the order of the catalog.
func (c *call) find(kind string, q query) (results, bool) {
	cat := c.server.catalog
	inMarket := func(m spotify.Markets) bool { return c.market == "" || c.available(m) }
	switch kind {
	case "album":
		return results{"albums", hits(q, cat.albums.all, func(a *album) bool { return inMarket(a.AvailableMarkets) }, (*album).searchable, c.simplifiedAlbum)}, true
	case "artist":
		return results{"artists", hits(q, cat.artists.all, anywhere, (*artist).searchable, c.fullArtist)}, true
	case "track":
		playable := func(t *track) bool { t, _ = c.relink(t); return inMarket(t.AvailableMarkets) }
		return results{"tracks", hits(q, cat.tracks.all, playable, (*track).searchable, c.fullTrack)}, true
	case "show":
		return results{"shows", hits(q, cat.shows.all, c.hasShow, (*show).searchable, c.simplifiedShow)}, true
	case "episode":
		return results{"episodes", hits(q, cat.episodes.all, c.hasEpisode, (*episode).searchable, c.simplifiedEpisode)}, true
	case "audiobook":
		return results{"audiobooks", hits(q, cat.audiobooks.all, c.hasBook, (*audiobook).searchable, c.simplifiedAudiobook)}, true
	case "playlist":
		public := func(p *playlist) bool { return p.public }
		return results{"playlists", withHoles(hits(q, c.server.playlists.all, public, (*playlist).searchable, c.simplifiedPlaylist))}, true
	}
	return results{}, false
}

func hits[T any](q query, all []T, available func(T) bool, describe func(T) *document, show func(T) object) []func() object {
	var list []func() object
	for _, v := range all {
		if available(v) && q.matches(describe(v)) {
			list = append(list, func() object { return show(v) })
		}
	}
	return list
}

// withHoles adds a null after every second playlist: those that Spotify
// withholds leave such holes.
func withHoles(list []func() object) []func() object {
	var holes []func() object
	for pair := range slices.Chunk(list, 2) {
		holes = append(holes, pair...)
		if len(pair) == 2 {
			holes = append(holes, nil)
		}
	}
	return holes
}
