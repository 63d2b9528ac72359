package spotifytest

import (
	"net/url"
	"strconv"
)

// list is one of the API's lists: what a page needs to know of it.
type list struct {
	path  string // below the base URL
	query url.Values
	total int
	item  func(i int) any // nil: a null element
}

// page answers with the part of a list that the request asks for.
func (c *call) page(l list, usual, most int) (object, error) {
	limit, ok := c.number("limit", usual, 1, most)
	if !ok {
		return nil, bad("Invalid limit")
	}
	offset, ok := c.number("offset", 0, 0, 100_000)
	if !ok {
		return nil, bad("Invalid offset")
	}
	l.query = kept(c.query)
	return c.cut(l, offset, limit), nil
}

// embedded is the first page of a list inside of another object.
func (c *call) embedded(l list, limit int) object {
	if m := c.query.Get("market"); m != "" {
		l.query = url.Values{"market": {m}}
	}
	return c.cut(l, 0, limit)
}

func (c *call) cut(l list, offset, limit int) object {
	items := []any{}
	for i := offset; i < min(offset+limit, l.total); i++ {
		items = append(items, l.item(i))
	}
	o := object{
		"href": c.pageLink(l, offset, limit), "items": items, "limit": limit, "offset": offset,
		"total": l.total, "next": nil, "previous": nil,
	}
	if offset+limit < l.total {
		o["next"] = c.pageLink(l, offset+limit, limit)
	}
	if offset > 0 {
		o["previous"] = c.pageLink(l, max(0, offset-limit), limit)
	}
	return o
}

func (c *call) pageLink(l list, offset, limit int) string {
	q := kept(l.query)
	q.Set("offset", strconv.Itoa(offset))
	q.Set("limit", strconv.Itoa(limit))
	return c.base + l.path + "?" + q.Encode()
}

// kept is a copy of a query without what says which page it is.
func kept(query url.Values) url.Values {
	q := url.Values{}
	for k, v := range query {
		switch k {
		case "limit", "offset", "after", "before":
		default:
			q[k] = v
		}
	}
	return q
}

// several answers a list of ids with one object for each, null for the unknown.
func several[T any](c *call, key string, most int, shelf shelf[T], show func(T) object) (any, error) {
	ids, err := c.ids(most)
	if err != nil {
		return nil, err
	}
	found := []any{}
	for _, id := range ids {
		if t, ok := shelf.byID[id]; ok {
			found = append(found, show(t))
		} else {
			found = append(found, nil)
		}
	}
	return object{key: found}, nil
}

// one finds what the path's ID names.
func one[T any](c *call, kind string, shelf shelf[T]) (T, error) {
	var none T
	if !base62(c.id) {
		return none, bad(messageBadID)
	}
	t, ok := shelf.byID[c.id]
	if !ok {
		return none, nonExisting(kind, c.id)
	}
	return t, nil
}
