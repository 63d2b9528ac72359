package spotify_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

func (s *catalogServer) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

// A spell of 403 for everything does not say that an endpoint is missing.
func TestBatchRecoversFromASpellOf403(t *testing.T) {
	spell := true
	s := &catalogServer{fault: func(int) (*http.Response, error) {
		if spell {
			return newAPIError(403, "Forbidden"), nil
		}
		return nil, nil
	}}
	c := s.client(t)
	tracks, err := c.Tracks(t.Context(), numberedIDs(200), nil)
	if wantIs(t, err, spotify.ErrEndpointClosed); len(tracks) != 0 {
		t.Errorf("got %v", trackIDs(tracks))
	}
	spell = false
	before := s.requests()
	tracks, err = c.Tracks(t.Context(), numberedIDs(200), nil)
	if n := s.requests() - before; err != nil || len(tracks) != 200 || n != 4 {
		t.Errorf("got %d tracks, %v with %d requests; want 200 with 4", len(tracks), err, n)
	}
}

// Nor does it if the items that were requested one by one do not exist.
func TestBatchOfUnknownIDsLosesNoEndpoint(t *testing.T) {
	s := &catalogServer{closed: true}
	c := s.client(t)
	for range 2 {
		tracks, err := c.Tracks(t.Context(), []string{numberedID(9), numberedID(19)}, nil)
		if err != nil || !slices.Equal(trackIDs(tracks), []string{"-", "-"}) {
			t.Errorf("got %v, %v", trackIDs(tracks), err)
		}
	}
	if len(s.lists) != 2 {
		t.Errorf("%d lists, want 2", len(s.lists))
	}
}

// A lost list endpoint is tried again from time to time, by one of many callers.
func TestBatchTriesALostListEndpointAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &catalogServer{closed: true, latency: time.Millisecond}
		c := s.client(t)
		get := func(lists, singles int) {
			t.Helper()
			s.lists, s.singles = nil, nil
			var wg sync.WaitGroup
			for range 10 {
				wg.Go(func() {
					tracks, err := c.Tracks(t.Context(), numberedIDs(20), nil)
					if err != nil || !slices.Equal(trackIDs(tracks), wantedTrackIDs(numberedIDs(20))) {
						t.Errorf("got %v, %v", trackIDs(tracks), err)
					}
				})
			}
			wg.Wait()
			if len(s.lists) != lists || len(s.singles) != singles {
				t.Errorf("%d lists and %d single requests, want %d and %d", len(s.lists), len(s.singles), lists, singles)
			}
		}
		get(10, 200) // nothing is known yet
		get(0, 200)
		time.Sleep(time.Hour)
		get(1, 200)
		get(0, 200)
		s.closed = false // the app was granted extended quota mode
		get(0, 200)
		time.Sleep(time.Hour)
		get(1, 180)
		get(10, 0)
	})
}

// An endpoint that fails otherwise when it is tried again stays lost, and the
// batch stops at the failure.
func TestBatchFailsWhenALostListEndpointIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &catalogServer{closed: true}
		c := s.client(t, spotify.WithMaxRetries(0))
		if _, err := c.Tracks(t.Context(), numberedIDs(3), nil); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		s.fault = func(int) (*http.Response, error) { return newAPIError(500, "oops"), nil }
		_, err := c.Tracks(t.Context(), numberedIDs(3), nil)
		wantIs(t, err, spotify.ErrServer)
		s.fault = nil
		if tracks, err := c.Tracks(t.Context(), numberedIDs(3), nil); err != nil || len(tracks) != 3 || len(s.lists) != 2 {
			t.Errorf("got %d tracks, %v after %d lists; want 3 after 2", len(tracks), err, len(s.lists))
		}
	})
}
