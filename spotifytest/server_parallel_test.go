package spotifytest_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// Twenty servers at once, each with several users, share nothing that changes.
// Run it with -race.
func TestTwentyServersAtOnce(t *testing.T) {
	for i := range 20 {
		var opts []spotifytest.Option
		if i%2 == 1 {
			opts = append(opts, spotifytest.WithoutSocket())
		}
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			srv := spotifytest.Start(t, opts...)
			client, ctx := srv.Client(t), t.Context()
			var users sync.WaitGroup
			for j := range 3 {
				users.Go(func() {
					user := client.As(srv.User(fmt.Sprint("user", j)))
					list, err := user.CreatePlaylist(ctx, "Mine", nil)
					if err == nil {
						_, err = user.AddPlaylistItems(ctx, list.ID, []string{"spotify:track:" + spotifytest.TrackID}, nil)
					}
					if err == nil {
						err = user.StartPlayback(ctx, &spotify.StartPlaybackOptions{DeviceID: spotifytest.DeviceID, ContextURI: list.URI})
					}
					if err == nil {
						err = user.SetVolume(ctx, 10*j, nil)
					}
					if err == nil {
						_, err = user.Search(ctx, "nine kettles", []spotify.SearchType{spotify.SearchTypeTrack}, nil)
					}
					if err != nil {
						t.Error(err)
					}
					srv.Requests()
				})
			}
			users.Wait()
			for j := range 3 {
				state, err := client.As(srv.User(fmt.Sprint("user", j))).PlaybackState(ctx, nil)
				if err != nil || *state.Device.VolumePercent != 10*j || !strings.HasPrefix(state.Context.URI, "spotify:playlist:") {
					t.Errorf("user %d: %+v, %v", j, state, err)
				}
			}
		})
	}
}
