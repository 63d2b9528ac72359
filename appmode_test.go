package spotify_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// modeAPI responds as Spotify does for an app in development mode or in extended
// quota mode: with the endpoints that it has, within its limits.
type modeAPI struct {
	t           *testing.T
	development bool
	appToken    bool // the token is an app's, not a user's

	mu     sync.Mutex           // guards called
	called map[string]operation // by method; nil: not of interest
}

func (m *modeAPI) serve(_ int, r *http.Request) (*http.Response, error) {
	o := operationOf(m.t, r.Method, r.URL.EscapedPath())
	m.mu.Lock()
	if method := clientMethod(); m.called != nil && method != "" {
		m.called[method] = o
	}
	m.mu.Unlock()
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	largest := 100
	if m.development && (o.name == "GET /search" || o.name == "GET /artists/{id}/albums") {
		largest = 10
	}
	switch {
	case m.development && o.closed:
		return newResponse(403, `{"error": {"status": 403, "message": "Forbidden" } }`), nil
	case m.appToken && o.user:
		return newAPIError(401, "Valid user authentication required"), nil
	case limit > largest:
		return newAPIError(400, "Invalid limit"), nil
	}
	return emptyResponse(r), nil
}

// batches are the list endpoints in place of which the client requests one entry
// at a time if the app has lost them.
var batches = map[string]bool{"GET /albums": true, "GET /artists": true, "GET /tracks": true, "GET /shows": true,
	"GET /episodes": true, "GET /audiobooks": true, "GET /chapters": true}

