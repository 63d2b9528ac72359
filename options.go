package spotify

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// WithAccessToken makes a client use this one token, which is never refreshed.
// Once it has expired, every call returns an error that matches
// [ErrUnauthorized].
func WithAccessToken(token string) Option {
	return func(c *config) error {
		c.identities = append(c.identities, namedOption{"WithAccessToken", forClient})
		c.provider = fixedToken(token)
		if token == "" {
			return errors.New("WithAccessToken: the token is empty")
		}
		if !printable(token) {
			return errors.New("WithAccessToken: the token has white space, control or non-ASCII characters")
		}
		return nil
	}
}

// WithClientCredentials makes a client request, cache and refresh an app token by
// the OAuth 2.0 client credentials flow. An empty value is read from the
// environment variable SPOTIFY_SDK_CLIENT_ID or SPOTIFY_SDK_CLIENT_SECRET.
func WithClientCredentials(clientID, clientSecret string) Option {
	return credentials("WithClientCredentials", clientID, clientSecret)
}

func credentials(name, id, secret string) Option {
	return func(c *config) error {
		c.identities = append(c.identities, namedOption{name, forClient | forClientCredentials})
		c.id, c.secret = id, secret
		return nil
	}
}

// WithAuthProvider makes a client take its tokens from p: a [TokenProvider], or
// your own implementation of any other OAuth flow. [Client.Close] closes p if it
// is an [io.Closer].
func WithAuthProvider(p AuthProvider) Option {
	return func(c *config) error {
		c.identities = append(c.identities, namedOption{"WithAuthProvider", forClient})
		c.provider = p
		if isNilProvider(p) {
			return errors.New("WithAuthProvider: the provider is nil")
		}
		return nil
	}
}

func isNilProvider(p AuthProvider) bool {
	switch p := p.(type) {
	case nil:
		return true
	case AuthProviderFunc:
		return p == nil
	case interface{ initialized() bool }:
		return !p.initialized() // what a constructor's ignored error leaves
	}
	return false
}

// WithTokenCache shares the app token with other processes through cache. By default
// the provider keeps it in its own memory only.
func WithTokenCache(cache TokenCache) Option {
	return option("WithTokenCache", forClientCredentials, cache != nil, "the cache is nil", func(c *config) { c.cache = cache })
}

// WithExpirySkew sets how long before a token expires calls start to wait for a
// new one, for up to five seconds each. The default is 30 seconds. The skew is
// limited to a quarter of the token's lifetime.
func WithExpirySkew(d time.Duration) Option {
	return option("WithExpirySkew", forClientCredentials|forTokenProvider, d > 0, "the skew is not positive",
		func(c *config) { c.skew = d })
}

// WithTokenURL sets the token endpoint. The default is
// https://accounts.spotify.com/api/token. Plain http is allowed only for loopback
// hosts.
func WithTokenURL(u string) Option {
	return urlOption("WithTokenURL", forClientCredentials, u, func(c *config, u *url.URL) { c.tokenURL = u })
}

// WithBaseURL sets the address of the Web API. The default is
// https://api.spotify.com/v1. Plain http is allowed only for loopback hosts.
func WithBaseURL(u string) Option {
	return urlOption("WithBaseURL", forClient, u, func(c *config, u *url.URL) { c.baseURL = u })
}

// WithHTTPClient uses the transport, cookie jar and timeout (of one attempt) of
// a copy of hc. Redirects are never followed, and the cookie jar is not used
// for token requests nor by clients of [Client.As]. A nil Transport means the
// SDK's own. Any other lacks its short dial timeouts, its pings that detect
// dead HTTP/2 connections, and its limit on new connections in a burst. To
// extend the SDK's transport, use [WithTransport].
func WithHTTPClient(hc *http.Client) Option {
	return option("WithHTTPClient", forClient|forClientCredentials, hc != nil, "the client is nil", func(c *config) { c.http = *hc })
}

// WithTransport wraps the SDK's transport, or that of [WithHTTPClient], for
// traces, metrics, caching or recording. The constructor calls wrap once. If
// the option is given several times, the last wrapper is the outermost. Every
// request carries its route in [http.Request.Pattern]: "GET /albums/{id}",
// "POST token".
func WithTransport(wrap func(http.RoundTripper) http.RoundTripper) Option {
	return option("WithTransport", forClient|forClientCredentials, wrap != nil, "the function is nil",
		func(c *config) { c.wraps = append(c.wraps, wrap) })
}

