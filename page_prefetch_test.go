package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// listServer serves a list of albums that are named by their index.
type listServer struct {
	path    string        // below /v1; "": /list
	size    int           // of the list
	limit   int           // of a page
	total   int           // that it claims; 0: size
	step    int           // from one page to the next; 0: limit
	extra   string        // of every link's query
	latency time.Duration // of every response
	// fault replaces the page at offset if it returns a response.
	fault func(offset int) (*http.Response, error)

	mu       sync.Mutex // guards all below
	inFlight int
	most     int   // in flight at once
	offsets  []int // requested
	queries  []string
}

func (s *listServer) link(offset int) string {
	return fmt.Sprintf("%s%s?%soffset=%d&limit=%d", apiURL, s.where(), s.extra, offset, s.limit)
}

func (s *listServer) where() string {
	if s.path == "" {
		return "/list"
	}
	return s.path
}

func (s *listServer) serve(_ int, r *http.Request) (*http.Response, error) {
	offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
	s.mu.Lock()
	s.inFlight++
	s.most = max(s.most, s.inFlight)
	s.offsets = append(s.offsets, offset)
	s.queries = append(s.queries, r.URL.RawQuery)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.inFlight--
	}()
	select {
	case <-time.After(s.latency):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if s.fault != nil {
		if resp, err := s.fault(offset); resp != nil || err != nil {
			return resp, err
		}
	}
	var names []string
	for i := offset; i < min(offset+s.limit, s.size); i++ {
		names = append(names, fmt.Sprintf(`{"name":"%d"}`, i))
	}
	total, step, next := s.total, s.step, "null"
	if total == 0 {
		total = s.size
	}
	if step == 0 {
		step = s.limit
	}
	if offset+step < s.size {
		next = strconv.Quote(s.link(offset + step))
	}
	return newResponse(200, fmt.Sprintf(`{"offset":%d,"limit":%d,"total":%d,"next":%s,"items":[%s]}`, offset, s.limit,
		total, next, strings.Join(names, ","))), nil
}

// requests returns the requested offsets in ascending order.
func (s *listServer) requests() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(slices.Values(s.offsets))
}

// first is the first page, with prefetch pages to be kept ahead after it.
func (s *listServer) first(t *testing.T, prefetch int, opts ...spotify.Option) (*spotify.Page[spotify.SimplifiedAlbum], *spotify.Client) {
	t.Helper()
	f := &fake{api: s.serve}
	c := f.client(t, append(opts, spotify.WithPagePrefetch(prefetch))...)
	page := new(spotify.Page[spotify.SimplifiedAlbum])
	if err := c.Call(t.Context(), "GET", s.link(0), nil, nil, page); err != nil {
		t.Fatal(err)
	}
	return page, c
}

// count returns "0 1 2 ...", the names of the first n.
func count(n int) string {
	var names []string
	for i := range n {
		names = append(names, strconv.Itoa(i))
	}
	return strings.Join(names, " ")
}

func TestPrefetchTakesAFractionOfTheTime(t *testing.T) {
	for _, tt := range []struct {
		ahead      int
		most       time.Duration // for 100 pages of 20 ms
		concurrent int
	}{{0, 2000 * time.Millisecond, 1}, {4, 600 * time.Millisecond, 5}, {8, 340 * time.Millisecond, 9}} {
		t.Run(fmt.Sprintf("%d ahead", tt.ahead), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &listServer{size: 200, limit: 2, latency: 20 * time.Millisecond}
				start := time.Now()
				page, c := s.first(t, tt.ahead)
				got, err := albumNames(t, page.All(t.Context(), c))
				took := time.Since(start)
				if got != count(200) || err != nil {
					t.Errorf("got %s, %v", got, err)
				}
				if took > tt.most || s.most != tt.concurrent || len(s.offsets) != 100 {
					t.Errorf("took %v and %d requests, %d at once; want at most %v, 100 and %d", took, len(s.offsets),
						s.most, tt.most, tt.concurrent)
				}
				t.Logf("100 pages in %v", took)
			})
		})
	}
}

func TestPrefetchWorksWhileTheCallerDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &listServer{size: 40, limit: 2, latency: 20 * time.Millisecond}
		page, c := s.first(t, 3)
		start, items := time.Now(), 0
		for _, err := range page.All(t.Context(), c) {
			if err != nil {
				t.Fatal(err)
			}
			items++
			time.Sleep(time.Second)
		}
		if took := time.Since(start); items != 40 || took != 40*time.Second {
			t.Errorf("%d items took %v; want 40 in the caller's own 40 s", items, took)
		}
		if s.most != 3 {
			t.Errorf("%d requests at once while the caller was busy, want 3", s.most)
		}
	})
}

