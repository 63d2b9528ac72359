package spotify

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
)

const (
	masked    = "[redacted]"
	maskFrom  = 8       // shorter values would mask ordinary words
	bodyLimit = 8 << 10 // of an answer that is kept in an error
)

// mask replaces every secret of at least 8 characters in text, written plainly,
// URL-escaped, in base64 or in hex.
func mask(text string, secrets ...string) string {
	for _, s := range secrets {
		if len(s) < maskFrom {
			continue
		}
		for _, form := range forms(s) {
			text = strings.ReplaceAll(text, form, masked)
		}
	}
	return text
}

func forms(s string) []string {
	return []string{
		s,
		url.QueryEscape(s), url.PathEscape(s),
		strings.ReplaceAll(s, "/", `\/`), // as some JSON writers have it
		base64.StdEncoding.EncodeToString([]byte(s)), base64.RawURLEncoding.EncodeToString([]byte(s)),
		hex.EncodeToString([]byte(s)), strings.ToUpper(hex.EncodeToString([]byte(s))),
	}
}

// maskSlack is how much of a payload must be read beyond what is kept, so that
// a secret that stands across the cut is still seen whole.
func maskSlack(secrets ...string) int {
	longest := 0
	for _, s := range secrets {
		longest = max(longest, 3*len(s)) // a URL-escaped byte takes three
	}
	return longest
}

// maskBody masks what was read of a payload and cuts it to what errors keep.
// whole is false if reading stopped early; the last slack bytes may then hold
// the beginning of a secret and are dropped.
func maskBody(read []byte, whole bool, secrets ...string) []byte {
	if most := bodyLimit + maskSlack(secrets...); len(read) > most {
		read, whole = read[:most], false
	}
	text := mask(string(read), secrets...)
	if !whole {
		text = text[:max(0, len(text)-maskSlack(secrets...))]
	}
	if len(text) > bodyLimit {
		text = text[:bodyLimit]
	}
	return []byte(text)
}
