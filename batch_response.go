package spotify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// batchEntry is what Spotify returned for an ID.
type batchEntry[T any] struct {
	item    *T     // nil: Spotify does not know the ID
	body    []byte // JSON of item, if the ID was given more than once
	invalid bool   // Spotify rejected the ID
}

// batchList is the response of a list endpoint: {"tracks": [...]} in the order
// of the IDs, with null for each that Spotify does not know.
type batchList[T any] struct {
	name    string
	ids     []string
	copies  map[string]bool
	entries []batchEntry[T]
}

func (l *batchList[T]) readResponse(body []byte) error {
	var envelope map[string][]*T
	if err := decode(body, &envelope); err != nil {
		return err
	}
	items := envelope[l.name]
	hasCopies := slices.ContainsFunc(l.ids, func(id string) bool { return l.copies[id] })
	var raw []json.RawMessage
	if hasCopies || len(items) != len(l.ids) {
		var members map[string]json.RawMessage
		_ = json.Unmarshal(body, &members) // an object, see above
		if member := members[l.name]; member != nil && json.Unmarshal(member, &raw) != nil {
			return fmt.Errorf("%q is a JSON %s instead of an array for %d ids", l.name, kindName(member[0]), len(l.ids))
		}
	}
	if len(items) != len(l.ids) {
		return fmt.Errorf("%d entries for %d ids in the array %q", len(items), len(l.ids), l.name)
	}
	l.entries = make([]batchEntry[T], len(items))
	for i, item := range items {
		l.entries[i].item = item
		if item != nil && l.copies[l.ids[i]] {
			l.entries[i].body = raw[i]
		}
	}
	return nil
}

// batchItem is the response of a single-item endpoint.
type batchItem[T any] struct {
	batchEntry[T]
	keep bool // the body is wanted too
}

func (b *batchItem[T]) readResponse(body []byte) error {
	item := new(T)
	if err := decode(body, item); err != nil {
		return err
	}
	b.item = item
	if b.keep {
		b.body = bytes.Clone(body)
	}
	return nil
}

// refusalOf returns err as an *Error if Spotify's own response to this very
// request caused it. It does not search the chain, which may hold errors of
// other requests: a context's cause is often the failure of one.
func refusalOf(err error) *Error {
	if e, ok := err.(*Error); ok && e.StatusCode >= 400 {
		return e
	}
	return nil
}

// isInvalidID reports whether Spotify rejected an ID. Most texts of 22 letters
// and digits exceed the 128 bits of an ID.
func isInvalidID(e *Error) bool {
	if e == nil || e.StatusCode != http.StatusBadRequest {
		return false
	}
	message := strings.ToLower(e.Message)
	return strings.Contains(message, "invalid base62 id") || strings.Trim(message, " .") == "invalid id"
}
