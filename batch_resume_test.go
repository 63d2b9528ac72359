package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

func TestBatchEndsEarlyWithThePrefix(t *testing.T) {
	bad := []string{number(0), "bad one", number(1)}
	ids := append(bad, numbers(200)[2:]...)
	ids[150] = "bad two"
	tests := []struct {
		name    string
		closed  bool
		faultAt int // of the requests
		fault   func() (*http.Response, error)
		least   int // answers
		most    int
		is      []error
		isNot   []error
	}{
		{"a later list fails", false, 3, func() (*http.Response, error) { return apiError(500, "oops"), nil }, 101, 101,
			[]error{spotify.ErrServer, spotify.ErrInvalidID}, nil},
		{"the first list fails", false, 1, func() (*http.Response, error) { return apiError(500, "oops"), nil }, 0, 0,
			[]error{spotify.ErrServer}, []error{spotify.ErrInvalidID}},
		{"a long ban", false, 4, func() (*http.Response, error) {
			return apiError(429, "API rate limit exceeded", "Retry-After", "80000"), nil
		}, 152, 152, []error{spotify.ErrRateLimited, spotify.ErrInvalidID}, nil},
		{"a single request fails", true, 60, func() (*http.Response, error) { return apiError(500, "oops"), nil }, 57, 64,
			[]error{spotify.ErrServer, spotify.ErrInvalidID}, nil},
		{"the connection breaks", true, 60, func() (*http.Response, error) { return nil, errors.New("connection reset") }, 57, 64,
			[]error{spotify.ErrInvalidID}, []error{spotify.ErrServer}},
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
				if n := len(tracks); n < tt.least || n > tt.most || !slices.Equal(trackIDs(tracks), answersOf(ids[:n])) {
					t.Errorf("gives %d answers %v, want %d to %d, the prefix", n, trackIDs(tracks), tt.least, tt.most)
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
				if errors.Is(err, spotify.ErrInvalidID) && (!strings.Contains(err.Error(), "(no track IDs: \"bad one\"") || strings.Contains(err.Error(), "bad two") != (len(tracks) > 150)) {
					t.Errorf("the error says %q; want it to name the bad IDs of the prefix alone", err)
				}
				if n := strings.Count(err.Error(), "spotify: "); n != 1 {
					t.Errorf("the prefix is %d times in %q", n, err)
				}
			})
		})
	}
}

func TestBatchLeavesWithItsCaller(t *testing.T) {
	for name, closed := range map[string]bool{"by lists": false, "one by one": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				why := errors.New("enough")
				s := &catalogServer{closed: closed, latency: 10 * time.Millisecond}
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(45*time.Millisecond, func() { cancel(why) })
				ids := numbers(1000)
				tracks, err := s.client(t).Tracks(ctx, ids, nil)
				want := 200 // four lists
				if closed {
					want = 12 // three times four, after the list
				}
				if !slices.Equal(trackIDs(tracks), answersOf(ids[:want])) {
					t.Errorf("gives %d answers, want %d", len(tracks), want)
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

// A job that goes on with ids[len(result):] is complete in the end, whatever
// happened on the way; each stop costs the rest of one list of 50 at most.
func TestBatchJobThatStopsAndGoesOn(t *testing.T) {
	for name, closed := range map[string]bool{"by lists": false, "one by one": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ids := numbers(5000)
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
						return apiError(502, "Bad gateway."), nil
					case 1:
						return apiError(429, "API rate limit exceeded", "Retry-After", "3"), nil
					case 2:
						return nil, errors.New("connection reset")
					case 3:
						return answer(200, "<html>"), nil
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
						t.Fatalf("%d answers to %d ids without an error", len(some), len(ids)-len(done))
					}
					if errors.Is(seen(err), spotify.ErrInvalidID) {
						bad++
					}
					done = append(done, some...)
					var e *spotify.Error
					if errors.As(err, &e) {
						time.Sleep(e.RetryAfter)
					}
					if stops++; stops > 500 {
						t.Fatalf("no end after %d answers: %v", len(done), err)
					}
				}
				if !slices.Equal(trackIDs(done), answersOf(ids)) {
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
				ids := numbers(30)
				tracks, err := c.Tracks(t.Context(), ids, nil)
				if err != nil || !slices.Equal(trackIDs(tracks), answersOf(ids)) {
					t.Errorf("gives %v, %v", trackIDs(tracks), err)
				}
			})
		}
		wg.Wait()
		if len(s.lists) > 20 || s.most > 80 {
			t.Errorf("%d lists, %d requests at once; want at most 20 and 80", len(s.lists), s.most)
		}
	})
}
