package spotifytest_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestListsCanBeFollowedToTheirEnd(t *testing.T) {
	srv := start(t)
	c, tilda := asApp(t, srv), asUser(t, srv, spotifytest.UserID)
	for _, row := range []struct {
		c      caller
		path   string
		total  int
		inside []any
	}{
		{c, artist + "/albums", 60, nil},
		{c, artist + "/albums?limit=7", 60, nil},
		{c, artist + "/albums?include_groups=appears_on", 5, nil},
		{c, "/albums/" + spotifytest.LongAlbumID + "/tracks", 64, nil},
		{c, "/albums/" + spotifytest.LongAlbumID, 64, []any{"tracks"}},
		{c, show + "/episodes?market=SE&limit=50", 60, nil},
		{c, book + "/chapters?market=US", 56, nil},
		{c, playlistPath + "/tracks?limit=100", 59, nil},
		{c, "/browse/categories?limit=2", 4, []any{"categories"}},
		{c, "/browse/new-releases", 30, []any{"albums"}},
		{c, "/browse/featured-playlists", 5, []any{"playlists"}},
		{tilda, "/me/tracks", 55, nil},
		{tilda, "/me/albums?limit=2", 5, nil},
		{tilda, "/me/following?type=artist&limit=2", 3, []any{"artists"}},
		{tilda, "/me/top/tracks", 60, nil},
		{tilda, "/me/player/recently-played", 55, nil},
		{tilda, "/me/playlists", 1, nil},
	} {
		inside := row.inside
		ids := walkLoosely(row.c, row.path, inside)
		if len(ids) != row.total {
			t.Errorf("%s: %d items, want %d", row.path, len(ids), row.total)
		}
	}
}

// Every ID in a response has Spotify's form and every href of ours works.
func TestHrefsAndIDs(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	seen := map[string]bool{}
	var visit func(v any)
	visit = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				visit(e)
			}
		case object:
			id, _ := v["id"].(string)
			href, _ := v["href"].(string)
			if id != "" && v["type"] != "user" && !regexp.MustCompile(`^[0-7][0-9A-Za-z]{21}$`).MatchString(id) {
				t.Errorf("id %q", id)
			}
			if id != "" && href != "" {
				seen[href] = true
			}
			for _, e := range v {
				visit(e)
			}
		}
	}
	visit(c.get("/search?market=US&limit=4&q=kettle&type=album,artist,track,show,episode,audiobook,playlist"))
	visit(c.get(artist + "/albums?limit=8"))
	visit(c.get(playlistPath + "/items?limit=8&offset=51&additional_types=track,episode"))
	visit(c.get("/browse/categories"))
	if len(seen) < 30 {
		t.Errorf("only %d hrefs", len(seen))
	}
	for href := range seen {
		if !strings.HasPrefix(href, srv.BaseURL()+"/") {
			t.Errorf("href %q is not below the base URL", href)
		}
		if got := c.get(href + "?market=US")["href"]; got != href {
			t.Errorf("%s says that it is %v", href, got)
		}
	}
}

func TestUnknownIDsYieldNull(t *testing.T) {
	srv := start(t)
	got := asApp(t, srv).get("/albums?ids=" + spotifytest.LongAlbumID + "," + unknown + "," + spotifytest.AlbumID)["albums"].([]any)
	if len(got) != 3 || dig(got[0], "id") != spotifytest.LongAlbumID || got[1] != nil || dig(got[2], "id") != spotifytest.AlbumID {
		t.Errorf("got %d albums", len(got))
	}
}
