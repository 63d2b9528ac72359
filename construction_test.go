package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// construct is one call of a constructor; tests compare what it gives with nil.
type construct func() (any, error)

func newClient(opts ...spotify.Option) construct {
	return func() (any, error) { return spotify.New(opts...) }
}

func fromCredentials(id, secret string, opts ...spotify.Option) construct {
	return func() (any, error) { return spotify.NewFromClientCredentials(id, secret, opts...) }
}

func appProvider(opts ...spotify.Option) construct {
	return func() (any, error) { return spotify.NewClientCredentials(clientID, clientSecret, opts...) }
}

func anyGrant(opts ...spotify.Option) construct {
	return func() (any, error) { return spotify.NewTokenProvider(noFetch, opts...) }
}

func noFetch(context.Context) (spotify.Token, error) { return spotify.Token{}, errors.New("no token") }

// withoutEnvironment makes the test independent of the machine's variables.
func withoutEnvironment(t *testing.T) {
	t.Setenv("SPOTIFY_SDK_CLIENT_ID", "")
	t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", "")
}

var (
	provider = spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(1), nil })
	noWrap   = func(rt http.RoundTripper) http.RoundTripper { return rt }
)

func TestConstructionRefuses(t *testing.T) {
	withoutEnvironment(t)
	appCredentials := spotify.WithClientCredentials(clientID, clientSecret)
	tests := []struct {
		name string
		make construct
		want []string // what the error names
	}{
		{"an access token beside a provider", newClient(spotify.WithAccessToken(token(1)), spotify.WithAuthProvider(provider)), []string{"WithAccessToken", "WithAuthProvider"}},
		{"an access token beside client credentials", newClient(spotify.WithAccessToken(token(1)), appCredentials), []string{"WithAccessToken", "WithClientCredentials"}},
		{"a provider beside client credentials", newClient(appCredentials, spotify.WithAuthProvider(provider)), []string{"WithAuthProvider", "WithClientCredentials"}},
		{"all three", newClient(appCredentials, spotify.WithAuthProvider(provider), spotify.WithAccessToken(token(1))), []string{"WithAuthProvider", "WithClientCredentials", "WithAccessToken"}},
		{"an access token twice", newClient(spotify.WithAccessToken(token(1)), spotify.WithAccessToken(token(1))), []string{"WithAccessToken, WithAccessToken"}},
		{"client credentials twice", newClient(appCredentials, appCredentials), []string{"WithClientCredentials, WithClientCredentials"}},
		{"a provider twice", newClient(spotify.WithAuthProvider(provider), spotify.WithAuthProvider(provider)), []string{"WithAuthProvider, WithAuthProvider"}},
		{"an empty access token, which must not fall through to other credentials", newClient(spotify.WithAccessToken("")), []string{"WithAccessToken: the token is empty"}},
		{"a nil provider", newClient(spotify.WithAuthProvider(nil)), []string{"WithAuthProvider: the provider is nil"}},
		{"a nil function as provider", newClient(spotify.WithAuthProvider(spotify.AuthProviderFunc(nil))), []string{"WithAuthProvider: the provider is nil"}},
		{"the nil provider that an ignored error leaves", newClient(spotify.WithAuthProvider((*spotify.TokenProvider)(nil))), []string{"WithAuthProvider: the provider is nil"}},
		{"an access token beside the two strings", fromCredentials(clientID, clientSecret, spotify.WithAccessToken(token(1))), []string{"NewFromClientCredentials", "WithAccessToken"}},
		{"a provider beside the two strings", fromCredentials(clientID, clientSecret, spotify.WithAuthProvider(provider)), []string{"NewFromClientCredentials", "WithAuthProvider"}},
		{"credentials beside the two strings", fromCredentials(clientID, clientSecret, appCredentials), []string{"NewFromClientCredentials", "WithClientCredentials"}},
		{"an access token for a provider", appProvider(spotify.WithAccessToken(token(1))), []string{"WithAccessToken has no place in NewClientCredentials"}},
		{"a provider for a provider", appProvider(spotify.WithAuthProvider(provider)), []string{"WithAuthProvider has no place in NewClientCredentials"}},
		{"credentials for a provider that has them", appProvider(appCredentials), []string{"WithClientCredentials has no place in NewClientCredentials"}},
		{"an access token for a grant", anyGrant(spotify.WithAccessToken(token(1))), []string{"WithAccessToken has no place in NewTokenProvider"}},
		{"a provider for a grant", anyGrant(spotify.WithAuthProvider(provider)), []string{"WithAuthProvider has no place in NewTokenProvider"}},
		{"credentials for a grant", anyGrant(appCredentials), []string{"WithClientCredentials has no place in NewTokenProvider"}},
		{"a nil fetch", func() (any, error) { return spotify.NewTokenProvider(nil) }, []string{"fetch is nil"}},
		{"nothing at all", newClient(), []string{"SPOTIFY_SDK_CLIENT_ID", "SPOTIFY_SDK_CLIENT_SECRET"}},
		{"an empty id", fromCredentials("", clientSecret), []string{"SPOTIFY_SDK_CLIENT_ID"}},
		{"an empty secret", newClient(spotify.WithClientCredentials(clientID, "")), []string{"SPOTIFY_SDK_CLIENT_SECRET"}},
		{"an empty secret of a provider", func() (any, error) { return spotify.NewClientCredentials(clientID, "") }, []string{"SPOTIFY_SDK_CLIENT_SECRET"}},

		{"a cache beside a fixed token", newClient(spotify.WithAccessToken(token(1)), spotify.WithTokenCache(spotify.NewMemoryTokenCache())), []string{"WithTokenCache has no effect with WithAccessToken"}},
		{"a skew beside a fixed token", newClient(spotify.WithAccessToken(token(1)), spotify.WithExpirySkew(1)), []string{"WithExpirySkew has no effect with WithAccessToken"}},
		{"a token URL beside a fixed token", newClient(spotify.WithAccessToken(token(1)), spotify.WithTokenURL("https://a.example")), []string{"WithTokenURL has no effect with WithAccessToken"}},
		{"a cache beside a provider", newClient(spotify.WithAuthProvider(provider), spotify.WithTokenCache(spotify.NewMemoryTokenCache())), []string{"WithTokenCache has no effect with WithAuthProvider"}},
		{"a skew beside a provider", newClient(spotify.WithExpirySkew(1), spotify.WithAuthProvider(provider)), []string{"WithExpirySkew has no effect with WithAuthProvider"}},
		{"a token URL beside a provider", newClient(spotify.WithAuthProvider(provider), spotify.WithTokenURL("https://a.example")), []string{"WithTokenURL has no effect with WithAuthProvider"}},

		{"a nil cache", appProvider(spotify.WithTokenCache(nil)), []string{"WithTokenCache"}},
		{"a skew of nothing", appProvider(spotify.WithExpirySkew(0)), []string{"WithExpirySkew"}},
		{"a negative skew", appProvider(spotify.WithExpirySkew(-1)), []string{"WithExpirySkew"}},
		{"a nil http.Client", appProvider(spotify.WithHTTPClient(nil)), []string{"WithHTTPClient"}},
		{"a nil function for the transport", appProvider(spotify.WithTransport(nil)), []string{"WithTransport"}},
		{"a function that gives no transport", appProvider(spotify.WithTransport(func(http.RoundTripper) http.RoundTripper { return nil })), []string{"WithTransport"}},
		{"a timeout of nothing", appProvider(spotify.WithTimeout(0)), []string{"WithTimeout"}},
		{"a negative timeout", appProvider(spotify.WithTimeout(-time.Second)), []string{"WithTimeout"}},
		{"negative retries", appProvider(spotify.WithMaxRetries(-1)), []string{"WithMaxRetries"}},
		{"a longest wait of nothing", appProvider(spotify.WithMaxRetryWait(0)), []string{"WithMaxRetryWait"}},
		{"a negative longest wait", appProvider(spotify.WithMaxRetryWait(-1)), []string{"WithMaxRetryWait"}},
		{"a nil logger", appProvider(spotify.WithLogger(nil)), []string{"WithLogger"}},
		{"an empty user agent", appProvider(spotify.WithUserAgent("")), []string{"WithUserAgent"}},
		{"a user agent of two lines", appProvider(spotify.WithUserAgent("a\r\nX-Evil: b")), []string{"WithUserAgent"}},
		{"an empty market", fromCredentials(clientID, clientSecret, spotify.WithMarket("")), []string{"WithMarket"}},
		{"a market of three letters", fromCredentials(clientID, clientSecret, spotify.WithMarket("SWE")), []string{"WithMarket"}},
		{"a market of digits", fromCredentials(clientID, clientSecret, spotify.WithMarket("41")), []string{"WithMarket"}},
		{"a market that is no ASCII", fromCredentials(clientID, clientSecret, spotify.WithMarket("é")), []string{"WithMarket"}},
		{"a market in the wrong spelling", fromCredentials(clientID, clientSecret, spotify.WithMarket("From_Token")), []string{"WithMarket"}},
		{"an empty language", fromCredentials(clientID, clientSecret, spotify.WithLanguage("")), []string{"WithLanguage"}},
		{"a language with a control character", fromCredentials(clientID, clientSecret, spotify.WithLanguage("de\x00")), []string{"WithLanguage"}},
		{"negative prefetch", fromCredentials(clientID, clientSecret, spotify.WithPagePrefetch(-1)), []string{"WithPagePrefetch"}},
		{"nine pages ahead", fromCredentials(clientID, clientSecret, spotify.WithPagePrefetch(9)), []string{"WithPagePrefetch"}},

		{"a token with a line end", newClient(spotify.WithAccessToken(token(1) + "\n")), []string{"WithAccessToken"}},
		{"a token with a space", newClient(spotify.WithAccessToken("Bearer " + token(1))), []string{"WithAccessToken"}},
		{"an id with a colon, which Basic auth cannot carry", fromCredentials("a:b", clientSecret), []string{"client ID", "colon"}},
		{"an id with a line end", fromCredentials(clientID+"\n", clientSecret), []string{"client ID"}},
		{"a secret with a space", fromCredentials(clientID, "a "+clientSecret), []string{"client secret"}},
		{"a secret with a control character", newClient(spotify.WithClientCredentials(clientID, clientSecret+"\x7f")), []string{"client secret"}},
		{"a secret with a space that is not ASCII", withSecret("\u00a0" + clientSecret), []string{"client secret"}},

		{"every mistake of one call", fromCredentials("a:b", "sec ret", spotify.WithTimeout(-1), spotify.WithMarket("?"), spotify.WithBaseURL("ftp://x"), spotify.WithAccessToken("")),
			[]string{"client ID", "client secret", "WithTimeout", "WithMarket", "WithBaseURL", "conflicting", "the token is empty"}},
		{"every mistake of a provider", func() (any, error) {
			return spotify.NewTokenProvider(nil, appCredentials, spotify.WithMaxRetries(-1), spotify.WithUserAgent("x"))
		}, []string{"fetch is nil", "WithClientCredentials", "WithMaxRetries: ", "WithMaxRetries has no effect", "WithUserAgent"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantConfigError(t, tt.make, tt.want) })
	}
}

