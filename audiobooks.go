package spotify

import (
	"cmp"
	"context"
)

// Audiobook is an audiobook with its first chapters. Its URI and its page name
// it as a show, with the same ID.
type Audiobook struct {
	Authors            []Author                `json:"authors,omitzero"`
	Chapters           Page[SimplifiedChapter] `json:"chapters,omitzero"` // the first 50
	Copyrights         []Copyright             `json:"copyrights,omitzero"`
	Description        string                  `json:"description,omitempty"` // without HTML
	Edition            string                  `json:"edition,omitempty"`     // such as "Unabridged"
	Explicit           bool                    `json:"explicit"`              // false also means unknown
	ExternalURLs       ExternalURLs            `json:"external_urls,omitzero"`
	Href               string                  `json:"href,omitempty"` // link to this audiobook in the Web API
	HTMLDescription    string                  `json:"html_description,omitempty"`
	ID                 string                  `json:"id,omitempty"`
	Images             []Image                 `json:"images,omitzero"`      // the cover, widest first
	IsExternallyHosted bool                    `json:"is_externally_hosted"` // lies outside Spotify; false also means unknown
	Languages          []string                `json:"languages,omitzero"`   // ISO 639 codes
	MediaType          string                  `json:"media_type,omitempty"` // "audio"
	Name               string                  `json:"name,omitempty"`
	Narrators          []Narrator              `json:"narrators,omitzero"`
	TotalChapters      int                     `json:"total_chapters"` // not reliable: two answers may differ
	Type               string                  `json:"type,omitempty"` // "audiobook"
	URI                string                  `json:"uri,omitempty"`  // spotify:show:ID

	// The rest is absent for apps in development mode since February 2026.

	AvailableMarkets Markets `json:"available_markets,omitzero"`
	Publisher        string  `json:"publisher,omitempty"`
}

// SimplifiedAudiobook is an audiobook as lists, chapters and search results show
// it.
type SimplifiedAudiobook struct {
	Authors            []Author     `json:"authors,omitzero"`
	Copyrights         []Copyright  `json:"copyrights,omitzero"`
	Description        string       `json:"description,omitempty"` // without HTML
	Edition            string       `json:"edition,omitempty"`     // such as "Unabridged"
	Explicit           bool         `json:"explicit"`              // false also means unknown
	ExternalURLs       ExternalURLs `json:"external_urls,omitzero"`
	Href               string       `json:"href,omitempty"` // link to the full audiobook in the Web API
	HTMLDescription    string       `json:"html_description,omitempty"`
	ID                 string       `json:"id,omitempty"`
	Images             []Image      `json:"images,omitzero"`      // the cover, widest first
	IsExternallyHosted bool         `json:"is_externally_hosted"` // lies outside Spotify; false also means unknown
	Languages          []string     `json:"languages,omitzero"`   // ISO 639 codes
	MediaType          string       `json:"media_type,omitempty"` // "audio"
	Name               string       `json:"name,omitempty"`
	Narrators          []Narrator   `json:"narrators,omitzero"`
	TotalChapters      int          `json:"total_chapters"` // not reliable: two answers may differ
	Type               string       `json:"type,omitempty"` // "audiobook"
	URI                string       `json:"uri,omitempty"`  // spotify:show:ID

	// The rest is absent for apps in development mode since February 2026.

	AvailableMarkets Markets `json:"available_markets,omitzero"`
	Publisher        string  `json:"publisher,omitempty"`
}

// Author is a writer of an audiobook.
type Author struct {
	Name string `json:"name,omitempty"`
}

// Narrator is a reader of an audiobook.
type Narrator struct {
	Name string `json:"name,omitempty"`
}

// AudiobookOptions are the optional parameters of [Client.Audiobook].
type AudiobookOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *AudiobookOptions) query(c *Client) params {
	o = cmp.Or(o, new(AudiobookOptions))
	return c.query().market(o.Market)
}

// AudiobooksOptions are the optional parameters of [Client.Audiobooks].
type AudiobooksOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *AudiobooksOptions) query(c *Client) params {
	o = cmp.Or(o, new(AudiobooksOptions))
	return c.query().market(o.Market)
}

// AudiobookChaptersOptions are the optional parameters of
// [Client.AudiobookChapters].
type AudiobookChaptersOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
	Limit  int    // chapters a page, 1 to 50; default 20
	Offset int    // index of the first chapter; default 0
}

func (o *AudiobookChaptersOptions) query(c *Client) params {
	o = cmp.Or(o, new(AudiobookChaptersOptions))
	return c.query().market(o.Market).page(o.Limit, o.Offset)
}

// Audiobook returns an audiobook with its first 50 chapters; Chapters.All walks
// on to the others. id may be a show's URI or page, since Spotify names
// audiobooks so. Audiobooks exist in the markets US, GB, CA, IE, NZ and AU
// alone. An app's own token is enough, in every mode, if one of them is given
// here or by [WithMarket]. It matches [ErrInvalidID] if id is not an audiobook's
// and [ErrNotFound] if the market has no such audiobook, or none was given.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-audiobook
func (c *Client) Audiobook(ctx context.Context, id string, opts *AudiobookOptions) (*Audiobook, error) {
	return get[Audiobook](ctx, c, "/audiobooks/{id}", id, opts.query(c))
}

// Audiobooks returns any number of audiobooks: result[i] answers ids[i] and is
// nil where the market (US, GB, CA, IE, NZ or AU) has none. Requests take 50 ids
// each, and an id given twice is asked for once. Apps in development mode lost
// the list endpoint in February 2026: the client notices, asks for each
// audiobook alone, a few at a time, and remembers that. Ids that cannot be one
// cost their own entry and give an error that matches [ErrInvalidID] beside the
// full result. A call that ends early returns the answered prefix: go on with
// ids[len(result):]. An app's own token is enough if a market is given.
//
// https://developer.spotify.com/documentation/web-api/reference/get-multiple-audiobooks
func (c *Client) Audiobooks(ctx context.Context, ids []string, opts *AudiobooksOptions) ([]*Audiobook, error) {
	return batch[Audiobook](ctx, c, "/audiobooks", 50, ids, opts.query(c))
}

// AudiobookChapters returns a page of an audiobook's chapters in reading order,
// 1 to 50 a page (default 20). id may be a show's URI or page. An app's own
// token is enough, in every mode, if a market that has audiobooks (US, GB, CA,
// IE, NZ, AU) is given here or by [WithMarket]. It matches [ErrInvalidID] if id
// is not an audiobook's, [ErrNotFound] if the market has no such audiobook, or
// none was given, and [ErrBadRequest] if the limit is out of range.
//
// https://developer.spotify.com/documentation/web-api/reference/get-audiobook-chapters
func (c *Client) AudiobookChapters(ctx context.Context, id string, opts *AudiobookChaptersOptions) (*Page[SimplifiedChapter], error) {
	return get[Page[SimplifiedChapter]](ctx, c, "/audiobooks/{id}/chapters", id, opts.query(c))
}
