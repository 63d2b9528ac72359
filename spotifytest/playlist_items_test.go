package spotifytest_test

import (
	"testing"
)

func TestPlaylistItemsOfAllKinds(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	items := c.get(playlistPath + "/items?offset=55&additional_types=track,episode")["items"].([]any)
	if len(items) != 4 {
		t.Fatalf("%d entries, want 4", len(items))
	}
	for i, want := range []any{"track", nil, "track", "episode"} {
		if got := dig(items[i], "item", "type"); got != want || dig(items[i], "track", "type") != want {
			t.Errorf("entry %d is a %v, want %v", i, got, want)
		}
	}
	if dig(items[2], "is_local") != true || dig(items[2], "item", "id") != nil || dig(items[2], "item", "name") != "Kettle Song" {
		t.Errorf("the local file: %v", items[2])
	}
	if dig(c.get(playlistPath+"/items?offset=58"), "items", 0, "item") != nil {
		t.Error("an episode came unasked")
	}
	full := c.get(playlistPath)
	if dig(full, "items", "total") != 59.0 || dig(full, "tracks", "total") != 59.0 {
		t.Error("items and tracks are not both there")
	}
}
