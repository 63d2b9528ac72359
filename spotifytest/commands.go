package spotifytest

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// command lets do change the player, if there is a device to do it on.
func (c *call) command(do func(p *player) error) (any, error) {
	p := c.player()
	switch id := c.query.Get("device_id"); {
	case id != "" && id != DeviceID:
		return nil, &problem{status: 404, message: "Device not found"}
	case id == "" && !p.active:
		return nil, &problem{status: 404, message: "Player command failed: No active device found", reason: "NO_ACTIVE_DEVICE"}
	}
	if err := do(p); err != nil {
		return nil, err
	}
	p.active = true
	return noContent{}, nil
}

func (c *call) transfer() (any, error) {
	var body struct {
		DeviceIDs []string `json:"device_ids"`
		Play      bool
	}
	if err := c.read(&body); err != nil {
		return nil, err
	}
	if len(body.DeviceIDs) != 1 {
		return nil, bad("Exactly one device_id is required")
	}
	if body.DeviceIDs[0] != DeviceID {
		return nil, &problem{status: 404, message: "Device not found"}
	}
	p := c.player()
	p.active, p.playing = true, p.playing || body.Play
	return noContent{}, nil
}

func (c *call) play() (any, error) {
	var body struct {
		URIs    []string
		Context string `json:"context_uri"`
		Offset  struct {
			Position int
			URI      string
		}
		Progress int `json:"position_ms"`
	}
	if len(c.body) > 0 {
		if err := c.read(&body); err != nil {
			return nil, err
		}
	}
	return c.command(func(p *player) error {
		list := body.URIs
		if body.Context != "" {
			list = c.inside(body.Context)
		}
		if len(list) > 0 {
			at := max(body.Offset.Position, slices.Index(list, body.Offset.URI))
			if at < 0 || at >= len(list) {
				return bad("Invalid offset")
			}
			p.list, p.at, p.context, p.progress = list, at, body.Context, 0
		} else if body.Context != "" {
			return notFound()
		}
		p.progress = cmp.Or(body.Progress, p.progress)
		p.playing = true
		return nil
	})
}

// inside lists the URIs of what an album, artist, show, playlist or the user's
// collection plays.
func (c *call) inside(context string) []string {
	kind, id, _ := strings.Cut(strings.TrimPrefix(context, "spotify:"), ":")
	var uris []string
	s := c.server.shelves
	switch kind {
	case "album":
		if al := s.albums.byID[id]; al != nil {
			for _, t := range al.tracks {
				uris = append(uris, "spotify:track:"+t.id)
			}
		}
	case "artist":
		if a := s.artists.byID[id]; a != nil {
			for _, al := range a.releases {
				uris = append(uris, "spotify:track:"+al.tracks[0].id)
			}
		}
	case "show":
		if sh := s.shows.byID[id]; sh != nil {
			for _, e := range sh.episodes {
				uris = append(uris, "spotify:episode:"+e.id)
			}
		}
	case "playlist":
		if p := c.server.playlists.byID[id]; p != nil {
			for _, e := range p.entries {
				uris = append(uris, e.uri)
			}
		}
	case "user":
		for _, saved := range c.person().stored["track"] {
			uris = append(uris, "spotify:track:"+saved.id)
		}
	}
	return uris
}

func (c *call) pause() (any, error) {
	return c.command(func(p *player) error { p.playing = false; return nil })
}

func (c *call) next() (any, error) {
	return c.command(func(p *player) error {
		p.progress = 0
		if len(p.waiting) > 0 {
			p.list = slices.Insert(slices.Clone(p.list), min(p.at+1, len(p.list)), p.waiting[0])
			p.waiting = p.waiting[1:]
		}
		p.at = min(p.at+1, max(len(p.list)-1, 0))
		return nil
	})
}

func (c *call) previous() (any, error) {
	return c.command(func(p *player) error { p.at, p.progress = max(p.at-1, 0), 0; return nil })
}

func (c *call) seek() (any, error) {
	n, ok := c.number("position_ms", -1, 0, math.MaxInt32)
	if !ok || n < 0 {
		return nil, bad("Invalid position_ms")
	}
	return c.command(func(p *player) error { p.progress = n; return nil })
}

func (c *call) volume() (any, error) {
	n, ok := c.number("volume_percent", -1, 0, 100)
	if !ok || n < 0 {
		return nil, bad("Invalid volume_percent")
	}
	return c.command(func(p *player) error { p.volume = n; return nil })
}

func (c *call) repeat() (any, error) {
	state := c.query.Get("state")
	if !slices.Contains([]string{"track", "context", "off"}, state) {
		return nil, bad("Invalid state")
	}
	return c.command(func(p *player) error { p.repeat = state; return nil })
}

func (c *call) shuffle() (any, error) {
	state := c.query.Get("state")
	if state != "true" && state != "false" {
		return nil, bad("Invalid state")
	}
	return c.command(func(p *player) error { p.shuffled = state == "true"; return nil })
}

func (c *call) addToQueue() (any, error) {
	uri := c.query.Get("uri")
	if c.playable(uri) == nil {
		return nil, bad("Invalid uri: " + uri)
	}
	return c.command(func(p *player) error { p.waiting = append(p.waiting, uri); return nil })
}
