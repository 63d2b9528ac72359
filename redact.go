package spotify

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"regexp"
	"strings"
)

const (
	redacted          = "[redacted]"
	minRedactedLength = 8       // shorter values would redact ordinary words
	maxErrorBody      = 8 << 10 // of a response that is kept in an error
)

// redact replaces every secret of at least 8 characters in text, in all forms in
// which it may be quoted.
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

// forms returns s as it is, URL-escaped, escaped in JSON, in base64 and in hex, the
// longest forms first where one contains another.
func forms(s string) []string {
	plain := []byte(s)
	all := []string{
		base64.StdEncoding.EncodeToString(plain), base64.RawStdEncoding.EncodeToString(plain),
		base64.URLEncoding.EncodeToString(plain), base64.RawURLEncoding.EncodeToString(plain),
		hex.EncodeToString(plain), strings.ToUpper(hex.EncodeToString(plain)),
	}
	for _, s := range []string{s, strings.TrimRight(s, "=")} { // base64 is also written without its padding
		if len(s) < minRedactedLength {
			continue
		}
		slashes := strings.ReplaceAll(s, "/", `\/`)
		all = append(all, s, url.QueryEscape(s), url.PathEscape(s), slashes)
		for _, escapes := range []*strings.Replacer{
			strings.NewReplacer("=", `\u003d`, "+", `\u002b`, "&", `\u0026`, "<", `\u003c`, ">", `\u003e`),
			strings.NewReplacer("=", `\u003D`, "+", `\u002B`, "&", `\u0026`, "<", `\u003C`, ">", `\u003E`),
		} {
			all = append(all, escapes.Replace(s), escapes.Replace(slashes))
		}
	}
	return all
}

// redactTokens replaces the values of access_token, refresh_token and id_token
// in a body, even if they are unknown to this client. It finds members of JSON,
// also of JSON within a string, and parameters of a form.
func redactTokens(body string) string {
	name := regexp.MustCompile(`(?i)(access|refresh|id)(_|\\u005f|%5f)token`)
	var b strings.Builder
	for {
		at := name.FindStringIndex(body)
		if at == nil {
			break
		}
		b.WriteString(body[:at[1]])
		body = body[at[1]:]
		before := len(body) - len(strings.TrimLeft(body, "\\\"' \t\r\n"))
		if before == len(body) || body[before] != ':' && body[before] != '=' {
			continue // the name, but no value
		}
		start := before + 1
		start += len(body[start:]) - len(strings.TrimLeft(body[start:], " \t\r\n"))
		quote := body[start : len(body)-len(strings.TrimLeft(body[start:], "\\\"'"))]
		start += len(quote)
		end := valueEnd(body[start:], quote)
		value := body[start : start+end]
		b.WriteString(body[:start])
		switch value {
		case "", "null", "true", "false":
			b.WriteString(value)
		default:
			b.WriteString(redacted)
		}
		body = body[start+end:]
	}
	b.WriteString(body)
	return b.String()
}

// valueEnd returns the length of a value that was opened by quote: to the same
// quote, or else to what cannot be part of a token.
func valueEnd(s, quote string) int {
	if quote == "" {
		if end := strings.IndexAny(s, "&,;\"'<>{}[]()\\ \t\r\n"); end >= 0 {
			return end
		}
		return len(s)
	}
	if len(quote) > 1 && !strings.HasPrefix(quote, `\`) { // "" is an empty value
		return 0
	}
	if end := strings.Index(s, quote); end >= 0 {
		return end
	}
	return len(s) // the body was cut inside of it
}

// redactSlack returns how much of a body must be read beyond what is kept, so that
// a secret that lies across the cut is seen whole.
func redactSlack(secrets ...string) int {
	longest := 0
	for _, s := range secrets {
		longest = max(longest, 6*len(s)) // a byte escaped in JSON takes six
	}
	return longest
}

// redactBody redacts what was read of a body and cuts it to what errors keep. whole
// is false if reading stopped early: the last bytes may then hold the beginning of
// a secret and are dropped.
func redactBody(read []byte, whole bool, secrets ...string) []byte {
	if most := maxErrorBody + redactSlack(secrets...); len(read) > most {
		read, whole = read[:most], false
	}
	text := redactTokens(redact(string(read), secrets...))
	if !whole {
		text = text[:max(0, len(text)-redactSlack(secrets...))]
	}
	if len(text) > maxErrorBody {
		text = text[:maxErrorBody]
	}
	return []byte(text)
}
