package spotify

import (
	"net/url"
	"strings"
)

// ParseURI tells what a Spotify URI, URL or API href names: its kind (album,
// artist, track, playlist, show, episode, audiobook, chapter, user or category)
// and its ID. Of a bare ID of 22 letters and digits it gives kind "". It takes
// spotify:kind:id; pages of open.spotify.com and play.spotify.com, also with a
// query, localised (/intl-de/) or embedded; hrefs of api.spotify.com; and
// playlists in the old form spotify:user:name:playlist:id. An audiobook's URI
// is spotify:show:id and a chapter's spotify:episode:id, so that is their kind.
//
// Everything else matches [ErrInvalidID]: short links (spotify.link,
// open.spotify.com/s/), which only a request can resolve; local files, which
// have no ID; and the bare name of a user or category, which could be anything.
//
// https://developer.spotify.com/documentation/web-api/concepts/spotify-uris-ids
func ParseURI(s string) (kind, id string, err error) {
	if isID(s) {
		return "", s, nil
	}
	kind, id, why := parseNamed(s)
	if why != "" {
		return "", "", invalid(s, why)
	}
	return kind, id, nil
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

// What parseNamed says of texts that have no ID in them.
const (
	whyUnknown   = "wanted 22 letters and digits, a spotify: URI or an open.spotify.com URL"
	whyShort     = "a short link: follow it to the open.spotify.com page that it stands for"
	whyLocal     = "a local file has no ID"
	whyUserPart  = "of a user's pages only playlists have an ID"
	whyMalformed = "wanted 22 letters and digits after the kind, and nothing more"
)

// parseNamed takes apart a URI or URL; why says what is wrong with it.
func parseNamed(s string) (kind, id, why string) {
	if rest, ok := strings.CutPrefix(s, "spotify:"); ok {
		kind, rest, _ = strings.Cut(rest, ":")
		if kind == "local" {
			return "", "", whyLocal
		}
		return parseKind(kind, rest, ":")
	}
	if !isURL(s) {
		return "", "", whyUnknown
	}
	_, rest, _ := strings.Cut(withoutQuery(s), "://")
	host, path, _ := strings.Cut(rest, "/")
	path = strings.TrimSuffix(path, "/")
	switch strings.ToLower(host) {
	case "open.spotify.com", "play.spotify.com":
		return parsePage(path)
	case "api.spotify.com":
		return parseHref(path)
	case "spotify.link", "spotify.app.link":
		return "", "", whyShort
	}
	return "", "", "a URL of another site than open.spotify.com"
}

func isURL(s string) bool {
	scheme, _, found := strings.Cut(s, "://")
	return found && (strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http"))
}

// parsePage takes apart the path of a page for people.
func parsePage(path string) (kind, id, why string) {
	first, rest, _ := strings.Cut(path, "/")
	if strings.HasPrefix(first, "intl-") {
		first, rest, _ = strings.Cut(rest, "/")
	}
	if first == "embed" || first == "embed-podcast" {
		first, rest, _ = strings.Cut(rest, "/")
	}
	if first == "s" {
		return "", "", whyShort
	}
	return parseKind(first, rest, "/")
}

// parseKind judges a kind and what stands after it, in parts between sep.
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
			return parseKind("playlist", playlist, sep)
		}
		return "", "", whyUserPart
	}
	return "", "", "not a kind of thing that the Web API has"
}

// parseText judges the ID of a user or category, which URIs and URLs escape.
func parseText(kind, escaped string) (string, string, string) {
	text, err := url.PathUnescape(escaped)
	if err != nil {
		text = escaped
	}
	return kind, text, judgeText(kind, text)
}

// judgeText refuses what would change the path that it is put in.
func judgeText(kind, text string) (why string) {
	if text == "" || text == "." || text == ".." {
		return "no ID of " + article(kind)
	}
	return ""
}

// parseHref takes apart the path of an API link to one thing.
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

// singular gives the kind that a path segment of the API lists.
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

