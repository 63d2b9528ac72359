package spotifytest_test

import (
	"compress/gzip"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

const (
	unknown = spotifytest.UnknownID
	artist  = "/artists/" + spotifytest.ArtistID
	show    = "/shows/" + spotifytest.ShowID
	book    = "/audiobooks/" + spotifytest.AudiobookID
	odds    = "/playlists/" + spotifytest.PlaylistID
)

// walk follows the next links of a list and returns the IDs of its items.
func walk(c caller, path string, inside ...any) []string {
	c.t.Helper()
	var ids []string
	for pages := 0; path != ""; pages++ {
		if pages > 100 {
			c.t.Fatalf("%s does not end", path)
		}
		page := dig(c.get(path), inside...).(object)
		for _, item := range page["items"].([]any) {
			id, _ := dig(item, "id").(string)
			ids = append(ids, id)
		}
		if offset, ok := page["offset"].(float64); ok && (offset > 0) != (page["previous"] != nil) {
			c.t.Errorf("%s: previous is %v", path, page["previous"])
		}
		path, _ = page["next"].(string)
	}
	return ids
}

func TestListsGoOnToTheirEnd(t *testing.T) {
	srv := start(t)
	c, tilda := app(t, srv), person(t, srv, spotifytest.UserID)
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
		{c, odds + "/tracks?limit=100", 59, nil},
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

// walkLoosely is walk for first pages that lie deeper than the following ones.
func walkLoosely(c caller, path string, inside []any) []string {
	c.t.Helper()
	if len(inside) == 1 && inside[0] == "tracks" {
		first := c.get(path)["tracks"].(object)
		if first["limit"] != 50.0 || len(first["items"].([]any)) != 50 {
			c.t.Errorf("%s: the embedded page has limit %v and %d items", path, first["limit"], len(first["items"].([]any)))
		}
		return append(make([]string, 50), walk(c, first["next"].(string))...)
	}
	return walk(c, path, inside...)
}

func TestConstantsNameWhatTheySay(t *testing.T) {
	srv := start(t)
	c := app(t, srv)
	for path, name := range map[string]string{
		artist:                                              "Nine Kettles",
		"/albums/" + spotifytest.AlbumID:                    "Salt for the Lighthouse",
		"/albums/" + spotifytest.LongAlbumID:                "Every Field Recording",
		"/tracks/" + spotifytest.TrackID:                    "Brass Weather",
		show + "?market=SE":                                 "Maps of Nowhere",
		"/episodes/" + spotifytest.EpisodeID + "?market=SE": "Maps of Nowhere, part 60",
		book + "?market=US":                                 "The Clockmaker's Ferry",
		"/chapters/" + spotifytest.ChapterID + "?market=US": "Chapter 1",
		odds: "Odds and Ends",
		"/browse/categories/" + spotifytest.CategoryID: "Rainy Afternoons",
	} {
		if got := c.get(path)["name"]; got != name {
			t.Errorf("%s: %v, want %s", path, got, name)
		}
	}
	if got := c.get("/users/" + spotifytest.UserID)["display_name"]; got != "Tilda Marrow" {
		t.Errorf("the user is %v", got)
	}
	if got := dig(c.get("/albums/"+spotifytest.AlbumID), "tracks", "items", 0, "id"); got != spotifytest.TrackID {
		t.Errorf("the first track of AlbumID is %v", got)
	}
}

// Every ID in an answer has Spotify's form and every href of ours answers.
func TestHrefsAndIDs(t *testing.T) {
	srv := start(t)
	c := app(t, srv)
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
	visit(c.get(odds + "/items?limit=8&offset=51&additional_types=track,episode"))
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

func TestErrorsOfTheWebAPI(t *testing.T) {
	srv := start(t)
	c := app(t, srv)
	many := strings.TrimSuffix(strings.Repeat(unknown+",", 51), ",")
	for _, row := range []struct {
		path    string
		status  int
		message string
	}{
		{"/albums/short", 400, "Invalid base62 id"},
		{"/albums?ids=" + unknown + ",short", 400, "Invalid base62 id"},
		{"/tracks?ids=" + many, 400, "Too many ids requested"},
		{"/albums/" + unknown, 404, "Non existing id: 'spotify:album:" + unknown + "'"},
		{"/playlists/" + unknown, 404, "Resource not found"},
		{"/nothing/here", 404, "Service not found"},
		{"/albums/" + spotifytest.AlbumID + "/tracks?limit=0", 400, "Invalid limit"},
		{"/albums/" + spotifytest.AlbumID + "/tracks?limit=51", 400, "Invalid limit"},
		{"/albums/" + spotifytest.AlbumID + "/tracks?limit=abc", 400, "Invalid limit"},
		{"/albums/" + spotifytest.AlbumID + "/tracks?offset=-1", 400, "Invalid offset"},
		{"/albums/" + spotifytest.AlbumID + "?market=XX", 400, "Invalid market code"},
		{"/search?type=track", 400, "No search query"},
		{"/search?q=a", 400, "Missing parameter type"},
		{"/search?q=a&type=song", 400, "Bad search type field song"},
		{"/search?type=track&q=" + strings.Repeat("a", 251), 400, "Query exceeds maximum length"},
		{"/search?q=a&type=track&offset=-1", 400, "Invalid offset"},
		{"/search?q=a&type=track&limit=51", 400, "Invalid limit"},
		{"/search?q=a&type=track&offset=1001", 400, "Limit + Offset exceeds maximum of 1000"},
		{"/recommendations", 400, "Between 1 and 5 seeds are required"},
		{show, 404, "Non existing id: 'spotify:show:" + spotifytest.ShowID + "'"},
		{"/episodes/" + spotifytest.EpisodeID, 404, "Non existing id: 'spotify:episode:" + spotifytest.EpisodeID + "'"},
		{book + "?market=SE", 404, "Non existing id: 'spotify:show:" + spotifytest.AudiobookID + "'"},
		{"/chapters/" + spotifytest.ChapterID, 404, "Non existing id: 'spotify:episode:" + spotifytest.ChapterID + "'"},
	} {
		c.refused("GET", row.path, row.status, row.message)
	}
}

func TestUsersBringTheirCountry(t *testing.T) {
	srv := start(t)
	anna := person(t, srv, "anna")
	anna.get(show)
	anna.get(book)
	if anna.get("/episodes/" + spotifytest.EpisodeID)["resume_point"] == nil {
		t.Error("a user's episode has no resume_point")
	}
	if app(t, srv).get("/episodes/" + spotifytest.EpisodeID + "?market=SE")["resume_point"] != nil {
		t.Error("an app's episode has a resume_point")
	}
}

func TestBatchesHaveNullForTheUnknown(t *testing.T) {
	srv := start(t)
	got := app(t, srv).get("/albums?ids=" + spotifytest.LongAlbumID + "," + unknown + "," + spotifytest.AlbumID)["albums"].([]any)
	if len(got) != 3 || dig(got[0], "id") != spotifytest.LongAlbumID || got[1] != nil || dig(got[2], "id") != spotifytest.AlbumID {
		t.Errorf("got %d albums", len(got))
	}
}

func TestAMarketReplacesTheListOfMarkets(t *testing.T) {
	srv := start(t)
	c := app(t, srv)
	plain, played := c.get("/tracks/"+spotifytest.TrackID), c.get("/tracks/"+spotifytest.TrackID+"?market=SE")
	if list, _ := plain["available_markets"].([]any); len(list) < 180 || plain["is_playable"] != nil {
		t.Errorf("without a market: %d markets, is_playable %v", len(list), plain["is_playable"])
	}
	if played["available_markets"] != nil || played["is_playable"] != true {
		t.Errorf("with a market: %v, is_playable %v", played["available_markets"], played["is_playable"])
	}
}

func TestGzipIfAsked(t *testing.T) {
	srv := start(t)
	c := app(t, srv)
	req, err := http.NewRequest("GET", srv.BaseURL()+"/albums/"+spotifytest.AlbumID, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("Content-Encoding is %q", res.Header.Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var album object
	if err := json.NewDecoder(z).Decode(&album); err != nil || album["id"] != spotifytest.AlbumID {
		t.Errorf("%v %v", album["id"], err)
	}
}
