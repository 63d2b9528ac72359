package spotify_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// searchServer is a search for albums as Spotify serves it: what lies beyond
// 1000 results is refused, although next links lead there.
func searchServer(t *testing.T) *fake {
	return &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
		query := parseQuery(r)
		offset, _ := strconv.Atoi(query["offset"])
		limit, err := strconv.Atoi(query["limit"])
		if err != nil {
			limit = 20
		}
		if offset+limit > 1000 {
			t.Errorf("asked for %d results from %d", limit, offset)
			return newAPIError(400, "Limit + Offset exceeds maximum of 1000"), nil
		}
		var items []string
		for i := range limit {
			items = append(items, fmt.Sprintf(`{"name":"%d"}`, offset+i))
		}
		next := fmt.Sprintf("%s/search?query=x&type=album&offset=%d&limit=%d", apiURL, offset+limit, limit)
		return newResponse(200, fmt.Sprintf(`{"albums":{"offset":%d,"limit":%d,"total":1000,"next":%q,"items":[%s]}}`,
			offset, limit, next, strings.Join(items, ","))), nil
	}}
}

// A walk through a search gets all 1000 results, whatever the limit.
func TestSearchWalkGetsAThousandResults(t *testing.T) {
	for _, limit := range []int{6, 7, 9, 10, 33, 50} {
		for _, ahead := range []int{0, 1, 8} {
			t.Run(fmt.Sprintf("limit %d, %d pages ahead", limit, ahead), func(t *testing.T) {
				c := searchServer(t).client(t, spotify.WithPagePrefetch(ahead))
				types := []spotify.SearchType{spotify.SearchTypeAlbum}
				found, err := c.Search(t.Context(), "x", types, &spotify.SearchOptions{Limit: limit})
				if err != nil {
					t.Fatal(err)
				}
				albums, err := spotify.Collect(found.Albums.All(t.Context(), c))
				if len(albums) != 1000 || itemNames(albums) != count(1000) || err != nil {
					t.Errorf("got %d albums, %v; want 1000", len(albums), err)
				}
			})
		}
	}
}

// Only the limit of a link changes, and only if it has to.
func TestSearchLinksAtTheEnd(t *testing.T) {
	for _, tt := range []struct {
		name, query string
		limit       int    // of the page that has the link
		want        string // query that was asked; "": none
	}{
		{"far from the end", "q=a%20b;c&limit=50&offset=900", 50, "q=a%20b;c&limit=50&offset=900"},
		{"up to the end", "limit=50&offset=950", 50, "limit=50&offset=950"},
		{"over the end", "q=a%20b;c&limit=50&type=album&offset=951", 50, "q=a%20b;c&limit=49&type=album&offset=951"},
		{"at the end", "limit=50&offset=1000", 50, ""},
		{"behind the end", "limit=50&offset=1001", 50, ""},
		{"far behind the end", "limit=50&offset=99999999999999999999", 50, ""},
		{"an escaped limit", "limit=%35%30&offset=990&q=a", 50, "limit=10&offset=990&q=a"},
		{"without a limit, far from the end", "offset=900", 50, "offset=900"},
		{"without a limit, over the end", "offset=990", 50, "offset=990&limit=10"},
		{"without a limit, at development mode's limit", "offset=985", 5, "offset=985&limit=5"},
		{"without an offset", "limit=50&q=a", 50, "limit=50&q=a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{}
			c := f.client(t)
			page := &spotify.Page[spotify.Artist]{Limit: tt.limit, Next: apiURL + "/search?" + tt.query}
			next, err := page.NextPage(t.Context(), c)
			_, allErr := spotify.Collect(page.All(t.Context(), c))
			if err != nil || allErr != nil || (next == nil) != (tt.want == "") {
				t.Fatalf("got %v, %v and %v", next, err, allErr)
			}
			want := []string{"/v1/search?" + tt.want, "/v1/search?" + tt.want}
			if tt.want == "" {
				want = nil
			}
			if asked := f.asked(); !slices.Equal(asked, want) {
				t.Errorf("asked for %q, want %q", asked, want)
			}
		})
	}
}

