package spotify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
)

// anyPage is a *Page or a *CursorPage.
type anyPage interface {
	isZero() bool
	links() []*string // those that may have to be rewritten
}

// linkedPage is the response of a request for a page.
type linkedPage struct {
	path     string // of the request, below the base URL
	itemType string // the request's parameter type, for example "album"
	page     anyPage
}

func (p *linkedPage) readResponse(body []byte) error {
	if err := decode(body, p.page); err != nil {
		return err
	}
	if p.page.isZero() {
		if err := p.unwrap(body); err != nil {
			return err
		}
	}
	// Spotify links the pages of /me/playlists to /users/{id}/playlists, which
	// apps in development mode cannot read.
	if p.path == currentUserPlaylists {
		for _, text := range p.page.links() {
			*text = currentUserPlaylistsLink(*text)
		}
	}
	return nil
}

// unwrap reads the page inside of an object that has pages as members, such as
// the response of a search: the only page, or the one of the type that was
// requested.
func (p *linkedPage) unwrap(body []byte) error {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(body, &members) // an object: it was decoded into a page
	if _, isPage := members["items"]; isPage {
		return nil
	}
	if asked := members[p.itemType+"s"]; bytes.HasPrefix(asked, []byte("{")) {
		return decode(asked, p.page)
	}
	var pages []json.RawMessage
	for _, member := range members {
		if bytes.HasPrefix(member, []byte("{")) {
			pages = append(pages, member)
		}
	}
	switch len(pages) {
	case 0:
		return nil
	case 1:
		return decode(pages[0], p.page)
	}
	return errors.New("the response holds several pages")
}

// getPage is get for an endpoint without an ID whose links have to be
// rewritten.
func getPage[T any](ctx context.Context, c *Client, path string, query params) (*Page[T], error) {
	page := new(Page[T])
	r := request{method: http.MethodGet, route: path, query: query}
	if err := c.send(ctx, r, &linkedPage{path: path, page: page}); err != nil {
		return nil, err
	}
	return page, nil
}

// follow requests the page that l leads to and reads it into page.
func (c *Client) follow(ctx context.Context, l link, page anyPage) error {
	r := request{method: http.MethodGet, route: routeOf(l.path), path: l.path, query: params{encoded: []byte(l.raw)}}
	return c.send(ctx, r, &linkedPage{l.path, l.query.Get("type"), page})
}

// reader implements pageReader.
func (p *Page[T]) reader(path, query string) responseReader {
	return &linkedPage{path, parseLinkQuery(query).Get("type"), p}
}

// reader implements pageReader.
func (p *CursorPage[T]) reader(path, query string) responseReader {
	return &linkedPage{path, parseLinkQuery(query).Get("type"), p}
}