func TestExtendedQuotaModeHasEveryEndpoint(t *testing.T) {
	f := &fake{api: (&modeAPI{t: t}).serve}
	for _, row := range endpoints(t.Context(), f.client(t)) {
		if err := row.call(); err != nil {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func TestDevelopmentModeSaysWhichEndpointsAreClosed(t *testing.T) {
	api := &modeAPI{t: t, development: true, called: map[string]operation{}}
	f := &fake{api: api.serve}
	closed := 0
	for _, row := range endpoints(t.Context(), f.client(t)) {
		before := len(f.apiRequests())
		err := row.call()
		first := f.apiRequests()[before]
		o := operationOf(t, first.method, first.path)
		switch {
		case batches[o.name], strings.HasPrefix(row.name, "later "), strings.Contains(row.name, "all options"):
			continue
		case !o.closed && err != nil:
			t.Errorf("%s: %v", row.name, err)
		case o.closed:
			closed++
			e := apiErr(t, err)
			if !errors.Is(err, spotify.ErrEndpointClosed) || !errors.Is(err, spotify.ErrForbidden) ||
				e.Message != "Forbidden" || e.Attempts != 1 {
				t.Errorf("%s: %v after %d attempts; want one that matches ErrEndpointClosed after one", row.name, err,
					e.Attempts)
			}
		}
	}
	if closed < 40 {
		t.Errorf("only %d endpoints were closed", closed)
	}
	docs := methodDocs(t)
	for method, o := range api.called {
		if says := strings.Contains(docs[method], "\nDeprecated: "); o.closed && !says && !batchMethods[method] {
			t.Errorf("the doc of %s has no paragraph Deprecated, though %s is closed", method, o.name)
		} else if batchMethods[method] &&
			!strings.Contains(strings.ReplaceAll(docs[method], "\n", " "), "development mode lost the list endpoint") {
			t.Errorf("the doc of %s does not say that its list endpoint may be lost", method)
		}
	}
}

// batchMethods continue where their list endpoint is closed.
var batchMethods = map[string]bool{"Albums": true, "Artists": true, "Tracks": true, "Shows": true, "Episodes": true,
	"Audiobooks": true, "Chapters": true}

func methodDocs(t *testing.T) map[string]string {
	_, files := sources(t)
	docs := map[string]string{}
	for _, f := range files {
		for _, decl := range f.Decls {
			if d, ok := decl.(*ast.FuncDecl); ok && d.Recv != nil {
				docs[d.Name.Name] = d.Doc.Text()
			}
		}
	}
	return docs
}

// An app token is rejected by user endpoints with an error that says so, and
// another token is not requested.
func TestUserEndpointsRefuseAnAppsToken(t *testing.T) {
	f := &fake{api: (&modeAPI{t: t, appToken: true}).serve}
	refused := 0
	for _, row := range endpoints(t.Context(), f.client(t)) {
		before := len(f.apiRequests())
		err := row.call()
		calls := f.apiRequests()[before:]
		o := operationOf(t, calls[0].method, calls[0].path)
		if !o.user {
			if err != nil {
				t.Errorf("%s: %v", row.name, err)
			}
			continue
		}
		refused++
		if e := apiErr(t, err); !errors.Is(err, spotify.ErrUserAuthRequired) ||
			!errors.Is(err, spotify.ErrUnauthorized) || e.Attempts != 1 || len(calls) != 1 {
			t.Errorf("%s: %v after %d requests; want one that matches ErrUserAuthRequired after one", row.name, err,
				len(calls))
		}
	}
	if n := f.tokenRequests(); n != 1 || refused < 60 {
		t.Errorf("%d token requests for %d refusals, want 1 for 60 and more", n, refused)
	}
}

// A page is as large as the app's mode allows: a limit that is not set is not
// sent, and what is too large is Spotify's to refuse.
func TestLimitsByMode(t *testing.T) {
	tracks := []spotify.SearchType{spotify.SearchTypeTrack}
	for _, tt := range []struct {
		name        string
		development bool
		limit       int
		refused     bool
	}{
		{"extended quota mode has its default", false, 0, false},
		{"extended quota mode has 50", false, 50, false},
		{"development mode has its default", true, 0, false},
		{"development mode has 10", true, 10, false},
		{"development mode has no 11", true, 11, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{api: (&modeAPI{t: t, development: tt.development}).serve}
			c := f.client(t)
			for name, err := range map[string]error{
				"Search": errorOf(c.Search(t.Context(), "abba", tracks,
					&spotify.SearchOptions{Limit: tt.limit})),
				"ArtistAlbums": errorOf(c.ArtistAlbums(t.Context(), endpointID,
					&spotify.ArtistAlbumsOptions{Limit: tt.limit})),
			} {
				if !tt.refused && err != nil {
					t.Errorf("%s: %v", name, err)
				} else if tt.refused &&
					(!errors.Is(recorded(err), spotify.ErrBadRequest) || apiErr(t, err).Message != "Invalid limit") {
					t.Errorf("%s: %v, want ErrBadRequest in Spotify's words", name, err)
				}
			}
			for _, s := range f.apiRequests() {
				if sent := strings.Contains(s.query, "limit="); sent != (tt.limit > 0) {
					t.Errorf("asked with %s", s.query)
				}
			}
		})
	}
}

// lost are the fields that development mode's responses lost in February 2026, by
// the type of the object.
var lost = map[string][]string{
	"album":     {"album_group", "available_markets", "label", "popularity"},
	"artist":    {"followers", "popularity"},
	"track":     {"available_markets", "linked_from", "popularity"},
	"show":      {"available_markets", "publisher"},
	"audiobook": {"available_markets", "publisher"},
	"chapter":   {"available_markets"},
	"user":      {"followers", "country", "email", "explicit_content", "product"},
}

// TestModelsInDevelopmentMode takes what development mode lost out of every
// response: that is then absent from the models, and nothing else is.
func TestModelsInDevelopmentMode(t *testing.T) {
	types, read, reduced := models(), newModelReader(t), 0
	for _, tt := range modelCases(t) {
		if tt.Stored != nil {
			continue
		}
		response := rewritten(tree(t, tt.Response), func(v any) any {
			if object, ok := v.(map[string]any); ok {
				for _, field := range lost[fmt.Sprint(object["type"])] {
					if _, there := object[field]; there {
						delete(object, field)
						reduced++
					}
				}
			}
			return v
		})
		body, _ := json.Marshal(response)
		got, err := read(types[tt.Into], body)
		if err != nil {
			t.Errorf("%s: %v", tt.Name, err)
			continue
		}
		if diff := difference("", tree(t, roundTrip(t, got)), response); diff != "" {
			t.Errorf("%s: %s", tt.Name, diff)
		}
	}
	if reduced < 50 {
		t.Errorf("only %d fields were taken out", reduced)
	}
}

// Zero and absent are distinguished where a caller may act on it.
func TestAbsentIsNotZero(t *testing.T) {
	_, c := newFakeClient(t, http.StatusOK, `{"name":"One","type":"track"}`)
	track, err := c.Track(t.Context(), trackID, nil)
	if err != nil || track.Popularity != nil || track.IsPlayable != nil || track.LinkedFrom != nil ||
		track.Restrictions != nil || track.AvailableMarkets.Len() != 0 {
		t.Errorf("a track of development mode is %+v, %v", track, err)
	}
	artist, err := c.Artist(t.Context(), artistID)
	if err != nil || artist.Popularity != nil || artist.Followers != nil || artist.Genres != nil {
		t.Errorf("an artist of development mode is %+v, %v", artist, err)
	}
	playlist, err := c.Playlist(t.Context(), endpointID, nil)
	if err != nil || playlist.Items != nil || playlist.Public != nil || playlist.Followers != nil {
		t.Errorf("somebody else's playlist is %+v, %v", playlist, err)
	}
	_, c = newFakeClient(t, http.StatusOK,
		`{"popularity":0,"is_playable":false,"followers":{"total":0},"public":false,"items":{"total":0},"restrictions":{}}`)
	if track, err = c.Track(t.Context(), trackID, nil); err != nil || track.Popularity == nil ||
		track.IsPlayable == nil || track.Restrictions == nil {
		t.Errorf("a track of zeros is %+v, %v", track, err)
	}
	if artist, err = c.Artist(t.Context(), artistID); err != nil || artist.Popularity == nil ||
		artist.Followers == nil {
		t.Errorf("an artist of zeros is %+v, %v", artist, err)
	}
	if playlist, err = c.Playlist(t.Context(), endpointID, nil); err != nil || playlist.Items == nil ||
		playlist.Public == nil || playlist.Followers == nil {
		t.Errorf("a playlist of zeros is %+v, %v", playlist, err)
	}
}
