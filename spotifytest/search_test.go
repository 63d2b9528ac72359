package spotifytest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// crate is a small catalog to search in.
func crate() spotifytest.Catalog {
	return spotifytest.Catalog{
		Artists: []spotify.Artist{{Name: "Miles Davis", Genres: []string{"hard bop", "jazz"}}, {Name: "Davis Miles", Genres: []string{"pop"}}},
		Albums: []spotify.Album{
			{Name: "Kind of Blue", Artists: []spotify.SimplifiedArtist{{Name: "Miles Davis"}}, ReleaseDate: "1959-08-17",
				ExternalIDs: spotify.ExternalIDs{UPC: "886443927087"},
				Tracks:      spotify.Page[spotify.SimplifiedTrack]{Items: []spotify.SimplifiedTrack{{Name: "So What"}, {Name: "Freddie Freeloader"}, {Name: "Blue in Green"}}}},
			{Name: "Blue Period", Artists: []spotify.SimplifiedArtist{{Name: "Davis Miles"}}, ReleaseDate: "2001", Popularity: new(int),
				Tracks: spotify.Page[spotify.SimplifiedTrack]{Items: []spotify.SimplifiedTrack{{Name: "So"}, {Name: "Don't Know What"}}}},
		},
		Tracks: []spotify.Track{{Name: "Solo", Artists: []spotify.SimplifiedArtist{{Name: "Somebody"}}, ExternalIDs: spotify.ExternalIDs{ISRC: "USSM15900113"}}},
	}
}

func TestSearchFindsWhatMatches(t *testing.T) {
	srv := spotifytest.Start(t, spotifytest.WithCatalog(crate()))
	c := asApp(t, srv)
	for _, row := range []struct{ kind, q, want string }{
		{"album", "blue", "Kind of Blue, Blue Period"},
		{"album", "BLUE kind", "Kind of Blue"},
		{"album", `"kind of"`, "Kind of Blue"},
		{"album", `"of kind"`, ""},
		{"album", "miles", "Kind of Blue, Blue Period"},
		{"album", `artist:"Miles Davis"`, "Kind of Blue"},
		{"album", `blue artist:"davis miles"`, "Blue Period"},
		{"album", "year:1959", "Kind of Blue"},
		{"album", "year:1950-2001", "Kind of Blue, Blue Period"},
		{"album", "year:1950", ""},
		{"album", "upc:886443927087", "Kind of Blue"},
		{"album", "tag:hipster", "Blue Period"},
		{"album", "tag:new", ""},
		{"album", "album:period", "Blue Period"},
		{"album", "track:So", ""},
		{"album", "no such thing", ""},
		{"album", "foo:blue", ""},
		{"track", "so", "So What, So"},
		{"track", "so what", "So What"},
		{"track", "dont know", "Don't Know What"},
		{"track", "track:so album:period", "So"},
		{"track", "isrc:ussm15900113", "Solo"},
		{"track", "isrc:USSM15900114", ""},
		{"track", `genre:"hard bop" green`, "Blue in Green"},
		{"track", "year:1959 freddie", "Freddie Freeloader"},
		{"track", "upc:886443927087", ""},
		{"artist", "miles", "Miles Davis, Davis Miles"},
		{"artist", "genre:jazz", "Miles Davis"},
		{"artist", "year:2001", "Davis Miles"},
		{"artist", "artist:somebody", "Somebody"},
	} {
		found := c.get("/search?" + url.Values{"q": {row.q}, "type": {row.kind}}.Encode())
		var names []string
		for _, item := range dig(found, row.kind+"s", "items").([]any) {
			names = append(names, dig(item, "name").(string))
		}
		if got := strings.Join(names, ", "); got != row.want || dig(found, row.kind+"s", "total") != float64(len(names)) || len(found) != 1 {
			t.Errorf("%s %s: got %q, want %q", row.kind, row.q, got, row.want)
		}
	}
}

func TestSearchLinksAndPages(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	got := c.get("/search?q=nine+kettles&type=artist,album,track&limit=2")
	for kind, total := range map[string]float64{"artists": 1, "albums": 55} {
		if dig(got, kind, "total") != total {
			t.Errorf("%v %s, want %v", dig(got, kind, "total"), kind, total)
		}
	}
	next := dig(got, "albums", "next").(string)
	if !strings.Contains(next, "type=album") || strings.Contains(next, "track") {
		t.Errorf("next asks for more than its own type: %s", next)
	}
	if second := c.get(next); len(second) != 1 || dig(second, "albums", "offset") != 2.0 {
		t.Errorf("the next page: %v", second)
	}
	if ids := walk(c, "/search/?q=nine+kettles&type=album&limit=20", "albums"); len(ids) != 55 {
		t.Errorf("all pages have %d albums, want 55", len(ids))
	}
	items := dig(c.get("/search?q=kettle&type=playlist"), "playlists", "items").([]any)
	if len(items) != 1 || items[0] == nil {
		t.Errorf("playlists: %v", items)
	}
	items = dig(c.get("/search?q=picked+by&type=playlist"), "playlists", "items").([]any)
	if fmt.Sprint(len(items), items[1] != nil, items[2] != nil, items[3] != nil) != "7 true false true" {
		t.Errorf("no null among the playlists: %v", items)
	}
	if total := dig(c.get("/search?q=maps&type=show,audiobook"), "shows", "total"); total != 0.0 {
		t.Errorf("without a market the app finds %v shows", total)
	}
	if total := dig(c.get("/search?q=maps&type=show&market=SE"), "shows", "total"); total != 1.0 {
		t.Errorf("with a market the app finds %v shows", total)
	}
	c.get("/search?q=a&type=track&limit=50&offset=950")
	c.refused("GET", "/search?q=a&type=track&limit=50&offset=951", 400, "Limit + Offset exceeds maximum of 1000")
}

func TestNewReleasesAreFoundByTheirTag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cat := crate()
		cat.Albums[0].ReleaseDate = time.Now().Add(-13 * 24 * time.Hour).Format(time.DateOnly)
		srv := spotifytest.Start(t, spotifytest.WithCatalog(cat), spotifytest.WithoutSocket())
		client := srv.Client(t)
		kinds := []spotify.SearchType{spotify.SearchTypeAlbum}
		if found, err := client.Search(t.Context(), "tag:new", kinds, nil); err != nil || found.Albums.Total != 1 {
			t.Errorf("after 13 days: %v, %v", found, err)
		}
		time.Sleep(48 * time.Hour)
		if found, err := client.Search(t.Context(), "tag:new", kinds, nil); err != nil || found.Albums.Total != 0 {
			t.Errorf("two days later: %v, %v", found, err)
		}
	})
}
