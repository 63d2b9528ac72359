package spotifyauth

import (
	"context"
	"errors"

	"github.com/spotify-sdk/spotify"
)

// NewClient returns a client for programs that act only for users. It needs no
// credentials, has no token of its own, and is called through
// [spotify.Client.As]. Any other call fails before the network.
func NewClient(opts ...spotify.Option) (*spotify.Client, error) {
	return spotify.New(append([]spotify.Option{spotify.WithAuthProvider(noUser{})}, opts...)...)
}

type noUser struct{}

func (noUser) AccessToken(context.Context) (string, error) {
	return "", errors.New("spotifyauth: this client acts only for users: call it through Client.As")
}
