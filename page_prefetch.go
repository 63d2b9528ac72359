package spotify

import (
	"context"
	"maps"
	"strconv"
	"strings"
)

// prefetch holds the pages that are fetched ahead of a walk, in their order.
type prefetch[T any] struct {
	size  int
	ahead []*ahead[T]
}

// ahead is a page under way or there.
type ahead[T any] struct {
	key    string
	cancel context.CancelFunc
	done   chan struct{} // closed once page and err are there
	page   *Page[T]
	err    error
}

type fetchPage[T any] func(context.Context, link) (*Page[T], error)

// fill starts requests until n are ahead: for next and for the offsets after it
// that page's limit and total promise. A failure stops it: the walk ends there,
// and a 429 wants silence.
func (f *prefetch[T]) fill(ctx context.Context, fetch fetchPage[T], next link, page *Page[T], n int) {
	if next.end() {
		return
	}
	// A page fetched ahead counts only if the page before it really leads there.
	if len(f.ahead) > 0 && f.ahead[0].key != next.key() {
		f.drop()
	}
	if f.size == 0 {
		return
	}
	offset, err := strconv.Atoi(next.query.Get("offset"))
	step, noLimit := strconv.Atoi(next.query.Get("limit"))
	if noLimit != nil {
		step = page.Limit
	}
	if err != nil || step <= 0 {
		return
	}
	for _, a := range f.ahead {
		if a.failed() {
			return
		}
	}
	for i := len(f.ahead); i < n; i++ {
		at := offset + i*step
		if at >= page.Total || next.path == "/search" && at >= searchDepth {
			return
		}
		f.ahead = append(f.ahead, start(ctx, fetch, next.at(at)))
	}
}

// at is the link with another offset, otherwise written as it came: whoever
// caches answers sees the links that Spotify gives.
func (l link) at(offset int) link {
	old := "&offset=" + l.query.Get("offset")
	l.query = maps.Clone(l.query)
	l.query.Set("offset", strconv.Itoa(offset))
	if before, after, found := strings.Cut("&"+l.raw, old); found {
		l.raw = (before + "&offset=" + strconv.Itoa(offset) + after)[1:]
	} else {
		l.raw = l.query.Encode()
	}
	return l
}

func start[T any](ctx context.Context, fetch fetchPage[T], l link) *ahead[T] {
	ctx, cancel := context.WithCancel(ctx)
	a := &ahead[T]{key: l.key(), cancel: cancel, done: make(chan struct{}), err: errExited}
	go func() {
		defer cancel()
		defer close(a.done)
		defer func() {
			if p := recover(); p != nil {
				a.err = panicError(p)
			}
		}()
		a.page, a.err = fetch(ctx, l)
	}()
	return a
}

// take gives the page behind next, which fill was given: fetched ahead if fill
// could.
func (f *prefetch[T]) take(ctx context.Context, fetch fetchPage[T], next link) (*Page[T], error) {
	if len(f.ahead) == 0 {
		return fetch(ctx, next)
	}
	first := f.ahead[0]
	f.ahead = f.ahead[1:]
	<-first.done // it ends with ctx
	return first.page, first.err
}

// drop gives up what was fetched on a wrong guess. Of such a list no further
// guess is made: each would cost requests for nothing.
func (f *prefetch[T]) drop() {
	for _, a := range f.ahead {
		a.cancel()
	}
	f.ahead, f.size = nil, 0
}

func (a *ahead[T]) failed() bool {
	select {
	case <-a.done:
		return a.err != nil
	default:
		return false
	}
}
