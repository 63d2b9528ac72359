package spotify

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// request is a request to the Web API as the typed methods and Call describe it.
type request struct {
	method        string
	route         string // template of the path below the base URL: /albums/{id}
	id            string // for {id}: an ID, URI or URL of the kind in route
	path          string // escaped, instead of route and id: of a link or of Call
	query         params
	in            any    // body: nil, bytes as they are, else a value sent as JSON
	contentType   string // of in, if it is not application/json
	nonIdempotent bool   // not retried if perhaps executed, whatever its method
	optional      bool   // 204 No Content is a success without a result
}

// api holds the base URL and the headers of all API requests.
type api struct {
	base      *url.URL
	userAgent string
	language  string // "": none
}

// preparedRequest is a request that passed all checks. Every attempt builds an
// [http.Request] of its own from it.
type preparedRequest struct {
	*api
	method      string
	route       string
	path        string // escaped, with that of the base URL
	url         string // of a typed request
	body        []byte // of a typed request
	contentType string
	orig        *http.Request // of Do: what each attempt sends a copy of
	bodySent    bool          // orig's own body was handed to a transport
	idempotent  bool
	replayable  bool // the body can be sent again
	optional    bool // 204 No Content is a success without a result
}

// prepare checks all of r that can be checked before anything is sent.
func (a *api) prepare(r request) (preparedRequest, error) {
	path := a.base.EscapedPath() + r.path
	if r.path == "" {
		var err error
		if path, err = expand(a.base.EscapedPath(), r.route, publicHref(a.base, r.id)); err != nil {
			return preparedRequest{}, err
		}
	}
	body, err := encodeBody(r.in)
	if err != nil {
		return preparedRequest{}, err
	}
	p := preparedRequest{api: a, method: r.method, route: r.route, path: path, body: body, contentType: r.contentType,
		idempotent: isIdempotent(r.method) && !r.nonIdempotent, replayable: true, optional: r.optional}
	p.url = a.base.Scheme + "://" + a.base.Host + path
	if len(r.query.encoded) > 0 {
		p.url += "?" + string(r.query.encoded)
	}
	return p, nil
}

func isIdempotent(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete:
		return true
	}
	return false
}

// encodeBody returns the bytes of a body. A transport may still read them after
// the call has returned, so those of the caller are copied.
func encodeBody(in any) ([]byte, error) {
	switch in := in.(type) {
	case nil:
		return nil, nil
	case []byte:
		return bytes.Clone(in), nil
	}
	body, err := json.Marshal(in)
	if err != nil {
		return nil, inputErrorf(ErrBadRequest, "the body cannot be encoded: %v", err)
	}
	return body, nil
}

// build returns the request of one attempt.
func (p *preparedRequest) build(ctx context.Context, token string) (*http.Request, error) {
	req, err := p.clone(ctx)
	if err == nil && req == nil {
		var body io.Reader
		if p.body != nil {
			body = bytes.NewReader(p.body)
		}
		req, err = http.NewRequestWithContext(ctx, p.method, p.url, body)
	}
	if err != nil {
		return nil, err
	}
	if p.body != nil {
		req.Header["Content-Type"] = []string{cmp.Or(p.contentType, "application/json")}
	}
	// A request of Do keeps its own User-Agent and Accept-Language, however they
	// are written.
	values := [...]string{"Bearer " + token, p.userAgent, p.language}
	req.Header["Authorization"] = values[0:1:1]
	if !hasHeader(req.Header, "User-Agent") {
		req.Header["User-Agent"] = values[1:2:2]
	}
	if p.language != "" && !hasHeader(req.Header, "Accept-Language") {
		req.Header["Accept-Language"] = values[2:3:3]
	}
	req.Pattern = p.method + " " + p.route
	return req, nil
}

// clone returns a copy of the caller's request for one attempt; nil if there is
// none, because the request is a typed one.
func (p *preparedRequest) clone(ctx context.Context) (*http.Request, error) {
	if p.orig == nil {
		return nil, nil
	}
	req := p.orig.Clone(ctx)
	req.Trailer = p.orig.Trailer // its values are set while the body is read
	if req.Header == nil {
		req.Header = http.Header{}
	}
	maps.DeleteFunc(req.Header, func(name string, _ []string) bool { return strings.EqualFold(name, "Authorization") })
	if p.bodySent && req.GetBody != nil && req.Body != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		req.Body = body
	}
	p.bodySent = true
	return req, nil
}

func hasHeader(h http.Header, name string) bool {
	for other := range h {
		if strings.EqualFold(other, name) {
			return true
		}
	}
	return false
}
