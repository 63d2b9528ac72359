package spotifytest

import (
	"slices"
	"time"

	"github.com/spotify-sdk/spotify"
)

func playerRefusal(status int, message, reason string) error {
	return &problem{status: status, message: "Player command failed: " + message, reason: reason}
}

func restrictionViolated() error { return playerRefusal(403, "Restriction violated", "UNKNOWN") }

// command changes the player, if there is a device to do it on and the user has
// Premium.
func (c *call) command(do func(p *player, d *spotify.Device) error) (any, error) {
	p, id := c.player(), c.query.Get("device_id")
	if id == "" {
		id = p.active
	}
	d := p.device(id)
	switch {
	case c.self().Product != "premium":
		return nil, playerRefusal(403, "Premium required", "PREMIUM_REQUIRED")
	case d == nil && c.query.Get("device_id") != "":
		return nil, &problem{status: 404, message: "Device not found"}
	case d == nil:
		return nil, playerRefusal(404, "No active device found", "NO_ACTIVE_DEVICE")
	case d.IsRestricted:
		return nil, playerRefusal(403, "Restricted device", "DEVICE_NOT_CONTROLLABLE")
	}
	if err := do(p, d); err != nil {
		return nil, err
	}
	p.active, p.changed = id, time.Now()
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
	c.query.Set("device_id", body.DeviceIDs[0])
	return c.command(func(p *player, _ *spotify.Device) error {
		p.playing = p.playing || body.Play
		return nil
	})
}

func (c *call) play() (any, error) {
	var body struct {
		URIs    []string
		Context string `json:"context_uri"`
		Offset  struct {
			Position int
			URI      string
		}
		Progress *int64 `json:"position_ms"`
	}
	if len(c.body) > 0 {
		if err := c.read(&body); err != nil {
			return nil, err
		}
	}
	return c.command(func(p *player, d *spotify.Device) error {
		list := body.URIs
		if body.Context != "" {
			list = c.itemsIn(body.Context)
		}
		for _, uri := range body.URIs {
			if !storable(uri) {
				return bad("Invalid track uri: " + uri)
			}
		}
		switch {
		case len(list) > 0:
			at := body.Offset.Position
			if body.Offset.URI != "" {
				at = slices.Index(list, body.Offset.URI)
			}
			if at < 0 || at >= len(list) {
				return bad("Invalid offset")
			}
			p.leave()
			p.list, p.at, p.context, p.progress = list, at, body.Context, 0
		case body.Context != "":
			return notFound()
		case p.playing && d.ID == p.active && body.Progress == nil:
			return restrictionViolated()
		}
		if body.Progress != nil {
			p.progress = time.Duration(max(*body.Progress, 0)) * time.Millisecond
		}
		p.playing = true
		return nil
	})
}

// leave remembers the current item if it is left before its end.
func (p *player) leave() {
	if p.current() != "" && p.progress >= minPlay {
		p.remember()
	}
}

// itemsIn lists the URIs of what an album, artist, show, playlist or the user's
// collection plays.
func (c *call) itemsIn(context string) []string {
	var uris []string
	cat := c.server.catalog
	kind, id, _ := cat.parseURI(context)
	switch kind {
	case "album":
		if al := cat.albums.byID[id]; al != nil {
			for _, t := range al.tracks {
				uris = append(uris, "spotify:track:"+t.ID)
			}
		}
	case "artist":
		if a := cat.artists.byID[id]; a != nil {
			for _, r := range a.releases {
				if len(r.album.tracks) > 0 {
					uris = append(uris, "spotify:track:"+r.album.tracks[0].ID)
				}
			}
		}
	case "show":
		if s := cat.shows.byID[id]; s != nil {
			for _, e := range s.episodes {
				uris = append(uris, "spotify:episode:"+e.ID)
			}
		}
	case "playlist":
		if p := c.server.playlists.byID[id]; p != nil {
			for _, e := range p.entries {
				uris = append(uris, e.uri)
			}
		}
	case "user":
		for _, saved := range c.self().stored["track"] {
			uris = append(uris, "spotify:track:"+saved.id)
		}
	}
	return uris
}

func (c *call) pause() (any, error) {
	return c.command(func(p *player, _ *spotify.Device) error {
		if !p.playing {
			return restrictionViolated()
		}
		p.playing = false
		return nil
	})
}

func (c *call) next() (any, error) {
	return c.command(func(p *player, _ *spotify.Device) error {
		p.leave()
		p.step()
		return nil
	})
}

func (c *call) previous() (any, error) {
	return c.command(func(p *player, _ *spotify.Device) error {
		p.leave()
		p.at, p.progress = max(p.at-1, 0), 0
		return nil
	})
}

func (c *call) seek() (any, error) {
	n, ok := c.number("position_ms", -1, 0, int64(24*time.Hour/time.Millisecond))
	if !ok || n < 0 {
		return nil, bad("Invalid position_ms")
	}
	return c.command(func(p *player, _ *spotify.Device) error {
		p.progress = time.Duration(n) * time.Millisecond
		return nil
	})
}

func (c *call) volume() (any, error) {
	n, ok := c.number("volume_percent", -1, 0, 100)
	if !ok || n < 0 {
		return nil, bad("Invalid volume_percent")
	}
	return c.command(func(_ *player, d *spotify.Device) error {
		if !d.SupportsVolume {
			return playerRefusal(403, "Cannot control device volume", "VOLUME_CONTROL_DISALLOW")
		}
		d.VolumePercent = pointer(int(n))
		return nil
	})
}

func (c *call) repeat() (any, error) {
	state := c.query.Get("state")
	if !slices.Contains([]string{"track", "context", "off"}, state) {
		return nil, bad("Invalid state")
	}
	return c.command(func(p *player, _ *spotify.Device) error { p.repeat = state; return nil })
}

func (c *call) shuffle() (any, error) {
	state := c.query.Get("state")
	if state != "true" && state != "false" {
		return nil, bad("Invalid state")
	}
	return c.command(func(p *player, _ *spotify.Device) error { p.shuffled = state == "true"; return nil })
}

func (c *call) addToQueue() (any, error) {
	uri := c.query.Get("uri")
	if c.playable(uri) == nil {
		return nil, bad("Invalid uri: " + uri)
	}
	return c.command(func(p *player, _ *spotify.Device) error { p.queued = append(p.queued, uri); return nil })
}
