package spotify_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

func TestParseURI(t *testing.T) {
	tests := []struct {
		name, in string
		kind, id string
	}{
		{"a bare ID has no kind", uriTestID, "", uriTestID},
		{"a track's URI names a track", "spotify:track:" + uriTestID, "track", uriTestID},
		{"an album's URI names an album", "spotify:album:" + uriTestID, "album", uriTestID},
		{"an artist's URI names an artist", "spotify:artist:" + uriTestID, "artist", uriTestID},
		{"a playlist's URI names a playlist", "spotify:playlist:" + uriTestID, "playlist", uriTestID},
		{"an episode's URI names an episode", "spotify:episode:" + uriTestID, "episode", uriTestID},
		{"a show's URI names a show", "spotify:show:" + uriTestID, "show", uriTestID},
		{"the library's form of an audiobook names an audiobook", "spotify:audiobook:" + uriTestID, "audiobook",
			uriTestID},
		{"a user's URI takes any text", "spotify:user:wizzler", "user", "wizzler"},
		{"a user's URI is unescaped", "spotify:user:a%3Ab%20%24", "user", "a:b $"},
		{"a broken escape in a user's URI stands for itself", "spotify:user:100%", "user", "100%"},
		{"an old playlist URI is a playlist", "spotify:user:wizzler:playlist:" + uriTestID, "playlist", uriTestID},
		{"a page is read", "https://open.spotify.com/track/" + uriTestID, "track", uriTestID},
		{"a page without TLS is read", "http://open.spotify.com/album/" + uriTestID, "album", uriTestID},
		{"scheme and host are read in any case", "HTTPS://Open.Spotify.com/show/" + uriTestID, "show", uriTestID},
		{"a shared page loses its query", "https://open.spotify.com/track/" + uriTestID + "?si=abc&utm_source=copy",
			"track", uriTestID},
		{"a page loses its fragment", "https://open.spotify.com/track/" + uriTestID + "#login", "track", uriTestID},
		{"a page may end in a slash", "https://open.spotify.com/track/" + uriTestID + "/", "track", uriTestID},
		{"a localized page is read", "https://open.spotify.com/intl-de/artist/" + uriTestID, "artist", uriTestID},
		{"a page localized for a region is read", "https://open.spotify.com/intl-pt-BR/artist/" + uriTestID + "?si=x",
			"artist", uriTestID},
		{"an embedded page is read", "https://open.spotify.com/embed/playlist/" + uriTestID, "playlist", uriTestID},
		{"an embedded podcast is read", "https://open.spotify.com/embed-podcast/episode/" + uriTestID, "episode",
			uriTestID},
		{"a localized embedded page is read", "https://open.spotify.com/intl-fr/embed/track/" + uriTestID, "track",
			uriTestID},
		{"an audiobook's page is read", "https://open.spotify.com/audiobook/" + uriTestID, "audiobook", uriTestID},
		{"the old player's page is read", "https://play.spotify.com/album/" + uriTestID, "album", uriTestID},
		{"a user's page is read", "https://open.spotify.com/user/wizzler?si=1", "user", "wizzler"},
		{"an old playlist page is a playlist", "https://open.spotify.com/user/wizzler/playlist/" + uriTestID,
			"playlist", uriTestID},
		{"an old embedded playlist page is a playlist", "https://open.spotify.com/embed/user/w/playlist/" + uriTestID,
			"playlist", uriTestID},
		{"a track's href is read", "https://api.spotify.com/v1/tracks/" + uriTestID, "track", uriTestID},
		{"an href loses its query", "https://api.spotify.com/v1/albums/" + uriTestID + "?locale=en-US,en;q%3D0.5",
			"album", uriTestID},
		{"an audiobook's href is an audiobook", "https://api.spotify.com/v1/audiobooks/" + uriTestID, "audiobook",
			uriTestID},
		{"a chapter's href is a chapter", "https://api.spotify.com/v1/chapters/" + uriTestID, "chapter", uriTestID},
		{"a user's href is unescaped", "https://api.spotify.com/v1/users/a%2Fb", "user", "a/b"},
		{"an old playlist href is a playlist", "https://api.spotify.com/v1/users/wizzler/playlists/" + uriTestID,
			"playlist", uriTestID},
		{"a category's href takes any text", "https://api.spotify.com/v1/browse/categories/party", "category", "party"},
		{"an analysis is of a track", "https://api.spotify.com/v1/audio-analysis/" + uriTestID, "track", uriTestID},
		{"white space around an ID is dropped", " \t" + uriTestID + "\r\n", "", uriTestID},
		{"invisible characters around an ID are dropped", "\ufeff\u200e" + uriTestID + "\u200b", "", uriTestID},
		{"white space around a URI is dropped", "\u00a0spotify:track:" + uriTestID + " ", "track", uriTestID},
		{"white space around a page is dropped", "\n https://open.spotify.com/track/" + uriTestID + "?si=x \n", "track", uriTestID},
		{"a phone writes the scheme in upper case", "Spotify:track:" + uriTestID, "track", uriTestID},
		{"the scheme may be in capitals", "SPOTIFY:album:" + uriTestID, "album", uriTestID},
		{"a user's URI with a capital", "Spotify:user:Wizzler", "user", "Wizzler"},
		{"a URI loses its query", "spotify:track:" + uriTestID + "?si=abc", "track", uriTestID},
		{"a page without a scheme is read", "open.spotify.com/track/" + uriTestID + "?si=x", "track", uriTestID},
		{"a page without a scheme in capitals is read", "Open.Spotify.com/intl-de/album/" + uriTestID, "album", uriTestID},
		{"a page relative to a scheme is read", "//open.spotify.com/track/" + uriTestID, "track", uriTestID},
		{"the old player's page without a scheme is read", "play.spotify.com/artist/" + uriTestID, "artist", uriTestID},
		{"an href without a scheme is read", "api.spotify.com/v1/episodes/" + uriTestID, "episode", uriTestID},
		{"a discography names the artist", "https://open.spotify.com/artist/" + uriTestID + "/discography", "artist", uriTestID},
		{"all of a discography names the artist", "https://open.spotify.com/artist/" + uriTestID + "/discography/all", "artist", uriTestID},
		{"part of a discography names the artist",
			"https://open.spotify.com/intl-de/artist/" + uriTestID + "/discography/single?pageUri=x", "artist", uriTestID},
		{"a page of similar artists names the artist", "open.spotify.com/artist/" + uriTestID + "/related/", "artist", uriTestID},
		{"a page below a show names the show", "https://open.spotify.com/show/" + uriTestID + "/episodes", "show", uriTestID},
		{"a page below an old playlist names it", "https://open.spotify.com/user/w/playlist/" + uriTestID + "/x", "playlist", uriTestID},
		{"a user's playlists name the user", "https://open.spotify.com/user/wizzler/playlists", "user", "wizzler"},
		{"a user's followers name the user", "https://open.spotify.com/user/wizzler/followers", "user", "wizzler"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kind, id, err := spotify.ParseURI(tt.in)
			if err != nil || kind != tt.kind || id != tt.id {
				t.Errorf("ParseURI(%q) = %q, %q, %v; want %q, %q", tt.in, kind, id, err, tt.kind, tt.id)
			}
		})
	}
}

