package spotifytest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestUsersDiffer(t *testing.T) {
	srv, client := spotifytest.New(t)
	srv.AddUser(spotifytest.User{ID: "ines", DisplayName: "Ines H.", Email: "ines@example.org", Product: "free", Country: "SE", Library: []string{"spotify:album:" + spotifytest.AlbumID}})
	srv.AddUser(spotifytest.User{ID: "karl", Devices: []spotify.Device{{ID: "tv", Name: "TV", Type: "TV", IsActive: true}, {ID: "car", Name: "Car", IsRestricted: true}}})
	ines, karl := client.As(srv.User("ines")), client.As(srv.User("karl"))
	ctx := t.Context()

	me, err := ines.CurrentUser(ctx)
	if err != nil || me.DisplayName != "Ines H." || me.Product != "free" || me.Country != "SE" || me.Email != "ines@example.org" {
		t.Errorf("got %+v, %v", me, err)
	}
	if saved, err := ines.SavedAlbums(ctx, nil); err != nil || saved.Total != 1 {
		t.Errorf("saved albums: %v, %v", saved, err)
	}
	if _, err := ines.Audiobook(ctx, spotifytest.AudiobookID, nil); !errors.Is(err, spotify.ErrNotFound) {
		t.Errorf("an audiobook in Sweden: %v", err)
	}
	if err := ines.PausePlayback(ctx, nil); !errors.Is(err, spotify.ErrPremiumRequired) {
		t.Errorf("a command without Premium: %v", err)
	}
	if devices, err := karl.Devices(ctx); err != nil || len(devices) != 2 || !devices[0].IsActive {
		t.Errorf("devices: %v, %v", devices, err)
	}
	c := asUser(t, srv, "karl")
	for query, want := range map[string]string{"device_id=car": "DEVICE_NOT_CONTROLLABLE", "": "VOLUME_CONTROL_DISALLOW"} {
		if status, got := c.do("PUT", "/me/player/volume?volume_percent=5&"+query, ""); status != 403 || dig(got, "error", "reason") != want {
			t.Errorf("volume with %q: %d %v", query, status, got)
		}
	}
	srv.AddUser(spotifytest.User{ID: "nobody", Unregistered: true})
	asUser(t, srv, "nobody").refused("GET", "/me", 403, "User not registered in the Developer Dashboard")
	rec := record(t, func(tb testing.TB) { spotifytest.Start(tb).AddUser(spotifytest.User{ID: "x", Scopes: []string{"all"}}) })
	if !rec.fatal || !strings.Contains(rec.text, `"all"`) {
		t.Errorf("a wrong user: %q", rec.text)
	}
}

// Each endpoint that needs a scope refuses tokens that have every other one.
func TestScopes(t *testing.T) {
	const track = "spotify:track:" + spotifytest.TrackID
	srv := start(t)
	all := []string{
		"playlist-modify-private", "playlist-modify-public", "playlist-read-collaborative", "playlist-read-private", "ugc-image-upload",
		"user-follow-modify", "user-follow-read", "user-library-modify", "user-library-read", "user-modify-playback-state",
		"user-read-currently-playing", "user-read-email", "user-read-playback-state", "user-read-private", "user-read-recently-played", "user-top-read",
	}
	for _, row := range []struct{ method, path, body, scopes string }{
		{"GET", "/me/tracks", "", "user-library-read"},
		{"GET", "/me/tracks/contains?ids=" + spotifytest.TrackID, "", "user-library-read"},
		{"PUT", "/me/tracks?ids=" + spotifytest.TrackID, "", "user-library-modify"},
		{"PUT", "/me/library?uris=" + track, "", "user-library-modify"},
		{"PUT", "/me/library?uris=spotify:artist:" + spotifytest.ArtistID, "", "user-follow-modify"},
		{"DELETE", "/me/library?uris=spotify:playlist:" + spotifytest.PlaylistID, "", "playlist-modify-public playlist-modify-private"},
		{"GET", "/me/library/contains?uris=" + track, "", "user-library-read"},
		{"GET", "/me/following?type=artist", "", "user-follow-read"},
		{"PUT", "/me/following?type=user&ids=x", "", "user-follow-modify"},
		{"GET", "/me/top/artists", "", "user-top-read"},
		{"GET", "/me/player", "", "user-read-playback-state"},
		{"GET", "/me/player/devices", "", "user-read-playback-state"},
		{"GET", "/me/player/queue", "", "user-read-playback-state user-read-currently-playing"},
		{"GET", "/me/player/recently-played", "", "user-read-recently-played"},
		{"PUT", "/me/player/play?device_id=" + spotifytest.DeviceID, `{"uris":["` + track + `"]}`, "user-modify-playback-state"},
		{"POST", "/me/playlists", `{"name":"A"}`, "playlist-modify-public"},
		{"POST", "/me/playlists", `{"name":"A","public":false}`, "playlist-modify-private"},
		{"POST", playlistPath + "/items?uris=" + track, "", "playlist-modify-public"},
		{"PUT", playlistPath, `{"public":true}`, "playlist-modify-public"},
		{"PUT", playlistPath + "/images", "/9j/4AAQ", "ugc-image-upload"},
		{"PUT", playlistPath + "/followers", "", "playlist-modify-public playlist-modify-private"},
	} {
		var others []string
		for _, scope := range all {
			if !strings.Contains(row.scopes, scope) {
				others = append(others, scope)
			}
		}
		without := caller{t, srv.BaseURL(), tokenOf(t, srv, others...)}
		if status, got := without.do(row.method, row.path, row.body); status != 403 || dig(got, "error", "message") != "Insufficient client scope" {
			t.Errorf("%s %s without %s: %d %v", row.method, row.path, row.scopes, status, got)
		}
		caller{t, srv.BaseURL(), tokenOf(t, srv, all...)}.ok(row.method, row.path, row.body)
	}
	me := caller{t, srv.BaseURL(), tokenOf(t, srv, "user-top-read")}.get("/me")
	if me["email"] != nil || me["country"] != nil || me["id"] != spotifytest.UserID {
		t.Errorf("me without scopes: %v", me)
	}
	srv.AddUser(spotifytest.User{ID: "shy", Scopes: []string{"user-top-read"}})
	asUser(t, srv, "shy").refused("GET", "/me/tracks", 403, "Insufficient client scope")
}
