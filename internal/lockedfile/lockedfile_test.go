package lockedfile_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify/internal/lockedfile"
)

// The environment variables that make the test program a member of a test.
const (
	countFile = "LOCKEDFILE_TEST_COUNT" // count up in this file
	holdFile  = "LOCKEDFILE_TEST_HOLD"  // lock this file and wait to be killed
)

const counts = 50 // of one member

func TestMain(m *testing.M) {
	switch {
	case os.Getenv(countFile) != "":
		if err := countUp(os.Getenv(countFile), counts); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case os.Getenv(holdFile) != "":
		if _, err := lockedfile.Lock(context.Background(), os.Getenv(holdFile)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println("locked")
		io.Copy(io.Discard, os.Stdin)
	default:
		os.Exit(m.Run())
	}
}

func countUp(path string, n int) error {
	for range n {
		err := lockedfile.Update(context.Background(), path, func(old []byte) ([]byte, error) {
			n, _ := strconv.Atoi(string(old))
			return []byte(strconv.Itoa(n + 1)), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func TestUpdateLosesNoChangeOfSeveralProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "count")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), countFile+"="+path)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	for range 2 { // and two goroutines of one process
		wg.Go(func() {
			if err := countUp(path, counts); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got, err := os.ReadFile(path); err != nil || string(got) != strconv.Itoa(5*counts) {
		t.Errorf("counted %s, %v; want %d", got, err, 5*counts)
	}
	names, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(names) != 2 {
		t.Errorf("the folder has %v, %v; want the file and its lock", names, err)
	}
}

func TestLockEndsWithItsProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holdFile+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line := make([]byte, 6); true {
		if _, err := io.ReadFull(out, line); err != nil || string(line) != "locked" {
			t.Fatalf("the process says %q, %v", line, err)
		}
	}
	ended := errors.New("ended")
	ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, ended)
	defer cancel()
	if _, err := lockedfile.Lock(ctx, path); !errors.Is(err, ended) || !strings.Contains(err.Error(), path) {
		t.Errorf("a lock that another process has: %v, want the context's cause and the path", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	unlock, err := lockedfile.Lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

func TestUpdateWritesForOneUser(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config", "file")
	set := func(path, text string) {
		t.Helper()
		if err := lockedfile.Update(t.Context(), path, func([]byte) ([]byte, error) { return []byte(text), nil }); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".new", []byte("half a fi"), 0o666); err != nil { // a killed process left it
		t.Fatal(err)
	}
	set(path, "one")
	if _, err := os.Stat(path + ".new"); err == nil {
		t.Error("what a killed process left is still there")
	}
	if runtime.GOOS != "windows" {
		for path, want := range map[string]os.FileMode{path: 0o600, path + ".lock": 0o600, filepath.Dir(path): os.ModeDir | 0o700} {
			if info, err := os.Stat(path); err != nil || info.Mode() != want {
				t.Errorf("%s: %v, %v; want %v", path, info.Mode(), err, want)
			}
		}
		link := filepath.Join(dir, "link")
		if err := os.Symlink(path, link); err != nil {
			t.Fatal(err)
		}
		set(link, "two")
		if got, err := os.ReadFile(path); err != nil || string(got) != "two" {
			t.Errorf("through a link: %q, %v", got, err)
		}
	}
	failed := errors.New("no")
	err := lockedfile.Update(t.Context(), path, func(old []byte) ([]byte, error) { return []byte("three"), failed })
	if got, _ := os.ReadFile(path); err != failed || string(got) == "three" {
		t.Errorf("a change that failed: %v, the file has %q", err, got)
	}
}
