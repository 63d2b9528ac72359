package spotify

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const answerLimit = 32 << 20 // of a success's body

// request is one call of the Web API as the typed methods state it.
type request struct {
	method        string // GET, PUT, POST, DELETE
	route         string // path template below the base URL: /albums/{id}
	id            string // for {id}: an ID, URI or URL of the kind that the segment before it names
	path          string // escaped, in place of route and id: of a link that Spotify gave
	query         params
	in            any    // body: nil, bytes as they are, else a value sent as JSON
	contentType   string // of in, if it is not application/json
	nonIdempotent bool   // not retried if it may have been executed, although its method would allow it
}

// engine sends calls of the Web API. All clients of one app share it.
type engine struct {
	wire      *wire
	base      *url.URL
	userAgent string
	language  string // "": none
	policy    policy
	cool      cooldowns
	budget    budget
	closed    chan struct{} // closed once
	log       *slog.Logger
}

// call is one call on its way; it is the job of the retry loop.
type call struct {
	*engine
	auth        AuthProvider
	method      string
	route       string
	path        string // escaped, with the base URL's
	query       string
	body        []byte
	contentType string
	base        *http.Request // of Call and Do: what each attempt is a copy of; nil: typed
	once        bool
	how         attempt

	tokens   [2]string // room for how.secrets
	token    string    // of the last attempt
	next     string    // to be used by the next attempt: got in place of a rejected one
	ban      *Error    // what the last look at the cool-down found
	bodyUsed bool      // base's own body was handed to a transport
}

// fetch makes a typed call; read reads the body of its success into out, and is
// nil for a call without a result.
func (e *engine) fetch(ctx context.Context, auth AuthProvider, r request, out any, read func([]byte, any) error) error {
	path := e.base.EscapedPath() + r.path
	if r.path == "" {
		var err error
		if path, err = expand(path, r.route, r.id); err != nil {
			return err
		}
	}
	body, err := encode(r.in)
	if err != nil {
		return err
	}
	c := &call{engine: e, auth: auth, method: r.method, route: r.route, path: path, query: string(r.query.encoded),
		body: body, contentType: r.contentType, once: r.nonIdempotent}
	return c.result(ctx, out, read)
}

// result runs the call and reads its success.
func (c *call) result(ctx context.Context, out any, read func([]byte, any) error) error {
	c.how.read = read != nil
	t := c.run(ctx)
	r := t.last
	if t.also != nil || r == nil || r.stage != whole || !r.ok() {
		return c.failure(t)
	}
	defer r.release()
	if read == nil || r.status == http.StatusNoContent {
		return nil
	}
	if err := read(r.body, out); err != nil {
		r.err, r.text = err, mask(unprefixed(err), c.how.secrets...)
		return c.failure(t)
	}
	return nil
}

// run sends the call through the retry loop.
func (c *call) run(ctx context.Context) trip {
	c.how.wire, c.how.timeout, c.how.limit, c.how.secrets = c.wire, c.wire.timeout, answerLimit, c.tokens[:0]
	idempotent := false
	switch c.method {
	case http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete:
		idempotent = !c.once
	}
	resend := c.base == nil || c.base.Body == nil || c.base.Body == http.NoBody || c.base.GetBody != nil
	return c.policy.run(ctx, c, terms{idempotent: idempotent, resend: resend, budget: &c.budget, closed: c.closed})
}

// attempt gets a token and makes one attempt with it.
func (c *call) attempt(ctx context.Context, n int) *reply {
	if c.token, c.next = c.next, ""; c.token == "" {
		token, err := accessToken(ctx, c.auth)
		if err != nil {
			return &reply{stage: unsent, err: err}
		}
		c.token = token
	}
	if end := over(ctx, c.closed); end != nil { // while the token was awaited
		return &reply{stage: unsent, err: end}
	}
	if !slices.Contains(c.how.secrets, c.token) {
		c.how.secrets = append(c.how.secrets, c.token)
	}
	if !c.log.Enabled(ctx, slog.LevelDebug) {
		return c.how.do(ctx, c.request)
	}
	start := time.Now()
	r := c.how.do(ctx, c.request)
	c.log.LogAttrs(ctx, slog.LevelDebug, "spotify: request", slog.String("method", c.method), slog.String("route", c.route),
		slog.Int("status", r.status), slog.Int("attempt", n), slog.Duration("duration", time.Since(start)))
	return r
}

