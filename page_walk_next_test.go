package spotify_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// itemNames returns the names of albums.
func itemNames(albums []spotify.SimplifiedAlbum) string {
	var names []string
	for _, album := range albums {
		names = append(names, album.Name)
	}
	return strings.Join(names, " ")
}

// asked returns path and query of the requests that f got.
func (f *fake) asked() (urls []string) {
	for _, r := range f.apiRequests() {
		url := r.path
		if r.query != "" {
			url += "?" + r.query
		}
		urls = append(urls, url)
	}
	return urls
}

func TestNextPageAndPreviousPage(t *testing.T) {
	type page = spotify.Page[spotify.SimplifiedAlbum]
	next := func(p *page) func(*spotify.Client) (*page, error) {
		return func(c *spotify.Client) (*page, error) { return p.NextPage(t.Context(), c) }
	}
	previous := func(p *page) func(*spotify.Client) (*page, error) {
		return func(c *spotify.Client) (*page, error) { return p.PreviousPage(t.Context(), c) }
	}
	const list = apiURL + "/list?offset=2&limit=2"
	for _, tt := range []struct {
		name  string
		call  func(*spotify.Client) (*page, error)
		body  string
		want  string // names; "-": no page
		says  string // of the error; "": none
		asked string // path and query; "": none
	}{
		{"the next page", next(&page{Next: list}), albumPage("3 4", ""), "3 4", "", "/v1/list?offset=2&limit=2"},
		{"the previous page", previous(&page{Previous: list}), albumPage("3 4", ""), "3 4", "", "/v1/list?offset=2&limit=2"},
		{"nothing follows the last page", next(&page{Previous: list}), "", "-", "", ""},
		{"nothing comes before the first page", previous(&page{Next: list}), "", "-", "", ""},
		{"nothing follows no page", next(nil), "", "-", "", ""},
		{"nothing comes before no page", previous(nil), "", "-", "", ""},
		{"an empty page is a page", next(&page{Next: list}), albumPage("", ""), "", "", "/v1/list?offset=2&limit=2"},
		{"the query stays as it is", previous(&page{Previous: apiURL + "/list?q=a%20b&locale=de,en;q%3D0.5"}), albumPage("1", ""),
			"1", "", "/v1/list?q=a%20b&locale=de,en;q%3D0.5"},
		{"another host is refused", next(&page{Next: "https://evil.example/v1/list"}), "", "-", "next page leads away", ""},
		{"another host is refused backwards", previous(&page{Previous: "https://evil.example/v1/list"}), "", "-", "previous page leads away", ""},
		{"another path is refused", next(&page{Next: "https://api.spotify.com/v2/list"}), "", "-", "leads away", ""},
		{"dots are refused", previous(&page{Previous: apiURL + "/%2e%2e/list"}), "", "-", "dots", ""},
		{"a broken link is refused", previous(&page{Previous: apiURL + "/%zz"}), "", "-", "cannot be parsed", ""},
		{"a page of a search is unwrapped", next(&page{Next: apiURL + "/search?type=album&offset=2"}),
			`{"tracks":{"items":[{"name":"x"}]},"albums":` + albumPage("3", "") + `}`, "3", "", "/v1/search?type=album&offset=2"},
		{"a page of a search is unwrapped backwards", previous(&page{Previous: apiURL + "/search?type=album&offset=2"}),
			`{"albums":` + albumPage("3", "") + `}`, "3", "", "/v1/search?type=album&offset=2"},
		{"a search ends at 1000 results", next(&page{Next: apiURL + "/search?type=album&offset=1000&limit=20"}), "", "-", "", ""},
		{"a search's last page is shortened", next(&page{Next: apiURL + "/search?limit=9&type=album&offset=999"}),
			`{"albums":` + albumPage("3", "") + `}`, "3", "", "/v1/search?limit=1&type=album&offset=999"},
		{"a page that is no JSON", next(&page{Next: list}), "<html>", "-", "GET /v1/list: 200 OK: ", "/v1/list?offset=2&limit=2"},
		{"a page without items is a page", next(&page{Next: list}), `{"items":null,"cursors":{},"other":{}}`, "", "", "/v1/list?offset=2&limit=2"},
		{"an empty object is an empty page", next(&page{Next: list}), `{}`, "", "", "/v1/list?offset=2&limit=2"},
		{"no object is no page", next(&page{Next: list}), `null`, "-", "JSON null", "/v1/list?offset=2&limit=2"},
		{"several pages", next(&page{Next: list}), `{"a":{"items":[]},"b":{"items":[]}}`, "-", "several pages", "/v1/list?offset=2&limit=2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{api: func(int, *http.Request) (*http.Response, error) { return newResponse(200, tt.body), nil }}
			got, err := tt.call(f.client(t))
			switch {
			case (err != nil) != (tt.says != "") || err != nil && (got != nil || !strings.Contains(recorded(err).Error(), tt.says)):
				t.Errorf("got %+v, %v; want an error that says %q", got, err, tt.says)
			case err != nil && apiErr(t, err).StatusCode != 200:
				t.Errorf("the error %v has status %d", err, apiErr(t, err).StatusCode)
			case (got == nil) != (tt.want == "-") || got != nil && itemNames(got.Items) != tt.want:
				t.Errorf("got %+v, want %s", got, tt.want)
			}
			if asked := strings.Join(f.asked(), " "); asked != tt.asked {
				t.Errorf("asked for %s, want %s", asked, tt.asked)
			}
		})
	}
}

