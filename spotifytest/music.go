package spotifytest

import (
	"slices"
	"strings"
)

// Albums.

func (c *call) album() (any, error) {
	al, err := one(c, "album", c.server.shelves.albums)
	if err != nil {
		return nil, err
	}
	return c.fullAlbum(al), nil
}

func (c *call) albums() (any, error) {
	return several(c, "albums", 20, c.server.shelves.albums, c.fullAlbum)
}

func (c *call) albumTracks() (any, error) {
	al, err := one(c, "album", c.server.shelves.albums)
	if err != nil {
		return nil, err
	}
	return c.page(c.tracksOf(al), 20, 50)
}

func (c *call) tracksOf(al *album) list {
	return list{
		path: "/albums/" + al.id + "/tracks", total: len(al.tracks),
		item: func(i int) any { return c.simplifiedTrack(al.tracks[i]) },
	}
}

func (c *call) fullAlbum(al *album) object {
	o := c.simplifiedAlbum(al)
	o["tracks"] = c.embedded(c.tracksOf(al), 50)
	o["copyrights"] = []any{
		object{"text": al.date[:4] + " Teapot Records", "type": "C"},
		object{"text": al.date[:4] + " Teapot Records", "type": "P"},
	}
	o["external_ids"] = object{"upc": digits(al.id, 12)}
	o["genres"] = []any{}
	return c.wide(o, object{"label": "Teapot Records", "popularity": al.by.popularity - 7})
}

func (c *call) simplifiedAlbum(al *album) object {
	o := c.link("album", al.id, "/albums")
	o["name"], o["album_type"], o["total_tracks"] = al.name, al.kind, len(al.tracks)
	o["release_date"], o["release_date_precision"] = al.date, al.precision
	o["images"] = pictures(al.id)
	o["artists"] = c.credits(al.by, al.guest)
	return c.available(o)
}

// available says where something can be played: everywhere, or, once a market
// is known, there.
func (c *call) available(o object) object {
	if c.market != "" {
		o["is_playable"] = true
		return o
	}
	return c.wide(o, object{"available_markets": c.server.shelves.markets})
}

func (c *call) credits(artists ...*artist) []any {
	list := []any{}
	for _, a := range artists {
		if a != nil {
			list = append(list, c.simplifiedArtist(a))
		}
	}
	return list
}

// Artists.

func (c *call) artist() (any, error) {
	a, err := one(c, "artist", c.server.shelves.artists)
	if err != nil {
		return nil, err
	}
	return c.fullArtist(a), nil
}

func (c *call) artists() (any, error) {
	return several(c, "artists", 50, c.server.shelves.artists, c.fullArtist)
}

func (c *call) artistAlbums() (any, error) {
	a, err := one(c, "artist", c.server.shelves.artists)
	if err != nil {
		return nil, err
	}
	wanted := commaSeparated(c.query.Get("include_groups"))
	for _, g := range wanted {
		if !slices.Contains([]string{"album", "single", "appears_on", "compilation"}, g) {
			return nil, bad("Invalid include_groups")
		}
	}
	var releases []*album
	for _, al := range a.releases {
		if len(wanted) == 0 || slices.Contains(wanted, al.group(a)) {
			releases = append(releases, al)
		}
	}
	usual, most := 20, 50
	if !c.extended {
		usual, most = 5, 10
	}
	return c.page(list{
		path: "/artists/" + a.id + "/albums", total: len(releases),
		item: func(i int) any {
			return c.wide(c.simplifiedAlbum(releases[i]), object{"album_group": releases[i].group(a)})
		},
	}, usual, most)
}

// group is what an artist's page files a release under.
func (al *album) group(a *artist) string {
	switch {
	case al.by != a:
		return "appears_on"
	case al.kind == "ep":
		return "single"
	}
	return al.kind
}

func (c *call) artistTopTracks() (any, error) {
	a, err := one(c, "artist", c.server.shelves.artists)
	if err != nil {
		return nil, err
	}
	found := []any{}
	for _, al := range a.releases[:min(10, len(a.releases))] {
		found = append(found, c.fullTrack(al.tracks[0]))
	}
	return object{"tracks": found}, nil
}

func (c *call) relatedArtists() (any, error) {
	a, err := one(c, "artist", c.server.shelves.artists)
	if err != nil {
		return nil, err
	}
	found := []any{}
	for _, other := range c.server.shelves.artists.all {
		if other != a {
			found = append(found, c.fullArtist(other))
		}
	}
	return object{"artists": found}, nil
}

func (c *call) fullArtist(a *artist) object {
	o := c.simplifiedArtist(a)
	o["genres"], o["images"] = a.genres, pictures(a.id)
	return c.wide(o, object{"popularity": a.popularity, "followers": object{"href": nil, "total": a.followers}})
}

func (c *call) simplifiedArtist(a *artist) object {
	o := c.link("artist", a.id, "/artists")
	o["name"] = a.name
	return o
}

// Tracks.

func (c *call) track() (any, error) {
	t, err := one(c, "track", c.server.shelves.tracks)
	if err != nil {
		return nil, err
	}
	return c.fullTrack(t), nil
}

func (c *call) tracks() (any, error) {
	return several(c, "tracks", 50, c.server.shelves.tracks, c.fullTrack)
}

func (c *call) fullTrack(t *track) object {
	o := c.simplifiedTrack(t)
	o["album"] = c.simplifiedAlbum(t.album)
	o["external_ids"] = object{"isrc": "ZZTEA25" + digits(t.id, 5)}
	return c.wide(o, object{"popularity": t.album.by.popularity - t.number})
}

func (c *call) simplifiedTrack(t *track) object {
	o := c.link("track", t.id, "/tracks")
	o["name"], o["duration_ms"], o["explicit"], o["is_local"] = t.name, t.ms, t.explicit, false
	o["disc_number"], o["track_number"] = t.disc, t.number
	o["artists"] = c.credits(t.album.by, t.album.guest)
	c.wide(o, object{"preview_url": nil})
	return c.available(o)
}

// pictures are three sizes of one invented image.
func pictures(id string) []any {
	list := []any{}
	for _, size := range []struct {
		name   string
		pixels int
	}{{"large", 640}, {"medium", 300}, {"small", 64}} {
		list = append(list, object{"url": "https://images.example.com/" + id + "/" + size.name + ".jpg", "width": size.pixels, "height": size.pixels})
	}
	return list
}

// digits derives n digits from an ID.
func digits(id string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteByte('0' + id[i%len(id)]%10)
	}
	return b.String()
}