// developmentPlaylists has the playlists 0 to 4 at /me/playlists, two per page,
// and links to /users/{id}/playlists, which is closed in development mode.
func developmentPlaylists(_ int, r *http.Request) (*http.Response, error) {
	if r.URL.Path != "/v1/me/playlists" {
		return newAPIError(403, "Forbidden"), nil
	}
	offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
	link := func(offset int) string {
		if offset < 0 || offset >= 5 {
			return "null"
		}
		return fmt.Sprintf(`"%s/users/wizzler%%20x/playlists?offset=%d&limit=2&locale=de,en;q%%3D0.5"`, apiURL, offset)
	}
	var items []string
	for i := offset; i < min(offset+2, 5); i++ {
		items = append(items, fmt.Sprintf(`{"name":"%d"}`, i))
	}
	return newResponse(200, fmt.Sprintf(`{"href":%s,"next":%s,"previous":%s,"offset":%d,"limit":2,"total":5,"items":[%s]}`,
		link(offset), link(offset+2), link(offset-2), offset, strings.Join(items, ","))), nil
}

func TestCurrentUserPlaylistsStayOnTheirEndpoint(t *testing.T) {
	for _, ahead := range []int{0, 3} {
		f := &fake{api: developmentPlaylists}
		c := f.client(t, spotify.WithPagePrefetch(ahead))
		page, err := c.CurrentUserPlaylists(t.Context(), &spotify.CurrentUserPlaylistsOptions{Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		const rest = "&limit=2&locale=de,en;q%3D0.5"
		if page.Href != apiURL+"/me/playlists?offset=0"+rest ||
			page.Next != apiURL+"/me/playlists?offset=2"+rest || page.Previous != "" {
			t.Errorf("the page is %+v", page)
		}
		playlists, err := spotify.Collect(page.All(t.Context(), c))
		if len(playlists) != 5 || err != nil {
			t.Errorf("%d playlists, %v; want 5", len(playlists), err)
		}
		second, err := page.NextPage(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if second.Previous != apiURL+"/me/playlists?offset=0"+rest {
			t.Errorf("the second page's previous link is %s", second.Previous)
		}
		first, err := second.PreviousPage(t.Context(), c)
		if err != nil || len(first.Items) != 2 || first.Items[0].Name != "0" {
			t.Errorf("back to %+v, %v", first, err)
		}
		for _, asked := range f.asked() {
			if !strings.HasPrefix(asked, "/v1/me/playlists?") {
				t.Errorf("asked for %s", asked)
			}
		}
	}
}

// Links of other lists stay as they are, also those to a user's playlists.
func TestOtherLinksStayAsTheyAre(t *testing.T) {
	client := func(link string) *spotify.Client {
		body := fmt.Sprintf(`{"href":%[1]q,"next":%[1]q,"previous":%[1]q,"items":[{"name":"1"}]}`, link)
		return (&fake{api: script(respondBody(200, body))}).client(t)
	}
	check := func(page *spotify.Page[spotify.SimplifiedPlaylist], err error, want string) {
		t.Helper()
		if err != nil || page.Href != want || page.Next != want || page.Previous != want {
			t.Errorf("got %+v, %v; want the link %s", page, err, want)
		}
	}
	for _, link := range []string{
		apiURL + "/users/x/playlists?offset=2",
		apiURL + "/users/x/playlists",
		"https://proxy.example/v1/users/x/playlists?a=/users/y/playlists",
	} {
		page, err := client(link).UserPlaylists(t.Context(), "x", nil)
		check(page, err, link)
		page, err = client(link).CurrentUserPlaylists(t.Context(), nil)
		check(page, err, strings.Replace(link, "users/x/playlists", "me/playlists", 1))
	}
	for _, link := range []string{
		apiURL + "/me/playlists?offset=2", apiURL + "/users/x", apiURL + "/users/x/y/playlists", apiURL + "/playlists",
		"playlists", "/playlists", "x/playlists", "/users/x/tracks", "%zz", "",
	} {
		page, err := client(link).CurrentUserPlaylists(t.Context(), nil)
		check(page, err, link)
	}
}
