package spotifytest

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func (c *call) me() (any, error) {
	o := c.profile(c.user)
	o["account_id"] = digits(newID("account "+c.user), 10)
	return c.wide(o, object{
		"country": userCountry, "email": c.user + "@example.com", "product": "premium",
		"explicit_content": object{"filter_enabled": false, "filter_locked": false},
	}), nil
}

// publicUser knows those who have a token or a playlist.
func (c *call) publicUser() (any, error) {
	name := c.text()
	owns := slices.ContainsFunc(c.server.playlists.all, func(p *playlist) bool { return p.owner == name })
	if c.server.users[name] == nil && !owns {
		return nil, notFound()
	}
	return c.profile(name), nil
}

func (c *call) profile(name string) object {
	o := c.userLink(name)
	o["display_name"], o["images"] = displayName(name), []any{}
	return c.wide(o, object{"followers": object{"href": nil, "total": 7}})
}

func (c *call) userLink(name string) object { return c.link("user", name, "/users") }

// displayName makes "Tilda Marrow" of "tilda.marrow".
func displayName(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == '_' || r == '-' })
	for i, w := range words {
		first, size := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToUpper(first)) + w[size:]
	}
	return strings.Join(words, " ")
}

func (c *call) top() (any, error) {
	switch c.query.Get("time_range") {
	case "", "short_term", "medium_term", "long_term":
	default:
		return nil, bad("Invalid time range")
	}
	s := c.server.shelves
	switch c.id {
	case "artists":
		return c.page(list{path: c.path, total: len(s.artists.all), item: func(i int) any { return c.fullArtist(s.artists.all[i]) }}, 20, 50)
	case "tracks":
		return c.page(list{path: c.path, total: 60, item: func(i int) any { return c.fullTrack(s.tracks.all[i]) }}, 20, 50)
	}
	return nil, notFound()
}

func itoa(n int) string { return strconv.Itoa(n) }
