package spotify

import (
	"cmp"
	"context"
)

// FeaturedPlaylists is a page of playlists that Spotify shows together, with
// their title. Playlists.All reads the next pages.
type FeaturedPlaylists struct {
	Message   string                   `json:"message,omitzero"` // such as "Popular Playlists"; may be empty for a category
	Playlists Page[SimplifiedPlaylist] `json:"playlists,omitzero"`
}

// getFeatured is get for playlists with a title. A response whose playlists are
// not a list is an error.
func getFeatured(ctx context.Context, c *Client, route, id string, query params) (*FeaturedPlaylists, error) {
	response, err := get[featuredPlaylists](ctx, c, route, id, query)
	return (*FeaturedPlaylists)(response), err
}

type featuredPlaylists struct {
	Message   string                   `json:"message"`
	Playlists Page[SimplifiedPlaylist] `json:"playlists" strict:"true"`
}

// NewReleasesOptions select the page that [Client.NewReleases] returns.
type NewReleasesOptions struct {
	Limit  int // 1 to 50; 0 uses the default, 20
	Offset int // index of the first album, from 0
}

// FeaturedPlaylistsOptions select the language and the page that
// [Client.FeaturedPlaylists] returns.
type FeaturedPlaylistsOptions struct {
	Locale string // language of the names, such as "es_MX"; "" is English
	Limit  int    // 1 to 50; 0 uses the default, 20
	Offset int    // index of the first playlist, from 0
}

// NewReleases returns a page of new albums that Spotify features. Options
// select the page: 1 to 50 albums, 20 by default.
//
// It works with an app token. It is not available in development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, and
// [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-new-releases
//
// Deprecated: Use [Client.Search] for albums with the filter tag:new, which
// finds those of the last two weeks. Spotify removed this endpoint for apps in
// development mode in February 2026. Apps registered before 11 February 2026
// still have it for now, and apps in extended quota mode keep it.
func (c *Client) NewReleases(ctx context.Context, opts *NewReleasesOptions) (*Page[SimplifiedAlbum], error) {
	o := cmp.Or(opts, new(NewReleasesOptions))
	query := params{}.page(o.Limit, o.Offset)
	response, err := get[newReleases](ctx, c, "/browse/new-releases", "", query)
	if err != nil {
		return nil, err
	}
	return &response.Albums, nil
}

type newReleases struct {
	Albums Page[SimplifiedAlbum] `json:"albums" strict:"true"`
}

// FeaturedPlaylists returns playlists that Spotify features at the moment.
// Options select the language and the page: 1 to 50 playlists, 20 by default.
//
// It works with an app token. It is available only to apps that had extended
// access before 27 November 2024.
//
// The error matches [ErrBadRequest] if an option is invalid, and
// [ErrEndpointClosed] if the app does not have the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-featured-playlists
//
// Deprecated: There is no replacement. Spotify closed this endpoint on 27
// November 2024 to all apps that did not have extended access by then.
func (c *Client) FeaturedPlaylists(ctx context.Context, opts *FeaturedPlaylistsOptions) (*FeaturedPlaylists, error) {
	o := cmp.Or(opts, new(FeaturedPlaylistsOptions))
	query := params{}.text("locale", o.Locale).page(o.Limit, o.Offset)
	return getFeatured(ctx, c, "/browse/featured-playlists", "", query)
}

// AvailableMarkets returns the markets in which Spotify is available.
//
// It works with an app token. It is not available in development mode.
//
// The error matches [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-available-markets
//
// Deprecated: There is no replacement. Spotify removed this endpoint for apps
// in development mode in February 2026. Apps registered before 11 February
// 2026 still have it for now, and apps in extended quota mode keep it.
func (c *Client) AvailableMarkets(ctx context.Context) (Markets, error) {
	response, err := get[availableMarkets](ctx, c, "/markets", "", params{})
	if err != nil {
		return Markets{}, err
	}
	return response.Markets, nil
}

