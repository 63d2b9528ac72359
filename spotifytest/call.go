package spotifytest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	messageForbidden = "Forbidden"
	messageRateLimit = "API rate limit exceeded"
	messageNotFound  = "Resource not found"
	messageBadID     = "Invalid base62 id"
)

// call is one request that an endpoint answers, under the server's lock.
type call struct {
	server   *Server
	request  *http.Request
	base     string // base URL that was asked; "" for what is not the Web API
	path     string // below it
	query    url.Values
	body     []byte
	id       string   // the path's parameter, escaped
	scopes   []string // of the user's token
	user     string   // whose token came; "" for the app's own
	extended bool     // the app is in extended quota mode
	market   string   // that was asked for
}

func bad(message string) error { return &problem{status: 400, message: message} }

func forbidden() error { return &problem{status: 403, message: messageForbidden} }

func notFound() error { return &problem{status: 404, message: messageNotFound} }

func nonExisting(kind, id string) error {
	return &problem{status: 404, message: "Non existing id: 'spotify:" + kind + ":" + id + "'"}
}

// restored is the request with its body, for one more handler.
func (c *call) restored() *http.Request {
	r := c.request
	r.Body = io.NopCloser(bytes.NewReader(c.body))
	return r
}

// readMarket takes the market that was asked for.
func (c *call) readMarket() error {
	m := c.query.Get("market")
	switch {
	case m == "from_token":
		if c.user != "" {
			m = userCountry
		} else {
			m = ""
		}
	case m != "" && !slices.Contains(c.server.shelves.markets, m):
		return bad("Invalid market code")
	}
	c.market = m
	return nil
}

// country is where what is asked for must be available: a user's country goes
// before the market, and an app alone has none.
func (c *call) country() string {
	if c.user != "" {
		return userCountry
	}
	return c.market
}

// base62 reports whether id can be an ID of the catalogue.
func base62(id string) bool {
	if len(id) != 22 {
		return false
	}
	return !strings.ContainsFunc(id, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// text is the path's parameter where any text may be one.
func (c *call) text() string {
	text, err := url.PathUnescape(c.id)
	if err != nil {
		return c.id
	}
	return text
}

// ids reads the parameter of a list endpoint, or the body of a write.
func (c *call) ids(most int) ([]string, error) {
	list := commaSeparated(c.query.Get("ids"))
	if len(list) == 0 {
		var body struct{ IDs []string }
		if len(c.body) > 0 {
			json.Unmarshal(c.body, &body) // what is not read is missing
		}
		list = body.IDs
	}
	switch {
	case len(list) == 0:
		return nil, bad("Missing required field: ids")
	case len(list) > most:
		return nil, bad("Too many ids requested")
	}
	for _, id := range list {
		if !base62(id) {
			return nil, bad(messageBadID)
		}
	}
	return list, nil
}

func commaSeparated(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// number reads an integer of the query: fallback if it is absent, false if it
// is none or not within bounds.
func (c *call) number(key string, fallback, least, most int) (int, bool) {
	text := c.query.Get(key)
	if text == "" {
		return fallback, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= least && n <= most
}

// read parses the body of a write.
func (c *call) read(v any) error {
	if err := json.Unmarshal(c.body, v); err != nil {
		return bad("Error parsing JSON.")
	}
	return nil
}

// link gives what Spotify puts into every object that has an ID.
func (c *call) link(kind, id, path string) object {
	return object{
		"type": kind, "id": id, "href": c.base + path + "/" + url.PathEscape(id),
		"uri":           "spotify:" + kind + ":" + id,
		"external_urls": object{"spotify": "https://open.spotify.com/" + kind + "/" + id},
	}
}

// wide adds what apps in development mode do not get.
func (c *call) wide(o, more object) object {
	if c.extended {
		merge(o, more)
	}
	return o
}

func merge(o, more object) object {
	for k, v := range more {
		o[k] = v
	}
	return o
}
