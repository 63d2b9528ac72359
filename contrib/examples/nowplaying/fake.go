package main

import (
	"context"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// useFake starts a fake Spotify whose user listens to an album, and makes the
// program use it until stop is called.
func useFake(ctx context.Context, config *spotifyauth.Config, opts *[]spotify.Option) (stop func(), err error) {
	srv := spotifytest.NewServer()
	config.ClientID, config.Store = spotifytest.ClientID, nil
	config.AuthURL, config.TokenURL = srv.AuthURL(), srv.TokenURL()
	*opts = append(*opts, spotify.WithBaseURL(srv.BaseURL()))

	user, err := spotify.New(srv.UserOptions(spotifytest.UserID)...)
	if err != nil {
		srv.Close()
		return nil, err
	}
	err = user.StartPlayback(ctx, &spotify.StartPlaybackOptions{DeviceID: spotifytest.DeviceID, ContextURI: "spotify:album:" + spotifytest.AlbumID})
	if err != nil {
		user.Close()
		srv.Close()
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { // the next track, from time to time
		defer close(done)
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(8 * time.Second):
				_ = user.SkipToNext(ctx, nil)
			}
		}
	}()
	return func() {
		cancel()
		<-done
		user.Close()
		srv.Close()
	}, nil
}
