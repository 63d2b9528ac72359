package spotify_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// Responses of a proxy, a mirror or a fake link to themselves.
func TestHrefsBehindAnotherBaseURL(t *testing.T) {
	const id = endpointID
	tests := []struct{ name, base, href string }{
		{"a fake on a port", "http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/"},
		{"a base URL without a path", "https://spotify.example.com", "https://spotify.example.com/"},
		{"a longer path", "https://proxy.example.com/a/spotify/v1", "https://proxy.example.com/a/spotify/v1/"},
		{"a host in capitals", "https://proxy.example.com/v1", "HTTPS://Proxy.Example.com/v1/"},
		{"a proxy that ends TLS", "https://proxy.example.com/v1", "http://proxy.example.com:8080/v1/"},
		{"a proxy that rewrites no links", "https://proxy.example.com/v1", "https://api.spotify.com/v1/"},
		{"an IPv6 address", "http://[::1]:8080/v1", "http://[::1]:8080/v1/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, c := newFakeClient(t, http.StatusNotFound, "{}", spotify.WithBaseURL(tt.base))
			ctx, track := t.Context(), tt.href+"tracks/"+id+"?locale=en"
			calls := []struct {
				name string
				call func() error
				want string
			}{
				{"an album", func() error { return errorOf(c.Album(ctx, tt.href+"albums/"+id, nil)) }, "albums/" + id},
				{"white space", func() error { return errorOf(c.Album(ctx, " "+tt.href+"albums/"+id+"\n", nil)) }, "albums/" + id},
				{"a user", func() error { return errorOf(c.User(ctx, tt.href+"users/a%20b")) }, "users/a%20b"},
				{"a category", func() error { return errorOf(c.Category(ctx, tt.href+"browse/categories/party", nil)) }, "categories/party"},
				{"a batch", func() error { return errorOf(c.Tracks(ctx, []string{track}, nil)) }, "ids=" + id},
				{"a library", func() error { return c.SaveToLibrary(ctx, []string{track}) }, "uris=spotify%3Atrack%3A" + id},
				{"a user in a library", func() error {
					return c.SaveToLibrary(ctx, []string{tt.href + "users/a%3Ab%20c"})
				}, "uris=spotify%3Auser%3Aa%253Ab%2520c"},
				{"an old library", func() error { return c.SaveShows(ctx, []string{tt.href + "shows/" + id}) }, "ids=" + id},
				{"saved tracks", func() error { return c.SaveTracks(ctx, []string{track}, nil) }, `["` + id + `"]`},
				{"artists to follow", func() error { return c.FollowArtists(ctx, []string{tt.href + "artists/" + id}) }, "ids=" + id},
				{"a cursor", func() error {
					return errorOf(c.FollowedArtists(ctx, &spotify.FollowedArtistsOptions{After: tt.href + "artists/" + id}))
				}, "after=" + id},
				{"a follower", func() error {
					return errorOf(c.IsFollowingPlaylist(ctx, id, &spotify.IsFollowingPlaylistOptions{UserID: tt.href + "users/me1"}))
				}, "ids=me1"},
				{"new items", func() error { return errorOf(c.AddPlaylistItems(ctx, id, []string{track}, nil)) }, "spotify:track:" + id},
				{"items less", func() error { return errorOf(c.RemovePlaylistTracks(ctx, id, []string{track}, nil)) }, "spotify:track:" + id},
				{"other items", func() error { return errorOf(c.ReplacePlaylistItems(ctx, id, []string{track})) }, "spotify:track:" + id},
				{"the queue", func() error { return c.AddToQueue(ctx, track, nil) }, "uri=spotify%3Atrack%3A" + id},
				{"a context and an item in it", func() error {
					return c.StartPlayback(ctx, &spotify.StartPlaybackOptions{ContextURI: tt.href + "albums/" + id, OffsetURI: track})
				}, `{"context_uri":"spotify:album:` + id + `","offset":{"uri":"spotify:track:` + id},
				{"items to play", func() error {
					return c.StartPlayback(ctx, &spotify.StartPlaybackOptions{URIs: []string{track}})
				}, "spotify:track:" + id},
				{"seeds", func() error {
					return errorOf(c.Recommendations(ctx, spotify.RecommendationSeeds{Tracks: []string{track}}, nil))
				}, "seed_tracks=" + id},
			}
			for _, call := range calls {
				before := len(f.apiRequests())
				err := call.call()
				requests := f.apiRequests()[before:]
				if len(requests) != 1 || !strings.Contains(requests[0].text(), call.want) {
					t.Errorf("%s: requests %v, error %v; want one with %s", call.name, requests, err, call.want)
				}
			}
		})
	}
}

