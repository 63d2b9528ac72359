package interop_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestARateLimiterPacesPagesAndBatches(t *testing.T) {
	const interval = 20 * time.Millisecond
	srv, client := spotifytest.New(t, spotify.WithRateLimiter(rate.NewLimiter(rate.Every(interval), 1)))
	srv.SetDevelopmentMode(true) // where a batch is one request for each ID

	start := time.Now()
	album, err := client.Album(t.Context(), spotifytest.LongAlbumID, nil)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for track, err := range album.Tracks.All(t.Context(), client) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, track.ID)
	}
	if tracks, err := client.Tracks(t.Context(), ids[:20], nil); err != nil || len(tracks) != 20 {
		t.Fatalf("%d tracks, %v", len(tracks), err)
	}
	requests := len(srv.Requests()) - srv.TokenRequests()
	if took, want := time.Since(start), time.Duration(requests-1)*interval; requests < 22 || took < want {
		t.Errorf("%d requests took %v, want at least %v", requests, took, want)
	}
}

func TestARateLimiterIsForAPIRequestsOfAllUsers(t *testing.T) {
	limiter := rate.NewLimiter(rate.Every(time.Hour), 2)
	srv, client := spotifytest.New(t, spotify.WithRateLimiter(limiter))
	if _, err := client.Album(t.Context(), spotifytest.AlbumID, nil); err != nil || srv.TokenRequests() != 1 {
		t.Fatal(err)
	}
	if _, err := client.As(srv.User("anna")).CurrentUser(t.Context()); err != nil {
		t.Fatal(err)
	}
	requests := len(srv.Requests())

	// The limiter knows that the hour is longer than the context lasts.
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	start := time.Now()
	_, err := client.As(srv.User("ben")).CurrentUser(ctx)
	e := (*spotify.Error)(nil)
	if !errors.As(err, &e) || e.Attempts != 0 || e.StatusCode != 0 || !strings.Contains(err.Error(), "would exceed context deadline") || errors.Is(err, spotify.ErrRateLimited) {
		t.Errorf("got %v, want the limiter's error", err)
	}
	if took := time.Since(start); took > 30*time.Second || len(srv.Requests()) != requests {
		t.Errorf("it took %v and %d requests", took, len(srv.Requests())-requests)
	}
}

func TestARateLimiterPacesRetries(t *testing.T) {
	const interval = 30 * time.Millisecond
	srv, client := spotifytest.New(t, spotify.WithRateLimiter(rate.NewLimiter(rate.Every(interval), 1)), spotify.WithMaxRetryWait(time.Millisecond))
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 503, Times: 3})
	start := time.Now()
	_, err := client.Album(t.Context(), spotifytest.AlbumID, nil)
	if took := time.Since(start); err != nil || took < 3*interval {
		t.Errorf("four attempts took %v, %v; want at least %v", took, err, 3*interval)
	}
}
