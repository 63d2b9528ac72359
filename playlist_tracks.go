package spotify

import (
	"cmp"
	"context"
)

// PlaylistTracksOptions are the optional parameters of [Client.PlaylistTracks].
type PlaylistTracksOptions struct {
	// Market is an ISO 3166-1 alpha-2 code or "from_token"; "": that of
	// [WithMarket]. The country of a user's token comes first.
	Market string

	// Fields limits the answer, in Spotify's notation:
	// "next,items(added_at,track(name,type))". Without next the page cannot be
	// walked, and without type an item is neither track nor episode but Raw.
	Fields string

	Limit  int // 1 to 50 by Spotify's reference, in practice to 100; 0: Spotify's default
	Offset int // index of the first item

	// AdditionalTypes are the kinds that come as what they are; nil: tracks and
	// episodes. Others come in the shape of tracks, or not at all.
	AdditionalTypes []ItemType
}

// PlaylistTracks is [Client.PlaylistItems] on the endpoint that came before it.
// Options choose the market, the fields, the page (Spotify's reference says 1 to
// 50 items, default 20; it has served 100) and whether episodes come as such.
//
// An app-only token is enough for public playlists, if the app has the
// endpoint: in development mode the answer is [ErrEndpointClosed]. Private ones
// need their owner's token with the scope playlist-read-private. Playlists of
// Spotify's own (most IDs that begin with 37i9dQZF1) are [ErrNotFound] without
// extended quota.
//
// https://developer.spotify.com/documentation/web-api/reference/get-playlists-tracks
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.PlaylistItems], which wants a user's token.
func (c *Client) PlaylistTracks(ctx context.Context, id string, opts *PlaylistTracksOptions) (*Page[PlaylistItem], error) {
	return get[Page[PlaylistItem]](ctx, c, playlistTracksRoute, id, (*PlaylistItemsOptions)(opts).query(c))
}

// AddPlaylistTracksOptions are the optional parameters of
// [Client.AddPlaylistTracks].
type AddPlaylistTracksOptions struct {
	Position *int // index of the first new item, from 0; nil: at the end
}

// AddPlaylistTracks is [Client.AddPlaylistItems] on the endpoint that came
// before it: 1 to 100 tracks or episodes, the snapshot's ID, the same scopes
// and errors. An app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/add-tracks-to-playlist
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.AddPlaylistItems].
func (c *Client) AddPlaylistTracks(ctx context.Context, id string, uris []string, opts *AddPlaylistTracksOptions) (string, error) {
	return c.addPlaylistItems(ctx, playlistTracksRoute, id, uris, (*AddPlaylistItemsOptions)(opts))
}

// RemovePlaylistTracksOptions are the optional parameters of
// [Client.RemovePlaylistTracks].
type RemovePlaylistTracksOptions struct {
	SnapshotID string // the version to change, although there may be later ones; "": the present one
}

// RemovePlaylistTracks is [Client.RemovePlaylistItems] on the endpoint that came
// before it: 1 to 100 tracks or episodes, the snapshot's ID, the same scopes
// and errors. An app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/remove-tracks-playlist
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.RemovePlaylistItems].
func (c *Client) RemovePlaylistTracks(ctx context.Context, id string, uris []string, opts *RemovePlaylistTracksOptions) (string, error) {
	entries, err := playlistEntries(uris)
	if err != nil {
		return "", err
	}
	in := struct {
		Tracks     []playlistEntry `json:"tracks"`
		SnapshotID string          `json:"snapshot_id,omitempty"`
	}{entries, cmp.Or(opts, new(RemovePlaylistTracksOptions)).SnapshotID}
	return c.changePlaylist(ctx, request{method: "DELETE", route: playlistTracksRoute, id: id, in: in})
}

// ReplacePlaylistTracks is [Client.ReplacePlaylistItems] on the endpoint that
// came before it: up to 100 tracks or episodes, none to empty the playlist, the
// snapshot's ID, the same scopes and errors. An app without the endpoint gets
// [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/reorder-or-replace-playlists-tracks
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.ReplacePlaylistItems].
func (c *Client) ReplacePlaylistTracks(ctx context.Context, id string, uris []string) (string, error) {
	return c.replacePlaylistItems(ctx, playlistTracksRoute, id, uris)
}

// ReorderPlaylistTracksOptions are the optional parameters of
// [Client.ReorderPlaylistTracks].
type ReorderPlaylistTracksOptions struct {
	RangeLength int    // how many items move; 0: Spotify's default, 1
	SnapshotID  string // the version that the positions belong to; "": the present one
}

// ReorderPlaylistTracks is [Client.ReorderPlaylistItems] on the endpoint that
// came before it: the same indexes, the snapshot's ID, the same scopes and
// errors, not repeated in doubt. An app without the endpoint gets
// [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/reorder-or-replace-playlists-tracks
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.ReorderPlaylistItems].
func (c *Client) ReorderPlaylistTracks(ctx context.Context, id string, rangeStart, insertBefore int, opts *ReorderPlaylistTracksOptions) (string, error) {
	return c.reorderPlaylistItems(ctx, playlistTracksRoute, id, rangeStart, insertBefore, (*ReorderPlaylistItemsOptions)(opts))
}
