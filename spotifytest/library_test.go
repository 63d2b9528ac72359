package spotifytest_test

import (
	"fmt"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

// ok sends a request that must succeed and returns its answer.
func (c caller) ok(method, path, body string) object {
	c.t.Helper()
	status, answer := c.do(method, path, body)
	if status < 200 || status > 299 {
		c.t.Fatalf("%s %s: %d %v", method, path, status, answer)
	}
	return answer
}

func TestLibraryKeepsWhatIsSaved(t *testing.T) {
	srv := start(t)
	anna := person(t, srv, "anna")
	salt, other := "spotify:album:"+spotifytest.AlbumID, "spotify:album:"+dig(anna.get("/search?q=velvet&type=album"), "albums", "items", 0, "id").(string)
	anna.ok("DELETE", "/me/library?uris="+salt, "")
	anna.ok("PUT", "/me/library?uris="+other+",spotify:user:tilda.marrow", "")
	got := anna.ok("GET", "/me/library/contains?uris="+salt+","+other+",spotify:user:tilda.marrow,spotify:show:"+spotifytest.AudiobookID, "")["list"]
	if fmt.Sprint(got) != "[false true true true]" {
		t.Errorf("contains: %v", got)
	}
	if got := dig(anna.get("/me/albums"), "items", 0, "album", "uri"); got != other {
		t.Errorf("the newest saved album is %v", got)
	}
	anna.refused("PUT", "/me/library?uris=spotify:album:"+unknown, 404, "Non existing id: 'spotify:album:"+unknown+"'")
	if got := person(t, srv, "bert").ok("GET", "/me/library/contains?uris="+salt, "")["list"]; fmt.Sprint(got) != "[true]" {
		t.Errorf("another user's library changed: %v", got)
	}
}

func TestLibraryByKind(t *testing.T) {
	srv := start(t)
	anna := person(t, srv, "anna")
	for kind, id := range map[string]string{
		"albums": spotifytest.LongAlbumID, "tracks": spotifytest.TrackID, "shows": spotifytest.ShowID,
		"episodes": spotifytest.EpisodeID, "audiobooks": spotifytest.AudiobookID,
	} {
		path := "/me/" + kind
		before := anna.get(path)["total"].(float64)
		anna.ok("DELETE", path, `{"ids":["`+id+`"]}`)
		if got := anna.get(path)["total"]; got != before-1 {
			t.Errorf("%s: %v after a removal, %v before", kind, got, before)
		}
		anna.ok("PUT", path+"?ids="+id, "")
		anna.ok("PUT", path+"?ids="+id, "") // a second time changes nothing
		if got := anna.get(path)["total"]; got != before {
			t.Errorf("%s: %v after saving again, %v before", kind, got, before)
		}
		if got := anna.ok("GET", path+"/contains?ids="+id+","+unknown, "")["list"]; fmt.Sprint(got) != "[true false]" {
			t.Errorf("%s: contains %v", kind, got)
		}
	}
}

func TestFollowing(t *testing.T) {
	srv := start(t)
	anna := person(t, srv, "anna")
	followed := dig(anna.get("/me/following?type=artist"), "artists", "items", 0, "id").(string)
	anna.ok("DELETE", "/me/following?type=artist&ids="+followed, "")
	anna.ok("PUT", "/me/following?type=user&ids=tilda.marrow", "")
	if got := anna.ok("GET", "/me/following/contains?type=artist&ids="+followed, "")["list"]; fmt.Sprint(got) != "[false]" {
		t.Errorf("artists: %v", got)
	}
	if got := anna.ok("GET", "/me/following/contains?type=user&ids=tilda.marrow,bert", "")["list"]; fmt.Sprint(got) != "[true false]" {
		t.Errorf("users: %v", got)
	}
	anna.ok("PUT", odds+"/followers", "")
	if got := anna.ok("GET", odds+"/followers/contains", "")["list"]; fmt.Sprint(got) != "[true]" {
		t.Errorf("playlist: %v", got)
	}
	if got := anna.get("/me/playlists")["total"]; got != 1.0 {
		t.Errorf("%v playlists, want the followed one", got)
	}
	anna.ok("DELETE", odds+"/followers", "")
	if got := anna.get("/me/playlists")["total"]; got != 0.0 {
		t.Errorf("%v playlists, want none", got)
	}
}

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
	anna := person(t, srv, "anna")
	id := anna.ok("POST", "/me/playlists", `{"name":"Mine","public":false}`)["id"].(string)
	path := "/playlists/" + id
	app(t, srv).refused("GET", path, 404, "Resource not found")
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
	if got := app(t, srv).get(path); got["name"] != "Ours" || got["images"] != nil {
		t.Errorf("changed: %v", got)
	}
	anna.ok("PUT", path+"/images", "/9j/4AAQ")
	if got := anna.ok("GET", path+"/images", "")["list"].([]any); len(got) != 1 {
		t.Errorf("images: %v", got)
	}
	person(t, srv, "bert").refused("PUT", path+"/items", 403, "Forbidden")
}

func TestPlayer(t *testing.T) {
	srv := start(t)
	anna := person(t, srv, "anna")
	if status, _ := anna.do("GET", "/me/player", ""); status != 204 {
		t.Errorf("idle: %d, want 204", status)
	}
	status, answer := anna.do("PUT", "/me/player/play", "")
	if status != 404 || dig(answer, "error", "reason") != "NO_ACTIVE_DEVICE" {
		t.Errorf("no device: %d %v", status, answer)
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

func TestProfiles(t *testing.T) {
	srv := start(t)
	tilda := person(t, srv, spotifytest.UserID)
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
