package spotify

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// ParseURI returns the kind and the ID that a Spotify URI, URL or API href
// names. The kind is album, artist, track, playlist, show, episode, audiobook,
// chapter, user or category, or "" for a bare ID of 22 letters and digits.
//
// It accepts what Spotify reports and what people paste: spotify:kind:id; pages
// of open.spotify.com and play.spotify.com and pages below them, also without a
// scheme, with a query, localized (/intl-de/) or embedded; hrefs of
// api.spotify.com; and the old form spotify:user:name:playlist:id. White space
// around them is ignored. The URI of an audiobook is spotify:show:id and that of
// a chapter is spotify:episode:id, so that is their kind.
//
// For everything else the error matches [ErrInvalidID]: short links
// (spotify.link, open.spotify.com/s/), which only a request can resolve; local
// files, which have no ID; and the bare name of a user or category, which could
// be any text. Methods of a [Client] also accept hrefs below its base URL.
//
// https://developer.spotify.com/documentation/web-api/concepts/spotify-uris-ids
func ParseURI(s string) (kind, id string, err error) {
	s = trimPasted(s)
	if isID(s) {
		return "", s, nil
	}
	kind, id, why := parseNamed(s)
	if why != "" {
		return "", "", invalid(s, why)
	}
	return kind, id, nil
}

// trimPasted returns s without white space and invisible characters around it,
// which are often copied along with a text.
func trimPasted(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}

// isID reports whether s is a Spotify ID: 22 letters and digits.
func isID(s string) bool {
	if len(s) != 22 {
		return false
	}
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}

// The reasons why a text has no ID.
const (
	whyUnknown   = "want 22 letters and digits, a spotify: URI or an open.spotify.com URL"
	whyShort     = "a short link: open it and use the open.spotify.com page that it leads to"
	whyLocal     = "a local file has no ID"
	whyUserPart  = "on a user's pages only playlists have an ID"
	whyMalformed = "want 22 letters and digits after the kind, and nothing more"
)

// parseNamed parses a URI or URL. If it has no ID, why is the reason.
func parseNamed(s string) (kind, id, why string) {
	if rest, ok := cutURIScheme(s); ok {
		kind, rest, _ = strings.Cut(rest, ":")
		switch kind {
		case "local":
			return "", "", whyLocal
		case "user": // a name may contain a question mark
		default:
			rest = withoutQuery(rest)
		}
		return parseKind(kind, rest, ":")
	}
	host, path, ok := splitURL(s)
	if !ok {
		return "", "", whyUnknown
	}
	path = strings.TrimSuffix(path, "/")
	switch host {
	case "open.spotify.com", "play.spotify.com":
		return parsePage(path)
	case "api.spotify.com":
		return parseHref(path)
	case "spotify.link", "spotify.app.link":
		return "", "", whyShort
	}
	return "", "", "a URL of another site, want one of open.spotify.com"
}

// cutURIScheme returns s without "spotify:" in any case. Phones write the first
// letter of a text in upper case.
func cutURIScheme(s string) (rest string, found bool) {
	scheme, rest, found := strings.Cut(s, ":")
	return rest, found && strings.EqualFold(scheme, "spotify")
}

// splitURL returns the host, in lower case, and the path of a URL. The scheme
// may be missing if the host is one of Spotify's.
func splitURL(s string) (host, path string, ok bool) {
	scheme, rest, found := strings.Cut(withoutQuery(s), "://")
	if !found {
		rest = strings.TrimPrefix(scheme, "//")
	} else if !strings.EqualFold(scheme, "https") && !strings.EqualFold(scheme, "http") {
		return "", "", false
	}
	host, path, _ = strings.Cut(rest, "/")
	host = strings.ToLower(host)
	return host, path, found || slices.Contains([]string{"open.spotify.com", "play.spotify.com", "api.spotify.com", "spotify.link", "spotify.app.link"}, host)
}

// isNamed reports whether s is written as a URI or URL.
func isNamed(s string) bool {
	_, uri := cutURIScheme(s)
	_, _, address := splitURL(s)
	return uri || address
}

