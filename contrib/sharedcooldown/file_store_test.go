package sharedcooldown_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify/contrib/sharedcooldown"
)

// remaining returns the rest of the cooldown under key "k", as a process that
// has just started reads it.
func remaining(t *testing.T, path string) (string, time.Duration) {
	t.Helper()
	value, left, err := sharedcooldown.NewFileStore(path).Get(t.Context(), "k")
	if err != nil {
		t.Fatal(err)
	}
	return string(value), left
}

func set(t *testing.T, path, key, value string, d time.Duration) {
	t.Helper()
	if err := sharedcooldown.NewFileStore(path).Set(t.Context(), key, []byte(value), d); err != nil {
		t.Fatal(err)
	}
}

func TestTheNextStartReadsTheFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "app", "cooldown")
		if value, left := remaining(t, path); value != "" || left != 0 {
			t.Errorf("without a file it is %q for %v", value, left)
		}
		set(t, path, "k", "one", time.Hour)
		set(t, path, "another", "two", 2*time.Hour)
		time.Sleep(10 * time.Minute)
		if value, left := remaining(t, path); value != "one" || left != 50*time.Minute {
			t.Errorf("after ten minutes of an hour it is %q for %v", value, left)
		}
		set(t, path, "k", "shorter", time.Minute)
		if value, left := remaining(t, path); value != "shorter" || left != 50*time.Minute {
			t.Errorf("after a shorter one it is %q for %v", value, left)
		}
		time.Sleep(2 * time.Minute)
		if value, left := remaining(t, path); value != "shorter" || left != 48*time.Minute {
			t.Errorf("after the time of the shorter one it is %q for %v", value, left)
		}
		set(t, path, "k", "longer", 3*time.Hour)
		if value, left := remaining(t, path); value != "longer" || left != 3*time.Hour {
			t.Errorf("after a longer one it is %q for %v", value, left)
		}
		time.Sleep(3 * time.Hour)
		if value, left := remaining(t, path); value != "" || left != 0 {
			t.Errorf("at its end it is %q for %v", value, left)
		}
	})
}

func TestASecondProcessSendsNothingDuringALockout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // whose clock stands still while the file is read
		path := filepath.Join(t.TempDir(), "cooldown")
		srv := &server{}
		srv.limit("67209", plainBody)
		send(t, process(t, sharedcooldown.NewFileStore(path), srv, nil), albums)
		time.Sleep(time.Hour)
		got := send(t, process(t, sharedcooldown.NewFileStore(path), srv, nil), albums)
		if want := (response{429, "63609", plainBody}); got != want || srv.count(albums) != 1 {
			t.Errorf("the second gets %+v after %d requests, want %+v", got, srv.count(albums), want)
		}
	})
}

func TestTheFileIsForTheUserOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	path := filepath.Join(t.TempDir(), "app", "cooldown")
	set(t, path, "k", "one", time.Hour)
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has the mode %v, %v; want %v", filepath.Base(name), info.Mode(), err, want)
		}
	}
}

// Each bubble's clock starts at the same time, so a second bubble is a machine
// whose clock was set back.
func TestAClockThatIsSetBackStartsTheCooldownAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cooldown")
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(365 * 24 * time.Hour)
		set(t, path, "k", "one", time.Hour)
	})
	synctest.Test(t, func(t *testing.T) {
		if value, left := remaining(t, path); value != "one" || left != time.Hour {
			t.Errorf("a year before it was stored it is %q for %v, want the whole hour", value, left)
		}
		time.Sleep(20 * time.Minute)
		if value, left := remaining(t, path); value != "one" || left != 40*time.Minute {
			t.Errorf("20 minutes later it is %q for %v, want it to count down", value, left)
		}
	})
}

func TestAClockThatIsSetForwardEndsTheCooldown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cooldown")
	synctest.Test(t, func(t *testing.T) { set(t, path, "k", "one", time.Hour) })
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(365 * 24 * time.Hour)
		if value, left := remaining(t, path); value != "" || left != 0 {
			t.Errorf("a year later it is %q for %v", value, left)
		}
	})
}

func TestGarbageInTheFileCountsAsEmpty(t *testing.T) {
	line := `{"key":"k","set_at":"2000-01-01T00:00:00Z","duration_ns":3600000000000,"value":"one"}`
	for _, row := range []struct {
		name, content string
		value         string
		left          time.Duration
	}{
		{"an empty file", "", "", 0},
		{"blank lines", "\n \n\r\n", "", 0},
		{"a record", line, "one", time.Hour},
		{"a record between garbage", "x\n" + line + "\n{\n", "one", time.Hour},
		{"Windows line ends", line + "\r\n", "one", time.Hour},
		{"text", "hello\n", "", -1},
		{"bytes", "\x00\xff\x00", "", -1},
		{"half a record", line[:40], "", -1},
		{"no key", `{"set_at":"2000-01-01T00:00:00Z","duration_ns":5}`, "", -1},
		{"no time", `{"key":"k","duration_ns":5}`, "", -1},
		{"a negative duration", `{"key":"k","set_at":"2000-01-01T00:00:00Z","duration_ns":-5}`, "", -1},
		{"a duration over all bounds", `{"key":"k","set_at":"2000-01-01T00:00:00Z","duration_ns":1e30}`, "", -1},
		{"years", strings.Replace(line, "3600", "9000000", 1), "one", 24 * time.Hour},
		{"the far future", strings.Replace(line, "2000", "9999", 1), "one", time.Hour},
		{"the far past", strings.Replace(line, "2000", "0002", 1), "", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "cooldown")
				if err := os.WriteFile(path, []byte(row.content), 0o600); err != nil {
					t.Fatal(err)
				}
				if value, left := remaining(t, path); value != row.value || left != row.left {
					t.Errorf("it is %q for %v, want %q for %v", value, left, row.value, row.left)
				}
				set(t, path, "k", "two", 48*time.Hour)
				if value, left := remaining(t, path); value != "two" || left != 24*time.Hour {
					t.Errorf("after the next 429 it is %q for %v", value, left)
				}
			})
		})
	}
}

