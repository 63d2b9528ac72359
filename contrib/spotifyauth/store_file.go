package spotifyauth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spotify-sdk/spotify/internal/lockedfile"
)

// A FileStore is a [Store] in one file that only its owner can read. Any number
// of processes of one machine can share it. The file is replaced as a whole, so a
// crash leaves the old logins or the new ones. A second file with the suffix
// ".lock" holds the lock; leave it there. Do not put the file on a network drive.
//
// The lock is held during a token request, for all logins of the file. That suits
// command-line programs and small services. A site with many users needs a store
// in a database; the example of [Store] shows one.
type FileStore struct {
	path string
	err  error // why there is no path
}

var _ Store = (*FileStore)(nil)

// NewFileStore returns a store in the file at path. Missing folders are created
// when something is stored.
func NewFileStore(path string) *FileStore {
	if path == "" {
		return &FileStore{err: errors.New("the path of the FileStore is empty")}
	}
	return &FileStore{path: path}
}

// UserFileStore returns a store in the file spotify-logins.json in the folder
// named program below [os.UserConfigDir]. [New] reports if that is unknown.
func UserFileStore(program string) *FileStore {
	if program == "" || program == "." || program == ".." || strings.ContainsAny(program, `/\:`) {
		return &FileStore{err: fmt.Errorf("the program name %q cannot name a folder", program)}
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return &FileStore{err: fmt.Errorf("no folder for the FileStore: %w", err)}
	}
	return NewFileStore(filepath.Join(dir, program, "spotify-logins.json"))
}

func (s *FileStore) valid() error {
	if s == nil {
		return errors.New("the FileStore is nil")
	}
	return s.err
}

// Path returns the file's path.
func (s *FileStore) Path() string { return s.path }

// fileContent is the file's JSON. Entries are decoded one at a time, so that an
// unreadable one does not affect the others.
type fileContent struct {
	Logins map[string]json.RawMessage `json:"logins"`
}

// Update implements [Store]. The lock is that of the whole file. A file that
// cannot be read is never overwritten: the error names it.
func (s *FileStore) Update(ctx context.Context, key string, change func(Login) (Login, error)) error {
	if err := s.valid(); err != nil {
		return fmt.Errorf("spotifyauth: %w", err)
	}
	var changeErr error
	err := lockedfile.Update(ctx, s.path, func(old []byte) ([]byte, error) {
		content, login, err := s.decode(old, key)
		if err != nil {
			return nil, err
		}
		next, err := change(login)
		if changeErr = err; err != nil || next == login {
			return old, err
		}
		if next == (Login{}) {
			delete(content.Logins, key)
		} else if content.Logins[key], err = json.Marshal(next); err != nil {
			return nil, err
		}
		data, err := json.MarshalIndent(content, "", "\t")
		return append(data, '\n'), err
	})
	if err != nil && changeErr == nil {
		return fmt.Errorf("spotifyauth: %w", err)
	}
	return err
}

// decode reads the file's content and the login under key. The causes are not
// quoted, because they may contain parts of the file.
func (s *FileStore) decode(data []byte, key string) (content fileContent, login Login, err error) {
	if len(bytes.TrimSpace(data)) > 0 && (json.Unmarshal(data, &content) != nil || content.Logins == nil) {
		return content, login, fmt.Errorf("%s is not a file of logins; it is left as it is", s.path)
	}
	if content.Logins == nil {
		content.Logins = map[string]json.RawMessage{}
	}
	if entry := content.Logins[key]; entry != nil && json.Unmarshal(entry, &login) != nil {
		return content, login, fmt.Errorf("the login %q in %s cannot be read; it is left as it is", key, s.path)
	}
	return content, login, nil
}
