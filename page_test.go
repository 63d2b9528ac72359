package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// TestPageAll walks on from a page with the albums 1 and 2 and the given link.
func TestPageAll(t *testing.T) {
	const next = apiURL + "/list?offset=2"
	empty := func(links ...string) (responses []string) {
		for _, link := range links {
			responses = append(responses, albumPage("", link))
		}
		return responses
	}
	numbered := func(n int) (links []string) {
		for i := range n {
			links = append(links, fmt.Sprintf("%s/list?offset=%d", apiURL, i+3))
		}
		return links
	}
	tests := []struct {
		name      string
		next      string
		responses []string // in the order of the requests
		want      string   // names
		says      string   // of the error; "": none
		asked     string   // path and query of the last request; "": none
	}{
		{"a page without a link is all", "", nil, "1 2", "", ""},
		{"pages follow in order", next, []string{albumPage("3 4", apiURL+"/list?offset=4"), albumPage("5", "")},
			"1 2 3 4 5", "", "/v1/list?offset=4"},
		{"null items are no items", next, []string{`{"items":[null,{"name":"3"},null]}`}, "1 2 3", "",
			"/v1/list?offset=2"},
		{"a link without a query is followed", apiURL + "/list", []string{albumPage("3", "")}, "1 2 3", "", "/v1/list"},
		{"a link is followed to the letter", apiURL + "/list?query=a%20b&locale=en-US,en;q%3D0.5&offset=2",
			[]string{albumPage("3", "")}, "1 2 3", "", "/v1/list?query=a%20b&locale=en-US,en;q%3D0.5&offset=2"},
		{"an unreadable query is followed too", apiURL + "/list?query=100%&offset=2", []string{albumPage("3", "")},
			"1 2 3", "", "/v1/list?query=100%&offset=2"},
		{"links that differ in an odd part differ", apiURL + "/list?a=b;1",
			[]string{albumPage("3", apiURL+"/list?a=b;2"), albumPage("4", "")}, "1 2 3 4", "", "/v1/list?a=b;2"},
		{"an escaped path stays escaped", apiURL + "/users/a%2Fb/playlists", []string{albumPage("3", "")}, "1 2 3",
			"", "/v1/users/a%2Fb/playlists"},
		{"scheme and port do not matter", "http://api.spotify.com:8080/v1/list?offset=2",
			[]string{albumPage("3", "")}, "1 2 3", "", "/v1/list?offset=2"},
		{"a host in upper case is the same", "https://API.Spotify.com/v1/list?offset=2", []string{albumPage("3", "")},
			"1 2 3", "", "/v1/list?offset=2"},

		{"another host is refused", "https://evil.example/v1/list", nil, "1 2", "leads away", ""},
		{"a host that begins alike is refused", "https://api.spotify.com.evil.example/v1/list", nil, "1 2",
			"leads away", ""},
		{"a host behind a login is refused", "https://api.spotify.com@evil.example/v1/list", nil, "1 2", "leads away",
			""},
		{"a relative link is refused", "/v1/list?offset=2", nil, "1 2", "leads away", ""},
		{"a link without a scheme is taken", "//api.spotify.com/v1/list?offset=2", []string{albumPage("3", "")},
			"1 2 3", "", "/v1/list?offset=2"},
		{"a path outside the base's is refused", "https://api.spotify.com/v2/list", nil, "1 2", "leads away", ""},
		{"a path that begins alike is refused", "https://api.spotify.com/v1list", nil, "1 2", "leads away", ""},
		{"dots are refused", apiURL + "/../admin", nil, "1 2", "dots", ""},
		{"a single dot is refused", apiURL + "/./list", nil, "1 2", "dots", ""},
		{"escaped dots are refused", apiURL + "/%2e%2E/admin", nil, "1 2", "dots", ""},
		{"dots behind an escaped slash are refused", apiURL + "/a%2F..%2Fb", nil, "1 2", "dots", ""},
		{"a link that is none is refused", apiURL + "/%zz", nil, "1 2", "cannot be parsed", ""},

		{"a link to itself ends", next, []string{albumPage("3", next)}, "1 2 3", "seen before", "/v1/list?offset=2"},
		{"the same link in another order ends", apiURL + "/list?a=1&offset=2",
			[]string{albumPage("3", apiURL+"/list?offset=2&a=1")}, "1 2 3", "seen before", "/v1/list?a=1&offset=2"},
		{"a circle of links ends", next, []string{albumPage("3", apiURL+"/list?offset=3"), albumPage("4", next)},
			"1 2 3 4", "seen before", "/v1/list?offset=3"},
		{"nine empty pages are stepped over", next, append(empty(numbered(9)...), albumPage("3", "")), "1 2 3", "",
			"/v1/list?offset=11"},
		{"a tenth empty page ends", next, empty(numbered(10)...), "1 2", "ten empty pages", "/v1/list?offset=11"},
		{"a tenth empty page may be the last", next, append(empty(numbered(9)...), albumPage("", "")), "1 2", "",
			"/v1/list?offset=11"},
		{"an item between them starts the count again", next,
			append(append(empty(numbered(9)...), albumPage("3", apiURL+"/list?offset=90")),
				albumPage("", apiURL+"/list?offset=91"), albumPage("4", "")), "1 2 3 4", "", "/v1/list?offset=91"},

		{"the page in an envelope counts", apiURL + "/search?type=album&offset=2",
			[]string{`{"albums":` + albumPage("3", "") + `}`}, "1 2 3", "", "/v1/search?type=album&offset=2"},
		{"the message next to it does not", apiURL + "/browse/featured-playlists?offset=2",
			[]string{`{"message":"hello","playlists":` + albumPage("3", "") + `}`}, "1 2 3", "",
			"/v1/browse/featured-playlists?offset=2"},
		{"of several pages the link's own type counts", apiURL + "/search?type=album&offset=2",
			[]string{`{"tracks":` + albumPage("x", "") + `,"albums":` + albumPage("3", "") + `}`}, "1 2 3", "",
			"/v1/search?type=album&offset=2"},
		{"null next to the page is no page", apiURL + "/search?type=album%2Ctrack&offset=2",
			[]string{`{"tracks":null,"albums":` + albumPage("3", "") + `}`}, "1 2 3", "",
			"/v1/search?type=album%2Ctrack&offset=2"},
		{"several pages without a type are too many", apiURL + "/search?type=album%2Ctrack&offset=2",
			[]string{`{"tracks":` + albumPage("x", "") + `,"albums":` + albumPage("3", "") + `}`}, "1 2",
			"several pages", "/v1/search?type=album%2Ctrack&offset=2"},
		{"a page without its list leads on", next,
			[]string{`{"items":null,"cursors":{"after":"x"},"next":"` + apiURL + `/list?offset=4"}`,
				albumPage("5", "")}, "1 2 5", "", "/v1/list?offset=4"},
		{"a search ends at offset 1000", apiURL + "/search?type=album&offset=1000&limit=50", nil, "1 2", "", ""},
		{"a search continues at offset 999", apiURL + "/search?type=album&offset=999",
			[]string{`{"albums":` + albumPage("3", apiURL+"/search?type=album&offset=1001") + `}`}, "1 2 3", "",
			"/v1/search?type=album&offset=999"},
		{"other lists continue at offset 1000", apiURL + "/list?offset=1000", []string{albumPage("3", "")}, "1 2 3", "",
			"/v1/list?offset=1000"},

		{"a page that is no JSON ends", next, []string{"<html>"}, "1 2", "GET /v1/list: 200 OK: ", "/v1/list?offset=2"},
		{"a page that is a list ends", next, []string{"[]"}, "1 2", "JSON array", "/v1/list?offset=2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{}
			f.api = func(n int, _ *http.Request) (*http.Response, error) {
				if n > len(tt.responses) {
					return newResponse(200, albumPage("", "")), nil // not wanted: counted below
				}
				return newResponse(200, tt.responses[n-1]), nil
			}
			page := &spotify.Page[spotify.SimplifiedAlbum]{Items: []spotify.SimplifiedAlbum{{Name: "1"}, {Name: "2"}},
				Next: tt.next}
			got, err := albumNames(t, page.All(t.Context(), f.client(t)))
			if got != tt.want || (err != nil) != (tt.says != "") ||
				err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %s, %v; want %s and an error that says %q", got, err, tt.want, tt.says)
			}
			if err != nil {
				if e := apiErr(t, err); e.StatusCode != http.StatusOK || e.Method != "GET" ||
					strings.Contains(err.Error(), "?") {
					t.Errorf("the error %v has status %d and method %q", err, e.StatusCode, e.Method)
				}
			}
			asked := ""
			for _, s := range f.apiRequests() {
				if asked = s.path; s.query != "" {
					asked += "?" + s.query
				}
			}
			if asked != tt.asked || len(f.apiRequests()) != len(tt.responses) {
				t.Errorf("the last of %d requests is for %s, want %s, the %d.", len(f.apiRequests()), asked, tt.asked,
					len(tt.responses))
			}
		})
	}
}

