package spotifytest

import (
	"slices"
)

func (c *call) me() (any, error) {
	u := c.self()
	o := c.profile(u.ID, u.DisplayName)
	o["account_id"] = digits(NewID("account "+u.ID), 10)
	if c.granted("user-read-email") {
		o["email"] = u.Email
	}
	if c.granted("user-read-private") {
		o["country"], o["product"] = u.Country, u.Product
		o["explicit_content"] = object{"filter_enabled": u.ExplicitFilter, "filter_locked": false}
	}
	o["followers"] = object{"href": nil, "total": 7} // in development mode too: measured, not documented
	return o, nil
}

// publicUser knows those who have a token or a playlist.
func (c *call) publicUser() (any, error) {
	name := c.text()
	if u := c.server.users[name]; u != nil {
		return c.profile(name, u.DisplayName), nil
	}
	i := slices.IndexFunc(c.server.playlists.all, func(p *playlist) bool { return p.owner == name })
	if i < 0 {
		return nil, notFound()
	}
	return c.profile(name, c.server.ownerName(c.server.playlists.all[i])), nil
}

func (c *call) profile(id, displayName string) object {
	o := c.userLink(id)
	o["display_name"], o["images"] = displayName, []any{}
	return c.withExtendedFields(o, object{"followers": object{"href": nil, "total": 7}})
}

func (c *call) userLink(id string) object { return c.link("user", id, "/users") }

func (c *call) top() (any, error) {
	switch c.query.Get("time_range") {
	case "", "short_term", "medium_term", "long_term":
	default:
		return nil, bad("Invalid time range")
	}
	cat := c.server.catalog
	switch c.id {
	case "artists":
		return c.page(listOf(c.path, cat.artists.all, c.fullArtist), 20, 50)
	case "tracks":
		return c.page(listOf(c.path, cat.tracks.all[:min(60, len(cat.tracks.all))], c.fullTrack), 20, 50)
	}
	return nil, notFound()
}
