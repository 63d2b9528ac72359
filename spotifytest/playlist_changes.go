package spotifytest

import "fmt"

type playlistChange struct {
	Name, Description     *string
	Public, Collaborative *bool
}

// apply returns the changed playlist, or the error with which Spotify rejects
// the change.
func (ch playlistChange) apply(p playlist) (playlist, error) {
	assign(&p.name, ch.Name)
	assign(&p.description, ch.Description)
	assign(&p.public, ch.Public)
	assign(&p.collaborative, ch.Collaborative)
	if p.public && p.collaborative {
		return p, bad("Collaborative playlists can only be private.")
	}
	return p, nil
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
	p, err := change.apply(playlist{id: NewID(fmt.Sprint("created playlist ", c.server.created+1)), owner: c.user, public: true})
	if err == nil {
		err = c.require(modifyScope(p.public))
	}
	if err != nil {
		return nil, err
	}
	c.server.created++
	p.snapshots = []string{p.snapshot()}
	c.server.playlists.add(p.id, &p)
	return created{c.fullPlaylist(&p)}, nil
}

func (c *call) createUserPlaylist() (any, error) {
	if c.text() != c.user {
		return nil, &problem{status: 403, message: "You cannot create a playlist for another user"}
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
	changed, err := change.apply(*p)
	if err == nil {
		err = c.require(modifyScope(changed.public))
	}
	if err != nil {
		return nil, err
	}
	*p = changed
	return nothing{}, nil
}

func (c *call) followPlaylist() (any, error) {
	p, err := c.findPlaylist()
	if err == nil {
		c.self().storeNow("playlist", p.id)
	}
	return nothing{}, err
}

func (c *call) unfollowPlaylist() (any, error) {
	p, err := c.findPlaylist()
	if err == nil {
		c.self().drop("playlist", p.id)
	}
	return nothing{}, err
}

func (c *call) playlistFollowed() (any, error) {
	p, err := c.findPlaylist()
	if err != nil {
		return nil, err
	}
	names := commaSeparated(c.query.Get("ids"))
	switch len(names) {
	case 0:
		names = []string{c.user}
	case 1:
	default:
		return nil, bad("Too many ids requested")
	}
	u := c.server.users[names[0]]
	return []bool{u != nil && u.has("playlist", p.id)}, nil
}
