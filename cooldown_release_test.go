package spotify_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// A hundred callers wait for the same moment; they do not all come at it.
func TestRateLimitReleaseIsSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(429, "Retry-After", "20"), respond(200))}
		c := f.client(t)
		start := time.Now()
		go getAlbum(context.Background(), c)
		synctest.Wait()
		for _, err := range getAlbumConcurrently(c, 100) {
			if err != nil {
				t.Error(recorded(err))
			}
		}
		tenths := [10]int{}
		for _, at := range f.times(start)[1:] {
			wantBetween(t, "an attempt", at, 20*time.Second, 21*time.Second)
			tenths[min(9, int((at-20*time.Second)/(100*time.Millisecond)))]++
		}
		t.Logf("101 callers came in these tenths of a second after the cooldown: %v", tenths)
		if slices.Max(tenths[:]) > 35 || tenths[0]+tenths[1]+tenths[2]+tenths[3]+tenths[4] > 80 {
			t.Errorf("a burst: %v", tenths)
		}
	})
}

// Retry-After is a hint: a second 429 may follow, and then the others must not
// learn it one by one.
func TestRateLimitASecond429StopsTheWaitersAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: func(n int, r *http.Request) (*http.Response, error) {
			if n <= 2 {
				return newAPIError(429, "again", "Retry-After", "20"), nil
			}
			return newResponse(200, "{}"), nil
		}}
		c := f.client(t)
		start := time.Now()
		go getAlbum(context.Background(), c)
		synctest.Wait()
		for _, err := range getAlbumConcurrently(c, 100) {
			if err != nil {
				t.Error(recorded(err))
			}
		}
		time.Sleep(time.Minute) // the first call's own last wait
		times := f.times(start)
		f.wantRequests(t, 103)
		for _, at := range times[2:] {
			if second := times[1]; at < second+20*time.Second {
				t.Fatalf("a request at %v, although the 429 of %v asked for 20s", at, second)
			}
		}
	})
}

// If every response is a 429, every call ends after its maximum of retries,
// whichever call caused the waits.
func TestRateLimitEveryWaitIsARetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(429, "Retry-After", "20"))}
		c := f.client(t, spotify.WithMaxRetries(2))
		start := time.Now()
		for _, err := range getAlbumConcurrently(c, 20) {
			if e := apiErr(t, err); e.StatusCode != 429 || e.Attempts > 3 {
				t.Errorf("%v after %d attempts", e, e.Attempts)
			}
		}
		wantBetween(t, "the calls ended after", time.Since(start), 40*time.Second, 42*time.Second)
		if n := len(f.apiRequests()); n < 3 || n > 60 {
			t.Errorf("%d requests of 20 calls", n)
		}
		// A single caller in a cooldown that others keep extending gets no
		// attempt of its own, and returns the 429.
		g := &fake{api: script(respond(429, "Retry-After", "20"))}
		d := g.client(t, spotify.WithMaxRetries(1))
		go getAlbum(context.Background(), d)
		synctest.Wait()
		go func() {
			time.Sleep(19 * time.Second)
			getAlbum(context.Background(), d)
		}()
		if e := apiErr(t, getAlbum(context.Background(), d)); e.StatusCode != 429 || e.Attempts > 1 {
			t.Errorf("%v after %d attempts", e, e.Attempts)
		}
		time.Sleep(time.Minute)
	})
}

// Without Retry-After the group pauses for the backoff.
func TestRateLimitWithoutRetryAfterStopsTheGroupForTheBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(429), respond(200))}
		c := f.client(t)
		start := time.Now()
		go getAlbum(context.Background(), c)
		synctest.Wait()
		if err := getAlbum(context.Background(), c); err != nil {
			t.Error(recorded(err))
		}
		synctest.Wait()
		for _, at := range f.times(start)[1:] {
			wantBetween(t, "an attempt", at, 250*time.Millisecond, 550*time.Millisecond)
		}
		time.Sleep(time.Second)
		f.wantRequests(t, 3)
		// Without retries it does so too, and nobody waits.
		g := &fake{api: script(respond(429), respond(200))}
		d := g.client(t, spotify.WithMaxRetries(0))
		wantIs(t, getAlbum(context.Background(), d), spotify.ErrRateLimited)
		if e := apiErr(t, getAlbum(context.Background(), d)); e.Attempts != 0 || e.RetryAfter <= 0 ||
			e.RetryAfter > 500*time.Millisecond {
			t.Errorf("%v after %d attempts", e, e.Attempts)
		}
		time.Sleep(500 * time.Millisecond)
		if err := getAlbum(context.Background(), d); err != nil {
			t.Error(recorded(err))
		}
		g.wantRequests(t, 2)
	})
}

// Another client's rate limit is not this one's.
func TestRateLimitIsPerClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(429, "Retry-After", "86400"), respond(200))}
		wantIs(t, getAlbum(context.Background(), f.client(t)), spotify.ErrRateLimited)
		if err := getAlbum(context.Background(), f.client(t)); err != nil {
			t.Error(recorded(err))
		}
	})
}

// A 429 whose body the caller canceled is a 429 to the others, not their
// cancellation.
func TestRateLimitCarriesNobodysContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(func(r *http.Request) (*http.Response, error) {
			resp, err := hangInBody(429)(r)
			resp.Header.Set("Retry-After", "600")
			return resp, err
		})}
		c := f.client(t)
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(time.Second, cancel)
		wantIs(t, getAlbum(ctx, c), context.Canceled)
		err := getAlbum(context.Background(), c)
		wantIs(t, err, spotify.ErrRateLimited)
		wantNotIs(t, err, context.Canceled)
		if e := apiErr(t, err); errors.Unwrap(e) != nil || e.Attempts != 0 {
			t.Errorf("%v unwraps to %v", e, errors.Unwrap(e))
		}
	})
}

// A body that cannot be sent twice ends the call; the others are held all the
// same.
func TestRateLimitHoldsOthersIfTheCallCannotBeRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(429, "Retry-After", "30"), respond(200))}
		c := f.client(t)
		resp, err := c.Do(nonReplayableRequest("PUT"))
		if err != nil || resp.StatusCode != 429 {
			t.Fatal(resp, recorded(err))
		}
		resp.Body.Close()
		start := time.Now()
		if err := c.Call(context.Background(), "GET", "/x", nil, nil, nil); err != nil {
			t.Error(recorded(err))
		}
		wantBetween(t, "the next call waited", time.Since(start), 30*time.Second, 31*time.Second)
	})
}
