package main

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

// fakeSpotify starts a server in the given mode.
func fakeSpotify(t *testing.T, development bool) *spotifytest.Server {
	srv := spotifytest.NewServer()
	t.Cleanup(srv.Close)
	srv.SetDevelopmentMode(development)
	return srv
}

// checked returns what check writes about at, with single spaces in place of
// columns and line breaks.
func checked(t *testing.T, at target, o options) string {
	t.Helper()
	var b strings.Builder
	if err := check(t.Context(), &b, at, o); err != nil {
		t.Fatal(err)
	}
	wantShortLines(t, b.String())
	return regexp.MustCompile(`\n? {2,}`).ReplaceAllString(b.String(), " ")
}

// wantShortLines checks that the text fits in a window.
func wantShortLines(t *testing.T, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		if n := len(strings.TrimSuffix(line, "\n")); n > columns {
			t.Errorf("a line of %d characters: %s", n, line)
		}
	}
}

func wantAll(t *testing.T, got string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(got, part) {
			t.Errorf("the output has no %q:\n%s", part, got)
		}
	}
}

// calls returns the requests of the Web API that srv received.
func calls(srv *spotifytest.Server) []spotifytest.Request {
	var list []spotifytest.Request
	for _, r := range srv.Requests() {
		if r.Path != "/api/token" {
			list = append(list, r)
		}
	}
	return list
}

func TestAnAppWithExtendedQuotaHasEverything(t *testing.T) {
	srv := fakeSpotify(t, false)
	got := checked(t, sandbox(srv), options{})
	wantAll(t, got, "Token: received, valid for 1h0m0s\n", "Mode: extended quota, with access to everything - ", "\nalbums open\n",
		"\nsearch open, up to 50 items per page\n", "\nseveral at once open\n", "\naudio features and analysis open\n",
		"artists have a popularity", "Rate limit: none in 13 requests")
	if strings.Contains(got, "closed") || strings.Contains(got, "models") {
		t.Errorf("something is closed, or drift was listed without being asked for:\n%s", got)
	}
	if n := srv.TokenRequests(); n != 1 {
		t.Errorf("%d token requests", n)
	}
	for _, r := range calls(srv) {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s is more than reading", r.Method, r.Path)
		}
	}
}

func TestAnAppInDevelopmentModeIsToldWhatToUseInstead(t *testing.T) {
	srv := fakeSpotify(t, true)
	wantAll(t, checked(t, sandbox(srv), options{}),
		"Mode: development, with the restrictions of February 2026 -",
		"search open, up to 10 items per page Leave Limit unset or use 10",
		"albums of an artist open, up to 10 items per page Leave",
		"contents of playlists user token required: 401 Valid user authentication required Use Client.As",
		"several at once closed: 403 Forbidden Nothing to do",
		"top tracks of an artist closed: 403 Forbidden Search",
		"related artists, recommendations closed: 404 Resource not found Spotify offers no replacement.",
		"artists have no popularity")
	if n := len(calls(srv)); n > 16 {
		t.Errorf("%d requests are more than a dozen and some", n)
	}
}

func TestAnAppThatLostNovember2024AloneIsTold(t *testing.T) {
	srv := fakeSpotify(t, false)
	srv.Fail(spotifytest.Fault{Path: "/audio-features/", Status: 403, Body: `{"error":{"status":403,"message":"Forbidden"}}`})
	srv.Fail(spotifytest.Fault{Path: "/artists/" + spotifytest.ArtistID + "/related-artists", Status: 404})
	wantAll(t, checked(t, sandbox(srv), options{}), "Mode: development without the restrictions of February 2026, or",
		"audio features and analysis closed: 403 Forbidden", "related artists, recommendations closed: 404 Resource not found",
		"several at once open")
}

func TestTheFirst429EndsTheCheck(t *testing.T) {
	for _, row := range []struct {
		name  string
		fault spotifytest.Fault
		want  []string
		calls int
	}{
		{"a long rate limit in the middle", spotifytest.Fault{Path: "/shows/", Status: 429, RetryAfter: "79892"},
			[]string{"Rate limit: met at request 5 (shows): 429 API rate limit exceeded, Retry-After 22h11m32s; nothing was sent after it",
				"shows rate limit: 429 API rate limit exceeded, Retry-After 22h11m32s Wait", "audiobooks not asked\n",
				"search open, up to 50 items per page", "Mode: unknown, because the check ended too early"}, 5},
		{"a used-up quota", spotifytest.Fault{Path: "/users/", Status: 429, Reason: "QUOTA_EXCEEDED", Message: "Too many requests"},
			[]string{"429 Too many requests, without a Retry-After, reason QUOTA_EXCEEDED", "audio features and analysis not asked",
				"Mode: extended quota, or development without restrictions"}, 11},
		{"one at the very first request", spotifytest.Fault{Status: 429, RetryAfter: "7"},
			[]string{"met at request 1 (albums)", "artists not asked", "- nothing"}, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			srv := fakeSpotify(t, false)
			srv.Fail(row.fault)
			wantAll(t, checked(t, sandbox(srv), options{}), row.want...)
			if n := len(calls(srv)); n != row.calls {
				t.Errorf("%d requests, want %d: none after the 429", n, row.calls)
			}
		})
	}
}

