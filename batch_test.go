package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// numberedID is the i-th ID.
func numberedID(i int) string { return fmt.Sprintf("%022d", i) }

func numberedIDs(n int) (ids []string) {
	for i := range n {
		ids = append(ids, numberedID(i))
	}
	return ids
}

// catalogServer returns any number of items of every kind. It knows all IDs
// but those that end in 9.
type catalogServer struct {
	closed  bool          // has no list endpoints, as for an app in development mode
	latency time.Duration // of every response
	// fault replaces the response to the n-th request, from 1, if it returns one.
	fault func(n int) (*http.Response, error)

	mu       sync.Mutex // guards all below
	n        int
	inFlight int
	most     int        // in flight at once
	lists    [][]string // IDs of each request for a list
	singles  []string   // IDs requested singly
}

func (s *catalogServer) serve(_ int, r *http.Request) (*http.Response, error) {
	segments := strings.Split(strings.TrimPrefix(r.URL.Path, "/v1/"), "/")
	s.mu.Lock()
	s.n++
	n := s.n
	s.inFlight++
	s.most = max(s.most, s.inFlight)
	if len(segments) == 1 {
		s.lists = append(s.lists, strings.Split(r.URL.Query().Get("ids"), ","))
	} else {
		s.singles = append(s.singles, segments[1])
	}
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
		if resp, err := s.fault(n); resp != nil || err != nil {
			return resp, err
		}
	}
	if len(segments) == 2 {
		if isKnownID(segments[1]) {
			return newResponse(200, itemJSON(segments[1])), nil
		}
		return newAPIError(404, "Resource not found"), nil
	}
	if s.closed {
		return newResponse(403, `{"error": {"status": 403, "message": "Forbidden" } }`), nil
	}
	var entries []string
	for id := range strings.SplitSeq(r.URL.Query().Get("ids"), ",") {
		if isKnownID(id) {
			entries = append(entries, itemJSON(id))
		} else {
			entries = append(entries, "null")
		}
	}
	return newResponse(200, fmt.Sprintf(`{%q:[%s]}`, strings.ReplaceAll(segments[0], "-", "_"),
		strings.Join(entries, ","))), nil
}

func isKnownID(id string) bool { return !strings.HasSuffix(id, "9") }

func itemJSON(id string) string { return fmt.Sprintf(`{"id":%q}`, id) }

func (s *catalogServer) client(t testing.TB, opts ...spotify.Option) *spotify.Client {
	t.Helper()
	return (&fake{api: s.serve}).client(t, opts...)
}

// trackIDs returns the IDs of tracks, "-" for nil.
func trackIDs(tracks []*spotify.Track) (ids []string) {
	for _, track := range tracks {
		if track == nil {
			ids = append(ids, "-")
		} else {
			ids = append(ids, track.ID)
		}
	}
	return ids
}

// wantedTrackIDs is what the server says about ids.
func wantedTrackIDs(ids []string) (want []string) {
	for _, id := range ids {
		_, plain, err := spotify.ParseURI(id)
		if err != nil || !isKnownID(plain) {
			plain = "-"
		}
		want = append(want, plain)
	}
	return want
}

func TestBatchReturnsOneResultPerID(t *testing.T) {
	ids := []string{numberedID(3), numberedID(1), "spotify:track:" + numberedID(3), numberedID(9),
		"https://open.spotify.com/track/" + numberedID(2) + "?si=x", numberedID(1), numberedID(9)}
	for name, closed := range map[string]bool{"by lists": false, "one by one": true} {
		t.Run(name, func(t *testing.T) {
			s := &catalogServer{closed: closed}
			tracks, err := s.client(t).Tracks(t.Context(), ids, nil)
			if err != nil || !slices.Equal(trackIDs(tracks), wantedTrackIDs(ids)) {
				t.Errorf("got %v, %v; want %v", trackIDs(tracks), err, wantedTrackIDs(ids))
			}
			once := []string{numberedID(1), numberedID(2), numberedID(3), numberedID(9)}
			if asked := slices.Sorted(slices.Values(s.lists[0])); len(s.lists) != 1 || !slices.Equal(asked, once) {
				t.Errorf("asked for %v in one of %d lists, want %v", asked, len(s.lists), once)
			}
			if asked := slices.Sorted(slices.Values(s.singles)); closed && !slices.Equal(asked, once) ||
				!closed && asked != nil {
				t.Errorf("requested %v singly", asked)
			}
		})
	}
}

