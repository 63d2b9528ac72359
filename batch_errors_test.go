package spotify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// impossibleID has 22 letters and is larger than any ID.
var impossibleID = strings.Repeat("z", 22)

// refusing returns a server that refuses impossible IDs as Spotify does: every
// list that names one, and the request for the item.
func refusing(closed bool, message string) (*catalogServer, func(int, *http.Request) (*http.Response, error)) {
	s := &catalogServer{closed: closed}
	return s, func(n int, r *http.Request) (*http.Response, error) {
		resp, err := s.serve(n, r)
		isList := r.URL.Query().Has("ids")
		if (!isList || !closed) && strings.Contains(r.URL.String(), impossibleID) {
			return newAPIError(400, message), nil
		}
		return resp, err
	}
}

// An ID that Spotify refuses is a nil entry like a malformed one, and the
// others are returned.
func TestBatchWithAnIDThatSpotifyRefuses(t *testing.T) {
	for _, tt := range []struct {
		name    string
		closed  bool
		message string
	}{
		{"by lists", false, "Invalid base62 id"},
		{"one by one", true, "Invalid base62 id"},
		{"in other letters", false, "invalid base62 ID."},
		{"in the words of old endpoints", false, "invalid id"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, serve := refusing(tt.closed, tt.message)
			c := (&fake{api: serve}).client(t)
			ids := numberedIDs(120)
			ids[1], ids[60], ids[61] = impossibleID, "spotify:track:"+impossibleID, "malformed"
			want := wantedTrackIDs(ids)
			want[1], want[60] = "-", "-"
			tracks, err := c.Tracks(t.Context(), ids, nil)
			if !slices.Equal(trackIDs(tracks), want) {
				t.Errorf("got %v, want %v", trackIDs(tracks), want)
			}
			wantIs(t, err, spotify.ErrInvalidID)
			wantNotIs(t, err, spotify.ErrBadRequest, spotify.ErrNotFound)
			if text := err.Error(); strings.Count(text, impossibleID) != 2 || !strings.Contains(text, "malformed") ||
				!strings.HasPrefix(text, "spotify: invalid track IDs: ") {
				t.Errorf("the error says %q, want all three IDs", text)
			}
			lists := len(s.lists)
			if want := 3; !tt.closed && lists != want {
				t.Errorf("%d lists, want %d", lists, want)
			}
			if _, err := c.Tracks(t.Context(), numberedIDs(50)[:9], nil); err != nil {
				t.Error(err)
			}
			if tried := len(s.lists) > lists; tried == tt.closed {
				t.Errorf("the list endpoint was tried afterwards: %t, want %t", tried, !tt.closed)
			}
		})
	}
}

// Whoever stops a batch, its error does not match ErrInvalidID.
func TestBatchStoppedAfterARefusedID(t *testing.T) {
	_, serve := refusing(false, "Invalid base62 id")
	c := (&fake{api: func(n int, r *http.Request) (*http.Response, error) {
		if n > 51 { // the first list and its IDs one by one
			return newAPIError(429, "API rate limit exceeded", "Retry-After", "80000"), nil
		}
		return serve(n, r)
	}}).client(t)
	ids := append([]string{impossibleID}, numberedIDs(400)...)
	tracks, err := c.Tracks(t.Context(), ids, nil)
	wantIs(t, err, spotify.ErrRateLimited)
	wantNotIs(t, err, spotify.ErrInvalidID, spotify.ErrBadRequest)
	if len(tracks) != 50 || !strings.Contains(err.Error(), impossibleID) || apiErr(t, err).RetryAfter == 0 {
		t.Errorf("got %d tracks and the error %v; want 50 and the refused ID named", len(tracks), err)
	}
}

// Logins and queries of URLs that are no IDs do not get into errors.
func TestBatchErrorsNameNoSecrets(t *testing.T) {
	ids := []string{"https://me:s3cret@open.spotify.com/album/" + numberedID(1) + "?si=s3cret", "https://x.example/?t=s3cret"}
	_, err := (&catalogServer{}).client(t).Tracks(t.Context(), ids, nil)
	if wantIs(t, err, spotify.ErrInvalidID); strings.Contains(err.Error(), "s3cret") ||
		!strings.Contains(err.Error(), "open.spotify.com/album/"+numberedID(1)) {
		t.Errorf("the error says %q", err)
	}
}

