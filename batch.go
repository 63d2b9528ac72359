package spotify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

const (
	singlesAtOnce = 4  // requests in flight where an app has no list endpoint
	namedIDs      = 20 // that an error about invalid ones names
)

// batch asks for any number of ids of one kind: route?ids= with at most most of
// them each, or where the app has lost that endpoint route/{id} for each alone.
// Its promises are those of the exported methods.
func batch[T any](ctx context.Context, c *Client, route string, most int, ids []string, query params) ([]*T, error) {
	s, err := c.session(ctx)
	if err != nil {
		return nil, err
	}
	if query.err != nil {
		return nil, query.err
	}
	plain, wanted := plainIDs(kindOf(route), ids)
	found := make(map[string]*T, len(wanted))
	for len(wanted) > 0 && err == nil {
		some := wanted[:min(most, len(wanted))]
		wanted = wanted[len(some):]
		if !s.mode.hasLost(route) {
			if err = several(ctx, c, route, some, query, found); !errors.Is(err, ErrEndpointClosed) {
				continue
			}
			s.mode.lose(route)
		}
		err = oneByOne(ctx, c, route+"/{id}", some, query, found)
	}
	return assemble(kindOf(route), ids, plain, found, err)
}

// plainIDs gives ids in their plain form, "" for what is none, and each once.
func plainIDs(kind string, ids []string) (plain, distinct []string) {
	plain = make([]string, len(ids))
	seen := make(map[string]bool, len(ids))
	for i, id := range ids {
		p, err := idOf(kind, id)
		if err != nil {
			continue
		}
		if plain[i] = p; !seen[p] {
			seen[p] = true
			distinct = append(distinct, p)
		}
	}
	return plain, distinct
}

// several asks for ids with one request.
func several[T any](ctx context.Context, c *Client, route string, ids []string, query params, found map[string]*T) error {
	q := append([]byte("ids="), strings.Join(ids, ",")...)
	if len(query.encoded) > 0 {
		q = append(append(q, '&'), query.encoded...)
	}
	list := &batchList[T]{name: strings.ReplaceAll(route[1:], "-", "_"), size: len(ids)}
	if err := c.send(ctx, request{method: http.MethodGet, route: route, query: params{encoded: q}}, list); err != nil {
		return err
	}
	for i, item := range list.items {
		found[ids[i]] = item
	}
	return nil
}

// batchList is the response of a list endpoint: {"tracks": [...]} in the order
// of the IDs, with null for each that Spotify does not know.
type batchList[T any] struct {
	name  string
	size  int
	items []*T
}

func (l *batchList[T]) readResponse(body []byte) error {
	var envelope map[string][]*T
	if err := decode(body, &envelope); err != nil {
		return err
	}
	l.items = envelope[l.name]
	if len(l.items) != l.size {
		return fmt.Errorf("%d entries for %d ids", len(l.items), l.size)
	}
	return nil
}

// oneByOne asks for each id alone, a few at a time. The first failure ends it.
func oneByOne[T any](ctx context.Context, c *Client, route string, ids []string, query params, found map[string]*T) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex // guards next, first and found
		next  int
		first error
	)
	take := func() (id string, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		if first != nil || next == len(ids) {
			return "", false
		}
		next++
		return ids[next-1], true
	}
	ask := func(id string) {
		var one *T
		err := errExited
		defer func() {
			if p := recover(); p != nil {
				err = panicError(p)
			}
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil, errors.Is(err, ErrNotFound):
				found[id] = one
			case first == nil:
				first = err
				cancel()
			}
		}()
		one, err = get[T](ctx, c, route, id, query)
	}
	for range min(singlesAtOnce, len(ids)) {
		wg.Go(func() {
			for id, ok := take(); ok; id, ok = take() {
				ask(id)
			}
		})
	}
	wg.Wait()
	return first
}

// assemble puts the answers into the order of ids and tells what went wrong.
func assemble[T any](kind string, ids, plain []string, found map[string]*T, ended error) ([]*T, error) {
	result := make([]*T, 0, len(ids))
	var named []string
	invalid := 0
	for i, id := range plain {
		one, answered := found[id]
		if id == "" {
			if invalid++; invalid <= namedIDs {
				named = append(named, fmt.Sprintf("%.40q", ids[i]))
			}
		} else if !answered && ended != nil {
			break
		}
		result = append(result, one)
	}
	if invalid == 0 {
		return result, ended
	}
	text := strings.Join(named, ", ")
	if invalid > namedIDs {
		text += fmt.Sprintf(" and %d more", invalid-namedIDs)
	}
	bad := inputErrorf(ErrInvalidID, "no %s IDs: %s", kind, text)
	if ended == nil {
		return result, bad
	}
	return result, &batchError{ended, bad}
}

// batchError is what ended a batch, beside the invalid IDs before that.
type batchError struct{ ended, invalid error }

func (e *batchError) Error() string   { return e.ended.Error() + " (" + unprefixed(e.invalid) + ")" }
func (e *batchError) Unwrap() []error { return []error{e.ended, e.invalid} }
