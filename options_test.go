package spotify_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

func TestConstructionRefuses(t *testing.T) {
	withoutEnvironment(t)
	appCredentials := spotify.WithClientCredentials(clientID, clientSecret)
	tests := []struct {
		name string
		make construct
		want []string // what the error names
	}{
		{"an access token with a provider", constructNew(spotify.WithAccessToken(token(1)),
			spotify.WithAuthProvider(fixedProvider)), []string{"WithAccessToken", "WithAuthProvider"}},
		{"an access token with client credentials", constructNew(spotify.WithAccessToken(token(1)), appCredentials),
			[]string{"WithAccessToken", "WithClientCredentials"}},
		{"a provider with client credentials", constructNew(appCredentials, spotify.WithAuthProvider(fixedProvider)),
			[]string{"WithAuthProvider", "WithClientCredentials"}},
		{"all three", constructNew(appCredentials, spotify.WithAuthProvider(fixedProvider),
			spotify.WithAccessToken(token(1))),
			[]string{"WithAuthProvider", "WithClientCredentials", "WithAccessToken"}},
		{"an access token twice", constructNew(spotify.WithAccessToken(token(1)), spotify.WithAccessToken(token(1))),
			[]string{"WithAccessToken, WithAccessToken"}},
		{"client credentials twice", constructNew(appCredentials, appCredentials),
			[]string{"WithClientCredentials, WithClientCredentials"}},
		{"a provider twice", constructNew(spotify.WithAuthProvider(fixedProvider),
			spotify.WithAuthProvider(fixedProvider)), []string{"WithAuthProvider, WithAuthProvider"}},
		{"an empty access token, which must not fall through to other credentials",
			constructNew(spotify.WithAccessToken("")), []string{"WithAccessToken: the token is empty"}},
		{"a nil provider", constructNew(spotify.WithAuthProvider(nil)),
			[]string{"WithAuthProvider: the provider is nil"}},
		{"a nil function as provider", constructNew(spotify.WithAuthProvider(spotify.AuthProviderFunc(nil))),
			[]string{"WithAuthProvider: the provider is nil"}},
		{"the nil provider that an ignored error leaves",
			constructNew(spotify.WithAuthProvider((*spotify.TokenProvider)(nil))),
			[]string{"WithAuthProvider: the provider is nil"}},
		{"an access token with the two strings", fromCredentials(clientID, clientSecret,
			spotify.WithAccessToken(token(1))), []string{"NewFromClientCredentials", "WithAccessToken"}},
		{"a provider with the two strings", fromCredentials(clientID, clientSecret,
			spotify.WithAuthProvider(fixedProvider)), []string{"NewFromClientCredentials", "WithAuthProvider"}},
		{"credentials with the two strings", fromCredentials(clientID, clientSecret, appCredentials),
			[]string{"NewFromClientCredentials", "WithClientCredentials"}},
		{"an access token for a provider", appProvider(spotify.WithAccessToken(token(1))),
			[]string{"WithAccessToken is not allowed in NewClientCredentials"}},
		{"a provider for a provider", appProvider(spotify.WithAuthProvider(fixedProvider)),
			[]string{"WithAuthProvider is not allowed in NewClientCredentials"}},
		{"credentials for a provider that has them", appProvider(appCredentials),
			[]string{"WithClientCredentials is not allowed in NewClientCredentials"}},
		{"an access token for a grant", anyGrant(spotify.WithAccessToken(token(1))),
			[]string{"WithAccessToken is not allowed in NewTokenProvider"}},
		{"a provider for a grant", anyGrant(spotify.WithAuthProvider(fixedProvider)),
			[]string{"WithAuthProvider is not allowed in NewTokenProvider"}},
		{"credentials for a grant", anyGrant(appCredentials),
			[]string{"WithClientCredentials is not allowed in NewTokenProvider"}},
		{"a nil fetch", func() (any, error) { return spotify.NewTokenProvider(nil) }, []string{"fetch is nil"}},
		{"nothing at all", constructNew(), []string{"SPOTIFY_SDK_CLIENT_ID", "SPOTIFY_SDK_CLIENT_SECRET"}},
		{"an empty id", fromCredentials("", clientSecret), []string{"SPOTIFY_SDK_CLIENT_ID"}},
		{"an empty secret", constructNew(spotify.WithClientCredentials(clientID, "")),
			[]string{"SPOTIFY_SDK_CLIENT_SECRET"}},
		{"an empty secret of a provider", func() (any, error) { return spotify.NewClientCredentials(clientID, "") },
			[]string{"SPOTIFY_SDK_CLIENT_SECRET"}},

		{"a cache with a fixed token",
			constructNew(spotify.WithAccessToken(token(1)), spotify.WithTokenCache(spotify.NewMemoryTokenCache())),
			[]string{"WithTokenCache has no effect with WithAccessToken"}},
		{"a skew with a fixed token", constructNew(spotify.WithAccessToken(token(1)), spotify.WithExpirySkew(1)),
			[]string{"WithExpirySkew has no effect with WithAccessToken"}},
		{"a token URL with a fixed token", constructNew(spotify.WithAccessToken(token(1)),
			spotify.WithTokenURL("https://a.example")), []string{"WithTokenURL has no effect with WithAccessToken"}},
		{"a cache with a provider",
			constructNew(spotify.WithAuthProvider(fixedProvider),
				spotify.WithTokenCache(spotify.NewMemoryTokenCache())),
			[]string{"WithTokenCache has no effect with WithAuthProvider"}},
		{"a skew with a provider", constructNew(spotify.WithExpirySkew(1), spotify.WithAuthProvider(fixedProvider)),
			[]string{"WithExpirySkew has no effect with WithAuthProvider"}},
		{"a token URL with a provider", constructNew(spotify.WithAuthProvider(fixedProvider),
			spotify.WithTokenURL("https://a.example")), []string{"WithTokenURL has no effect with WithAuthProvider"}},

		{"a nil cache", appProvider(spotify.WithTokenCache(nil)), []string{"WithTokenCache"}},
		{"a skew of nothing", appProvider(spotify.WithExpirySkew(0)), []string{"WithExpirySkew"}},
		{"a negative skew", appProvider(spotify.WithExpirySkew(-1)), []string{"WithExpirySkew"}},
		{"a nil http.Client", appProvider(spotify.WithHTTPClient(nil)), []string{"WithHTTPClient"}},
		{"a nil function for the transport", appProvider(spotify.WithTransport(nil)), []string{"WithTransport"}},
		{"a function that returns no transport",
			appProvider(spotify.WithTransport(func(http.RoundTripper) http.RoundTripper { return nil })),
			[]string{"WithTransport"}},
		{"a timeout of nothing", appProvider(spotify.WithTimeout(0)), []string{"WithTimeout"}},
		{"a negative timeout", appProvider(spotify.WithTimeout(-time.Second)), []string{"WithTimeout"}},
		{"negative retries", appProvider(spotify.WithMaxRetries(-1)), []string{"WithMaxRetries"}},
		{"a longest wait of nothing", appProvider(spotify.WithMaxRetryWait(0)), []string{"WithMaxRetryWait"}},
		{"a negative longest wait", appProvider(spotify.WithMaxRetryWait(-1)), []string{"WithMaxRetryWait"}},
		{"a nil limiter", fromCredentials(clientID, clientSecret, spotify.WithRateLimiter(nil)), []string{"WithRateLimiter"}},
		{"a nil logger", appProvider(spotify.WithLogger(nil)), []string{"WithLogger"}},
		{"an empty user agent", appProvider(spotify.WithUserAgent("")), []string{"WithUserAgent"}},
		{"a user agent of two lines", appProvider(spotify.WithUserAgent("a\r\nX-Evil: b")), []string{"WithUserAgent"}},
		{"an empty market", fromCredentials(clientID, clientSecret, spotify.WithMarket("")), []string{"WithMarket"}},
		{"a market of three letters", fromCredentials(clientID, clientSecret, spotify.WithMarket("SWE")),
			[]string{"WithMarket"}},
		{"a market of digits", fromCredentials(clientID, clientSecret, spotify.WithMarket("41")),
			[]string{"WithMarket"}},
		{"a market that is no ASCII", fromCredentials(clientID, clientSecret, spotify.WithMarket("é")),
			[]string{"WithMarket"}},
		{"a market in the wrong spelling", fromCredentials(clientID, clientSecret, spotify.WithMarket("From_Token")),
			[]string{"WithMarket"}},
		{"an empty language", fromCredentials(clientID, clientSecret, spotify.WithLanguage("")),
			[]string{"WithLanguage"}},
		{"a language with a control character",
			fromCredentials(clientID, clientSecret, spotify.WithLanguage("de\x00")), []string{"WithLanguage"}},
		{"negative prefetch", fromCredentials(clientID, clientSecret, spotify.WithPagePrefetch(-1)),
			[]string{"WithPagePrefetch"}},
		{"nine pages ahead", fromCredentials(clientID, clientSecret, spotify.WithPagePrefetch(9)),
			[]string{"WithPagePrefetch"}},

		{"a token with a line end", constructNew(spotify.WithAccessToken(token(1) + "\n")),
			[]string{"WithAccessToken"}},
		{"a token with a space", constructNew(spotify.WithAccessToken("Bearer " + token(1))),
			[]string{"WithAccessToken"}},
		{"an id with a colon, which Basic auth cannot carry", fromCredentials("a:b", clientSecret),
			[]string{"client ID", "colon"}},
		{"an id with a line end", fromCredentials(clientID+"\n", clientSecret), []string{"client ID"}},
		{"a secret with a space", fromCredentials(clientID, "a "+clientSecret), []string{"client secret"}},
		{"a secret with a control character",
			constructNew(spotify.WithClientCredentials(clientID, clientSecret+"\x7f")), []string{"client secret"}},
		{"a secret with a space that is not ASCII", withSecret("\u00a0" + clientSecret), []string{"client secret"}},
		{"a zero width no-break space in an id", fromCredentials("\ufeff"+clientID, clientSecret), []string{"client ID"}},
		{"a zero width space", withSecret(clientSecret + "\u200b"), []string{"client secret"}},
		{"a left-to-right mark", withSecret(clientSecret + "\u200e"), []string{"client secret"}},
		{"a word joiner", withSecret("\u2060" + clientSecret), []string{"client secret"}},
		{"a soft hyphen", withSecret("ab\u00ad" + clientSecret), []string{"client secret"}},
		{"a variation selector", withSecret(clientSecret + "\ufe0f"), []string{"client secret"}},
		{"a Hangul filler", withSecret(clientSecret + "\u3164"), []string{"client secret"}},
		{"a combining grapheme joiner", withSecret("ab\u034f" + clientSecret), []string{"client secret"}},
		{"a tag character", withSecret(clientSecret + "\U000e0041"), []string{"client secret"}},

		{"conflicting credentials and an option without effect", constructNew(spotify.WithAccessToken(token(1)),
			spotify.WithAuthProvider(fixedProvider), spotify.WithTokenCache(spotify.NewMemoryTokenCache())),
			[]string{"conflicting credentials", "WithTokenCache has no effect"}},
		{"every mistake of one call", fromCredentials("a:b", "sec ret", spotify.WithTimeout(-1),
			spotify.WithMarket("?"), spotify.WithBaseURL("ftp://x"), spotify.WithAccessToken("")),
			[]string{"client ID", "client secret", "WithTimeout", "WithMarket", "WithBaseURL", "conflicting",
				"the token is empty"}},
		{"every mistake of a provider", func() (any, error) {
			return spotify.NewTokenProvider(nil, appCredentials, spotify.WithMaxRetries(-1), spotify.WithUserAgent("x"))
		}, []string{"fetch is nil", "WithClientCredentials", "WithMaxRetries: ", "WithMaxRetries has no effect",
			"WithUserAgent"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantConfigError(t, tt.make, tt.want) })
	}
}

