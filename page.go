package spotify

// Page is one page of a list. It is a plain value that can be stored and
// reloaded with encoding/json. [Page.All] iterates over the rest of the list.
type Page[T any] struct {
	Href     string `json:"href,omitzero"`     // link to this page
	Items    []T    `json:"items,omitzero"`    // null elements are left out
	Limit    int    `json:"limit"`             // maximum number of items
	Next     string `json:"next,omitzero"`     // link to the next page; "" on the last
	Offset   int    `json:"offset"`            // index of the first item in the list
	Previous string `json:"previous,omitzero"` // link to the previous page; "" on the first
	Total    int    `json:"total"`             // length of the list; may be wrong
}

// CursorPage is one page of a list that uses cursors instead of offsets.
type CursorPage[T any] struct {
	Href    string  `json:"href,omitzero"`  // link to this page
	Items   []T     `json:"items,omitzero"` // null elements are left out
	Limit   int     `json:"limit"`          // maximum number of items
	Next    string  `json:"next,omitzero"`  // link to the next page; "" on the last
	Cursors Cursors `json:"cursors"`
	Total   int     `json:"total,omitzero"` // length of the list, if Spotify sent it
}

// Cursors are the keys for requesting the neighboring pages.
type Cursors struct {
	After  string `json:"after,omitzero"`
	Before string `json:"before,omitzero"`
}

// isZero reports whether p has no content at all.
func (p *Page[T]) isZero() bool {
	return p.Href == "" && p.Items == nil && p.Limit == 0 && p.Next == "" &&
		p.Offset == 0 && p.Previous == "" && p.Total == 0
}

func (p *CursorPage[T]) isZero() bool {
	return p.Href == "" && p.Items == nil && p.Limit == 0 && p.Next == "" && p.Cursors == Cursors{} && p.Total == 0
}

func (p *Page[T]) links() []*string       { return []*string{&p.Href, &p.Next, &p.Previous} }
func (p *CursorPage[T]) links() []*string { return []*string{&p.Href, &p.Next} }
