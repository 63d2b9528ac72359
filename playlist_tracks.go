package spotify

import (
	"cmp"
	"context"
	"net/http"
)

// PlaylistTracksOptions select the items, and the parts of them, that
// [Client.PlaylistTracks] returns. The country of a user token takes
// precedence over the market.
type PlaylistTracksOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket

	// Fields limits the response, in Spotify's notation, such as
	// "next,items(added_at,track(name,type))". Without next the page has no
	// link to the next one, and without type every item is returned as Raw.
	Fields string

	Limit  int // 1 to 50; 0 uses the default, 20
	Offset int // index of the first item, from 0

	// AdditionalTypes are the kinds of items to return as such; nil means
	// tracks and episodes. Spotify returns other kinds in the shape of tracks,
	// or not at all.
	AdditionalTypes []ItemType
}

// PlaylistTracks returns a page of the items of a playlist, in order, from the
// endpoint that preceded that of [Client.PlaylistItems]. Options select the
// market, the fields of the response, the kinds of items and the page: 1 to 50
// items, 20 by default. Spotify also accepts 100 (measured, not documented).
//
// Playlists made by Spotify (most have IDs that start with 37i9dQZF1) return
// 404 to apps without extended quota mode.
//
// It works with an app token. Private playlists require a token of their owner
// with the scope [ScopePlaylistReadPrivate]. It is not available in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name a playlist, [ErrNotFound] if there is no such playlist, and
// [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-playlists-tracks
//
// Deprecated: Use [Client.PlaylistItems], which requires a user token. Spotify
// removed this endpoint for apps in development mode in February 2026. Apps
// registered before 11 February 2026 still have it for now, and apps in
// extended quota mode keep it.
func (c *Client) PlaylistTracks(ctx context.Context, id string, opts *PlaylistTracksOptions) (*Page[PlaylistItem], error) {
	o := cmp.Or(opts, new(PlaylistTracksOptions))
	query := c.query().market(o.Market).text("fields", o.Fields).page(o.Limit, o.Offset).text("additional_types", itemTypes(o.AdditionalTypes))
	return get[Page[PlaylistItem]](ctx, c, playlistTracksRoute, id, query)
}

// AddPlaylistTracksOptions select where [Client.AddPlaylistTracks] inserts the
// new items.
type AddPlaylistTracksOptions struct {
	Position *int // index of the first new item, from 0; nil appends
}

// AddPlaylistTracks adds tracks and episodes to a playlist, in the given
// order, and returns the new snapshot ID of the playlist. An option sets the
// position; the default is the end. Items that are already there are added
// again. uris are 1 to 100 URIs or URLs; local files cannot be named. The
// request is not retried if Spotify may already have executed it; see
// MayHaveExecuted of [Error].
//
// It requires a user token with the scope [ScopePlaylistModifyPublic] for
// public playlists or [ScopePlaylistModifyPrivate] for private ones. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrForbidden] if the
// user may not change the playlist, [ErrBadRequest] if Position is negative or
// there are no or more than 100 URIs, [ErrInvalidID] if id does not name a
// playlist or a URI does not name a track or an episode, [ErrNotFound] if
// there is no such playlist, and [ErrEndpointClosed] if the app is in
// development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/add-tracks-to-playlist
//
// Deprecated: Use [Client.AddPlaylistItems]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) AddPlaylistTracks(ctx context.Context, id string, uris []string, opts *AddPlaylistTracksOptions) (string, error) {
	return c.addPlaylistItems(ctx, playlistTracksRoute, id, uris, (*AddPlaylistItemsOptions)(opts))
}

// RemovePlaylistTracksOptions select the snapshot that
// [Client.RemovePlaylistTracks] changes.
type RemovePlaylistTracksOptions struct {
	SnapshotID string // may be an older one; "" is the current one
}

