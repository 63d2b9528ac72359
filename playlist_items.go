package spotify

import (
	"cmp"
	"context"
	"net/http"
	"time"
)

// PlaylistItem is one entry of a playlist.
type PlaylistItem struct {
	AddedAt        time.Time      `json:"added_at,omitzero"`        // zero in very old playlists
	AddedBy        *PublicUser    `json:"added_by,omitzero"`        // nil in very old playlists; without a name
	IsLocal        bool           `json:"is_local"`                 // a file of the owner, without an ID
	Item           Item           `json:"item" alt:"track"`         // zero if removed or withheld
	PrimaryColor   string         `json:"primary_color,omitzero"`   // not in the reference of Spotify
	VideoThumbnail VideoThumbnail `json:"video_thumbnail,omitzero"` // not in the reference of Spotify
}

// VideoThumbnail is a still image of the video of a playlist item.
type VideoThumbnail struct {
	URL string `json:"url,omitzero"` // "" if there is none
}

// ItemType is a kind of item in a playlist or a player. Spotify may add others.
type ItemType string

const (
	ItemTypeTrack   ItemType = "track"
	ItemTypeEpisode ItemType = "episode" // includes chapters of audiobooks
)

// itemTypes returns the value of additional_types: by default all the types that
// Item can have.
func itemTypes(types []ItemType) string {
	if len(types) == 0 {
		types = []ItemType{ItemTypeTrack, ItemTypeEpisode}
	}
	return commas(types)
}

// PlaylistItemsOptions select the items, and the parts of them, that
// [Client.PlaylistItems] returns. The country of a user token takes precedence
// over the market.
type PlaylistItemsOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket

	// Fields limits the response, in Spotify's notation, such as
	// "next,items(added_at,item(name,type))". Without next the page has no link
	// to the next one, and without type every item is returned as Raw.
	Fields string

	Limit  int // 1 to 50; 0 uses the default, 20
	Offset int // index of the first item, from 0

	// AdditionalTypes are the kinds of items to return as such; nil means
	// tracks and episodes. Spotify returns other kinds in the shape of tracks,
	// or not at all.
	AdditionalTypes []ItemType
}

// PlaylistItems returns a page of the items of a playlist, in order. Options
// select the market, the fields of the response, the kinds of items and the
// page: 1 to 50 items, 20 by default. Spotify also accepts 100 (measured, not
// documented).
//
// The user must own the playlist or collaborate on it. An app token cannot use
// this endpoint; [Client.Playlist] returns what it may read.
//
// It requires a user token with the scope [ScopePlaylistReadPrivate]. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrForbidden] and
// [ErrEndpointClosed] if the playlist belongs to someone else, [ErrBadRequest]
// if an option is invalid, [ErrInvalidID] if id does not name a playlist, and
// [ErrNotFound] if there is no such playlist.
//
// https://developer.spotify.com/documentation/web-api/reference/get-playlists-items
func (c *Client) PlaylistItems(ctx context.Context, id string, opts *PlaylistItemsOptions) (*Page[PlaylistItem], error) {
	o := cmp.Or(opts, new(PlaylistItemsOptions))
	query := c.query().market(o.Market).text("fields", o.Fields).page(o.Limit, o.Offset).text("additional_types", itemTypes(o.AdditionalTypes))
	return get[Page[PlaylistItem]](ctx, c, "/playlists/{id}/items", id, query)
}

// AddPlaylistItemsOptions select where [Client.AddPlaylistItems] inserts the
// new items.
type AddPlaylistItemsOptions struct {
	Position *int // index of the first new item, from 0; nil appends
}

