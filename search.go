package spotify

import (
	"cmp"
	"context"
)

// SearchResult holds one page for each type that was asked for; the others are
// empty. Each page's All walks on through its own type.
type SearchResult struct {
	Albums     Page[SimplifiedAlbum]     `json:"albums,omitzero"`
	Artists    Page[Artist]              `json:"artists,omitzero"`
	Audiobooks Page[SimplifiedAudiobook] `json:"audiobooks,omitzero"`
	Episodes   Page[SimplifiedEpisode]   `json:"episodes,omitzero"`
	Playlists  Page[SimplifiedPlaylist]  `json:"playlists,omitzero"`
	Shows      Page[SimplifiedShow]      `json:"shows,omitzero"`
	Tracks     Page[Track]               `json:"tracks,omitzero"`
}

// SearchType is a kind of thing to search for.
type SearchType string

// Kinds of things to search for.
const (
	SearchTypeAlbum     SearchType = "album"
	SearchTypeArtist    SearchType = "artist"
	SearchTypeAudiobook SearchType = "audiobook" // in the markets US, GB, CA, IE, NZ and AU alone
	SearchTypeEpisode   SearchType = "episode"
	SearchTypePlaylist  SearchType = "playlist"
	SearchTypeShow      SearchType = "show"
	SearchTypeTrack     SearchType = "track"
)

// SearchOptions are the optional parameters of [Client.Search].
type SearchOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
	Limit  int    // items of each type: 1 to 50 in extended quota mode, 1 to 10 (default 5) in development mode
	Offset int    // index of the first item of each type, 0 to 1000; default 0

	// IncludeExternalAudio says that the caller can play audio that lies
	// outside Spotify, so that it counts as playable.
	IncludeExternalAudio bool
}

func (o *SearchOptions) query(c *Client, query string, types []SearchType) params {
	o = cmp.Or(o, new(SearchOptions))
	p := c.query().text("q", query).text("type", commas(types)).market(o.Market).page(o.Limit, o.Offset)
	if o.IncludeExternalAudio {
		p = p.text("include_external", "audio")
	}
	return p
}

// Search returns the best matches of query, a page for each of types. Words may
// be narrowed by the filters album:, artist:, track:, year: (one, or a range as
// in 1955-1960), genre:, isrc:, upc:, tag:new and tag:hipster, each of which
// suits some types alone; query has at most 250 characters. A page has 1 to 50
// items of each type in extended quota mode, 1 to 10 (default 5) in development
// mode, and often fewer than the limit; its Total is an estimate, and nothing
// can be had beyond the first 1000. An app's own token is enough, in every mode,
// but shows, episodes and audiobooks need a market, here or by [WithMarket]. It
// matches [ErrBadRequest] if query or types is empty, or the query too long or
// the limit more than the app may ask for.
//
// https://developer.spotify.com/documentation/web-api/reference/search
func (c *Client) Search(ctx context.Context, query string, types []SearchType, opts *SearchOptions) (*SearchResult, error) {
	if query == "" || len(types) == 0 {
		return nil, inputErrorf(ErrBadRequest, "search: a query and at least one type are required")
	}
	return get[SearchResult](ctx, c, "/search", "", opts.query(c, query, types))
}
