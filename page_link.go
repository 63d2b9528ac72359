package spotify

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// link is a parsed link to a page. Only its path and query are used: requests
// go to the client's own base URL.
type link struct {
	path   string     // escaped, below the base URL; "" if there is no link
	raw    string     // the query as Spotify wrote it
	query  url.Values // raw, parsed
	origin string     // escaped path of the link itself, for errors
}

// parseLink parses the link to the next or previous page. An empty text is no
// link and no error. A link to another host is an error, because the request
// for it would carry the access token.
func (c *Client) parseLink(text, which string) (link, error) {
	if text == "" {
		return link{}, nil
	}
	s, err := c.session(context.Background())
	if err != nil {
		return link{}, err
	}
	u, err := url.Parse(text)
	if err != nil {
		// The parser's error would quote the query.
		return link{}, link{}.failure("the link to the " + which + " page cannot be parsed")
	}
	l := link{origin: u.EscapedPath(), raw: u.RawQuery, query: parseLinkQuery(u.RawQuery)}
	base, below := s.engine.api.base, false
	if strings.EqualFold(u.Hostname(), base.Hostname()) {
		l.path, below = strings.CutPrefix(l.origin, base.EscapedPath()+"/")
	}
	// A proxy may pass on responses without rewriting the links in them.
	if !below && strings.EqualFold(u.Hostname(), "api.spotify.com") {
		l.path, below = strings.CutPrefix(l.origin, "/v1/")
	}
	l.path = "/" + l.path
	if !below {
		return l, l.failure("the link to the " + which + " page leads away from the API")
	}
	if slices.ContainsFunc(strings.Split(u.Path, "/"), func(s string) bool { return s == "." || s == ".." }) {
		return l, l.failure("the link to the " + which + " page has dots for a path segment")
	}
	return l, nil
}

// visitedLinks records the links of a walk, so that the walk ends even if
// Spotify's links form a loop.
type visitedLinks struct {
	keys  map[string]bool
	empty int // pages without items, in a row
}

// maxEmptyPages is the number of empty pages in a row that ends a walk. Spotify
// has returned endless chains of empty pages.
const maxEmptyPages = 10

// next parses the link of a page to the next one. It returns no link after the
// last page. limit and items are the page's Limit and number of items.
func (v *visitedLinks) next(c *Client, text string, limit, items int) (link, error) {
	if v.empty++; items > 0 {
		v.empty = 0
	}
	l, err := c.parseLink(text, "next")
	if err != nil {
		return l, err
	}
	l = l.withinSearch(limit)
	switch {
	case l.isZero():
		return l, nil
	case v.keys[l.key()]:
		return l, l.failure("the link to the next page was seen before")
	case v.empty == maxEmptyPages:
		return l, l.failure("ten empty pages in a row")
	}
	if v.keys == nil {
		v.keys = map[string]bool{}
	}
	v.keys[l.key()] = true
	return l, nil
}

// parseLinkQuery parses the query of a link. Spotify does not escape
// semicolons, which net/url refuses. A query that cannot be parsed is kept as
// the value of an empty name, so that links that differ stay different.
func parseLinkQuery(raw string) url.Values {
	q, err := url.ParseQuery(strings.ReplaceAll(raw, ";", "%3B"))
	if err != nil {
		return url.Values{"": {raw}}
	}
	return q
}

// isZero reports whether there is no link.
func (l link) isZero() bool { return l.path == "" }

// key returns the same text for links that differ only in the order and
// escaping of their query parameters.
func (l link) key() string { return l.path + "?" + l.query.Encode() }

// failure returns the error of a link that cannot be followed.
func (l link) failure(text string) *Error {
	e := l.unanswered(errors.New(text))
	e.StatusCode = http.StatusOK // of the response that the link came with
	return e
}

// unanswered returns the error of a request for l that ended without a
// response.
func (l link) unanswered(err error) *Error {
	return &Error{Method: http.MethodGet, Path: l.origin, Route: routeOf(l.path), err: err}
}

// with returns l with another value of an integer parameter.
func (l link) with(name string, n int) link {
	value := "&" + name + "=" + strconv.Itoa(n)
	old, had := "&"+name+"="+l.query.Get(name), l.query.Has(name)
	l.query = maps.Clone(l.query)
	l.query.Set(name, strconv.Itoa(n))
	// The rest of the query stays as Spotify wrote it: caches compare it.
	before, after, found := strings.Cut("&"+l.raw, old)
	switch {
	case !had && l.raw != "":
		l.raw += value
	case had && found:
		l.raw = (before + value + after)[1:]
	default:
		l.raw = l.query.Encode()
	}
	return l
}

// maxSearchResults is the largest sum of offset and limit in a search. Spotify
// returns 400 for more, although its next links lead there.
const maxSearchResults = 1000

// searchDefaultLimit is Spotify's default limit of a search in extended quota
// mode; in development mode it is smaller.
const searchDefaultLimit = 20

// withinSearch returns l with a limit that Spotify allows at its offset, or no
// link if the offset is too large. pageLimit is the limit of the page that l
// comes from. Links to other endpoints stay as they are.
func (l link) withinSearch(pageLimit int) link {
	if l.path != "/search" {
		return l
	}
	offset, _ := strconv.Atoi(l.query.Get("offset")) // out of range: the largest int
	if offset >= maxSearchResults {
		return link{}
	}
	rest := maxSearchResults - offset
	if l.query.Has("limit") {
		if limit, _ := strconv.Atoi(l.query.Get("limit")); limit > rest {
			return l.with("limit", rest)
		}
		return l
	}
	// The default may be larger than the largest limit of an app in development
	// mode. The limit of the previous page is certainly allowed.
	if pageLimit > 0 && rest < max(pageLimit, searchDefaultLimit) {
		return l.with("limit", min(pageLimit, rest))
	}
	return l
}

const currentUserPlaylists = "/me/playlists"

// currentUserPlaylistsLink returns the link to /me/playlists for one to
// /users/{id}/playlists, and any other text as it is.
func currentUserPlaylistsLink(text string) string {
	path, query := text, ""
	if i := strings.IndexAny(text, "?#"); i >= 0 {
		path, query = text[:i], text[i:]
	}
	user, found := strings.CutSuffix(path, "/playlists")
	if !found {
		return text
	}
	base, found := strings.CutSuffix(user[:strings.LastIndexByte(user, '/')+1], "/users/")
	if !found {
		return text
	}
	return base + currentUserPlaylists + query
}