// Not every link with an ID in it is the client's own.
func TestHrefsOfOtherAPIs(t *testing.T) {
	f, c := newFakeClient(t, http.StatusOK, "{}", spotify.WithBaseURL("https://proxy.example.com/v1"))
	for _, href := range []string{
		"https://example.com/v1/albums/" + endpointID,
		"https://proxy.example.com.evil.example/v1/albums/" + endpointID,
		"https://proxy.example.com/v2/albums/" + endpointID,
		"https://proxy.example.com/v1/tracks/" + endpointID,
		"https://proxy.example.com/v1/albums/" + endpointID + "/tracks",
		"https://user@example.com/proxy.example.com/v1/albums/" + endpointID,
	} {
		if _, err := c.Album(t.Context(), href, nil); !errors.Is(err, spotify.ErrInvalidID) {
			t.Errorf("%s: got %v, want an error that matches ErrInvalidID", href, err)
		}
	}
	if n := len(f.apiRequests()); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}

// A hint names the kinds that the parameter takes.
func TestHintsNameTheKinds(t *testing.T) {
	c, ctx := new(spotify.Client), context.Background()
	start := func(opts spotify.StartPlaybackOptions) error { return c.StartPlayback(ctx, &opts) }
	contexts := []string{"an album", "an artist", "a playlist", "a show"}
	items := []string{"a track", "an episode"}
	library := append([]string{"a user", "an audiobook"}, append(contexts, items...)...)
	const album, track = "spotify:album:" + endpointID, "spotify:track:" + endpointID
	tests := []struct {
		name  string
		err   error
		kinds []string
		not   string
	}{
		{"a bare ID as a context", start(spotify.StartPlaybackOptions{ContextURI: endpointID}), contexts, "track"},
		{"a track as a context", start(spotify.StartPlaybackOptions{ContextURI: track}), contexts, "episode"},
		{"a word as a context", start(spotify.StartPlaybackOptions{ContextURI: "abba"}), contexts, "22 letters"},
		{"a bare ID among URIs", start(spotify.StartPlaybackOptions{URIs: []string{endpointID}}), items, "artist"},
		{"an album among URIs", start(spotify.StartPlaybackOptions{URIs: []string{album}}), items, "artist"},
		{"an album as an offset", start(spotify.StartPlaybackOptions{OffsetURI: album}), items, "artist"},
		{"a bare ID for the queue", c.AddToQueue(ctx, endpointID, nil), items, "album"},
		{"a bare ID for a playlist", errorOf(c.AddPlaylistItems(ctx, endpointID, []string{endpointID}, nil)), items, "album"},
		{"a local file for a playlist", errorOf(c.ReplacePlaylistItems(ctx, endpointID, []string{"spotify:local:a:b:c:1"})), items, "album"},
		{"a bare ID for the library", c.SaveToLibrary(ctx, []string{endpointID}), library, "category"},
		{"a word for the library", errorOf(c.LibraryContains(ctx, []string{"abba"})), library, "22 letters"},
		{"a category for the library",
			c.RemoveFromLibrary(ctx, []string{"https://api.spotify.com/v1/browse/categories/party"}), library, "22 letters"},
		{"a track as an album", errorOf(c.Album(ctx, track, nil)), []string{"a track", "an album"}, "artist"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name == "a track as an album" { // the kind is checked when the request is made
				_, c := newPathRecorder(t)
				tt.err = errorOf(c.Album(ctx, track, nil))
			}
			if !errors.Is(tt.err, spotify.ErrInvalidID) {
				t.Fatalf("got %v, want an error that matches ErrInvalidID", tt.err)
			}
			for _, kind := range tt.kinds {
				if !strings.Contains(tt.err.Error(), kind) {
					t.Errorf("error %q does not name %s", tt.err, kind)
				}
			}
			if strings.Contains(tt.err.Error(), tt.not) {
				t.Errorf("error %q suggests %s", tt.err, tt.not)
			}
		})
	}
}

