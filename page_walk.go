package spotify

import (
	"context"
	"iter"
)

// All returns an iterator over the items of p and of all pages after it. It
// requests each page when the loop gets there, or earlier with
// [WithPagePrefetch]. If a request fails, the iterator yields the error as its
// last element. Breaking the loop stops the requests. Each range over the
// iterator starts again from p. A nil p has no items.
//
// c is used only if p has a next page, and may be nil otherwise. Spotify's
// links, not Total, decide where the list ends: Total may be wrong and may
// change from page to page. A search ends after 1000 results, where Spotify
// stops. The iterator yields an [*Error] if a link leads to another host or to
// a page that was requested before, and at the tenth empty page in a row.
func (p *Page[T]) All(ctx context.Context, c *Client) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if p != nil {
			walk(ctx, c, p, true, yield)
		}
	}
}

// All is [Page.All] for a list with cursors. No page is requested ahead.
func (p *CursorPage[T]) All(ctx context.Context, c *Client) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if p != nil {
			walk(ctx, c, &Page[T]{Items: p.Items, Next: p.Next}, false, yield)
		}
	}
}

// NextPage returns the page after p. It returns nil and no error if p is nil or
// the last page; c may be nil then. The rules for links are those of
// [Page.All], but a list whose links form a loop is not recognized.
func (p *Page[T]) NextPage(ctx context.Context, c *Client) (*Page[T], error) {
	if p == nil {
		return nil, nil
	}
	l, err := c.parseLink(p.Next, "next")
	if err != nil {
		return nil, err
	}
	return followPage[T](ctx, c, l.withinSearch(p.Limit))
}

// PreviousPage returns the page before p. It returns nil and no error if p is
// nil or the first page; c may be nil then. The rules for links are those of
// [Page.NextPage].
func (p *Page[T]) PreviousPage(ctx context.Context, c *Client) (*Page[T], error) {
	if p == nil {
		return nil, nil
	}
	l, err := c.parseLink(p.Previous, "previous")
	if err != nil {
		return nil, err
	}
	return followPage[T](ctx, c, l)
}

// NextPage is [Page.NextPage] for a list with cursors. Spotify sends no link to
// the previous page of such a list.
func (p *CursorPage[T]) NextPage(ctx context.Context, c *Client) (*CursorPage[T], error) {
	if p == nil {
		return nil, nil
	}
	l, err := c.parseLink(p.Next, "next")
	if err != nil || l.isZero() {
		return nil, err
	}
	page := new(CursorPage[T])
	if err := c.follow(ctx, l, page); err != nil {
		return nil, err
	}
	return page, nil
}

// Collect returns all items of seq, for example of [Page.All], or nil if there
// are none. If seq yields an error, Collect returns the items before it and the
// error.
//
// A list is requested page by page, so 10,000 saved tracks cost 200 requests of
// 50 and are all held in memory: for long lists, range over seq and keep what
// you need. Do not decide by Total whether a list is short enough, because it
// may be wrong. [WithPagePrefetch] makes Collect faster, but pages requested
// ahead count against the app's rate limit and quota even if the list ends
// before them.
func Collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var items []T
	for item, err := range seq {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}

// followPage returns the page that l leads to, or nil if there is no link.
func followPage[T any](ctx context.Context, c *Client, l link) (*Page[T], error) {
	if l.isZero() {
		return nil, nil
	}
	page := new(Page[T])
	if err := c.follow(ctx, l, page); err != nil {
		return nil, err
	}
	return page, nil
}

// walk yields the items of page and of the pages after it, then the error that
// ended the walk, if any. Pages are requested ahead only if the list has
// offsets.
func walk[T any](ctx context.Context, c *Client, page *Page[T], offsets bool, yield func(T, error) bool) {
	pages := &prefetch[*Page[T]]{fetch: func(ctx context.Context, l link) (*Page[T], error) {
		return followPage[T](ctx, c, l)
	}}
	// Without a next page neither the context nor the client is used: tests
	// pass nil for both.
	if page.Next != "" && ctx != nil {
		if s, err := c.session(ctx); err == nil && offsets {
			pages.size = s.prefetch
		}
		var stop context.CancelFunc
		ctx, stop = context.WithCancel(ctx)
		defer stop() // the caller may leave the loop while pages are requested
	}
	visited := visitedLinks{}
	for {
		next, err := visited.next(c, page.Next, page.Limit, len(page.Items))
		if err == nil {
			// Before the items are yielded, so that pages arrive while the
			// caller works on them.
			pages.fill(ctx, next, page.Limit, page.Total, pages.size)
		}
		// An invalid link does not affect the items of this page.
		for _, item := range page.Items {
			if !yield(item, nil) {
				return
			}
		}
		if err == nil {
			if next.isZero() {
				return
			}
			// The walk waits for one page; size pages stay ahead of that.
			pages.fill(ctx, next, page.Limit, page.Total, pages.size+1)
			page, err = pages.take(ctx, next)
		}
		if err != nil {
			yield(*new(T), err)
			return
		}
	}
}