// A 404 of anything but the item is no missing item, and a 403 of anything but
// the list endpoint is no lost endpoint.
func TestBatchDecidesByItsOwnResponses(t *testing.T) {
	missing := &spotify.Error{StatusCode: 404, Message: "Resource not found"}
	closed := &spotify.Error{StatusCode: 403, Message: "Forbidden"}
	refused := &spotify.Error{StatusCode: 400, Message: "Invalid base62 id"}
	for _, foreign := range []error{missing, closed, refused, fmt.Errorf("wrapped: %w", missing),
		errors.Join(closed, missing), &spotify.AuthenticationError{StatusCode: 404}} {
		for _, one := range []bool{false, true} {
			t.Run(fmt.Sprintf("the transport fails with %v, one by one %t", foreign, one), func(t *testing.T) {
				s := &catalogServer{closed: one}
				s.fault = func(n int) (*http.Response, error) {
					if one && n == 1 {
						return nil, nil
					}
					return nil, foreign
				}
				tracks, err := s.client(t, spotify.WithMaxRetries(0)).Tracks(t.Context(), numberedIDs(3), nil)
				if len(tracks) != 0 || err == nil {
					t.Errorf("got %v, %v; want no tracks and an error", trackIDs(tracks), err)
				}
				wantNotIs(t, err, spotify.ErrNotFound, spotify.ErrEndpointClosed, spotify.ErrInvalidID)
				if !one && s.n != 1 {
					t.Errorf("%d requests, want 1", s.n)
				}
			})
			t.Run(fmt.Sprintf("the context ends with %v, one by one %t", foreign, one), func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				s := &catalogServer{closed: one}
				s.fault = func(n int) (*http.Response, error) {
					if one && n == 1 {
						return nil, nil
					}
					cancel(foreign)
					return nil, context.Canceled
				}
				c := s.client(t)
				tracks, err := c.Tracks(ctx, numberedIDs(3), nil)
				if len(tracks) != 0 || !errors.Is(err, context.Canceled) {
					t.Errorf("got %v, %v; want no tracks and context.Canceled", trackIDs(tracks), err)
				}
				wantNotIs(t, err, spotify.ErrNotFound, spotify.ErrEndpointClosed, spotify.ErrBadRequest)
				s.fault = nil
				before := len(s.lists)
				if _, err := c.Tracks(t.Context(), numberedIDs(3), nil); err != nil || len(s.lists) != before+1 {
					t.Errorf("afterwards %v, with %d lists; want the list endpoint tried", err, len(s.lists)-before)
				}
			})
			t.Run(fmt.Sprintf("the provider fails with %v, one by one %t", foreign, one), func(t *testing.T) {
				n := 0
				var mu sync.Mutex
				s := &catalogServer{closed: one}
				c := s.client(t).As(spotify.AuthProviderFunc(func(context.Context) (string, error) {
					mu.Lock()
					defer mu.Unlock()
					if n++; one && n == 1 {
						return token(1), nil
					}
					return "", foreign
				}))
				tracks, err := c.Tracks(t.Context(), numberedIDs(3), nil)
				if len(tracks) != 0 || err == nil {
					t.Errorf("got %v, %v; want no tracks and an error", trackIDs(tracks), err)
				}
			})
		}
	}
}

// A token endpoint that has moved is an outage, not a missing track.
func TestBatchTokenEndpointIsNotFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &catalogServer{closed: true}
		f := &fake{api: s.serve}
		f.token = func(n int, r *http.Request) (*http.Response, error) {
			if n == 1 {
				return newTokenResponse(n, 2), nil
			}
			return newResponse(404, "<html>"), nil
		}
		c := f.client(t, spotify.WithMaxRetries(0))
		s.latency = 3 * time.Second // the token expires during the request for the list
		tracks, err := c.Tracks(t.Context(), numberedIDs(8), nil)
		if len(tracks) != 0 || authErr(t, err).StatusCode != 404 {
			t.Errorf("got %v, %v; want no tracks and the token's failure", trackIDs(tracks), err)
		}
	})
}

// The failure of one request cancels its siblings; it, and not one of the
// cancellations, is the error.
func TestBatchReturnsTheFirstFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &catalogServer{closed: true}
		f := &fake{api: func(n int, r *http.Request) (*http.Response, error) {
			if n == 4 {
				time.Sleep(time.Millisecond)
				return newAPIError(403, "Insufficient client scope"), nil
			}
			if n > 1 && n != 4 {
				if err := sleepContext(r.Context(), time.Hour); err != nil {
					return nil, err
				}
			}
			return s.serve(n, r)
		}}
		tracks, err := f.client(t).Tracks(t.Context(), numberedIDs(50), nil)
		if wantIs(t, err, spotify.ErrInsufficientScope); len(tracks) > 3 || errors.Is(err, context.Canceled) {
			t.Errorf("got %v, %v", trackIDs(tracks), err)
		}
	})
}

// A response that breaks off after its header still says that there is no such
// track.
func TestBatchTruncatedNotFound(t *testing.T) {
	s := &catalogServer{closed: true}
	f := &fake{api: func(n int, r *http.Request) (*http.Response, error) {
		resp, err := s.serve(n, r)
		if resp != nil && resp.StatusCode == 404 {
			resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader([]byte(`{"err`)), failingReader{io.ErrUnexpectedEOF}))
		}
		return resp, err
	}}
	ids := []string{numberedID(1), numberedID(9), numberedID(2)}
	tracks, err := f.client(t).Tracks(t.Context(), ids, nil)
	if err != nil || !slices.Equal(trackIDs(tracks), wantedTrackIDs(ids)) {
		t.Errorf("got %v, %v; want %v", trackIDs(tracks), err, wantedTrackIDs(ids))
	}
}

// A panic of a transport is the call's own error, in one line.
func TestBatchPanicsNameTheirRequest(t *testing.T) {
	f := &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
		if r.URL.Query().Has("ids") {
			return newAPIError(403, "Forbidden"), nil
		}
		panic("s3cret\n")
	}}
	c := f.client(t, spotify.WithBaseURL("https://proxy.example/spotify/v1"))
	_, err := c.Tracks(t.Context(), numberedIDs(1), nil)
	e := apiErr(t, err)
	want := "spotify: GET /spotify/v1/tracks/" + numberedID(0) + ": panic with a value of type string"
	if err.Error() != want || e.Route != "/tracks/{id}" || e.StatusCode != 0 {
		t.Errorf("got %q with route %s, want %q", err, e.Route, want)
	}
	e.Message = "changed"
	if _, other := c.Tracks(t.Context(), numberedIDs(1), nil); other.Error() != want {
		t.Errorf("the next error is %q, want %q", other, want)
	}
}
