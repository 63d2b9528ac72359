package spotify_test

import (
	"context"
	"time"

	"github.com/spotify-sdk/spotify"
)

func libraryEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	ids := []string{endpointID, endpointID}
	uris := []string{"https://open.spotify.com/track/" + endpointID + "?si=x", "spotify:episode:" + endpointID}
	moment := time.UnixMilli(1500)
	return []endpoint{
		{"saved albums", func() error {
			return errorOf(c.SavedAlbums(ctx, &spotify.SavedAlbumsOptions{Market: "DE", Limit: 1, Offset: 2}))
		}, "GET /me/albums?market=DE&limit=1&offset=2"},
		{"saved tracks", func() error { return errorOf(c.SavedTracks(ctx, nil)) }, "GET /me/tracks?market=SE"},
		{"more saved tracks", func() error {
			return errorOf(c.SavedTracks(ctx, &spotify.SavedTracksOptions{Market: "DE", Limit: 50, Offset: 50}))
		}, "GET /me/tracks?market=DE&limit=50&offset=50"},
		{"saved shows", func() error { return errorOf(c.SavedShows(ctx, &spotify.SavedShowsOptions{Limit: 1, Offset: 2})) }, "GET /me/shows?limit=1&offset=2"},
		{"saved episodes", func() error { return errorOf(c.SavedEpisodes(ctx, nil)) }, "GET /me/episodes?market=SE"},
		{"more saved episodes", func() error {
			return errorOf(c.SavedEpisodes(ctx, &spotify.SavedEpisodesOptions{Market: "DE", Limit: 50, Offset: 50}))
		}, "GET /me/episodes?market=DE&limit=50&offset=50"},
		{"saved audiobooks", func() error {
			return errorOf(c.SavedAudiobooks(ctx, &spotify.SavedAudiobooksOptions{Limit: 3, Offset: 4}))
		}, "GET /me/audiobooks?limit=3&offset=4"},
		{"a library with more", func() error { return c.SaveToLibrary(ctx, uris) },
			"PUT /me/library?uris=spotify%3Atrack%3AID%2Cspotify%3Aepisode%3AID"},
		{"a library with less", func() error { return c.RemoveFromLibrary(ctx, uris[:1]) },
			"DELETE /me/library?uris=spotify%3Atrack%3AID"},
		{"what a library contains", func() error { return errorOf(c.LibraryContains(ctx, uris[:1])) },
			"GET /me/library/contains?uris=spotify%3Atrack%3AID"},
		{"albums saved", func() error { return c.SaveAlbums(ctx, ids) }, "PUT /me/albums?ids=ID%2CID"},
		{"albums no longer saved", func() error { return c.RemoveSavedAlbums(ctx, ids) },
			"DELETE /me/albums?ids=ID%2CID"},
		{"whether albums are saved", func() error { return errorOf(c.SavedAlbumsContain(ctx, ids)) },
			"GET /me/albums/contains?ids=ID%2CID"},
		{"tracks saved now", func() error { return c.SaveTracks(ctx, ids, nil) }, `PUT /me/tracks {"ids":["ID","ID"]}`},
		{"tracks saved in the past", func() error {
			return c.SaveTracks(ctx, ids[:1], &spotify.SaveTracksOptions{AddedAt: []time.Time{moment}})
		}, `PUT /me/tracks {"timestamped_ids":[{"id":"ID","added_at":"1970-01-01T00:00:01.5Z"}]}`},
		{"tracks no longer saved", func() error { return c.RemoveSavedTracks(ctx, ids) },
			"DELETE /me/tracks?ids=ID%2CID"},
		{"whether tracks are saved", func() error { return errorOf(c.SavedTracksContain(ctx, ids)) },
			"GET /me/tracks/contains?ids=ID%2CID"},
		{"shows saved", func() error { return c.SaveShows(ctx, ids) }, "PUT /me/shows?ids=ID%2CID"},
		{"shows no longer saved", func() error { return c.RemoveSavedShows(ctx, ids, nil) },
			"DELETE /me/shows?ids=ID%2CID&market=SE"},
		{"whether shows are saved", func() error { return errorOf(c.SavedShowsContain(ctx, ids)) },
			"GET /me/shows/contains?ids=ID%2CID"},
		{"episodes saved", func() error { return c.SaveEpisodes(ctx, ids) }, "PUT /me/episodes?ids=ID%2CID"},
		{"episodes no longer saved", func() error { return c.RemoveSavedEpisodes(ctx, ids) },
			"DELETE /me/episodes?ids=ID%2CID"},
		{"whether episodes are saved", func() error { return errorOf(c.SavedEpisodesContain(ctx, ids)) },
			"GET /me/episodes/contains?ids=ID%2CID"},
		{"audiobooks saved", func() error { return c.SaveAudiobooks(ctx, ids) }, "PUT /me/audiobooks?ids=ID%2CID"},
		{"audiobooks no longer saved", func() error { return c.RemoveSavedAudiobooks(ctx, ids) },
			"DELETE /me/audiobooks?ids=ID%2CID"},
		{"whether audiobooks are saved", func() error { return errorOf(c.SavedAudiobooksContain(ctx, ids)) },
			"GET /me/audiobooks/contains?ids=ID%2CID"},
	}
}

func topEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	return []endpoint{
		{"top tracks", func() error {
			return errorOf(c.TopTracks(ctx,
				&spotify.TopTracksOptions{TimeRange: spotify.TimeRangeLongTerm, Limit: 1, Offset: 2}))
		}, "GET /me/top/tracks?time_range=long_term&limit=1&offset=2"},
		{"top artists", func() error { return errorOf(c.TopArtists(ctx, nil)) }, "GET /me/top/artists"},
	}
}
