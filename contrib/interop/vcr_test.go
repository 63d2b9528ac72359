package interop_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/recorder"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// recorded records a client's requests in a cassette, or replays them from it.
func recorded(t *testing.T, path string, mode recorder.Mode) spotify.Option {
	return spotify.WithTransport(func(next http.RoundTripper) http.RoundTripper {
		rec, err := recorder.New(path,
			recorder.WithMode(mode),
			recorder.WithRealTransport(next), // the SDK's own transport, not http.DefaultTransport
			recorder.WithSkipRequestLatency(true),
			recorder.WithHook(removeSecrets, recorder.BeforeSaveHook),
			recorder.WithMatcher(cassette.NewDefaultMatcher(cassette.WithIgnoreAuthorization())))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { rec.Stop() }) // writes the cassette
		return rec
	})
}

// removeSecrets is called for each interaction before the cassette is written:
// requests carry the client secret or an access token, and token responses carry
// access and refresh tokens.
func removeSecrets(i *cassette.Interaction) error {
	i.Request.Headers.Del("Authorization")
	i.Response.Headers.Del("Set-Cookie")
	for _, field := range []string{"refresh_token", "code", "code_verifier", "client_secret"} {
		if i.Request.Form.Has(field) {
			i.Request.Form.Set(field, "redacted")
			i.Request.Body = i.Request.Form.Encode()
		}
	}
	if !strings.Contains(i.Response.Body, `_token"`) {
		return nil
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(i.Response.Body), &fields); err != nil {
		return err
	}
	for _, name := range []string{"access_token", "refresh_token"} {
		if _, ok := fields[name]; ok {
			fields[name] = "redacted"
		}
	}
	body, err := json.Marshal(fields)
	i.Response.Body, i.Response.ContentLength = string(body), int64(len(body))
	return err
}

func TestACassetteReplaysAndHoldsNoSecret(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog")
	var names [2][]string
	srv := spotifytest.NewServer()
	calls := func(t *testing.T, mode recorder.Mode) (names []string) {
		client, err := spotify.New(append(srv.Options(), recorded(t, path, mode))...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { client.Close() })
		album, err := client.Album(t.Context(), spotifytest.LongAlbumID, nil)
		if err != nil {
			t.Fatal(err)
		}
		for track, err := range album.Tracks.All(t.Context(), client) {
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, track.Name)
		}
		return names
	}
	t.Run("record", func(t *testing.T) { names[0] = calls(t, recorder.ModeRecordOnly) })
	var secrets []string
	for _, r := range srv.Requests() {
		_, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		secrets = append(secrets, secret)
	}
	requests := len(srv.Requests())
	srv.Close()

	text, err := os.ReadFile(path + ".yaml")
	if err != nil || !strings.Contains(string(text), "/albums/"+spotifytest.LongAlbumID) {
		t.Fatalf("the cassette has %d bytes, %v", len(text), err)
	}
	for _, secret := range append(secrets, spotifytest.ClientSecret) {
		if secret == "" || strings.Contains(string(text), secret) {
			t.Errorf("the cassette contains a secret that was sent %d times", requests)
		}
	}
	t.Run("replay", func(t *testing.T) { names[1] = calls(t, recorder.ModeReplayOnly) })
	if len(names[0]) != 64 || !slices.Equal(names[0], names[1]) {
		t.Errorf("%d tracks were recorded and %d replayed", len(names[0]), len(names[1]))
	}
}

// What the hook is for: without it, go-vcr writes everything.
func TestACassetteWithoutTheHookHoldsTheSecret(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalog")
	t.Run("record", func(t *testing.T) {
		srv, client := spotifytest.New(t, spotify.WithTransport(func(next http.RoundTripper) http.RoundTripper {
			rec, err := recorder.New(path, recorder.WithMode(recorder.ModeRecordOnly), recorder.WithRealTransport(next))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { rec.Stop() })
			return rec
		}))
		if _, err := client.Album(t.Context(), spotifytest.AlbumID, nil); err != nil || srv.TokenRequests() != 1 {
			t.Fatal(err)
		}
	})
	text, err := os.ReadFile(path + ".yaml")
	if err != nil || !strings.Contains(string(text), "Basic ") || !strings.Contains(string(text), "Bearer ") {
		t.Errorf("go-vcr writes no Authorization any more, %v: simplify removeSecrets", err)
	}
}
