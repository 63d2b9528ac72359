package spotify

import (
	"cmp"
	"context"
)

// FeaturedPlaylists are playlists that Spotify shows together, with its title
// for them. Playlists.All walks on to the others.
type FeaturedPlaylists struct {
	Message   string                   `json:"message,omitempty"` // such as "Popular Playlists"; may be empty for a category
	Playlists Page[SimplifiedPlaylist] `json:"playlists,omitzero"`
}

// NewReleasesOptions are the optional parameters of [Client.NewReleases].
type NewReleasesOptions struct {
	Limit  int // albums a page, 1 to 50; default 20
	Offset int // index of the first album; default 0
}

func (o *NewReleasesOptions) query() params {
	o = cmp.Or(o, new(NewReleasesOptions))
	return params{}.page(o.Limit, o.Offset)
}

// FeaturedPlaylistsOptions are the optional parameters of
// [Client.FeaturedPlaylists].
type FeaturedPlaylistsOptions struct {
	Locale string // language of the names, ISO 639-1 and ISO 3166-1 as in "es_MX"; default American English
	Limit  int    // playlists a page, 1 to 50; default 20
	Offset int    // index of the first playlist; default 0
}

func (o *FeaturedPlaylistsOptions) query() params {
	o = cmp.Or(o, new(FeaturedPlaylistsOptions))
	return params{}.text("locale", o.Locale).page(o.Limit, o.Offset)
}

// NewReleases returns a page of new albums that Spotify features, 1 to 50 a page
// (default 20). An app's own token is enough. It matches [ErrBadRequest] if the
// limit is out of range and [ErrEndpointClosed] in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-new-releases
//
// Deprecated: apps in development mode lost it in February 2026; those in
// extended quota mode keep it. Elsewhere [Client.Search] for albums with the
// filter tag:new (of the last two weeks) comes nearest.
func (c *Client) NewReleases(ctx context.Context, opts *NewReleasesOptions) (*Page[SimplifiedAlbum], error) {
	answer, err := get[newReleases](ctx, c, "/browse/new-releases", "", opts.query())
	if err != nil {
		return nil, err
	}
	return &answer.Albums, nil
}

type newReleases struct {
	Albums Page[SimplifiedAlbum] `json:"albums"`
}

// FeaturedPlaylists returns playlists that Spotify features at this hour, 1 to
// 50 a page (default 20). An app's own token is enough. It matches
// [ErrBadRequest] if the limit is out of range and [ErrEndpointClosed] if the
// app has not got the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-featured-playlists
//
// Deprecated: closed on 27 November 2024 except for apps that had extended
// access by then. Nothing replaces it.
func (c *Client) FeaturedPlaylists(ctx context.Context, opts *FeaturedPlaylistsOptions) (*FeaturedPlaylists, error) {
	return get[FeaturedPlaylists](ctx, c, "/browse/featured-playlists", "", opts.query())
}

// AvailableMarkets returns the markets in which Spotify is available. An app's
// own token is enough. It matches [ErrEndpointClosed] in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-available-markets
//
// Deprecated: apps in development mode lost it in February 2026; those in
// extended quota mode keep it. Nothing replaces it.
func (c *Client) AvailableMarkets(ctx context.Context) (Markets, error) {
	answer, err := get[availableMarkets](ctx, c, "/markets", "", params{})
	if err != nil {
		return Markets{}, err
	}
	return answer.Markets, nil
}

type availableMarkets struct {
	Markets Markets `json:"markets"`
}
