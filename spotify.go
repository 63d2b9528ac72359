package spotify

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// The session sits in a closure: fmt follows a pointer to unexported fields, where
// it calls no redacting methods.

// Client sends requests to the Web API. Create one per app with [New] or
// [NewFromClientCredentials], share it, and use [Client.As] for the app's
// users. It is safe for concurrent use. Callers may keep and modify the values
// that its methods return.
type Client struct{ inner func() *session }

// session is the identity of a client, with the engine that it shares.
type session struct {
	identity
	engine   *engine
	mode     *appMode
	market   string
	prefetch int
	close    func() error // nil for a client made by As
}

// New returns a client with the identity that its options state: exactly one of
// [WithClientCredentials], [WithAccessToken] and [WithAuthProvider], or none
// for client credentials from the environment variables SPOTIFY_SDK_CLIENT_ID
// and SPOTIFY_SDK_CLIENT_SECRET. It sends nothing. All problems are reported in
// a single error, which matches [ErrConfig].
func New(opts ...Option) (*Client, error) {
	c, err := configure(forClient, opts, nil)
	if err != nil {
		return nil, err
	}
	provider := c.provider
	if provider == nil {
		provider = newClientCredentials(c)
	}
	e := &engine{rt: c.rt, timeout: c.timeout, api: api{c.baseURL, c.userAgent, c.language},
		policy: policy{c.retries, c.maxWait}, limiter: c.limiter, log: c.log, closeIdle: c.closeIdle}
	closed, end := context.WithCancelCause(context.Background())
	e.closed = closed
	s := &session{identity: identity{provider, c.http.Jar}, engine: e, mode: new(appMode), market: c.market, prefetch: c.prefetch}
	s.close = closeOnce(func() error {
		end(ErrClosed)
		var err error
		if closer, ok := provider.(io.Closer); ok {
			err = closer.Close()
		}
		if e.closeIdle != nil {
			e.closeIdle()
		}
		return err
	})
	return &Client{func() *session { return s }}, nil
}

// closeOnce returns a function that calls close only the first time. Other
// calls do not wait for that one, so a provider's Close may close the client
// that closes it.
func closeOnce(close func() error) func() error {
	var (
		mu     sync.Mutex // guards called and result
		called bool
		result error
	)
	return func() error {
		mu.Lock()
		first := !called
		called = true
		err := result
		mu.Unlock()
		if !first {
			return err
		}
		err = close()
		mu.Lock()
		defer mu.Unlock()
		result = err
		return err
	}
}

// NewFromClientCredentials is [New] with [WithClientCredentials]: it returns a
// client for the app with the given client ID and client secret from Spotify's
// developer dashboard. An empty value is read from the environment.
func NewFromClientCredentials(clientID, clientSecret string, opts ...Option) (*Client, error) {
	return New(append([]Option{credentials("NewFromClientCredentials", clientID, clientSecret)}, opts...)...)
}

// NewClientCredentials returns a provider of app tokens that several clients
// can share, or that can be used without a client. Empty credentials are read
// from the environment. All problems are reported in a single error, which
// matches [ErrConfig].
func NewClientCredentials(clientID, clientSecret string, opts ...Option) (*TokenProvider, error) {
	c, err := configure(forClientCredentials, opts, func(c *config) []string { return c.completeCredentials(clientID, clientSecret) })
	if err != nil {
		return nil, err
	}
	return newClientCredentials(c), nil
}

