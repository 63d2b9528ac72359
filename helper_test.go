package spotify_test

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// What all tests use. The secrets are long and of one make, so that the recorder
// below finds them wherever they turn up.
const (
	clientID     = "0123456789abcdef0123456789abcdef"
	clientSecret = "5ecre7+5ecre7/5ecre7=5ecre7"
	tokenPrefix  = "BQ-t0ken/t0ken+" // of every token that the fakes issue
	albumID      = "4aawyAB9vmqN3uQ7FjRGTy"
	trackID      = "11dFghVXANMlKmJXsNCbNl"
	artistID     = "0TnOYISbd1XYRBk9myaseg"
)

// recorded passes err to the leak recorder and returns it. Every error that a
// test looks at goes through it.
func recorded(err error) error {
	if err != nil {
		recorder.print(err)
	}
	return err
}

// apiErr is err's *spotify.Error; the test ends without one.
func apiErr(t testing.TB, err error) *spotify.Error {
	t.Helper()
	var e *spotify.Error
	if !errors.As(recorded(err), &e) {
		t.Fatalf("error %v (%T) is no *spotify.Error", err, err)
	}
	return e
}

// authErr is err's *spotify.AuthenticationError; the test ends without one.
func authErr(t testing.TB, err error) *spotify.AuthenticationError {
	t.Helper()
	var e *spotify.AuthenticationError
	if !errors.As(recorded(err), &e) {
		t.Fatalf("error %v (%T) is no *spotify.AuthenticationError", err, err)
	}
	return e
}

// wantBetween checks that got lies in [low, high].
func wantBetween(t testing.TB, what string, got, low, high time.Duration) {
	t.Helper()
	if got < low || got > high {
		t.Errorf("%s: %v, want %v to %v", what, got, low, high)
	}
}

// wantIs checks that err matches target.
func wantIs(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(recorded(err), target) {
		t.Errorf("error %v does not match %v", err, target)
	}
}

// wantNotIs checks that err matches none of targets.
func wantNotIs(t testing.TB, err error, targets ...error) {
	t.Helper()
	_ = recorded(err)
	for _, target := range targets {
		if errors.Is(err, target) {
			t.Errorf("error %v matches %v", err, target)
		}
	}
}

// sleepContext waits for d, or until ctx ends, as the latency of a transport does.
func sleepContext(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

const albumPath = "/albums/" + albumID

// getAlbum requests the album once.
func getAlbum(ctx context.Context, c *spotify.Client) error {
	var out map[string]any
	return c.Call(ctx, "GET", albumPath, nil, nil, &out)
}

// getAlbumConcurrently makes n calls at once and returns their errors.
func getAlbumConcurrently(c *spotify.Client, n int) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = getAlbum(context.Background(), c) })
	}
	wg.Wait()
	return errs
}

// rawRequest is a request to /me whose body can be read again.
func rawRequest(t testing.TB, method, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequest(method, meURL, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

const meURL = "https://api.spotify.com/v1/me"

// sentinels are all sentinel errors by name.
var sentinels = map[string]error{
	"Config":            spotify.ErrConfig,
	"InvalidID":         spotify.ErrInvalidID,
	"BadRequest":        spotify.ErrBadRequest,
	"Unauthorized":      spotify.ErrUnauthorized,
	"Forbidden":         spotify.ErrForbidden,
	"NotFound":          spotify.ErrNotFound,
	"RateLimited":       spotify.ErrRateLimited,
	"Server":            spotify.ErrServer,
	"Closed":            spotify.ErrClosed,
	"Network":           spotify.ErrNetwork,
	"UserAuthRequired":  spotify.ErrUserAuthRequired,
	"InsufficientScope": spotify.ErrInsufficientScope,
	"PremiumRequired":   spotify.ErrPremiumRequired,
	"UserNotRegistered": spotify.ErrUserNotRegistered,
	"EndpointClosed":    spotify.ErrEndpointClosed,
	"NoActiveDevice":    spotify.ErrNoActiveDevice,
	"QuotaExceeded":     spotify.ErrQuotaExceeded,
}

// raceEnabled reports whether the test binary was built with the race detector.
var raceEnabled = func() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}()
