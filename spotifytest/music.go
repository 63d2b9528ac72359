package spotifytest

import (
	"slices"

	"github.com/spotify-sdk/spotify"
)

// Albums.

func (c *call) album() (any, error) {
	al, err := one(c, "album", c.server.catalog.albums, anywhere)
	if err != nil {
		return nil, err
	}
	return c.fullAlbum(al), nil
}

func (c *call) albums() (any, error) {
	return several(c, "albums", 20, c.server.catalog.albums, anywhere, c.fullAlbum)
}

func (c *call) albumTracks() (any, error) {
	al, err := one(c, "album", c.server.catalog.albums, anywhere)
	if err != nil {
		return nil, err
	}
	return c.page(c.tracksOf(al), 20, 50)
}

func (c *call) tracksOf(al *album) list {
	return listOf("/albums/"+al.ID+"/tracks", al.tracks, c.simplifiedTrack)
}

func (c *call) fullAlbum(al *album) object {
	o := c.simplifiedAlbum(al)
	o["tracks"] = c.embedded(c.tracksOf(al), 50)
	o["copyrights"], o["external_ids"], o["genres"] = al.Copyrights, al.ExternalIDs, orEmpty(al.Genres)
	return c.withExtendedFields(o, object{"label": al.Label, "popularity": *al.Popularity})
}

func (c *call) simplifiedAlbum(al *album) object {
	o := c.link("album", al.ID, "/albums")
	o["name"], o["album_type"], o["total_tracks"] = al.Name, al.AlbumType, len(al.tracks)
	o["release_date"], o["release_date_precision"] = al.ReleaseDate, al.ReleaseDatePrecision
	o["images"], o["artists"] = pictures(al.Images), c.credits(al.artists)
	return c.availability(o, al.AvailableMarkets, c.restriction(al.AvailableMarkets, al.Restrictions, al.IsPlayable, false))
}

// restriction returns why something cannot be played; "" if it can.
func (c *call) restriction(m spotify.Markets, r *spotify.Restrictions, playable *bool, explicit bool) string {
	switch {
	case r != nil:
		return string(r.Reason)
	case playable != nil && !*playable:
		return string(spotify.RestrictionReasonProduct)
	case !c.available(m):
		return string(spotify.RestrictionReasonMarket)
	case explicit && c.user != "" && c.self().ExplicitFilter:
		return string(spotify.RestrictionReasonExplicit)
	}
	return ""
}

// availability adds where something can be played: the list of markets, or if
// a market was requested, whether it can be played there.
func (c *call) availability(o object, m spotify.Markets, restriction string) object {
	if restriction != "" && (c.market != "" || restriction != string(spotify.RestrictionReasonMarket)) {
		o["restrictions"] = object{"reason": restriction}
	}
	if c.market != "" {
		o["is_playable"] = restriction == ""
		return o
	}
	return c.withExtendedFields(o, object{"available_markets": codes(m, marketCodes())})
}

// codes returns the codes of a set, or all if it is empty.
func codes(m spotify.Markets, all []string) []string {
	if m.IsZero() {
		return all
	}
	return slices.Collect(m.All())
}

func (c *call) credits(artists []*artist) []any {
	list := []any{}
	for _, a := range artists {
		list = append(list, c.simplifiedArtist(a))
	}
	return list
}

// Artists.

func (c *call) artist() (any, error) {
	a, err := one(c, "artist", c.server.catalog.artists, anywhere)
	if err != nil {
		return nil, err
	}
	return c.fullArtist(a), nil
}

func (c *call) artists() (any, error) {
	return several(c, "artists", 50, c.server.catalog.artists, anywhere, c.fullArtist)
}

func (c *call) artistAlbums() (any, error) {
	a, err := one(c, "artist", c.server.catalog.artists, anywhere)
	if err != nil {
		return nil, err
	}
	wanted := commaSeparated(c.query.Get("include_groups"))
	for _, g := range wanted {
		if !slices.Contains([]string{"album", "single", "appears_on", "compilation"}, g) {
			return nil, bad("Invalid include_groups")
		}
	}
	var releases []release
	for _, r := range a.releases {
		if (len(wanted) == 0 || slices.Contains(wanted, string(r.group))) && (c.market == "" || c.available(r.album.AvailableMarkets)) {
			releases = append(releases, r)
		}
	}
	usual, most := c.limits()
	return c.page(listOf("/artists/"+a.ID+"/albums", releases, func(r release) object {
		return c.withExtendedFields(c.simplifiedAlbum(r.album), object{"album_group": r.group})
	}), usual, most)
}

