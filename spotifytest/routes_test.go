package spotifytest_test

import (
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestErrorsOfTheWebAPI(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	many := strings.TrimSuffix(strings.Repeat(unknown+",", 51), ",")
	for _, row := range []struct {
		path    string
		status  int
		message string
	}{
		{"/albums/short", 400, "Invalid base62 id"},
		{"/albums?ids=" + unknown + ",short", 400, "Invalid base62 id"},
		{"/tracks?ids=" + many, 400, "Too many ids requested"},
		{"/albums/" + unknown, 404, "Non existing id: 'spotify:album:" + unknown + "'"},
		{"/playlists/" + unknown, 404, "Resource not found"},
		{"/nothing/here", 404, "Service not found"},
		{"/albums/" + spotifytest.AlbumID + "/tracks?limit=0", 400, "Invalid limit"},
		{"/albums/" + spotifytest.AlbumID + "/tracks?limit=51", 400, "Invalid limit"},
		{"/albums/" + spotifytest.AlbumID + "/tracks?limit=abc", 400, "Invalid limit"},
		{"/albums/" + spotifytest.AlbumID + "/tracks?offset=-1", 400, "Invalid offset"},
		{"/albums/" + spotifytest.AlbumID + "?market=XX", 400, "Invalid market code"},
		{"/search?type=track", 400, "No search query"},
		{"/search?q=a", 400, "Missing parameter type"},
		{"/search?q=a&type=song", 400, "Bad search type field song"},
		{"/search?type=track&q=" + strings.Repeat("a", 251), 400, "Query exceeds maximum length"},
		{"/search?q=a&type=track&offset=-1", 400, "Invalid offset"},
		{"/search?q=a&type=track&limit=51", 400, "Invalid limit"},
		{"/search?q=a&type=track&offset=1001", 400, "Limit + Offset exceeds maximum of 1000"},
		{"/recommendations", 400, "Between 1 and 5 seeds are required"},
		{show, 404, "Non existing id: 'spotify:show:" + spotifytest.ShowID + "'"},
		{"/episodes/" + spotifytest.EpisodeID, 404, "Non existing id: 'spotify:episode:" + spotifytest.EpisodeID + "'"},
		{book + "?market=SE", 404, "Non existing id: 'spotify:show:" + spotifytest.AudiobookID + "'"},
		{"/chapters/" + spotifytest.ChapterID, 404, "Non existing id: 'spotify:episode:" + spotifytest.ChapterID + "'"},
	} {
		c.refused("GET", row.path, row.status, row.message)
	}
}