func TestBatchSplits(t *testing.T) {
	type call func(c *spotify.Client, ctx context.Context, ids []string) (int, error)
	tests := []struct {
		name string
		most int
		call call
	}{
		{"albums", 20, func(c *spotify.Client, ctx context.Context, ids []string) (int, error) {
			got, err := c.Albums(ctx, ids, nil)
			return len(got), err
		}},
		{"artists", 50, func(c *spotify.Client, ctx context.Context, ids []string) (int, error) {
			got, err := c.Artists(ctx, ids)
			return len(got), err
		}},
		{"tracks", 50, func(c *spotify.Client, ctx context.Context, ids []string) (int, error) {
			got, err := c.Tracks(ctx, ids, nil)
			return len(got), err
		}},
		{"shows", 50, func(c *spotify.Client, ctx context.Context, ids []string) (int, error) {
			got, err := c.Shows(ctx, ids, nil)
			return len(got), err
		}},
		{"episodes", 50, func(c *spotify.Client, ctx context.Context, ids []string) (int, error) {
			got, err := c.Episodes(ctx, ids, nil)
			return len(got), err
		}},
		{"audiobooks", 50, func(c *spotify.Client, ctx context.Context, ids []string) (int, error) {
			got, err := c.Audiobooks(ctx, ids, nil)
			return len(got), err
		}},
		{"chapters", 50, func(c *spotify.Client, ctx context.Context, ids []string) (int, error) {
			got, err := c.Chapters(ctx, ids, nil)
			return len(got), err
		}},
		{"audio-features", 100, func(c *spotify.Client, ctx context.Context, ids []string) (int, error) {
			got, err := c.TracksAudioFeatures(ctx, ids)
			return len(got), err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, ids := &catalogServer{}, numberedIDs(2*tt.most+1)
			c := s.client(t)
			if n, err := tt.call(c, t.Context(), ids); n != len(ids) || err != nil {
				t.Errorf("got %d results, %v; want %d", n, err, len(ids))
			}
			if len(s.lists) != 3 || len(s.lists[0]) != tt.most || len(s.lists[1]) != tt.most ||
				len(s.lists[2]) != 1 || !slices.Equal(slices.Concat(s.lists...), ids) {
				t.Errorf("asked for %v", s.lists)
			}
			if n, err := tt.call(c, t.Context(), nil); n != 0 || err != nil || s.n != 3 {
				t.Errorf("no ids returned %d results, %v after %d requests", n, err, s.n-3)
			}
			s = &catalogServer{closed: true}
			if n, err := tt.call(s.client(t), t.Context(), ids); n != len(ids) || err != nil || len(s.lists) != 1 ||
				len(s.singles) != len(ids) {
				t.Errorf("without a list endpoint: %d results, %v, by %d lists and %d single requests", n, err,
					len(s.lists), len(s.singles))
			}
		})
	}
}