// NewTokenProvider returns a provider that obtains tokens from fetch and
// refreshes them before they expire. Callers that wait for a token share one
// call of fetch. Its context is not derived from theirs and ends after 30
// seconds or with Close.
//
// Each call of fetch must request a new token, so do not pass a source that
// reuses tokens. Only the first call may return a stored token that is still
// valid. A token that equals the current or the rejected one, or does not expire
// later than the current one, counts as a failure.
//
// A lifetime of more than 24 hours counts as 24 hours, and the zero ExpiresAt as
// expired. If fetch returns an error, its token is ignored: if only storing the
// token failed, log that and return the token.
//
// After a failure the current token stays in use until it expires, and fetch is
// not called again for one second, which doubles with each failure up to
// thirty. The delay is at least ten seconds after an error that matches
// [ErrUnauthorized], and up to five minutes if an [*AuthenticationError] has a
// RetryAfter. The provider does not retry fetch by itself, because the failed
// request may have replaced a refresh token. Retry inside fetch where that is
// safe.
//
// The only options are [WithExpirySkew] and [WithLogger].
func NewTokenProvider(fetch func(ctx context.Context) (Token, error), opts ...Option) (*TokenProvider, error) {
	c, err := configure(forTokenProvider, opts, func(*config) []string {
		if fetch == nil {
			return []string{"NewTokenProvider: fetch is nil"}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return newTokenProvider(func(ctx context.Context) (Token, time.Time, error) {
		sentAt := time.Now()
		t, err := fetch(ctx)
		return t, sentAt, err
	}, c.skew, nil, "", c.log, nil), nil
}

// As returns a client that takes its tokens from p and shares everything else
// with c except the cookie jar: connections, cooldowns, the rate limiter and
// all options. As is cheap, so call it per user or per request.
//
// Closing the returned client does nothing; closing c closes it too. Closing p
// is up to the caller. If p is nil, every call returns an error that matches
// [ErrConfig].
func (c *Client) As(p AuthProvider) *Client {
	s, err := c.session(context.Background())
	if err != nil || isNilProvider(p) {
		return &Client{}
	}
	other := *s
	other.identity, other.close = identity{auth: p}, nil
	return &Client{func() *session { return &other }}
}

// Call sends a request that the SDK has no method for, with the client's token,
// retries and cooldowns.
//
// path is sent as it is, so escape it. It is relative to the base URL, or an
// absolute URL below it. If path has a query, query is added to it. in is the
// body: a []byte is sent as it is, nil sends none, and anything else is sent as
// JSON.
//
// The response body is read into out, unless that is nil or the status is 204,
// which leaves out untouched. Types of this package, and pointers and slices of
// them, are read as leniently as typed methods read them; other types follow the
// rules of encoding/json.
//
// The error matches [ErrBadRequest] if an argument is invalid.
func (c *Client) Call(ctx context.Context, method, path string, query url.Values, in, out any) error {
	s, err := c.session(ctx)
	if err != nil {
		return err
	}
	if out != nil && !decodable(out) {
		return inputErrorf(ErrBadRequest, "out is neither nil nor a pointer to something")
	}
	r, err := s.engine.api.rawRequest(method, path, query, in)
	if err != nil {
		return err
	}
	if page, ok := out.(pageReader); ok && isOwnType(out) {
		out = page.reader(r.path, string(r.query.encoded))
	}
	return c.send(ctx, r, out)
}

// Do sends req with the client's token, retries and cooldowns, so a *Client can
// replace an [http.Client] in code that only calls Do. req must be for the
// origin of the API.
//
// Do returns every final response with a nil error, whatever its status; the
// caller must close its body. It returns an error if no response came, or if
// the last one was discarded for a retry that could not be made. It closes the
// body of req and does not otherwise modify req. The first attempt sends that
// body; a body without GetBody is sent only once. Redirects are not followed.
// [WithTimeout] includes reading the response body.
func (c *Client) Do(req *http.Request) (*http.Response, error) {
	if req == nil {
		return nil, inputErrorf(ErrBadRequest, "the request is nil")
	}
	s, err := c.session(req.Context())
	if err != nil {
		closeBody(req)
		return nil, err
	}
	p, err := s.engine.api.prepareRaw(req)
	if err != nil {
		closeBody(req)
		return nil, err
	}
	return s.engine.newCall(s.identity, p).doRaw()
}

// Close closes the client and all clients that [Client.As] made of it. It
// cancels pending waits and makes later calls fail with [ErrClosed]; requests
// in flight complete. It closes the provider, if that is an [io.Closer], and
// the connections of the SDK's own transport once they are idle. It does not
// block and may be called more than once, even by the provider that it closes.
func (c *Client) Close() error {
	s, err := c.session(context.Background())
	if err != nil || s.close == nil {
		return err
	}
	return s.close()
}

func (c *Client) session(ctx context.Context) (*session, error) {
	if c == nil || c.inner == nil {
		return nil, inputErrorf(ErrConfig, "the Client was not created by New, NewFromClientCredentials or, with a provider, As")
	}
	if ctx == nil {
		return nil, inputErrorf(ErrBadRequest, "the context is nil")
	}
	return c.inner(), nil
}

// query starts the query of a call that takes a market or IDs.
func (c *Client) query() params {
	if c == nil || c.inner == nil {
		return params{} // send returns the error
	}
	s := c.inner()
	return params{defaultMarket: s.market, base: s.engine.api.base}
}

// get sends a GET request and returns its result.
func get[T any](ctx context.Context, c *Client, route, id string, query params) (*T, error) {
	out := new(T)
	if err := c.send(ctx, request{method: http.MethodGet, route: route, id: id, query: query}, out); err != nil {
		return nil, err
	}
	return out, nil
}

// fetch is get for requests with another method, a body or an optional result.
func fetch[T any](ctx context.Context, c *Client, r request) (*T, error) {
	out := new(T)
	if err := c.send(ctx, r, out); err != nil {
		return nil, err
	}
	return out, nil
}

// send sends r and reads the result into out, which may be nil.
func (c *Client) send(ctx context.Context, r request, out any) error {
	if r.query.err != nil {
		return r.query.err // before the check of c, which is nil in some tests
	}
	s, err := c.session(ctx)
	if err != nil {
		return err
	}
	p, err := s.engine.api.prepare(r)
	if err != nil {
		return err
	}
	return s.engine.newCall(s.identity, p).do(ctx, out)
}
