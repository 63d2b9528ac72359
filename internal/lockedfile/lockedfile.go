// Package lockedfile changes files that several processes share: under a lock
// on a side file, by atomic replacement, readable by one user only.
package lockedfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// Update calls change with the content of the file at path, nil if there is no
// file, and replaces it by what change returns. The lock is held meanwhile, so
// that no other Update of the path runs, in this process or another one. If
// change returns an error or the same content, nothing is written.
// Missing folders are created. Only the wait for the lock ends with ctx.
func Update(ctx context.Context, path string, change func(old []byte) ([]byte, error)) error {
	path, err := target(path)
	if err != nil {
		return err
	}
	unlock, err := Lock(ctx, path+".lock")
	if err != nil {
		return err
	}
	defer unlock()
	old, err := Read(path)
	if err != nil {
		return err
	}
	data, err := change(old)
	if err != nil || string(data) == string(old) && (old != nil || data == nil) {
		return err
	}
	return replace(path, data)
}

// target follows a symbolic link, which a replacement would destroy, and creates
// the folder of the file.
func target(path string) (string, error) {
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if resolved, err := filepath.EvalSymlinks(path); err == nil {
			return resolved, nil
		}
	}
	return path, os.MkdirAll(filepath.Dir(path), 0o700)
}

// Read returns the content of the file at path, nil if there is none. It needs
// no lock.
func Read(path string) ([]byte, error) {
	var data []byte
	err := whileInUse(func() (err error) {
		data, err = os.ReadFile(path)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

// replace replaces the file at path, whose lock is held. A reader sees the old
// content or the new one, even after a crash. What a killed process left of the
// new one is removed by the next.
func replace(path string, data []byte) error {
	next := path + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(next, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // never another's file
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = whileInUse(func() error { return os.Rename(next, path) })
	}
	if err != nil {
		os.Remove(next)
	}
	return err
}

// whileInUse repeats an operation that Windows refuses while another process
// has the file open.
func whileInUse(operation func() error) error {
	err := operation()
	for range 40 {
		if runtime.GOOS != "windows" || err == nil || errors.Is(err, fs.ErrNotExist) {
			break
		}
		time.Sleep(25 * time.Millisecond)
		err = operation()
	}
	return err
}

// errLocked says that somebody else holds the lock.
var errLocked = errors.New("the file is locked")

// errUnsupported says that the system or file system has no such lock.
var errUnsupported = errors.New("file locks are not supported")

const (
	firstPoll = time.Millisecond
	maxPoll   = 50 * time.Millisecond
)

// Lock locks the file at path, which it creates and never removes, and returns
// the function that unlocks it. A lock ends with its process. Where the system
// has no such lock, the file's presence under another name is the lock; one that
// a killed process left behind ends after [StaleAfter].
func Lock(ctx context.Context, path string) (unlock func(), err error) {
	try := tryLock
	for poll := firstPoll; ; poll = min(2*poll, maxPoll) {
		unlock, err = try(path)
		switch {
		case err == nil:
			return unlock, nil
		case errors.Is(err, errUnsupported):
			try = tryMarker
			continue
		case !errors.Is(err, errLocked):
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for the lock %s: %w", path, context.Cause(ctx))
		case <-time.After(poll):
		}
	}
}

// StaleAfter is the age at which a marker file no longer counts as a lock. No
// holder may keep a lock that long.
const StaleAfter = 2 * time.Minute

// tryMarker takes a lock that is the presence of a file.
func tryMarker(path string) (unlock func(), err error) {
	path += ".held"
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		return func() { os.Remove(path) }, f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	if info, statErr := os.Stat(path); statErr == nil && time.Since(info.ModTime()) > StaleAfter {
		os.Remove(path)
	}
	return nil, errLocked
}
