package spotifytest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// object is a JSON object of a response.
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

// asApp returns a caller with an app token.
func asApp(t *testing.T, srv *spotifytest.Server) caller {
	t.Helper()
	status, response := grant(t, srv, "grant_type=client_credentials", spotifytest.ClientID, spotifytest.ClientSecret)
	if status != 200 {
		t.Fatalf("token request: %d %v", status, response)
	}
	return caller{t, srv.BaseURL(), response["access_token"].(string)}
}

// asUser returns a caller with a user token.
func asUser(t *testing.T, srv *spotifytest.Server, name string) caller {
	t.Helper()
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {srv.RefreshToken(name)}}
	status, response := grant(t, srv, form.Encode(), spotifytest.ClientID, spotifytest.ClientSecret)
	if status != 200 {
		t.Fatalf("token request: %d %v", status, response)
	}
	return caller{t, srv.BaseURL(), response["access_token"].(string)}
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
	response := object{}
	if len(body) > 0 && json.Unmarshal(body, &response) != nil {
		var list []any
		if err := json.Unmarshal(body, &list); err != nil {
			t.Fatalf("%s %s: %d %q", req.Method, req.URL.Path, res.StatusCode, body)
		}
		response["list"] = list
	}
	return res.StatusCode, response
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
	status, response := c.do("GET", path, "")
	if status != 200 {
		c.t.Fatalf("GET %s: %d %v", path, status, response)
	}
	return response
}

// refused sends a request that must fail with a status and a message.
func (c caller) refused(method, path string, status int, message string) {
	c.t.Helper()
	got, response := c.do(method, path, "{}")
	failure, _ := response["error"].(object)
	if got != status || failure["message"] != message || failure["status"] != float64(status) {
		c.t.Errorf("%s %s: got %d %v, want %d %q", method, path, got, response, status, message)
	}
}

// dig follows keys and indices through a response.
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

// fetch sends a GET on a connection of its own and returns the result.
func fetch(t *testing.T, ctx context.Context, c caller, path string) (*http.Response, string, error) {
	t.Helper()
	res, err := opened(t, ctx, c, path)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res, string(body), err
}

// opened is fetch up to the response's header.
func opened(t *testing.T, ctx context.Context, c caller, path string) (*http.Response, error) {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	req, err := http.NewRequestWithContext(ctx, "GET", c.base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	return transport.RoundTrip(req)
}

// ok sends a request that must succeed and returns its response.
func (c caller) ok(method, path, body string) object {
	c.t.Helper()
	status, response := c.do(method, path, body)
	if status < 200 || status > 299 {
		c.t.Fatalf("%s %s: %d %v", method, path, status, response)
	}
	return response
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// recorder is a test that keeps what is reported to it.
type recorder struct {
	testing.TB
	cleanups      []func()
	text          string
	failed, fatal bool
}

// record runs f as a test of its own, in a goroutine that a fatal error ends.
func record(t *testing.T, f func(testing.TB)) *recorder {
	rec := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(rec)
	}()
	<-done
	for i := range rec.cleanups {
		rec.cleanups[len(rec.cleanups)-1-i]()
	}
	return rec
}

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) Logf(format string, args ...any) { r.text += fmt.Sprintf(format, args...) + "\n" }

func (r *recorder) Errorf(format string, args ...any) {
	r.failed = true
	r.Logf(format, args...)
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.failed, r.fatal = true, true
	r.Logf(format, args...)
	runtime.Goexit()
}

// marketsOf reads a set of markets as the SDK does.
func marketsOf(t *testing.T, codes ...string) (m spotify.Markets) {
	t.Helper()
	b, err := json.Marshal(codes)
	if err == nil {
		err = json.Unmarshal(b, &m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func tokenOf(t *testing.T, srv *spotifytest.Server, scopes ...string) string {
	t.Helper()
	token, err := srv.User("", scopes...).AccessToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return token
}

const (
	unknown      = spotifytest.UnknownID
	artist       = "/artists/" + spotifytest.ArtistID
	show         = "/shows/" + spotifytest.ShowID
	book         = "/audiobooks/" + spotifytest.AudiobookID
	playlistPath = "/playlists/" + spotifytest.PlaylistID
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
