package spotify_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// randomList is a server of a list that makes what mistakes Spotify makes, and
// more. Each response depends only on the request, so that the order of
// requests does not matter.
type randomList struct {
	seed    uint64
	path    string // below /v1
	wrapped bool   // the page stands inside of an object, as in a search
	size    int
	start   int // offset of the first page
	limit   int // of the first page

	// One in so many responses has that mistake; 0: none.
	wrongTotal, shrinks, skips, loops, leaves, moves, fails, breaks, isEmpty, bare int
}

func newRandomList(seed uint64) *randomList {
	r := rand.New(rand.NewPCG(seed, 1))
	l := &randomList{seed: seed, path: "/list", size: r.IntN(80), limit: 1 + r.IntN(9)}
	for _, odds := range []*int{&l.wrongTotal, &l.shrinks, &l.skips, &l.loops, &l.leaves, &l.moves,
		&l.fails, &l.breaks, &l.isEmpty, &l.bare} {
		if r.IntN(4) == 0 {
			*odds = 1 + r.IntN(12)
		}
	}
	if seed%16 == 1 {
		return &randomList{seed: seed, path: "/list", size: 40, limit: 1 + r.IntN(3), isEmpty: 1}
	}
	if r.IntN(4) == 0 {
		l.path, l.wrapped, l.size, l.start, l.limit = "/search", true, 990+r.IntN(200), 880+r.IntN(50), 7+r.IntN(44)
	}
	return l
}

// link returns the link to the page at offset.
func (l *randomList) link(path string, offset, limit int) string {
	query := fmt.Sprintf("offset=%d&limit=%d", offset, limit)
	if l.wrapped {
		query = "query=a%20b;c&type=album&" + query
	}
	return apiURL + path + "?" + query
}

func (l *randomList) serve(_ int, req *http.Request) (*http.Response, error) {
	query := parseQuery(req)
	offset, _ := strconv.Atoi(query["offset"])
	limit, err := strconv.Atoi(query["limit"])
	if err != nil {
		limit = 20
	}
	if req.URL.Path == "/v1/search" && offset+limit > 1000 {
		return newAPIError(400, "Limit + Offset exceeds maximum of 1000"), nil
	}
	if req.URL.Path != "/v1"+l.path {
		return newAPIError(403, "Forbidden"), nil
	}
	r := rand.New(rand.NewPCG(l.seed, uint64(offset)<<32|uint64(limit)))
	has := func(odds int) bool { return odds > 0 && r.IntN(odds) == 0 }
	if has(l.fails) {
		return newAPIError([]int{403, 404, 500}[r.IntN(3)], "oops"), nil
	}
	if has(l.breaks) {
		return newResponse(200, "<html>"), nil
	}
	if has(l.shrinks) && limit > 1 {
		limit = 1 + r.IntN(limit-1)
	}
	items := []string{}
	if !has(l.isEmpty) {
		for i := offset; i < min(offset+limit, l.size); i++ {
			items = append(items, fmt.Sprintf(`{"name":"%d"}`, i))
			if r.IntN(20) == 0 {
				items = append(items, "null")
			}
		}
	}
	at, path, total := offset+limit, l.path, l.size
	if has(l.skips) {
		at += 1 + r.IntN(5)
	}
	if has(l.loops) {
		at = l.start + r.IntN(at-l.start)
	}
	if has(l.moves) {
		path = []string{"/users/x/playlists", l.path + "/x", "/search"}[r.IntN(3)]
	}
	if has(l.wrongTotal) {
		total = r.IntN(2*l.size + 1)
	}
	next := ""
	if at < l.size || r.IntN(30) == 0 {
		next = l.link(path, at, limit)
	}
	if next != "" && has(l.leaves) {
		next = []string{"https://evil.example/v1/list?offset=1", apiURL + "/../x", "/v1/list", apiURL + "/%zz"}[r.IntN(4)]
	}
	if has(l.bare) {
		next = strings.ReplaceAll(next, "&limit="+strconv.Itoa(limit), "")
	}
	page := fmt.Sprintf(`{"offset":%d,"limit":%d,"total":%d,"next":%q,"items":[%s]}`,
		offset, limit, total, next, strings.Join(items, ","))
	if l.wrapped {
		page = `{"albums":` + page + `}`
	}
	return newResponse(200, page), nil
}

