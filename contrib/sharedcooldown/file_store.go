package sharedcooldown

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// A FileStore is a [Store] in a file that the processes of one machine share, and
// that outlives them. It is safe for concurrent use by any number of processes.
//
// The file has one line of JSON for each 429. Lines are only appended, so that
// no process needs a lock and none can shorten another's cooldown. Expired lines
// are dropped when the file exceeds 64 KiB. Anything else in the file is ignored,
// and is then kept in a file with the suffix ".old".
//
// The file measures time by the machine's clock. If the clock is set back, a
// cooldown starts again from its beginning at most; if it is set forward, the
// cooldown may end early, and Spotify's next 429 starts it again. Do not share
// the file between machines, whose clocks differ.
type FileStore struct {
	path string
	err  error // why there is no path; without the prefix
}

var _ Store = (*FileStore)(nil)

// NewFileStore returns a store in the file at path. It does no I/O: the file and
// missing folders are created, for the current user only, when the first
// cooldown is stored.
func NewFileStore(path string) *FileStore {
	if path == "" {
		return &FileStore{err: errors.New("the path is empty")}
	}
	return &FileStore{path: path}
}

// UserFileStore returns a store in the file spotify-cooldowns.jsonl in the folder
// named program below [os.UserCacheDir]. If that is unknown, Get and Set fail.
func UserFileStore(program string) *FileStore {
	if program == "" || program == "." || program == ".." || strings.ContainsAny(program, `/\:`) {
		return &FileStore{err: fmt.Errorf("the program name %q cannot name a folder", program)}
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return &FileStore{err: err}
	}
	return NewFileStore(filepath.Join(dir, program, "spotify-cooldowns.jsonl"))
}

// Path returns the file's path.
func (s *FileStore) Path() string { return s.path }

// Get returns the value under key and its remaining time. If there is none but
// the file has lines that are not a cooldown, remaining is negative.
func (s *FileStore) Get(ctx context.Context, key string) (value []byte, remaining time.Duration, err error) {
	if value, remaining, err = s.get(ctx, key); err != nil {
		return nil, 0, fmt.Errorf("sharedcooldown: %w", err)
	}
	return value, remaining, nil
}

func (s *FileStore) get(ctx context.Context, key string) ([]byte, time.Duration, error) {
	if err := cmp.Or(s.err, ctx.Err()); err != nil {
		return nil, 0, err
	}
	content, err := s.read()
	if err != nil {
		return nil, 0, err
	}
	now := time.Now()
	if content.hasFuture(now) {
		// The cooldown would not count down until the clock has caught up. If
		// the file cannot be rewritten, the cooldown still applies.
		if s.rewrite() == nil {
			if content, err = s.read(); err != nil {
				return nil, 0, err
			}
		}
	}
	value, remaining := content.lookup(key, now)
	if remaining == 0 && content.foreign {
		return nil, -1, nil
	}
	return []byte(value), remaining, nil
}

// Set stores value under key for d, or for the remaining time of an earlier
// value if that is longer.
func (s *FileStore) Set(ctx context.Context, key string, value []byte, d time.Duration) error {
	if err := s.set(ctx, key, value, d); err != nil {
		return fmt.Errorf("sharedcooldown: %w", err)
	}
	return nil
}

func (s *FileStore) set(ctx context.Context, key string, value []byte, d time.Duration) error {
	if err := cmp.Or(s.err, ctx.Err()); err != nil {
		return err
	}
	content, err := s.read()
	if err != nil {
		return err
	}
	if content.size > maxFileSize {
		_ = s.rewrite() // what matters is the new line
	}
	now := time.Now()
	if old, remaining := content.lookup(key, now); remaining >= d {
		if old == string(value) {
			return nil // another request that was in flight has stored it
		}
		d = remaining
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	return s.append(fileRecord{Key: key, SetAt: now, Duration: d, Value: string(value)})
}

// read returns the content of the file. A file that does not exist is empty.
func (s *FileStore) read() (fileContent, error) {
	content, err := readRecords(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return fileContent{}, nil
	}
	return content, err
}

// append adds records to the file, and adds them again if another process has
// moved the file meanwhile in rewrite, which may have missed them.
func (s *FileStore) append(records ...fileRecord) error {
	text := marshalRecords(records)
	for range 10 {
		moved, err := appendText(s.path, text)
		if err != nil || !moved {
			return err
		}
	}
	return errors.New("other processes keep moving the file")
}

// appendText appends text to the file and reports whether the file was moved
// away while it did.
func appendText(path string, text []byte) (moved bool, err error) {
	var f *os.File
	err = whileInUse(func() (err error) {
		f, err = os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		return err
	})
	if err != nil {
		return false, err
	}
	defer f.Close()
	if _, err := f.Write(text); err != nil {
		return false, err
	}
	written, err := f.Stat()
	if err != nil {
		return false, err
	}
	current, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	return err == nil && !os.SameFile(written, current), err
}

// rewrite replaces the file by one with the cooldowns that are still running.
// It moves the file away first: what other processes append meanwhile goes into
// the moved file before it is read, or into the new one.
func (s *FileStore) rewrite() error {
	moved, err := s.moveAway()
	if err != nil || moved == "" {
		return err
	}
	content, err := readRecords(moved)
	if err != nil {
		return err
	}
	if current := content.current(time.Now()); len(current) > 0 {
		if err := s.append(current...); err != nil {
			return err
		}
	}
	if content.foreign {
		return nil // the other content may be important to the user
	}
	return whileInUse(func() error { return os.Remove(moved) })
}

// whileInUse repeats an operation that Windows refuses while another process
// moves the file or has it open.
func whileInUse(operation func() error) error {
	err := operation()
	for range 10 {
		if runtime.GOOS != "windows" || err == nil || errors.Is(err, fs.ErrNotExist) {
			break
		}
		time.Sleep(time.Millisecond)
		err = operation()
	}
	return err
}

// moveAway renames the file and returns its new name, or "" if another process
// was faster.
func (s *FileStore) moveAway() (string, error) {
	f, err := os.CreateTemp(filepath.Dir(s.path), filepath.Base(s.path)+".*.old")
	if err != nil {
		return "", err
	}
	f.Close()
	if err := os.Rename(s.path, f.Name()); err != nil {
		os.Remove(f.Name())
		if errors.Is(err, fs.ErrNotExist) {
			return "", nil
		}
		return "", err
	}
	return f.Name(), nil
}
