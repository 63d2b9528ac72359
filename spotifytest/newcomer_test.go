package spotifytest_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// This file is what the tests of a program that uses the SDK can look like. It
// uses only what the documentation of the two packages shows.

// countTracks is the program: it adds up the tracks of an artist's releases.
func countTracks(ctx context.Context, c *spotify.Client, artist string) (n int, err error) {
	page, err := c.ArtistAlbums(ctx, artist, &spotify.ArtistAlbumsOptions{Limit: 10})
	if err != nil {
		return 0, err
	}
	for album, err := range page.All(ctx, c) {
		if err != nil {
			return n, err
		}
		n += album.TotalTracks
	}
	return n, nil
}

func TestTheProgramMeetsErrors(t *testing.T) {
	const releases = "GET /artists/{id}/albums"
	for name, row := range map[string]struct {
		fault spotifytest.Fault
		want  error
	}{
		"401":              {spotifytest.Fault{Status: 401, Message: "Invalid access token"}, spotify.ErrUnauthorized},
		"403":              {spotifytest.Fault{Status: 403}, spotify.ErrForbidden},
		"404":              {spotifytest.Fault{Status: 404}, spotify.ErrNotFound},
		"429":              {spotifytest.Fault{Status: 429, RetryAfter: "79980"}, spotify.ErrRateLimited},
		"500":              {spotifytest.Fault{Status: 500}, spotify.ErrServer},
		"the second page":  {spotifytest.Fault{Status: 500, Skip: 1}, spotify.ErrServer},
		"slow":             {spotifytest.Fault{Delay: time.Hour}, context.DeadlineExceeded},
		"a truncated body": {spotifytest.Fault{Truncate: true}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // retries and delays take no time
				srv := spotifytest.Start(t, spotifytest.WithoutSocket())
				row.fault.Path = releases
				srv.Fail(row.fault)
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				_, err := countTracks(ctx, srv.Client(t), spotifytest.ArtistID)
				if err == nil || row.want != nil && !errors.Is(err, row.want) {
					t.Errorf("got %v, want %v", err, row.want)
				}
			})
		})
	}
}

func TestTheProgramRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := spotifytest.Start(t, spotifytest.WithoutSocket())
		pass, limited := spotifytest.Fault{}, spotifytest.Fault{Status: 429, RetryAfter: "7"}
		srv.Sequence("GET /artists/{id}/albums", pass, pass, limited, pass)
		begin := time.Now()
		if n, err := countTracks(t.Context(), srv.Client(t), spotifytest.ArtistID); err != nil || n < 100 {
			t.Errorf("got %d, %v", n, err)
		}
		if d := time.Since(begin); d < 7*time.Second {
			t.Errorf("it did not wait: %v", d)
		}
	})
}

func TestTheProgramsUserLacksAScope(t *testing.T) {
	srv, client := spotifytest.New(t)
	user := client.As(srv.User("anna", "user-library-read"))
	if _, err := user.SavedTracks(t.Context(), nil); err != nil {
		t.Error(err)
	}
	if _, err := user.Devices(t.Context()); !errors.Is(err, spotify.ErrInsufficientScope) {
		t.Errorf("got %v, want ErrInsufficientScope", err)
	}
}

func TestTheProgramOnACatalogOfItsOwn(t *testing.T) {
	id := spotifytest.NewID("the band")
	by := []spotify.SimplifiedArtist{{ID: id}}
	srv := spotifytest.Start(t, spotifytest.WithCatalog(spotifytest.Catalog{
		Artists: []spotify.Artist{{ID: id, Name: "The Band"}},
		Tracks: []spotify.Track{
			{Name: "One", Artists: by, Album: spotify.SimplifiedAlbum{Name: "Debut"}},
			{Name: "Two", Artists: by, Album: spotify.SimplifiedAlbum{Name: "Debut"}},
			{Name: "Single", Artists: by},
		},
	}))
	n, err := countTracks(t.Context(), srv.Client(t), id)
	if err != nil || n != 3 {
		t.Errorf("got %d, %v, want 3", n, err)
	}
}
