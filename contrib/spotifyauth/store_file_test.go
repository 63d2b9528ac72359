package spotifyauth_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
)

func set(t *testing.T, s spotifyauth.Store, key string, login spotifyauth.Login) (old spotifyauth.Login) {
	t.Helper()
	err := s.Update(t.Context(), key, func(l spotifyauth.Login) (spotifyauth.Login, error) {
		old = l
		return login, nil
	})
	if err != nil {
		t.Error(err)
	}
	return old
}

func TestFileStoreKeepsLogins(t *testing.T) {
	path := filepath.Join(t.TempDir(), "program", "logins.json")
	store := spotifyauth.NewFileStore(path)
	login := spotifyauth.Login{
		ClientID: "id", RefreshToken: "AQ", Scope: "a b", LoggedInAt: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC), Origin: "hash",
		Token: spotify.Token{AccessToken: "BQ", TokenType: "Bearer", ExpiresAt: time.Date(2026, 11, 28, 13, 0, 0, 0, time.UTC), Scope: "a b"},
	}
	if old := set(t, store, "one", login); old != (spotifyauth.Login{}) {
		t.Errorf("a missing file has %v", old)
	}
	two := login
	two.RefreshToken = "AQ-two"
	set(t, store, "two", two)
	again := spotifyauth.NewFileStore(path) // another process
	if got := set(t, again, "one", spotifyauth.Login{}); got != login {
		t.Errorf("got %v, another login than was stored", got)
	}
	if got := set(t, store, "one", spotifyauth.Login{}); got != (spotifyauth.Login{}) {
		t.Errorf("a deleted login is %v", got)
	}
	if got := set(t, store, "two", two); got != two {
		t.Errorf("the other login is %v", got)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
	failed := errors.New("no")
	if err := store.Update(t.Context(), "two", func(spotifyauth.Login) (spotifyauth.Login, error) { return login, failed }); err != failed {
		t.Errorf("a change that failed: %v", err)
	}
	if got := set(t, store, "two", two); got != two {
		t.Errorf("after a change that failed: %v", got)
	}
}

func TestFileStoreThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "logins.json")
	never := func(spotifyauth.Login) (spotifyauth.Login, error) {
		t.Error("change was called")
		return spotifyauth.Login{}, nil
	}
	const entry = `{"logins":{"bad":{"refresh_token":["AQ-secret"]},"good":{"client_id":"id","refresh_token":"AQ"}}}`
	for _, text := range []string{"AQ-secret", `["AQ-secret"]`, `{"refresh_token":"AQ-secret"}`, entry} {
		writeFile(t, path, text)
		err := spotifyauth.NewFileStore(path).Update(t.Context(), "bad", never)
		if err == nil || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "AQ-secret") || !strings.HasPrefix(err.Error(), "spotifyauth: ") {
			t.Errorf("%s: %v", text, err)
		}
		if got, _ := os.ReadFile(path); string(got) != text {
			t.Errorf("the file was changed to %s", got)
		}
	}
	set(t, spotifyauth.NewFileStore(path), "new", spotifyauth.Login{RefreshToken: "AQ-new"})
	if got, _ := os.ReadFile(path); !strings.Contains(string(got), "AQ-secret") || !strings.Contains(string(got), "AQ-new") {
		t.Errorf("alongside a login that cannot be read: %s", got)
	}
	if err := spotifyauth.NewFileStore(dir).Update(t.Context(), "k", never); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("a folder: %v", err)
	}
	if err := (*spotifyauth.FileStore)(nil).Update(t.Context(), "k", never); err == nil {
		t.Error("a nil store works")
	}
}

func TestFileStoreWaitsForItsLockAsLongAsTheContext(t *testing.T) {
	store := spotifyauth.NewFileStore(filepath.Join(t.TempDir(), "logins.json"))
	held, release, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		store.Update(t.Context(), "a", func(l spotifyauth.Login) (spotifyauth.Login, error) {
			close(held)
			<-release
			return l, nil
		})
	}()
	<-held
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	err := store.Update(ctx, "b", func(l spotifyauth.Login) (spotifyauth.Login, error) { return l, nil })
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), store.Path()) {
		t.Errorf("got %v", err)
	}
	close(release)
	<-done
}

func TestUserFileStore(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	dir, err := os.UserConfigDir()
	if err != nil {
		t.Skip(err)
	}
	if got, want := spotifyauth.UserFileStore("program").Path(), filepath.Join(dir, "program", "spotify-logins.json"); got != want {
		t.Errorf("the path is %s, want %s", got, want)
	}
	for _, bad := range []string{"", ".", "..", "../x", `a\b`, "C:x"} {
		if _, err := spotifyauth.New(spotifyauth.Config{ClientID: "id", Store: spotifyauth.UserFileStore(bad)}); err == nil {
			t.Errorf("the program name %q is accepted", bad)
		}
	}
}