// A bubble does not end while a goroutine is left.
func TestPrefetchEndsWithTheLoop(t *testing.T) {
	loops := map[string]func(t *testing.T, page *spotify.Page[spotify.SimplifiedAlbum], c *spotify.Client){
		"by break": func(t *testing.T, page *spotify.Page[spotify.SimplifiedAlbum], c *spotify.Client) {
			for album := range page.All(t.Context(), c) {
				if album.Name == "3" {
					break
				}
			}
		},
		"by a panic": func(t *testing.T, page *spotify.Page[spotify.SimplifiedAlbum], c *spotify.Client) {
			defer func() {
				if recover() != "the caller's" {
					t.Error("the panic was lost")
				}
			}()
			for range page.All(t.Context(), c) {
				panic("the caller's")
			}
		},
		"by the caller's context": func(t *testing.T, page *spotify.Page[spotify.SimplifiedAlbum], c *spotify.Client) {
			why := errors.New("enough")
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(10*time.Minute, func() { cancel(why) })
			got, err := albumNames(t, page.All(ctx, c))
			if got != "0 1" || !errors.Is(err, context.Canceled) || !errors.Is(err, why) {
				t.Errorf("got %s, %v; want the first page and the context's error with its cause", got, err)
			}
		},
	}
	for name, loop := range loops {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &listServer{size: 100, limit: 2}
				page, c := s.first(t, 8, spotify.WithTimeout(24*time.Hour))
				s.latency = time.Hour
				if name == "by break" {
					s.latency = time.Minute
				}
				loop(t, page, c)
				synctest.Wait()
				if s.mu.Lock(); s.inFlight != 0 {
					t.Errorf("%d requests are left", s.inFlight)
				}
				s.mu.Unlock()
			})
		})
	}
}

func TestPrefetchGuesses(t *testing.T) {
	tests := []struct {
		name     string
		s        *listServer
		want     string
		requests []int // offsets
	}{
		{"never go beyond total", &listServer{size: 7, limit: 2}, count(7), []int{0, 2, 4, 6}},
		{"go no further than a total that is too small, while links lead on",
			&listServer{size: 9, limit: 2, total: 5}, count(9), []int{0, 2, 4, 6, 8}},
		{"beyond the real end are dropped", &listServer{size: 5, limit: 2, total: 10}, count(5), []int{0, 2, 4, 6, 8}},
		{"that links contradict are dropped and not made again", &listServer{size: 20, limit: 2, step: 5, total: 20},
			"0 1 5 6 10 11 15 16", []int{0, 5, 7, 9, 10, 11, 13, 15}},
		{"of a search stay below offset 1000", &listServer{path: "/search", size: 3000, limit: 400,
			extra: "type=album&"}, count(1200), []int{0, 400, 800}},
		{"need a total", &listServer{size: 6, limit: 2, total: -1}, count(6), []int{0, 2, 4}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := tt.s
				s.latency = 20 * time.Millisecond
				page, c := s.first(t, 4)
				got, err := albumNames(t, page.All(t.Context(), c))
				if got != tt.want || err != nil {
					t.Errorf("got %s, %v; want %s", got, err, tt.want)
				}
				if asked := s.requests(); !slices.Equal(asked, tt.requests) {
					t.Errorf("requested %v, want %v", asked, tt.requests)
				}
			})
		})
	}
}

// What Spotify put into its links goes with every page, bare semicolons too.
func TestPrefetchKeepsTheWholeQuery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &listServer{size: 12, limit: 2, latency: time.Millisecond, extra: "query=a%20b&locale=de,en;q%3D0.5&"}
		page, c := s.first(t, 4)
		if got, err := albumNames(t, page.All(t.Context(), c)); got != count(12) || err != nil {
			t.Errorf("got %s, %v", got, err)
		}
		if len(s.queries) != 6 {
			t.Errorf("%d requests, want 6", len(s.queries))
		}
		for _, query := range s.queries[1:] {
			if !strings.HasPrefix(query, "query=a%20b&locale=de,en;q%3D0.5&") || !strings.Contains(query, "limit=2") {
				t.Errorf("asked with %s", query)
			}
		}
	})
}

