package spotify

import (
	"context"
	"strconv"
)

// prefetch requests the pages after a walk's current page before the walk
// needs them. P is the type of a page.
type prefetch[P any] struct {
	fetch func(context.Context, link) (P, error)
	size  int                  // largest number of pages ahead; 0: none
	ahead []*prefetchedPage[P] // without gaps, from the next page on
}

// prefetchedPage is a page that was requested ahead.
type prefetchedPage[P any] struct {
	key    string // of the link
	cancel context.CancelFunc
	done   chan struct{} // closed once page and err are set
	page   P
	err    error
}

// fill starts requests until n pages are ahead: for next, and for the offsets
// that follow from the limit and total of the page that next came with.
func (f *prefetch[P]) fill(ctx context.Context, next link, limit, total, n int) {
	if next.isZero() {
		return
	}
	// The offsets were guessed. A page counts only if the page before it links
	// there. A list that skips once will do so again, and wrong guesses cost
	// requests, so no more are made.
	if len(f.ahead) > 0 && f.ahead[0].key != next.key() {
		f.stop()
	}
	if f.size == 0 {
		return
	}
	offset, err := strconv.Atoi(next.query.Get("offset"))
	step := limit
	if asked, err := strconv.Atoi(next.query.Get("limit")); err == nil {
		step = asked
	}
	if err != nil || step <= 0 {
		return
	}
	// The walk ends at a failed page, so pages after it would not be used. If
	// the failure was a 429, more requests would extend the rate limit.
	for _, p := range f.ahead {
		if p.failed() {
			return
		}
	}
	for i := len(f.ahead); i < n; i++ {
		at := offset + i*step
		if at < offset || at >= total { // an absurd offset overflows
			return
		}
		l := next
		if i > 0 {
			l = next.with("offset", at).withinSearch(step)
		}
		if l.isZero() {
			return
		}
		f.ahead = append(f.ahead, f.start(ctx, l))
	}
}

// start requests the page that l leads to.
func (f *prefetch[P]) start(ctx context.Context, l link) *prefetchedPage[P] {
	ctx, cancel := context.WithCancel(ctx)
	p := &prefetchedPage[P]{key: l.key(), cancel: cancel, done: make(chan struct{})}
	go func() {
		defer cancel()
		defer close(p.done)
		p.err = l.unanswered(errExited) // stays if fetch calls runtime.Goexit
		defer func() {
			// A panic of the user's RoundTripper would end the program here,
			// where the caller cannot recover from it.
			if v := recover(); v != nil {
				p.err = l.unanswered(panicError(v))
			}
		}()
		p.page, p.err = f.fetch(ctx, l)
	}()
	return p
}

// take returns the page that next leads to. It requests the page if fill,
// called with the same next, did not.
func (f *prefetch[P]) take(ctx context.Context, next link) (P, error) {
	if len(f.ahead) == 0 {
		return f.fetch(ctx, next)
	}
	first := f.ahead[0]
	f.ahead = f.ahead[1:]
	<-first.done // fetch returns when ctx ends
	return first.page, first.err
}

// stop cancels the requests under way and prevents further ones.
func (f *prefetch[P]) stop() {
	for _, p := range f.ahead {
		p.cancel()
	}
	f.ahead, f.size = nil, 0
}

// failed reports whether the request has ended with an error.
func (p *prefetchedPage[P]) failed() bool {
	select {
	case <-p.done:
		return p.err != nil
	default:
		return false
	}
}
