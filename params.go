package spotify

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
)

// params builds a query string. Each step skips what is not set: "", 0, false
// and nil. The first argument that is refused stays in err, which ends the call
// before anything is sent.
type params struct {
	encoded       []byte
	defaultMarket string // of the client
	err           error
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
func (p params) market(code string) params { return p.text("market", cmp.Or(code, p.defaultMarket)) }

// parseMarket returns a market as it is sent: two letters in upper case, or
// "from_token". The empty string stays empty.
func parseMarket(code string) (string, error) {
	letter := func(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }
	switch {
	case code == "", code == "from_token":
		return code, nil
	case len(code) == 2 && letter(code[0]) && letter(code[1]):
		return strings.ToUpper(code), nil
	}
	return "", inputErrorf(ErrBadRequest, `market %.20q is neither two letters nor "from_token"`, code)
}

// page adds limit and offset.
func (p params) page(limit, offset int) params {
	return p.number("limit", limit).number("offset", offset)
}

// ids adds 1 to most IDs, URIs or URLs of one kind as IDs.
func (p params) ids(kind string, ids []string, most int) params {
	list, err := idList(kind, ids, most)
	p.err = cmp.Or(p.err, err)
	return p.text("ids", commas(list))
}

// idList returns 1 to most IDs, URIs or URLs of one kind as IDs.
func idList(kind string, ids []string, most int) ([]string, error) {
	if len(ids) == 0 || len(ids) > most {
		return nil, inputErrorf(ErrBadRequest, "%d ids in one call, want 1 to %d", len(ids), most)
	}
	return idsOf(kind, ids)
}

// idsOf returns the plain IDs of things of one kind.
func idsOf(kind string, things []string) ([]string, error) {
	ids := make([]string, len(things))
	for i, s := range things {
		id, err := idOf(kind, s)
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
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
