package spotify_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// Who the client is, as the token endpoint or the API sees it.
func TestIdentityPrecedence(t *testing.T) {
	const envID, envSecret = "1d0fenvir0nment", "5ecret0fenvir0nment"
	tests := []struct {
		name       string
		id, secret string // in the environment
		make       func(...spotify.Option) (*spotify.Client, error)
		basic      string // in the token request; "": none is made
		bearer     string // in the API's request
	}{
		{"the environment serves who gives nothing", envID, envSecret, spotify.New, envID + ":" + envSecret, token(1)},
		{"the environment serves empty strings", envID, envSecret, func(o ...spotify.Option) (*spotify.Client, error) {
			return spotify.NewFromClientCredentials("", "", o...)
		}, envID + ":" + envSecret, token(1)},
		{"an explicit id wins alone", envID, envSecret, func(o ...spotify.Option) (*spotify.Client, error) {
			return spotify.New(append(o, spotify.WithClientCredentials(clientID, ""))...)
		}, clientID + ":" + envSecret, token(1)},
		{"an explicit secret wins alone", envID, envSecret, func(o ...spotify.Option) (*spotify.Client, error) {
			return spotify.NewFromClientCredentials("", clientSecret, o...)
		}, envID + ":" + clientSecret, token(1)},
		{"explicit credentials win", envID, envSecret, func(o ...spotify.Option) (*spotify.Client, error) {
			return spotify.NewFromClientCredentials(clientID, clientSecret, o...)
		}, clientID + ":" + clientSecret, token(1)},
		{"explicit credentials win over an environment that could not be used", "a:b", "c d", func(o ...spotify.Option) (*spotify.Client, error) {
			return spotify.NewFromClientCredentials(clientID, clientSecret, o...)
		}, clientID + ":" + clientSecret, token(1)},
		{"a provider of credentials reads the environment too", envID, envSecret, func(o ...spotify.Option) (*spotify.Client, error) {
			p, err := spotify.NewClientCredentials("", "", o...)
			if err != nil {
				return nil, err
			}
			return spotify.New(append(o, spotify.WithAuthProvider(p))...)
		}, envID + ":" + envSecret, token(1)},
		{"an access token ignores the environment", envID, envSecret, func(o ...spotify.Option) (*spotify.Client, error) {
			return spotify.New(append(o, spotify.WithAccessToken(token(7)))...)
		}, "", token(7)},
		{"a provider ignores the environment, broken or not", "a:b", "", func(o ...spotify.Option) (*spotify.Client, error) {
			return spotify.New(append(o, spotify.WithAuthProvider(spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(8), nil })))...)
		}, "", token(8)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("SPOTIFY_SDK_CLIENT_ID", tt.id)
			t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", tt.secret)
			var basic string
			f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
				basic = strings.TrimPrefix(r.Header.Get("Authorization"), "Basic ")
				return tokenAnswer(n, 3600), nil
			}}
			c, err := tt.make(f.options()...)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if err := c.Call(t.Context(), "GET", "x", nil, nil, nil); err != nil {
				t.Fatal(err)
			}
			want := 1
			if tt.basic == "" {
				want = 0
			}
			f.wantTokenRequests(t, want)
			if decoded, _ := base64.StdEncoding.DecodeString(basic); string(decoded) != tt.basic {
				t.Errorf("the token was asked for as %q, want %q", decoded, tt.basic)
			}
			if got := f.calls()[0].token; got != tt.bearer {
				t.Errorf("the API was called with %q, want %q", got, tt.bearer)
			}
		})
	}
}

func TestEnvironmentMistakesNameTheVariable(t *testing.T) {
	tests := []struct {
		name, id, secret string
		want             []string
	}{
		{"both missing", "", "", []string{"set SPOTIFY_SDK_CLIENT_ID", "set SPOTIFY_SDK_CLIENT_SECRET"}},
		{"secret missing", "id", "", []string{"set SPOTIFY_SDK_CLIENT_SECRET"}},
		{"a line end in the secret", "id", clientSecret + "\n", []string{"SPOTIFY_SDK_CLIENT_SECRET has white space"}},
		{"a colon in the id", "a:b", "secret", []string{"SPOTIFY_SDK_CLIENT_ID has a colon"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("SPOTIFY_SDK_CLIENT_ID", tt.id)
			t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", tt.secret)
			wantConfigError(t, newClient(), tt.want)
		})
	}
}

