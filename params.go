package spotify

import (
	"net/url"
	"strconv"
	"strings"
)

// params builds a query string. Each step skips what is not set: "", 0, false
// and nil. The first argument that is refused stays in err, which ends the call
// before anything is sent.
type params struct {
	encoded []byte
	err     error
}

func (p params) text(key, value string) params {
	if value == "" {
		return p
	}
	if len(p.encoded) > 0 {
		p.encoded = append(p.encoded, '&')
	}
	p.encoded = append(p.encoded, key...)
	p.encoded = append(p.encoded, '=')
	p.encoded = append(p.encoded, url.QueryEscape(value)...)
	return p
}

func (p params) number(key string, n int) params {
	if n == 0 {
		return p
	}
	return p.text(key, strconv.Itoa(n))
}

func (p params) optional(key string, n *int) params {
	if n == nil {
		return p
	}
	return p.text(key, strconv.Itoa(*n))
}

// market adds the call's own market, or else the client's default.
func (p params) market(c *Client, code string) params {
	if code == "" {
		code = c.defaultMarket()
	}
	return p.text("market", code)
}

// page adds limit and offset.
func (p params) page(limit, offset int) params {
	return p.number("limit", limit).number("offset", offset)
}

// commas joins values as Spotify's list parameters want them.
func commas[T ~string](values []T) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(string(v))
	}
	return b.String()
}
