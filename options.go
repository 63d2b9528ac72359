package spotify

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Option sets one thing of a constructor. A nil Option is skipped; of one given
// twice the last counts, but who the client is may be said only once.
type Option func(*config) error

// WithAccessToken makes a client use this one token, which is never refreshed.
// Once it has expired, every call ends in [ErrUnauthorized].
func WithAccessToken(token string) Option {
	return func(c *config) error {
		c.auth = append(c.auth, "WithAccessToken")
		c.provider = fixedToken(token)
		if token == "" {
			return fmt.Errorf("WithAccessToken: the token is empty")
		}
		if !printable(token) {
			return fmt.Errorf("WithAccessToken: the token has white space, control or non-ASCII characters")
		}
		return nil
	}
}

// WithClientCredentials makes a client fetch, keep and renew an app's own token
// by the OAuth 2.0 client-credentials flow. An empty value is read from the
// environment: SPOTIFY_SDK_CLIENT_ID, SPOTIFY_SDK_CLIENT_SECRET.
func WithClientCredentials(clientID, clientSecret string) Option {
	return credentials("WithClientCredentials", clientID, clientSecret)
}

func credentials(name, id, secret string) Option {
	return func(c *config) error {
		c.auth = append(c.auth, name)
		c.id, c.secret = id, secret
		return nil
	}
}

// WithAuthProvider makes a client take its tokens from p: any other OAuth flow,
// tokens chosen by the context, a [TokenProvider] shared with other clients.
// [Client.Close] closes p if it is an [io.Closer].
func WithAuthProvider(p AuthProvider) Option {
	return func(c *config) error {
		c.auth = append(c.auth, "WithAuthProvider")
		c.provider = p
		if noProvider(p) {
			return fmt.Errorf("WithAuthProvider: the provider is nil")
		}
		return nil
	}
}

func noProvider(p AuthProvider) bool {
	switch p := p.(type) {
	case nil:
		return true
	case AuthProviderFunc:
		return p == nil
	case interface{ isMade() bool }:
		return !p.isMade() // what a constructor's ignored error leaves
	}
	return false
}

// WithTokenCache shares the app's token with other processes through c.
// Default: the provider's own memory alone.
func WithTokenCache(cache TokenCache) Option {
	return option("WithTokenCache", cache != nil, "the cache is nil", func(c *config) { c.cache = cache })
}

// WithExpirySkew sets how long before its expiry a token is no longer handed
// out without trying for a new one: default 30 s, at most a quarter of the
// token's life.
func WithExpirySkew(d time.Duration) Option {
	return option("WithExpirySkew", d > 0, "the skew is not positive", func(c *config) { c.skew = d })
}

// WithTokenURL sets the token endpoint; default
// https://accounts.spotify.com/api/token. Plain http is for loopback hosts.
func WithTokenURL(u string) Option {
	return urlOption("WithTokenURL", u, func(c *config, u *url.URL) { c.tokenURL = u })
}

// WithBaseURL sets where the Web API is; default https://api.spotify.com/v1.
// Plain http is for loopback hosts.
func WithBaseURL(u string) Option {
	return urlOption("WithBaseURL", u, func(c *config, u *url.URL) { c.baseURL = u })
}

// WithHTTPClient uses the transport, cookie jar and timeout (of one attempt) of
// a copy of hc; redirects are never followed. A nil Transport means the SDK's.
// A transport of one's own loses what the SDK's has: short limits for dialing,
// pings that find dead HTTP/2 connections, one connection for a cold burst; to
// add something to it, use [WithTransport].
func WithHTTPClient(hc *http.Client) Option {
	return option("WithHTTPClient", hc != nil, "the client is nil", func(c *config) { c.http = *hc })
}

// WithTransport wraps the SDK's transport, or that of [WithHTTPClient], for
// traces, metrics or recording. wrap is called once, by the constructor. Every
// request carries its route in [http.Request.Pattern]: "GET /albums/{id}",
// "POST token".
func WithTransport(wrap func(http.RoundTripper) http.RoundTripper) Option {
	return option("WithTransport", wrap != nil, "the function is nil", func(c *config) { c.wrap = wrap })
}

// WithTimeout limits one attempt, the reading of its body included; default
// 30 s. The whole call is bounded by its context alone.
func WithTimeout(d time.Duration) Option {
	return option("WithTimeout", d > 0, "the timeout is not positive", func(c *config) { c.timeout = d })
}

