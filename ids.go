package spotify

import (
	"net/url"
	"slices"
	"strings"
)

// idOf returns the plain ID of s, which must be an ID or name an object of kind.
func idOf(kind, s string) (string, error) {
	if isID(s) {
		return s, nil
	}
	if s = trimPasted(s); isID(s) {
		return s, nil
	}
	named, id, why := kind, s, ""
	if anyText(kind) && !isNamed(s) {
		why = checkText(kind, s)
	} else {
		named, id, why = parseNamed(s)
	}
	switch {
	case why == whyUnknown:
		return "", invalid(s, "want the ID of "+article(kind)+" (22 letters and digits), or its URI or URL")
	case why != "":
		return "", invalid(s, why)
	case named == kind, named == "show" && kind == "audiobook", named == "episode" && kind == "chapter":
		return id, nil
	}
	return "", invalid(s, "names "+article(named)+", not "+article(kind))
}

// idList returns 1 to most IDs, URIs or URLs of one kind as IDs.
func idList(base *url.URL, kind string, ids []string, most int) ([]string, error) {
	if len(ids) == 0 || len(ids) > most {
		return nil, inputErrorf(ErrBadRequest, "ids has %d elements, want 1 to %d", len(ids), most)
	}
	return idsOf(base, kind, ids)
}

// idsOf returns the plain IDs of objects of one kind.
func idsOf(base *url.URL, kind string, objects []string) ([]string, error) {
	ids := make([]string, len(objects))
	for i, s := range objects {
		id, err := idOf(kind, publicHref(base, s))
		if err != nil {
			return nil, err
		}
		if strings.Contains(id, ",") {
			return nil, invalid(id, "a comma would separate two IDs")
		}
		ids[i] = id
	}
	return ids, nil
}

// uriOf returns the spotify:kind:id form of a URI, URL or href, which must name
// an object of one of kinds. A chapter counts as an episode, as in its URI.
func uriOf(s string, kinds ...string) (string, error) {
	s = trimPasted(s)
	if isID(s) {
		return "", invalid(s, "a bare ID does not name its kind: want the URI of "+oneOf(kinds)+", such as spotify:"+kinds[0]+":"+s)
	}
	kind, id, why := parseNamed(s)
	if kind == "chapter" {
		kind = "episode"
	}
	switch {
	case why == whyUnknown:
		why = "not a URI or URL"
	case why == "" && !slices.Contains(kinds, kind):
		why = "names " + article(kind)
	case why == "" && kind == "user":
		id = strings.ReplaceAll(url.PathEscape(id), ":", "%3A")
	}
	if why != "" {
		return "", invalid(s, why+", want the URI or URL of "+oneOf(kinds))
	}
	return "spotify:" + kind + ":" + id, nil
}

// oneOf returns two or more kinds as words, such as "an album, a show or a
// track".
func oneOf(kinds []string) string {
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = article(kind)
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// uriList returns 1 to most URIs, URLs or hrefs, each of one of kinds, as URIs.
func uriList(base *url.URL, uris []string, most int, kinds ...string) ([]string, error) {
	if len(uris) == 0 || len(uris) > most {
		return nil, inputErrorf(ErrBadRequest, "uris has %d elements, want 1 to %d", len(uris), most)
	}
	list := make([]string, len(uris))
	for i, s := range uris {
		uri, err := uriOf(publicHref(base, s), kinds...)
		if err != nil {
			return nil, err
		}
		list[i] = uri
	}
	return list, nil
}

// publicHref returns the link to api.spotify.com for a link below base, and any
// other text as it is. Responses of a proxy or a fake have links to themselves.
func publicHref(base *url.URL, s string) string {
	if base == nil || !strings.Contains(s, "://") {
		return s
	}
	host, path, ok := splitURL(trimPasted(s))
	if !ok || !strings.EqualFold((&url.URL{Host: host}).Hostname(), base.Hostname()) {
		return s
	}
	path, ok = strings.CutPrefix("/"+path, base.EscapedPath()+"/")
	if !ok {
		return s
	}
	return "https://api.spotify.com/v1/" + path
}

// expand returns the escaped path of route behind base, with the ID that id
// names in place of {id}. The segment before {id} decides the kind. A route
// without {id} ignores id.
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

// kindOf returns the kind of object that a route is about: that of the segment
// before {id}, or of the last segment of a route to a list.
func kindOf(route string) string {
	before, _, _ := strings.Cut(route, "/{id}")
	return singular(before[strings.LastIndexByte(before, '/')+1:])
}

// routeOf returns the route of a path: segments of 22 letters and digits become
// {id}, and so do the segments after users and categories, whose IDs can be any
// text.
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
