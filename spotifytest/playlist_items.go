package spotifytest

import (
	"slices"
	"strings"
)

func (c *call) playlistItems() (any, error) {
	p, err := c.findPlaylist()
	switch {
	case err != nil:
		return nil, err
	case !c.extended && c.user == "":
		return nil, &problem{status: 401, message: messageUserOnly}
	case !c.opens(p):
		return nil, forbidden()
	}
	if old := strings.HasSuffix(c.path, "/tracks"); old {
		return c.page(c.itemsOf(p, "tracks"), 20, 100)
	}
	return c.page(c.itemsOf(p, "items"), 20, 50)
}

func (c *call) itemsOf(p *playlist, name string) list {
	return list{
		path: "/playlists/" + p.id + "/" + name, total: len(p.entries),
		item: func(i int) any {
			e := p.entries[i]
			o := object{
				"added_at": e.added, "added_by": c.userLink(e.by), "primary_color": nil,
				"is_local": strings.HasPrefix(e.uri, "spotify:local:"), "video_thumbnail": object{"url": nil},
			}
			o["item"] = c.inPlaylist(e.uri)
			return c.wide(o, object{"track": o["item"]})
		},
	}
}

// inPlaylist is what an entry shows: null if it is gone, or an episode that
// was not asked for.
func (c *call) inPlaylist(uri string) any {
	if strings.HasPrefix(uri, "spotify:episode:") && !slices.Contains(commaSeparated(c.query.Get("additional_types")), "episode") {
		return nil
	}
	o := c.playable(uri)
	if o == nil {
		return nil
	}
	return merge(o, object{"episode": o["type"] == "episode", "track": o["type"] == "track"})
}

// playable is the track, episode or local file that a URI names; nil if there
// is none.
func (c *call) playable(uri string) object {
	kind, id, _ := strings.Cut(strings.TrimPrefix(uri, "spotify:"), ":")
	switch kind {
	case "track":
		if t := c.server.shelves.tracks.byID[id]; t != nil {
			return c.fullTrack(t)
		}
	case "episode":
		if e := c.server.shelves.episodes.byID[id]; e != nil {
			return c.fullEpisode(e)
		}
	case "local":
		return localTrack(uri, id)
	}
	return nil
}

// localTrack is a file of the user's own, of which Spotify knows little.
func localTrack(uri, rest string) object {
	parts := append(strings.Split(strings.ReplaceAll(rest, "+", " "), ":"), "", "", "")
	return object{
		"type": "track", "name": parts[2], "uri": uri, "id": nil, "href": nil, "is_local": true,
		"external_urls": object{}, "external_ids": object{}, "preview_url": nil, "explicit": false,
		"duration_ms": 187_000, "disc_number": 0, "track_number": 0, "popularity": 0, "available_markets": []any{},
		"artists": []any{object{"name": parts[0], "type": "artist", "id": nil, "href": nil, "uri": nil, "external_urls": object{}}},
		"album": object{
			"name": parts[1], "type": "album", "id": nil, "href": nil, "uri": nil, "external_urls": object{},
			"album_type": nil, "release_date": nil, "release_date_precision": nil, "images": []any{}, "artists": []any{}, "available_markets": []any{},
		},
	}
}

// itemWrite is the body of all changes of a playlist's contents.
type itemWrite struct {
	URIs          []string
	Items, Tracks []struct{ URI string }
	Position      *int
	RangeStart    *int `json:"range_start"`
	RangeLength   int  `json:"range_length"`
	InsertBefore  int  `json:"insert_before"`
}

// itemWrite reads a change. The URIs may stand in the query instead.
func (c *call) itemWrite() (*playlist, itemWrite, error) {
	var w itemWrite
	p, err := c.ownPlaylist()
	if err == nil && len(c.body) > 0 {
		err = c.read(&w)
	}
	if err != nil {
		return nil, w, err
	}
	w.URIs = append(w.URIs, commaSeparated(c.query.Get("uris"))...)
	for _, item := range append(w.Items, w.Tracks...) {
		w.URIs = append(w.URIs, item.URI)
	}
	if n, ok := c.number("position", -1, 0, 1<<20); !ok {
		return nil, w, bad("Invalid position")
	} else if n >= 0 {
		w.Position = &n
	}
	if len(w.URIs) > 100 {
		return nil, w, bad("You can add a maximum of 100 tracks per request.")
	}
	for _, uri := range w.URIs {
		if !storable(uri) {
			return nil, w, bad("Invalid track uri: " + uri)
		}
	}
	return p, w, nil
}

// storable reports whether a playlist takes a URI. One that names nothing is
// taken, and shows as a gone entry.
func storable(uri string) bool {
	parts := strings.Split(uri, ":")
	switch {
	case len(parts) < 3 || parts[0] != "spotify":
		return false
	case parts[1] == "local":
		return true
	}
	return len(parts) == 3 && (parts[1] == "track" || parts[1] == "episode") && base62(parts[2])
}

func (p *playlist) changed() object {
	p.version++
	return object{"snapshot_id": p.snapshot()}
}

func (c *call) entries(uris []string) []entry {
	list := make([]entry, len(uris))
	for i, uri := range uris {
		list[i] = entry{uri, now(), c.user}
	}
	return list
}

func (c *call) addItems() (any, error) {
	p, w, err := c.itemWrite()
	switch {
	case err != nil:
		return nil, err
	case len(w.URIs) == 0:
		return nil, bad("No uris provided")
	}
	at := len(p.entries)
	if w.Position != nil {
		at = min(*w.Position, at)
	}
	p.entries = slices.Insert(p.entries, max(at, 0), c.entries(w.URIs)...)
	return created{p.changed()}, nil
}

// updateItems replaces everything, or moves a range.
func (c *call) updateItems() (any, error) {
	p, w, err := c.itemWrite()
	if err != nil {
		return nil, err
	}
	if w.RangeStart == nil {
		p.entries = c.entries(w.URIs)
		return p.changed(), nil
	}
	from, n, to := *w.RangeStart, max(w.RangeLength, 1), w.InsertBefore
	if from < 0 || to < 0 || from+n > len(p.entries) || to > len(p.entries) {
		return nil, bad("Index out of bounds")
	}
	moved := slices.Clone(p.entries[from : from+n])
	rest := slices.Delete(slices.Clone(p.entries), from, from+n)
	if to > from {
		to = max(to-n, from)
	}
	p.entries = slices.Insert(rest, to, moved...)
	return p.changed(), nil
}

func (c *call) removeItems() (any, error) {
	p, w, err := c.itemWrite()
	switch {
	case err != nil:
		return nil, err
	case len(w.URIs) == 0:
		return nil, bad("No tracks specified.")
	}
	p.entries = slices.DeleteFunc(slices.Clone(p.entries), func(e entry) bool { return slices.Contains(w.URIs, e.uri) })
	return p.changed(), nil
}
