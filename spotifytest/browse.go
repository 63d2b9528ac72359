package spotifytest

import (
	"slices"
	"strings"

	"github.com/spotify-sdk/spotify"
)

func (c *call) markets() (any, error) { return object{"markets": marketCodes()}, nil }

func (c *call) newReleases() (any, error) {
	albums := c.server.catalog.albums.all
	page, err := c.page(listOf(c.path, albums[:min(30, len(albums))], c.simplifiedAlbum), 20, 50)
	return object{"albums": page}, err
}

func (c *call) featuredPlaylists() (any, error) {
	return c.editorsPlaylists(object{"message": "Picked by hand"})
}

func (c *call) categoryPlaylists() (any, error) {
	if _, err := c.findCategory(); err != nil {
		return nil, err
	}
	return c.editorsPlaylists(object{})
}

// editorsPlaylists adds the playlists of owners who are not among the users of
// the catalog. Spotify says neither public nor private of them.
func (c *call) editorsPlaylists(o object) (any, error) {
	var list []*playlist
	for _, p := range c.server.playlists.all {
		if p.public && !slices.ContainsFunc(c.server.catalog.users, func(u User) bool { return u.ID == p.owner }) && c.server.users[p.owner] == nil {
			list = append(list, p)
		}
	}
	page, err := c.page(listOf(c.path, list, func(p *playlist) object {
		return merge(c.simplifiedPlaylist(p), object{"public": nil})
	}), 20, 50)
	o["playlists"] = page
	return o, err
}

func (c *call) categories() (any, error) {
	page, err := c.page(listOf(c.path, c.server.catalog.categories.all, c.categoryFields), 20, 50)
	return object{"categories": page}, err
}

func (c *call) category() (any, error) {
	cat, err := c.findCategory()
	if err != nil {
		return nil, err
	}
	return c.categoryFields(cat), nil
}

func (c *call) findCategory() (*spotify.Category, error) {
	cat, ok := c.server.catalog.categories.byID[c.text()]
	if !ok {
		return nil, &problem{status: 404, message: "Specified id doesn't exist"}
	}
	return cat, nil
}

func (c *call) categoryFields(cat *spotify.Category) object {
	return object{"href": c.base + "/browse/categories/" + cat.ID, "id": cat.ID, "name": cat.Name, "icons": pictures(cat.Icons)}
}

// seedGenres are what tracks can be recommended by.
func seedGenres() []string {
	return strings.Fields("ambient chamber-folk choral hard-bop indie-rock jazz lo-fi slowcore")
}

func (c *call) genreSeeds() (any, error) { return object{"genres": seedGenres()}, nil }

func (c *call) recommendations() (any, error) {
	limit, ok := c.number("limit", 20, 1, 100)
	if !ok {
		return nil, bad("Invalid limit")
	}
	seeds := []any{}
	for _, kind := range []string{"artist", "genre", "track"} {
		for _, id := range commaSeparated(c.query.Get("seed_" + kind + "s")) {
			seed := object{
				"id": id, "type": strings.ToUpper(kind), "href": nil,
				"initialPoolSize": 250, "afterFilteringSize": 250, "afterRelinkingSize": 240,
			}
			switch {
			case kind == "genre" && !slices.Contains(seedGenres(), id), kind != "genre" && !base62(id):
				return nil, bad("invalid seed: " + id)
			case kind != "genre":
				seed["href"] = c.base + "/" + kind + "s/" + id
			}
			seeds = append(seeds, seed)
		}
	}
	if len(seeds) < 1 || len(seeds) > 5 {
		return nil, bad("Between 1 and 5 seeds are required")
	}
	found := []any{}
	all := c.server.catalog.tracks.all
	for i := range min(int(limit), len(all)) {
		found = append(found, c.fullTrack(all[3*i%len(all)]))
	}
	return object{"seeds": seeds, "tracks": found}, nil
}
