package spotifytest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"time"
)

const editorsID = "teapot.editors" // a user who owns the public playlists that are not UserID's

type playlist struct {
	id, name, description, owner string
	public, collaborative        bool
	version                      int // of its contents
	image                        bool
	entries                      []entry
	followers                    map[string]bool
}

// entry is one place of a playlist. What its URI names may be gone.
type entry struct {
	uri, added, by string
}

// playlists makes the ones that a new server has.
func (c *catalogue) playlists() shelf[*playlist] {
	var s shelf[*playlist]
	odds := &playlist{
		id: PlaylistID, name: "Odds and Ends", owner: UserID, public: true, image: true,
		description: "Ferries &amp; kettles", followers: map[string]bool{},
	}
	for i := range 56 {
		odds.put(c.tracks.all[3*i].id, "track", UserID, i)
	}
	odds.put(goneTrackID, "track", UserID, 56)
	odds.entries = append(odds.entries, entry{"spotify:local:Aunt+Mabel:Kitchen+Tapes:Kettle+Song:187", added(57), UserID})
	odds.put(EpisodeID, "episode", UserID, 58)
	s.add(odds.id, odds)
	for i, name := range []string{"Kettle Morning", "Slow Ferry", "Paper Weather", "Night Bells", "Static and Salt"} {
		p := &playlist{
			id: newID("playlist " + name), name: name, owner: editorsID, public: true, image: true,
			description: "Picked by hand", followers: map[string]bool{},
		}
		for j := range 12 {
			p.put(c.tracks.all[17*i+5*j].id, "track", editorsID, j)
		}
		s.add(p.id, p)
	}
	return s
}

func (p *playlist) put(id, kind, by string, n int) {
	p.entries = append(p.entries, entry{"spotify:" + kind + ":" + id, added(n), by})
}

// added is when the n-th thing of a new server was stored.
func added(n int) string {
	return time.Date(2025, 3, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(n) * 26 * time.Hour).Format(time.RFC3339)
}

func now() string { return time.Now().UTC().Format(time.RFC3339) }

// snapshot changes with every change of the contents.
func (p *playlist) snapshot() string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%08d%s", p.version, p.id))
}

func (s *Server) publicPlaylists() []*playlist {
	var list []*playlist
	for _, p := range s.playlists.all {
		if p.public {
			list = append(list, p)
		}
	}
	return list
}

// find gives the playlist that the path names, if the caller may see it.
func (c *call) findPlaylist() (*playlist, error) {
	if !base62(c.id) {
		return nil, bad(messageBadID)
	}
	p := c.server.playlists.byID[c.id]
	if p == nil || !p.public && p.owner != c.user {
		return nil, notFound()
	}
	return p, nil
}

// ownPlaylist is findPlaylist for changes.
func (c *call) ownPlaylist() (*playlist, error) {
	p, err := c.findPlaylist()
	if err == nil && p.owner != c.user && !p.collaborative {
		err = forbidden()
	}
	return p, err
}

// opens reports whether the caller may see what is in a playlist: in
// development mode its owner alone.
func (c *call) opens(p *playlist) bool {
	return c.extended || c.user != "" && (p.owner == c.user || p.collaborative)
}

func (c *call) playlist() (any, error) {
	p, err := c.findPlaylist()
	if err != nil {
		return nil, err
	}
	o := c.playlistFacts(p)
	o["followers"] = object{"href": nil, "total": len(p.followers)}
	if c.opens(p) {
		o["items"] = c.embedded(c.itemsOf(p, "items"), 100)
		c.wide(o, object{"tracks": c.embedded(c.itemsOf(p, "tracks"), 100)})
	}
	return o, nil
}

func (c *call) simplifiedPlaylist(p *playlist) object {
	o := c.playlistFacts(p)
	if c.opens(p) {
		o["items"] = object{"href": c.base + "/playlists/" + p.id + "/items", "total": len(p.entries)}
		c.wide(o, object{"tracks": object{"href": c.base + "/playlists/" + p.id + "/tracks", "total": len(p.entries)}})
	}
	return o
}

