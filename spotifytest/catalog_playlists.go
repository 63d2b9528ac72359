package spotifytest

import (
	"cmp"
	"fmt"
	"time"

	"github.com/spotify-sdk/spotify"
)

func (l *loader) playlist(in spotify.Playlist) {
	p := &playlist{
		id: in.ID, name: in.Name, description: in.Description, owner: in.Owner.ID, ownerName: in.Owner.DisplayName,
		public: in.Public == nil || *in.Public, collaborative: in.Collaborative, images: in.Images,
	}
	if p.owner == "" {
		p.owner = UserID
		if len(l.c.users) > 0 {
			p.owner = l.c.users[0].ID
		}
	}
	if in.Followers != nil {
		p.strangers = in.Followers.Total
	}
	p.id = cmp.Or(p.id, NewID(fmt.Sprint("playlist ", p.owner, p.name, len(l.c.playlists))))
	switch {
	case p.name == "":
		l.errorf("playlist without a name: ID %q", in.ID)
	case !base62(p.id):
		l.errorf("playlist %q: the ID %q does not have 22 letters and digits; leave it out, or use NewID", p.name, p.id)
	case l.c.has("playlist", p.id):
		l.errorf("playlist %q: the ID %q is taken", p.name, p.id)
	case p.collaborative && p.public:
		l.errorf("playlist %q is public and collaborative, which Spotify refuses", p.name)
	}
	if in.Items != nil {
		for i, item := range in.Items.Items {
			p.entries = append(p.entries, l.entry(item, p, i))
		}
	}
	p.snapshots = []string{p.snapshot()}
	l.c.playlists = append(l.c.playlists, p)
}

func (l *loader) entry(in spotify.PlaylistItem, p *playlist, i int) entry {
	e := entry{added: in.AddedAt, by: p.owner}
	if e.added.IsZero() {
		e.added = addedAt(i)
	}
	if in.AddedBy != nil && in.AddedBy.ID != "" {
		e.by = in.AddedBy.ID
	}
	switch t, ep := in.Item.Track, in.Item.Episode; {
	case t != nil && (in.IsLocal || t.IsLocal):
		e.uri = t.URI
		e.name, e.duration = t.Name, t.DurationMS
	case t != nil:
		e.uri = "spotify:track:" + l.playlistTrack(*t, p)
	case ep != nil:
		switch {
		case l.c.has("episode", ep.ID):
		case ep.ID == "" || ep.Show.Name == "":
			l.errorf("playlist %q: item %d: there is no episode with the ID %q", p.name, i, ep.ID)
		default:
			l.looseEpisode(*ep)
		}
		e.uri = "spotify:episode:" + ep.ID
	default:
		e.uri = "spotify:track:" + NewID(fmt.Sprint("gone ", p.id, i))
	}
	return e
}

// playlistTrack returns the ID of a track, which is added if it has a name.
func (l *loader) playlistTrack(t spotify.Track, p *playlist) string {
	if l.c.has("track", t.ID) {
		return t.ID
	}
	if t.ID == "" {
		if known, ok := l.c.tracks.find("", func(other *track) bool { return other.Name == t.Name }); ok {
			return known.ID
		}
	}
	if t.Name == "" || len(t.Artists)+len(t.Album.Artists) == 0 {
		l.errorf("playlist %q: there is no track %q with the ID %q", p.name, t.Name, t.ID)
		return t.ID
	}
	if added := l.track(t); added != nil {
		return added.ID
	}
	return t.ID
}

// addedAt is when the n-th value of a new server was stored.
func addedAt(n int) time.Time {
	return time.Date(2025, 3, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(n) * 26 * time.Hour)
}