// AddPlaylistItems adds tracks and episodes to a playlist, in the given order,
// and returns the new snapshot ID of the playlist. An option sets the
// position; the default is the end. Items that are already there are added
// again. uris are 1 to 100 URIs or URLs; local files cannot be named. The
// request is not retried if Spotify may already have executed it; see
// MayHaveExecuted of [Error].
//
// It requires a user token with the scope [ScopePlaylistModifyPublic] for
// public playlists or [ScopePlaylistModifyPrivate] for private ones. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrForbidden] if the
// user may not change the playlist, [ErrBadRequest] if Position is negative or
// there are no or more than 100 URIs, [ErrInvalidID] if id does not name a
// playlist or a URI does not name a track or an episode, and [ErrNotFound] if
// there is no such playlist.
//
// https://developer.spotify.com/documentation/web-api/reference/add-items-to-playlist
func (c *Client) AddPlaylistItems(ctx context.Context, id string, uris []string, opts *AddPlaylistItemsOptions) (string, error) {
	return c.addPlaylistItems(ctx, playlistItemsRoute, id, uris, opts)
}

const (
	playlistItemsRoute  = "/playlists/{id}/items"
	playlistTracksRoute = "/playlists/{id}/tracks" // for older apps

	maxPlaylistItems = 100 // per request
)

func (c *Client) addPlaylistItems(ctx context.Context, route, id string, uris []string, opts *AddPlaylistItemsOptions) (string, error) {
	list, err := uriList(c.query().base, uris, maxPlaylistItems, "track", "episode")
	if err != nil {
		return "", err
	}
	o := cmp.Or(opts, new(AddPlaylistItemsOptions))
	if err := notNegativePtr("Position", o.Position); err != nil {
		return "", err
	}
	in := struct {
		URIs     []string `json:"uris"`
		Position *int     `json:"position,omitzero"`
	}{list, o.Position}
	return c.changePlaylist(ctx, request{method: http.MethodPost, route: route, id: id, in: in})
}

// changePlaylist returns the ID of the snapshot that a write created.
func (c *Client) changePlaylist(ctx context.Context, r request) (string, error) {
	s, err := fetch[snapshot](ctx, c, r)
	if err != nil {
		return "", err
	}
	return s.SnapshotID, nil
}

type snapshot struct {
	SnapshotID string `json:"snapshot_id"`
}

// RemovePlaylistItemsOptions select the snapshot that
// [Client.RemovePlaylistItems] changes.
type RemovePlaylistItemsOptions struct {
	SnapshotID string // may be an older one; "" is the current one
}

// RemovePlaylistItems removes every occurrence of the given tracks and
// episodes from a playlist and returns the new snapshot ID of the playlist. An
// option selects the snapshot to change. uris are 1 to 100 URIs or URLs; local
// files cannot be named.
//
// It requires a user token with the scope [ScopePlaylistModifyPublic] for
// public playlists or [ScopePlaylistModifyPrivate] for private ones. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrForbidden] if the
// user may not change the playlist, [ErrBadRequest] if there are no or more
// than 100 URIs, [ErrInvalidID] if id does not name a playlist or a URI does
// not name a track or an episode, and [ErrNotFound] if there is no such
// playlist.
//
// https://developer.spotify.com/documentation/web-api/reference/remove-items-playlist
func (c *Client) RemovePlaylistItems(ctx context.Context, id string, uris []string, opts *RemovePlaylistItemsOptions) (string, error) {
	entries, err := c.playlistEntries(uris)
	if err != nil {
		return "", err
	}
	in := struct {
		Items      []playlistEntry `json:"items"`
		SnapshotID string          `json:"snapshot_id,omitzero"`
	}{entries, cmp.Or(opts, new(RemovePlaylistItemsOptions)).SnapshotID}
	return c.changePlaylist(ctx, request{method: http.MethodDelete, route: playlistItemsRoute, id: id, in: in})
}

type playlistEntry struct {
	URI string `json:"uri"`
}

func (c *Client) playlistEntries(uris []string) ([]playlistEntry, error) {
	list, err := uriList(c.query().base, uris, maxPlaylistItems, "track", "episode")
	entries := make([]playlistEntry, len(list))
	for i, uri := range list {
		entries[i].URI = uri
	}
	return entries, err
}

