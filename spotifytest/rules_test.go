package spotifytest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestRulesSelectRequests(t *testing.T) {
	album, tracks := "/albums/"+spotifytest.AlbumID, "/albums/"+spotifytest.AlbumID+"/tracks"
	paths := []string{album, tracks, tracks + "?offset=2&limit=2", "/albums/" + spotifytest.LongAlbumID}
	for _, row := range []struct {
		name  string
		fault spotifytest.Fault
		want  string // the statuses of paths, in order
	}{
		{"an exact path", spotifytest.Fault{Path: album}, "500 200 200 200"},
		{"a template", spotifytest.Fault{Path: "/albums/{id}"}, "500 200 200 500"},
		{"a template with its method", spotifytest.Fault{Path: "GET /albums/{album}/tracks"}, "200 500 500 200"},
		{"another method", spotifytest.Fault{Path: "/playlists/{id}/items", Method: "PUT"}, "200 200 200 200"},
		{"everything below", spotifytest.Fault{Path: "/albums/"}, "500 500 500 500"},
		{"everything below an album", spotifytest.Fault{Path: album + "/"}, "200 500 500 200"},
		{"the Web API", spotifytest.Fault{}, "500 500 500 500"},
		{"a query", spotifytest.Fault{Query: url.Values{"offset": {"2"}}}, "200 200 500 200"},
		{"a predicate", spotifytest.Fault{Match: func(r spotifytest.Request) bool { return r.Query.Has("limit") }}, "200 200 500 200"},
		{"after two", spotifytest.Fault{Skip: 2}, "200 200 500 500"},
		{"the second", spotifytest.Fault{Skip: 1, Times: 1}, "200 500 200 200"},
		{"the second page", spotifytest.Fault{Path: "/albums/{id}/tracks", Skip: 1}, "200 200 500 200"},
	} {
		srv := start(t)
		c := asApp(t, srv)
		row.fault.Status = 500
		srv.Fail(row.fault)
		var got []string
		for _, path := range paths {
			status, _ := c.do("GET", path, "")
			got = append(got, fmt.Sprint(status))
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s: got %v, want %s", row.name, got, row.want)
		}
	}
}

func TestASequenceIsReadInItsOrder(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	pass, limited := spotifytest.Fault{}, spotifytest.Fault{Status: 429, RetryAfter: "7"}
	srv.Sequence("GET /tracks/{id}", pass, pass, limited, pass, spotifytest.Fault{Status: 500})
	c.get("/albums/" + spotifytest.AlbumID)
	for i, want := range []int{200, 200, 429, 200, 500, 200, 200} {
		if status, _ := c.do("GET", track, ""); status != want {
			t.Errorf("request %d: %d, want %d", i, status, want)
		}
	}
}

func TestChanceIsTheSameForTheSameSeed(t *testing.T) {
	run := func(seed uint64) (failed int, pattern string) {
		srv := start(t)
		c := asApp(t, srv)
		srv.Fail(spotifytest.Fault{Chance: 0.5, Seed: seed, Status: 500})
		for range 40 {
			status, _ := c.do("GET", "/markets", "")
			if status == 500 {
				failed++
			}
			pattern += fmt.Sprint(status)
		}
		return failed, pattern
	}
	n, first := run(1)
	_, second := run(1)
	_, other := run(2)
	if first != second || first == other || n < 5 || n > 35 {
		t.Errorf("%d of 40 failed; the same seed %v, another %v", n, first == second, first != other)
	}
}

func TestStubs(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	srv.Stub(spotifytest.Stub{Path: "GET /albums/{id}", Body: &spotify.Album{Name: "Stubbed"}})
	stop := srv.Stub(spotifytest.Stub{Path: "/albums/{id}", Status: 203, Body: `{"name":"Later"}`, Header: http.Header{"x-kind": {"stub"}}})
	album := "/albums/" + spotifytest.AlbumID
	if status, got := c.do("GET", album, ""); status != 203 || got["name"] != "Later" {
		t.Errorf("the later stub: %d %v", status, got)
	}
	stop()
	srv.Fail(spotifytest.Fault{Path: "/albums/{id}", Status: 503, Times: 1})
	if status, _ := c.do("GET", album, ""); status != 503 {
		t.Errorf("a fault before the stub: %d", status)
	}
	if got := c.get(album); got["name"] != "Stubbed" {
		t.Errorf("the stub: %v", got)
	}
	c.get(album + "/tracks")
	srv.Fail(spotifytest.Fault{Path: "/tracks/{id}", Header: http.Header{"x-cache": {"hit"}}})
	res, _, err := fetch(t, t.Context(), c, track)
	if err != nil || res.Header.Get("X-Cache") != "hit" || res.StatusCode != 200 {
		t.Errorf("a fault with a header: %v %v", res, err)
	}
}

