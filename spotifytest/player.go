package spotifytest

import (
	"slices"
	"strings"
	"time"
)

// DeviceID is the one device of every user. It is not active until playback is
// started on it or transferred to it; without an active device, player commands
// that name none answer 404 with the reason NO_ACTIVE_DEVICE.
const DeviceID = "6ba0bdeccb426d7b2ccb601c4e07015f"

// player is one user's playback.
type player struct {
	active, playing, shuffled bool
	volume, progress          int
	repeat, context           string
	list                      []string // URIs
	at                        int      // what of list is current
	waiting                   []string // the queue
}

func newPlayer() player { return player{volume: 60, repeat: "off"} }

func (p *player) current() string {
	if p.at < 0 || p.at >= len(p.list) {
		return ""
	}
	return p.list[p.at]
}

func (p *player) device() object {
	return object{
		"id": DeviceID, "is_active": p.active, "is_private_session": false, "is_restricted": false,
		"name": "Kitchen radio", "type": "Speaker", "volume_percent": p.volume, "supports_volume": true,
	}
}

func (c *call) player() *player { return &c.person().player }

// Reading.

func (c *call) devices() (any, error) {
	return object{"devices": []any{c.player().device()}}, nil
}

func (c *call) playback() (any, error) {
	p := c.player()
	if !p.active {
		return noContent{}, nil
	}
	o := c.playing(p)
	o["device"], o["repeat_state"], o["shuffle_state"] = p.device(), p.repeat, p.shuffled
	return o, nil
}

func (c *call) currentlyPlaying() (any, error) {
	p := c.player()
	if !p.active || p.current() == "" {
		return noContent{}, nil
	}
	return c.playing(p), nil
}

func (c *call) playing(p *player) object {
	o := object{
		"timestamp": time.Now().UnixMilli(), "progress_ms": p.progress, "is_playing": p.playing,
		"item": nil, "currently_playing_type": "unknown", "context": c.context(p.context),
		"actions": object{"disallows": object{"resuming": p.playing}},
	}
	if item := c.playable(p.current()); item != nil {
		o["item"], o["currently_playing_type"] = item, item["type"]
	}
	return o
}

// context is what is played from; nil for single tracks.
func (c *call) context(text string) any {
	kind, id, ok := strings.Cut(strings.TrimPrefix(text, "spotify:"), ":")
	if !ok {
		return nil
	}
	o := c.link(kind, id, "/"+kind+"s")
	delete(o, "id")
	return o
}

func (c *call) queue() (any, error) {
	p := c.player()
	next := []any{}
	for _, uri := range slices.Concat(p.waiting, p.list[min(p.at+1, len(p.list)):]) {
		next = append(next, c.playable(uri))
	}
	var current any
	if item := c.playable(p.current()); item != nil {
		current = item
	}
	return object{"currently_playing": current, "queue": next}, nil
}

// recentlyPlayed goes by cursor, in milliseconds since 1970: 55 tracks that
// every user has heard, one each hour.
func (c *call) recentlyPlayed() (any, error) {
	limit, ok := c.number("limit", 20, 1, 50)
	if !ok {
		return nil, bad("Invalid limit")
	}
	after, ok := c.number("after", -1, 0, 1<<53)
	before, ok2 := c.number("before", 1<<53, 0, 1<<53)
	if !ok || !ok2 || c.query.Has("after") && c.query.Has("before") {
		return nil, bad("Invalid cursor")
	}
	newest := time.Date(2025, 6, 1, 20, 0, 0, 0, time.UTC)
	var times []int
	for i := range 55 {
		if at := int(newest.Add(-time.Duration(i) * time.Hour).UnixMilli()); at > after && at < before {
			times = append(times, at)
		}
	}
	more := len(times) > limit
	times = times[:min(limit, len(times))]
	items := []any{}
	for _, at := range times {
		played := time.UnixMilli(int64(at)).UTC()
		t := c.server.shelves.tracks.all[int(newest.Sub(played).Hours())]
		items = append(items, object{"track": c.fullTrack(t), "played_at": played.Format("2006-01-02T15:04:05.000Z"), "context": nil})
	}
	o := object{"href": c.base + c.path + "?" + c.query.Encode(), "items": items, "limit": limit, "next": nil, "cursors": nil}
	if len(times) > 0 {
		oldest := itoa(times[len(times)-1])
		o["cursors"] = object{"after": itoa(times[0]), "before": oldest}
		if more {
			o["next"] = c.base + c.path + "?before=" + oldest + "&limit=" + itoa(limit)
		}
	}
	return o, nil
}