// Links name Spotify's host or the base URL's, and either way the request goes
// to the base URL.
func TestPageAllStaysOnTheBaseURL(t *testing.T) {
	tests := []struct {
		name, base, next string
		want             string // URL without its query; "": refused
	}{
		{"Spotify's link on a proxy", "https://proxy.example/spotify/v1", apiURL + "/list?offset=2",
			"https://proxy.example/spotify/v1/list"},
		{"the proxy's own link", "https://proxy.example/spotify/v1", "https://proxy.example/spotify/v1/list",
			"https://proxy.example/spotify/v1/list"},
		{"the proxy's own link by another port", "http://127.0.0.1:8080/x", "http://127.0.0.1:9090/x/list",
			"http://127.0.0.1:8080/x/list"},
		{"a base URL without a path", "https://proxy.example", "https://proxy.example/list",
			"https://proxy.example/list"},
		{"Spotify's link on a base URL without a path", "https://proxy.example", apiURL + "/list",
			"https://proxy.example/list"},
		{"a link outside the proxy's path", "https://proxy.example/spotify/v1", "https://proxy.example/other/list", ""},
		{"Spotify's path on the proxy's host", "https://proxy.example/spotify/v1", "https://proxy.example/v1/list", ""},
		{"a third host", "https://proxy.example/spotify/v1", "https://other.example/spotify/v1/list", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var asked []string
			f := &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
				asked = append(asked, r.URL.Scheme+"://"+r.URL.Host+r.URL.Path)
				return newResponse(200, albumPage("3", "")), nil
			}}
			page := &spotify.Page[spotify.SimplifiedAlbum]{Next: tt.next}
			got, err := albumNames(t, page.All(t.Context(), f.client(t, spotify.WithBaseURL(tt.base))))
			switch {
			case tt.want == "" && (err == nil || asked != nil):
				t.Errorf("asked %q, error %v; want nothing sent and an error", asked, err)
			case tt.want != "" && (got != "3" || err != nil || !slices.Equal(asked, []string{tt.want})):
				t.Errorf("got %q, %v by %q; want 3 by %s", got, err, asked, tt.want)
			}
		})
	}
}

