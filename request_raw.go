package spotify

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
)

// rawRequest describes a request of Client.Call.
func (a *api) rawRequest(method, path string, query url.Values, in any) (request, error) {
	if _, err := http.NewRequest(method, "/", nil); err != nil {
		return request{}, inputErrorf(ErrBadRequest, "the method is not an HTTP method")
	}
	u, err := a.resolveURL(path)
	if err != nil {
		return request{}, err
	}
	raw := u.RawQuery
	if more := query.Encode(); more != "" {
		if raw != "" {
			raw += "&"
		}
		raw += more
	}
	below := strings.TrimPrefix(u.EscapedPath(), a.base.EscapedPath())
	return request{method: cmp.Or(method, http.MethodGet), route: routeOf(below), path: below,
		query: params{encoded: []byte(raw)}, in: in, optional: true}, nil
}

// resolveURL returns the URL of a path below the base URL, or of an absolute URL
// there.
func (a *api) resolveURL(path string) (*url.URL, error) {
	text := path
	if start := strings.ToLower(path[:min(len(path), 8)]); !strings.HasPrefix(start, "http://") && !strings.HasPrefix(start, "https://") {
		text = a.base.String() + "/" + strings.TrimPrefix(path, "/")
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, inputErrorf(ErrBadRequest, "the path cannot be parsed") // err would quote its query
	}
	escaped := u.EscapedPath()
	if below := a.base.EscapedPath(); escaped != below && !strings.HasPrefix(escaped, below+"/") {
		return nil, inputErrorf(ErrBadRequest, "the URL's path is not below the base URL's")
	}
	if u.Fragment != "" || strings.Contains(text, "#") {
		return nil, inputErrorf(ErrBadRequest, "the path has a fragment")
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." {
			return nil, inputErrorf(ErrBadRequest, "the path has a %q segment", segment)
		}
	}
	return u, a.checkOrigin(u, u.Host)
}

// checkOrigin returns an error if a request is not for the API. It is called
// before a token is requested.
func (a *api) checkOrigin(u *url.URL, host string) error {
	if u == nil || u.Opaque != "" || origin(u.Scheme, u.Host) != origin(a.base.Scheme, a.base.Host) ||
		host != "" && origin(u.Scheme, host) != origin(u.Scheme, u.Host) {
		return inputErrorf(ErrBadRequest, "the request is not for the origin of the API")
	}
	return nil
}

// origin returns a URL's scheme, host and port in one form.
func origin(scheme, host string) string {
	u := url.URL{Scheme: strings.ToLower(scheme), Host: strings.ToLower(host)}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + u.Hostname() + ":" + port
}

// prepareRaw checks a request of Client.Do.
func (a *api) prepareRaw(req *http.Request) (preparedRequest, error) {
	if err := a.checkOrigin(req.URL, req.Host); err != nil {
		return preparedRequest{}, err
	}
	path := req.URL.EscapedPath()
	route := path
	if below, ok := strings.CutPrefix(path, a.base.EscapedPath()+"/"); ok {
		route = "/" + below
	}
	method := cmp.Or(req.Method, http.MethodGet)
	return preparedRequest{api: a, method: method, route: routeOf(route), path: path, orig: req, idempotent: isIdempotent(method),
		replayable: req.Body == nil || req.Body == http.NoBody || req.GetBody != nil}, nil
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		req.Body.Close()
	}
}
