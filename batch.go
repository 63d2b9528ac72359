package spotify

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

const (
	maxConcurrent = 4  // single-item requests in flight per batch
	maxListedIDs  = 20 // invalid IDs that an error names
)

// batch requests any number of items of one kind: at most maxIDs per request
// from the list endpoint, or each by itself if the app does not have that
// endpoint. Its rules are those of the exported methods.
func batch[T any](ctx context.Context, c *Client, route string, maxIDs int, ids []string, query params) ([]*T, error) {
	s, err := c.session(ctx)
	if err != nil {
		return nil, err
	}
	if query.err != nil {
		return nil, query.err
	}
	b := &batchCall[T]{client: c, mode: s.mode, route: route, query: query, found: map[string]batchEntry[T]{}}
	plain, wanted := b.plainIDs(s.engine.api.base, ids)
	for len(wanted) > 0 && err == nil {
		chunk := wanted[:min(maxIDs, len(wanted))]
		wanted = wanted[len(chunk):]
		err = b.fetch(ctx, chunk)
	}
	return b.orderResults(ids, plain, err)
}

// batchCall is one call of batch.
type batchCall[T any] struct {
	client *Client
	mode   *appMode
	route  string // of the list endpoint
	query  params
	found  map[string]batchEntry[T] // by plain ID
	copies map[string]bool          // IDs that were given more than once
}

// plainIDs returns ids in their plain form, with "" for malformed ones, and the
// distinct ones among them.
func (b *batchCall[T]) plainIDs(base *url.URL, ids []string) (plain, distinct []string) {
	kind := kindOf(b.route)
	plain = make([]string, len(ids))
	seen := make(map[string]bool, len(ids))
	b.copies = map[string]bool{}
	for i, id := range ids {
		p, err := idOf(kind, publicHref(base, id))
		if err != nil {
			continue // orderResults names it
		}
		plain[i] = p
		if seen[p] {
			b.copies[p] = true
			continue
		}
		seen[p] = true
		distinct = append(distinct, p)
	}
	return plain, distinct
}

// fetch requests ids, at most as many as the list endpoint takes.
func (b *batchCall[T]) fetch(ctx context.Context, ids []string) error {
	closed := false
	if b.mode.shouldTry(b.route) {
		err := b.fetchList(ctx, ids)
		refusal := refusalOf(err)
		closed = refusal != nil && refusal.Is(ErrEndpointClosed)
		if err == nil || isInvalidID(refusal) {
			b.mode.restore(b.route)
		}
		// If Spotify rejects a list for one of its IDs, it does not say which.
		if !closed && !isInvalidID(refusal) {
			return err
		}
	}
	succeeded, err := b.fetchEach(ctx, ids)
	// At times Spotify has returned 403 for every endpoint. The app lacks the
	// list endpoint only if the single-item endpoint works.
	if closed && succeeded {
		b.mode.lose(b.route)
	}
	return err
}

// fetchList requests ids from the list endpoint.
func (b *batchCall[T]) fetchList(ctx context.Context, ids []string) error {
	q := append([]byte("ids="), strings.Join(ids, ",")...)
	if len(b.query.encoded) > 0 {
		q = append(append(q, '&'), b.query.encoded...)
	}
	list := &batchList[T]{name: strings.ReplaceAll(b.route[1:], "-", "_"), ids: ids, copies: b.copies}
	r := request{method: http.MethodGet, route: b.route, query: params{encoded: q}}
	if err := b.client.send(ctx, r, list); err != nil {
		return err
	}
	for i, entry := range list.entries {
		b.found[ids[i]] = entry
	}
	return nil
}

// fetchEach requests ids from the single-item endpoint, a few at a time, until
// one request fails. It reports whether any request succeeded.
func (b *batchCall[T]) fetchEach(ctx context.Context, ids []string) (succeeded bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex // guards next, succeeded, err and b.found
		next int
	)
	take := func() (id string, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		if err != nil || next == len(ids) {
			return "", false
		}
		next++
		return ids[next-1], true
	}
	put := func(id string, entry batchEntry[T], failure error) {
		mu.Lock()
		defer mu.Unlock()
		if failure == nil {
			b.found[id] = entry
			succeeded = succeeded || entry.item != nil
			return
		}
		// Later failures are mostly the cancellations that the first caused.
		if err == nil {
			err = failure
			cancel()
		}
	}
	for range min(maxConcurrent, len(ids)) {
		wg.Go(func() {
			for id, ok := take(); ok; id, ok = take() {
				b.fetchOne(ctx, id, put)
			}
		})
	}
	wg.Wait()
	return succeeded, err
}

// fetchOne requests one item and passes the result to put, even if the user's
// RoundTripper panics or calls runtime.Goexit.
func (b *batchCall[T]) fetchOne(ctx context.Context, id string, put func(string, batchEntry[T], error)) {
	r := request{method: http.MethodGet, route: b.route + "/{id}", id: id, query: b.query}
	one := &batchItem[T]{keep: b.copies[id]}
	err := b.unanswered(r, errExited)
	defer func() {
		if v := recover(); v != nil {
			err = b.unanswered(r, panicError(v))
		}
		put(id, one.batchEntry, err)
	}()
	err = b.client.send(ctx, r, one)
	if refusal := refusalOf(err); refusal != nil {
		one.invalid = isInvalidID(refusal)
		if one.invalid || refusal.StatusCode == http.StatusNotFound {
			err = nil
		}
	}
}

// unanswered returns the error for a request that ended without a response.
func (b *batchCall[T]) unanswered(r request, err error) error {
	path, _ := expand("", r.route, r.id)
	if s, err := b.client.session(context.Background()); err == nil {
		path = s.engine.api.base.EscapedPath() + path
	}
	return &Error{Method: r.method, Path: path, Route: r.route, err: err}
}

// orderResults returns the items in the order of ids: up to the first one
// without a response if the batch was stopped. plain are the IDs as plainIDs
// returned them.
func (b *batchCall[T]) orderResults(ids, plain []string, stopped error) ([]*T, error) {
	results := make([]*T, 0, len(ids))
	used := make(map[string]bool, len(b.copies))
	var invalid []string
	for i, id := range plain {
		entry, found := b.found[id]
		if id != "" && !found && stopped != nil {
			break
		}
		if id == "" || entry.invalid {
			invalid = append(invalid, ids[i])
		}
		item := entry.item
		// Callers may modify the results, so a repeated ID gets its own copy.
		if item != nil && used[id] {
			item = new(T)
			_ = decode(entry.body, item) // decoded without an error before
		}
		used[id] = true
		results = append(results, item)
	}
	if len(invalid) == 0 {
		return results, stopped
	}
	text := invalidIDs(kindOf(b.route), invalid)
	if stopped == nil {
		return results, inputErrorf(ErrInvalidID, "%s", text)
	}
	return results, &batchError{stopped, text}
}

// invalidIDs returns a text that names ids.
func invalidIDs(kind string, ids []string) string {
	var quoted []string
	for _, id := range ids[:min(len(ids), maxListedIDs)] {
		quoted = append(quoted, fmt.Sprintf("%.60q", withoutSecrets(id)))
	}
	text := "invalid " + kind + " IDs: " + strings.Join(quoted, ", ")
	if more := len(ids) - len(quoted); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// batchError is the error of a batch that was stopped and has invalid IDs among
// its results. It does not match [ErrInvalidID], which would mean that the
// results are complete.
type batchError struct {
	stopped error
	invalid string
}

func (e *batchError) Error() string { return e.stopped.Error() + " (" + e.invalid + ")" }
func (e *batchError) Unwrap() error { return e.stopped }