// Options that have no effect on what a constructor makes are mistakes.
func TestConstructionRefusesUselessOptions(t *testing.T) {
	withoutEnvironment(t)
	options := map[string]spotify.Option{
		"WithTokenCache":   spotify.WithTokenCache(spotify.NewMemoryTokenCache()),
		"WithExpirySkew":   spotify.WithExpirySkew(time.Second),
		"WithTokenURL":     spotify.WithTokenURL("https://accounts.example"),
		"WithBaseURL":      spotify.WithBaseURL("https://api.example"),
		"WithHTTPClient":   spotify.WithHTTPClient(&http.Client{}),
		"WithTransport":    spotify.WithTransport(noWrap),
		"WithTimeout":      spotify.WithTimeout(time.Second),
		"WithMaxRetries":   spotify.WithMaxRetries(0),
		"WithMaxRetryWait": spotify.WithMaxRetryWait(time.Second),
		"WithMarket":       spotify.WithMarket("SE"),
		"WithLanguage":     spotify.WithLanguage("ja"),
		"WithPagePrefetch": spotify.WithPagePrefetch(0),
		"WithRateLimiter":  spotify.WithRateLimiter(limiterFunc(func(context.Context) error { return nil })),
		"WithUserAgent":    spotify.WithUserAgent("agent"),
		"WithLogger":       spotify.WithLogger(slog.New(slog.DiscardHandler)),
	}
	tests := []struct {
		constructor string
		make        func(...spotify.Option) construct
		useless     string
	}{
		{"New with client credentials", func(o ...spotify.Option) construct {
			return constructNew(append(o, spotify.WithClientCredentials(clientID, clientSecret))...)
		}, ""},
		{"NewFromClientCredentials",
			func(o ...spotify.Option) construct { return fromCredentials(clientID, clientSecret, o...) }, ""},
		{"New with a token", func(o ...spotify.Option) construct {
			return constructNew(append(o, spotify.WithAccessToken(token(1)))...)
		}, "WithTokenCache WithExpirySkew WithTokenURL"},
		{"New with a provider", func(o ...spotify.Option) construct {
			return constructNew(append(o, spotify.WithAuthProvider(fixedProvider))...)
		}, "WithTokenCache WithExpirySkew WithTokenURL"},
		{"NewClientCredentials", appProvider, "WithBaseURL WithMarket WithLanguage WithPagePrefetch WithRateLimiter"},
		{"NewTokenProvider", anyGrant,
			"WithBaseURL WithMarket WithLanguage WithPagePrefetch WithRateLimiter WithTokenCache WithTokenURL WithHTTPClient " +
				"WithTransport WithUserAgent WithTimeout WithMaxRetries WithMaxRetryWait"},
	}
	for _, tt := range tests {
		for name, option := range options {
			t.Run(tt.constructor+" "+name, func(t *testing.T) {
				if strings.Contains(tt.useless, name) {
					wantConfigError(t, tt.make(option), []string{name + " has no effect"})
				} else if got, err := tt.make(option)(); err != nil || fmt.Sprint(got) == "<nil>" {
					t.Errorf("got %v, %v", got, err)
				}
			})
		}
	}
}

