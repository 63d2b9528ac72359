package spotify

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
)

const (
	redacted          = "[redacted]"
	minRedactedLength = 8       // shorter values would redact ordinary words
	maxErrorBody      = 8 << 10 // of a response that is kept in an error
)

// redact replaces every secret of at least 8 characters in text, written plainly,
// URL-escaped, in base64 or in hex.
func redact(text string, secrets ...string) string {
	for _, s := range secrets {
		if len(s) < minRedactedLength {
			continue
		}
		for _, form := range forms(s) {
			text = strings.ReplaceAll(text, form, redacted)
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

// redactSlack is how much of a payload must be read beyond what is kept, so that
// a secret that stands across the cut is still seen whole.
func redactSlack(secrets ...string) int {
	longest := 0
	for _, s := range secrets {
		longest = max(longest, 3*len(s)) // a URL-escaped byte takes three
	}
	return longest
}

// redactBody masks what was read of a payload and cuts it to what errors keep.
// whole is false if reading stopped early; the last slack bytes may then hold
// the beginning of a secret and are dropped.
func redactBody(read []byte, whole bool, secrets ...string) []byte {
	if most := maxErrorBody + redactSlack(secrets...); len(read) > most {
		read, whole = read[:most], false
	}
	text := redact(string(read), secrets...)
	if !whole {
		text = text[:max(0, len(text)-redactSlack(secrets...))]
	}
	if len(text) > maxErrorBody {
		text = text[:maxErrorBody]
	}
	return []byte(text)
}