// RemovePlaylistTracks removes every occurrence of the given tracks and
// episodes from a playlist and returns the new snapshot ID of the playlist. An
// option selects the snapshot to change. uris are 1 to 100 URIs or URLs; local
// files cannot be named.
//
// It requires a user token with the scope [ScopePlaylistModifyPublic] for
// public playlists or [ScopePlaylistModifyPrivate] for private ones. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrForbidden] if the
// user may not change the playlist, [ErrBadRequest] if there are no or more
// than 100 URIs, [ErrInvalidID] if id does not name a playlist or a URI does
// not name a track or an episode, [ErrNotFound] if there is no such playlist,
// and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/remove-tracks-playlist
//
// Deprecated: Use [Client.RemovePlaylistItems]. Spotify removed this endpoint
// for apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) RemovePlaylistTracks(ctx context.Context, id string, uris []string, opts *RemovePlaylistTracksOptions) (string, error) {
	entries, err := c.playlistEntries(uris)
	if err != nil {
		return "", err
	}
	in := struct {
		Tracks     []playlistEntry `json:"tracks"`
		SnapshotID string          `json:"snapshot_id,omitempty"`
	}{entries, cmp.Or(opts, new(RemovePlaylistTracksOptions)).SnapshotID}
	return c.changePlaylist(ctx, request{method: http.MethodDelete, route: playlistTracksRoute, id: id, in: in})
}

// ReplacePlaylistTracks replaces all items of a playlist with the given tracks
// and episodes, in order, and returns the new snapshot ID of the playlist.
// uris are up to 100 URIs or URLs; none empties the playlist. Add more with
// [Client.AddPlaylistTracks].
//
// It requires a user token with the scope [ScopePlaylistModifyPublic] for
// public playlists or [ScopePlaylistModifyPrivate] for private ones. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrForbidden] if the
// user may not change the playlist, [ErrBadRequest] if there are more than 100
// URIs, [ErrInvalidID] if id does not name a playlist or a URI does not name a
// track or an episode, [ErrNotFound] if there is no such playlist, and
// [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/reorder-or-replace-playlists-tracks
//
// Deprecated: Use [Client.ReplacePlaylistItems]. Spotify removed this endpoint
// for apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) ReplacePlaylistTracks(ctx context.Context, id string, uris []string) (string, error) {
	return c.replacePlaylistItems(ctx, playlistTracksRoute, id, uris)
}

// ReorderPlaylistTracksOptions set how many items
// [Client.ReorderPlaylistTracks] moves, and in which snapshot.
type ReorderPlaylistTracksOptions struct {
	RangeLength int    // number of items; 0 uses the default, 1
	SnapshotID  string // that the indexes refer to; "" is the current one
}

// ReorderPlaylistTracks moves the item at index rangeStart, or RangeLength
// items from there, to before the item that is at index insertBefore now, and
// returns the new snapshot ID of the playlist. Indexes count from 0; the
// number of items as insertBefore moves them to the end. The request is not
// retried if Spotify may already have executed it; see MayHaveExecuted of
// [Error].
//
// It requires a user token with the scope [ScopePlaylistModifyPublic] for
// public playlists or [ScopePlaylistModifyPrivate] for private ones. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrForbidden] if the
// user may not change the playlist, [ErrBadRequest] if a number is negative or
// there is no such index, [ErrInvalidID] if id does not name a playlist,
// [ErrNotFound] if there is no such playlist, and [ErrEndpointClosed] if the
// app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/reorder-or-replace-playlists-tracks
//
// Deprecated: Use [Client.ReorderPlaylistItems]. Spotify removed this endpoint
// for apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) ReorderPlaylistTracks(ctx context.Context, id string, rangeStart, insertBefore int, opts *ReorderPlaylistTracksOptions) (string, error) {
	return c.reorderPlaylistItems(ctx, playlistTracksRoute, id, rangeStart, insertBefore, (*ReorderPlaylistItemsOptions)(opts))
}
