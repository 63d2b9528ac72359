package spotifytest_test

import (
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestProfiles(t *testing.T) {
	srv := start(t)
	tilda := asUser(t, srv, spotifytest.UserID)
	if me := tilda.get("/me"); me["id"] != spotifytest.UserID || me["account_id"] == nil {
		t.Errorf("me: %v", me)
	}
	if got := tilda.get("/users/" + spotifytest.UserID); got["account_id"] != nil || got["email"] != nil {
		t.Errorf("a public profile says too much: %v", got)
	}
	tilda.refused("GET", "/users/nobody", 404, "Resource not found")
	if got := tilda.get("/me/top/artists?time_range=short_term")["total"]; got != 7.0 {
		t.Errorf("%v top artists", got)
	}
}
