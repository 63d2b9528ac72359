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

	"github.com/spotify-sdk/spotify"
)

const (
	messageForbidden   = "Forbidden"
	messageRateLimit   = "API rate limit exceeded"
	messageNotFound    = "Resource not found"
	messageBadID       = "Invalid base62 id"
	messageNoScope     = "Insufficient client scope"
	messageNoEndpoint  = "Service not found"
	messageWrongMethod = "Method Not Allowed"
)

// call is a request that an endpoint handles, under the server's lock.
type call struct {
	server     *Server
	request    *http.Request
	base       string // base URL of the request; "" if it is not for the Web API
	path       string // below it
	query      url.Values
	body       []byte
	id         string   // the path's parameter, escaped
	user       string   // who the token belongs to; "" for an app token
	scopes     []string // of the user token
	extended   bool     // the app is in extended quota mode
	unexpected bool     // no endpoint has the path
	market     string   // that was requested; a user's country if it was "from_token"
}

func bad(message string) error { return &problem{status: 400, message: message} }

func forbidden() error { return &problem{status: 403, message: messageForbidden} }

func notFound() error { return &problem{status: 404, message: messageNotFound} }

func nonExisting(kind, id string) error {
	return &problem{status: 404, message: "Non existing id: 'spotify:" + kind + ":" + id + "'"}
}

// restored returns the request with its body, for another handler.
func (c *call) restored() *http.Request {
	r := c.request
	r.Body = io.NopCloser(bytes.NewReader(c.body))
	return r
}

// self is the user whose token the request has.
func (c *call) self() *user { return c.server.user(c.user) }

// granted reports whether the token has a scope, or one of several that are
// separated by "|".
func (c *call) granted(scopes string) bool {
	return slices.ContainsFunc(strings.Split(scopes, "|"), func(s string) bool { return slices.Contains(c.scopes, s) })
}

func (c *call) require(scopes string) error {
	if !c.granted(scopes) {
		return &problem{status: 403, message: messageNoScope}
	}
	return nil
}

// readMarket reads the market that is requested.
func (c *call) readMarket() error {
	m := c.query.Get("market")
	switch {
	case m == "from_token" && c.user != "":
		m = c.self().Country
	case m == "from_token":
		m = ""
	case m != "" && !slices.Contains(marketCodes(), m):
		return bad("Invalid market code")
	}
	c.market = m
	return nil
}

// country is where content must be available: the user's country takes
// precedence over the market. An app token without a market has none.
func (c *call) country() string {
	if c.user != "" {
		return c.self().Country
	}
	return c.market
}

// hasMarket reports whether a country applies at all. Podcasts need one.
func (c *call) hasMarket() bool { return c.country() != "" }

// sellsBooks reports whether audiobooks are available in the country.
func (c *call) sellsBooks() bool { return slices.Contains(bookMarkets(), c.country()) }

// available reports whether something is available in the country, or if there
// is none, anywhere.
func (c *call) available(m spotify.Markets) bool {
	country := c.country()
	return country == "" || m.IsZero() || m.Has(country)
}

// text is the path's parameter where any text may be one.
func (c *call) text() string {
	text, err := url.PathUnescape(c.id)
	if err != nil {
		return c.id
	}
	return text
}

// ids reads the IDs of a list endpoint, or of the body of a write.
func (c *call) ids(most int) ([]string, error) {
	list := commaSeparated(c.query.Get("ids"))
	if len(list) == 0 {
		var body struct{ IDs []string }
		if len(c.body) > 0 {
			json.Unmarshal(c.body, &body) // fields that cannot be read count as missing
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

// number reads an integer of the query. It returns fallback if there is none,
// and false if it is not an integer or not within bounds.
func (c *call) number(key string, fallback, least, most int64) (int64, bool) {
	text := c.query.Get(key)
	if text == "" {
		return fallback, true
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= least && n <= most
}

// read parses the body of a write.
func (c *call) read(v any) error {
	if err := json.Unmarshal(c.body, v); err != nil {
		return bad("Error parsing JSON.")
	}
	return nil
}

// link returns the fields that every object with an ID has.
func (c *call) link(kind, id, path string) object {
	return object{
		"type": kind, "id": id, "href": c.base + path + "/" + url.PathEscape(id),
		"uri":           "spotify:" + kind + ":" + url.PathEscape(id),
		"external_urls": object{"spotify": "https://open.spotify.com/" + kind + "/" + url.PathEscape(id)},
	}
}

// withExtendedFields adds what apps in development mode do not get.
func (c *call) withExtendedFields(o, more object) object {
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

// orNull is null in JSON for the empty text.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
