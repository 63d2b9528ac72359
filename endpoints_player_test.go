package spotify_test

import (
	"context"
	"time"

	"github.com/spotify-sdk/spotify"
)

func playerEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	const id = endpointID
	uris := []string{"https://open.spotify.com/track/" + endpointID + "?si=x", "spotify:episode:" + endpointID}
	both := []spotify.ItemType{spotify.ItemTypeTrack, spotify.ItemTypeEpisode}
	zero, moment := 0, time.UnixMilli(1500)
	return []endpoint{
		{"the player", func() error { return errorOf(c.PlaybackState(ctx, nil)) },
			"GET /me/player?market=SE&additional_types=track%2Cepisode"},
		{"what plays, episodes too", func() error {
			return errorOf(c.CurrentlyPlaying(ctx, &spotify.CurrentlyPlayingOptions{AdditionalTypes: both}))
		}, "GET /me/player/currently-playing?market=SE&additional_types=track%2Cepisode"},
		{"devices", func() error { return errorOf(c.Devices(ctx)) }, "GET /me/player/devices"},
		{"the queue", func() error { return errorOf(c.Queue(ctx)) }, "GET /me/player/queue"},
		{"more in the queue", func() error { return c.AddToQueue(ctx, uris[0], &spotify.AddToQueueOptions{DeviceID: "d 1"}) }, "POST /me/player/queue?uri=spotify%3Atrack%3AID&device_id=d+1"},
		{"plays since", func() error {
			return errorOf(c.RecentlyPlayed(ctx, &spotify.RecentlyPlayedOptions{Limit: 2, After: moment}))
		}, "GET /me/player/recently-played?limit=2&after=1500"},
		{"plays until", func() error { return errorOf(c.RecentlyPlayed(ctx, &spotify.RecentlyPlayedOptions{Before: moment})) }, "GET /me/player/recently-played?before=1500"},
		{"going on", func() error { return c.StartPlayback(ctx, nil) }, "PUT /me/player/play"},
		{"playing saved tracks from the first", func() error {
			return c.StartPlayback(ctx, &spotify.StartPlaybackOptions{DeviceID: "d",
				ContextURI: "spotify:user:wizzler:collection", OffsetPosition: &zero, PositionMS: &zero})
		}, `PUT /me/player/play?device_id=d {"context_uri":"spotify:user:wizzler:collection","offset":{"position":0},"position_ms":0}`},
		{"playing an album by its page", func() error {
			return c.StartPlayback(ctx,
				&spotify.StartPlaybackOptions{ContextURI: "https://open.spotify.com/intl-de/album/" + id})
		}, `PUT /me/player/play {"context_uri":"spotify:album:ID"}`},
		{"playing items from one of them", func() error {
			return c.StartPlayback(ctx, &spotify.StartPlaybackOptions{URIs: uris, OffsetURI: uris[0]})
		}, `PUT /me/player/play {"uris":["spotify:track:ID","spotify:episode:ID"],"offset":{"uri":"spotify:track:ID"}}`},
		{"pausing", func() error { return c.PausePlayback(ctx, &spotify.PausePlaybackOptions{DeviceID: "d"}) },
			"PUT /me/player/pause?device_id=d"},
		{"skipping on a device", func() error { return c.SkipToNext(ctx, &spotify.SkipToNextOptions{DeviceID: "d"}) },
			"POST /me/player/next?device_id=d"},
		{"skipping back", func() error { return c.SkipToPrevious(ctx, &spotify.SkipToPreviousOptions{DeviceID: "d"}) }, "POST /me/player/previous?device_id=d"},
		{"seeking the start", func() error { return c.SeekTo(ctx, 0, &spotify.SeekToOptions{DeviceID: "d"}) },
			"PUT /me/player/seek?position_ms=0&device_id=d"},
		{"repeating nothing", func() error {
			return c.SetRepeat(ctx, spotify.RepeatStateOff, &spotify.SetRepeatOptions{DeviceID: "d"})
		}, "PUT /me/player/repeat?state=off&device_id=d"},
		{"muting a device", func() error { return c.SetVolume(ctx, 0, &spotify.SetVolumeOptions{DeviceID: "d"}) },
			"PUT /me/player/volume?volume_percent=0&device_id=d"},
		{"shuffle off", func() error { return c.SetShuffle(ctx, false, &spotify.SetShuffleOptions{DeviceID: "d"}) },
			"PUT /me/player/shuffle?state=false&device_id=d"},
		{"another device", func() error { return c.TransferPlayback(ctx, "d", &spotify.TransferPlaybackOptions{Play: true}) }, `PUT /me/player {"device_ids":["d"],"play":true}`},
		{"another device, as it is", func() error { return c.TransferPlayback(ctx, "d", nil) },
			`PUT /me/player {"device_ids":["d"]}`},
	}
}
