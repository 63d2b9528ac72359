package spotifytest

import (
	"slices"
	"strconv"
	"strings"
)

func (c *call) devices() (any, error) {
	p := c.player()
	list := []any{}
	for _, d := range p.devices {
		list = append(list, p.deviceFields(d))
	}
	return object{"devices": list}, nil
}

func (c *call) playback() (any, error) {
	p := c.player()
	if p.active == "" {
		return noContent{}, nil
	}
	o := c.playing(p)
	o["device"], o["repeat_state"], o["shuffle_state"] = p.deviceFields(*p.device(p.active)), p.repeat, p.shuffled
	return o, nil
}

func (c *call) currentlyPlaying() (any, error) {
	p := c.player()
	if p.active == "" || p.current() == "" {
		return noContent{}, nil
	}
	return c.playing(p), nil
}

func (c *call) playing(p *player) object {
	disallows := object{"resuming": true}
	if !p.playing {
		disallows = object{"pausing": true}
	}
	o := object{
		"timestamp": p.changed.UnixMilli(), "progress_ms": p.progress.Milliseconds(), "is_playing": p.playing,
		"item": nil, "currently_playing_type": "unknown", "context": c.context(p.context),
		"actions": object{"disallows": disallows},
	}
	if item := c.playable(p.current()); item != nil {
		o["item"], o["currently_playing_type"] = item, item["type"]
	}
	return o
}

// context returns what is played from, null for single tracks.
func (c *call) context(uri string) any {
	kind, id, ok := strings.Cut(strings.TrimPrefix(uri, "spotify:"), ":")
	if !ok {
		return nil
	}
	o := c.link(kind, id, "/"+kind+"s")
	delete(o, "id")
	if kind == "user" { // spotify:user:ID:collection, the saved tracks
		o["type"], o["uri"], o["href"] = "collection", uri, c.base+"/me/tracks"
		o["external_urls"] = object{"spotify": "https://open.spotify.com/collection/tracks"}
	}
	return o
}

func (c *call) queue() (any, error) {
	p := c.player()
	next := []any{}
	for _, uri := range slices.Concat(p.queued, p.list[min(p.at+1, len(p.list)):]) {
		if item := c.playable(uri); item != nil {
			next = append(next, item)
		}
	}
	var current any
	if item := c.playable(p.current()); item != nil {
		current = item
	}
	return object{"currently_playing": current, "queue": next}, nil
}

// recentlyPlayed is listed by cursor, in milliseconds since 1970. Episodes are
// not part of it.
func (c *call) recentlyPlayed() (any, error) {
	const ever = 1 << 53
	limit, ok := c.number("limit", 20, 1, 50)
	if !ok {
		return nil, bad("Invalid limit")
	}
	after, ok := c.number("after", -1, 0, ever)
	before, ok2 := c.number("before", ever, 0, ever)
	if !ok || !ok2 || c.query.Has("after") && c.query.Has("before") {
		return nil, bad("Invalid cursor")
	}
	var plays []Play
	for _, play := range c.player().recent {
		if at := play.PlayedAt.UnixMilli(); at > after && at < before && strings.HasPrefix(play.URI, "spotify:track:") {
			plays = append(plays, play)
		}
	}
	more := len(plays) > int(limit)
	plays = plays[:min(len(plays), int(limit))]
	items := []any{}
	for _, play := range plays {
		items = append(items, object{"track": c.playable(play.URI), "played_at": play.PlayedAt.Format("2006-01-02T15:04:05.000Z"), "context": nil})
	}
	o := object{"href": c.base + c.path + "?" + c.query.Encode(), "items": items, "limit": limit, "next": nil, "cursors": nil}
	if len(plays) > 0 {
		newest, oldest := cursor(plays[0]), cursor(plays[len(plays)-1])
		o["cursors"] = object{"after": newest, "before": oldest}
		if more {
			o["next"] = c.base + c.path + "?before=" + oldest + "&limit=" + strconv.FormatInt(limit, 10)
		}
	}
	return o, nil
}

func cursor(p Play) string { return strconv.FormatInt(p.PlayedAt.UnixMilli(), 10) }
