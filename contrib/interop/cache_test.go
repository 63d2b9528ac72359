package interop_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gregjones/httpcache"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// cached puts an RFC 9111 cache around the SDK's transport. Responses get header
// in addition to their own, as if Spotify had sent it.
func cached(cache httpcache.Cache, header http.Header) spotify.Option {
	return spotify.WithTransport(func(next http.RoundTripper) http.RoundTripper {
		transport := httpcache.NewTransport(cache)
		transport.Transport = roundTripFunc(func(req *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(req)
			if err == nil {
				for name := range header {
					resp.Header.Set(name, header.Get(name))
				}
			}
			return resp, err
		})
		return transport
	})
}

var fresh = http.Header{"Cache-Control": {"private, max-age=3600"}}

// keys is a cache that records what is written to it.
type keys struct {
	*httpcache.MemoryCache
	written []string
}

func (k *keys) Set(key string, response []byte) {
	k.written = append(k.written, key+"\n"+string(response))
	k.MemoryCache.Set(key, response)
}

// Why a cache must not be shared by users: it distinguishes responses by their
// URL, and the URL of everybody's profile is /me.
func TestACacheInAClientOfManyUsersMixesThemUp(t *testing.T) {
	srv, client := spotifytest.New(t, cached(httpcache.NewMemoryCache(), fresh))
	anna, err := client.As(srv.User("anna")).CurrentUser(t.Context())
	if err != nil || anna.ID != "anna" {
		t.Fatalf("got %+v, %v", anna, err)
	}
	ben, err := client.As(srv.User("ben")).CurrentUser(t.Context())
	if err != nil || ben.ID != "anna" {
		t.Errorf("Ben gets the profile of %q, %v: the cache distinguishes users now, so change interop/README.md", ben.ID, err)
	}
}

// A Vary header keeps the users apart, but it puts their access tokens into the
// cache.
func TestVaryPutsTokensIntoTheCache(t *testing.T) {
	cache := &keys{MemoryCache: httpcache.NewMemoryCache()}
	srv, client := spotifytest.New(t, cached(cache, http.Header{"Cache-Control": fresh["Cache-Control"], "Vary": {"Authorization"}}))
	for _, user := range []string{"anna", "ben"} {
		me, err := client.As(srv.User(user)).CurrentUser(t.Context())
		if err != nil || me.ID != user {
			t.Errorf("got %+v, %v", me, err)
		}
	}
	token, _ := strings.CutPrefix(srv.Requests()[0].Header.Get("Authorization"), "Bearer ")
	if token == "" || !strings.Contains(strings.Join(cache.written, "\n"), token) {
		t.Error("the cache contains no token: change interop/README.md")
	}
}

// The safe way: the client with the cache acts as the app only, and another
// client is for users.
func TestACacheInAClientOfTheAppOnly(t *testing.T) {
	cache := &keys{MemoryCache: httpcache.NewMemoryCache()}
	srv, app := spotifytest.New(t, cached(cache, fresh))
	for range 3 {
		album, err := app.Album(t.Context(), spotifytest.AlbumID, nil)
		if err != nil || len(album.Tracks.Items) != 9 {
			t.Fatalf("got %+v, %v", album, err)
		}
	}
	if n := len(srv.Requests()) - srv.TokenRequests(); n != 1 {
		t.Errorf("%d requests for one album, want 1", n)
	}
	if _, err := app.Album(t.Context(), spotifytest.AlbumID, &spotify.AlbumOptions{Market: "DE"}); err != nil {
		t.Fatal(err)
	}
	if n := len(srv.Requests()) - srv.TokenRequests(); n != 2 {
		t.Errorf("%d requests for two markets, want 2", n)
	}
	for _, written := range cache.written {
		if strings.Contains(written, "access_token") || strings.Contains(written, "Bearer") {
			t.Error("a token is in the cache")
		}
	}

	users, err := spotify.New(srv.UserOptions("anna")...)
	if err != nil {
		t.Fatal(err)
	}
	defer users.Close()
	for user, client := range map[string]*spotify.Client{"anna": users, "ben": users.As(srv.User("ben"))} {
		if me, err := client.CurrentUser(t.Context()); err != nil || me.ID != user {
			t.Errorf("%s gets %+v, %v", user, me, err)
		}
	}
}

// With max-age=0 the cache costs memory and saves no request.
func TestACacheSavesNoRequestWithMaxAgeZero(t *testing.T) {
	srv, client := spotifytest.New(t, cached(httpcache.NewMemoryCache(), http.Header{"Cache-Control": {"private, max-age=0"}}))
	for range 3 {
		if _, err := client.Album(t.Context(), spotifytest.AlbumID, nil); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(srv.Requests()) - srv.TokenRequests(); n != 3 {
		t.Errorf("%d requests, want 3", n)
	}
}
