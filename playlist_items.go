package spotify

import (
	"cmp"
	"context"
	"time"
)

// PlaylistItem is one entry of a playlist.
type PlaylistItem struct {
	AddedAt        time.Time      `json:"added_at,omitzero"`        // zero in very old playlists
	AddedBy        *PublicUser    `json:"added_by,omitempty"`       // nil in very old playlists; without a name
	IsLocal        bool           `json:"is_local"`                 // a file on the owner's disk, without an ID
	Item           Item           `json:"item" alt:"track"`         // zero: gone, or withheld
	PrimaryColor   string         `json:"primary_color,omitempty"`  // not in Spotify's reference
	VideoThumbnail VideoThumbnail `json:"video_thumbnail,omitzero"` // not in Spotify's reference
}

// VideoThumbnail is a still of an entry's video.
type VideoThumbnail struct {
	URL string `json:"url,omitempty"` // "" if there is none
}

// ItemType is a kind of what a playlist holds or a player plays. Spotify may add
// others.
type ItemType string

const (
	ItemTypeTrack   ItemType = "track"
	ItemTypeEpisode ItemType = "episode" // chapters of audiobooks too
)

// itemTypes is what is asked for: unless told otherwise, all that Item can be.
func itemTypes(types []ItemType) string {
	if len(types) == 0 {
		types = []ItemType{ItemTypeTrack, ItemTypeEpisode}
	}
	return commas(types)
}

// PlaylistItemsOptions are the optional parameters of [Client.PlaylistItems].
type PlaylistItemsOptions struct {
	// Market is an ISO 3166-1 alpha-2 code or "from_token"; "": that of
	// [WithMarket]. The country of a user's token comes first.
	Market string

	// Fields limits the answer, in Spotify's notation:
	// "next,items(added_at,item(name,type))". Without next the page cannot be
	// walked, and without type an item is neither track nor episode but Raw.
	Fields string

	Limit  int // 1 to 50; 0: Spotify's default, 20
	Offset int // index of the first item

	// AdditionalTypes are the kinds that come as what they are; nil: tracks and
	// episodes. Others come in the shape of tracks, or not at all.
	AdditionalTypes []ItemType
}

func (o *PlaylistItemsOptions) query(c *Client) params {
	o = cmp.Or(o, new(PlaylistItemsOptions))
	return c.query().market(o.Market).text("fields", o.Fields).page(o.Limit, o.Offset).
		text("additional_types", itemTypes(o.AdditionalTypes))
}

// PlaylistItems returns a page of what a playlist holds, in its order. Options
// choose the market, the fields, the page (1 to 50 items, default 20) and
// whether episodes come as such.
//
// Needs a user's token with the scope playlist-read-private, for a playlist
// that the user owns or collaborates on; anybody else's is [ErrForbidden] (and
// [ErrEndpointClosed], by its words). In development mode an app-only token
// gets [ErrUserAuthRequired]; [Client.Playlist] tells it all but the items. An
// unknown playlist is [ErrNotFound].
//
// https://developer.spotify.com/documentation/web-api/reference/get-playlists-items
func (c *Client) PlaylistItems(ctx context.Context, id string, opts *PlaylistItemsOptions) (*Page[PlaylistItem], error) {
	return get[Page[PlaylistItem]](ctx, c, "/playlists/{id}/items", id, opts.query(c))
}

// AddPlaylistItemsOptions are the optional parameters of
// [Client.AddPlaylistItems].
type AddPlaylistItemsOptions struct {
	Position *int // index of the first new item, from 0; nil: at the end
}

// AddPlaylistItems puts tracks and episodes into a playlist, in the order given,
// and returns the ID of its new snapshot. Items may be there already; they are
// added again. An option says where; the default is the end. Takes 1 to 100
// URIs or URLs; another number is refused ([ErrBadRequest]), and so is another
// kind ([ErrInvalidID]), local files among them.
//
// Needs a user's token with the scope playlist-modify-public for public
// playlists, playlist-modify-private for others ([ErrInsufficientScope]). With
// an app-only token it is [ErrUserAuthRequired], for a playlist that the user
// may not change [ErrForbidden]. The call is not repeated in doubt: see [Error]
// for MayHaveExecuted.
//
// https://developer.spotify.com/documentation/web-api/reference/add-items-to-playlist
func (c *Client) AddPlaylistItems(ctx context.Context, id string, uris []string, opts *AddPlaylistItemsOptions) (string, error) {
	return c.addPlaylistItems(ctx, playlistItemsRoute, id, uris, opts)
}

const (
	playlistItemsRoute  = "/playlists/{id}/items"
	playlistTracksRoute = "/playlists/{id}/tracks" // of older apps

	maxPlaylistItems = 100 // in one write
)

func (c *Client) addPlaylistItems(ctx context.Context, route, id string, uris []string, opts *AddPlaylistItemsOptions) (string, error) {
	list, err := uriList(uris, maxPlaylistItems, "track", "episode")
	if err != nil {
		return "", err
	}
	in := struct {
		URIs     []string `json:"uris"`
		Position *int     `json:"position,omitempty"`
	}{list, cmp.Or(opts, new(AddPlaylistItemsOptions)).Position}
	return c.changePlaylist(ctx, request{method: "POST", route: route, id: id, in: in})
}