func (c *call) playlistFacts(p *playlist) object {
	o := c.link("playlist", p.id, "/playlists")
	o["name"], o["description"], o["public"], o["collaborative"] = p.name, p.description, p.public, p.collaborative
	o["owner"] = merge(c.userLink(p.owner), object{"display_name": displayName(p.owner)})
	o["snapshot_id"], o["primary_color"] = p.snapshot(), nil
	o["images"] = p.covers()
	return o
}

// covers have no size. A playlist without one has null in place of a list.
func (p *playlist) covers() []any {
	if !p.image {
		return nil
	}
	return []any{object{"url": "https://images.example.com/" + p.id + "/cover.jpg", "width": nil, "height": nil}}
}

func (c *call) playlistImages() (any, error) {
	p, err := c.findPlaylist()
	if err != nil {
		return nil, err
	}
	if !p.image {
		return []any{}, nil
	}
	return p.covers(), nil
}

func (c *call) setPlaylistImage() (any, error) {
	p, err := c.ownPlaylist()
	if err != nil {
		return nil, err
	}
	if _, err := base64.StdEncoding.DecodeString(string(c.body)); err != nil || len(c.body) == 0 {
		return nil, bad("Invalid image data")
	}
	p.image = true
	return accepted{}, nil
}

// Lists of playlists.

func (c *call) ownPlaylists() (any, error) {
	return c.playlistPage("/me/playlists", func(p *playlist) bool { return p.owner == c.user || p.followers[c.user] })
}

func (c *call) userPlaylists() (any, error) {
	owner := c.text()
	return c.playlistPage("/users/"+c.id+"/playlists", func(p *playlist) bool {
		return p.owner == owner && (p.public || p.owner == c.user)
	})
}

func (c *call) playlistPage(path string, wanted func(*playlist) bool) (object, error) {
	var these []*playlist
	for _, p := range c.server.playlists.all {
		if wanted(p) {
			these = append(these, p)
		}
	}
	return c.page(list{path: path, total: len(these), item: func(i int) any { return c.simplifiedPlaylist(these[i]) }}, 20, 50)
}

// Changes.

type playlistChange struct {
	Name, Description     *string
	Public, Collaborative *bool
}

func (ch playlistChange) apply(p *playlist) {
	assign(&p.name, ch.Name)
	assign(&p.description, ch.Description)
	assign(&p.public, ch.Public)
	assign(&p.collaborative, ch.Collaborative)
}

func assign[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

func (c *call) createPlaylist() (any, error) {
	var change playlistChange
	if err := c.read(&change); err != nil {
		return nil, err
	}
	if change.Name == nil || *change.Name == "" {
		return nil, bad("Missing required field: name")
	}
	c.server.made++
	p := &playlist{id: newID(fmt.Sprint("created playlist ", c.server.made)), owner: c.user, public: true, followers: map[string]bool{}}
	change.apply(p)
	c.server.playlists.add(p.id, p)
	o, err := c.as(p.id).playlist()
	return created{o}, err
}

// as is the same call with another parameter.
func (c *call) as(id string) *call {
	other := *c
	other.id = id
	return &other
}

func (c *call) createUserPlaylist() (any, error) {
	if c.text() != c.user {
		return nil, forbidden()
	}
	return c.createPlaylist()
}

func (c *call) changePlaylist() (any, error) {
	p, err := c.ownPlaylist()
	if err != nil {
		return nil, err
	}
	var change playlistChange
	if err := c.read(&change); err != nil {
		return nil, err
	}
	change.apply(p)
	return nothing{}, nil
}

func (c *call) followPlaylist() (any, error) {
	p, err := c.findPlaylist()
	if err != nil {
		return nil, err
	}
	p.followers[c.user] = true
	return nothing{}, nil
}

func (c *call) unfollowPlaylist() (any, error) {
	p, err := c.findPlaylist()
	if err != nil {
		return nil, err
	}
	delete(p.followers, c.user)
	return nothing{}, nil
}

func (c *call) playlistFollowed() (any, error) {
	p, err := c.findPlaylist()
	if err != nil {
		return nil, err
	}
	names := commaSeparated(c.query.Get("ids"))
	if len(names) == 0 {
		names = []string{c.user}
	}
	if len(names) > 1 {
		return nil, &problem{status: http.StatusBadRequest, message: "Too many ids requested"}
	}
	return []bool{p.followers[names[0]]}, nil
}