func TestParseURIRefuses(t *testing.T) {
	const short, local = "short link", "local file"
	tests := []struct{ name, in, says string }{
		{"nothing", "", "22 letters and digits"},
		{"a name", "wizzler", "22 letters and digits"},
		{"21 letters", uriTestID[1:], "22 letters and digits"},
		{"23 letters", uriTestID + "x", "22 letters and digits"},
		{"a letter outside the alphabet", uriTestID[:21] + "_", "22 letters and digits"},
		{"22 bytes that are not ASCII", strings.Repeat("é", 11), "22 letters and digits"},
		{"only white space", " \n", "22 letters and digits"},
		{"white space inside an ID", uriTestID[:10] + " " + uriTestID[10:], "22 letters and digits"},
		{"a URI with white space after the kind", "spotify:track: " + uriTestID, "22 letters and digits"},
		{"a page of another site without a scheme", "example.com/track/" + uriTestID, "22 letters and digits"},
		{"a short link without a scheme", "spotify.link/hRkBrwub9xb", "short link"},
		{"a short link of the main site without a scheme", "open.spotify.com/s/2czejYu", "short link"},
		{"a discography without an artist", "https://open.spotify.com/artist/discography/all", "22 letters and digits"},
		{"a collection without a user", "https://open.spotify.com/collection/tracks", "not a kind"},
		{"a URI without an ID", "spotify:track:", "22 letters and digits"},
		{"a URI with a short ID", "spotify:track:abc", "22 letters and digits"},
		{"a URI with more after the ID", "spotify:track:" + uriTestID + ":x", "nothing more"},
		{"a kind that the API has not", "spotify:concert:" + uriTestID, "not a kind"},
		{"a user without a name", "spotify:user:", "no ID of a user"},
		{"a user who is a dot", "spotify:user:.", "no ID of a user"},
		{"a user who is two escaped dots", "https://open.spotify.com/user/%2E%2e", "no ID of a user"},
		{"a user's collection", "spotify:user:wizzler:collection", "only playlists"},
		{"an old playlist URI without an ID", "spotify:user:wizzler:playlist:", "22 letters and digits"},
		{"a local file", "spotify:local:Artist:Album:Title:215", local},
		{"a local file cut short", "spotify:local:Fugees+%28Refugee+Camp%29:", local},
		{"a short link", "https://spotify.link/hRkBrwub9xb", short},
		{"an app's short link", "https://spotify.app.link/hRkBrwub9xb", short},
		{"a short link of the main site", "https://open.spotify.com/s/2czejYu", short},
		{"another site", "https://example.com/track/" + uriTestID, "another site"},
		{"a host that only begins like Spotify's", "https://open.spotify.com.example.com/track/" + uriTestID,
			"another site"},
		{"a login in front of the host", "https://open.spotify.com@example.com/track/" + uriTestID, "another site"},
		{"another scheme", "ftp://open.spotify.com/track/" + uriTestID, "22 letters and digits"},
		{"a page without a kind", "https://open.spotify.com/", "not a kind"},
		{"the href of an episode that is gone", "https://api.spotify.com/v1/episodes/null", "22 letters and digits"},
		{"the href of a list", "https://api.spotify.com/v1/albums/" + uriTestID + "/tracks", "nothing more"},
		{"the href of a list of a user", "https://api.spotify.com/v1/users/wizzler/albums", "nothing more"},
		{"the href of a user's list", "https://api.spotify.com/v1/me/albums", "not a kind"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kind, id, err := spotify.ParseURI(tt.in)
			if !errors.Is(err, spotify.ErrInvalidID) || kind != "" || id != "" {
				t.Fatalf("ParseURI(%q) = %q, %q, %v; want an error that matches ErrInvalidID", tt.in, kind, id, err)
			}
			if text := err.Error(); !strings.HasPrefix(text, "spotify: invalid ID ") ||
				!strings.Contains(text, tt.says) {
				t.Errorf("ParseURI(%q): error %q; want one that says %q", tt.in, text, tt.says)
			}
		})
	}
}