func TestPrefetchOnlyByOffsets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &listServer{size: 4, limit: 2}
		f := &fake{api: s.serve}
		page := &spotify.Page[spotify.SimplifiedAlbum]{Next: apiURL + "/list?after=x", Limit: 2, Total: 100}
		if got, err := albumNames(t,
			page.All(t.Context(), f.client(t, spotify.WithPagePrefetch(8)))); got != count(4) || err != nil {
			t.Errorf("got %s, %v", got, err)
		}
		if s.most != 1 {
			t.Errorf("%d requests at once behind a link without an offset, want 1", s.most)
		}
	})
}

func TestPrefetchFailures(t *testing.T) {
	at := func(offset int, do func() (*http.Response, error)) func(int) (*http.Response, error) {
		return func(asked int) (*http.Response, error) {
			if asked == offset {
				return do()
			}
			return nil, nil
		}
	}
	tests := []struct {
		name  string
		fault func(offset int) (*http.Response, error)
		is    error
		says  string
		most  int // highest offset requested
	}{
		{"a long rate limit stops the whole walk", at(6, func() (*http.Response, error) {
			return newAPIError(429, "API rate limit exceeded", "Retry-After", "3600"), nil
		}), spotify.ErrRateLimited, "retry after 1h", 10},
		{"a failure ends the walk in its place",
			at(6, func() (*http.Response, error) { return newAPIError(403, "Insufficient client scope"), nil }),
			spotify.ErrInsufficientScope, "scope", 10},
		{"a response that is not a page ends it",
			at(6, func() (*http.Response, error) { return newResponse(200, "<html>"), nil }), nil, "invalid JSON", 10},
		{"a panic ends it", at(6, func() (*http.Response, error) { panic("a secret") }), nil,
			"panic with a value of type string", 10},
		{"a goroutine that exits ends it", at(6,
			func() (*http.Response, error) { runtime.Goexit(); return nil, nil }), nil, "exited without a result", 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &listServer{size: 200, limit: 2, latency: 20 * time.Millisecond, fault: tt.fault}
				page, c := s.first(t, 4)
				slow := func(yield func(spotify.SimplifiedAlbum, error) bool) {
					for album, err := range page.All(t.Context(), c) {
						time.Sleep(time.Millisecond) // so that the failure is there before the next guess
						if !yield(album, err) {
							return
						}
					}
				}
				got, err := albumNames(t, slow)
				if got != count(6) {
					t.Errorf("got %s, want %s", got, count(6))
				}
				if err == nil || tt.is != nil && !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("ends with %v, want one that matches %v and says %q", err, tt.is, tt.says)
				}
				if asked := s.requests(); asked[len(asked)-1] > tt.most {
					t.Errorf("requested %v, want nothing beyond %d", asked, tt.most)
				}
			})
		})
	}
}

func TestPrefetchWaitsOutAShortRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &listServer{size: 60, limit: 2, latency: 20 * time.Millisecond}
		limited, until := 0, time.Time{}
		s.fault = func(offset int) (*http.Response, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			if offset == 20 && until.IsZero() {
				until = time.Now().Add(2 * time.Second)
			}
			if time.Now().Before(until) {
				limited++
				return newAPIError(429, "API rate limit exceeded", "Retry-After", "2"), nil
			}
			return nil, nil
		}
		page, c := s.first(t, 4)
		got, err := albumNames(t, page.All(t.Context(), c))
		if got != count(60) || err != nil {
			t.Errorf("got %s, %v", got, err)
		}
		if limited > 5 {
			t.Errorf("%d requests ran into the rate limit, want at most the 5 that were under way", limited)
		}
	})
}

// A panic ends the walk with an error that names the request, in one line, and
// that belongs to the call.
func TestPrefetchPanicsNameTheirRequest(t *testing.T) {
	for says, fault := range map[string]func(){
		"panic with a value of type string":     func() { panic("s3cret\n") },
		"the goroutine exited without a result": runtime.Goexit,
	} {
		s := &listServer{size: 20, limit: 2, fault: func(offset int) (*http.Response, error) {
			if offset == 2 {
				fault()
			}
			return nil, nil
		}}
		page, c := s.first(t, 4)
		want := "spotify: GET /v1/list: " + says
		for range 2 {
			albums, err := spotify.Collect(page.All(t.Context(), c))
			e, ok := recorded(err).(*spotify.Error)
			if !ok || err.Error() != want || e.Route != "/list" || e.StatusCode != 0 || len(albums) != 2 {
				t.Errorf("got %d albums and %v, want 2 and %s", len(albums), err, want)
			} else {
				e.Message = "changed"
			}
		}
	}
}
