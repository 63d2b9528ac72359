package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/sharedcooldown"
	"github.com/spotify-sdk/spotify/spotifytest"
)

const programCommand = "program" // the argument that makes the test program the program itself

func TestMain(m *testing.M) {
	if len(os.Args) > 4 && os.Args[1] == programCommand {
		a := app{spotifytest.ClientID, func(context.Context, bool) ([]spotify.Option, error) {
			return []spotify.Option{spotify.WithBaseURL(os.Args[2]), spotify.WithTokenURL(os.Args[3]),
				spotify.WithClientCredentials(spotifytest.ClientID, spotifytest.ClientSecret)}, nil
		}}
		os.Exit(run(context.Background(), os.Args[4:], a, newProgress(os.Stderr)))
	}
	os.Exit(m.Run())
}

// newSettings returns settings with files in a folder of their own.
func newSettings(t *testing.T, saved bool) settings {
	t.Helper()
	dir := t.TempDir()
	s := settings{saved: saved, out: filepath.Join(dir, "tracks.csv"), rate: 1000, cooldown: sharedcooldown.NewFileStore(filepath.Join(dir, "cooldown"))}
	if !saved {
		s.artist = spotifytest.ArtistID
	}
	return s
}

// quiet returns a progress whose output is discarded.
func quiet() *progress { return &progress{w: &bytes.Buffer{}} }

// complete returns the file of an export that nothing interrupts.
func complete(t *testing.T, saved bool) string {
	t.Helper()
	srv := spotifytest.NewServer()
	defer srv.Close()
	s := newSettings(t, saved)
	if err := export(t.Context(), s, fakeApp(srv), quiet()); err != nil {
		t.Fatal(err)
	}
	return read(t, s.out)
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAnArtistsTracksAreExported(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(complete(t, false))).ReadAll()
	if err != nil || len(rows) < 300 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if got, want := strings.Join(rows[0], ","), "album,released,disc,track,name,artists,seconds,uri"; got != want {
		t.Errorf("the header is %q, want %q", got, want)
	}
	if got, want := strings.Join(rows[1], ","), "Salt for the Lighthouse,2025-09-17,1,1,Brass Weather,Nine Kettles,121,spotify:track:"+spotifytest.TrackID; got != want {
		t.Errorf("the first row is %q, want %q", got, want)
	}
	albums := map[string]bool{}
	for _, row := range rows[1:] {
		albums[row[0]] = true
	}
	if len(albums) < 50 {
		t.Errorf("tracks of %d albums", len(albums))
	}
}

func TestAUsersSavedTracksAreExported(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(complete(t, true))).ReadAll()
	if err != nil || len(rows) != 56 || strings.Join(rows[0], ",") != "saved at,name,artists,album,seconds,uri" {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if _, err := time.Parse(time.RFC3339, rows[1][0]); err != nil || !strings.HasPrefix(rows[1][5], "spotify:track:") {
		t.Errorf("the first row is %q", rows[1])
	}
}

// interrupting returns an app that cancels the context with the n-th API request.
func interrupting(srv *spotifytest.Server, n int, cancel func()) app {
	a := fakeApp(srv)
	options := a.options
	a.options = func(ctx context.Context, forUser bool) ([]spotify.Option, error) {
		opts, err := options(ctx, forUser)
		return append(opts, spotify.WithTransport(func(next http.RoundTripper) http.RoundTripper {
			return roundTripFunc(func(req *http.Request) (*http.Response, error) {
				if req.Pattern != "POST token" {
					if n--; n == 0 {
						cancel()
					}
				}
				return next.RoundTrip(req)
			})
		})), err
	}
	return a
}

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestAnInterruptedExportContinues(t *testing.T) {
	for _, saved := range []bool{false, true} {
		want := complete(t, saved)
		srv := spotifytest.NewServer()
		defer srv.Close()
		s := newSettings(t, saved)
		starts := 0
		for ; ; starts++ {
			ctx, cancel := context.WithCancel(t.Context())
			err := export(ctx, s, interrupting(srv, 2+starts*3, cancel), quiet())
			cancel()
			if err == nil {
				break
			}
			if !strings.Contains(err.Error(), "run the same command again to continue") {
				t.Fatal(err)
			}
			// A killed program may also leave a row that its state does not know.
			if f, err := os.OpenFile(s.out, os.O_APPEND|os.O_WRONLY, 0); err == nil {
				f.WriteString("half a row,2025")
				f.Close()
			}
		}
		if got := read(t, s.out); got != want || starts == 0 {
			t.Errorf("after %d interruptions the file has %d bytes, want the same %d bytes as without", starts, len(got), len(want))
		}
		if _, err := os.Stat(statePath(s.out)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the state of a finished export is still there: %v", err)
		}
	}
}

// start runs the program as a process of its own.
func start(t *testing.T, srv *spotifytest.Server, s settings) (output string, exitCode int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], programCommand, srv.BaseURL(), srv.TokenURL(),
		"-artist", s.artist, "-out", s.out, "-rate", "50", "-cooldown", s.cooldown.Path())
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