// parseQuery returns the query's parameters; semicolons do not separate them.
func parseQuery(req *http.Request) map[string]string {
	parameters := map[string]string{}
	for parameter := range strings.SplitSeq(req.URL.RawQuery, "&") {
		name, value, _ := strings.Cut(parameter, "=")
		parameters[name] = value
	}
	return parameters
}

// Pages that are requested ahead change nothing of what a walk yields, and
// NextPage goes the same way.
func TestWalksOfRandomListsAreTheSameWithPrefetch(t *testing.T) {
	const seeds = 160
	endings := map[string]int{}
	for seed := range uint64(seeds) {
		l := newRandomList(seed)
		type result struct {
			items []spotify.SimplifiedAlbum
			err   string
		}
		var first *spotify.Page[spotify.SimplifiedAlbum]
		var client *spotify.Client
		var results []result
		for _, ahead := range []int{0, 1, 3, 8} {
			f := &fake{api: func(n int, r *http.Request) (*http.Response, error) {
				resp, err := l.serve(n, r)
				if resp.StatusCode == 400 {
					t.Errorf("seed %d, %d ahead: asked for search results beyond 1000: %s", seed, ahead, r.URL.RawQuery)
				}
				return resp, err
			}}
			client = f.client(t, spotify.WithPagePrefetch(ahead), spotify.WithMaxRetries(0))
			first = &spotify.Page[spotify.SimplifiedAlbum]{Next: l.link(l.path, l.start, l.limit), Limit: l.limit, Total: l.size}
			items, err := spotify.Collect(first.All(t.Context(), client))
			text := ""
			if err != nil {
				text = recorded(err).Error()
				if e := apiErr(t, err); errors.Is(err, spotify.ErrInvalidID) || e.Method != "GET" {
					t.Errorf("seed %d: %v", seed, err)
				}
			}
			results = append(results, result{items, text})
		}
		for i, got := range results[1:] {
			if itemNames(got.items) != itemNames(results[0].items) || got.err != results[0].err {
				t.Errorf("seed %d with %d ahead: %s, %q; without: %s, %q", seed, []int{1, 3, 8}[i],
					itemNames(got.items), got.err, itemNames(results[0].items), results[0].err)
			}
		}
		items, text := collectByNextPage(t, first, client)
		want := results[0]
		switch {
		case strings.Contains(want.err, "seen before"), strings.Contains(want.err, "ten empty pages"):
			if len(items) < len(want.items) || itemNames(items[:len(want.items)]) != itemNames(want.items) {
				t.Errorf("seed %d: by NextPage %s; want to begin with %s", seed, itemNames(items), itemNames(want.items))
			}
		case itemNames(items) != itemNames(want.items) || text != want.err:
			t.Errorf("seed %d: by NextPage %s, %q; want %s, %q", seed, itemNames(items), text, itemNames(want.items), want.err)
		}
		_, ending, _ := strings.Cut(want.err, ": ")
		_, ending, _ = strings.Cut(ending, ": ")
		endings[ending]++
	}
	t.Log(endings)
	for _, ending := range []string{
		"",
		"200 OK: the link to the next page was seen before",
		"200 OK: ten empty pages in a row",
		"200 OK: the link to the next page leads away from the API",
		"403 Forbidden: oops",
	} {
		if endings[ending] < 2 {
			t.Errorf("%d walks ended with %q; the test wants more", endings[ending], ending)
		}
	}
}

// collectByNextPage returns the items of page and of at most 300 pages after it.
func collectByNextPage(t *testing.T, page *spotify.Page[spotify.SimplifiedAlbum], c *spotify.Client) (
	items []spotify.SimplifiedAlbum, failure string,
) {
	for range 300 {
		items = slices.Concat(items, page.Items)
		next, err := page.NextPage(t.Context(), c)
		if err != nil {
			return items, recorded(err).Error()
		}
		if next == nil {
			return items, ""
		}
		page = next
	}
	return items, "no end"
}