func TestParseURIErrorKeepsQueryAndLoginOut(t *testing.T) {
	for _, url := range []string{
		"https://me:hunter2@open.spotify.com/track/" + uriTestID + "?si=secret#token",
		"https://me:hunter2@open.spotify.com?si=secret",
		"me:hunter2@open.spotify.com/track/" + uriTestID + "?si=secret#token",
		"//me:hunter2@example.com/track?si=secret",
		"open.spotify.com/track/x?si=secret",
		"spotify:track:x?si=secret",
		"SPOTIFY:track:x#token",
		"example.com/track/?si=https://secret",
	} {
		_, _, err := spotify.ParseURI(url)
		if !errors.Is(err, spotify.ErrInvalidID) {
			t.Fatalf("%s: got %v, want an error that matches ErrInvalidID", url, err)
		}
		for _, secret := range []string{"hunter2", "secret", "token"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("error %q contains %q", err, secret)
			}
		}
	}
}

func TestParseURIErrorIsShort(t *testing.T) {
	_, _, err := spotify.ParseURI(strings.Repeat("x", 1<<20))
	if err == nil || len(err.Error()) > 300 {
		t.Errorf("a megabyte returned an error of %d bytes, want at most 300", len(err.Error()))
	}
}

func TestIDsOfMethods(t *testing.T) {
	ctx := context.Background()
	album := func(c *spotify.Client, id string) error { _, err := c.Album(ctx, id, nil); return err }
	artistAlbums := func(c *spotify.Client, id string) error { _, err := c.ArtistAlbums(ctx, id, nil); return err }
	show := func(c *spotify.Client, id string) error { _, err := c.Show(ctx, id, nil); return err }
	audiobook := func(c *spotify.Client, id string) error { _, err := c.Audiobook(ctx, id, nil); return err }
	chapter := func(c *spotify.Client, id string) error { _, err := c.Chapter(ctx, id, nil); return err }
	analysis := func(c *spotify.Client, id string) error { _, err := c.AudioAnalysis(ctx, id); return err }
	category := func(c *spotify.Client, id string) error { _, err := c.Category(ctx, id, nil); return err }
	raw := func(c *spotify.Client, path string) error { return c.Call(ctx, "GET", path, nil, nil, nil) }
	tests := []struct {
		name        string
		call        func(c *spotify.Client, id string) error
		id          string
		path, route string // empty: refused
		says        string
	}{
		{"a bare ID is taken as it is", album, uriTestID, "/v1/albums/" + uriTestID, "GET /albums/{id}", ""},
		{"a URI of the method's kind is taken", album, "spotify:album:" + uriTestID, "/v1/albums/" + uriTestID,
			"GET /albums/{id}", ""},
		{"a page of the method's kind is taken", album,
			"https://open.spotify.com/intl-de/album/" + uriTestID + "?si=x", "/v1/albums/" + uriTestID,
			"GET /albums/{id}", ""},
		{"what follows the ID stays", artistAlbums, "spotify:artist:" + uriTestID,
			"/v1/artists/" + uriTestID + "/albums", "GET /artists/{id}/albums", ""},
		{"an audiobook is named as a show", audiobook, "spotify:show:" + uriTestID, "/v1/audiobooks/" + uriTestID,
			"GET /audiobooks/{id}", ""},
		{"a chapter is named as an episode", chapter, "spotify:episode:" + uriTestID, "/v1/chapters/" + uriTestID,
			"GET /chapters/{id}", ""},
		{"an analysis is of a track", analysis, "spotify:track:" + uriTestID, "/v1/audio-analysis/" + uriTestID,
			"GET /audio-analysis/{id}", ""},
		{"an analysis is found by its own link", analysis, "https://api.spotify.com/v1/audio-analysis/" + uriTestID,
			"/v1/audio-analysis/" + uriTestID, "GET /audio-analysis/{id}", ""},
		{"a category is any text, escaped", category, "a/b?c %$", "/v1/browse/categories/a%2Fb%3Fc%20%25$",
			"GET /browse/categories/{id}", ""},
		{"a category's href is unescaped once", category, "https://api.spotify.com/v1/browse/categories/a%2Fb",
			"/v1/browse/categories/a%2Fb", "GET /browse/categories/{id}", ""},
		{"escaped dots in a category stay text", category, "%2e%2e", "/v1/browse/categories/%252e%252e",
			"GET /browse/categories/{id}", ""},
		{"a path's IDs are not part of its route", raw, "/new/" + uriTestID + "/of/" + uriTestID,
			"/v1/new/" + uriTestID + "/of/" + uriTestID, "GET /new/{id}/of/{id}", ""},
		{"a path without IDs is its route", raw, "/new/things", "/v1/new/things", "GET /new/things", ""},

		{"another kind's URI is refused", album, "spotify:track:" + uriTestID, "", "", "names a track, not an album"},
		{"another kind's page is refused", artistAlbums, "https://open.spotify.com/album/" + uriTestID, "", "",
			"names an album, not an artist"},
		{"a show is no audiobook", show, "https://api.spotify.com/v1/audiobooks/" + uriTestID, "", "",
			"names an audiobook, not a show"},
		{"an empty ID is refused", album, "", "", "", "22 letters and digits"},
		{"a way up is refused", album, "..", "", "", "22 letters and digits"},
		{"a way into another path is refused", album, uriTestID[:19] + "/me", "", "", "22 letters and digits"},
		{"an empty category is refused", category, "", "", "", "no ID of a category"},
		{"a category that is a dot is refused", category, ".", "", "", "no ID of a category"},
		{"a category that is a way up is refused", category, "..", "", "", "no ID of a category"},
		{"another kind's URI is no category", category, "spotify:user:wizzler", "", "", "names a user, not a category"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, c := newPathRecorder(t)
			err := tt.call(c, tt.id)
			if w.path != tt.path || w.route != tt.route {
				t.Errorf("sent %q as %q, want %q as %q", w.path, w.route, tt.path, tt.route)
			}
			switch {
			case tt.path != "" && err != nil:
				t.Errorf("got %v, want no error", err)
			case tt.path == "" && (!errors.Is(err, spotify.ErrInvalidID) || !strings.Contains(err.Error(), tt.says)):
				t.Errorf("got %v, want an error that matches ErrInvalidID and says %q", err, tt.says)
			}
		})
	}
}

