package spotifytest

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// savedKind returns the kind of saved values that a segment of a path names,
// "" if it is none.
func savedKind(segment string) string {
	switch segment {
	case "albums", "tracks", "shows", "episodes", "audiobooks":
		return strings.TrimSuffix(segment, "s")
	}
	return ""
}

// saved returns the full object of a saved value, nil if there is none.
func (c *call) savedObject(kind, id string) object {
	cat := c.server.catalog
	switch kind {
	case "track":
		return lookup(cat.tracks, id, c.fullTrack)
	case "album":
		return lookup(cat.albums, id, c.fullAlbum)
	case "show":
		return lookup(cat.shows, id, c.simplifiedShow)
	case "episode":
		return lookup(cat.episodes, id, c.fullEpisode)
	case "audiobook":
		return lookup(cat.audiobooks, id, c.simplifiedAudiobook)
	case "artist":
		return lookup(cat.artists, id, c.fullArtist)
	}
	return nil
}

func lookup[T any](x index[T], id string, show func(T) object) object {
	v, ok := x.byID[id]
	if !ok {
		return nil
	}
	return show(v)
}

// exists reports whether a value can be saved or followed.
func (c *call) exists(kind, id string) bool {
	if kind == "playlist" {
		return c.server.playlists.byID[id] != nil
	}
	return c.server.catalog.has(kind, id)
}

// The endpoints for one kind.

func (c *call) saved() (any, error) {
	kind := savedKind(c.id)
	list := c.self().stored[kind]
	return c.page(listOf("/me/"+c.id, list, func(s stored) object {
		o := c.savedObject(kind, s.id)
		if kind == "audiobook" { // listed without the time
			return o
		}
		return object{"added_at": s.addedAt.Format(time.RFC3339), kind: o}
	}), 20, 50)
}

func (c *call) save() (any, error) { return c.change(savedKind(c.id), (*user).storeNow) }

func (c *call) remove() (any, error) { return c.change(savedKind(c.id), (*user).drop) }

func (u *user) storeNow(kind, id string) { u.store(kind, id, now()) }

func now() time.Time { return time.Now().UTC().Truncate(time.Second) }

// change changes the library for each ID of a write, or for none.
func (c *call) change(kind string, do func(u *user, kind, id string)) (any, error) {
	ids, err := c.ids(50)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if !c.exists(kind, id) {
			return nil, nonExisting(kind, id)
		}
	}
	for _, id := range ids {
		do(c.self(), kind, id)
	}
	return nothing{}, nil
}

func (c *call) contains() (any, error) {
	ids, err := c.ids(50)
	if err != nil {
		return nil, err
	}
	return c.hasEach(savedKind(c.id), ids), nil
}

func (c *call) hasEach(kind string, ids []string) []bool {
	list := []bool{}
	for _, id := range ids {
		list = append(list, c.self().has(kind, id))
	}
	return list
}

// The library of all kinds, by URI.

func (c *call) saveURIs() (any, error) { return c.changeURIs((*user).storeNow) }

func (c *call) removeURIs() (any, error) { return c.changeURIs((*user).drop) }

func (c *call) changeURIs(do func(u *user, kind, id string)) (any, error) {
	uris, err := c.uris()
	if err != nil {
		return nil, err
	}
	for _, u := range uris {
		scope := "user-library-modify"
		switch u.kind {
		case "artist", "user":
			scope = "user-follow-modify"
		case "playlist":
			scope = "playlist-modify-public|playlist-modify-private"
		}
		if err := c.require(scope); err != nil {
			return nil, err
		}
		if !c.exists(u.kind, u.id) {
			return nil, nonExisting(u.kind, u.id)
		}
	}
	for _, u := range uris {
		do(c.self(), u.kind, u.id)
	}
	return nothing{}, nil
}

func (c *call) containsURIs() (any, error) {
	uris, err := c.uris()
	if err != nil {
		return nil, err
	}
	list := []bool{}
	for _, u := range uris {
		scope := "user-library-read"
		switch u.kind {
		case "artist", "user":
			scope = "user-follow-read"
		case "playlist":
			scope = "playlist-read-private"
		}
		if err := c.require(scope); err != nil {
			return nil, err
		}
		list = append(list, c.self().has(u.kind, u.id))
	}
	return list, nil
}

type uri struct{ kind, id string }

// uris reads the URIs of a library request, from the query or a JSON body.
func (c *call) uris() ([]uri, error) {
	texts := commaSeparated(c.query.Get("uris"))
	if len(texts) == 0 && len(c.body) > 0 {
		var body struct{ URIs []string }
		json.Unmarshal(c.body, &body) // fields that cannot be read count as missing
		texts = body.URIs
	}
	switch {
	case len(texts) == 0:
		return nil, bad("Missing required field: uris")
	case len(texts) > 40:
		return nil, bad("Too many uris requested")
	}
	var list []uri
	for _, text := range texts {
		kind, id, ok := c.server.catalog.parseURI(text)
		if !ok || !slices.Contains([]string{"track", "album", "episode", "show", "audiobook", "artist", "user", "playlist"}, kind) {
			return nil, bad("Invalid uri: " + text)
		}
		list = append(list, uri{kind, id})
	}
	return list, nil
}

// Following.

// following is listed by cursor: after is the ID of the last artist seen.
func (c *call) following() (any, error) {
	if c.query.Get("type") != "artist" {
		return nil, bad("Invalid type")
	}
	limit, ok := c.number("limit", 20, 1, 50)
	if !ok {
		return nil, bad("Invalid limit")
	}
	all := c.self().stored["artist"]
	from := 1 + slices.IndexFunc(all, func(s stored) bool { return s.id == c.query.Get("after") })
	to := min(from+int(limit), len(all))
	items := []any{}
	for _, s := range all[from:to] {
		items = append(items, c.savedObject("artist", s.id))
	}
	var last, next any
	if to < len(all) {
		last = all[to-1].id
		next = c.base + c.path + "?" + url.Values{"type": {"artist"}, "after": {all[to-1].id}, "limit": {strconv.FormatInt(limit, 10)}}.Encode()
	}
	return object{"artists": object{
		"href": c.base + c.path + "?" + c.query.Encode(), "items": items, "limit": limit, "next": next,
		"cursors": object{"after": last}, "total": len(all),
	}}, nil
}

func (c *call) follow() (any, error) { return c.changeFollowed((*user).storeNow) }

func (c *call) unfollow() (any, error) { return c.changeFollowed((*user).drop) }

func (c *call) changeFollowed(do func(u *user, kind, id string)) (any, error) {
	switch c.query.Get("type") {
	case "artist":
		_, err := c.change("artist", do)
		return noContent{}, err
	case "user":
		names := commaSeparated(c.query.Get("ids"))
		var body struct{ IDs []string }
		if len(c.body) > 0 {
			json.Unmarshal(c.body, &body) // fields that cannot be read count as missing
		}
		for _, name := range append(names, body.IDs...) {
			do(c.self(), "user", name)
		}
		return noContent{}, nil
	}
	return nil, bad("Invalid type")
}

func (c *call) follows() (any, error) {
	kind := c.query.Get("type")
	if kind != "artist" && kind != "user" {
		return nil, bad("Invalid type")
	}
	return c.hasEach(kind, commaSeparated(c.query.Get("ids"))), nil
}