// The environment is read when a client is made, not when a token is due.
func TestEnvironmentIsReadAtConstructionAlone(t *testing.T) {
	t.Setenv("SPOTIFY_SDK_CLIENT_ID", clientID)
	t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", clientSecret)
	var basic string
	f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
		basic = r.Header.Get("Authorization")
		return tokenAnswer(n, 3600), nil
	}}
	c, err := spotify.New(f.options()...)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", "another")
	if err := c.Call(t.Context(), "GET", "x", nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	f.wantTokenRequests(t, 1)
	if want := "Basic " + base64.StdEncoding.EncodeToString([]byte(clientID+":"+clientSecret)); basic != want {
		t.Error("the token was asked for with what the environment became later")
	}
}

func TestOfAnOptionGivenTwiceTheLastWinsAndNilOnesAreSkipped(t *testing.T) {
	f := &fake{}
	c := f.client(t, nil, spotify.WithUserAgent("first"), nil, spotify.WithUserAgent("second"), spotify.WithLanguage("de"), spotify.WithLanguage("ja"),
		spotify.WithBaseURL("https://one.example"), spotify.WithBaseURL("https://two.example/below/"), nil)
	if err := c.Call(t.Context(), "GET", "x", nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	f.wantTokenRequests(t, 1)
	call := f.calls()[0]
	if call.header.Get("User-Agent") != "second" || call.header.Get("Accept-Language") != "ja" || call.path != "/below/x" {
		t.Errorf("the call had path %s and header %v", call.path, call.header)
	}
}

// Whichever constructor made it, the skew holds: in it a caller gets the new token.
func TestSkewHoldsForEveryConstructor(t *testing.T) {
	type give = func(context.Context) (string, error)
	skew, credentials := spotify.WithExpirySkew(10*time.Minute), spotify.WithClientCredentials(clientID, clientSecret)
	calls := func(f *fake, c *spotify.Client) give {
		return func(ctx context.Context) (string, error) {
			err := ask(ctx, c)
			used := f.usedTokens()
			return used[len(used)-1], err
		}
	}
	for name, way := range map[string]func(t *testing.T, f *fake) give{
		"NewFromClientCredentials": func(t *testing.T, f *fake) give { return calls(f, f.client(t, skew)) },
		"NewClientCredentials":     func(t *testing.T, f *fake) give { return f.provider(t, skew).AccessToken },
		"NewTokenProvider":         func(t *testing.T, f *fake) give { return new(rotating).provider(t, skew).AccessToken },
		"New": func(t *testing.T, f *fake) give {
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
					if got, err := next(t.Context()); seen(err) != nil || got != token(n) {
						t.Errorf("error %v, or another token than number %d", err, n)
					}
					time.Sleep(51 * time.Minute)
				}
			})
		})
	}
}

