package spotifytest

import (
	"net/url"
	"strconv"
)

// list is a list of the API, from which its pages are made.
type list struct {
	path  string // below the base URL
	query url.Values
	total int
	item  func(i int) any // nil: a null element
}

func listOf[T any](path string, all []T, show func(T) object) list {
	return list{path: path, total: len(all), item: func(i int) any { return show(all[i]) }}
}

// page returns the part of a list that the request asks for.
func (c *call) page(l list, usual, most int64) (object, error) {
	limit, ok := c.number("limit", usual, 1, most)
	if !ok {
		return nil, bad("Invalid limit")
	}
	offset, ok := c.number("offset", 0, 0, 100_000)
	if !ok {
		return nil, bad("Invalid offset")
	}
	l.query = withoutPosition(c.query)
	return c.cut(l, int(offset), int(limit)), nil
}

// embedded returns the first page of a list within another object.
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
	q := withoutPosition(l.query)
	q.Set("offset", strconv.Itoa(offset))
	q.Set("limit", strconv.Itoa(limit))
	return c.base + l.path + "?" + q.Encode()
}

// withoutPosition returns a copy of a query without what selects the page.
func withoutPosition(query url.Values) url.Values {
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

// several responds to a list of IDs with one object for each, null for those
// that do not exist or are not available.
func several[T any](c *call, key string, most int, x index[T], available func(T) bool, show func(T) object) (any, error) {
	ids, err := c.ids(most)
	if err != nil {
		return nil, err
	}
	found := []any{}
	for _, id := range ids {
		if v, ok := x.byID[id]; ok && available(v) {
			found = append(found, show(v))
		} else {
			found = append(found, nil)
		}
	}
	return object{key: found}, nil
}

// one returns the item whose ID is in the path.
func one[T any](c *call, kind string, x index[T], available func(T) bool) (T, error) {
	var none T
	if !base62(c.id) {
		return none, bad(messageBadID)
	}
	v, ok := x.byID[c.id]
	if !ok || !available(v) {
		return none, nonExisting(kind, c.id)
	}
	return v, nil
}

// anywhere accepts every item, for endpoints that do not depend on the country.
func anywhere[T any](T) bool { return true }