// Each mistake ends the test at the call and names what is wrong.
func TestRulesThatCannotMatchAreRefused(t *testing.T) {
	for _, row := range []struct {
		call func(*spotifytest.Server)
		want string
	}{
		{func(s *spotifytest.Server) { s.Fail(spotifytest.Fault{Path: "/album/{id}", Status: 500}) }, `"/album/{id}"`},
		{func(s *spotifytest.Server) { s.Fail(spotifytest.Fault{Path: "/albums/{id}/{more}", Status: 500}) }, `"/albums/{id}/{more}"`},
		{func(s *spotifytest.Server) { s.Fail(spotifytest.Fault{Path: "POST /albums/{id}", Status: 500}) }, `"POST /albums/{id}"`},
		{func(s *spotifytest.Server) { s.Fail(spotifytest.Fault{Path: "albums", Status: 500}) }, `"albums"`},
		{func(s *spotifytest.Server) { s.Fail(spotifytest.Fault{Path: "/markets/", Status: 500}) }, `"/markets/"`},
		{func(s *spotifytest.Server) { s.Fail(spotifytest.Fault{Path: "/v1/albums/{id}", Status: 500}) }, "/v1"},
		{func(s *spotifytest.Server) { s.Fail(spotifytest.Fault{Path: "/albums?ids=1", Status: 500}) }, "query"},
		{func(s *spotifytest.Server) { s.Fail(spotifytest.Fault{Path: "/me/songs", Status: 500}) }, `"/me/songs"`},
		{func(s *spotifytest.Server) { s.Fail(spotifytest.Fault{Path: "/albums/"}) }, "no effect"},
		{func(s *spotifytest.Server) { s.Fail(spotifytest.Fault{Status: 1000}) }, "1000"},
		{func(s *spotifytest.Server) { s.Fail(spotifytest.Fault{Status: 500, Times: -1}) }, "-1"},
		{func(s *spotifytest.Server) { s.Fail(spotifytest.Fault{Status: 500, Chance: 2}) }, "Chance 2"},
		{func(s *spotifytest.Server) {
			s.Fail(spotifytest.Fault{Method: "GET", Path: "GET /albums", Status: 500})
		}, "Method"},
		{func(s *spotifytest.Server) { s.Sequence("/albums") }, "no steps"},
		{func(s *spotifytest.Server) { s.Sequence("/albums", spotifytest.Fault{Times: 2, Status: 500}) }, "step 0"},
		{func(s *spotifytest.Server) { s.Stub(spotifytest.Stub{Path: "/albums", Status: 404}) }, "404"},
		{func(s *spotifytest.Server) { s.Stub(spotifytest.Stub{Path: "/albums", Body: func() {}}) }, "body"},
	} {
		rec := record(t, func(tb testing.TB) { row.call(spotifytest.Start(tb)) })
		if !rec.fatal || !strings.Contains(rec.text, row.want) {
			t.Errorf("want a fatal error with %s, got %q", row.want, rec.text)
		}
	}
}

func TestTheEndOfATestReportsRulesAndRequests(t *testing.T) {
	rec := record(t, func(tb testing.TB) {
		srv, client := spotifytest.New(tb)
		srv.Fail(spotifytest.Fault{Path: "/albums/{id}", Status: 500})
		srv.Fail(spotifytest.Fault{Path: "/artists/{id}", Status: 500, Skip: 3})
		srv.Fail(spotifytest.Fault{Path: "/shows/{id}", Status: 500, Optional: true})
		srv.Stub(spotifytest.Stub{Path: "/tracks/{id}", Body: "{}"})
		srv.Fail(spotifytest.Fault{Path: "/me", Status: 500})()
		client.Artist(tb.Context(), spotifytest.ArtistID)
		client.Call(tb.Context(), "GET", "/nothing/here", nil, nil, nil)
	})
	for _, want := range []string{
		"Fail for /albums/{id} at rules_test.go:", "Fail for /artists/{id} at rules_test.go:", "1 matched, but Skip is 3",
		"Stub for /tracks/{id} at rules_test.go:", "unexpected request: GET /nothing/here",
	} {
		if !strings.Contains(rec.text, want) {
			t.Errorf("%q is not reported:\n%s", want, rec.text)
		}
	}
	if !rec.failed || strings.Contains(rec.text, "/shows") || strings.Contains(rec.text, "/me") {
		t.Errorf("failed %v:\n%s", rec.failed, rec.text)
	}
}