func TestBatchInvalidIDsYieldNilEntries(t *testing.T) {
	many := slices.Repeat([]string{"x"}, 25)
	tests := []struct {
		name string
		ids  []string
		says []string
	}{
		{"among others", []string{numberedID(1), "", numberedID(2), "spotify:album:" + numberedID(3), numberedID(9),
			"spotify:local:a:b:c:1"},
			[]string{`""`, `"spotify:album:0000000000000000000003"`, `"spotify:local:a:b:c:1"`, "invalid track IDs: "}},
		{"only one", []string{"nonsense"}, []string{`"nonsense"`}},
		{"in number", append(many, numberedID(1)), []string{`"x", "x"`, "and 5 more"}},
		{"of any length", []string{strings.Repeat("long", 5000)}, []string{`"longlong`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &catalogServer{}
			tracks, err := s.client(t).Tracks(t.Context(), tt.ids, nil)
			if want := wantedTrackIDs(replaceKind(tt.ids)); !slices.Equal(trackIDs(tracks), want) {
				t.Errorf("got %v, want %v", trackIDs(tracks), want)
			}
			if !errors.Is(recorded(err), spotify.ErrInvalidID) {
				t.Fatalf("error %v, want one that matches ErrInvalidID", err)
			}
			for _, says := range tt.says {
				if !strings.Contains(err.Error(), says) || len(err.Error()) > 2000 ||
					strings.Count(err.Error(), "spotify: ") != 1 {
					t.Errorf("the error says %q, want %s in it", err, says)
				}
			}
			if wants := slices.ContainsFunc(tt.ids,
				func(id string) bool { return len(id) == 22 }); wants != (s.n == 1) {
				t.Errorf("%d requests", s.n)
			}
		})
	}
}

// replaceKind makes what is no track's an invalid ID for wantedTrackIDs.
func replaceKind(ids []string) []string {
	ids = slices.Clone(ids)
	for i, id := range ids {
		if strings.HasPrefix(id, "spotify:album:") {
			ids[i] = ""
		}
	}
	return ids
}

func TestBatchRemembersALostListEndpoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &catalogServer{closed: true, latency: 10 * time.Millisecond}
		c, ctx, ids := s.client(t), t.Context(), numberedIDs(120)
		start := time.Now()
		tracks, err := c.Tracks(ctx, ids, nil)
		if err != nil || !slices.Equal(trackIDs(tracks), wantedTrackIDs(ids)) {
			t.Errorf("got %v, %v", trackIDs(tracks), err)
		}
		if len(s.lists) != 1 || len(s.singles) != 120 || s.most != 4 {
			t.Errorf("%d lists and %d single requests, %d at once; want 1, 120 and 4", len(s.lists), len(s.singles),
				s.most)
		}
		// The list, then 50, 50 and 20 in fours.
		if took, want := time.Since(start), (1+13+13+5)*10*time.Millisecond; took != want {
			t.Errorf("took %v, want %v", took, want)
		}
		user := c.As(spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(7), nil }))
		for _, c := range []*spotify.Client{c, user, c.As(spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(8), nil }))} {
			if _, err := c.Tracks(ctx, ids[:1], nil); err != nil {
				t.Error(err)
			}
		}
		if len(s.lists) != 1 {
			t.Errorf("the list endpoint was asked %d times again", len(s.lists)-1)
		}
		if _, err := user.Albums(ctx, ids[:1], nil); err != nil || len(s.lists) != 2 {
			t.Errorf("albums: %v, after %d lists; want their own list endpoint to be tried", err, len(s.lists)-1)
		}
		if _, err := c.Albums(ctx, ids[:1], nil); err != nil || len(s.lists) != 2 {
			t.Errorf("what the user's client learnt the app's does not know: %v, %d lists", err, len(s.lists))
		}
	})
}

// Other refusals of a list endpoint are the caller's, and nothing is learnt.
func TestBatchFallsBackOnlyWithoutTheEndpoint(t *testing.T) {
	for _, resp := range []*http.Response{newAPIError(403, "Insufficient client scope"), newAPIError(400, "Invalid market code"), newAPIError(404, "Service not found"),
		newResponse(403, "Active premium subscription required for the owner of the app.")} {
		s := &catalogServer{fault: func(int) (*http.Response, error) { return resp, nil }}
		tracks, err := s.client(t).Tracks(t.Context(), numberedIDs(3), nil)
		if e := apiErr(t, err); len(tracks) != 0 || e.StatusCode != resp.StatusCode || s.n != 1 {
			t.Errorf("%d returned %v, %v after %d requests", resp.StatusCode, trackIDs(tracks), err, s.n)
		}
	}
}