// FuzzParseURI parses, prints and parses again.
func FuzzParseURI(f *testing.F) {
	for _, s := range []string{
		"", ".", uriTestID, "spotify:", "spotify:user:", "spotify:user:a%3Ab", "spotify:user:%", "spotify:user:%zz",
		"spotify:local:::",
		"spotify:user:w:playlist:" + uriTestID, "spotify:track:" + uriTestID, "https://open.spotify.com",
		"https://open.spotify.com/intl-/embed/",
		"http://play.spotify.com/user//playlist/" + uriTestID, "https://open.spotify.com/s/x",
		"https://api.spotify.com/v1/browse/categories/a%2Fb",
		"https://api.spotify.com/v1/users/%00/playlists/" + uriTestID, "https://@/?#", "://",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		kind, id, err := spotify.ParseURI(s)
		if err != nil {
			if !errors.Is(err, spotify.ErrInvalidID) || kind != "" || id != "" {
				t.Fatalf("ParseURI(%q) = %q, %q, %v; want an error that matches ErrInvalidID", s, kind, id, err)
			}
			return
		}
		if id == "" || id == "." || id == ".." {
			t.Fatalf("ParseURI(%q) returned the ID %q", s, id)
		}
		printed := "spotify:" + kind + ":" + strings.ReplaceAll(url.PathEscape(id), ":", "%3A")
		switch kind {
		case "":
			printed = id
		case "category":
			printed = "https://api.spotify.com/v1/browse/categories/" + url.PathEscape(id)
		}
		kind2, id2, err := spotify.ParseURI(printed)
		if err != nil || kind2 != kind || id2 != id {
			t.Fatalf("%q was printed as %q, which returned %q, %q, %v; want %q, %q", s, printed, kind2, id2, err,
				kind, id)
		}
	})
}
