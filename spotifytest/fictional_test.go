package spotifytest_test

import (
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestConstantsNameWhatTheirCommentsSay(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	for path, name := range map[string]string{
		artist:                                              "Nine Kettles",
		"/albums/" + spotifytest.AlbumID:                    "Salt for the Lighthouse",
		"/albums/" + spotifytest.LongAlbumID:                "Every Field Recording",
		"/tracks/" + spotifytest.TrackID:                    "Brass Weather",
		show + "?market=SE":                                 "Maps of Nowhere",
		"/episodes/" + spotifytest.EpisodeID + "?market=SE": "Maps of Nowhere, part 60",
		book + "?market=US":                                 "The Clockmaker's Ferry",
		"/chapters/" + spotifytest.ChapterID + "?market=US": "Chapter 1",
		playlistPath:                                        "Odds and Ends",
		"/browse/categories/" + spotifytest.CategoryID:      "Rainy Afternoons",
	} {
		if got := c.get(path)["name"]; got != name {
			t.Errorf("%s: %v, want %s", path, got, name)
		}
	}
	if got := c.get("/users/" + spotifytest.UserID)["display_name"]; got != "Tilda Marrow" {
		t.Errorf("the user is %v", got)
	}
	if got := dig(c.get("/albums/"+spotifytest.AlbumID), "tracks", "items", 0, "id"); got != spotifytest.TrackID {
		t.Errorf("the first track of AlbumID is %v", got)
	}
}
