package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// What a provider does wrong is an error, on every path, and never sent.
func TestProvidersThatReturnNoToken(t *testing.T) {
	mine := errors.New("the provider's own")
	tests := []struct {
		name    string
		provide func(context.Context) (string, error)
		match   error
	}{
		{"an error", func(context.Context) (string, error) { return token(1), mine }, mine},
		{"neither a token nor an error", func(context.Context) (string, error) { return "", nil }, nil},
		{"a token with a line end", func(context.Context) (string, error) { return token(1) + "\r\nX-Evil: 1", nil },
			nil},
		{"a token that is not ASCII", func(context.Context) (string, error) { return token(1) + "é", nil }, nil},
		{"a refused login", func(context.Context) (string, error) { return "", fmt.Errorf("log in: %w", spotify.ErrUnauthorized) }, spotify.ErrUnauthorized},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{}
			c := f.client(t).As(spotify.AuthProviderFunc(tt.provide))
			request, err := http.NewRequest("GET", "https://api.spotify.com/v1/x", nil)
			if err != nil {
				t.Fatal(err)
			}
			_, doErr := c.Do(request)
			for _, err := range []error{c.Call(t.Context(), "GET", "x", nil, nil, nil), doErr} {
				if e := authErr(t, err); e.StatusCode != 0 || tt.match != nil && !errors.Is(err, tt.match) {
					t.Errorf("error %v", err)
				}
			}
			if n := len(f.apiRequests()); n != 0 {
				t.Errorf("%d requests were sent", n)
			}
			f.wantTokenRequests(t, 0)
		})
	}
}

// On the caller's own goroutine a provider's panic stays the caller's.
func TestProviderThatPanicsDoesSoOnTheCallersGoroutine(t *testing.T) {
	f := &fake{}
	c := f.client(t).As(spotify.AuthProviderFunc(func(context.Context) (string, error) { panic("mine") }))
	defer func() {
		if p := recover(); p != "mine" {
			t.Errorf("recovered %v", p)
		}
		f.wantTokenRequests(t, 0)
	}()
	_ = c.Call(t.Context(), "GET", "x", nil, nil, nil)
	t.Error("the panic was swallowed")
}