func TestBatchWithoutEitherEndpoint(t *testing.T) {
	s := &catalogServer{fault: func(int) (*http.Response, error) { return newAPIError(403, "Forbidden"), nil }}
	features, err := s.client(t).TracksAudioFeatures(t.Context(), numberedIDs(30))
	if len(features) != 0 || !errors.Is(recorded(err), spotify.ErrEndpointClosed) || s.n > 5 {
		t.Errorf("got %v, %v after %d requests; want nothing, ErrEndpointClosed, at most 5", features, err, s.n)
	}
}

func TestBatchWrongNumberOfEntries(t *testing.T) {
	for _, body := range []string{`{"tracks":[{"id":"x"}]}`, `{"tracks":[null,null,null]}`, `{"tracks":[]}`, `{"tracks":null}`, `{"albums":[null,null]}`, `{}`, `{"tracks":{"id":"x"}}`} {
		s := &catalogServer{}
		s.fault = func(n int) (*http.Response, error) {
			if n == 1 {
				return nil, nil
			}
			return newResponse(200, body), nil
		}
		ids := numberedIDs(52)
		tracks, err := s.client(t).Tracks(t.Context(), ids, nil)
		if !slices.Equal(trackIDs(tracks), wantedTrackIDs(ids[:50])) {
			t.Errorf("%s returned %v, want the first 50", body, trackIDs(tracks))
		}
		if e := apiErr(t, err); e.StatusCode != http.StatusOK || e.Route != "/tracks" ||
			errors.Is(err, spotify.ErrInvalidID) || !strings.Contains(err.Error(), "for 2 ids") {
			t.Errorf("%s returned the error %v", body, err)
		}
	}
}

func TestBatchesWithoutAClientOrContext(t *testing.T) {
	if got, err := new(spotify.Client).Tracks(t.Context(), numberedIDs(1), nil); got != nil ||
		!errors.Is(err, spotify.ErrConfig) {
		t.Errorf("a zero client returned %v, %v; want ErrConfig", got, err)
	}
	//lint:ignore SA1012 the point of the test
	if got, err := (&catalogServer{}).client(t).Tracks(nil, numberedIDs(1), nil); got != nil ||
		!errors.Is(err, spotify.ErrBadRequest) {
		t.Errorf("a nil context returned %v, %v; want ErrBadRequest", got, err)
	}
}

func TestBatchPanics(t *testing.T) {
	for name, fault := range map[string]func(){"panic with a value of type string": func() { panic("a secret") }, "exited without a result": runtime.Goexit} {
		synctest.Test(t, func(t *testing.T) {
			s := &catalogServer{closed: true, latency: time.Millisecond}
			s.fault = func(n int) (*http.Response, error) {
				if n == 6 { // the fifth of the single requests
					fault()
				}
				return nil, nil
			}
			tracks, err := s.client(t).Tracks(t.Context(), numberedIDs(50), nil)
			if err == nil || !strings.Contains(recorded(err).Error(), name) ||
				strings.Contains(err.Error(), "a secret") {
				t.Errorf("got the error %v, want one that says %q", err, name)
			}
			if !slices.Equal(trackIDs(tracks), wantedTrackIDs(numberedIDs(50)[:len(tracks)])) || len(tracks) < 4 ||
				len(tracks) > 7 {
				t.Errorf("got %v, want the completed prefix", trackIDs(tracks))
			}
		})
	}
}

