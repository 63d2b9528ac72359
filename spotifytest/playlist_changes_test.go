package spotifytest_test

import (
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestWhatSpotifyRefuses(t *testing.T) {
	srv := start(t)
	anna := asUser(t, srv, "anna")
	png := "iVBORw0KGgo="
	id := anna.ok("POST", "/me/playlists", `{"name":"Mine","public":false}`)["id"].(string)
	path := "/playlists/" + id
	first := anna.get(path)["snapshot_id"].(string)
	anna.ok("POST", path+"/items?uris=spotify:track:"+spotifytest.TrackID, "")
	refused := func(method, path, body string, status int, message string) {
		t.Helper()
		got, response := anna.do(method, path, body)
		if got != status || dig(response, "error", "message") != message {
			t.Errorf("%s %s: %d %v, want %d %s", method, path, got, response, status, message)
		}
	}
	refused("POST", "/me/playlists", `{"name":"A","collaborative":true}`, 400, "Collaborative playlists can only be private.")
	refused("PUT", path, `{"public":true,"collaborative":true}`, 400, "Collaborative playlists can only be private.")
	anna.ok("PUT", path, `{"collaborative":true}`)
	refused("PUT", path+"/images", png, 400, "Invalid image data")
	refused("PUT", path+"/images", strings.Repeat("/9j/", 64<<10+1), 413, "Payload Too Large")
	refused("DELETE", path+"/items", `{"items":[{"uri":"spotify:track:`+spotifytest.TrackID+`"}],"snapshot_id":"made-up"}`, 400, "Invalid snapshot id")
	refused("PUT", path+"/items", `{"range_start":0,"insert_before":0,"snapshot_id":"`+first+`"}`, 400, "Invalid snapshot id")
	anna.ok("DELETE", path+"/items", `{"items":[{"uri":"spotify:track:`+spotifytest.TrackID+`"}],"snapshot_id":"`+first+`"}`)
	refused("POST", "/users/bert/playlists", `{"name":"A"}`, 403, "You cannot create a playlist for another user")
	refused("POST", "/albums/"+spotifytest.AlbumID, "", 405, "Method Not Allowed")
	refused("GET", "/album/"+spotifytest.AlbumID, "", 404, "Service not found")
	anna.ok("PUT", "/me/player/play?device_id="+spotifytest.DeviceID, `{"uris":["spotify:track:`+spotifytest.TrackID+`"]}`)
	refused("PUT", "/me/player/play", "", 403, "Player command failed: Restriction violated")
	anna.ok("PUT", "/me/player/pause", "")
	refused("PUT", "/me/player/pause", "", 403, "Player command failed: Restriction violated")
	anna.get("/playlists/" + spotifytest.PlaylistID + "/items?limit=100")
}