// WithRateLimiter makes the client call l.Wait before every attempt of every API
// request: those of typed methods, [Client.Call], [Client.Do], pages and batches,
// and retries. Token requests are not limited.
//
// The wait is bounded by the caller's context and by Close, but not by
// [WithTimeout] or [WithMaxRetryWait], and it does not count as a retry. An
// error from l ends the call, which returns an [*Error] that unwraps to it.
// Clients made by [Client.As] share the limiter.
func WithRateLimiter(l RateLimiter) Option {
	return option("WithRateLimiter", forClient, l != nil, "the limiter is nil", func(c *config) { c.limiter = l })
}

// WithTimeout limits one attempt, which includes reading the response body. The
// default is 30 seconds. The whole call is bounded only by its context.
func WithTimeout(d time.Duration) Option {
	return option("WithTimeout", forClient|forClientCredentials, d > 0, "the timeout is not positive", func(c *config) { c.timeout = d })
}

// WithMaxRetries sets the number of retries after the first attempt. The
// default is 3. With 0 there are no retries and no waits. A 401 still leads to
// one token refresh and another attempt, unless that requires a wait.
func WithMaxRetries(n int) Option {
	return option("WithMaxRetries", forClient|forClientCredentials, n >= 0, "the number is negative", func(c *config) { c.retries = n })
}

// WithMaxRetryWait sets the longest single wait before a retry. The default is
// 60 seconds. If Spotify requests a longer wait, the call fails at once, and
// the RetryAfter of its error is the requested wait. The error matches
// [ErrRateLimited] or, after a 503, [ErrServer].
func WithMaxRetryWait(d time.Duration) Option {
	return option("WithMaxRetryWait", forClient|forClientCredentials, d > 0, "the wait is not positive", func(c *config) { c.maxWait = d })
}

// WithMarket sets the default market of calls that accept one: an ISO 3166-1
// alpha-2 code, or "from_token" for the country of the user. With an app token,
// calls for shows, episodes, audiobooks and chapters need one.
func WithMarket(code string) Option {
	market, ok := parseMarket(code)
	return option("WithMarket", forClient, ok && code != "", `the market is neither two letters nor "from_token"`,
		func(c *config) { c.market = market })
}

// WithLanguage sets the Accept-Language of API requests, such as "ja" or
// "de-DE, en;q=0.5", which decides the language of names. By default none is
// sent.
func WithLanguage(tags string) Option {
	return option("WithLanguage", forClient, headerText(tags), "the language is empty or has control or non-ASCII characters",
		func(c *config) { c.language = tags })
}

// WithPagePrefetch sets how many pages [Page.All] requests ahead of the caller, 0
// to 8. The default is 0. It saves time and may cost requests for pages that are
// not read.
func WithPagePrefetch(n int) Option {
	return option("WithPagePrefetch", forClient, n >= 0 && n <= 8, "the number is not 0 to 8", func(c *config) { c.prefetch = n })
}

// WithUserAgent sets the User-Agent of all requests. The default is
// spotify-sdk-go and the version, such as spotify-sdk-go/0.1.0.
func WithUserAgent(s string) Option {
	return option("WithUserAgent", forClient|forClientCredentials, headerText(s),
		"the user agent is empty or has control or non-ASCII characters", func(c *config) { c.userAgent = s })
}

func headerText(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// WithLogger logs attempts, waits, cooldowns and token refreshes to l. By default
// nothing is logged. The package documentation lists the records.
func WithLogger(l *slog.Logger) Option {
	return option("WithLogger", forClient|forClientCredentials|forTokenProvider, l != nil, "the logger is nil",
		func(c *config) { c.log = l })
}

// option returns an option other than those for the identity.
func option(name string, applies target, valid bool, problem string, set func(*config)) Option {
	return func(c *config) error {
		c.given = append(c.given, namedOption{name, applies})
		if !valid {
			return errors.New(name + ": " + problem)
		}
		set(c)
		return nil
	}
}

func urlOption(name string, applies target, text string, set func(*config, *url.URL)) Option {
	u, problem := parseURL(text)
	return option(name, applies, problem == "", problem, func(c *config) { set(c, u) })
}

// parseURL parses a URL that requests, and with them secrets, are sent to.
func parseURL(text string) (u *url.URL, problem string) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, "the URL cannot be parsed" // err would quote it
	case u.User != nil, u.RawQuery != "", u.ForceQuery, u.Fragment != "", strings.HasSuffix(text, "#"):
		return nil, "the URL has userinfo, a query or a fragment"
	case u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "", u.Opaque != "":
		return nil, "the URL is not an absolute http or https URL"
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, "plain http is allowed only for loopback hosts"
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u, ""
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
