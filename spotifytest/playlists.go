package spotifytest

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/spotify-sdk/spotify"
)

type playlist struct {
	id, name, description string
	owner, ownerName      string
	public, collaborative bool
	images                []spotify.Image
	entries               []entry
	snapshots             []string // IDs of all versions, the current one last
	strangers             int      // followers who are no users of the server
}

// entry is one entry of a playlist. The catalog may not have the item that its
// URI names.
type entry struct {
	uri      string
	added    time.Time
	by       string
	name     string // of a local file
	duration int    // of a local file, in milliseconds
}

func (p *playlist) clone() *playlist {
	c := *p
	c.entries, c.snapshots = slices.Clone(p.entries), slices.Clone(p.snapshots)
	return &c
}

// snapshot returns the ID of the next version.
func (p *playlist) snapshot() string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%08d%s", len(p.snapshots), p.id))
}

func (s *Server) ownerName(p *playlist) string {
	if u := s.users[p.owner]; u != nil {
		return u.DisplayName
	}
	return cmp.Or(p.ownerName, displayName(p.owner))
}

func (s *Server) followers(p *playlist) int {
	n := p.strangers
	for _, u := range s.users {
		if u.has("playlist", p.id) {
			n++
		}
	}
	return n
}

// findPlaylist returns the playlist that the path names, if the caller may see
// it.
func (c *call) findPlaylist() (*playlist, error) {
	if !base62(c.id) {
		return nil, bad(messageBadID)
	}
	p := c.server.playlists.byID[c.id]
	if p == nil || !p.public && !p.collaborative && p.owner != c.user {
		return nil, notFound()
	}
	return p, nil
}

// ownPlaylist is findPlaylist for changes.
func (c *call) ownPlaylist() (*playlist, error) {
	p, err := c.findPlaylist()
	switch {
	case err != nil:
		return nil, err
	case p.owner != c.user && !p.collaborative:
		return nil, forbidden()
	}
	return p, c.require(modifyScope(p.public))
}

func modifyScope(public bool) string {
	if public {
		return "playlist-modify-public"
	}
	return "playlist-modify-private"
}

// opens reports whether the caller may see the items of a playlist: in
// development mode only its owner and collaborators may.
func (c *call) opens(p *playlist) bool {
	return c.extended || c.user != "" && (p.owner == c.user || p.collaborative)
}

func (c *call) playlist() (any, error) {
	p, err := c.findPlaylist()
	if err != nil {
		return nil, err
	}
	return c.fullPlaylist(p), nil
}

func (c *call) fullPlaylist(p *playlist) object {
	o := c.playlistFields(p)
	o["followers"] = object{"href": nil, "total": c.server.followers(p)}
	if c.opens(p) {
		o["items"] = c.embedded(c.itemsOf(p, "items"), 100)
		c.withExtendedFields(o, object{"tracks": c.embedded(c.itemsOf(p, "tracks"), 100)})
	}
	return o
}

func (c *call) simplifiedPlaylist(p *playlist) object {
	o := c.playlistFields(p)
	if c.opens(p) {
		o["items"] = object{"href": c.base + "/playlists/" + p.id + "/items", "total": len(p.entries)}
		c.withExtendedFields(o, object{"tracks": object{"href": c.base + "/playlists/" + p.id + "/tracks", "total": len(p.entries)}})
	}
	return o
}

func (c *call) playlistFields(p *playlist) object {
	o := c.link("playlist", p.id, "/playlists")
	o["name"], o["description"], o["public"], o["collaborative"] = p.name, p.description, p.public, p.collaborative
	o["owner"] = merge(c.userLink(p.owner), object{"display_name": c.server.ownerName(p)})
	o["snapshot_id"], o["primary_color"] = p.snapshots[len(p.snapshots)-1], nil
	o["images"] = nil // not an empty list, as for other kinds
	if len(p.images) > 0 {
		o["images"] = pictures(p.images)
	}
	return o
}

func (c *call) playlistImages() (any, error) {
	p, err := c.findPlaylist()
	if err != nil {
		return nil, err
	}
	return pictures(p.images), nil
}

const maxCover = 256 << 10 // bytes of base64

// setPlaylistImage takes a JPEG in base64.
func (c *call) setPlaylistImage() (any, error) {
	p, err := c.ownPlaylist()
	if err != nil {
		return nil, err
	}
	if len(c.body) > maxCover {
		return nil, &problem{status: 413, message: "Payload Too Large"}
	}
	image, err := base64.StdEncoding.DecodeString(string(c.body))
	if err != nil || !bytes.HasPrefix(image, []byte("\xff\xd8\xff")) {
		return nil, bad("Invalid image data")
	}
	p.images = []spotify.Image{{URL: "https://images.example.com/" + p.id + "/cover.jpg"}}
	return accepted{}, nil
}

// Lists of playlists.

// ownPlaylists links to the endpoint of the user, as Spotify does, although
// that is closed in development mode.
func (c *call) ownPlaylists() (any, error) {
	return c.playlistPage("/users/"+url.PathEscape(c.user)+"/playlists", func(p *playlist) bool {
		return (p.owner == c.user || c.self().has("playlist", p.id)) && c.mayList(p)
	})
}

func (c *call) userPlaylists() (any, error) {
	owner := c.text()
	return c.playlistPage("/users/"+c.id+"/playlists", func(p *playlist) bool {
		return (p.owner == owner || owner == c.user && c.self().has("playlist", p.id)) && (p.public || owner == c.user && c.mayList(p))
	})
}

// mayList reports whether the token's scopes let a playlist of the user be
// listed.
func (c *call) mayList(p *playlist) bool {
	switch {
	case p.collaborative:
		return c.granted("playlist-read-collaborative")
	case !p.public:
		return c.granted("playlist-read-private")
	}
	return true
}

func (c *call) playlistPage(path string, wanted func(*playlist) bool) (object, error) {
	return c.page(listOf(path, c.server.playlists.where(wanted), c.simplifiedPlaylist), 20, 50)
}