func TestURLsThatSecretsMayGoTo(t *testing.T) {
	withoutEnvironment(t)
	tests := []struct {
		url string
		ok  bool
	}{
		{"https://spotify.example/v1", true},
		{"https://spotify.example/v1/", true},
		{"https://spotify.example:8443", true},
		{"HTTPS://spotify.example", true},
		{"http://localhost:8080/v1", true},
		{"http://LocalHost", true},
		{"http://127.0.0.1:9", true},
		{"http://127.8.9.1", true},
		{"http://[::1]:80/x", true},
		{"http://spotify.example", false},
		{"http://127.0.0.1.evil.example", false},
		{"http://localhost.evil.example", false},
		{"http://10.0.0.1", false},
		{"http://0.0.0.0", false},
		{"https://user:password@spotify.example", false},
		{"https://user@spotify.example", false},
		{"https://spotify.example/v1?key=value", false},
		{"https://spotify.example/v1?", false},
		{"https://spotify.example/v1#part", false},
		{"https://spotify.example/v1#", false},
		{"https:///v1", false},
		{"https:spotify.example", false},
		{"spotify.example/v1", false},
		{"//spotify.example/v1", false},
		{"ftp://spotify.example", false},
		{"https://spotify.example/%zz", false},
		{"https://spotify.example/\x00", false},
		{"", false},
	}
	for _, tt := range tests {
		t.Run(tt.url, func(t *testing.T) {
			for name, option := range map[string]func(string) spotify.Option{"WithBaseURL": spotify.WithBaseURL, "WithTokenURL": spotify.WithTokenURL} {
				made := fromCredentials(clientID, clientSecret, option(tt.url))
				if !tt.ok {
					wantConfigError(t, made, []string{name})
				} else if _, err := made(); err != nil {
					t.Errorf("%s(%q): %v", name, tt.url, err)
				}
			}
		})
	}
}

