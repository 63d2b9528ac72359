package spotify

import (
	"cmp"
	"context"
	"encoding/base64"
	"net/http"
)

// Playlist is a playlist with the first page of its items.
type Playlist struct {
	Collaborative bool                `json:"collaborative"`        // other users may change it
	Description   string              `json:"description,omitzero"` // HTML-escaped
	ExternalURLs  ExternalURLs        `json:"external_urls,omitzero"`
	Followers     *Followers          `json:"followers,omitzero"` // nil if unknown
	Href          string              `json:"href,omitzero"`
	ID            string              `json:"id,omitzero"`
	Images        []Image             `json:"images,omitzero"`             // up to three, widest first; URLs expire within a day
	Items         *Page[PlaylistItem] `json:"items,omitzero" alt:"tracks"` // first page; nil if withheld
	Name          string              `json:"name,omitzero"`
	Owner         PublicUser          `json:"owner,omitzero"`
	PrimaryColor  string              `json:"primary_color,omitzero"` // not in the reference of Spotify
	Public        *bool               `json:"public,omitzero"`        // on the profile of the owner; nil if unknown
	SnapshotID    string              `json:"snapshot_id,omitzero"`   // version of the items
	Type          string              `json:"type,omitzero"`          // "playlist"
	URI           string              `json:"uri,omitzero"`
}

// SimplifiedPlaylist is a playlist in a list. It has the number of items but not
// the items themselves; use [Client.PlaylistItems] to read them.
type SimplifiedPlaylist struct {
	Collaborative bool              `json:"collaborative"`        // other users may change it
	Description   string            `json:"description,omitzero"` // HTML-escaped
	ExternalURLs  ExternalURLs      `json:"external_urls,omitzero"`
	Href          string            `json:"href,omitzero"`
	ID            string            `json:"id,omitzero"`
	Images        []Image           `json:"images,omitzero"`             // up to three, widest first; URLs expire within a day
	Items         *PlaylistItemsRef `json:"items,omitzero" alt:"tracks"` // nil if withheld
	Name          string            `json:"name,omitzero"`
	Owner         PublicUser        `json:"owner,omitzero"`
	PrimaryColor  string            `json:"primary_color,omitzero"` // not in the reference of Spotify
	Public        *bool             `json:"public,omitzero"`        // on the profile of the owner; nil if unknown
	SnapshotID    string            `json:"snapshot_id,omitzero"`
	Type          string            `json:"type,omitzero"` // "playlist"
	URI           string            `json:"uri,omitzero"`
}

// PlaylistItemsRef is the number of items in a playlist and a link to them.
type PlaylistItemsRef struct {
	Href  string `json:"href,omitzero"`
	Total int    `json:"total"` // 0 also means unknown
}

// PlaylistOptions select the parts of a playlist that [Client.Playlist]
// returns. The country of a user token takes precedence over the market.
type PlaylistOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket

	// Fields limits the response, in Spotify's notation, such as
	// "name,owner.id". To read the items, name next and the type of each item.
	// Apps in development mode must write items and item; others may have to
	// write tracks and track.
	Fields string

	// AdditionalTypes are the kinds of items to return as such; nil means
	// tracks and episodes. Spotify returns other kinds in the shape of tracks,
	// or not at all.
	AdditionalTypes []ItemType
}

// Playlist returns a playlist with the first page of its items, at most 100.
// Options select the market, the fields of the response and the kinds of
// items.
//
// In development mode Items is nil for an app token, and for playlists that the
// user neither owns nor collaborates on; in extended quota mode it is set.
// Playlists made by Spotify (most have IDs that start with 37i9dQZF1) return 404
// to apps without extended quota mode.
//
// It works with an app token. Private playlists require a user token with the
// scope [ScopePlaylistReadPrivate]. It is available in extended quota mode and
// in development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name a playlist, and [ErrNotFound] if there is no such playlist.
//
// https://developer.spotify.com/documentation/web-api/reference/get-playlist
func (c *Client) Playlist(ctx context.Context, id string, opts *PlaylistOptions) (*Playlist, error) {
	o := cmp.Or(opts, new(PlaylistOptions))
	query := c.query().market(o.Market).text("fields", o.Fields).text("additional_types", itemTypes(o.AdditionalTypes))
	return get[Playlist](ctx, c, "/playlists/{id}", id, query)
}

// CurrentUserPlaylistsOptions select the page that
// [Client.CurrentUserPlaylists] returns.
type CurrentUserPlaylistsOptions struct {
	Limit  int // 1 to 50; 0 uses the default, 20
	Offset int // index of the first playlist, from 0, to 100,000
}

