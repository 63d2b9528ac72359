package spotify_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// Call reads a page as a walk does: out of the object that a search returns, if
// need be, and with links that stay on the endpoint.
func TestCallReadsPages(t *testing.T) {
	const found = `{"message":"x","tracks":{"items":[{"name":"x"}]},"albums":{"items":[{"name":"1"},null,{"name":"2"}],"total":9}}`
	for _, tt := range []struct {
		name, path string
		query      url.Values
		body       string
		want       string // names
		says       string // of the error; "": none
	}{
		{"a page", "/list", nil, `{"items":[{"name":"1"},{"name":"2"}],"total":9}`, "1 2", ""},
		{"a search by its link", apiURL + "/search?q=a;b&type=album&offset=2", nil, found, "1 2", ""},
		{"a search by its parameters", "/search", url.Values{"type": {"album"}}, found, "1 2", ""},
		{"a search with one page", "/search?q=x", nil, `{"albums":{"items":[{"name":"1"}],"total":9}}`, "1", ""},
		{"a search for several types", "/search?type=album,track", nil, found, "", "several pages"},
		{"a search for another type", "/search?type=artist", nil, found, "", "several pages"},
		{"a category's playlists", "/browse/categories/x/playlists", nil, `{"playlists":{"items":[{"name":"1"}],"total":9}}`, "1", ""},
		{"not a page", "/list", nil, `[]`, "", "JSON array"},
		{"nothing", "/list", nil, `{}`, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{api: func(int, *http.Request) (*http.Response, error) { return newResponse(200, tt.body), nil }}
			page := &spotify.Page[spotify.SimplifiedAlbum]{Href: "before"}
			err := f.client(t).Call(t.Context(), "GET", tt.path, tt.query, nil, page)
			if (err != nil) != (tt.says != "") || err != nil && !strings.Contains(apiErr(t, err).Error(), tt.says) {
				t.Errorf("error %v, want one that says %q", err, tt.says)
			}
			if err == nil && (itemNames(page.Items) != tt.want || page.Href != "" || tt.want != "" && page.Total != 9) {
				t.Errorf("got %+v, want %s", page, tt.want)
			}
		})
	}
	f := &fake{api: developmentPlaylists}
	c := f.client(t)
	page := new(spotify.Page[spotify.SimplifiedPlaylist])
	if err := c.Call(t.Context(), "GET", "me/playlists?limit=2", nil, nil, page); err != nil {
		t.Fatal(err)
	}
	if playlists, err := spotify.Collect(page.All(t.Context(), c)); len(playlists) != 5 || err != nil {
		t.Errorf("%d playlists, %v; want 5", len(playlists), err)
	}
}

// A page with cursors keeps its links on the endpoint as well.
func TestCallRewritesLinksOfCursorPages(t *testing.T) {
	body := `{"items":[],"href":"` + apiURL + `/users/x/playlists","next":"` + apiURL + `/users/x/playlists?after=b"}`
	page := new(spotify.CursorPage[spotify.SimplifiedPlaylist])
	c := (&fake{api: script(respondBody(200, body))}).client(t)
	err := c.Call(t.Context(), "GET", "/me/playlists", nil, nil, page)
	if err != nil || page.Href != apiURL+"/me/playlists" || page.Next != apiURL+"/me/playlists?after=b" {
		t.Errorf("got %+v, %v", page, err)
	}
}

func TestCallReadsPagesWithCursors(t *testing.T) {
	f := &fake{api: func(int, *http.Request) (*http.Response, error) {
		return newResponse(200, `{"artists":{"items":[{"name":"1"}],"cursors":{"after":"b"}}}`), nil
	}}
	page := new(spotify.CursorPage[spotify.Artist])
	err := f.client(t).Call(t.Context(), "GET", "/me/following?type=artist", nil, nil, page)
	if err != nil || len(page.Items) != 1 || page.Cursors.After != "b" {
		t.Errorf("got %+v, %v", page, err)
	}
}

// A type of the user's that embeds a page is left to encoding/json.
func TestCallLeavesTypesThatEmbedPagesAlone(t *testing.T) {
	type albums = spotify.Page[spotify.SimplifiedAlbum]
	type byValue struct {
		albums
		More int `json:"more"`
	}
	type byPointer struct {
		*albums
		More int `json:"more"`
	}
	type Inner struct {
		spotify.Page[spotify.SimplifiedAlbum]
	}
	type deep struct {
		*Inner
		More int `json:"more"`
	}
	const body = `{"more":7,"albums":{"items":[{"name":"1"}]}}`
	for _, out := range []any{new(byValue), new(byPointer), new(deep)} {
		f := &fake{api: func(int, *http.Request) (*http.Response, error) { return newResponse(200, body), nil }}
		if err := f.client(t).Call(t.Context(), "GET", "/search?type=album", nil, nil, out); err != nil {
			t.Errorf("%T: %v", out, err)
		}
		if text, err := json.Marshal(out); err != nil || !strings.Contains(string(text), `"more":7`) {
			t.Errorf("%T is %s, %v; want more read", out, text, err)
		}
	}
}

// picky is a type of the user's that refuses an item.
type picky struct{ Name string }

var errPicky = errors.New("not for me")

func (p *picky) UnmarshalJSON(data []byte) error {
	var item struct{ Name string }
	if err := json.Unmarshal(data, &item); err != nil {
		return err
	}
	if p.Name = item.Name; p.Name == "bad" {
		return errPicky
	}
	return nil
}

// An element that a user's type refuses ends the walk after the pages before it.
func TestWalkReportsWhatUserTypesRefuse(t *testing.T) {
	for _, wrapped := range []bool{false, true} {
		for _, ahead := range []int{0, 3} {
			f := &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
				page := `{"items":[{"name":"3"}],"limit":1,"total":9,"next":"` + apiURL + `/search?type=album&offset=4&limit=1"}`
				if r.URL.Query().Get("offset") == "4" {
					page = `{"items":[{"name":"4"},{"name":"bad"}],"limit":1}`
				}
				if wrapped {
					// The other page is not asked for, and not read.
					page = `{"tracks":{"items":[{"name":"bad"}]},"albums":` + page + `}`
				}
				return newResponse(200, page), nil
			}}
			first := &spotify.Page[picky]{Limit: 1, Total: 9, Next: apiURL + "/search?type=album&offset=3&limit=1"}
			c := f.client(t, spotify.WithPagePrefetch(ahead))
			items, err := spotify.Collect(first.All(t.Context(), c))
			if len(items) != 1 || items[0].Name != "3" || !errors.Is(recorded(err), errPicky) {
				t.Errorf("wrapped %t, %d ahead: got %v, %v; want the third item and the refusal", wrapped, ahead, items, err)
			}
		}
	}
}