// ReplacePlaylistItems replaces all items of a playlist with the given tracks
// and episodes, in order, and returns the new snapshot ID of the playlist.
// uris are up to 100 URIs or URLs; none empties the playlist. Add more with
// [Client.AddPlaylistItems].
//
// It requires a user token with the scope [ScopePlaylistModifyPublic] for
// public playlists or [ScopePlaylistModifyPrivate] for private ones. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrForbidden] if the
// user may not change the playlist, [ErrBadRequest] if there are more than 100
// URIs, [ErrInvalidID] if id does not name a playlist or a URI does not name a
// track or an episode, and [ErrNotFound] if there is no such playlist.
//
// https://developer.spotify.com/documentation/web-api/reference/reorder-or-replace-playlists-items
func (c *Client) ReplacePlaylistItems(ctx context.Context, id string, uris []string) (string, error) {
	return c.replacePlaylistItems(ctx, playlistItemsRoute, id, uris)
}

func (c *Client) replacePlaylistItems(ctx context.Context, route, id string, uris []string) (string, error) {
	list := []string{} // not null, which would leave the playlist as it is
	if len(uris) > 0 {
		var err error
		if list, err = uriList(c.query().base, uris, maxPlaylistItems, "track", "episode"); err != nil {
			return "", err
		}
	}
	in := struct {
		URIs []string `json:"uris"`
	}{list}
	return c.changePlaylist(ctx, request{method: http.MethodPut, route: route, id: id, in: in})
}

// ReorderPlaylistItemsOptions set how many items [Client.ReorderPlaylistItems]
// moves, and in which snapshot.
type ReorderPlaylistItemsOptions struct {
	RangeLength int    // number of items; 0 uses the default, 1
	SnapshotID  string // that the indexes refer to; "" is the current one
}

// ReorderPlaylistItems moves the item at index rangeStart, or RangeLength
// items from there, to before the item that is at index insertBefore now, and
// returns the new snapshot ID of the playlist. Indexes count from 0; the
// number of items as insertBefore moves them to the end. The request is not
// retried if Spotify may already have executed it; see MayHaveExecuted of
// [Error].
//
// It requires a user token with the scope [ScopePlaylistModifyPublic] for
// public playlists or [ScopePlaylistModifyPrivate] for private ones. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrForbidden] if the
// user may not change the playlist, [ErrBadRequest] if a number is negative or
// there is no such index, [ErrInvalidID] if id does not name a playlist, and
// [ErrNotFound] if there is no such playlist.
//
// https://developer.spotify.com/documentation/web-api/reference/reorder-or-replace-playlists-items
func (c *Client) ReorderPlaylistItems(ctx context.Context, id string, rangeStart, insertBefore int, opts *ReorderPlaylistItemsOptions) (string, error) {
	return c.reorderPlaylistItems(ctx, playlistItemsRoute, id, rangeStart, insertBefore, opts)
}

func (c *Client) reorderPlaylistItems(ctx context.Context, route, id string, rangeStart, insertBefore int, opts *ReorderPlaylistItemsOptions) (string, error) {
	o := cmp.Or(opts, new(ReorderPlaylistItemsOptions))
	if err := cmp.Or(notNegative("rangeStart", rangeStart), notNegative("insertBefore", insertBefore), notNegative("RangeLength", o.RangeLength)); err != nil {
		return "", err
	}
	in := struct {
		RangeStart   int    `json:"range_start"`
		InsertBefore int    `json:"insert_before"`
		RangeLength  int    `json:"range_length,omitzero"`
		SnapshotID   string `json:"snapshot_id,omitzero"`
	}{rangeStart, insertBefore, o.RangeLength, o.SnapshotID}
	return c.changePlaylist(ctx, request{method: http.MethodPut, route: route, id: id, in: in, nonIdempotent: true})
}