// CurrentUserPlaylists returns a page of the playlists that the user owns or
// follows. Options select the page: 1 to 50 playlists, 20 by default.
//
// The response of Spotify links to an endpoint that is closed in development
// mode, so Href, Next and Previous are rewritten to the endpoint of this
// method.
//
// It requires a user token with the scope [ScopePlaylistReadPrivate]. Without
// it only public playlists are listed. Collaborative ones require
// [ScopePlaylistReadCollaborative]. It is available in extended quota mode and
// in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, and [ErrBadRequest] if
// an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-list-of-current-users-playlists
func (c *Client) CurrentUserPlaylists(ctx context.Context, opts *CurrentUserPlaylistsOptions) (*Page[SimplifiedPlaylist], error) {
	o := cmp.Or(opts, new(CurrentUserPlaylistsOptions))
	return getPage[SimplifiedPlaylist](ctx, c, currentUserPlaylists, params{}.page(o.Limit, o.Offset))
}

// UserPlaylistsOptions select the page that [Client.UserPlaylists] returns.
type UserPlaylistsOptions struct {
	Limit  int // 1 to 50; 0 uses the default, 20
	Offset int // index of the first playlist, from 0, to 100,000
}

// UserPlaylists returns a page of the playlists that a user owns or follows.
// Options select the page: 1 to 50 playlists, 20 by default.
//
// It works with an app token. It then lists public playlists. A token of the
// user adds private ones with the scope [ScopePlaylistReadPrivate] and
// collaborative ones with [ScopePlaylistReadCollaborative]. It is not
// available in development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// userID does not name a user, [ErrNotFound] if there is no such user, and
// [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-list-users-playlists
//
// Deprecated: Use [Client.CurrentUserPlaylists] for the user of the token. For
// other users there is no replacement. Spotify removed this endpoint for apps
// in development mode in February 2026. Apps registered before 11 February
// 2026 still have it for now, and apps in extended quota mode keep it.
func (c *Client) UserPlaylists(ctx context.Context, userID string, opts *UserPlaylistsOptions) (*Page[SimplifiedPlaylist], error) {
	o := cmp.Or(opts, new(UserPlaylistsOptions))
	query := params{}.page(o.Limit, o.Offset)
	return get[Page[SimplifiedPlaylist]](ctx, c, "/users/{id}/playlists", userID, query)
}

// PlaylistImages returns the cover of a playlist in up to three sizes, widest
// first, or an empty list if it has none. The URLs expire within a day.
//
// It works with an app token. Private playlists require a user token. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrInvalidID] if id does not name a playlist, and
// [ErrNotFound] if there is no such playlist.
//
// https://developer.spotify.com/documentation/web-api/reference/get-playlist-cover
func (c *Client) PlaylistImages(ctx context.Context, id string) ([]Image, error) {
	images, err := get[[]Image](ctx, c, "/playlists/{id}/images", id, params{})
	if err != nil {
		return nil, err
	}
	return *images, nil
}

// maxImagePayload is Spotify's limit for a cover as it is sent, in base64.
const maxImagePayload = 256 << 10

// UploadPlaylistImage sets the cover of a playlist. jpeg is the content of a
// JPEG file of at most 192 KiB (196,608 bytes), because Spotify accepts 256
// KiB of base64. Spotify processes the image after it has responded, so the
// new cover may appear later.
//
// It requires a user token with the scope [ScopeUGCImageUpload], and
// [ScopePlaylistModifyPublic] for public playlists or
// [ScopePlaylistModifyPrivate] for private ones. It is available in extended
// quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks a scope, [ErrForbidden] if the
// user may not change the playlist, [ErrBadRequest] if jpeg is empty or too
// large, [ErrInvalidID] if id does not name a playlist, and [ErrNotFound] if
// there is no such playlist.
//
// https://developer.spotify.com/documentation/web-api/reference/upload-custom-playlist-cover
func (c *Client) UploadPlaylistImage(ctx context.Context, id string, jpeg []byte) error {
	size := base64.StdEncoding.EncodedLen(len(jpeg))
	if size == 0 || size > maxImagePayload {
		return inputErrorf(ErrBadRequest, "jpeg has %d bytes in base64, want 1 to %d", size, maxImagePayload)
	}
	body := base64.StdEncoding.AppendEncode(nil, jpeg)
	return c.send(ctx, request{method: http.MethodPut, route: "/playlists/{id}/images", id: id, in: body, contentType: "image/jpeg"}, nil)
}
