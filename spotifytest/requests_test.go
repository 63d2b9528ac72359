package spotifytest_test

import (
	"strings"
	"testing"
)

func TestRecord(t *testing.T) {
	srv := start(t)
	anna := asUser(t, srv, "anna")
	asApp(t, srv).get("/search?q=salt&type=album")
	anna.do("POST", "/me/playlists", `{"name":"Mine"}`)
	anna.do("GET", "/nowhere", "")
	got := srv.Requests()
	if len(got) != 5 {
		t.Fatalf("%d requests, want 5", len(got))
	}
	token, search, create, nowhere := got[0], got[2], got[3], got[4]
	if token.Path != "/api/token" || !strings.Contains(string(token.Body), "refresh_token") {
		t.Errorf("token request: %+v", token)
	}
	if search.Method != "GET" || search.Path != "/search" || search.Query.Get("q") != "salt" || !search.App || search.User != "" || search.Status != 200 {
		t.Errorf("search: %+v", search)
	}
	if create.User != "anna" || create.App || string(create.Body) != `{"name":"Mine"}` || create.Status != 201 {
		t.Errorf("create: %+v", create)
	}
	if create.Header.Get("Authorization") != "Bearer "+anna.token {
		t.Errorf("create: the header lacks the token")
	}
	if nowhere.Status != 404 {
		t.Errorf("unknown path: %+v", nowhere)
	}
	srv.Reset()
	if len(srv.Requests()) != 0 || srv.TokenRequests() != 0 {
		t.Error("Reset left something")
	}
	anna.get("/me") // the token outlives it
}
