package spotify_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// vandalize changes all of an error that its owner may change, and checks that
// nobody else has.
func vandalize(t *testing.T, err error) {
	t.Helper()
	var a *spotify.AuthenticationError
	if errors.As(err, &a) {
		if a.Code == "vandalized" || len(a.Body) > 0 && a.Body[0] == '!' {
			t.Error("another caller's change to an *AuthenticationError is seen")
		}
		a.StatusCode, a.Code, a.Description, a.Attempts = 999, "vandalized", "vandalized", 999
		for i := range a.Body {
			a.Body[i] = '!'
		}
	}
	var e *spotify.Error
	if errors.As(err, &e) {
		if e.Message == "vandalized" || len(e.Body) > 0 && e.Body[0] == '!' {
			t.Error("another caller's change to an *Error is seen")
		}
		e.StatusCode, e.Message, e.Reason, e.Route = 999, "vandalized", "vandalized", "vandalized"
		for i := range e.Body {
			e.Body[i] = '!'
		}
	}
	if a == nil && e == nil {
		t.Errorf("error %v", recorded(err))
	}
}

// Every caller may keep and change the error that it gets: for the race detector,
// and to see that later callers get the original.
func TestErrorsAreTheCallersOwnToChange(t *testing.T) {
	refused := func(int, *http.Request) (*http.Response, error) {
		time.Sleep(time.Second)
		return newResponse(400, `{"error":"invalid_client","error_description":"Invalid client"}`), nil
	}
	shared := &spotify.AuthenticationError{StatusCode: 400, Code: "invalid_grant", Body: []byte("body")}
	failing := spotify.AuthProviderFunc(func(context.Context) (string, error) { return "", shared })
	fetching := func(t *testing.T) spotify.AuthProvider {
		p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) { time.Sleep(time.Second); return spotify.Token{}, shared })
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	tests := map[string]func(t *testing.T) func() error{
		"a failed token request": func(t *testing.T) func() error {
			c := (&fake{token: refused}).client(t)
			return func() error { return getAlbum(context.Background(), c) }
		},
		"a failed token request of a provider": func(t *testing.T) func() error {
			p := (&fake{token: refused}).provider(t)
			return func() error { _, err := p.AccessToken(context.Background()); return err }
		},
		"a failed replacement": func(t *testing.T) func() error {
			p := (&fake{token: refused}).provider(t)
			return func() error { _, err := p.RefreshAccessToken(context.Background(), token(9)); return err }
		},
		"an error that a provider returns again and again": func(t *testing.T) func() error {
			c := (&fake{}).client(t).As(failing)
			return func() error { return getAlbum(context.Background(), c) }
		},
		"an error that a fetch returns again and again": func(t *testing.T) func() error {
			c := (&fake{}).client(t).As(fetching(t))
			return func() error { return getAlbum(context.Background(), c) }
		},
		"a rejected token that cannot be replaced": func(t *testing.T) func() error {
			p := &scriptedProvider{token: token(1), refresh: func(context.Context, string) (string, error) { return "", shared }}
			c := (&fake{api: script(respond(401))}).client(t).As(p)
			return func() error { return getAlbum(context.Background(), c) }
		},
		"a cooldown": func(t *testing.T) func() error {
			c := (&fake{api: script(respond(429, "Retry-After", "3600"))}).client(t)
			return func() error { return getAlbum(context.Background(), c) }
		},
		"a response": func(t *testing.T) func() error {
			c := (&fake{api: script(respond(404))}).client(t)
			return func() error { return getAlbum(context.Background(), c) }
		},
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				call := prepare(t)
				for range 3 { // together, and later: in a back-off, in a cooldown
					var all sync.WaitGroup
					for range 10 {
						all.Go(func() { vandalize(t, call()) })
					}
					all.Wait()
				}
				if shared.StatusCode != 400 || shared.Code != "invalid_grant" || string(shared.Body) != "body" {
					t.Errorf("the provider's own error was changed: %+v", shared)
				}
			})
		})
	}
}