func TestSomebodyElsesFileIsNotLost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "thesis.txt")
	thesis := strings.Repeat("On the length of whales.\n", 80_000)
	if err := os.WriteFile(path, []byte(thesis), 0o600); err != nil {
		t.Fatal(err)
	}
	set(t, path, "k", "one", time.Hour)
	if value, left := remaining(t, path); value != "one" || left <= 59*time.Minute {
		t.Errorf("it is %q for %v", value, left)
	}
	moved, _ := filepath.Glob(path + ".*.old")
	if len(moved) != 1 {
		t.Fatalf("the moved files are %q", moved)
	}
	if text, err := os.ReadFile(moved[0]); err != nil || string(text) != thesis {
		t.Errorf("the thesis is %d bytes, %v", len(text), err)
	}
}

func TestTheFileStaysSmallAndTheLongestCooldownStays(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "cooldown")
	value := strings.Repeat("v", 4000)
	var wg sync.WaitGroup
	for p := range 8 { // a store each, as processes have
		wg.Go(func() {
			store := sharedcooldown.NewFileStore(path)
			for i := range 30 {
				d := time.Duration(1+(i*37+p)%50) * time.Second
				if i == 15 {
					d = time.Duration(10+p) * time.Hour
				}
				if err := store.Set(t.Context(), "k", fmt.Appendf(nil, "%d %d %s", p, i, value), d); err != nil {
					t.Error(err)
				}
				if err := store.Set(t.Context(), fmt.Sprint("k", p), []byte(value), time.Minute); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if _, left := remaining(t, path); left <= 16*time.Hour+59*time.Minute || left > 17*time.Hour {
		t.Errorf("%v are left, want the longest of all, 17h", left)
	}
	set(t, path, "k", value, time.Second)
	if info, err := os.Stat(path); err != nil || info.Size() > 128<<10 {
		t.Errorf("the file has %d bytes, %v", info.Size(), err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("there are %v, %v", files, err)
	}
}

func TestAFileThatCannotBeUsedIsAnError(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	store := sharedcooldown.NewFileStore(dir)
	if _, _, err := store.Get(t.Context(), "k"); err == nil || !strings.HasPrefix(err.Error(), "sharedcooldown: ") {
		t.Errorf("Get of a folder returns %v", err)
	}
	for _, path := range []string{dir, filepath.Join(file, "below"), ""} {
		if err := sharedcooldown.NewFileStore(path).Set(t.Context(), "k", nil, time.Hour); err == nil {
			t.Errorf("Set writes to %q", strings.TrimPrefix(path, dir))
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := store.Get(ctx, "k"); !errors.Is(err, context.Canceled) {
		t.Errorf("with a canceled context Get returns %v", err)
	}
	if err := store.Set(ctx, "k", nil, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("with a canceled context Set returns %v", err)
	}
}

func TestLinesAreJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cooldown")
	set(t, path, "k", "a\nb\xff", time.Hour)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Key      string
		SetAt    time.Time `json:"set_at"`
		Duration int64     `json:"duration_ns"`
		Value    string
	}
	if err := json.Unmarshal(bytes.TrimSpace(text), &got); err != nil || got.Key != "k" || got.Value != "a\nb\uFFFD" || got.Duration != int64(time.Hour) || time.Since(got.SetAt) > time.Minute {
		t.Errorf("the file is %q: %+v, %v", text, got, err)
	}
}

func TestUserFileStore(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir, err := os.UserCacheDir()
	if err != nil {
		t.Skip(err)
	}
	if got, want := sharedcooldown.UserFileStore("program").Path(), filepath.Join(dir, "program", "spotify-cooldowns.jsonl"); got != want {
		t.Errorf("the path is %s, want %s", got, want)
	}
	for _, program := range []string{"", ".", "..", "a/b", `a\b`, "c:"} {
		store := sharedcooldown.UserFileStore(program)
		if _, _, err := store.Get(t.Context(), "k"); err == nil || !strings.HasPrefix(err.Error(), "sharedcooldown: ") {
			t.Errorf("for the program %q Get returns %v", program, err)
		}
		if err := store.Set(t.Context(), "k", nil, time.Hour); err == nil {
			t.Errorf("for the program %q Set writes", program)
		}
	}
}

func FuzzFileContent(f *testing.F) {
	line := `{"key":"k","set_at":"2026-01-01T00:00:00Z","duration_ns":3600000000000,"value":"one"}`
	for _, text := range []string{"", line, line + "\n" + line[:30], "\x00\n\n{}", `{"key":"k","set_at":"9999-12-31T23:59:59Z","duration_ns":9223372036854775807}`} {
		f.Add([]byte(text))
	}
	path := filepath.Join(f.TempDir(), "cooldown")
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		store := sharedcooldown.NewFileStore(path)
		if _, left, err := store.Get(t.Context(), "k"); err != nil || left > 24*time.Hour {
			t.Errorf("%q: %v are left, %v", text, left, err)
		}
		if err := store.Set(t.Context(), "k", []byte("two"), 24*time.Hour); err != nil {
			t.Fatal(err)
		}
		if value, left, err := store.Get(t.Context(), "k"); string(value) != "two" || left < 23*time.Hour || left > 24*time.Hour || err != nil {
			t.Errorf("%q: after Set it is %q for %v, %v", text, value, left, err)
		}
	})
}
