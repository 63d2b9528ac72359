package spotifytest

import "strings"

// matchPath reports whether a rule's path selects a request's path.
func matchPath(pattern, path string) bool {
	accounts := path == tokenPath || path == authorizePath
	switch {
	case pattern == "":
		return !accounts
	case strings.HasSuffix(pattern, "/"):
		want, got := strings.Split(strings.TrimSuffix(pattern, "/"), "/"), strings.Split(path, "/")
		return len(got) > len(want) && matchSegments(want, got[:len(want)])
	}
	return matchSegments(strings.Split(pattern, "/"), strings.Split(path, "/"))
}

// matchSegments compares segment by segment: a parameter in want fits any text.
func matchSegments(want, got []string) bool {
	if len(want) != len(got) {
		return false
	}
	for i, w := range want {
		if w != got[i] && (!isParam(w) || got[i] == "") {
			return false
		}
	}
	return true
}

func isParam(segment string) bool { return strings.HasPrefix(segment, "{") }

// knownPath reports whether an endpoint can get requests that a rule selects.
func knownPath(method, pattern string) bool {
	for _, r := range append(routes(), route{method: "POST", path: tokenPath}, route{method: "GET", path: authorizePath}, route{method: "POST", path: authorizePath}) {
		if (method == "" || method == r.method) && overlap(pattern, r.path) {
			return true
		}
	}
	return false
}

// overlap reports whether a rule's path and a route's can match one request.
func overlap(pattern, route string) bool {
	if pattern == "" {
		return true
	}
	below := strings.HasSuffix(pattern, "/")
	want, have := strings.Split(strings.TrimSuffix(pattern, "/"), "/"), strings.Split(route, "/")
	if below {
		if len(have) <= len(want) {
			return false // the route is not below
		}
		have = have[:len(want)]
	}
	if len(want) != len(have) {
		return false
	}
	for i, w := range want {
		switch {
		case have[i] == "{kind}" && !isParam(w) && savedKind(w) == "":
			return false
		case w != have[i] && !isParam(have[i]), w == "" && i > 0:
			return false // a parameter stands only where the route has one
		}
	}
	return true
}
