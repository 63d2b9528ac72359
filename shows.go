package spotify

import (
	"cmp"
	"context"
)

// Show is a podcast with its first episodes.
type Show struct {
	Copyrights         []Copyright             `json:"copyrights,omitzero"`
	Description        string                  `json:"description,omitempty"` // without HTML
	Episodes           Page[SimplifiedEpisode] `json:"episodes,omitzero"`     // the first 50
	Explicit           bool                    `json:"explicit"`              // false also means unknown
	ExternalURLs       ExternalURLs            `json:"external_urls,omitzero"`
	Href               string                  `json:"href,omitempty"` // link to this show in the Web API
	HTMLDescription    string                  `json:"html_description,omitempty"`
	ID                 string                  `json:"id,omitempty"`
	Images             []Image                 `json:"images,omitzero"`      // the cover, widest first
	IsExternallyHosted bool                    `json:"is_externally_hosted"` // all episodes lie outside Spotify; false also means unknown
	Languages          []string                `json:"languages,omitzero"`   // ISO 639 codes
	MediaType          string                  `json:"media_type,omitempty"` // "audio", "mixed"
	Name               string                  `json:"name,omitempty"`
	TotalEpisodes      int                     `json:"total_episodes"` // 0 for an audiobook
	Type               string                  `json:"type,omitempty"` // "show"
	URI                string                  `json:"uri,omitempty"`

	// The rest is absent for apps in development mode since February 2026.

	AvailableMarkets Markets `json:"available_markets,omitzero"`
	Publisher        string  `json:"publisher,omitempty"`
}

// SimplifiedShow is a podcast as lists, episodes and search results show it.
// Nearly all of it is empty for a show that is gone.
type SimplifiedShow struct {
	Copyrights         []Copyright  `json:"copyrights,omitzero"`
	Description        string       `json:"description,omitempty"` // without HTML
	Explicit           bool         `json:"explicit"`              // false also means unknown
	ExternalURLs       ExternalURLs `json:"external_urls,omitzero"`
	Href               string       `json:"href,omitempty"` // link to the full show in the Web API
	HTMLDescription    string       `json:"html_description,omitempty"`
	ID                 string       `json:"id,omitempty"`
	Images             []Image      `json:"images,omitzero"`      // the cover, widest first
	IsExternallyHosted bool         `json:"is_externally_hosted"` // all episodes lie outside Spotify; false also means unknown
	Languages          []string     `json:"languages,omitzero"`   // ISO 639 codes
	MediaType          string       `json:"media_type,omitempty"` // "audio", "mixed"
	Name               string       `json:"name,omitempty"`
	TotalEpisodes      int          `json:"total_episodes"` // 0 for an audiobook
	Type               string       `json:"type,omitempty"` // "show"
	URI                string       `json:"uri,omitempty"`

	// The rest is absent for apps in development mode since February 2026.

	AvailableMarkets Markets `json:"available_markets,omitzero"`
	Publisher        string  `json:"publisher,omitempty"`
}

// ShowOptions are the optional parameters of [Client.Show].
type ShowOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *ShowOptions) query(c *Client) params {
	o = cmp.Or(o, new(ShowOptions))
	return c.query().market(o.Market)
}

// ShowsOptions are the optional parameters of [Client.Shows].
type ShowsOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *ShowsOptions) query(c *Client) params {
	o = cmp.Or(o, new(ShowsOptions))
	return c.query().market(o.Market)
}

// ShowEpisodesOptions are the optional parameters of [Client.ShowEpisodes].
type ShowEpisodesOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
	Limit  int    // episodes a page, 1 to 50; default 20
	Offset int    // index of the first episode; default 0
}

func (o *ShowEpisodesOptions) query(c *Client) params {
	o = cmp.Or(o, new(ShowEpisodesOptions))
	return c.query().market(o.Market).page(o.Limit, o.Offset)
}

// Show returns a podcast with its first 50 episodes; Episodes.All walks on to
// the others. An app's own token is enough, in every mode, if a market is given
// here or by [WithMarket]: without one Spotify answers [ErrNotFound]. A user's
// token with the scope user-read-playback-position adds the episodes' resume
// points. It matches [ErrInvalidID] if id is not a show's and [ErrNotFound] if
// the market has no such show.
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-show
func (c *Client) Show(ctx context.Context, id string, opts *ShowOptions) (*Show, error) {
	return get[Show](ctx, c, "/shows/{id}", id, opts.query(c))
}

// Shows returns any number of podcasts, without their episodes: result[i]
// answers ids[i] and is nil where the market has none. Requests take 50 ids
// each, and an id given twice is asked for once. Apps in development mode lost
// the list endpoint in February 2026: the client notices, asks for each show
// alone, a few at a time, and remembers that. Ids that cannot be one cost their
// own entry and give an error that matches [ErrInvalidID] beside the full
// result. A call that ends early returns the answered prefix: go on with
// ids[len(result):]. An app's own token is enough if a market is given.
//
// https://developer.spotify.com/documentation/web-api/reference/get-multiple-shows
func (c *Client) Shows(ctx context.Context, ids []string, opts *ShowsOptions) ([]*SimplifiedShow, error) {
	return batch[SimplifiedShow](ctx, c, "/shows", 50, ids, opts.query(c))
}

// ShowEpisodes returns a page of a podcast's episodes, 1 to 50 a page (default
// 20). An app's own token is enough, in every mode, if a market is given here or
// by [WithMarket]: without one the page is empty or [ErrNotFound]. A user's
// token with the scope user-read-playback-position adds resume points. It
// matches [ErrInvalidID] if id is not a show's, [ErrNotFound] if the market has
// no such show and [ErrBadRequest] if the limit is out of range.
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-shows-episodes
func (c *Client) ShowEpisodes(ctx context.Context, id string, opts *ShowEpisodesOptions) (*Page[SimplifiedEpisode], error) {
	return get[Page[SimplifiedEpisode]](ctx, c, "/shows/{id}/episodes", id, opts.query(c))
}