// Where there is no link, neither the context nor the client is used.
func TestNextPageWithoutAClient(t *testing.T) {
	var none *spotify.CursorPage[spotify.Artist]
	//lint:ignore SA1012 it is not used
	if page, err := none.NextPage(nil, nil); page != nil || err != nil {
		t.Errorf("a nil page with cursors is followed by %v, %v", page, err)
	}
	//lint:ignore SA1012 it is not used
	if page, err := new(spotify.Page[spotify.Artist]).NextPage(nil, nil); page != nil || err != nil {
		t.Errorf("a last page is followed by %v, %v", page, err)
	}
	page := &spotify.Page[spotify.Artist]{Next: apiURL + "/list", Previous: apiURL + "/list"}
	_, next := page.NextPage(t.Context(), nil)
	_, previous := page.PreviousPage(t.Context(), new(spotify.Client))
	_, cursor := (&spotify.CursorPage[spotify.Artist]{Next: apiURL + "/list"}).NextPage(t.Context(), nil)
	for _, err := range []error{next, previous, cursor} {
		wantIs(t, err, spotify.ErrConfig)
	}
	f := &fake{}
	//lint:ignore SA1012 the point of the test
	_, err := page.NextPage(nil, f.client(t))
	wantIs(t, err, spotify.ErrBadRequest)
	f.wantRequests(t, 0)
}

func TestCursorPageNextPage(t *testing.T) {
	f := &fake{api: func(int, *http.Request) (*http.Response, error) {
		return newResponse(200, `{"artists":{"items":[{"name":"3"}],"total":9,"limit":1,"next":"`+apiURL+
			`/me/following?type=artist&after=b","cursors":{"after":"b"}}}`), nil
	}}
	page := &spotify.CursorPage[spotify.Artist]{Next: apiURL + "/me/following?type=artist&after=a"}
	got, err := page.NextPage(t.Context(), f.client(t))
	if err != nil || got == nil || len(got.Items) != 1 || got.Cursors.After != "b" || got.Total != 9 || got.Next == "" {
		t.Errorf("got %+v, %v", got, err)
	}
	f.api = script(respondBody(200, "<html>"))
	if got, err := page.NextPage(t.Context(), f.client(t)); got != nil || apiErr(t, err).StatusCode != 200 {
		t.Errorf("got %+v, %v; want a page that is no JSON refused", got, err)
	}
	page.Next = "https://evil.example/v1/me/following"
	if got, err := page.NextPage(t.Context(), f.client(t)); got != nil || !strings.Contains(apiErr(t, err).Error(), "leads away") {
		t.Errorf("got %+v, %v; want the link refused", got, err)
	}
}

// A page that has only null for items is a page and not an object around one.
func TestNextPageKeepsWhatThePageSays(t *testing.T) {
	f := &fake{api: func(int, *http.Request) (*http.Response, error) {
		return newResponse(200, `{"href":"h","items":null,"cursors":{"after":"b"},"total":7}`), nil
	}}
	page := &spotify.Page[spotify.Artist]{Next: apiURL + "/list"}
	got, err := page.NextPage(t.Context(), f.client(t))
	if err != nil || got == nil || got.Href != "h" || got.Total != 7 || got.Items != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestCollect(t *testing.T) {
	fails := func(after int) func(func(int, error) bool) {
		return func(yield func(int, error) bool) {
			for i := range after {
				if !yield(i, nil) {
					return
				}
			}
			yield(-1, errors.ErrUnsupported)
		}
	}
	if got, err := spotify.Collect(fails(3)); !slices.Equal(got, []int{0, 1, 2}) || err != errors.ErrUnsupported {
		t.Errorf("got %v, %v; want the items before the error, and the error", got, err)
	}
	if got, err := spotify.Collect(fails(0)); got != nil || err != errors.ErrUnsupported {
		t.Errorf("got %v, %v; want nil and the error", got, err)
	}
	if got, err := spotify.Collect(func(func(int, error) bool) {}); got != nil || err != nil {
		t.Errorf("got %v, %v; want nil", got, err)
	}
	stopped := false
	got, err := spotify.Collect(func(yield func(int, error) bool) {
		yield(1, nil)
		stopped = !yield(2, errors.ErrUnsupported)
	})
	if !slices.Equal(got, []int{1}) || err == nil || !stopped {
		t.Errorf("got %v, %v; want the iterator stopped at the error", got, err)
	}
	s := &listServer{size: 25, limit: 4}
	page, c := s.first(t, 2)
	if albums, err := spotify.Collect(page.All(t.Context(), c)); itemNames(albums) != count(25) || err != nil {
		t.Errorf("got %s, %v", itemNames(albums), err)
	}
}
