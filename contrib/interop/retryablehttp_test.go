package interop_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// retrying puts a transport that retries by itself below the client.
func retrying(retries int) spotify.Option {
	return spotify.WithTransport(func(next http.RoundTripper) http.RoundTripper {
		c := retryablehttp.NewClient()
		c.HTTPClient = &http.Client{Transport: next}
		c.RetryMax, c.RetryWaitMin, c.RetryWaitMax = retries, time.Millisecond, time.Millisecond
		c.ErrorHandler = retryablehttp.PassthroughErrorHandler // the last response, not an error of its own
		c.Logger = nil
		return &retryablehttp.RoundTripper{Client: c}
	})
}

// Why not to do it: each of the client's four attempts becomes five requests.
func TestRetriesMultiply(t *testing.T) {
	fault := spotifytest.Fault{Path: "/albums/", Status: 503}
	fast := spotify.WithMaxRetryWait(time.Millisecond)
	for _, row := range []struct {
		name string
		opts []spotify.Option
		want int
	}{
		{"the SDK", []spotify.Option{fast}, 4},
		{"with a retrying transport", []spotify.Option{fast, retrying(4)}, 20},
		{"with a retrying transport and no retries of the SDK", []spotify.Option{fast, retrying(4), spotify.WithMaxRetries(0)}, 5},
	} {
		srv, client := spotifytest.New(t, row.opts...)
		srv.Fail(fault)
		_, err := client.Album(t.Context(), spotifytest.AlbumID, nil)
		e := (*spotify.Error)(nil)
		if !errors.Is(err, spotify.ErrServer) || !errors.As(err, &e) {
			t.Errorf("%s: %v", row.name, err)
		}
		if n := len(srv.Requests()) - srv.TokenRequests(); n != row.want {
			t.Errorf("%s: %d requests for one call, want %d", row.name, n, row.want)
		}
	}
}

// It also repeats what is not idempotent: Spotify has created the playlist and
// then failed.
func TestARetryingTransportRepeatsWrites(t *testing.T) {
	for _, row := range []struct {
		name string
		opts []spotify.Option
		want int
	}{
		{"the SDK", nil, 1},
		{"with a retrying transport", []spotify.Option{retrying(2)}, 3},
	} {
		srv, client := spotifytest.New(t, row.opts...)
		user := client.As(srv.User("anna"))
		before, err := user.CurrentUserPlaylists(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		srv.Fail(spotifytest.Fault{Method: "POST", Status: 503, Executed: true})
		_, err = user.CreatePlaylist(t.Context(), "Sea", nil)
		if !errors.Is(err, spotify.ErrServer) {
			t.Errorf("%s: %v", row.name, err)
		}
		after, err := user.CurrentUserPlaylists(t.Context(), nil)
		if err != nil || after.Total-before.Total != row.want {
			t.Errorf("%s: one call created %d playlists, %v; want %d", row.name, after.Total-before.Total, err, row.want)
		}
	}
}

// A wait for a Retry-After below the client counts against the attempt's timeout,
// and other calls do not know of it.
func TestARetryingTransportHidesA429FromTheClient(t *testing.T) {
	srv, client := spotifytest.New(t, retrying(4), spotify.WithTimeout(200*time.Millisecond), spotify.WithMaxRetries(0))
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 429, RetryAfter: "60", Times: 1})
	start := time.Now()
	_, err := client.Album(t.Context(), spotifytest.AlbumID, nil)
	if took := time.Since(start); errors.Is(err, spotify.ErrRateLimited) || err == nil || took > 20*time.Second {
		t.Errorf("the call returns %v after %v, want a timeout", err, took)
	}
	if _, err := client.Album(t.Context(), spotifytest.UnknownID, nil); !errors.Is(err, spotify.ErrNotFound) {
		t.Errorf("the next call returns %v, want it to be sent", err)
	}
}