func TestAnOutageOfOneGroupIsARow(t *testing.T) {
	srv := fakeSpotify(t, false)
	srv.Fail(spotifytest.Fault{Path: "/shows/", Status: 503})
	srv.Fail(spotifytest.Fault{Path: "/audiobooks/", Status: 404})
	wantAll(t, checked(t, sandbox(srv), options{}), "shows unclear: 503 Service Unavailable Spotify failed: check again later.",
		"audiobooks unclear: 404 Resource not found The item of this check may no longer exist", "Mode: extended quota, with access to everything")
}

func TestWhatCannotBeCheckedIsOneLine(t *testing.T) {
	for _, row := range []struct {
		name string
		spin func(srv *spotifytest.Server, at *target)
		want string
	}{
		{"a wrong secret", func(_ *spotifytest.Server, at *target) { at.secret = "wrong-secret" },
			"the client ID or the secret is wrong: spotify: token: 400 Bad Request: invalid_client: Invalid client secret"},
		{"no secret", func(_ *spotifytest.Server, at *target) { at.secret = "" }, "SPOTIFY_SDK_CLIENT_SECRET"},
		{"an owner without Premium", func(srv *spotifytest.Server, _ *target) {
			srv.Fail(spotifytest.Fault{Status: 403, Body: "Active premium subscription required for the owner of the app."})
		}, "the owner of the app needs a Premium subscription"},
		{"no network", func(srv *spotifytest.Server, _ *target) { srv.Close() }, "no response from Spotify: spotify: token: "},
		{"a network that goes away", func(srv *spotifytest.Server, _ *target) { srv.Fail(spotifytest.Fault{Path: "/artists/", Reset: true}) },
			"no response from Spotify: spotify: GET /v1/artists/"},
		{"an Accounts service that fails", func(srv *spotifytest.Server, _ *target) {
			srv.Fail(spotifytest.Fault{Path: "/api/token", Status: 503})
		}, "spotify: token: 503 Service Unavailable"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", "")
			srv := fakeSpotify(t, false)
			at := sandbox(srv)
			row.spin(srv, &at)
			var b strings.Builder
			err := check(t.Context(), &b, at, options{drift: true})
			if err == nil || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %q", err, row.want)
			}
			if strings.Contains(b.String(), "Mode:") || strings.Contains(row.want, "token: ") && b.Len() > 0 {
				t.Errorf("it wrote %q all the same", b.String())
			}
		})
	}
}

func TestACheckEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	srv := fakeSpotify(t, false)
	srv.Fail(spotifytest.Fault{Path: "/artists/", Handler: func(w http.ResponseWriter, r *http.Request) { cancel() }})
	if err := check(ctx, &strings.Builder{}, sandbox(srv), options{}); err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) ||
		strings.Contains(err.Error(), "no response from Spotify") {
		t.Errorf("got %v", err)
	}
	if n := len(calls(srv)); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}

func TestDriftListsExtraAndMissingFields(t *testing.T) {
	srv := fakeSpotify(t, false)
	srv.Fail(spotifytest.Fault{Path: "/artists/", Times: 1, Body: `{"id":"x","name":"n","type":"artist","uri":"u","href":"h","genres":[],"images":[],
		"external_urls":{"spotify":"s","mirror":"m"},"followers":null,"popularity":1,"pronouns":"they"}`})
	srv.Fail(spotifytest.Fault{Path: "/audio-features/", Times: 1, Body: `{"id":"x","tempo":1,"mood":"blue","type":"audio_features","uri":"u",
		"acousticness":1,"analysis_url":"a","danceability":1,"duration_ms":1,"energy":1,"instrumentalness":1,"key":1,"liveness":1,"loudness":1,
		"mode":1,"speechiness":1,"time_signature":4,"track_href":"t"}`})
	got := checked(t, sandbox(srv), options{drift: true})
	wantAll(t, got, "\nArtist only in responses: pronouns\n",
		"\nExternalURLs only in responses: mirror\n", "\nAudioFeatures only in responses: mood only in the model: valence\n", "other models agree.\n")
}

