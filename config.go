package spotify

import (
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
	"unicode"
)

// Option configures a constructor. A nil Option is skipped. If an option is
// given twice, the last one applies, except that every [WithTransport] applies.
// It is an error to give more than one identity: [WithClientCredentials],
// [WithAccessToken] or [WithAuthProvider].
type Option func(*config) error

// target is what an option applies to: a bit mask.
type target uint8

const (
	forClient            target = 1 << iota // API requests
	forClientCredentials                    // the token requests of an app
	forTokenProvider                        // the token of NewTokenProvider
)

// config holds the settings that the options of a constructor made.
type config struct {
	identities []namedOption // the options that state the identity
	given      []namedOption // all other options

	provider   AuthProvider
	id, secret string
	cache      TokenCache
	skew       time.Duration
	tokenURL   *url.URL
	baseURL    *url.URL
	http       http.Client
	wraps      []func(http.RoundTripper) http.RoundTripper
	limiter    RateLimiter
	timeout    time.Duration
	retries    int
	maxWait    time.Duration
	market     string
	language   string
	prefetch   int
	userAgent  string
	log        *slog.Logger

	rt        http.RoundTripper // made of http and wraps
	closeIdle func()            // of the SDK's own transport; nil if that is not used
}

// namedOption is an option that was given, with what it applies to.
type namedOption struct {
	name    string
	applies target
}

// configure applies opts for a constructor and reports all problems in one error.
// check, which may be nil, returns those of the constructor's own arguments.
func configure(t target, opts []Option, check func(*config) []string) (*config, error) {
	c := &config{
		skew:      30 * time.Second,
		tokenURL:  &url.URL{Scheme: "https", Host: "accounts.spotify.com", Path: "/api/token"},
		baseURL:   &url.URL{Scheme: "https", Host: "api.spotify.com", Path: "/v1"},
		timeout:   30 * time.Second,
		retries:   3,
		maxWait:   60 * time.Second,
		userAgent: "spotify-sdk-go/" + version,
		log:       slog.New(slog.DiscardHandler),
	}
	var problems []string
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt(c); err != nil {
			problems = append(problems, err.Error())
		}
	}
	problems = append(problems, c.checkIdentity(t)...)
	if check != nil {
		problems = append(problems, check(c)...)
	}
	// The user's functions are called only if all else is right.
	if len(problems) == 0 && !c.connect() {
		problems = append(problems, "WithTransport: the function returned nil")
	}
	if len(problems) > 0 {
		return nil, inputErrorf(ErrConfig, "%s", strings.Join(problems, "; "))
	}
	return c, nil
}

// checkIdentity checks that the identity was stated once, where it can be, and
// that the other options have an effect with it.
func (c *config) checkIdentity(t target) (problems []string) {
	where := map[target]string{forClientCredentials: "in NewClientCredentials", forTokenProvider: "in NewTokenProvider"}[t]
	if t != forClient {
		for _, o := range c.identities {
			problems = append(problems, o.name+" is not allowed "+where+", which is the provider")
		}
	} else {
		var names []string
		for _, o := range c.identities {
			names = append(names, o.name)
			t |= o.applies
		}
		switch {
		case len(names) > 1:
			problems = append(problems, "conflicting credentials: "+strings.Join(names, ", ")+"; give exactly one, once")
			problems = append(problems, checkCredentials(c.id, c.secret)...)
		case t&forClientCredentials != 0 || len(names) == 0:
			t |= forClientCredentials
			problems = append(problems, c.completeCredentials(c.id, c.secret)...)
		}
		if len(names) > 0 {
			where = "with " + names[0]
		}
	}
	for _, o := range c.given {
		if o.applies&t == 0 {
			problems = append(problems, o.name+" has no effect "+where)
		}
	}
	return problems
}

// completeCredentials sets the credentials. An empty value is read from the
// environment.
func (c *config) completeCredentials(id, secret string) (problems []string) {
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
		if *v.value == "" {
			problems = append(problems, "no "+v.what+": pass one or set "+v.variable)
		}
		problems = append(problems, checkCredential(*v.value, what, v.value == &c.id)...)
	}
	return problems
}

// checkCredentials checks what was passed, without the environment.
func checkCredentials(id, secret string) []string {
	return append(checkCredential(id, "the client ID", true), checkCredential(secret, "the client secret", false)...)
}

func checkCredential(value, what string, isID bool) []string {
	switch {
	case strings.ContainsFunc(value, func(r rune) bool { return !isVisible(r) }):
		return []string{what + " has white space, control or invisible characters"}
	case isID && strings.Contains(value, ":"):
		return []string{what + " has a colon, which Basic authentication cannot carry"}
	}
	return nil
}

// isVisible reports whether r is neither white space nor one of the characters
// that are invisible wherever they are displayed.
func isVisible(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) &&
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// connect makes the transport. It reports false if a function given to
// WithTransport returned nil.
func (c *config) connect() bool {
	c.rt = c.http.Transport
	if c.rt == nil {
		own := newTransport()
		c.rt, c.closeIdle = own, own.CloseIdleConnections
	}
	for _, wrap := range c.wraps {
		if c.rt = wrap(c.rt); c.rt == nil {
			return false
		}
	}
	if own := c.http.Timeout; own > 0 {
		c.timeout = min(c.timeout, own)
	}
	return true
}
