package spotify

import (
	"cmp"
	"context"
)

// Artist is an artist.
type Artist struct {
	ExternalURLs ExternalURLs `json:"external_urls,omitzero"`
	Genres       []string     `json:"genres,omitzero"` // often empty; absent for some apps
	Href         string       `json:"href,omitzero"`   // link to this artist in the Web API
	ID           string       `json:"id,omitzero"`
	Images       []Image      `json:"images,omitzero"` // widest first
	Name         string       `json:"name,omitzero"`
	Type         string       `json:"type,omitzero"` // "artist"
	URI          string       `json:"uri,omitzero"`

	// The fields below are absent in development mode since February 2026.

	Followers  *Followers `json:"followers,omitzero"`
	Popularity *int       `json:"popularity,omitzero"` // 0 to 100, 100 is the most popular
}

// SimplifiedArtist is an artist as albums and tracks show it.
type SimplifiedArtist struct {
	ExternalURLs ExternalURLs `json:"external_urls,omitzero"`
	Href         string       `json:"href,omitzero"` // link to the full artist; empty for local files
	ID           string       `json:"id,omitzero"`   // empty for local files
	Name         string       `json:"name,omitzero"`
	Type         string       `json:"type,omitzero"` // "artist"
	URI          string       `json:"uri,omitzero"`  // empty for local files
}

// Followers is the number of users who follow an artist, a playlist or a user.
type Followers struct {
	Href  string `json:"href,omitzero"` // always empty: the Web API has no such list
	Total int    `json:"total"`
}

// ArtistAlbumsOptions select the groups, the market and the page of albums
// that [Client.ArtistAlbums] returns.
type ArtistAlbumsOptions struct {
	IncludeGroups []AlbumGroup // only these; nil means all
	Market        string       // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
	Limit         int          // 1 to 50, or 10 in development mode; 0 uses the default
	Offset        int          // index of the first album, from 0
}

// ArtistTopTracksOptions select the market that [Client.ArtistTopTracks] ranks
// tracks for.
type ArtistTopTracksOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// Artist returns an artist.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrInvalidID] if id does not name an artist, and
// [ErrNotFound] if there is no such artist.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-artist
func (c *Client) Artist(ctx context.Context, id string) (*Artist, error) {
	return get[Artist](ctx, c, "/artists/{id}", id, params{})
}

// Artists returns any number of artists: result[i] is the artist with ids[i],
// or nil if Spotify has none. A request takes 50 IDs; an ID given twice is
// requested once. Apps in development mode lost the list endpoint in February
// 2026; for them the client requests each artist by itself, a few at a time.
//
// Malformed IDs yield nil entries, and the call returns an error that matches
// [ErrInvalidID] alongside the complete result. If a request fails, the result
// ends before the first ID that was not read, and the error matches only what
// failed; continue with ids[len(result):].
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-multiple-artists
func (c *Client) Artists(ctx context.Context, ids []string) ([]*Artist, error) {
	return batch[Artist](ctx, c, "/artists", 50, ids, params{})
}

// ArtistAlbums returns a page of the albums of an artist. Options select the
// groups, the market and the page: 1 to 50 albums in extended quota mode, 1 to
// 10 (5 by default) in development mode.
//
// In development mode the quota of this endpoint is about 100 requests in a
// rolling 24 hours (measured, not documented). After that the error matches
// [ErrQuotaExceeded] or [ErrRateLimited], with a RetryAfter of up to a day,
// while other endpoints keep working.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name an artist, and [ErrNotFound] if there is no such artist.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-artists-albums
func (c *Client) ArtistAlbums(ctx context.Context, id string, opts *ArtistAlbumsOptions) (*Page[SimplifiedAlbum], error) {
	o := cmp.Or(opts, new(ArtistAlbumsOptions))
	query := c.query().text("include_groups", commas(o.IncludeGroups)).market(o.Market).page(o.Limit, o.Offset)
	return get[Page[SimplifiedAlbum]](ctx, c, "/artists/{id}/albums", id, query)
}

// ArtistTopTracks returns the most popular tracks of an artist in a market,
// usually 10. Name a market: an app token has no country.
//
// It works with an app token. It is not available in development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name an artist, [ErrNotFound] if there is no such artist, and
// [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-artists-top-tracks
//
// Deprecated: Use [Client.Search] for tracks with the filter artist:"name",
// which comes closest. Spotify removed this endpoint for apps in development
// mode in February 2026. Apps registered before 11 February 2026 still have it
// for now, and apps in extended quota mode keep it.
func (c *Client) ArtistTopTracks(ctx context.Context, id string, opts *ArtistTopTracksOptions) ([]Track, error) {
	o := cmp.Or(opts, new(ArtistTopTracksOptions))
	query := c.query().market(o.Market)
	response, err := get[topTracks](ctx, c, "/artists/{id}/top-tracks", id, query)
	if err != nil {
		return nil, err
	}
	return response.Tracks, nil
}

type topTracks struct {
	Tracks []Track `json:"tracks" strict:"true"`
}

// RelatedArtists returns artists that are similar to an artist, based on what
// listeners play.
//
// It works with an app token. It is available only to apps that had extended
// access before 27 November 2024. Spotify returns 404 to other apps (measured,
// not documented).
//
// The error matches [ErrInvalidID] if id does not name an artist,
// [ErrNotFound] if there is no such artist, and [ErrNotFound] and
// [ErrEndpointClosed] if the app does not have the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-artists-related-artists
//
// Deprecated: There is no replacement. Spotify closed this endpoint on 27
// November 2024 to all apps that did not have extended access by then.
func (c *Client) RelatedArtists(ctx context.Context, id string) ([]Artist, error) {
	response, err := get[relatedArtists](ctx, c, "/artists/{id}/related-artists", id, params{})
	if err != nil {
		return nil, err
	}
	return response.Artists, nil
}

type relatedArtists struct {
	Artists []Artist `json:"artists" strict:"true"`
}
