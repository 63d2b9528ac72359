package spotifytest_test

import (
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestPodcastsNeedACountry(t *testing.T) {
	srv := start(t)
	anna := asUser(t, srv, "anna")
	anna.get(show)
	anna.get(book)
	if anna.get("/episodes/" + spotifytest.EpisodeID)["resume_point"] == nil {
		t.Error("a user's episode has no resume_point")
	}
	if asApp(t, srv).get("/episodes/" + spotifytest.EpisodeID + "?market=SE")["resume_point"] != nil {
		t.Error("an app's episode has a resume_point")
	}
}
