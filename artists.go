package spotify

import (
	"cmp"
	"context"
)

// Artist is an artist.
type Artist struct {
	ExternalURLs ExternalURLs `json:"external_urls,omitzero"`
	Genres       []string     `json:"genres,omitzero"` // often empty, and absent for some apps in development mode
	Href         string       `json:"href,omitempty"`  // link to this artist in the Web API
	ID           string       `json:"id,omitempty"`
	Images       []Image      `json:"images,omitzero"` // widest first
	Name         string       `json:"name,omitempty"`
	Type         string       `json:"type,omitempty"` // "artist"
	URI          string       `json:"uri,omitempty"`

	// The rest is absent for apps in development mode since February 2026.

	Followers  *Followers `json:"followers,omitzero"`
	Popularity *int       `json:"popularity,omitzero"` // 0 to 100, 100 is the most popular
}

// SimplifiedArtist is an artist as albums and tracks show it.
type SimplifiedArtist struct {
	ExternalURLs ExternalURLs `json:"external_urls,omitzero"`
	Href         string       `json:"href,omitempty"` // link to the full artist in the Web API; empty for local files
	ID           string       `json:"id,omitempty"`   // empty for local files
	Name         string       `json:"name,omitempty"`
	Type         string       `json:"type,omitempty"` // "artist"
	URI          string       `json:"uri,omitempty"`  // empty for local files
}

// Followers says how many users follow an artist, a playlist or a user.
type Followers struct {
	Href  string `json:"href,omitempty"` // always empty: the Web API has no such list
	Total int    `json:"total"`
}

// ArtistAlbumsOptions are the optional parameters of [Client.ArtistAlbums].
type ArtistAlbumsOptions struct {
	IncludeGroups []AlbumGroup // only these; none is all
	Market        string       // ISO 3166-1 alpha-2; "" is the client's default
	Limit         int          // albums a page: 1 to 50 in extended quota mode, 1 to 10 (default 5) in development mode
	Offset        int          // index of the first album; default 0
}

func (o *ArtistAlbumsOptions) query(c *Client) params {
	o = cmp.Or(o, new(ArtistAlbumsOptions))
	return c.query().text("include_groups", commas(o.IncludeGroups)).market(o.Market).page(o.Limit, o.Offset)
}

// ArtistTopTracksOptions are the optional parameters of
// [Client.ArtistTopTracks].
type ArtistTopTracksOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *ArtistTopTracksOptions) query(c *Client) params {
	o = cmp.Or(o, new(ArtistTopTracksOptions))
	return c.query().market(o.Market)
}

// Artist returns an artist. An app's own token is enough, in every mode. It
// matches [ErrInvalidID] if id is not an artist's and [ErrNotFound] if there is
// no such artist.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-artist
func (c *Client) Artist(ctx context.Context, id string) (*Artist, error) {
	return get[Artist](ctx, c, "/artists/{id}", id, params{})
}

// Artists returns any number of artists: result[i] answers ids[i] and is nil
// where Spotify knows none. Requests take 50 ids each, and an id given twice is
// asked for once. Apps in development mode lost the list endpoint in February
// 2026: the client notices, asks for each artist alone, a few at a time, and
// remembers that. Ids that cannot be one cost their own entry and give an error
// that matches [ErrInvalidID] beside the full result. A call that ends early
// returns the answered prefix: go on with ids[len(result):]. An app's own token
// is enough.
//
// https://developer.spotify.com/documentation/web-api/reference/get-multiple-artists
func (c *Client) Artists(ctx context.Context, ids []string) ([]*Artist, error) {
	return batch[Artist](ctx, c, "/artists", 50, ids, params{})
}

// ArtistAlbums returns a page of an artist's albums; IncludeGroups narrows it to
// some groups. A page has 1 to 50 albums in extended quota mode and 1 to 10
// (default 5) in development mode. An app's own token is enough, in every mode,
// but in development mode about a hundred calls in a day have led to a ban of a
// day for this endpoint ([ErrRateLimited]). It matches [ErrInvalidID] if id is
// not an artist's, [ErrNotFound] if there is no such artist and [ErrBadRequest]
// if the limit is more than the app may ask for.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-artists-albums
func (c *Client) ArtistAlbums(ctx context.Context, id string, opts *ArtistAlbumsOptions) (*Page[SimplifiedAlbum], error) {
	return get[Page[SimplifiedAlbum]](ctx, c, "/artists/{id}/albums", id, opts.query(c))
}

// ArtistTopTracks returns an artist's most popular tracks in a market, usually
// 10. An app's own token is enough and should name a market. It matches [ErrInvalidID] if id is not an artist's, [ErrNotFound] if
// there is no such artist and [ErrEndpointClosed] in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-artists-top-tracks
//
// Deprecated: apps in development mode lost it in February 2026; those in
// extended quota mode keep it. Elsewhere [Client.Search] for tracks with the
// filter artist:"name" comes nearest.
func (c *Client) ArtistTopTracks(ctx context.Context, id string, opts *ArtistTopTracksOptions) ([]Track, error) {
	answer, err := get[topTracks](ctx, c, "/artists/{id}/top-tracks", id, opts.query(c))
	if err != nil {
		return nil, err
	}
	return answer.Tracks, nil
}

type topTracks struct {
	Tracks []Track `json:"tracks"`
}

// RelatedArtists returns artists that are similar, by what Spotify's listeners
// play. An app's own token is enough. It matches [ErrInvalidID] if id is not an artist's,
// [ErrNotFound] if there is no such artist and [ErrEndpointClosed] if the app
// has not got the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-artists-related-artists
//
// Deprecated: closed on 27 November 2024 except for apps that had extended
// access by then. Nothing replaces it.
func (c *Client) RelatedArtists(ctx context.Context, id string) ([]Artist, error) {
	answer, err := get[relatedArtists](ctx, c, "/artists/{id}/related-artists", id, params{})
	if err != nil {
		return nil, err
	}
	return answer.Artists, nil
}

type relatedArtists struct {
	Artists []Artist `json:"artists"`
}