// parsePage parses the path of a page of open.spotify.com. A page below the
// page of an object names the object.
func parsePage(path string) (kind, id, why string) {
	first, rest, _ := strings.Cut(path, "/")
	if strings.HasPrefix(first, "intl-") {
		first, rest, _ = strings.Cut(rest, "/")
	}
	if first == "embed" || first == "embed-podcast" {
		first, rest, _ = strings.Cut(rest, "/")
	}
	switch first {
	case "s":
		return "", "", whyShort
	case "user":
		name, more, _ := strings.Cut(rest, "/")
		part, playlist, _ := strings.Cut(more, "/")
		switch part {
		case "playlist":
			first, rest = part, playlist
		case "playlists", "followers", "following", "artists":
			return parseText("user", name)
		default:
			return parseKind(first, rest, "/")
		}
	}
	rest, _, _ = strings.Cut(rest, "/")
	return parseKind(first, rest, "/")
}

// parseKind checks a kind and parses the parts after it, which sep separates.
func parseKind(kind, rest, sep string) (string, string, string) {
	switch kind {
	case "album", "artist", "track", "playlist", "show", "episode", "audiobook", "chapter":
		if !isID(rest) {
			return "", "", whyMalformed
		}
		return kind, rest, ""
	case "user":
		name, more, found := strings.Cut(rest, sep)
		if !found {
			return parseText("user", name)
		}
		if part, playlist, _ := strings.Cut(more, sep); part == "playlist" {
			return parseKind("playlist", withoutQuery(playlist), sep)
		}
		return "", "", whyUserPart
	}
	return "", "", "not a kind of object that the Web API has"
}

// parseText unescapes the ID of a user or category and checks it.
func parseText(kind, escaped string) (string, string, string) {
	text, err := url.PathUnescape(escaped)
	if err != nil {
		text = escaped
	}
	return kind, text, checkText(kind, text)
}

// checkText returns why text cannot be the ID of a user or category: these
// texts would change the path of the request.
func checkText(kind, text string) (why string) {
	if text == "" || text == "." || text == ".." {
		return "no ID of " + article(kind)
	}
	return ""
}

// parseHref parses the path of an API link to one object.
func parseHref(path string) (kind, id, why string) {
	path = strings.TrimPrefix(strings.TrimPrefix(path, "v1/"), "browse/")
	segment, rest, _ := strings.Cut(path, "/")
	kind = singular(segment)
	if !anyText(kind) {
		return parseKind(kind, rest, "/")
	}
	name, more, found := strings.Cut(rest, "/")
	if !found {
		return parseText(kind, name)
	}
	if part, playlist, _ := strings.Cut(more, "/"); kind == "user" && part == "playlists" {
		return parseKind("playlist", playlist, "/")
	}
	return "", "", whyMalformed
}

// invalid returns an error that quotes s.
func invalid(s, why string) error {
	s = withoutSecrets(s)
	if len(s) > 80 {
		s = s[:80] + "..."
	}
	return inputErrorf(ErrInvalidID, "invalid ID %q: %s", s, why)
}

// withoutSecrets returns s without a query and userinfo, which may be secret.
func withoutSecrets(s string) string {
	if isNamed(s) || strings.Contains(s, "/") {
		return withoutUserinfo(withoutQuery(s))
	}
	return s
}

func withoutQuery(s string) string {
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		return s[:i]
	}
	return s
}

func withoutUserinfo(s string) string {
	start := 0
	if i := strings.Index(s, "//"); i >= 0 {
		start = i + len("//")
	} else if !strings.Contains(s, "/") {
		return s // a URI: no part of it is a host
	}
	host, path := s[start:], ""
	if i := strings.IndexByte(host, '/'); i >= 0 {
		host, path = host[:i], host[i:]
	}
	return s[:start] + host[strings.LastIndexByte(host, '@')+1:] + path
}

// anyText reports whether IDs of kind can be any text.
func anyText(kind string) bool { return kind == "user" || kind == "category" }

func article(kind string) string {
	if strings.HasPrefix(kind, "a") || strings.HasPrefix(kind, "e") {
		return "an " + kind
	}
	return "a " + kind
}

// singular returns the kind of the objects below a path segment of the API.
func singular(segment string) string {
	switch segment {
	case "albums", "artists", "tracks", "playlists", "shows", "episodes", "audiobooks", "chapters", "users":
		return segment[:len(segment)-1]
	case "categories":
		return "category"
	case "audio-features", "audio-analysis":
		return "track"
	}
	return ""
}