func TestBatchEndsEarlyWithThePrefix(t *testing.T) {
	bad := []string{numberedID(0), "bad one", numberedID(1)}
	ids := append(bad, numberedIDs(200)[2:]...)
	ids[150] = "bad two"
	tests := []struct {
		name    string
		closed  bool
		faultAt int // of the requests
		fault   func() (*http.Response, error)
		least   int // results
		most    int
		is      []error
		isNot   []error
	}{
		{"a later list fails", false, 3, func() (*http.Response, error) { return newAPIError(500, "oops"), nil }, 101,
			101,
			[]error{spotify.ErrServer}, []error{spotify.ErrInvalidID}},
		{"the first list fails", false, 1, func() (*http.Response, error) { return newAPIError(500, "oops"), nil }, 0,
			0,
			[]error{spotify.ErrServer}, []error{spotify.ErrInvalidID}},
		{"a long rate limit", false, 4, func() (*http.Response, error) {
			return newAPIError(429, "API rate limit exceeded", "Retry-After", "80000"), nil
		}, 152, 152, []error{spotify.ErrRateLimited}, []error{spotify.ErrInvalidID}},
		{"a single request fails", true, 60, func() (*http.Response, error) { return newAPIError(500, "oops"), nil },
			57, 64,
			[]error{spotify.ErrServer}, []error{spotify.ErrInvalidID}},
		{"the connection breaks", true, 60,
			func() (*http.Response, error) { return nil, errors.New("connection reset") }, 57, 64,
			nil, []error{spotify.ErrServer, spotify.ErrInvalidID}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &catalogServer{closed: tt.closed, latency: time.Millisecond}
				s.fault = func(n int) (*http.Response, error) {
					if n == tt.faultAt {
						return tt.fault()
					}
					return nil, nil
				}
				tracks, err := s.client(t, spotify.WithMaxRetries(0)).Tracks(t.Context(), ids, nil)
				if n := len(tracks); n < tt.least || n > tt.most ||
					!slices.Equal(trackIDs(tracks), wantedTrackIDs(ids[:n])) {
					t.Errorf("got %d results %v, want %d to %d, the prefix", n, trackIDs(tracks), tt.least, tt.most)
				}
				_ = apiErr(t, err)
				for _, target := range tt.is {
					if !errors.Is(err, target) {
						t.Errorf("the error %v does not match %v", err, target)
					}
				}
				for _, target := range tt.isNot {
					if errors.Is(err, target) {
						t.Errorf("the error %v matches %v", err, target)
					}
				}
				if strings.Contains(err.Error(), "(invalid track IDs: \"bad one\"") != (len(tracks) > 1) ||
					strings.Contains(err.Error(), "bad two") != (len(tracks) > 150) {
					t.Errorf("the error says %q; want it to name only the bad IDs of the prefix", err)
				}
				if n := strings.Count(err.Error(), "spotify: "); n != 1 {
					t.Errorf("the prefix is %d times in %q", n, err)
				}
			})
		})
	}
}

func TestBatchEndsWithTheCallersContext(t *testing.T) {
	for name, closed := range map[string]bool{"by lists": false, "one by one": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				why := errors.New("enough")
				s := &catalogServer{closed: closed, latency: 10 * time.Millisecond}
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(45*time.Millisecond, func() { cancel(why) })
				ids := numberedIDs(1000)
				tracks, err := s.client(t).Tracks(ctx, ids, nil)
				want := 200 // four lists
				if closed {
					want = 12 // three times four, after the list
				}
				if !slices.Equal(trackIDs(tracks), wantedTrackIDs(ids[:want])) {
					t.Errorf("got %d results, want %d", len(tracks), want)
				}
				if e := apiErr(t, err); e.StatusCode != 0 || !errors.Is(err, context.Canceled) || !errors.Is(err, why) {
					t.Errorf("ends with %v, want the context's error with its cause", err)
				}
				synctest.Wait()
				if s.inFlight != 0 {
					t.Errorf("%d requests are left", s.inFlight)
				}
			})
		})
	}
}

