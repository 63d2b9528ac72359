package spotifytest_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestDevelopmentModeClosesEndpoints(t *testing.T) {
	srv := start(t)
	srv.SetDevelopmentMode(true)
	c, tilda := asApp(t, srv), asUser(t, srv, spotifytest.UserID)
	for _, row := range []struct{ method, path string }{
		{"GET", "/albums?ids=" + spotifytest.AlbumID},
		{"GET", "/tracks?ids=" + spotifytest.TrackID},
		{"GET", artist + "/top-tracks"},
		{"GET", "/markets"},
		{"GET", "/browse/new-releases"},
		{"GET", "/browse/categories"},
		{"GET", "/audio-features/" + spotifytest.TrackID},
		{"GET", "/users/" + spotifytest.UserID},
		{"GET", playlistPath + "/tracks"},
		{"PUT", "/me/tracks?ids=" + spotifytest.TrackID},
		{"POST", "/users/" + spotifytest.UserID + "/playlists"},
	} {
		c.refused(row.method, row.path, 403, "Forbidden")
		tilda.refused(row.method, row.path, 403, "Forbidden")
	}
	for _, path := range []string{
		"/albums/" + spotifytest.AlbumID, artist, artist + "/albums", "/tracks/" + spotifytest.TrackID,
		show + "?market=SE", book + "?market=US", "/search?q=a&type=track", playlistPath, playlistPath + "/images",
	} {
		c.get(path)
	}
	tilda.get("/me/tracks")
	for _, path := range []string{artist + "/related-artists", "/recommendations", "/recommendations/available-genre-seeds"} {
		c.refused("GET", path, 404, "Resource not found")
	}
	tilda.ok("PUT", playlistPath+"/followers", "")
	tilda.refused("GET", playlistPath+"/followers/contains", 403, "Forbidden")
	srv.SetDevelopmentMode(false)
	c.get("/markets")
}

func TestTheBodyOfAForbiddenRequestHasOddSpacing(t *testing.T) {
	srv := start(t)
	srv.SetDevelopmentMode(true)
	req, err := http.NewRequest("GET", srv.BaseURL()+"/markets", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+asApp(t, srv).token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	if want := `{"error": {"status": 403, "message": "Forbidden" } }`; string(body) != want {
		t.Errorf("got %s, want %s", body, want)
	}
}

func TestDevelopmentModeShortensLists(t *testing.T) {
	srv := start(t)
	srv.SetDevelopmentMode(true)
	c := asApp(t, srv)
	c.refused("GET", "/search?q=a&type=track&limit=11", 400, "Invalid limit")
	c.refused("GET", artist+"/albums?limit=11", 400, "Invalid limit")
	if got := dig(c.get("/search?q=zzz&type=track"), "tracks", "limit"); got != 5.0 {
		t.Errorf("a search has limit %v unless it is told one", got)
	}
	if ids := walk(c, artist+"/albums"); len(ids) != 60 {
		t.Errorf("pages of five give %d albums", len(ids))
	}
	if got := c.get("/albums/" + spotifytest.LongAlbumID + "/tracks?limit=50")["limit"]; got != 50.0 {
		t.Errorf("album tracks: limit %v", got)
	}
}

func TestDevelopmentModeLeavesFieldsOut(t *testing.T) {
	srv := start(t)
	c, tilda := asApp(t, srv), asUser(t, srv, spotifytest.UserID)
	for _, row := range []struct {
		c      caller
		path   string
		inside []any
		gone   []string
		stays  string
	}{
		{c, "/albums/" + spotifytest.AlbumID, nil, []string{"available_markets", "label", "popularity"}, "external_ids"},
		{c, artist + "/albums", []any{"items", 0}, []string{"album_group", "available_markets"}, "release_date"},
		{c, artist, nil, []string{"followers", "popularity"}, "images"},
		{c, "/tracks/" + spotifytest.TrackID, nil, []string{"available_markets", "popularity"}, "external_ids"},
		{c, show + "?market=SE", nil, []string{"available_markets", "publisher"}, "total_episodes"},
		{c, book + "?market=US", nil, []string{"available_markets", "publisher"}, "authors"},
		{c, "/chapters/" + spotifytest.ChapterID + "?market=US", nil, []string{"available_markets"}, "audiobook"},
		{c, playlistPath, nil, []string{"items", "tracks"}, "owner"},
		{tilda, playlistPath, nil, []string{"tracks"}, "items"},
		{tilda, playlistPath + "/items", []any{"items", 0}, []string{"track"}, "item"},
		{tilda, "/me", nil, nil, "country"},
	} {
		get := func() object {
			if row.inside == nil {
				return row.c.get(row.path)
			}
			return dig(row.c.get(row.path), row.inside...).(object)
		}
		wide := get()
		srv.SetDevelopmentMode(true)
		narrow := get()
		srv.SetDevelopmentMode(false)
		for _, field := range row.gone {
			_, before := wide[field]
			_, after := narrow[field]
			if !before || after {
				t.Errorf("%s: %s is there in extended mode %v, in development mode %v", row.path, field, before, after)
			}
		}
		if narrow[row.stays] == nil {
			t.Errorf("%s: %s is gone", row.path, row.stays)
		}
	}
}

func TestDevelopmentModeShowsPlaylistItemsToOwnersOnly(t *testing.T) {
	srv := start(t)
	srv.SetDevelopmentMode(true)
	asApp(t, srv).refused("GET", playlistPath+"/items", 401, "Valid user authentication required")
	asUser(t, srv, "anna").refused("GET", playlistPath+"/items", 403, "Forbidden")
	if got := asUser(t, srv, spotifytest.UserID).get(playlistPath + "/items")["total"]; got != 59.0 {
		t.Errorf("the owner sees %v entries", got)
	}
}