// invalid names s in the error, but neither a query nor a login that is in it.
func invalid(s, why string) error {
	if isURL(s) {
		scheme, rest, _ := strings.Cut(withoutQuery(s), "://")
		host, path, _ := strings.Cut(rest, "/")
		s = scheme + "://" + host[strings.LastIndexByte(host, '@')+1:] + "/" + path
	}
	if len(s) > 80 {
		s = s[:80] + "..."
	}
	return inputErrorf(ErrInvalidID, "invalid ID %q: %s", s, why)
}

func withoutQuery(s string) string {
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		return s[:i]
	}
	return s
}

// expand puts what id names into the {id} of route and gives the escaped path,
// behind base.
// The segment before {id} decides the kind. A route without {id} takes no id.
func expand(base, route, id string) (string, error) {
	before, after, found := strings.Cut(route, "{id}")
	if !found {
		return base + route, nil
	}
	if isID(id) {
		return base + before + id + after, nil
	}
	kind := kindOf(route)
	id, err := idOf(kind, id)
	if err != nil {
		return "", err
	}
	if anyText(kind) {
		id = url.PathEscape(id)
	}
	return base + before + id + after, nil
}

// kindOf names the kind of thing behind a route: by the segment before {id}, or
// else by the first segment that names one.
func kindOf(route string) string {
	before, _, found := strings.Cut(route, "/{id}")
	if found {
		return singular(before[strings.LastIndexByte(before, '/')+1:])
	}
	for rest := strings.TrimPrefix(route, "/"); rest != ""; {
		var segment string
		segment, rest, _ = strings.Cut(rest, "/")
		if kind := singular(segment); kind != "" {
			return kind
		}
	}
	return ""
}

// idOf gives the plain ID of s, which must be or name a thing of kind.
func idOf(kind, s string) (string, error) {
	if isID(s) {
		return s, nil
	}
	named, id, why := kind, s, ""
	if anyText(kind) && !strings.HasPrefix(s, "spotify:") && !isURL(s) {
		why = judgeText(kind, s)
	} else {
		named, id, why = parseNamed(s)
	}
	switch {
	case why != "":
		return "", invalid(s, why)
	case named == kind, named == "show" && kind == "audiobook", named == "episode" && kind == "chapter":
		return id, nil
	}
	return "", invalid(s, "names "+article(named)+", not "+article(kind))
}

// anyText tells the kinds whose IDs are any text from those with Spotify IDs.
func anyText(kind string) bool { return kind == "user" || kind == "category" }

func article(kind string) string {
	if strings.HasPrefix(kind, "a") || strings.HasPrefix(kind, "e") {
		return "an " + kind
	}
	return "a " + kind
}

// uriOf gives the spotify:kind:id form of a URI, URL or href. Chapters are
// episodes there.
func uriOf(s string) (string, error) {
	kind, id, err := ParseURI(s)
	switch {
	case err != nil:
		return "", err
	case kind == "":
		return "", invalid(s, "a bare ID does not say its kind: wanted a URI such as spotify:track:"+s)
	case kind == "category":
		return "", invalid(s, "a category has no URI")
	case kind == "chapter":
		kind = "episode"
	case kind == "user":
		id = strings.ReplaceAll(url.PathEscape(id), ":", "%3A")
	}
	return "spotify:" + kind + ":" + id, nil
}

// routeOf returns the route of a path: segments of 22 letters and digits become
// {id}, and so do users and categories, whose IDs may be any text.
func routeOf(path string) string {
	before := ""
	for start := 0; start < len(path); {
		end := start + 1 + strings.IndexByte(path[start+1:], '/')
		if end == start {
			end = len(path)
		}
		segment := path[start+1 : end]
		if path[start] == '/' && (isID(segment) || segment != "" && (before == "users" || before == "categories")) {
			path = path[:start] + "/{id}" + path[end:]
			end = start + len("/{id}")
		}
		start, before = end, segment
	}
	return path
}
