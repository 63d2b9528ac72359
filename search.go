package spotify

import (
	"cmp"
	"context"
)

// SearchResult contains a page for each requested type; the other pages are
// empty. All of a page reads the next pages of its type.
type SearchResult struct {
	Albums     Page[SimplifiedAlbum]     `json:"albums,omitzero"`
	Artists    Page[Artist]              `json:"artists,omitzero"`
	Audiobooks Page[SimplifiedAudiobook] `json:"audiobooks,omitzero"`
	Episodes   Page[SimplifiedEpisode]   `json:"episodes,omitzero"`
	Playlists  Page[SimplifiedPlaylist]  `json:"playlists,omitzero"`
	Shows      Page[SimplifiedShow]      `json:"shows,omitzero"`
	Tracks     Page[Track]               `json:"tracks,omitzero"`
}

// SearchType is a kind of object that [Client.Search] finds.
type SearchType string

// The kinds of objects that [Client.Search] finds.
const (
	SearchTypeAlbum     SearchType = "album"
	SearchTypeArtist    SearchType = "artist"
	SearchTypeAudiobook SearchType = "audiobook" // only in the markets US, GB, CA, IE, NZ and AU
	SearchTypeEpisode   SearchType = "episode"
	SearchTypePlaylist  SearchType = "playlist"
	SearchTypeShow      SearchType = "show"
	SearchTypeTrack     SearchType = "track"
)

// SearchOptions select the market and the page that [Client.Search] returns
// for each type.
type SearchOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
	Limit  int    // 1 to 50, or 10 in development mode; 0 uses the default
	Offset int    // from 0; with Limit at most 1000

	// IncludeExternalAudio reports that the program can play audio that is
	// hosted outside Spotify, so that Spotify marks it as playable.
	IncludeExternalAudio bool
}

// Search returns the best matches for query, one page for each of types. The
// filters album:, artist:, track:, year: (also a range such as 1955-1960),
// genre:, isrc:, upc:, tag:new and tag:hipster narrow the query; each applies
// to some types only. query has at most 250 characters.
//
// A page has 1 to 50 items of each type in extended quota mode, 1 to 10 (5 by
// default) in development mode, and often fewer than the limit. Total is an
// estimate. Offset and limit together cannot exceed 1000 (measured, not
// documented). In development mode the quota is about 700 requests in a
// rolling 24 hours (measured, not documented).
//
// An app token has no country: shows, episodes and audiobooks need a market,
// here or with [WithMarket].
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if query or types is empty, query is too
// long or an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/search
func (c *Client) Search(ctx context.Context, query string, types []SearchType, opts *SearchOptions) (*SearchResult, error) {
	if query == "" || len(types) == 0 {
		return nil, inputErrorf(ErrBadRequest, "query or types is empty")
	}
	o := cmp.Or(opts, new(SearchOptions))
	p := c.query().text("q", query).text("type", commas(types)).market(o.Market).page(o.Limit, o.Offset)
	if o.IncludeExternalAudio {
		p = p.text("include_external", "audio")
	}
	return get[SearchResult](ctx, c, "/search", "", p)
}