// request makes the request of one attempt.
func (c *call) request(ctx context.Context) (*http.Request, error) {
	if c.base != nil {
		return c.copied(ctx)
	}
	p := new(parts)
	p.url = url.URL{Scheme: c.engine.base.Scheme, Host: c.engine.base.Host, Path: c.path, RawQuery: c.query}
	if plain, err := url.PathUnescape(c.path); err == nil && plain != c.path {
		p.url.Path, p.url.RawPath = plain, c.path
	}
	req := (&http.Request{Method: c.method, URL: &p.url, Host: p.url.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(http.Header, 4)}).WithContext(ctx)
	if c.body != nil {
		req.ContentLength = int64(len(c.body))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(c.body)), nil }
		req.Body, _ = req.GetBody()
		if c.contentType == "" {
			c.contentType = "application/json"
		}
		req.Header["Content-Type"] = []string{c.contentType}
	}
	c.sign(req, p)
	return req, nil
}

// parts are what a request points to, allocated as one.
type parts struct {
	url    url.URL
	header [3]string
}

// sign sets what every request to the API carries.
func (c *call) sign(req *http.Request, p *parts) {
	p.header = [3]string{"Bearer " + c.token, c.userAgent, c.language}
	req.Pattern = c.method + " " + c.route
	req.Header["Authorization"] = p.header[0:1:1]
	if _, set := req.Header["User-Agent"]; !set {
		req.Header["User-Agent"] = p.header[1:2:2]
	}
	if _, set := req.Header["Accept-Language"]; !set && c.language != "" {
		req.Header["Accept-Language"] = p.header[2:3:3]
	}
}

// held is what the cool-down of the call's group asks for.
func (c *call) held() pause {
	p, cause := c.cool.left(c.route)
	c.ban = cause
	return p
}

// quotaPause is how long a quota without a Retry-After is taken as used up.
const quotaPause = time.Minute

// limited stops the group's later calls because of a 429.
func (c *call) limited(ctx context.Context, r *reply, next pause) {
	e := c.errorOf(r)
	wait, quota := next.asked, e.Is(ErrQuotaExceeded)
	if quota && e.RetryAfter == 0 {
		wait = quotaPause
	}
	c.cool.arm(c.route, wait, quota, e)
	c.log.LogAttrs(ctx, slog.LevelWarn, "spotify: cool-down", slog.String("route", c.route), slog.Duration("wait", wait))
}

// mend decides what to do about a 401.
func (c *call) mend(ctx context.Context, r *reply) (again bool, next pause, err error) {
	e := c.errorOf(r)
	switch text := strings.ToLower(e.Message); {
	case e.Is(ErrUserAuthRequired):
		return false, pause{}, nil
	case strings.Contains(text, "access token missing"):
		// Said of tokens that were sent: a hiccup of Spotify's that passes.
		c.next = c.token
		d := 250*time.Millisecond + time.Duration(rand.Int64N(int64(500*time.Millisecond)))
		if c.policy.maxWait >= 250*time.Millisecond {
			d = min(d, c.policy.maxWait)
		}
		return true, pause{asked: d, wait: d, cause: "401"}, nil
	}
	refresher, ok := c.auth.(AccessTokenRefresher)
	if !ok {
		return false, pause{}, nil
	}
	token, err := refreshedToken(ctx, refresher, c.token)
	if err != nil || token == c.token {
		return false, pause{}, err
	}
	c.next = token
	return true, pause{}, nil
}

func (c *call) waiting(ctx context.Context, next pause, attempts int) {
	c.log.LogAttrs(ctx, slog.LevelWarn, "spotify: retry", slog.String("method", c.method), slog.String("route", c.route),
		slog.String("cause", next.cause), slog.Int("attempt", attempts+1), slog.Duration("wait", next.wait))
}

// encode gives the bytes of a body.
func encode(in any) ([]byte, error) {
	switch in := in.(type) {
	case nil:
		return nil, nil
	case []byte:
		return in, nil
	}
	body, err := json.Marshal(in)
	if err != nil {
		return nil, inputErrorf(ErrBadRequest, "the body cannot be encoded: %v", err)
	}
	return body, nil
}
