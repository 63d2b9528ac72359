package spotifytest

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// user is what the server keeps for one user.
type user struct {
	stored map[string][]stored // by kind ("track"), the newest first
	player player
}

type stored struct{ id, added string }

// savedKind is the kind of the endpoints for one kind of saved things, by
// their path segment; "" for other segments.
func savedKind(segment string) string {
	switch segment {
	case "albums", "tracks", "shows", "episodes", "audiobooks":
		return strings.TrimSuffix(segment, "s")
	}
	return ""
}

// person returns a user, who comes with a library if nobody knew them yet.
func (s *Server) person(name string) *user {
	u := s.users[name]
	if u == nil {
		u = &user{stored: map[string][]stored{}, player: newPlayer()}
		s.users[name] = u
		for i := range 55 {
			u.store("track", s.shelves.tracks.all[2*i].id, added(i))
		}
		for i := range 5 {
			u.store("album", s.shelves.albums.all[i].id, added(i))
		}
		for i := range 3 {
			u.store("artist", s.shelves.artists.all[i].id, added(i))
			u.store("episode", s.shelves.episodes.all[i].id, added(i))
		}
		u.store("show", ShowID, added(0))
		u.store("audiobook", AudiobookID, added(0))
	}
	return u
}

func (u *user) store(kind, id, when string) {
	if !u.has(kind, id) {
		u.stored[kind] = slices.Insert(u.stored[kind], 0, stored{id, when})
	}
}

func (u *user) drop(kind, id string) {
	u.stored[kind] = slices.DeleteFunc(u.stored[kind], func(s stored) bool { return s.id == id })
}

func (u *user) has(kind, id string) bool {
	return slices.ContainsFunc(u.stored[kind], func(s stored) bool { return s.id == id })
}

// person is the user who asks.
func (c *call) person() *user { return c.server.person(c.user) }

// thing is the full object of a saved thing; nil if there is none.
func (c *call) thing(kind, id string) object {
	s := c.server.shelves
	switch kind {
	case "track":
		return lookup(s.tracks, id, c.fullTrack)
	case "album":
		return lookup(s.albums, id, c.fullAlbum)
	case "show":
		return lookup(s.shows, id, c.simplifiedShow)
	case "episode":
		return lookup(s.episodes, id, c.fullEpisode)
	case "audiobook":
		return lookup(s.audiobooks, id, c.simplifiedAudiobook)
	case "artist":
		return lookup(s.artists, id, c.fullArtist)
	}
	return nil
}

func lookup[T any](s shelf[T], id string, show func(T) object) object {
	t, ok := s.byID[id]
	if !ok {
		return nil
	}
	return show(t)
}

// The endpoints for each kind.

func (c *call) saved() (any, error) {
	kind := savedKind(c.id)
	these := c.person().stored[kind]
	return c.page(list{
		path: "/me/" + c.id, total: len(these),
		item: func(i int) any {
			o := c.thing(kind, these[i].id)
			if kind == "audiobook" { // these come bare
				return o
			}
			return object{"added_at": these[i].added, kind: o}
		},
	}, 20, 50)
}

func (c *call) save() (any, error) { return c.change(savedKind(c.id), 50, (*user).storeNow) }

func (c *call) remove() (any, error) { return c.change(savedKind(c.id), 50, (*user).drop) }

func (u *user) storeNow(kind, id string) { u.store(kind, id, now()) }

// change does something for each id of a write, or for none of them.
func (c *call) change(kind string, most int, do func(u *user, kind, id string)) (any, error) {
	ids, err := c.ids(most)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if c.thing(kind, id) == nil {
			return nil, nonExisting(kind, id)
		}
	}
	for _, id := range ids {
		do(c.person(), kind, id)
	}
	return nothing{}, nil
}

func (c *call) contains() (any, error) {
	kind := savedKind(c.id)
	ids, err := c.ids(50)
	if err != nil {
		return nil, err
	}
	answers := []bool{}
	for _, id := range ids {
		answers = append(answers, c.person().has(kind, id))
	}
	return answers, nil
}

// The library as one, by URI.

func (c *call) saveURIs() (any, error) { return c.changeURIs((*user).storeNow, true) }

func (c *call) removeURIs() (any, error) { return c.changeURIs((*user).drop, false) }

func (c *call) changeURIs(do func(u *user, kind, id string), follow bool) (any, error) {
	uris, err := c.uris()
	if err != nil {
		return nil, err
	}
	for _, u := range uris {
		if u.kind != "user" && u.kind != "playlist" && c.thing(u.kind, u.id) == nil {
			return nil, nonExisting(u.kind, u.id)
		}
	}
	for _, u := range uris {
		do(c.person(), u.kind, u.id)
		if p := c.server.playlists.byID[u.id]; p != nil && u.kind == "playlist" {
			p.followers[c.user] = follow
			if !follow {
				delete(p.followers, c.user)
			}
		}
	}
	return nothing{}, nil
}

func (c *call) containsURIs() (any, error) {
	uris, err := c.uris()
	if err != nil {
		return nil, err
	}
	answers := []bool{}
	for _, u := range uris {
		answers = append(answers, c.person().has(u.kind, u.id))
	}
	return answers, nil
}

type uri struct{ kind, id string }

// uris reads the URIs of a library request, from the query or a JSON body. An
// audiobook's is a show's, as Spotify writes it.
func (c *call) uris() ([]uri, error) {
	texts := commaSeparated(c.query.Get("uris"))
	if len(texts) == 0 && len(c.body) > 0 {
		var body struct{ URIs []string }
		json.Unmarshal(c.body, &body) // what is not read is missing
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
		kind, id, ok := strings.Cut(strings.TrimPrefix(text, "spotify:"), ":")
		if _, book := c.server.shelves.audiobooks.byID[id]; kind == "show" && book {
			kind = "audiobook"
		}
		if !ok || kind != "user" && !base62(id) {
			return nil, bad("Invalid uri: " + text)
		}
		list = append(list, uri{kind, id})
	}
	return list, nil
}

// Following.

// following goes by cursor: after is the ID of the last artist seen.
func (c *call) following() (any, error) {
	if c.query.Get("type") != "artist" {
		return nil, bad("Invalid type")
	}
	limit, ok := c.number("limit", 20, 1, 50)
	if !ok {
		return nil, bad("Invalid limit")
	}
	all := c.person().stored["artist"]
	from := 1 + slices.IndexFunc(all, func(s stored) bool { return s.id == c.query.Get("after") })
	to := min(from+limit, len(all))
	items := []any{}
	for _, s := range all[from:to] {
		items = append(items, c.thing("artist", s.id))
	}
	var last, next any
	if to < len(all) {
		last = all[to-1].id
		next = c.base + "/me/following?" + url.Values{"type": {"artist"}, "after": {all[to-1].id}, "limit": {itoa(limit)}}.Encode()
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
		_, err := c.change("artist", 50, do)
		return noContent{}, err
	case "user":
		names := commaSeparated(c.query.Get("ids"))
		var body struct{ IDs []string }
		if len(c.body) > 0 {
			json.Unmarshal(c.body, &body) // what is not read is missing
		}
		for _, name := range append(names, body.IDs...) {
			do(c.person(), "user", name)
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
	answers := []bool{}
	for _, id := range commaSeparated(c.query.Get("ids")) {
		answers = append(answers, c.person().has(kind, id))
	}
	return answers, nil
}
