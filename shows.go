package spotify

import (
	"cmp"
	"context"
)

// Show is a podcast with its first episodes.
type Show struct {
	Copyrights         []Copyright             `json:"copyrights,omitzero"`
	Description        string                  `json:"description,omitzero"` // without HTML
	Episodes           Page[SimplifiedEpisode] `json:"episodes,omitzero"`    // the first 50
	Explicit           bool                    `json:"explicit"`             // false also means unknown
	ExternalURLs       ExternalURLs            `json:"external_urls,omitzero"`
	Href               string                  `json:"href,omitzero"` // link to this show in the Web API
	HTMLDescription    string                  `json:"html_description,omitzero"`
	ID                 string                  `json:"id,omitzero"`
	Images             []Image                 `json:"images,omitzero"`      // the cover, widest first
	IsExternallyHosted bool                    `json:"is_externally_hosted"` // all episodes outside Spotify; false also means unknown
	Languages          []string                `json:"languages,omitzero"`   // ISO 639 codes
	MediaType          string                  `json:"media_type,omitzero"`  // "audio", "mixed"
	Name               string                  `json:"name,omitzero"`
	TotalEpisodes      int                     `json:"total_episodes"` // 0 for an audiobook
	Type               string                  `json:"type,omitzero"`  // "show"
	URI                string                  `json:"uri,omitzero"`

	// The fields below are absent in development mode since February 2026.

	AvailableMarkets Markets `json:"available_markets,omitzero"`
	Publisher        string  `json:"publisher,omitzero"`
}

// SimplifiedShow is a podcast as lists, episodes and search results show it.
// Most fields are empty if the show was removed.
type SimplifiedShow struct {
	Copyrights         []Copyright  `json:"copyrights,omitzero"`
	Description        string       `json:"description,omitzero"` // without HTML
	Explicit           bool         `json:"explicit"`             // false also means unknown
	ExternalURLs       ExternalURLs `json:"external_urls,omitzero"`
	Href               string       `json:"href,omitzero"` // link to the full show in the Web API
	HTMLDescription    string       `json:"html_description,omitzero"`
	ID                 string       `json:"id,omitzero"`
	Images             []Image      `json:"images,omitzero"`      // the cover, widest first
	IsExternallyHosted bool         `json:"is_externally_hosted"` // all episodes outside Spotify; false also means unknown
	Languages          []string     `json:"languages,omitzero"`   // ISO 639 codes
	MediaType          string       `json:"media_type,omitzero"`  // "audio", "mixed"
	Name               string       `json:"name,omitzero"`
	TotalEpisodes      int          `json:"total_episodes"` // 0 for an audiobook
	Type               string       `json:"type,omitzero"`  // "show"
	URI                string       `json:"uri,omitzero"`

	// The fields below are absent in development mode since February 2026.

	AvailableMarkets Markets `json:"available_markets,omitzero"`
	Publisher        string  `json:"publisher,omitzero"`
}

// ShowOptions select the market of the podcast that [Client.Show] returns.
type ShowOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// ShowsOptions select the market of the podcasts that [Client.Shows] returns.
type ShowsOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// ShowEpisodesOptions select the market and the page that
// [Client.ShowEpisodes] returns.
type ShowEpisodesOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
	Limit  int    // 1 to 50; 0 uses the default, 20
	Offset int    // index of the first episode, from 0
}

// Show returns a podcast with its first 50 episodes. Episodes.All reads the
// others. A user token with the scope [ScopeUserReadPlaybackPosition] adds the
// resume points of the episodes.
//
// An app token has no country, so name a market here or with [WithMarket];
// without one Spotify returns 404.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name a show, and [ErrNotFound] if there is no such show in the
// market.
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-show
func (c *Client) Show(ctx context.Context, id string, opts *ShowOptions) (*Show, error) {
	o := cmp.Or(opts, new(ShowOptions))
	query := c.query().market(o.Market)
	return get[Show](ctx, c, "/shows/{id}", id, query)
}

// Shows returns any number of podcasts, without their episodes: result[i] is
// the show with ids[i], or nil if the market has none. A request takes 50 IDs;
// an ID given twice is requested once. Apps in development mode lost the list
// endpoint in February 2026; for them the client requests each show by itself,
// a few at a time.
//
// Malformed IDs yield nil entries, and the call returns an error that matches
// [ErrInvalidID] alongside the complete result. If a request fails, the result
// ends before the first ID that was not read, and the error matches only what
// failed; continue with ids[len(result):].
//
// An app token has no country, so name a market here or with [WithMarket];
// without one all entries are nil.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-multiple-shows
func (c *Client) Shows(ctx context.Context, ids []string, opts *ShowsOptions) ([]*SimplifiedShow, error) {
	o := cmp.Or(opts, new(ShowsOptions))
	query := c.query().market(o.Market)
	return batch[SimplifiedShow](ctx, c, "/shows", 50, ids, query)
}

// ShowEpisodes returns a page of the episodes of a podcast. Options select the
// market and the page: 1 to 50 episodes, 20 by default. A user token with the
// scope [ScopeUserReadPlaybackPosition] adds the resume points.
//
// An app token has no country, so name a market here or with [WithMarket];
// without one Spotify returns 404 or an empty page.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name a show, and [ErrNotFound] if there is no such show in the
// market.
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-shows-episodes
func (c *Client) ShowEpisodes(ctx context.Context, id string, opts *ShowEpisodesOptions) (*Page[SimplifiedEpisode], error) {
	o := cmp.Or(opts, new(ShowEpisodesOptions))
	query := c.query().market(o.Market).page(o.Limit, o.Offset)
	return get[Page[SimplifiedEpisode]](ctx, c, "/shows/{id}/episodes", id, query)
}