type availableMarkets struct {
	Markets Markets `json:"markets" strict:"true"`
}

// Category is a group of playlists, such as a genre or a mood.
type Category struct {
	Href  string  `json:"href,omitzero"` // link to this category in the Web API
	Icons []Image `json:"icons,omitzero"`
	ID    string  `json:"id,omitzero"` // a word such as "party", or 22 letters and digits
	Name  string  `json:"name,omitzero"`
}

// CategoriesOptions select the language and the page that [Client.Categories]
// returns.
type CategoriesOptions struct {
	Locale string // language of the names, such as "es_MX"; "" is English
	Limit  int    // 1 to 50; 0 uses the default, 20
	Offset int    // index of the first category, from 0
}

// CategoryOptions select the language of the name that [Client.Category]
// returns.
type CategoryOptions struct {
	Locale string // language of the name, such as "es_MX"; "" is English
}

// CategoryPlaylistsOptions select the page that [Client.CategoryPlaylists]
// returns.
type CategoryPlaylistsOptions struct {
	Limit  int // 1 to 50; 0 uses the default, 20
	Offset int // index of the first playlist, from 0
}

// Categories returns a page of the categories that Spotify sorts playlists
// into. Options select the language and the page: 1 to 50 categories, 20 by
// default.
//
// It works with an app token. It is not available in development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, and
// [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-categories
//
// Deprecated: There is no replacement. Spotify removed this endpoint for apps
// in development mode in February 2026. Apps registered before 11 February
// 2026 still have it for now, and apps in extended quota mode keep it.
func (c *Client) Categories(ctx context.Context, opts *CategoriesOptions) (*Page[Category], error) {
	o := cmp.Or(opts, new(CategoriesOptions))
	query := params{}.text("locale", o.Locale).page(o.Limit, o.Offset)
	response, err := get[categories](ctx, c, "/browse/categories", "", query)
	if err != nil {
		return nil, err
	}
	return &response.Categories, nil
}

type categories struct {
	Categories Page[Category] `json:"categories" strict:"true"`
}

// Category returns a category. id is its ID or href; an ID may be any text
// except "", "." and "..".
//
// It works with an app token. It is not available in development mode.
//
// The error matches [ErrInvalidID] if id cannot name a category, [ErrNotFound]
// if there is no such category, and [ErrEndpointClosed] if the app is in
// development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-category
//
// Deprecated: There is no replacement. Spotify removed this endpoint for apps
// in development mode in February 2026. Apps registered before 11 February
// 2026 still have it for now, and apps in extended quota mode keep it.
func (c *Client) Category(ctx context.Context, id string, opts *CategoryOptions) (*Category, error) {
	o := cmp.Or(opts, new(CategoryOptions))
	query := params{}.text("locale", o.Locale)
	return get[Category](ctx, c, "/browse/categories/{id}", id, query)
}

// CategoryPlaylists returns a page of the playlists in a category. Options
// select the page: 1 to 50 playlists, 20 by default. id is the ID or href of
// the category; an ID may be any text except "", "." and "..".
//
// It works with an app token. It is available only to apps that had extended
// access before 27 November 2024.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id cannot name a category, [ErrNotFound] if there is no such category, and
// [ErrEndpointClosed] if the app does not have the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-categories-playlists
//
// Deprecated: Use [Client.Search] for playlists, which comes closest. Spotify
// closed this endpoint on 27 November 2024 to all apps that did not have
// extended access by then.
func (c *Client) CategoryPlaylists(ctx context.Context, id string, opts *CategoryPlaylistsOptions) (*FeaturedPlaylists, error) {
	o := cmp.Or(opts, new(CategoryPlaylistsOptions))
	query := params{}.page(o.Limit, o.Offset)
	return getFeatured(ctx, c, "/browse/categories/{id}/playlists", id, query)
}