// limits returns the usual and the largest limit of what is shortened in
// development mode.
func (c *call) limits() (usual, most int64) {
	if c.extended {
		return 20, 50
	}
	return 5, 10
}

func (c *call) artistTopTracks() (any, error) {
	a, err := one(c, "artist", c.server.catalog.artists, anywhere)
	if err != nil {
		return nil, err
	}
	found := []any{}
	for _, r := range a.releases {
		if len(r.album.tracks) > 0 && len(found) < 10 {
			found = append(found, c.fullTrack(r.album.tracks[0]))
		}
	}
	return object{"tracks": found}, nil
}

func (c *call) relatedArtists() (any, error) {
	a, err := one(c, "artist", c.server.catalog.artists, anywhere)
	if err != nil {
		return nil, err
	}
	found := []any{}
	for _, other := range c.server.catalog.artists.all {
		if other != a && len(found) < 20 {
			found = append(found, c.fullArtist(other))
		}
	}
	return object{"artists": found}, nil
}

func (c *call) fullArtist(a *artist) object {
	o := c.simplifiedArtist(a)
	o["genres"], o["images"] = a.Genres, pictures(a.Images)
	return c.withExtendedFields(o, object{"popularity": *a.Popularity, "followers": object{"href": nil, "total": a.Followers.Total}})
}

func (c *call) simplifiedArtist(a *artist) object {
	o := c.link("artist", a.ID, "/artists")
	o["name"] = a.Name
	return o
}

// Tracks.

func (c *call) track() (any, error) {
	t, err := one(c, "track", c.server.catalog.tracks, anywhere)
	if err != nil {
		return nil, err
	}
	return c.fullTrack(t), nil
}

func (c *call) tracks() (any, error) {
	return several(c, "tracks", 50, c.server.catalog.tracks, anywhere, c.fullTrack)
}

func (c *call) fullTrack(t *track) object {
	o := c.simplifiedTrack(t)
	t, _ = c.relink(t)
	o["album"], o["external_ids"] = c.simplifiedAlbum(t.album), t.ExternalIDs
	return c.withExtendedFields(o, object{"popularity": *t.Popularity})
}

func (c *call) simplifiedTrack(t *track) object {
	t, from := c.relink(t)
	o := c.link("track", t.ID, "/tracks")
	o["name"], o["duration_ms"], o["explicit"], o["is_local"] = t.Name, t.DurationMS, t.Explicit, false
	o["disc_number"], o["track_number"] = t.DiscNumber, t.TrackNumber
	o["artists"] = c.credits(t.artists)
	c.withExtendedFields(o, object{"preview_url": orNull(t.PreviewURL)})
	if from != nil {
		c.withExtendedFields(o, object{"linked_from": c.link("track", from.ID, "/tracks")})
	}
	return c.availability(o, t.AvailableMarkets, c.restriction(t.AvailableMarkets, t.Restrictions, t.IsPlayable, t.Explicit))
}

// relink returns the track that is played in the requested market, and the one
// that it replaces, nil if it is the track itself.
func (c *call) relink(t *track) (played, from *track) {
	if c.market == "" || c.available(t.AvailableMarkets) {
		return t, nil
	}
	for _, other := range c.server.catalog.substitutes[t.ID] {
		if c.available(other.AvailableMarkets) {
			return other, t
		}
	}
	return t, nil
}

// pictures returns images as Spotify writes them: an unknown size is null.
func pictures(images []spotify.Image) []any {
	list := []any{}
	for _, p := range images {
		o := object{"url": p.URL, "width": nil, "height": nil}
		if p.Width > 0 && p.Height > 0 {
			o["width"], o["height"] = p.Width, p.Height
		}
		list = append(list, o)
	}
	return list
}
