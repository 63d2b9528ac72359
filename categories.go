package spotify

import (
	"cmp"
	"context"
)

// Category is a group of playlists, such as a genre or a mood.
type Category struct {
	Href  string  `json:"href,omitempty"` // link to this category in the Web API
	Icons []Image `json:"icons,omitzero"`
	ID    string  `json:"id,omitempty"` // a word such as "party", or 22 letters and digits
	Name  string  `json:"name,omitempty"`
}

// CategoriesOptions are the optional parameters of [Client.Categories].
type CategoriesOptions struct {
	Locale string // language of the names, ISO 639-1 and ISO 3166-1 as in "es_MX"; default American English
	Limit  int    // categories a page, 1 to 50; default 20
	Offset int    // index of the first category; default 0
}

func (o *CategoriesOptions) query() params {
	o = cmp.Or(o, new(CategoriesOptions))
	return params{}.text("locale", o.Locale).page(o.Limit, o.Offset)
}

// CategoryOptions are the optional parameters of [Client.Category].
type CategoryOptions struct {
	Locale string // language of the name, ISO 639-1 and ISO 3166-1 as in "es_MX"; default American English
}

func (o *CategoryOptions) query() params {
	o = cmp.Or(o, new(CategoryOptions))
	return params{}.text("locale", o.Locale)
}

// CategoryPlaylistsOptions are the optional parameters of
// [Client.CategoryPlaylists].
type CategoryPlaylistsOptions struct {
	Limit  int // playlists a page, 1 to 50; default 20
	Offset int // index of the first playlist; default 0
}

func (o *CategoryPlaylistsOptions) query() params {
	o = cmp.Or(o, new(CategoryPlaylistsOptions))
	return params{}.page(o.Limit, o.Offset)
}

// Categories returns a page of the categories that Spotify tags playlists with,
// 1 to 50 a page (default 20). An app's own token is enough. It matches
// [ErrBadRequest] if the limit is out of range and [ErrEndpointClosed] in
// development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-categories
//
// Deprecated: apps in development mode lost it in February 2026; those in
// extended quota mode keep it. Nothing replaces it.
func (c *Client) Categories(ctx context.Context, opts *CategoriesOptions) (*Page[Category], error) {
	answer, err := get[categories](ctx, c, "/browse/categories", "", opts.query())
	if err != nil {
		return nil, err
	}
	return &answer.Categories, nil
}

type categories struct {
	Categories Page[Category] `json:"categories"`
}

// Category returns a category. id is any text but "", "." and "..", or an href.
// An app's own token is enough. It matches [ErrInvalidID] if id cannot be one,
// [ErrNotFound] if there is no such category and [ErrEndpointClosed] in
// development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-category
//
// Deprecated: apps in development mode lost it in February 2026; those in
// extended quota mode keep it. Nothing replaces it.
func (c *Client) Category(ctx context.Context, id string, opts *CategoryOptions) (*Category, error) {
	return get[Category](ctx, c, "/browse/categories/{id}", id, opts.query())
}

// CategoryPlaylists returns a page of a category's playlists, 1 to 50 a page
// (default 20). id is any text but "", "." and "..", or an href. An app's own
// token is enough. It matches [ErrInvalidID] if id cannot be one, [ErrNotFound]
// if there is no such category, [ErrBadRequest] if the limit is out of range and
// [ErrEndpointClosed] if the app has not got the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-categories-playlists
//
// Deprecated: closed on 27 November 2024 except for apps that had extended
// access by then. [Client.Search] for playlists comes nearest.
func (c *Client) CategoryPlaylists(ctx context.Context, id string, opts *CategoryPlaylistsOptions) (*FeaturedPlaylists, error) {
	return get[FeaturedPlaylists](ctx, c, "/browse/categories/{id}/playlists", id, opts.query())
}
