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
	Description        string                  `json:"description,omitzero"` // without HTML
	Edition            string                  `json:"edition,omitzero"`     // such as "Unabridged"
	Explicit           bool                    `json:"explicit"`             // false also means unknown
	ExternalURLs       ExternalURLs            `json:"external_urls,omitzero"`
	Href               string                  `json:"href,omitzero"` // link to this audiobook in the Web API
	HTMLDescription    string                  `json:"html_description,omitzero"`
	ID                 string                  `json:"id,omitzero"`
	Images             []Image                 `json:"images,omitzero"`      // the cover, widest first
	IsExternallyHosted bool                    `json:"is_externally_hosted"` // outside Spotify; false also means unknown
	Languages          []string                `json:"languages,omitzero"`   // ISO 639 codes
	MediaType          string                  `json:"media_type,omitzero"`  // "audio"
	Name               string                  `json:"name,omitzero"`
	Narrators          []Narrator              `json:"narrators,omitzero"`
	TotalChapters      int                     `json:"total_chapters"` // not reliable: responses differ
	Type               string                  `json:"type,omitzero"`  // "audiobook"
	URI                string                  `json:"uri,omitzero"`   // spotify:show:ID

	// The fields below are absent in development mode since February 2026.

	AvailableMarkets Markets `json:"available_markets,omitzero"`
	Publisher        string  `json:"publisher,omitzero"`
}

// SimplifiedAudiobook is an audiobook as lists, chapters and search results show
// it.
type SimplifiedAudiobook struct {
	Authors            []Author     `json:"authors,omitzero"`
	Copyrights         []Copyright  `json:"copyrights,omitzero"`
	Description        string       `json:"description,omitzero"` // without HTML
	Edition            string       `json:"edition,omitzero"`     // such as "Unabridged"
	Explicit           bool         `json:"explicit"`             // false also means unknown
	ExternalURLs       ExternalURLs `json:"external_urls,omitzero"`
	Href               string       `json:"href,omitzero"` // link to the full audiobook in the Web API
	HTMLDescription    string       `json:"html_description,omitzero"`
	ID                 string       `json:"id,omitzero"`
	Images             []Image      `json:"images,omitzero"`      // the cover, widest first
	IsExternallyHosted bool         `json:"is_externally_hosted"` // outside Spotify; false also means unknown
	Languages          []string     `json:"languages,omitzero"`   // ISO 639 codes
	MediaType          string       `json:"media_type,omitzero"`  // "audio"
	Name               string       `json:"name,omitzero"`
	Narrators          []Narrator   `json:"narrators,omitzero"`
	TotalChapters      int          `json:"total_chapters"` // not reliable: responses differ
	Type               string       `json:"type,omitzero"`  // "audiobook"
	URI                string       `json:"uri,omitzero"`   // spotify:show:ID

	// The fields below are absent in development mode since February 2026.

	AvailableMarkets Markets `json:"available_markets,omitzero"`
	Publisher        string  `json:"publisher,omitzero"`
}

// Author is a writer of an audiobook.
type Author struct {
	Name string `json:"name,omitzero"`
}

// Narrator is a reader of an audiobook.
type Narrator struct {
	Name string `json:"name,omitzero"`
}

// AudiobookOptions select the market of the audiobook that [Client.Audiobook]
// returns.
type AudiobookOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// AudiobooksOptions select the market of the audiobooks that
// [Client.Audiobooks] returns.
type AudiobooksOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// AudiobookChaptersOptions select the market and the page that
// [Client.AudiobookChapters] returns.
type AudiobookChaptersOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
	Limit  int    // 1 to 50; 0 uses the default, 20
	Offset int    // index of the first chapter, from 0
}

// Audiobook returns an audiobook with its first 50 chapters. Chapters.All
// reads the others. id may be the URI or page of a show, because that is how
// Spotify names audiobooks.
//
// Audiobooks exist only in the markets US, GB, CA, IE, NZ and AU. An app token
// has no country, so name one of them here or with [WithMarket]; without a
// market Spotify returns 404.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name an audiobook, and [ErrNotFound] if there is no such
// audiobook in the market.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-audiobook
func (c *Client) Audiobook(ctx context.Context, id string, opts *AudiobookOptions) (*Audiobook, error) {
	o := cmp.Or(opts, new(AudiobookOptions))
	query := c.query().market(o.Market)
	return get[Audiobook](ctx, c, "/audiobooks/{id}", id, query)
}

// Audiobooks returns any number of audiobooks: result[i] is the audiobook with
// ids[i], or nil if the market has none. A request takes 50 IDs; an ID given
// twice is requested once. Apps in development mode lost the list endpoint in
// February 2026; for them the client requests each audiobook by itself, a few
// at a time.
//
// Malformed IDs yield nil entries, and the call returns an error that matches
// [ErrInvalidID] alongside the complete result. If a request fails, the result
// ends before the first ID that was not read, and the error matches only what
// failed; continue with ids[len(result):].
//
// Audiobooks exist only in the markets US, GB, CA, IE, NZ and AU. An app token
// has no country, so name one of them here or with [WithMarket]; without a
// market all entries are nil.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-multiple-audiobooks
func (c *Client) Audiobooks(ctx context.Context, ids []string, opts *AudiobooksOptions) ([]*Audiobook, error) {
	o := cmp.Or(opts, new(AudiobooksOptions))
	query := c.query().market(o.Market)
	return batch[Audiobook](ctx, c, "/audiobooks", 50, ids, query)
}

// AudiobookChapters returns a page of the chapters of an audiobook in reading
// order. Options select the market and the page: 1 to 50 chapters, 20 by
// default. id may be the URI or page of a show.
//
// Audiobooks exist only in the markets US, GB, CA, IE, NZ and AU. An app token
// has no country, so name one of them here or with [WithMarket]; without a
// market Spotify returns 404.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name an audiobook, and [ErrNotFound] if there is no such
// audiobook in the market.
//
// https://developer.spotify.com/documentation/web-api/reference/get-audiobook-chapters
func (c *Client) AudiobookChapters(ctx context.Context, id string, opts *AudiobookChaptersOptions) (*Page[SimplifiedChapter], error) {
	o := cmp.Or(opts, new(AudiobookChaptersOptions))
	query := c.query().market(o.Market).page(o.Limit, o.Offset)
	return get[Page[SimplifiedChapter]](ctx, c, "/audiobooks/{id}/chapters", id, query)
}
