package spotifytest_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestThePlayersClockRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ids := []string{spotifytest.NewID("one"), spotifytest.NewID("two"), spotifytest.NewID("three")}
		cat := spotifytest.Catalog{}
		for i, id := range ids {
			cat.Tracks = append(cat.Tracks, spotify.Track{ID: id, Name: id, Album: spotify.SimplifiedAlbum{Name: "A", Artists: []spotify.SimplifiedArtist{{Name: "B"}}}, DurationMS: 60_000 * (i + 1)})
		}
		srv, ctx := spotifytest.Start(t, spotifytest.WithCatalog(cat), spotifytest.WithoutSocket()), t.Context()
		user := srv.Client(t).As(srv.User("anna"))
		uris := []string{"spotify:track:" + ids[0], "spotify:track:" + ids[1]}
		now := func() *spotify.PlaybackState {
			t.Helper()
			state, err := user.CurrentlyPlaying(ctx, nil)
			if err != nil || state == nil {
				t.Fatalf("got %v, %v", state, err)
			}
			return state
		}
		begin := time.Now()
		must(t, user.StartPlayback(ctx, &spotify.StartPlaybackOptions{DeviceID: spotifytest.DeviceID, URIs: uris}))
		must(t, user.AddToQueue(ctx, "spotify:track:"+ids[2], nil))
		time.Sleep(45 * time.Second)
		if s := now(); s.Item.Track.ID != ids[0] || s.ProgressMS != 45_000 || !s.IsPlaying {
			t.Errorf("after 45 s: %+v", s)
		}
		time.Sleep(16 * time.Second) // the first track ends, what is queued begins
		if s := now(); s.Item.Track.ID != ids[2] || s.ProgressMS != 1000 {
			t.Errorf("after a minute: %+v", s)
		}
		must(t, user.PausePlayback(ctx, nil))
		time.Sleep(time.Hour)
		if s := now(); s.ProgressMS != 1000 || s.IsPlaying {
			t.Errorf("paused: %+v", s)
		}
		must(t, user.SkipToNext(ctx, nil)) // after a second: not worth remembering
		must(t, user.StartPlayback(ctx, nil))
		time.Sleep(10 * time.Minute)
		if s := now(); s.IsPlaying {
			t.Errorf("after the last track: %+v", s)
		}
		played, err := user.RecentlyPlayed(ctx, nil)
		if err != nil || len(played.Items) != 2 || played.Items[0].Track.ID != ids[1] || played.Items[1].Track.ID != ids[0] ||
			!played.Items[1].PlayedAt.Equal(begin.Add(time.Minute)) {
			t.Errorf("recently played: %+v, %v", played, err)
		}
		must(t, user.SetRepeat(ctx, "track", nil))
		must(t, user.StartPlayback(ctx, nil))
		time.Sleep(150 * time.Second)
		if s := now(); s.Item.Track.ID != ids[0] || s.ProgressMS != 30_000 || !s.IsPlaying {
			t.Errorf("a repeated track: %+v", s)
		}
		if err := user.StartPlayback(ctx, nil); !errors.Is(err, spotify.ErrForbidden) {
			t.Errorf("started twice: %v", err)
		}
	})
}