func TestDriftFollowsItemsAndSecondSpellings(t *testing.T) {
	srv := fakeSpotify(t, false)
	srv.Fail(spotifytest.Fault{Path: "/playlists/" + spotifytest.PlaylistID + "/items", Body: `{"items":[{"added_at":null,"added_by":null,"is_local":false,
		"primary_color":null,"video_thumbnail":null,"track":{"type":"track","vibe":1}},{"item":{"type":"episode","mood":2}},{"item":{"type":"new kind"}},null]}`})
	srv.Fail(spotifytest.Fault{Path: "/playlists/", Times: 1, Body: `{"id":"x","tracks":{"items":[]}}`})
	got := checked(t, sandbox(srv), options{drift: true})
	wantAll(t, got, "\nTrack only in responses: vibe ", "\nEpisode only in responses: mood ")
	if regexp.MustCompile(`\nPlaylistItem .*(item|track)`).MatchString(got) || regexp.MustCompile(`\nPlaylist .*items`).MatchString(got) {
		t.Errorf("the older spelling of a field counts as none:\n%s", got)
	}
}

func TestWithoutCredentialsTheSandboxIsChecked(t *testing.T) {
	t.Setenv("SPOTIFY_SDK_CLIENT_ID", "")
	t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", "")
	var b strings.Builder
	if err := run(t.Context(), &b, options{}); err != nil {
		t.Fatal(err)
	}
	wantAll(t, b.String(), "are not set.\nThis does not check your app, but the sandbox", "Checking the sandbox in extended quota mode (not your app).\n",
		"Mode: extended quota", "Checking the sandbox in development mode (not your app).\n", "Mode: development")
	if line, _, _ := strings.Cut(b.String(), "\n"); !strings.Contains(line, "SPOTIFY_SDK_CLIENT_ID") {
		t.Errorf("the first line is %q", line)
	}
}

func TestHalfOfTheCredentialsIsAnError(t *testing.T) {
	t.Setenv("SPOTIFY_SDK_CLIENT_ID", spotifytest.ClientID)
	t.Setenv("SPOTIFY_SDK_CLIENT_SECRET", "")
	if err := run(t.Context(), &strings.Builder{}, options{}); err == nil || !strings.Contains(err.Error(), "SPOTIFY_SDK_CLIENT_SECRET") {
		t.Errorf("got %v", err)
	}
}

func TestUnknownArgumentsAreRefused(t *testing.T) {
	for _, args := range [][]string{{"drift"}, {"-drfit"}, {"-drift", "json"}} {
		var b strings.Builder
		if _, err := parse(args, &b); err == nil || !strings.Contains(b.String(), "Usage: go run ./examples/appcheck") {
			t.Errorf("%q: got %v and %q", args, err, b.String())
		}
	}
	if o, err := parse([]string{"-drift", "-json"}, &strings.Builder{}); err != nil || !o.drift || !o.json {
		t.Errorf("got %+v, %v", o, err)
	}
}

// The report appears while the check runs, not at its end.
func TestGroupsArePrintedAsTheyAreChecked(t *testing.T) {
	srv := fakeSpotify(t, false)
	var b strings.Builder
	printed := ""
	srv.Fail(spotifytest.Fault{Path: "/shows/", Handler: func(w http.ResponseWriter, r *http.Request) {
		printed = b.String()
		w.WriteHeader(http.StatusServiceUnavailable)
	}})
	if err := check(t.Context(), &b, sandbox(srv), options{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(printed, "\nalbums of an artist ") || strings.Contains(printed, "\nshows ") {
		t.Errorf("when the request for shows arrived, the output was:\n%s", printed)
	}
}

func TestJSON(t *testing.T) {
	srv := fakeSpotify(t, true)
	var b strings.Builder
	if err := check(t.Context(), &b, sandbox(srv), options{json: true, drift: true}); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Target string  `json:"target"`
		Token  float64 `json:"token_seconds"`
		Mode   string  `json:"mode"`
		Groups []struct{ Name, State, Detail string }
		Models []struct {
			Model   string   `json:"model"`
			Missing []string `json:"only_in_the_model"`
		}
	}
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatalf("%v in %s", err, b.String())
	}
	if !strings.Contains(got.Target, "not your app") || got.Token != 3600 || !strings.HasPrefix(got.Mode, "development") {
		t.Errorf("got %+v", got)
	}
	states := map[string]string{}
	for _, g := range got.Groups {
		states[g.Name] = g.State
	}
	if states["albums"] != "open" || states["new releases, browsing"] != "closed" || states["contents of playlists"] != "user token required" {
		t.Errorf("the states are %v", states)
	}
	if len(got.Models) < 10 {
		t.Errorf("only %d models", len(got.Models))
	}
}
