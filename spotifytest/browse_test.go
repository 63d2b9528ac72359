package spotifytest_test

import (
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestBrowse(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	if n := len(c.get("/markets")["markets"].([]any)); n != 184 {
		t.Errorf("%d markets", n)
	}
	seed := dig(c.get("/recommendations/available-genre-seeds"), "genres", 0).(string)
	got := c.get("/recommendations?limit=30&seed_genres=" + seed + "&seed_artists=" + spotifytest.ArtistID)
	if len(got["tracks"].([]any)) != 30 || len(got["seeds"].([]any)) != 2 {
		t.Errorf("recommendations: %d tracks, %v", len(got["tracks"].([]any)), got["seeds"])
	}
	if got := c.get("/audio-features?ids=" + unknown + "," + spotifytest.TrackID)["audio_features"].([]any); got[0] != nil || dig(got[1], "id") != spotifytest.TrackID {
		t.Errorf("audio features: %v", got)
	}
	if c.get("/audio-features/" + spotifytest.TrackID)["tempo"] == nil || len(c.get("/audio-analysis/" + spotifytest.TrackID)["bars"].([]any)) != 1 {
		t.Error("no features or no analysis")
	}
	for path, n := range map[string]int{
		artist + "/top-tracks":                                 10,
		artist + "/related-artists":                            6,
		"/shows?market=SE&ids=" + spotifytest.ShowID:           1,
		"/episodes?market=SE&ids=" + spotifytest.EpisodeID:     1,
		"/audiobooks?market=US&ids=" + spotifytest.AudiobookID: 1,
		"/chapters?market=US&ids=" + spotifytest.ChapterID:     1,
		"/artists?ids=" + spotifytest.ArtistID + "," + unknown: 2,
		"/tracks?ids=" + spotifytest.TrackID + "," + unknown:   2,
		playlistPath + "/images":                               1,
	} {
		for key, list := range c.get(path) {
			if len(list.([]any)) != n {
				t.Errorf("%s: %d in %s, want %d", path, len(list.([]any)), key, n)
			}
		}
	}
	if dig(c.get("/browse/categories/"+spotifytest.CategoryID+"/playlists"), "playlists", "total") != 5.0 {
		t.Error("no playlists in the category")
	}
	if dig(c.get("/users/"+spotifytest.UserID+"/playlists"), "total") != 1.0 {
		t.Error("the user has no playlists")
	}
}