// What options change of a token request: its URL, agent, and transport.
func TestTokenRequestsObeyTheOptions(t *testing.T) {
	var got *http.Request
	f := &fake{token: func(n int, r *http.Request) (*http.Response, error) { got = r; return tokenAnswer(n, 3600), nil }}
	wrapped := 0
	p := f.provider(t, spotify.WithTokenURL("https://accounts.example/api/token/"), spotify.WithUserAgent("agent"),
		spotify.WithTransport(func(rt http.RoundTripper) http.RoundTripper {
			return transportFunc(func(r *http.Request) (*http.Response, error) { wrapped++; return rt.RoundTrip(r) })
		}))
	if _, err := p.AccessToken(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.wantTokenRequests(t, 1)
	if got.URL.String() != "https://accounts.example/api/token" || got.Header.Get("User-Agent") != "agent" || wrapped != 1 {
		t.Errorf("the request went to %s as %s, %d times through the wrapper", got.URL, got.UserAgent(), wrapped)
	}
}

// Used without a constructor, everything answers with an error: no panic.
func TestNilAndZeroValuesAnswerErrConfig(t *testing.T) {
	ctx := t.Context()
	request, err := http.NewRequest("GET", "https://api.spotify.com/v1/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{}
	live := f.client(t)
	clients := map[string]*spotify.Client{
		"nil client": nil, "zero client": {}, "As(nil)": live.As(nil), "As of a nil function": live.As(spotify.AuthProviderFunc(nil)),
		"As of a nil provider": live.As((*spotify.TokenProvider)(nil)), "As of a zero client": (&spotify.Client{}).As(provider), "As of nil": (*spotify.Client)(nil).As(provider),
	}
	for name, c := range clients {
		calls := map[string]func() error{
			"Call":  func() error { return c.Call(ctx, "GET", "x", nil, nil, nil) },
			"Do":    func() error { _, err := c.Do(request); return err },
			"Close": c.Close,
			"Album": func() error { _, err := c.Album(ctx, albumID, nil); return err },
			"As":    func() error { return c.As(provider).Call(ctx, "GET", "x", nil, nil, nil) },
		}
		for verb, call := range calls {
			if err := call(); !errors.Is(seen(err), spotify.ErrConfig) {
				t.Errorf("%s: %s gives %v, want ErrConfig", name, verb, err)
			}
		}
	}
	for name, p := range map[string]*spotify.TokenProvider{"nil provider": nil, "zero provider": {}} {
		calls := map[string]func() error{
			"AccessToken":        func() error { _, err := p.AccessToken(ctx); return err },
			"Token":              func() error { _, err := p.Token(ctx); return err },
			"RefreshAccessToken": func() error { _, err := p.RefreshAccessToken(ctx, token(1)); return err },
			"Close":              p.Close,
		}
		for verb, call := range calls {
			if err := call(); !errors.Is(seen(err), spotify.ErrConfig) {
				t.Errorf("%s: %s gives %v, want ErrConfig", name, verb, err)
			}
		}
	}
	f.wantTokenRequests(t, 0)
}

func TestNilContextAndRequestAnswerErrBadRequest(t *testing.T) {
	f := &fake{}
	c, p := f.client(t), f.provider(t)
	var none context.Context
	calls := map[string]func() error{
		"Call":               func() error { return c.Call(none, "GET", "x", nil, nil, nil) },
		"Album":              func() error { _, err := c.Album(none, albumID, nil); return err },
		"Do(nil)":            func() error { _, err := c.Do(nil); return err },
		"AccessToken":        func() error { _, err := p.AccessToken(none); return err },
		"Token":              func() error { _, err := p.Token(none); return err },
		"RefreshAccessToken": func() error { _, err := p.RefreshAccessToken(none, token(1)); return err },
	}
	for name, call := range calls {
		err := call()
		if e := (*spotify.Error)(nil); !errors.Is(seen(err), spotify.ErrBadRequest) || errors.As(err, &e) {
			t.Errorf("%s gives %v, want a refusal that matches ErrBadRequest", name, err)
		}
	}
	f.wantTokenRequests(t, 0)
}

// What a caller does with its http.Client later is its own affair, and the
// other way round.
func TestHTTPClientIsCopied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		hc := &http.Client{Transport: f}
		c, err := spotify.NewFromClientCredentials(clientID, clientSecret, spotify.WithHTTPClient(hc))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		hc.Transport = transportFunc(func(*http.Request) (*http.Response, error) { return nil, errors.New("the changed transport was used") })
		var out map[string]any
		if err := c.Call(t.Context(), "POST", "x", nil, bytes.Repeat([]byte{'0'}, 1), &out); err != nil {
			t.Error(err)
		}
		f.wantTokenRequests(t, 1)
		if hc.CheckRedirect != nil || hc.Timeout != 0 || hc.Jar != nil {
			t.Errorf("the caller's http.Client was changed: %+v", hc)
		}
	})
}
