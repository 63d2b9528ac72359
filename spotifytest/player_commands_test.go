package spotifytest_test

import (
	"fmt"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestPlayer(t *testing.T) {
	srv := start(t)
	anna := asUser(t, srv, "anna")
	if status, _ := anna.do("GET", "/me/player", ""); status != 204 {
		t.Errorf("idle: %d, want 204", status)
	}
	status, response := anna.do("PUT", "/me/player/play", "")
	if status != 404 || dig(response, "error", "reason") != "NO_ACTIVE_DEVICE" {
		t.Errorf("no device: %d %v", status, response)
	}
	if dig(anna.get("/me/player/devices"), "devices", 0, "id") != spotifytest.DeviceID {
		t.Error("DeviceID is not there")
	}
	album, second := "spotify:album:"+spotifytest.AlbumID, dig(anna.get("/albums/"+spotifytest.AlbumID), "tracks", "items", 1, "id")
	anna.ok("PUT", "/me/player/play?device_id="+spotifytest.DeviceID, `{"context_uri":"`+album+`","position_ms":9000}`)
	got := anna.get("/me/player")
	if dig(got, "item", "id") != spotifytest.TrackID || got["is_playing"] != true || got["progress_ms"].(float64) < 9000 || dig(got, "context", "uri") != album {
		t.Errorf("playing: %v", got)
	}
	anna.ok("POST", "/me/player/queue?uri=spotify:episode:"+spotifytest.EpisodeID, "")
	if got := anna.get("/me/player/queue"); dig(got, "queue", 0, "id") != spotifytest.EpisodeID || dig(got, "queue", 1, "id") != second {
		t.Errorf("queue: %v", dig(got, "queue", 0, "id"))
	}
	anna.ok("POST", "/me/player/next", "")
	if got := anna.get("/me/player/currently-playing"); got["currently_playing_type"] != "episode" {
		t.Errorf("after next: a %v", got["currently_playing_type"])
	}
	anna.ok("POST", "/me/player/next", "")
	anna.ok("POST", "/me/player/previous", "")
	anna.ok("POST", "/me/player/previous", "")
	for _, path := range []string{"pause", "seek?position_ms=5", "volume?volume_percent=7", "repeat?state=context", "shuffle?state=true"} {
		anna.ok("PUT", "/me/player/"+path, "")
	}
	got = anna.get("/me/player")
	state := fmt.Sprint(dig(got, "item", "id"), got["progress_ms"], dig(got, "device", "volume_percent"), got["repeat_state"], got["shuffle_state"], got["is_playing"])
	if want := fmt.Sprint(spotifytest.TrackID, 5, 7, "context", true, false); state != want {
		t.Errorf("got %s, want %s", state, want)
	}
	anna.refused("PUT", "/me/player/volume?volume_percent=101", 400, "Invalid volume_percent")
	anna.ok("PUT", "/me/player", `{"device_ids":["`+spotifytest.DeviceID+`"],"play":true}`)
	if anna.get("/me/player")["is_playing"] != true {
		t.Error("a transfer with play does not play")
	}
}