// A job that continues with ids[len(result):] is complete in the end, whatever
// happened on the way; each stop costs the rest of one list of 50 at most.
func TestBatchResumesWhereItStopped(t *testing.T) {
	for name, closed := range map[string]bool{"by lists": false, "one by one": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ids := numberedIDs(5000)
				for i := 13; i < len(ids); i += 250 {
					ids[i] = fmt.Sprintf("bad %d", i)
				}
				for i := 77; i < len(ids); i += 100 {
					ids[i] = ids[i-50] // seen before
				}
				s := &catalogServer{closed: closed, latency: 5 * time.Millisecond}
				every := 7
				if closed {
					every = 211
				}
				s.fault = func(n int) (*http.Response, error) {
					if n%every != every-1 {
						return nil, nil
					}
					switch n / every % 5 {
					case 0:
						return newAPIError(502, "Bad gateway."), nil
					case 1:
						return newAPIError(429, "API rate limit exceeded", "Retry-After", "3"), nil
					case 2:
						return nil, errors.New("connection reset")
					case 3:
						return newResponse(200, "<html>"), nil
					}
					time.Sleep(time.Minute) // until the caller leaves
					return nil, errors.New("too late")
				}
				c := s.client(t, spotify.WithMaxRetries(0))
				var (
					done     []*spotify.Track
					stops    int
					bad      int
					deadline = 10 * time.Second
				)
				for len(done) < len(ids) {
					ctx, cancel := context.WithTimeout(t.Context(), deadline)
					some, err := c.Tracks(ctx, ids[len(done):], nil)
					cancel()
					if len(done)+len(some) < len(ids) && err == nil {
						t.Fatalf("%d results to %d ids without an error", len(some), len(ids)-len(done))
					}
					done = append(done, some...)
					if errors.Is(recorded(err), spotify.ErrInvalidID) && len(done) < len(ids) {
						t.Errorf("the error %v of an incomplete batch matches ErrInvalidID", err)
					}
					if err != nil && strings.Contains(err.Error(), "invalid track IDs: ") {
						bad++
					}
					var e *spotify.Error
					if errors.As(err, &e) {
						time.Sleep(e.RetryAfter)
					}
					if stops++; stops > 500 {
						t.Fatalf("no end after %d results: %v", len(done), err)
					}
				}
				if !slices.Equal(trackIDs(done), wantedTrackIDs(ids)) {
					t.Error("the job's result is not the server's")
				}
				if stops < 5 || bad == 0 {
					t.Errorf("stopped %d times and met invalid IDs %d times; the test wants more", stops, bad)
				}
				t.Logf("%d calls, %d lists, %d single requests", stops, len(s.lists), len(s.singles))
				if closed && (len(s.lists) != 1 || len(s.singles) > len(ids)+50*stops || s.most > 4) {
					t.Errorf("%d lists and %d single requests, %d at once", len(s.lists), len(s.singles), s.most)
				}
				if !closed && len(s.lists) > 100+2*stops {
					t.Errorf("%d lists for %d ids in %d calls", len(s.lists), len(ids), stops)
				}
			})
		})
	}
}

// Many callers that find the list endpoint lost at once each fall back.
func TestBatchManyCallersLoseTheEndpointAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &catalogServer{closed: true, latency: time.Millisecond}
		c := s.client(t)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				ids := numberedIDs(30)
				tracks, err := c.Tracks(t.Context(), ids, nil)
				if err != nil || !slices.Equal(trackIDs(tracks), wantedTrackIDs(ids)) {
					t.Errorf("got %v, %v", trackIDs(tracks), err)
				}
			})
		}
		wg.Wait()
		if len(s.lists) > 20 || s.most > 80 {
			t.Errorf("%d lists, %d requests at once; want at most 20 and 80", len(s.lists), s.most)
		}
	})
}
