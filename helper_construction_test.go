package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// construct is one call of a constructor; tests compare its result with nil.
type construct func() (any, error)

func constructNew(opts ...spotify.Option) construct {
	return func() (any, error) { return spotify.New(opts...) }
}

// wantConfigError wants nil and an error of one line that names all of want.
func wantConfigError(t *testing.T, made construct, want []string) {
	t.Helper()
	got, err := made()
	if !errors.Is(recorded(err), spotify.ErrConfig) {
		t.Fatalf("error = %v, want one that matches ErrConfig", err)
	}
	if fmt.Sprint(got) != "<nil>" {
		t.Errorf("alongside the error came %v", got)
	}
	if text := err.Error(); strings.Count(text, "spotify: ") != 1 || !strings.HasPrefix(text, "spotify: ") ||
		strings.ContainsAny(text, "\r\n") {
		t.Errorf("error %q is not one line with one prefix", text)
	}
	for _, name := range want {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("error %q does not name %q", err, name)
		}
	}
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

func withSecret(secret string) construct {
	return func() (any, error) { return spotify.NewClientCredentials(clientID, secret) }
}