func TestPageAllWithoutAnythingToFetch(t *testing.T) {
	var none *spotify.Page[spotify.SimplifiedAlbum]
	if got, err := albumNames(t, none.All(t.Context(), nil)); got != "" || err != nil {
		t.Errorf("a nil page returned %q, %v", got, err)
	}
	var noCursor *spotify.CursorPage[spotify.SimplifiedAlbum]
	if got, err := albumNames(t, noCursor.All(t.Context(), nil)); got != "" || err != nil {
		t.Errorf("a nil page with cursors returned %q, %v", got, err)
	}
	page := &spotify.Page[spotify.SimplifiedAlbum]{Items: []spotify.SimplifiedAlbum{{Name: "1"}}}
	//lint:ignore SA1012 neither is looked at
	if got, err := albumNames(t, page.All(nil, nil)); got != "1" || err != nil {
		t.Errorf("a last page without a client returned %q, %v", got, err)
	}
	page.Next = apiURL + "/list"
	if got, err := albumNames(t, page.All(t.Context(), nil)); got != "1" || !errors.Is(err, spotify.ErrConfig) {
		t.Errorf("a page with a link and a nil client returned %q, %v; want 1, ErrConfig", got, err)
	}
	f := &fake{}
	//lint:ignore SA1012 the point of the test
	if got, err := albumNames(t, page.All(nil, f.client(t))); got != "1" || !errors.Is(err, spotify.ErrBadRequest) ||
		len(f.apiRequests()) != 0 {
		t.Errorf("a page with a link and a nil context returned %q, %v; want 1, ErrBadRequest", got, err)
	}
}

