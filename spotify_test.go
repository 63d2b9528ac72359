package spotify_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// Used without a constructor, everything returns an error: no panic.
func TestNilAndZeroValuesReturnErrConfig(t *testing.T) {
	ctx := t.Context()
	request, err := http.NewRequest("GET", "https://api.spotify.com/v1/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{}
	live := f.client(t)
	clients := map[string]*spotify.Client{
		"nil client": nil, "zero client": {}, "As(nil)": live.As(nil),
		"As of a nil function": live.As(spotify.AuthProviderFunc(nil)),
		"As of a nil provider": live.As((*spotify.TokenProvider)(nil)),
		"As of a zero client":  (&spotify.Client{}).As(fixedProvider),
		"As of nil":            (*spotify.Client)(nil).As(fixedProvider),
	}
	for name, c := range clients {
		calls := map[string]func() error{
			"Call":  func() error { return c.Call(ctx, "GET", "x", nil, nil, nil) },
			"Do":    func() error { _, err := c.Do(request); return err },
			"Close": c.Close,
			"Album": func() error { _, err := c.Album(ctx, albumID, nil); return err },
			"As":    func() error { return c.As(fixedProvider).Call(ctx, "GET", "x", nil, nil, nil) },
		}
		for verb, call := range calls {
			if err := call(); !errors.Is(recorded(err), spotify.ErrConfig) {
				t.Errorf("%s: %s returned %v, want ErrConfig", name, verb, err)
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
			if err := call(); !errors.Is(recorded(err), spotify.ErrConfig) {
				t.Errorf("%s: %s returned %v, want ErrConfig", name, verb, err)
			}
		}
	}
	f.wantTokenRequests(t, 0)
}

func TestNilContextAndRequestReturnErrBadRequest(t *testing.T) {
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
		if e := (*spotify.Error)(nil); !errors.Is(recorded(err), spotify.ErrBadRequest) || errors.As(err, &e) {
			t.Errorf("%s returned %v, want a refusal that matches ErrBadRequest", name, err)
		}
	}
	f.wantTokenRequests(t, 0)
}

// A bubble that ends with a goroutine in it fails.
func TestNothingIsFetchedAndNoGoroutineStartedByConstruction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		wrapped := 0
		f.client(t, spotify.WithTokenCache(spotify.NewMemoryTokenCache()),
			spotify.WithTransport(func(rt http.RoundTripper) http.RoundTripper {
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
		if _, err := spotify.NewFromClientCredentials(clientID,
			clientSecret); err != nil { // on the SDK's own transport
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		f.wantTokenRequests(t, 0)
		if n := len(f.apiRequests()); n > 0 || wrapped != 1 {
			t.Errorf("%d calls were made and the transport was wrapped %d times", n, wrapped)
		}
	})
}
