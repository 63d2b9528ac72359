package spotifytest

import (
	"slices"
	"time"

	"github.com/spotify-sdk/spotify"
)

// DeviceID is the device that a user has unless [User] says otherwise. It is
// not active until playback is started on it or transferred to it. Without an
// active device, player commands that name none are refused with 404 and the
// reason NO_ACTIVE_DEVICE.
const DeviceID = "6ba0bdeccb426d7b2ccb601c4e07015f"

// player is the playback of one user. Its clock runs: advance brings it up to
// date before every use.
type player struct {
	devices []spotify.Device
	active  string // ID of the active device; "" if there is none

	playing, shuffled bool
	repeat, context   string
	list              []string // URIs of the context
	at                int      // index of the current one
	queued            []string // URIs that come first

	progress time.Duration // in the current item, at the time since
	since    time.Time
	changed  time.Time // when playback last started, stopped or changed its item
	recent   []Play    // newest first
}

const (
	minPlay      = 30 * time.Second // shorter plays are not recently played
	maxRecent    = 50               // how many Spotify remembers, and one user's initial ones
	unknownItem  = 3 * time.Minute  // length of removed items
	shortestItem = time.Second
)

func newPlayer(u User) player {
	p := player{devices: slices.Clone(u.Devices), repeat: "off", recent: slices.Clone(u.Recent)}
	for i := range p.devices {
		if p.devices[i].IsActive {
			p.active = p.devices[i].ID
		}
	}
	return p
}

// player returns the user's player, brought up to date.
func (c *call) player() *player {
	p := &c.self().player
	p.advance(time.Now(), c.server.catalog)
	return p
}

// advance moves the player forward to the current time, to the next items if
// necessary.
func (p *player) advance(now time.Time, c *catalog) {
	for p.playing && p.current() != "" {
		length := c.duration(p.current())
		left := length - p.progress
		if now.Sub(p.since) < left {
			p.progress += now.Sub(p.since)
			break
		}
		p.since = p.since.Add(left)
		p.progress, p.changed = length, p.since
		p.remember()
		p.progress = 0
		if p.repeat != "track" {
			p.step()
		}
	}
	p.since = now
}

// step goes to the next item. After the last one playback ends.
func (p *player) step() {
	p.progress = 0
	switch {
	case len(p.queued) > 0:
		p.list = slices.Insert(slices.Clone(p.list), min(p.at+1, len(p.list)), p.queued[0])
		p.queued = p.queued[1:]
		p.at = min(p.at+1, len(p.list)-1)
	case p.at+1 < len(p.list):
		p.at++
	default:
		p.at = 0
		p.playing = p.playing && p.repeat != "off"
	}
}

// remember adds the current track to what was recently played.
func (p *player) remember() {
	if p.progress < minPlay && p.progress > 0 {
		return
	}
	play := Play{p.current(), p.since.UTC().Truncate(time.Millisecond)}
	p.recent = slices.Insert(p.recent, 0, play)
	p.recent = p.recent[:min(len(p.recent), maxRecent+10)]
}

func (p *player) current() string {
	if p.at < 0 || p.at >= len(p.list) {
		return ""
	}
	return p.list[p.at]
}

// duration returns the length of the item that a URI names.
func (c *catalog) duration(uri string) time.Duration {
	ms := 0
	switch kind, id, _ := c.parseURI(uri); kind {
	case "track":
		if t := c.tracks.byID[id]; t != nil {
			ms = t.DurationMS
		}
	case "episode":
		if e := c.episodes.byID[id]; e != nil {
			ms = e.DurationMS
		}
	}
	if ms == 0 {
		return unknownItem
	}
	return max(time.Duration(ms)*time.Millisecond, shortestItem)
}

func (p *player) device(id string) *spotify.Device {
	i := slices.IndexFunc(p.devices, func(d spotify.Device) bool { return d.ID == id })
	if i < 0 {
		return nil
	}
	return &p.devices[i]
}

func (p *player) deviceFields(d spotify.Device) object {
	o := object{
		"id": orNull(d.ID), "is_active": p.active != "" && d.ID == p.active, "is_private_session": d.IsPrivateSession,
		"is_restricted": d.IsRestricted, "name": d.Name, "type": d.Type, "volume_percent": nil, "supports_volume": d.SupportsVolume,
	}
	if d.VolumePercent != nil {
		o["volume_percent"] = *d.VolumePercent
	}
	return o
}