func TestPageAllStopsAndStartsOver(t *testing.T) {
	f := &fake{api: func(n int, r *http.Request) (*http.Response, error) {
		if r.URL.Query().Get("offset") == "2" {
			return newResponse(200, albumPage("3 4", apiURL+"/list?offset=4")), nil
		}
		return newResponse(200, albumPage("5", "")), nil
	}}
	page := &spotify.Page[spotify.SimplifiedAlbum]{Items: []spotify.SimplifiedAlbum{{Name: "1"}, {Name: "2"}},
		Next: apiURL + "/list?offset=2"}
	all := page.All(t.Context(), f.client(t))
	for album := range all {
		if album.Name == "1" {
			break
		}
	}
	if n := len(f.apiRequests()); n != 0 {
		t.Errorf("breaking at the first item cost %d requests", n)
	}
	for album := range all {
		if album.Name == "3" {
			break
		}
	}
	if n := len(f.apiRequests()); n != 1 {
		t.Errorf("breaking at the third item cost %d requests, want 1", n)
	}
	for range 2 {
		if got, err := albumNames(t, all); got != "1 2 3 4 5" || err != nil {
			t.Errorf("ranging again returned %q, %v", got, err)
		}
	}
	if page.Next != apiURL+"/list?offset=2" || len(page.Items) != 2 {
		t.Errorf("the page has become %+v", page)
	}
}

func TestPageAllFailsWithTheCallersOwnErrors(t *testing.T) {
	why := errors.New("enough")
	type key struct{}
	ctx, cancel := context.WithCancelCause(context.WithValue(t.Context(), key{}, "mine"))
	f := &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
		if r.Context().Value(key{}) != "mine" {
			t.Error("the request lost the values of the caller's context")
		}
		cancel(why)
		return newResponse(200, albumPage("3", apiURL+"/list?offset=3")), nil
	}}
	page := &spotify.Page[spotify.SimplifiedAlbum]{Next: apiURL + "/list?offset=2"}
	got, err := albumNames(t, page.All(ctx, f.client(t)))
	if got != "3" || !errors.Is(err, context.Canceled) || !errors.Is(err, why) {
		t.Errorf("got %q, %v; want 3 and an error that is both context.Canceled and the cause", got, err)
	}

	f = &fake{api: func(int, *http.Request) (*http.Response, error) { return newAPIError(403, "Forbidden"), nil }}
	got, err = albumNames(t, page.All(t.Context(), f.client(t)))
	if e := apiErr(t, err); got != "" || !errors.Is(err, spotify.ErrEndpointClosed) || e.Path != "/v1/list" ||
		e.Route != "/list" {
		t.Errorf("got %q, %v for the route %s", got, err, e.Route)
	}
}

func TestCursorPageAll(t *testing.T) {
	f := &fake{api: func(n int, r *http.Request) (*http.Response, error) {
		if n == 1 {
			return newResponse(200, `{"artists":{"items":[{"name":"3"},null],"next":"`+apiURL+`/me/following?type=artist&after=b","cursors":{"after":"b"}}}`), nil
		}
		return newResponse(200, `{"artists":{"items":[{"name":"4"}],"next":null,"cursors":{"after":null}}}`), nil
	}}
	page := &spotify.CursorPage[spotify.SimplifiedAlbum]{Items: []spotify.SimplifiedAlbum{{Name: "1"}, {Name: "2"}},
		Next: apiURL + "/me/following?type=artist&after=a"}
	all := page.All(t.Context(), f.client(t, spotify.WithPagePrefetch(8)))
	if got, err := albumNames(t, all); got != "1 2 3 4" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if calls := f.apiRequests(); len(calls) != 2 || calls[0].query != "type=artist&after=a" ||
		calls[1].query != "type=artist&after=b" {
		t.Errorf("asked %+v", calls)
	}
}
