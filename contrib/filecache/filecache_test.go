package filecache_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/filecache"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// memberVariable makes the test program store tokens in the file that it names.
const memberVariable = "FILECACHE_TEST_MEMBER"

func TestMain(m *testing.M) {
	path := os.Getenv(memberVariable)
	if path == "" {
		m.Run()
		return
	}
	for i := range 40 {
		key := fmt.Sprint(os.Getpid(), "-", i)
		err := filecache.New(path).Set(context.Background(), key, token(key, time.Hour))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func token(value string, lifetime time.Duration) spotify.Token {
	return spotify.Token{AccessToken: value, TokenType: "Bearer", ExpiresAt: time.Now().Add(lifetime).Round(time.Microsecond).UTC(), Scope: "a"}
}

func get(t *testing.T, c *filecache.Cache, key string) spotify.Token {
	t.Helper()
	got, err := c.Get(t.Context(), key)
	if err != nil {
		t.Error(err)
	}
	return got
}

func TestATokenIsKeptUntilItExpires(t *testing.T) {
	cache := filecache.New(filepath.Join(t.TempDir(), "program", "tokens.json"))
	if got := get(t, cache, "k"); got != (spotify.Token{}) {
		t.Errorf("without a file: %v", got)
	}
	want, other := token("BQ-one", time.Hour), token("BQ-other", time.Hour)
	for key, token := range map[string]spotify.Token{"k": want, "other": other, "short": token("BQ-short", 200*time.Millisecond)} {
		if err := cache.Set(t.Context(), key, token); err != nil {
			t.Fatal(err)
		}
	}
	again := filecache.New(cache.Path()) // another process
	if got := get(t, again, "k"); got != want {
		t.Errorf("got %#v, another token than was stored", got)
	}
	for end := time.Now().Add(10 * time.Second); get(t, again, "short") != (spotify.Token{}); {
		if time.Now().After(end) {
			t.Fatal("a token that has expired is returned")
		}
	}
	for _, dead := range []string{"k", "dead"} {
		if err := cache.Set(t.Context(), dead, token("BQ-dead", -time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(cache.Path())
	if err != nil || strings.Contains(string(text), "dead") || strings.Contains(string(text), "short") || strings.Contains(string(text), "BQ-one") || !strings.Contains(string(text), "BQ-other") {
		t.Errorf("the file has %s, %v; want the other token only", text, err)
	}
	if info, err := os.Stat(cache.Path()); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
}

func TestSeveralProcessesStoreAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	var wg sync.WaitGroup
	var reader sync.WaitGroup
	done := make(chan struct{})
	reader.Go(func() { // never sees half a file
		seen := 0
		for {
			select {
			case <-done:
				return
			default:
			}
			data, err := os.ReadFile(path)
			if n := strings.Count(string(data), "access_token"); err == nil && (n < seen || !strings.HasSuffix(string(data), "}")) {
				t.Errorf("%d tokens after %d", n, seen)
				return
			} else if err == nil {
				seen = n
			}
		}
	})
	for range 3 {
		wg.Go(func() {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), memberVariable+"="+path)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wg.Wait()
	close(done)
	reader.Wait()
	text, err := os.ReadFile(path)
	if n := strings.Count(string(text), "access_token"); err != nil || n != 120 {
		t.Errorf("the file has %d tokens, %v; want 120", n, err)
	}
}

func TestWhatIsNoTokenIsAMiss(t *testing.T) {
	cache := filecache.New(filepath.Join(t.TempDir(), "tokens.json"))
	for _, text := range []string{"", "x", "[]", `{"k":7}`, `{"k":{"access_token":7}}`, `{"k":null}`, `{"k":{"access_token":"BQ"}}`} {
		if err := os.WriteFile(cache.Path(), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := get(t, cache, "k"); got != (spotify.Token{}) {
			t.Errorf("%q: %v", text, got)
		}
		want := token("BQ-new", time.Hour)
		if err := cache.Set(t.Context(), "k", want); err != nil || get(t, cache, "k") != want {
			t.Errorf("%q is not replaced: %v", text, err)
		}
	}
}

func TestNoCallFailsForWhatIsWrongWithTheFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, cache := range []*filecache.Cache{filecache.New(dir), filecache.New(filepath.Join(file, "below")), filecache.New(""), filecache.User(".."), filecache.User("")} {
		var log strings.Builder
		srv, client := spotifytest.New(t, spotify.WithTokenCache(cache), spotify.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		if _, err := client.Album(t.Context(), spotifytest.AlbumID, nil); err != nil || srv.TokenRequests() != 1 {
			t.Errorf("%q: %v after %d token requests", cache.Path(), err, srv.TokenRequests())
		}
		client.Close()
		if err := cache.Set(t.Context(), "k", token("BQ", time.Hour)); err == nil || !strings.HasPrefix(err.Error(), "filecache: ") || strings.Contains(err.Error(), "BQ") {
			t.Errorf("%q: %v", cache.Path(), err)
		}
		if _, err := cache.Get(t.Context(), "k"); err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("%q: %v", cache.Path(), err)
		}
	}
}

func TestUser(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir, err := os.UserCacheDir()
	if err != nil {
		t.Skip(err)
	}
	if got, want := filecache.User("program").Path(), filepath.Join(dir, "program", "spotify-tokens.json"); got != want {
		t.Errorf("the path is %s, want %s", got, want)
	}
}
