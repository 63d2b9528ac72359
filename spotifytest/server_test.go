package spotifytest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

// object is a JSON object of an answer.
type object = map[string]any

// caller speaks to a server with one token, without the SDK.
type caller struct {
	t     *testing.T
	base  string
	token string
}

func start(t *testing.T) *spotifytest.Server {
	t.Helper()
	srv := spotifytest.NewServer()
	t.Cleanup(srv.Close)
	return srv
}

// app gives a caller with the app's own token.
func app(t *testing.T, srv *spotifytest.Server) caller {
	t.Helper()
	status, answer := grant(t, srv, "grant_type=client_credentials", spotifytest.ClientID, spotifytest.ClientSecret)
	if status != 200 {
		t.Fatalf("token request: %d %v", status, answer)
	}
	return caller{t, srv.BaseURL(), answer["access_token"].(string)}
}

// person gives a caller with a user's token.
func person(t *testing.T, srv *spotifytest.Server, name string) caller {
	t.Helper()
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {srv.RefreshToken(name)}}
	status, answer := grant(t, srv, form.Encode(), spotifytest.ClientID, spotifytest.ClientSecret)
	if status != 200 {
		t.Fatalf("token request: %d %v", status, answer)
	}
	return caller{t, srv.BaseURL(), answer["access_token"].(string)}
}

func grant(t *testing.T, srv *spotifytest.Server, form, id, secret string) (int, object) {
	t.Helper()
	req, err := http.NewRequest("POST", srv.TokenURL(), strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if id != "" {
		req.SetBasicAuth(id, secret)
	}
	return read(t, req)
}

func read(t *testing.T, req *http.Request) (int, object) {
	t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	answer := object{}
	if len(body) > 0 && json.Unmarshal(body, &answer) != nil {
		var list []any
		if err := json.Unmarshal(body, &list); err != nil {
			t.Fatalf("%s %s: %d %q", req.Method, req.URL.Path, res.StatusCode, body)
		}
		answer["list"] = list
	}
	return res.StatusCode, answer
}

// do sends a request to a path below the base URL or to an absolute URL.
func (c caller) do(method, path, body string) (int, object) {
	c.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = c.base + path
	}
	req, err := http.NewRequest(method, path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	return read(c.t, req)
}

// get sends a GET that must succeed.
func (c caller) get(path string) object {
	c.t.Helper()
	status, answer := c.do("GET", path, "")
	if status != 200 {
		c.t.Fatalf("GET %s: %d %v", path, status, answer)
	}
	return answer
}

// refused sends a request that must fail with a status and a message.
func (c caller) refused(method, path string, status int, message string) {
	c.t.Helper()
	got, answer := c.do(method, path, "{}")
	failure, _ := answer["error"].(object)
	if got != status || failure["message"] != message || failure["status"] != float64(status) {
		c.t.Errorf("%s %s: got %d %v, want %d %q", method, path, got, answer, status, message)
	}
}

// dig follows keys and indices through an answer.
func dig(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			o, _ := v.(object)
			v = o[step]
		case int:
			list, _ := v.([]any)
			if step >= len(list) {
				return nil
			}
			v = list[step]
		}
	}
	return v
}

func TestAccountsService(t *testing.T) {
	srv := start(t)
	id, secret := spotifytest.ClientID, spotifytest.ClientSecret
	for _, row := range []struct {
		name, form, id, secret string
		status                 int
		code, description      string
	}{
		{"the right credentials", "grant_type=client_credentials", id, secret, 200, "", ""},
		{"credentials in the form", "grant_type=client_credentials&client_id=" + id + "&client_secret=" + secret, "", "", 200, "", ""},
		{"a wrong secret", "grant_type=client_credentials", id, "wrong", 400, "invalid_client", "Invalid client secret"},
		{"a wrong id", "grant_type=client_credentials", "wrong", secret, 400, "invalid_client", "Invalid client"},
		{"no credentials", "grant_type=client_credentials", "", "", 400, "invalid_client", ""},
		{"no grant type", "", id, secret, 400, "unsupported_grant_type", "grant_type parameter is missing"},
		{"an unknown grant type", "grant_type=password", id, secret, 400, "unsupported_grant_type", "grant_type must be client_credentials, authorization_code or refresh_token"},
		{"an unknown refresh token", "grant_type=refresh_token&refresh_token=x", id, secret, 400, "invalid_grant", "Invalid refresh token"},
	} {
		status, answer := grant(t, srv, row.form, row.id, row.secret)
		code, _ := answer["error"].(string)
		text, _ := answer["error_description"].(string)
		if status != row.status || code != row.code || text != row.description {
			t.Errorf("%s: got %d %v", row.name, status, answer)
		}
		if status == 200 && (answer["token_type"] != "Bearer" || answer["expires_in"] != 3600.0) {
			t.Errorf("%s: got %v", row.name, answer)
		}
	}
	if n := srv.TokenRequests(); n != 8 {
		t.Errorf("%d token requests were counted, want 8", n)
	}
}

func TestRefreshTokensRotate(t *testing.T) {
	srv := start(t)
	first := srv.RefreshToken("anna")
	form := func(token string) string {
		return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_id": {spotifytest.ClientID}}.Encode()
	}
	status, answer := grant(t, srv, form(first), "", "")
	if status != 200 {
		t.Fatalf("PKCE refresh: %d %v", status, answer)
	}
	if me := (caller{t, srv.BaseURL(), answer["access_token"].(string)}).get("/me"); me["id"] != "anna" {
		t.Errorf("the token is that of %v", me["id"])
	}
	if status, _ := grant(t, srv, form(first), "", ""); status != 400 {
		t.Errorf("a used refresh token: %d, want 400", status)
	}
	if status, _ := grant(t, srv, form(answer["refresh_token"].(string)), "", ""); status != 200 {
		t.Errorf("the next refresh token: %d, want 200", status)
	}
}

func TestTokens(t *testing.T) {
	srv := start(t)
	album := "/albums/" + spotifytest.AlbumID
	caller{t, srv.BaseURL(), ""}.refused("GET", album, 401, "No token provided")
	caller{t, srv.BaseURL(), "bogus"}.refused("GET", album, 401, "Invalid access token")
	c := app(t, srv)
	c.get(album)
	c.refused("GET", "/me", 401, "Valid user authentication required")
	srv.ExpireTokens()
	c.refused("GET", album, 401, "The access token expired")
	app(t, srv).get(album)

	req, err := http.NewRequest("GET", srv.BaseURL()+album, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth("a", "b")
	if status, answer := read(t, req); status != 400 || dig(answer, "error", "message") != "Only valid bearer authentication supported" {
		t.Errorf("Basic authentication: %d %v", status, answer)
	}
}

func TestRecord(t *testing.T) {
	srv := start(t)
	anna := person(t, srv, "anna")
	app(t, srv).get("/search?q=salt&type=album")
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

func TestAnyPrefixBeforeTheBasePath(t *testing.T) {
	srv := start(t)
	c := app(t, srv)
	c.base = strings.TrimSuffix(srv.BaseURL(), "/v1") + "/some/proxy/v1"
	page := c.get("/albums/" + spotifytest.LongAlbumID + "/tracks?limit=10")
	next, _ := page["next"].(string)
	if !strings.HasPrefix(next, c.base+"/albums/") {
		t.Fatalf("next is %q, want it below %q", next, c.base)
	}
	if got := c.get(next)["offset"]; got != 10.0 {
		t.Errorf("the next page has offset %v", got)
	}
}