func withSecret(secret string) construct {
	return func() (any, error) { return spotify.NewClientCredentials(clientID, secret) }
}

// wantConfigError wants nil and an error of one line that names all of want.
func wantConfigError(t *testing.T, made construct, want []string) {
	t.Helper()
	got, err := made()
	if !errors.Is(seen(err), spotify.ErrConfig) {
		t.Fatalf("error = %v, want one that matches ErrConfig", err)
	}
	if fmt.Sprint(got) != "<nil>" {
		t.Errorf("beside the error came %v", got)
	}
	if text := err.Error(); strings.Count(text, "spotify: ") != 1 || !strings.HasPrefix(text, "spotify: ") || strings.ContainsAny(text, "\r\n") {
		t.Errorf("error %q is not one line with one prefix", text)
	}
	for _, name := range want {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("error %q does not name %q", err, name)
		}
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
		"WithUserAgent":    spotify.WithUserAgent("agent"),
		"WithLogger":       spotify.WithLogger(slog.New(slog.DiscardHandler)),
	}
	tests := []struct {
		constructor string
		make        func(...spotify.Option) construct
		useless     string
	}{
		{"New with client credentials", func(o ...spotify.Option) construct {
			return newClient(append(o, spotify.WithClientCredentials(clientID, clientSecret))...)
		}, ""},
		{"NewFromClientCredentials", func(o ...spotify.Option) construct { return fromCredentials(clientID, clientSecret, o...) }, ""},
		{"New with a token", func(o ...spotify.Option) construct {
			return newClient(append(o, spotify.WithAccessToken(token(1)))...)
		}, "WithTokenCache WithExpirySkew WithTokenURL"},
		{"New with a provider", func(o ...spotify.Option) construct {
			return newClient(append(o, spotify.WithAuthProvider(provider))...)
		}, "WithTokenCache WithExpirySkew WithTokenURL"},
		{"NewClientCredentials", appProvider, "WithBaseURL WithMarket WithLanguage WithPagePrefetch"},
		{"NewTokenProvider", anyGrant, "WithBaseURL WithMarket WithLanguage WithPagePrefetch WithTokenCache WithTokenURL WithHTTPClient " +
			"WithTransport WithUserAgent WithTimeout WithMaxRetries WithMaxRetryWait"},
	}
	for _, tt := range tests {
		for name, option := range options {
			t.Run(tt.constructor+" "+name, func(t *testing.T) {
				if strings.Contains(tt.useless, name) {
					wantConfigError(t, tt.make(option), []string{name + " has no effect"})
				} else if got, err := tt.make(option)(); err != nil || fmt.Sprint(got) == "<nil>" {
					t.Errorf("gives %v, %v", got, err)
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

// A bubble that ends with a goroutine in it fails.
func TestNothingIsFetchedAndNoGoroutineStartedByConstruction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		wrapped := 0
		f.client(t, spotify.WithTokenCache(spotify.NewMemoryTokenCache()), spotify.WithTransport(func(rt http.RoundTripper) http.RoundTripper {
			wrapped++
			return rt
		}))
		f.provider(t)
		if _, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
			t.Error("fetch was called")
			return spotify.Token{}, nil
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := spotify.NewFromClientCredentials(clientID, clientSecret); err != nil { // on the SDK's own transport
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		f.wantTokenRequests(t, 0)
		if n := len(f.calls()); n > 0 || wrapped != 1 {
			t.Errorf("%d calls were made and the transport was wrapped %d times", n, wrapped)
		}
	})
}
