package spotifytest

import (
	"slices"
	"strings"

	"github.com/spotify-sdk/spotify"
)

// catalog is a Catalog whose references are resolved. It never changes, so
// that servers can share one.
type catalog struct {
	artists    index[*artist]
	albums     index[*album]
	tracks     index[*track]
	shows      index[*show]
	episodes   index[*episode]
	audiobooks index[*audiobook]
	chapters   index[*chapter]
	categories index[*spotify.Category]
	playlists  []*playlist // as they are at first
	users      []User

	substitutes map[string][]*track // for the track with an ID, by LinkedFrom
}

type artist struct {
	spotify.Artist
	document
	releases []release
}

// release is an album as an artist's page lists it.
type release struct {
	album *album
	group spotify.AlbumGroup
}

type album struct {
	spotify.Album
	document
	artists []*artist
	tracks  []*track
}

type track struct {
	spotify.Track
	document
	album   *album
	artists []*artist
}

type show struct {
	spotify.Show
	document
	episodes []*episode
}

type episode struct {
	spotify.Episode
	document
	show *show
}

type audiobook struct {
	spotify.Audiobook
	document
	chapters []*chapter
}

type chapter struct {
	spotify.Chapter
	book *audiobook
}

// index holds values of one kind, in order and by ID.
type index[T any] struct {
	all  []T
	byID map[string]T
}

func (x *index[T]) add(id string, v T) T {
	if x.byID == nil {
		x.byID = map[string]T{}
	}
	x.byID[id] = v
	x.all = append(x.all, v)
	return v
}

// find returns the value with the ID, or else the first one that named accepts.
func (x *index[T]) find(id string, named func(T) bool) (T, bool) {
	if id != "" {
		v, ok := x.byID[id]
		return v, ok
	}
	i := slices.IndexFunc(x.all, named)
	if i < 0 {
		var none T
		return none, false
	}
	return x.all[i], true
}

// where returns the values for which wanted returns true.
func (x index[T]) where(wanted func(T) bool) []T {
	var list []T
	for _, v := range x.all {
		if wanted(v) {
			list = append(list, v)
		}
	}
	return list
}

// has reports whether the catalog has the item that a URI names. It returns
// true for any user, because users are not part of the catalog.
func (c *catalog) has(kind, id string) bool {
	ok := false
	switch kind {
	case "artist":
		_, ok = c.artists.byID[id]
	case "album":
		_, ok = c.albums.byID[id]
	case "track":
		_, ok = c.tracks.byID[id]
	case "show":
		_, ok = c.shows.byID[id]
	case "episode":
		_, ok = c.episodes.byID[id]
	case "audiobook":
		_, ok = c.audiobooks.byID[id]
	case "playlist":
		ok = slices.ContainsFunc(c.playlists, func(p *playlist) bool { return p.id == id })
	case "user":
		ok = true
	}
	return ok
}

// parseURI splits a URI into kind and ID. An audiobook has the URI of a show,
// as at Spotify.
func (c *catalog) parseURI(text string) (kind, id string, ok bool) {
	rest, prefixed := strings.CutPrefix(text, "spotify:")
	kind, id, ok = strings.Cut(rest, ":")
	if _, book := c.audiobooks.byID[id]; kind == "show" && book {
		kind = "audiobook"
	}
	return kind, id, ok && prefixed && (kind == "user" || base62(id))
}

func (a *album) group() spotify.AlbumGroup {
	if a.AlbumType == spotify.AlbumTypeEP {
		return spotify.AlbumGroupSingle
	}
	return spotify.AlbumGroup(a.AlbumType)
}

func marketCodes() []string { return strings.Fields(markets) }

// bookMarkets are the countries where audiobooks are sold.
func bookMarkets() []string { return []string{"AU", "CA", "GB", "IE", "NZ", "US"} }

const markets = `AD AE AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CG CH CI CL CM CO CR CV CW CY CZ
DE DJ DK DM DO DZ EC EE EG ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IS IT JM JO JP KE KG KH KI KM KN KR
KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PS PT
PW PY QA RO RS RW SA SB SC SE SG SI SK SL SM SN SR ST SV SZ TD TG TH TJ TL TN TO TR TT TV TW TZ UA UG US UY UZ VC VE VN VU WS XK ZA ZM ZW`
