package spotify

import (
	"context"
	"iter"
)

// Page is one page of a list.
type Page[T any] struct {
	Href     string `json:"href,omitempty"`
	Items    []T    `json:"items,omitzero"`
	Limit    int    `json:"limit"`
	Next     string `json:"next,omitempty"`
	Offset   int    `json:"offset"`
	Previous string `json:"previous,omitempty"`
	Total    int    `json:"total"`
}

// CursorPage is one page of a list that goes by cursors.
type CursorPage[T any] struct {
	Href    string  `json:"href,omitempty"`
	Items   []T     `json:"items,omitzero"`
	Limit   int     `json:"limit"`
	Next    string  `json:"next,omitempty"`
	Cursors Cursors `json:"cursors"`
	Total   int     `json:"total"`
}

// Cursors are the keys of the neighbouring pages.
type Cursors struct {
	After  string `json:"after,omitempty"`
	Before string `json:"before,omitempty"`
}

func (p *Page[T]) All(ctx context.Context, c *Client) iter.Seq2[T, error] { panic("skeleton") }

func (p *CursorPage[T]) All(ctx context.Context, c *Client) iter.Seq2[T, error] { panic("skeleton") }