// WithMaxRetries sets the retries after the first attempt; default 3. With 0
// there are none and no waiting either; a 401 is still recovered once, if that
// takes no wait.
func WithMaxRetries(n int) Option {
	return option("WithMaxRetries", n >= 0, "the number is negative", func(c *config) { c.retries = n })
}

// WithMaxRetryWait sets the longest single wait that the caller tolerates;
// default 60 s. A longer Retry-After is not waited out: the call fails at once
// with [ErrRateLimited] and the error's RetryAfter says when to come back.
func WithMaxRetryWait(d time.Duration) Option {
	return option("WithMaxRetryWait", d > 0, "the wait is not positive", func(c *config) { c.maxWait = d })
}

// WithMarket sets the market of calls that take one and are given none: an
// ISO 3166-1 alpha-2 code, or "from_token" for the user's own. With an app's
// token shows, episodes, audiobooks and chapters answer 404 without one.
func WithMarket(code string) Option {
	letters := len(code) == 2 && isLetter(code[0]) && isLetter(code[1])
	return option("WithMarket", letters || code == "from_token", `the market is neither two letters nor "from_token"`, func(c *config) {
		if c.market = code; letters {
			c.market = strings.ToUpper(code)
		}
	})
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// WithLanguage sets the Accept-Language of API requests, such as "ja" or
// "de-DE, en;q=0.5": the language of names. Default: none is sent.
func WithLanguage(tags string) Option {
	return option("WithLanguage", headerText(tags), "the language is empty or has control or non-ASCII characters", func(c *config) { c.language = tags })
}

// WithPagePrefetch sets how many pages [Page.All] keeps in flight ahead of the
// caller, 0 to 8; default 0. It trades requests for time.
func WithPagePrefetch(n int) Option {
	return option("WithPagePrefetch", n >= 0 && n <= 8, "the number is not 0 to 8", func(c *config) { c.prefetch = n })
}

// WithUserAgent sets the User-Agent of all requests; default spotify-sdk-go.
func WithUserAgent(s string) Option {
	return option("WithUserAgent", headerText(s), "the user agent is empty or has control or non-ASCII characters", func(c *config) { c.userAgent = s })
}

func headerText(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// WithLogger logs attempts, waits, cool-downs and token refreshes to l; default:
// silent. The package documentation lists the records.
func WithLogger(l *slog.Logger) Option {
	return option("WithLogger", l != nil, "the logger is nil", func(c *config) { c.log = l })
}

// option is one that says nothing of who the client is.
func option(name string, valid bool, complaint string, set func(*config)) Option {
	return func(c *config) error {
		c.others = append(c.others, name)
		if !valid {
			return fmt.Errorf("%s: %s", name, complaint)
		}
		set(c)
		return nil
	}
}

func urlOption(name, text string, set func(*config, *url.URL)) Option {
	u, complaint := parseURL(text)
	return option(name, complaint == "", complaint, func(c *config) { set(c, u) })
}

// parseURL reads a URL that requests, and with them secrets, may go to.
func parseURL(text string) (u *url.URL, complaint string) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, "the URL cannot be parsed" // err would quote it
	case u.User != nil, u.RawQuery != "", u.ForceQuery, u.Fragment != "", strings.HasSuffix(text, "#"):
		return nil, "the URL has userinfo, a query or a fragment"
	case u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "", u.Opaque != "":
		return nil, "the URL is not an absolute http or https one"
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, "plain http is for loopback hosts alone"
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u, ""
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// config is what a constructor's options add up to.
type config struct {
	auth   []string // the options that say who the client is
	others []string // all other options that were given

	provider   AuthProvider
	id, secret string
	cache      TokenCache
	skew       time.Duration
	tokenURL   *url.URL
	baseURL    *url.URL
	http       http.Client
	wrap       func(http.RoundTripper) http.RoundTripper
	timeout    time.Duration
	retries    int
	maxWait    time.Duration
	market     string
	language   string
	prefetch   int
	userAgent  string
	log        *slog.Logger

	wire *wire      // made of http and wrap
	own  *transport // the SDK's transport, if wire rests on it
}

// Options without effect on what a constructor makes.
const (
	uselessForGiven    = "WithTokenCache WithExpirySkew WithTokenURL"
	uselessForGrant    = "WithBaseURL WithMarket WithLanguage WithPagePrefetch"
	uselessForProvider = "WithTokenCache WithTokenURL WithHTTPClient WithTransport WithUserAgent " +
		"WithTimeout WithMaxRetries WithMaxRetryWait " + uselessForGrant
)

// configure applies opts and reports all mistakes in one error. check adds the
// constructor's own.
func configure(opts []Option, check func(*config) []string) (*config, error) {
	c := &config{
		skew:      30 * time.Second,
		tokenURL:  &url.URL{Scheme: "https", Host: "accounts.spotify.com", Path: "/api/token"},
		baseURL:   &url.URL{Scheme: "https", Host: "api.spotify.com", Path: "/v1"},
		timeout:   30 * time.Second,
		retries:   3,
		maxWait:   60 * time.Second,
		userAgent: "spotify-sdk-go",
		log:       slog.New(slog.DiscardHandler),
	}
	var mistakes []string
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt(c); err != nil {
			mistakes = append(mistakes, err.Error())
		}
	}
	mistakes = append(mistakes, check(c)...)
	if mistake := c.connect(); mistake != "" {
		mistakes = append(mistakes, mistake)
	}
	if len(mistakes) > 0 {
		return nil, inputErrorf(ErrConfig, "%s", strings.Join(mistakes, "; "))
	}
	return c, nil
}

// connect makes the wire.
func (c *config) connect() (mistake string) {
	rt := c.http.Transport
	if rt == nil {
		c.own = newTransport()
		rt = c.own
	}
	if c.wrap != nil {
		if rt = c.wrap(rt); rt == nil {
			return "WithTransport: the function returned nil"
		}
	}
	c.wire = &wire{rt: rt, jar: c.http.Jar, timeout: c.timeout}
	if own := c.http.Timeout; own > 0 {
		c.wire.timeout = min(c.timeout, own)
	}
	return ""
}

// oneIdentity checks that who the client is was said once, and reads missing
// credentials from the environment.
func (c *config) oneIdentity() []string {
	switch {
	case len(c.auth) > 1:
		mistakes := []string{"conflicting credentials: " + strings.Join(c.auth, ", ") + "; give exactly one, once"}
		if c.id != "" && c.secret != "" { // else the environment would count, which the others ignore
			mistakes = append(mistakes, c.completeCredentials(c.id, c.secret)...)
		}
		return mistakes
	case c.provider != nil || len(c.auth) == 1 && c.auth[0] != "WithClientCredentials" && c.auth[0] != "NewFromClientCredentials":
		return c.refuseOthers(uselessForGiven, "with "+c.auth[0])
	}
	return c.completeCredentials(c.id, c.secret)
}

// refuseIdentity is for constructors that are told who the client is otherwise.
func (c *config) refuseIdentity(constructor string) (mistakes []string) {
	for _, name := range c.auth {
		mistakes = append(mistakes, name+" has no place in "+constructor+", which is the provider")
	}
	return mistakes
}

// completeCredentials reads what is missing from the environment.
func (c *config) completeCredentials(id, secret string) (mistakes []string) {
	c.id, c.secret = id, secret
	for _, v := range []struct {
		value          *string
		what, variable string
	}{
		{&c.id, "client ID", "SPOTIFY_SDK_CLIENT_ID"},
		{&c.secret, "client secret", "SPOTIFY_SDK_CLIENT_SECRET"},
	} {
		what := "the " + v.what
		if *v.value == "" {
			*v.value = os.Getenv(v.variable)
			what = v.variable
		}
		switch {
		case *v.value == "":
			mistakes = append(mistakes, "no "+v.what+": give one or set "+v.variable)
		case strings.ContainsFunc(*v.value, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
			mistakes = append(mistakes, what+" has white space or control characters")
		case v.value == &c.id && strings.Contains(c.id, ":"):
			mistakes = append(mistakes, what+" has a colon, which Basic authentication cannot carry")
		}
	}
	return mistakes
}

// refuseOthers names the given options that would have no effect.
func (c *config) refuseOthers(useless, where string) (mistakes []string) {
	for name := range strings.FieldsSeq(useless) {
		if slices.Contains(c.others, name) {
			mistakes = append(mistakes, name+" has no effect "+where)
		}
	}
	return mistakes
}
