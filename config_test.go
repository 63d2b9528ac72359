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
		{"the environment is used if nothing is given", envID, envSecret, spotify.New, envID + ":" + envSecret,
			token(1)},
		{"the environment serves empty strings", envID, envSecret, func(o ...spotify.Option) (*spotify.Client, error) {
			return spotify.NewFromClientCredentials("", "", o...)
		}, envID + ":" + envSecret, token(1)},
		{"an explicit id takes precedence", envID, envSecret, func(o ...spotify.Option) (*spotify.Client, error) {
			return spotify.New(append(o, spotify.WithClientCredentials(clientID, ""))...)
		}, clientID + ":" + envSecret, token(1)},
		{"an explicit secret takes precedence", envID, envSecret, func(o ...spotify.Option) (*spotify.Client, error) {
			return spotify.NewFromClientCredentials("", clientSecret, o...)
		}, envID + ":" + clientSecret, token(1)},
		{"explicit credentials win", envID, envSecret, func(o ...spotify.Option) (*spotify.Client, error) {
			return spotify.NewFromClientCredentials(clientID, clientSecret, o...)
		}, clientID + ":" + clientSecret, token(1)},
		{"explicit credentials win over an environment that could not be used", "a:b", "c d",
			func(o ...spotify.Option) (*spotify.Client, error) {
				return spotify.NewFromClientCredentials(clientID, clientSecret, o...)
			}, clientID + ":" + clientSecret, token(1)},
		{"a provider of credentials reads the environment too", envID, envSecret,
			func(o ...spotify.Option) (*spotify.Client, error) {
				p, err := spotify.NewClientCredentials("", "", o...)
				if err != nil {
					return nil, err
				}
				return spotify.New(append(o, spotify.WithAuthProvider(p))...)
			}, envID + ":" + envSecret, token(1)},
		{"an access token ignores the environment", envID, envSecret,
			func(o ...spotify.Option) (*spotify.Client, error) {
				return spotify.New(append(o, spotify.WithAccessToken(token(7)))...)
			}, "", token(7)},
		{"a provider ignores the environment, broken or not", "a:b", "",
			func(o ...spotify.Option) (*spotify.Client, error) {
				return spotify.New(append(o,
					spotify.WithAuthProvider(spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(8), nil })))...)
			}, "", token(8)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("SPOTIFY_SDK_CLIENT_ID", tt.id)
			t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", tt.secret)
			var basic string
			f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
				basic = strings.TrimPrefix(r.Header.Get("Authorization"), "Basic ")
				return newTokenResponse(n, 3600), nil
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
				t.Errorf("the token was requested as %q, want %q", decoded, tt.basic)
			}
			if got := f.apiRequests()[0].token; got != tt.bearer {
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
			wantConfigError(t, constructNew(), tt.want)
		})
	}
}

// The environment is read when a client is made, not when a token is due.
func TestEnvironmentIsReadOnlyAtConstruction(t *testing.T) {
	t.Setenv("SPOTIFY_SDK_CLIENT_ID", clientID)
	t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", clientSecret)
	var basic string
	f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
		basic = r.Header.Get("Authorization")
		return newTokenResponse(n, 3600), nil
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
		t.Error("the token was requested with what the environment became later")
	}
}

// What options change of a token request: its URL, agent, and transport.
func TestTokenRequestsObeyTheOptions(t *testing.T) {
	var got *http.Request
	f := &fake{token: func(n int, r *http.Request) (*http.Response, error) { got = r; return newTokenResponse(n, 3600), nil }}
	wrapped := 0
	p := f.provider(t, spotify.WithTokenURL("https://accounts.example/api/token/"), spotify.WithUserAgent("agent"),
		spotify.WithTransport(func(rt http.RoundTripper) http.RoundTripper {
			return roundTripperFunc(func(r *http.Request) (*http.Response, error) { wrapped++; return rt.RoundTrip(r) })
		}))
	if _, err := p.AccessToken(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.wantTokenRequests(t, 1)
	if got.URL.String() != "https://accounts.example/api/token" || got.Header.Get("User-Agent") != "agent" ||
		wrapped != 1 {
		t.Errorf("the request went to %s as %s, %d times through the wrapper", got.URL, got.UserAgent(), wrapped)
	}
}

// What a caller does with its http.Client later changes nothing here, and the
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
		hc.Transport = roundTripperFunc(func(*http.Request) (*http.Response, error) { return nil, errors.New("the changed transport was used") })
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
