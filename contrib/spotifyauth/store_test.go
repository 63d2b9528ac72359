package spotifyauth_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
)

// A store may wait for the lock of a process that is stopped.
func TestAStoreThatHangsEndsTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hanging := storeFunc(func(ctx context.Context, _ string, _ func(spotifyauth.Login) (spotifyauth.Login, error)) error {
			<-ctx.Done()
			return context.Cause(ctx)
		})
		flow, err := spotifyauth.New(spotifyauth.Config{ClientID: "id", RedirectURL: "http://127.0.0.1:8888/callback", Store: hanging})
		if err != nil {
			t.Fatal(err)
		}
		provider, err := flow.Provider("anna")
		if err != nil {
			t.Fatal(err)
		}
		defer provider.Close()
		for name, call := range map[string]func() error{
			"Logout":      func() error { return flow.Logout(t.Context(), "anna") },
			"Login":       func() error { _, err := flow.Login(t.Context(), nil); return err },
			"AccessToken": func() error { _, err := provider.AccessToken(t.Context()); return err },
		} {
			start := time.Now()
			err := call()
			if took := time.Since(start); !errors.Is(err, os.ErrDeadlineExceeded) || took > 35*time.Second {
				t.Errorf("%s took %v: %v", name, took, err)
			}
		}
	})
}
