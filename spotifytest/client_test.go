package spotifytest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// named is what these tests look at in a response.
type named struct{ ID, Name string }

func call(t *testing.T, c *spotify.Client, path string) (named, error) {
	t.Helper()
	var out named
	err := c.Call(t.Context(), "GET", path, nil, nil, &out)
	return out, err
}

func TestNewReturnsAReadyClient(t *testing.T) {
	srv, client := spotifytest.New(t)
	for range 3 {
		if got, err := call(t, client, track); err != nil || got.Name != "Brass Weather" {
			t.Fatalf("got %v, %v", got, err)
		}
	}
	if n := srv.TokenRequests(); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
	if _, err := call(t, client, "/me"); !errors.Is(err, spotify.ErrUserAuthRequired) {
		t.Errorf("/me as the app: %v", err)
	}
	if got, err := call(t, client.As(srv.User("anna")), "/me"); err != nil || got.ID != "anna" {
		t.Errorf("/me as anna: %v, %v", got, err)
	}
}

func TestNewTakesOptionsOfTheClient(t *testing.T) {
	srv, client := spotifytest.New(t, spotify.WithMaxRetries(0))
	srv.Fail(spotifytest.Fault{Status: 503})
	if _, err := call(t, client, track); !errors.Is(err, spotify.ErrServer) {
		t.Errorf("got %v", err)
	}
	if got := srv.Requests(); len(got) != 2 || got[1].Status != 503 {
		t.Errorf("got %d requests, want one of each service", len(got))
	}
}

func TestUserOptions(t *testing.T) {
	srv := start(t)
	client, err := spotify.New(srv.UserOptions("anna")...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if got, err := call(t, client, "/me"); err != nil || got.Name != "" || got.ID != "anna" {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := call(t, client.As(srv.User("")), "/me"); err != nil || got.ID != spotifytest.UserID {
		t.Errorf("without a name: %v, %v", got, err)
	}
	if srv.TokenRequests() != 0 {
		t.Error("a user's token was asked for over the network")
	}
}

func TestExpiredTokensAreReplacedOnce(t *testing.T) {
	srv, client := spotifytest.New(t)
	for name, c := range map[string]*spotify.Client{"the app": client, "a user": client.As(srv.User("anna"))} {
		if _, err := call(t, c, track); err != nil {
			t.Fatal(err)
		}
		srv.ExpireTokens()
		srv.Reset()
		if got, err := call(t, c, track); err != nil || got.ID != spotifytest.TrackID {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		var api []int
		for _, r := range srv.Requests() {
			if r.Path == track {
				api = append(api, r.Status)
			}
		}
		if fmt.Sprint(api) != "[401 200]" {
			t.Errorf("%s: statuses %v, want a 401 and its recovery", name, api)
		}
	}
}

func TestFaultsMatchTheSDKsSentinels(t *testing.T) {
	for _, row := range []struct {
		fault spotifytest.Fault
		want  error
	}{
		{spotifytest.Fault{Status: 429}, spotify.ErrRateLimited},
		{spotifytest.Fault{Status: 429, Reason: "QUOTA_EXCEEDED", RetryAfter: "60"}, spotify.ErrQuotaExceeded},
		{spotifytest.Fault{Status: 403}, spotify.ErrEndpointClosed},
		{spotifytest.Fault{Status: 403, Body: "Active premium subscription required for the owner of the app."}, spotify.ErrPremiumRequired},
		{spotifytest.Fault{Status: 404}, spotify.ErrNotFound},
		{spotifytest.Fault{Status: 401, Message: "Invalid access token"}, spotify.ErrUnauthorized},
		{spotifytest.Fault{Status: 502, Body: "<html>Bad Gateway</html>"}, spotify.ErrServer},
		{spotifytest.Fault{Path: "/api/token", Status: 400}, spotify.ErrUnauthorized},
		{spotifytest.Fault{Path: "/api/token", Status: 503}, spotify.ErrServer},
	} {
		srv, client := spotifytest.New(t, spotify.WithMaxRetries(0))
		srv.Fail(row.fault)
		if _, err := call(t, client, track); !errors.Is(err, row.want) {
			t.Errorf("%+v: got %v", row.fault, err)
		}
	}
}

func TestAWriteWhoseResponseIsLostIsSentOnce(t *testing.T) {
	srv, client := spotifytest.New(t)
	srv.Fail(spotifytest.Fault{Method: "POST", Executed: true, Reset: true})
	user := client.As(srv.User(spotifytest.UserID))
	_, err := user.AddPlaylistItems(t.Context(), spotifytest.PlaylistID, []string{"spotify:track:" + spotifytest.TrackID}, nil)
	var e *spotify.Error
	if !errors.As(err, &e) || !e.MayHaveExecuted || e.Attempts != 1 {
		t.Errorf("got %+v", err)
	}
	list, err := user.Playlist(t.Context(), spotifytest.PlaylistID, nil)
	if err != nil || list.Items.Total != 60 {
		t.Errorf("the playlist has other than one item more: %v", err)
	}
}

func TestEverythingAtOnce(t *testing.T) {
	srv, client := spotifytest.New(t)
	var wg sync.WaitGroup
	for i := range 8 {
		user := client.As(srv.User(fmt.Sprint("user", i)))
		wg.Go(func() {
			for j := range 10 {
				switch j {
				case 3:
					srv.Fail(spotifytest.Fault{Status: 429, RetryAfter: "0.001", Times: 1})
				case 5:
					srv.ExpireTokens()
				case 7:
					srv.SetDevelopmentMode(i%2 == 0)
				}
				var me named
				if err := user.Call(context.Background(), "GET", "/me", nil, nil, &me); err != nil && !errors.Is(err, spotify.ErrRateLimited) && !errors.Is(err, spotify.ErrUnauthorized) {
					t.Error(err)
				} else if err == nil && me.ID != fmt.Sprint("user", i) {
					t.Errorf("user%d got the response of %s", i, me.ID)
				}
				srv.Requests()
			}
		})
	}
	wg.Wait()
	for _, r := range srv.Requests() {
		if r.Path == "/me" && r.App {
			t.Error("the app's token was sent for a user")
		}
	}
}
