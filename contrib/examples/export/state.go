package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spotify-sdk/spotify"
)

// state is how far an export is. It is stored after each response, so that the
// next start continues there.
type state struct {
	Size int64 // of the CSV file, in bytes; what is beyond was not finished
	Rows int   // in the CSV file, without its header

	Artist *artistTracks `json:",omitempty"` // either this
	Saved  *savedTracks  `json:",omitempty"` // or this
}

func (s *state) source() source {
	if s.Artist != nil {
		return s.Artist
	}
	return s.Saved
}

func statePath(out string) string { return out + ".state" }

// loadState returns the stored state of the export, or that of a new one. It
// returns an error if the CSV file belongs to another export or is complete.
func loadState(s settings) (*state, error) {
	fresh := &state{Saved: &savedTracks{}}
	if !s.saved {
		kind, id, err := spotify.ParseURI(s.artist)
		if err != nil {
			return nil, err
		}
		if kind != "" && kind != "artist" {
			return nil, fmt.Errorf("-artist names a kind of %s", kind)
		}
		fresh = &state{Artist: &artistTracks{ID: id}}
	}
	text, err := os.ReadFile(statePath(s.out))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(s.out); err == nil {
			return nil, fmt.Errorf("%s exists already", s.out)
		}
		return fresh, nil
	}
	if err != nil {
		return nil, err
	}
	var st state
	if err := json.Unmarshal(text, &st); err != nil || (st.Artist == nil) == (st.Saved == nil) {
		return nil, fmt.Errorf("%s cannot be read; delete it and %s to start again", statePath(s.out), s.out)
	}
	if (st.Artist == nil) != (fresh.Artist == nil) || st.Artist != nil && st.Artist.ID != fresh.Artist.ID {
		return nil, fmt.Errorf("%s belongs to another export that is not finished", s.out)
	}
	return &st, nil
}

// save replaces the stored state, which is the old one or the new one after a
// crash too.
func (s *state) save(path string) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	temporary := path + ".new"
	if err := os.WriteFile(temporary, text, 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}
