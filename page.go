package spotify

import (
	"context"
	"errors"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Page is one page of a list: a plain value that can be stored and reloaded
// with encoding/json. [Page.All] walks on from it.
type Page[T any] struct {
	Href     string `json:"href,omitempty"`     // link to this page
	Items    []T    `json:"items,omitzero"`     // null elements are left out
	Limit    int    `json:"limit"`              // largest number of items; may differ from the one asked for
	Next     string `json:"next,omitempty"`     // link to the next page; "" on the last
	Offset   int    `json:"offset"`             // index of the first item in the list
	Previous string `json:"previous,omitempty"` // link to the page before; "" on the first
	Total    int    `json:"total"`              // of the list, as Spotify says: it may change and be wrong
}

// All returns an iterator over the items of p and of all pages after it. Items
// come first, then at most one error, last; breaking the loop stops, ranging
// again starts over from p. A nil p has no items. c is used only where there is
// a next page, and may be nil otherwise. Which page is next is Spotify's to
// say, except that a search ends before offset 1000, where Spotify stops. A
// link to another host, one seen before and the tenth empty page in a row end
// the walk with an [*Error].
func (p *Page[T]) All(ctx context.Context, c *Client) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if p != nil {
			walk(ctx, c, p, true, yield)
		}
	}
}

// CursorPage is one page of a list that goes by cursors instead of offsets.
type CursorPage[T any] struct {
	Href    string  `json:"href,omitempty"` // link to this page
	Items   []T     `json:"items,omitzero"` // null elements are left out
	Limit   int     `json:"limit"`          // largest number of items
	Next    string  `json:"next,omitempty"` // link to the next page; "" on the last
	Cursors Cursors `json:"cursors"`
	Total   int     `json:"total,omitempty"` // of the list; not always there
}

// Cursors are the keys for asking for the neighbouring pages.
type Cursors struct {
	After  string `json:"after,omitempty"`
	Before string `json:"before,omitempty"`
}

// All is [Page.All] for a list that goes by cursors; no page is fetched ahead.
func (p *CursorPage[T]) All(ctx context.Context, c *Client) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if p != nil {
			walk(ctx, c, &Page[T]{Items: p.Items, Next: p.Next}, false, yield)
		}
	}
}

const (
	emptyPages  = 10   // in a row, that end a walk
	searchDepth = 1000 // offset at which Spotify's search stops
)

// walk yields the items of page and of those after it.
func walk[T any](ctx context.Context, c *Client, page *Page[T], offsets bool, yield func(T, error) bool) {
	var (
		seen  = map[string]bool{}
		empty = 0
		fetch = func(ctx context.Context, l link) (*Page[T], error) { return follow[T](ctx, c, l) }
		front = &prefetch[T]{}
	)
	if page.Next != "" && ctx != nil {
		if s, err := c.session(ctx); err == nil && offsets {
			front.size = s.prefetch
		}
		var stop context.CancelFunc
		ctx, stop = context.WithCancel(ctx)
		defer stop()
	}
	for {
		next, err := c.nextLink(page.Next, seen)
		if err == nil && len(page.Items) == 0 {
			if empty++; empty == emptyPages && !next.end() {
				err = next.failure("ten empty pages in a row")
			}
		} else {
			empty = 0
		}
		if err == nil {
			front.fill(ctx, fetch, next, page, front.size)
		}
		for _, item := range page.Items {
			if !yield(item, nil) {
				return
			}
		}
		if err == nil && next.end() {
			return
		}
		if err == nil {
			front.fill(ctx, fetch, next, page, front.size+1)
			page, err = front.take(ctx, fetch, next)
		}
		if err != nil {
			yield(*new(T), err)
			return
		}
	}
}

// link is where a next page is, below the base URL.
type link struct {
	path   string // escaped; "": there is none
	raw    string // its query as it came
	query  url.Values
	origin string // escaped path of the link itself, for errors
}

func (l link) end() bool { return l.path == "" }

// key tells links apart, however their queries are written.
func (l link) key() string { return l.path + "?" + l.query.Encode() }

func (l link) failure(text string) error {
	return &Error{Method: http.MethodGet, Path: l.origin, Route: routeOf(l.path), StatusCode: http.StatusOK, err: errors.New(text)}
}

// nextLink reads a page's link. It carries a token, so it stays on the client's
// own base URL.
func (c *Client) nextLink(text string, seen map[string]bool) (link, error) {
	if text == "" {
		return link{}, nil
	}
	s, err := c.session(context.Background())
	if err != nil {
		return link{}, err
	}
	u, err := url.Parse(text)
	if err != nil {
		return link{}, link{}.failure("the link to the next page cannot be parsed")
	}
	l := link{origin: u.EscapedPath(), raw: u.RawQuery, query: linkQuery(u.RawQuery)}
	base, below := s.engine.api.base, false
	if strings.EqualFold(u.Hostname(), base.Hostname()) {
		l.path, below = strings.CutPrefix(l.origin, base.EscapedPath()+"/")
	}
	if !below && strings.EqualFold(u.Hostname(), "api.spotify.com") {
		l.path, below = strings.CutPrefix(l.origin, "/v1/")
	}
	l.path = "/" + l.path
	switch {
	case !below:
		return l, l.failure("the link to the next page leads away from the API")
	case slices.ContainsFunc(strings.Split(u.Path, "/"), func(s string) bool { return s == "." || s == ".." }):
		return l, l.failure("the link to the next page has dots for a path")
	case seen[l.key()]:
		return l, l.failure("the link to the next page was seen before")
	}
	if offset, _ := strconv.Atoi(l.query.Get("offset")); l.path == "/search" && offset >= searchDepth {
		return link{}, nil
	}
	seen[l.key()] = true
	return l, nil
}

// linkQuery reads a link's query, in which Spotify leaves semicolons bare. What
// cannot be read stays whole, without a name.
func linkQuery(raw string) url.Values {
	q, err := url.ParseQuery(strings.ReplaceAll(raw, ";", "%3B"))
	if err != nil {
		return url.Values{"": {raw}}
	}
	return q
}

// follow fetches the page behind l.
func follow[T any](ctx context.Context, c *Client, l link) (*Page[T], error) {
	page := &linkedPage[T]{itemType: l.query.Get("type")}
	r := request{method: http.MethodGet, route: routeOf(l.path), path: l.path, query: params{encoded: []byte(l.raw)}}
	if err := c.send(ctx, r, page); err != nil {
		return nil, err
	}
	return &page.Page, nil
}

// linkedPage is the response behind a link to a page. A response that is an
// object around pages (search) is unwrapped: the only one, or that of the link's
// own type.
type linkedPage[T any] struct {
	Page[T]
	itemType string
}

func (p *linkedPage[T]) readResponse(body []byte) error {
	if err := decode(body, &p.Page); err != nil || p.Items != nil || p.Next != "" {
		return err
	}
	var wrapped map[string]*Page[T]
	if err := decode(body, &wrapped); err != nil {
		return err
	}
	maps.DeleteFunc(wrapped, func(_ string, inner *Page[T]) bool { return inner == nil })
	if inner := wrapped[p.itemType+"s"]; inner != nil {
		p.Page = *inner
		return nil
	}
	if len(wrapped) > 1 {
		return errors.New("the response holds several pages")
	}
	for _, inner := range wrapped {
		p.Page = *inner
	}
	return nil
}
