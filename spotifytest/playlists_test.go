package spotifytest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

// numbers lists the track numbers of what is in a playlist.
func numbers(c caller, playlist string) string {
	c.t.Helper()
	var list []any
	for _, e := range c.get("/playlists/" + playlist + "/items")["items"].([]any) {
		list = append(list, dig(e, "item", "track_number"))
	}
	return fmt.Sprint(list)
}

func TestPlaylistContents(t *testing.T) {
	srv := start(t)
	anna := asUser(t, srv, "anna")
	id := anna.ok("POST", "/me/playlists", `{"name":"Mine","public":false}`)["id"].(string)
	path := "/playlists/" + id
	asApp(t, srv).refused("GET", path, 404, "Resource not found")
	var uris [6]string
	for i := range uris {
		uris[i] = dig(anna.get("/albums/"+spotifytest.AlbumID), "tracks", "items", i, "uri").(string)
	}
	snapshots := map[any]bool{anna.get(path)["snapshot_id"]: true}
	for _, step := range []struct{ method, query, body, want string }{
		{"POST", "?uris=" + uris[0] + "," + uris[1], "", "[1 2]"},
		{"POST", "", `{"uris":["` + uris[2] + `"],"position":0}`, "[3 1 2]"},
		{"POST", "?position=1&uris=" + uris[3], "", "[3 4 1 2]"},
		{"PUT", "", `{"range_start":0,"insert_before":3}`, "[4 1 3 2]"},
		{"PUT", "", `{"range_start":2,"range_length":2,"insert_before":0}`, "[3 2 4 1]"},
		{"DELETE", "", `{"items":[{"uri":"` + uris[1] + `"}]}`, "[3 4 1]"},
		{"PUT", "", `{"uris":["` + uris[4] + `","` + uris[5] + `"]}`, "[5 6]"},
	} {
		snapshot := anna.ok(step.method, path+"/items"+step.query, step.body)["snapshot_id"]
		if snapshots[snapshot] {
			t.Errorf("%+v: no new snapshot", step)
		}
		snapshots[snapshot] = true
		if got := numbers(anna, id); got != step.want {
			t.Errorf("%+v: got %s", step, got)
		}
	}
	anna.refused("POST", path+"/items?uris=spotify:album:"+spotifytest.AlbumID, 400, "Invalid track uri: spotify:album:"+spotifytest.AlbumID)
	anna.ok("PUT", path, `{"name":"Ours","public":true}`)
	if got := asApp(t, srv).get(path); got["name"] != "Ours" || got["images"] != nil {
		t.Errorf("changed: %v", got)
	}
	anna.ok("PUT", path+"/images", "/9j/4AAQ")
	if got := anna.ok("GET", path+"/images", "")["list"].([]any); len(got) != 1 {
		t.Errorf("images: %v", got)
	}
	asUser(t, srv, "bert").refused("PUT", path+"/items", 403, "Forbidden")
}

func TestTheListOfOwnPlaylistsLinksToTheUser(t *testing.T) {
	srv := start(t)
	anna := asUser(t, srv, "anna")
	for range 3 {
		anna.ok("POST", "/me/playlists", `{"name":"A"}`)
	}
	page := anna.get("/me/playlists?limit=2")
	if next, _ := page["next"].(string); !strings.HasPrefix(next, srv.BaseURL()+"/users/anna/playlists?") {
		t.Errorf("next is %v", page["next"])
	}
	if ids := walk(anna, "/me/playlists?limit=2"); len(ids) != 3 {
		t.Errorf("%d playlists", len(ids))
	}
}
