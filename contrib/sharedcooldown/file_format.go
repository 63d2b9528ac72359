package sharedcooldown

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"strings"
	"time"
)

const (
	maxFileSize = 64 << 10 // the file is rewritten when it has become larger
	maxFileRead = 1 << 20  // a larger file was not written by this package

	// clockStep is how far a record may lie in the future before the clock
	// counts as set back. It covers the small corrections of a time service.
	clockStep = time.Second
)

// fileRecord is a line of the file: a value that is valid for a duration from
// the given time on.
type fileRecord struct {
	Key      string        `json:"key"`
	SetAt    time.Time     `json:"set_at"`
	Duration time.Duration `json:"duration_ns"`
	Value    string        `json:"value"`
}

// remaining returns the rest of the record's time, never more than all of it.
func (r fileRecord) remaining(now time.Time) time.Duration {
	if now.Before(r.SetAt) {
		return r.Duration
	}
	return max(0, r.Duration-now.Sub(r.SetAt))
}

// isFuture reports whether the clock was set back after the record was written.
func (r fileRecord) isFuture(now time.Time) bool {
	return r.SetAt.Sub(now) > clockStep
}

// fileContent is what a file contains.
type fileContent struct {
	records []fileRecord
	foreign bool // there is something else in it
	size    int64
}

// readRecords reads a file, the first mebibyte of it if it is larger.
func readRecords(path string) (fileContent, error) {
	var f *os.File
	err := whileInUse(func() (err error) {
		f, err = os.Open(path)
		return err
	})
	if err != nil {
		return fileContent{}, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFileRead+1))
	if err != nil {
		return fileContent{}, err
	}
	return parseRecords(text), nil
}

func parseRecords(text []byte) fileContent {
	c := fileContent{size: int64(len(text)), foreign: len(text) > maxFileRead}
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		var r fileRecord
		if json.Unmarshal(line, &r) != nil || r.Key == "" || r.SetAt.IsZero() || r.Duration <= 0 {
			c.foreign = true
			continue
		}
		r.Duration = min(r.Duration, maxCooldown)
		c.records = append(c.records, r)
	}
	return c
}

// marshalRecords returns the records as lines. They start with a line break,
// which ends a line that a killed process has left unfinished.
func marshalRecords(records []fileRecord) []byte {
	var text bytes.Buffer
	for _, r := range records {
		r.SetAt = r.SetAt.UTC()
		r.Value = strings.ToValidUTF8(r.Value, "\uFFFD")
		line, _ := json.Marshal(r) // strings, a number and a time of our era: it cannot fail
		text.WriteString("\n")
		text.Write(line)
	}
	text.WriteString("\n")
	return text.Bytes()
}

// lookup returns the latest value under key that is still valid, and the
// longest remaining time of any of them.
func (c fileContent) lookup(key string, now time.Time) (value string, remaining time.Duration) {
	for _, r := range c.records {
		if left := r.remaining(now); r.Key == key && left > 0 {
			value, remaining = r.Value, max(remaining, left)
		}
	}
	return value, remaining
}

func (c fileContent) hasFuture(now time.Time) bool {
	for _, r := range c.records {
		if r.isFuture(now) {
			return true
		}
	}
	return false
}

// current returns one record for each key that is still valid. A record from
// the future starts now.
func (c fileContent) current(now time.Time) []fileRecord {
	var current []fileRecord
	seen := map[string]bool{}
	for _, r := range c.records {
		if seen[r.Key] {
			continue
		}
		seen[r.Key] = true
		value, remaining := c.lookup(r.Key, now)
		if remaining > 0 {
			current = append(current, fileRecord{Key: r.Key, SetAt: now, Duration: remaining, Value: value})
		}
	}
	return current
}