func TestLastOfRepeatedOptionsWinsAndNilOptionsAreSkipped(t *testing.T) {
	f := &fake{}
	c := f.client(t, nil, spotify.WithUserAgent("first"), nil, spotify.WithUserAgent("second"),
		spotify.WithLanguage("de"), spotify.WithLanguage("ja"),
		spotify.WithBaseURL("https://one.example"), spotify.WithBaseURL("https://two.example/below/"), nil)
	if err := c.Call(t.Context(), "GET", "x", nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	f.wantTokenRequests(t, 1)
	call := f.apiRequests()[0]
	if call.header.Get("User-Agent") != "second" || call.header.Get("Accept-Language") != "ja" ||
		call.path != "/below/x" {
		t.Errorf("the call had path %s and header %v", call.path, call.header)
	}
}

// Whichever constructor made it, the skew holds: in it a caller gets the new token.
func TestSkewHoldsForEveryConstructor(t *testing.T) {
	type tokenFunc = func(context.Context) (string, error)
	skew, credentials := spotify.WithExpirySkew(10*time.Minute), spotify.WithClientCredentials(clientID, clientSecret)
	calls := func(f *fake, c *spotify.Client) tokenFunc {
		return func(ctx context.Context) (string, error) {
			err := getAlbum(ctx, c)
			used := f.usedTokens()
			return used[len(used)-1], err
		}
	}
	for name, way := range map[string]func(t *testing.T, f *fake) tokenFunc{
		"NewFromClientCredentials": func(t *testing.T, f *fake) tokenFunc { return calls(f, f.client(t, skew)) },
		"NewClientCredentials":     func(t *testing.T, f *fake) tokenFunc { return f.provider(t, skew).AccessToken },
		"NewTokenProvider":         func(t *testing.T, f *fake) tokenFunc { return new(rotatingGrant).provider(t, skew).AccessToken },
		"New": func(t *testing.T, f *fake) tokenFunc {
			c, err := spotify.New(append(f.options(), skew, credentials)...)
			if err != nil {
				t.Fatal(err)
			}
			return calls(f, c)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				next := way(t, &fake{})
				for n := 1; n <= 2; n++ { // the second with nine minutes left
					if got, err := next(t.Context()); recorded(err) != nil || got != token(n) {
						t.Errorf("error %v, or another token than number %d", err, n)
					}
					time.Sleep(51 * time.Minute)
				}
			})
		})
	}
}