// A comma in a list would make two of one.
func TestCommasInListsAreRefused(t *testing.T) {
	f, c := newFakeClient(t, http.StatusOK, "[true]")
	_, err := c.IsFollowingUsers(t.Context(), []string{"a,b"})
	if !errors.Is(err, spotify.ErrInvalidID) || len(f.apiRequests()) != 0 {
		t.Errorf("%d requests, error %v; want none and one that matches ErrInvalidID", len(f.apiRequests()), err)
	}
}

// A cursor is an artist's ID in any form, or what a page said.
func TestFollowedArtistsAfter(t *testing.T) {
	for _, tt := range []struct{ after, want string }{
		{endpointID, endpointID}, {" " + endpointID, endpointID}, {"spotify:artist:" + endpointID, endpointID},
		{"Spotify:artist:" + endpointID, endpointID}, {"open.spotify.com/artist/" + endpointID + "?si=x", endpointID},
		{"https://open.spotify.com/intl-de/artist/" + endpointID, endpointID}, {"opaque", "opaque"}, {"spotify:album:" + endpointID, ""},
	} {
		f, c := newFakeClient(t, http.StatusOK, `{"artists":{}}`)
		_, err := c.FollowedArtists(t.Context(), &spotify.FollowedArtistsOptions{After: tt.after})
		switch requests := f.apiRequests(); {
		case tt.want == "" && (!errors.Is(err, spotify.ErrInvalidID) || len(requests) != 0):
			t.Errorf("%q: %v after %d requests, want an error that matches ErrInvalidID", tt.after, err, len(requests))
		case tt.want != "" && (err != nil || requests[0].values().Get("after") != tt.want):
			t.Errorf("%q: requests %v, error %v; want one after %s", tt.after, requests, err, tt.want)
		}
	}
}

// What people paste is accepted by all calls.
func TestPastedIDsOfCalls(t *testing.T) {
	for _, pasted := range []string{
		" " + endpointID + "\n", "\u200b" + endpointID + "\ufeff", "Spotify:artist:" + endpointID, "\tspotify:artist:" + endpointID + " ",
		"open.spotify.com/artist/" + endpointID, "https://open.spotify.com/artist/" + endpointID + "/discography/all",
	} {
		f, c := newFakeClient(t, http.StatusNotFound, "{}")
		ctx := t.Context()
		c.Artist(ctx, pasted)
		c.ArtistAlbums(ctx, pasted, nil)
		c.Artists(ctx, []string{pasted})
		c.FollowArtists(ctx, []string{pasted})
		if pasted = strings.TrimSpace(pasted); strings.Contains(pasted, "artist") {
			c.SaveToLibrary(ctx, []string{pasted})
			c.StartPlayback(ctx, &spotify.StartPlaybackOptions{ContextURI: pasted})
		}
		requests := f.apiRequests()
		if len(requests) < 4 {
			t.Errorf("%q: only %d requests", pasted, len(requests))
		}
		for _, request := range requests {
			if !strings.Contains(request.text(), endpointID) || strings.Contains(request.text(), "/discography") {
				t.Errorf("%q: asked %s", pasted, request.text())
			}
		}
	}
}
