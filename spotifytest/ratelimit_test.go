package spotifytest_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestRateLimitsRoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, ctx := spotifytest.Start(t, spotifytest.WithoutSocket()), t.Context()
		client := srv.Client(t, spotify.WithMaxRetries(0))
		srv.SetRateLimit(spotifytest.RateLimit{Requests: 3})
		get := func() error { _, err := client.Album(ctx, spotifytest.AlbumID, nil); return err }
		must(t, get())
		time.Sleep(10 * time.Second)
		must(t, get())
		must(t, get())
		err := get()
		if e := (*spotify.Error)(nil); !errors.Is(err, spotify.ErrRateLimited) || !errors.As(err, &e) || e.RetryAfter != 20*time.Second {
			t.Errorf("the fourth request: %v, want a Retry-After of 20 s", err)
		}
		if _, err := client.Track(ctx, spotifytest.TrackID, nil); err != nil {
			t.Errorf("another endpoint: %v", err)
		}
		time.Sleep(20 * time.Second)
		must(t, get())
		if err := get(); !errors.Is(err, spotify.ErrRateLimited) {
			t.Errorf("the window does not roll: %v", err)
		}
		srv.SetRateLimit(spotifytest.RateLimit{})
		time.Sleep(time.Minute)
		must(t, get())
	})
}

func TestQuotasRollOverADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, ctx := spotifytest.Start(t, spotifytest.WithoutSocket()), t.Context()
		user := srv.Client(t, spotify.WithMaxRetries(0)).As(srv.User("anna"))
		srv.SetRateLimit(spotifytest.RateLimit{Quota: 2})
		get := func() error { _, err := user.CurrentUser(ctx); return err }
		must(t, get())
		time.Sleep(time.Hour)
		must(t, get())
		err := get()
		if e := (*spotify.Error)(nil); !errors.Is(err, spotify.ErrQuotaExceeded) || !errors.As(err, &e) || e.RetryAfter != 23*time.Hour {
			t.Errorf("past the quota: %v, want a Retry-After of 23 h", err)
		}
		time.Sleep(23 * time.Hour)
		must(t, get())
		if err := get(); !errors.Is(err, spotify.ErrQuotaExceeded) {
			t.Errorf("the day does not roll: %v", err)
		}
	})
}
