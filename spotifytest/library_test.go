package spotifytest_test

import (
	"fmt"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestTheLibraryKeepsWhatIsSaved(t *testing.T) {
	srv := start(t)
	anna := asUser(t, srv, "anna")
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
	if got := asUser(t, srv, "bert").ok("GET", "/me/library/contains?uris="+salt, "")["list"]; fmt.Sprint(got) != "[true]" {
		t.Errorf("another user's library changed: %v", got)
	}
}

func TestLibraryByKind(t *testing.T) {
	srv := start(t)
	anna := asUser(t, srv, "anna")
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
	anna := asUser(t, srv, "anna")
	followed := dig(anna.get("/me/following?type=artist"), "artists", "items", 0, "id").(string)
	anna.ok("DELETE", "/me/following?type=artist&ids="+followed, "")
	anna.ok("PUT", "/me/following?type=user&ids=tilda.marrow", "")
	if got := anna.ok("GET", "/me/following/contains?type=artist&ids="+followed, "")["list"]; fmt.Sprint(got) != "[false]" {
		t.Errorf("artists: %v", got)
	}
	if got := anna.ok("GET", "/me/following/contains?type=user&ids=tilda.marrow,bert", "")["list"]; fmt.Sprint(got) != "[true false]" {
		t.Errorf("users: %v", got)
	}
	anna.ok("PUT", playlistPath+"/followers", "")
	if got := anna.ok("GET", playlistPath+"/followers/contains", "")["list"]; fmt.Sprint(got) != "[true]" {
		t.Errorf("playlist: %v", got)
	}
	if got := anna.get("/me/playlists")["total"]; got != 1.0 {
		t.Errorf("%v playlists, want the followed one", got)
	}
	anna.ok("DELETE", playlistPath+"/followers", "")
	if got := anna.get("/me/playlists")["total"]; got != 0.0 {
		t.Errorf("%v playlists, want none", got)
	}
}
