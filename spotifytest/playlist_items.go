package spotifytest

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"
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
	case !p.public && !c.mayList(p):
		return nil, &problem{status: 403, message: messageNoScope}
	}
	name := "items"
	if strings.HasSuffix(c.path, "/tracks") {
		name = "tracks"
	}
	return c.page(c.itemsOf(p, name), 20, 100) // 100: measured, not documented
}

func (c *call) itemsOf(p *playlist, name string) list {
	return listOf("/playlists/"+p.id+"/"+name, p.entries, func(e entry) object {
		o := object{
			"added_at": e.added.Format(time.RFC3339), "added_by": c.userLink(e.by), "primary_color": nil,
			"is_local": isLocal(e.uri), "video_thumbnail": object{"url": nil}, "item": c.playlistItem(e),
		}
		return c.withExtendedFields(o, object{"track": o["item"]})
	})
}

func isLocal(uri string) bool { return strings.HasPrefix(uri, "spotify:local:") }

// playlistItem returns what an entry shows: null if it is gone, or an episode
// that was not asked for.
func (c *call) playlistItem(e entry) any {
	if isLocal(e.uri) {
		return merge(localTrack(e), object{"episode": false, "track": true})
	}
	if strings.HasPrefix(e.uri, "spotify:episode:") && !slices.Contains(commaSeparated(c.query.Get("additional_types")), "episode") {
		return nil
	}
	o := c.playable(e.uri)
	if o == nil {
		return nil
	}
	return merge(o, object{"episode": o["type"] == "episode", "track": o["type"] == "track"})
}

// playable returns the track or episode that a URI names, nil if there is none.
func (c *call) playable(uri string) object {
	switch kind, id, _ := c.server.catalog.parseURI(uri); kind {
	case "track":
		return lookup(c.server.catalog.tracks, id, c.fullTrack)
	case "episode":
		return lookup(c.server.catalog.episodes, id, c.fullEpisode)
	}
	return nil
}

// localTrack is a file on the user's computer, of which Spotify knows little.
// Its URI is spotify:local:artist:album:title:seconds.
func localTrack(e entry) object {
	parts := append(strings.Split(strings.TrimPrefix(e.uri, "spotify:local:"), ":"), "", "", "")
	for i, part := range parts {
		if text, err := url.QueryUnescape(part); err == nil {
			parts[i] = text
		}
	}
	return object{
		"type": "track", "name": cmp.Or(e.name, parts[2]), "uri": e.uri, "id": nil, "href": nil, "is_local": true,
		"external_urls": object{}, "external_ids": object{}, "preview_url": nil, "explicit": false,
		"duration_ms": e.duration, "disc_number": 0, "track_number": 0, "popularity": 0, "available_markets": []any{},
		"artists": []any{object{"name": parts[0], "type": "artist", "id": nil, "href": nil, "uri": nil, "external_urls": object{}}},
		"album": object{
			"name": parts[1], "type": "album", "id": nil, "href": nil, "uri": nil, "external_urls": object{},
			"album_type": nil, "release_date": nil, "release_date_precision": nil, "images": []any{}, "artists": []any{}, "available_markets": []any{},
		},
	}
}

// itemWrite is the body of every change of a playlist's items.
type itemWrite struct {
	URIs          []string
	Items, Tracks []struct{ URI string }
	Position      *int
	RangeStart    *int   `json:"range_start"`
	RangeLength   int    `json:"range_length"`
	InsertBefore  int    `json:"insert_before"`
	SnapshotID    string `json:"snapshot_id"`
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
		w.Position = pointer(int(n))
	}
	switch {
	case len(w.URIs) > 100:
		return nil, w, bad("You can add a maximum of 100 tracks per request.")
	case w.SnapshotID != "" && !slices.Contains(p.snapshots, w.SnapshotID):
		return nil, w, bad("Invalid snapshot id")
	}
	for _, uri := range w.URIs {
		if !storable(uri) {
			return nil, w, bad("Invalid track uri: " + uri)
		}
	}
	return p, w, nil
}

// storable reports whether a playlist accepts a URI. A URI of an unknown item
// is accepted and becomes an entry without an item.
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
	p.snapshots = append(p.snapshots, p.snapshot())
	return object{"snapshot_id": p.snapshots[len(p.snapshots)-1]}
}

func (c *call) entries(uris []string) []entry {
	list := make([]entry, len(uris))
	for i, uri := range uris {
		list[i] = entry{uri: uri, added: now(), by: c.user}
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
	case w.Position != nil && *w.Position < 0:
		return nil, bad("Invalid position")
	}
	at := len(p.entries)
	if w.Position != nil {
		at = min(*w.Position, at)
	}
	p.entries = slices.Insert(p.entries, at, c.entries(w.URIs)...)
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
	switch {
	case w.SnapshotID != "" && w.SnapshotID != p.snapshots[len(p.snapshots)-1]:
		return nil, bad("Invalid snapshot id") // its positions are not the current ones
	case from < 0 || to < 0 || n > len(p.entries)-from || to > len(p.entries):
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
