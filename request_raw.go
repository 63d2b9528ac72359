package spotify

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// do makes a call of a request that the SDK does not know. The answer is handed
// over open.
func (e *engine) do(req *http.Request, auth AuthProvider) (*http.Response, error) {
	c, err := e.adopt(req, auth)
	if err != nil {
		closeBody(req)
		return nil, err
	}
	c.how.raw = true
	t := c.run(req.Context())
	if !c.bodyUsed {
		closeBody(req)
	}
	if r := t.last; r != nil && r.resp != nil && (t.also == nil || t.unrenewed) {
		r.resp.Request = req // the copy that was sent has the token
		return r.resp, nil
	}
	t.last.close()
	return nil, c.failure(t)
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		req.Body.Close()
	}
}

// call is do for a body and a result.
func (e *engine) call(ctx context.Context, auth AuthProvider, method, path string, query url.Values, in, out any) error {
	u, err := e.locate(path)
	if err != nil {
		return err
	}
	if more := query.Encode(); more != "" && u.RawQuery != "" {
		u.RawQuery += "&" + more
	} else {
		u.RawQuery += more
	}
	body, err := encode(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, "/", bytes.NewReader(body))
	if err != nil {
		return inputErrorf(ErrBadRequest, "the method is not one of HTTP")
	}
	req.URL, req.Host = u, u.Host
	if body == nil {
		req.Body, req.GetBody = nil, nil
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	c, err := e.adopt(req, auth)
	if err != nil {
		return err
	}
	if out == nil {
		return c.result(ctx, nil, nil)
	}
	return c.result(ctx, out, decode)
}

// locate gives the URL of a path below the base URL, or of an absolute one.
func (e *engine) locate(path string) (*url.URL, error) {
	text := path
	if low := strings.ToLower(path[:min(len(path), 8)]); !strings.HasPrefix(low, "http://") && !strings.HasPrefix(low, "https://") {
		text = e.base.String() + "/" + strings.TrimPrefix(path, "/")
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, inputErrorf(ErrBadRequest, "the path cannot be parsed") // err would quote its query
	}
	escaped := u.EscapedPath()
	if below := e.base.EscapedPath(); escaped != below && !strings.HasPrefix(escaped, below+"/") {
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
	return u, nil
}

// adopt makes a call of req, unless it would go anywhere but to the API. The
// one check of the origin, before any token is asked for.
func (e *engine) adopt(req *http.Request, auth AuthProvider) (*call, error) {
	u := req.URL
	if u == nil || origin(u.Scheme, u.Host) != origin(e.base.Scheme, e.base.Host) || u.Opaque != "" ||
		req.Host != "" && origin(u.Scheme, req.Host) != origin(u.Scheme, u.Host) {
		return nil, inputErrorf(ErrBadRequest, "the request is not for the API's own origin")
	}
	path := u.EscapedPath()
	below, ok := strings.CutPrefix(path, e.base.EscapedPath()+"/")
	route := "/" + below
	if !ok {
		route = path
	}
	method := req.Method
	if method == "" {
		method = http.MethodGet
	}
	return &call{engine: e, auth: auth, method: method, route: template(route), path: path, query: u.RawQuery, base: req}, nil
}

// origin is a URL's scheme, host and port in one form.
func origin(scheme, host string) string {
	u := url.URL{Scheme: strings.ToLower(scheme), Host: strings.ToLower(host)}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + u.Hostname() + ":" + port
}

// copied makes the request of one attempt of Call or Do.
func (c *call) copied(ctx context.Context) (*http.Request, error) {
	req := c.base.Clone(ctx)
	if req.Header == nil {
		req.Header = http.Header{}
	}
	maps.DeleteFunc(req.Header, func(name string, _ []string) bool { return strings.EqualFold(name, "Authorization") })
	if c.base.GetBody != nil && c.base.Body != nil {
		body, err := c.base.GetBody()
		if err != nil {
			return nil, err
		}
		req.Body = body
	} else {
		c.bodyUsed = true
	}
	c.sign(req, new(parts))
	return req, nil
}
