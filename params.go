package spotify

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// params builds a query string. Each step skips what is not set: "", 0, false
// and nil. The error of the first invalid argument stays in err, and the call
// returns it before anything is sent.
type params struct {
	encoded       []byte
	defaultMarket string   // of the client
	base          *url.URL // of the client: IDs may be given as links below it
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

// number adds an integer that cannot be negative; name is that of the field or
// argument it comes from.
func (p params) number(key, name string, n int) params {
	p.err = cmp.Or(p.err, notNegative(name, n))
	if n == 0 {
		return p
	}
	return p.text(key, strconv.Itoa(n))
}

// notNegative returns an error if a number is negative. Upper limits are left
// to Spotify, which changes them by app mode.
func notNegative(name string, n int) error {
	if n < 0 {
		return inputErrorf(ErrBadRequest, "%s is %d, want 0 or more", name, n)
	}
	return nil
}

// notNegativePtr is notNegative for an optional number.
func notNegativePtr(name string, n *int) error {
	if n == nil {
		return nil
	}
	return notNegative(name, *n)
}

// instant adds a time in Unix milliseconds.
func (p params) instant(key, name string, t time.Time) params {
	if t.IsZero() {
		return p
	}
	p.err = cmp.Or(p.err, notBefore1970(name, t))
	return p.text(key, strconv.FormatInt(t.UnixMilli(), 10))
}

// notBefore1970 returns an error if a time cannot be right, such as the zero
// time.
func notBefore1970(name string, t time.Time) error {
	if t.Before(time.Unix(0, 0)) {
		return inputErrorf(ErrBadRequest, "%s is %s, want 1970 or later", name, t.Format(time.DateTime))
	}
	return nil
}

// market adds the market of the call or, if there is none, that of the client.
func (p params) market(code string) params {
	code, ok := parseMarket(cmp.Or(code, p.defaultMarket))
	if !ok {
		p.err = cmp.Or(p.err, inputErrorf(ErrBadRequest, `Market is %q, want two letters or "from_token"`, code))
	}
	return p.text("market", code)
}

// parseMarket returns the form of a market that Spotify expects: two upper-case
// letters or "from_token". The empty market is none.
func parseMarket(code string) (market string, ok bool) {
	if code == "" || code == "from_token" {
		return code, true
	}
	for _, c := range []byte(code) {
		if c |= 0x20; c < 'a' || c > 'z' {
			return code, false
		}
	}
	return strings.ToUpper(code), len(code) == 2
}

// page adds limit and offset.
func (p params) page(limit, offset int) params {
	return p.number("limit", "Limit", limit).number("offset", "Offset", offset)
}

// ids adds 1 to most IDs, URIs or URLs of one kind as IDs.
func (p params) ids(kind string, ids []string, most int) params {
	list, err := idList(p.base, kind, ids, most)
	p.err = cmp.Or(p.err, err)
	return p.text("ids", commas(list))
}

// commas joins values in the form of Spotify's list parameters.
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