func TestASecondStartDuringALockoutSendsNothing(t *testing.T) {
	want := complete(t, false)
	for range 5 {
		srv := spotifytest.NewServer()
		defer srv.Close()
		s := newSettings(t, false)
		stop := srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 429, RetryAfter: "67209"})
		first, code := start(t, srv, s)
		if _, err := os.Stat(s.cooldown.Path()); err != nil {
			continue // the machine was too busy to write a small file within 20 ms
		}
		requests := len(srv.Requests())
		when := time.Now().Add(67209 * time.Second)
		second, secondCode := start(t, srv, s)

		if code != exitLater || secondCode != exitLater {
			t.Errorf("the exit codes are %d and %d, want %d", code, secondCode, exitLater)
		}
		if n := len(srv.Requests()) - requests; n != 0 {
			t.Errorf("the second start sent %d requests, token requests included", n)
		}
		for _, out := range []string{first, second} {
			if !strings.Contains(out, "/albums/{id}/tracks ends at "+when.Format("2006-01-02 ")) || !strings.Contains(out, "(in 18h") {
				t.Errorf("it prints %q, want when to come back", out)
			}
		}
		stop()
		if err := os.Remove(s.cooldown.Path()); err != nil { // as if the time were over
			t.Fatal(err)
		}
		if out, code := start(t, srv, s); code != 0 || read(t, s.out) != want {
			t.Errorf("after the lockout the program ends with %d: %s", code, out)
		}
		return
	}
	t.Log("the machine was too busy in all trials")
}

func TestTheExportIsPaced(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	s := newSettings(t, false)
	s.rate = 100
	start := time.Now()
	if err := export(t.Context(), s, fakeApp(srv), quiet()); err != nil {
		t.Fatal(err)
	}
	requests := len(srv.Requests()) - srv.TokenRequests()
	if took, want := time.Since(start), time.Duration(requests-1)*10*time.Millisecond; took < want || requests < 60 {
		t.Errorf("%d requests took %v, want at least %v", requests, took, want)
	}
}

func TestTheProgressIsOneLine(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	var text bytes.Buffer
	s := newSettings(t, false)
	if err := export(t.Context(), s, fakeApp(srv), &progress{w: &text, terminal: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "\r\033[K59 of 60 albums, ") || !strings.HasSuffix(text.String(), "\n392 tracks are in "+s.out+"\n") || strings.Count(text.String(), "\n") != 2 {
		t.Errorf("it prints %q", text.String())
	}
}

func TestWhatIsNoExportOfThisKindIsLeftAlone(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	for _, row := range []struct {
		name, csv, state, want string
	}{
		{"a file that is complete", "x", "", "exists already"},
		{"another artist's", "x", `{"Size":1,"Artist":{"ID":"0TnOYISbd1XYRBk9myaseg"}}`, "belongs to another export"},
		{"saved tracks", "x", `{"Size":1,"Saved":{}}`, "belongs to another export"},
		{"a broken state", "x", `{"Size":`, "cannot be read"},
		{"a state of nothing", "x", `{}`, "cannot be read"},
		{"a file that was cut", "x", `{"Size":5,"Artist":{"ID":"` + spotifytest.ArtistID + `"}}`, "is shorter than it was"},
	} {
		s := newSettings(t, false)
		files := map[string]string{s.out: row.csv, statePath(s.out): row.state}
		for path, text := range files {
			if text != "" {
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		err := export(t.Context(), s, fakeApp(srv), quiet())
		if err == nil || !strings.Contains(err.Error(), row.want) || read(t, s.out) != row.csv {
			t.Errorf("%s: %v", row.name, err)
		}
	}
	if n := len(srv.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestFailuresSayHowFarTheExportIs(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 403, Message: "Forbidden"})
	err := export(t.Context(), newSettings(t, false), fakeApp(srv), quiet())
	if !errors.Is(err, spotify.ErrForbidden) || !strings.HasPrefix(err.Error(), "stopped after 0 tracks: ") {
		t.Errorf("it returns %v", err)
	}
}

func TestTheCommandLine(t *testing.T) {
	for args, want := range map[string]string{
		"":                                   "either -artist or -saved",
		"-saved -artist x -out y":            "either -artist or -saved",
		"-saved":                             "-out",
		"-saved -out y -rate 0":              "-rate is 0",
		"-saved -out y -rate NaN":            "-rate is NaN",
		"-saved -out y more":                 `unexpected argument "more"`,
		"-artist x -out y":                   "",
		"-saved -out y -rate 2 -cooldown z":  "",
		"-artist spotify:artist:x -out y.gz": "",
	} {
		_, err := parse(strings.Fields(args))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", args, err, want)
		}
	}
	for artist, want := range map[string]string{
		"nonsense":                             "invalid",
		"spotify:album:" + spotifytest.AlbumID: "-artist names a kind of album",
	} {
		s := newSettings(t, false)
		s.artist = artist
		if err := export(t.Context(), s, app{clientID: "app"}, quiet()); err == nil || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%q: %v, want %q", artist, err, want)
		}
	}
}