// changePlaylist gives the ID of the snapshot that a write made.
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

// RemovePlaylistItemsOptions are the optional parameters of
// [Client.RemovePlaylistItems].
type RemovePlaylistItemsOptions struct {
	SnapshotID string // the version to change, although there may be later ones; "": the present one
}

// RemovePlaylistItems takes every occurrence of the given items out of a
// playlist and returns the ID of its new snapshot. An option names the version
// that is meant. Takes 1 to 100 URIs or URLs; another number is refused
// ([ErrBadRequest]), and so is another kind ([ErrInvalidID]), local files among
// them: Spotify does not let them be named.
//
// Needs a user's token with the scope playlist-modify-public for public
// playlists, playlist-modify-private for others ([ErrInsufficientScope]). With
// an app-only token it is [ErrUserAuthRequired], for a playlist that the user
// may not change [ErrForbidden].
//
// https://developer.spotify.com/documentation/web-api/reference/remove-items-playlist
func (c *Client) RemovePlaylistItems(ctx context.Context, id string, uris []string, opts *RemovePlaylistItemsOptions) (string, error) {
	entries, err := playlistEntries(uris)
	if err != nil {
		return "", err
	}
	in := struct {
		Items      []playlistEntry `json:"items"`
		SnapshotID string          `json:"snapshot_id,omitempty"`
	}{entries, cmp.Or(opts, new(RemovePlaylistItemsOptions)).SnapshotID}
	return c.changePlaylist(ctx, request{method: "DELETE", route: playlistItemsRoute, id: id, in: in})
}

type playlistEntry struct {
	URI string `json:"uri"`
}

func playlistEntries(uris []string) ([]playlistEntry, error) {
	list, err := uriList(uris, maxPlaylistItems, "track", "episode")
	entries := make([]playlistEntry, len(list))
	for i, uri := range list {
		entries[i].URI = uri
	}
	return entries, err
}

// ReplacePlaylistItems makes the given tracks and episodes, in that order, all
// that a playlist holds, and returns the ID of its new snapshot. Takes up to 100
// URIs or URLs; none empties the playlist. More are refused ([ErrBadRequest]),
// and so is another kind ([ErrInvalidID]), local files among them; further ones
// can be added with [Client.AddPlaylistItems].
//
// Needs a user's token with the scope playlist-modify-public for public
// playlists, playlist-modify-private for others ([ErrInsufficientScope]). With
// an app-only token it is [ErrUserAuthRequired], for a playlist that the user
// may not change [ErrForbidden].
//
// https://developer.spotify.com/documentation/web-api/reference/reorder-or-replace-playlists-items
func (c *Client) ReplacePlaylistItems(ctx context.Context, id string, uris []string) (string, error) {
	return c.replacePlaylistItems(ctx, playlistItemsRoute, id, uris)
}

func (c *Client) replacePlaylistItems(ctx context.Context, route, id string, uris []string) (string, error) {
	list := []string{} // not null: an empty playlist is a wish too
	if len(uris) > 0 {
		var err error
		if list, err = uriList(uris, maxPlaylistItems, "track", "episode"); err != nil {
			return "", err
		}
	}
	in := struct {
		URIs []string `json:"uris"`
	}{list}
	return c.changePlaylist(ctx, request{method: "PUT", route: route, id: id, in: in})
}

// ReorderPlaylistItemsOptions are the optional parameters of
// [Client.ReorderPlaylistItems].
type ReorderPlaylistItemsOptions struct {
	RangeLength int    // how many items move; 0: Spotify's default, 1
	SnapshotID  string // the version that the positions belong to; "": the present one
}

// ReorderPlaylistItems moves the items from index rangeStart on (one, if no
// option says more) to before the item that is now at index insertBefore, and
// returns the ID of the playlist's new snapshot. Indexes count from 0; the
// number of items as insertBefore moves to the end.
//
// Needs a user's token with the scope playlist-modify-public for public
// playlists, playlist-modify-private for others ([ErrInsufficientScope]). With
// an app-only token it is [ErrUserAuthRequired], for a playlist that the user
// may not change [ErrForbidden], for indexes that are not there
// [ErrBadRequest]. The call is not repeated in doubt: see [Error] for
// MayHaveExecuted.
//
// https://developer.spotify.com/documentation/web-api/reference/reorder-or-replace-playlists-items
func (c *Client) ReorderPlaylistItems(ctx context.Context, id string, rangeStart, insertBefore int, opts *ReorderPlaylistItemsOptions) (string, error) {
	return c.reorderPlaylistItems(ctx, playlistItemsRoute, id, rangeStart, insertBefore, opts)
}

func (c *Client) reorderPlaylistItems(ctx context.Context, route, id string, rangeStart, insertBefore int, opts *ReorderPlaylistItemsOptions) (string, error) {
	o := cmp.Or(opts, new(ReorderPlaylistItemsOptions))
	in := struct {
		RangeStart   int    `json:"range_start"`
		InsertBefore int    `json:"insert_before"`
		RangeLength  int    `json:"range_length,omitempty"`
		SnapshotID   string `json:"snapshot_id,omitempty"`
	}{rangeStart, insertBefore, o.RangeLength, o.SnapshotID}
	return c.changePlaylist(ctx, request{method: "PUT", route: route, id: id, in: in, nonIdempotent: true})
}
