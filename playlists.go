package spotify

import (
	"cmp"
	"context"
)

// Playlist is a playlist as [Client.Playlist] gives it.
type Playlist struct {
	Collaborative bool                `json:"collaborative"`         // others may change it
	Description   string              `json:"description,omitempty"` // HTML-escaped
	ExternalURLs  ExternalURLs        `json:"external_urls,omitzero"`
	Followers     *Followers          `json:"followers,omitempty"` // nil where Spotify leaves them out
	Href          string              `json:"href,omitempty"`
	ID            string              `json:"id,omitempty"`
	Images        []Image             `json:"images,omitzero"`              // at most three, largest first; their URLs expire within a day
	Items         *Page[PlaylistItem] `json:"items,omitempty" alt:"tracks"` // the first page; nil: withheld from this app or user
	Name          string              `json:"name,omitempty"`
	Owner         PublicUser          `json:"owner,omitzero"`
	PrimaryColor  string              `json:"primary_color,omitempty"` // not in Spotify's reference
	Public        *bool               `json:"public,omitempty"`        // shown on the owner's profile; nil: not relevant or not told
	SnapshotID    string              `json:"snapshot_id,omitempty"`   // the version, to be named when changing it
	Type          string              `json:"type,omitempty"`          // "playlist"
	URI           string              `json:"uri,omitempty"`
}

// SimplifiedPlaylist is a playlist in a list. It tells how many items there are,
// not which; [Client.PlaylistItems] has them.
type SimplifiedPlaylist struct {
	Collaborative bool              `json:"collaborative"`         // others may change it
	Description   string            `json:"description,omitempty"` // HTML-escaped
	ExternalURLs  ExternalURLs      `json:"external_urls,omitzero"`
	Href          string            `json:"href,omitempty"`
	ID            string            `json:"id,omitempty"`
	Images        []Image           `json:"images,omitzero"`              // at most three, largest first; their URLs expire within a day
	Items         *PlaylistItemsRef `json:"items,omitempty" alt:"tracks"` // nil: withheld from this app or user
	Name          string            `json:"name,omitempty"`
	Owner         PublicUser        `json:"owner,omitzero"`
	PrimaryColor  string            `json:"primary_color,omitempty"` // not in Spotify's reference
	Public        *bool             `json:"public,omitempty"`        // shown on the owner's profile; nil: not relevant or not told
	SnapshotID    string            `json:"snapshot_id,omitempty"`
	Type          string            `json:"type,omitempty"` // "playlist"
	URI           string            `json:"uri,omitempty"`
}

// PlaylistItemsRef tells of a playlist's items without listing them.
type PlaylistItemsRef struct {
	Href  string `json:"href,omitempty"`
	Total int    `json:"total"` // 0 also if Spotify does not say
}

// PlaylistOptions are the optional parameters of [Client.Playlist].
type PlaylistOptions struct {
	// Market is an ISO 3166-1 alpha-2 code or "from_token"; "": that of
	// [WithMarket]. The country of a user's token comes first.
	Market string

	// Fields limits the answer, in Spotify's notation: "name,owner.id". Name
	// next and each item's type with the items if they are to be walked. Apps in
	// development mode must write items and item, others may have to write
	// tracks and track.
	Fields string

	// AdditionalTypes are the kinds that come as what they are; nil: tracks and
	// episodes. Others come in the shape of tracks, or not at all.
	AdditionalTypes []ItemType
}

func (o *PlaylistOptions) query(c *Client) params {
	o = cmp.Or(o, new(PlaylistOptions))
	return c.query().market(o.Market).text("fields", o.Fields).text("additional_types", itemTypes(o.AdditionalTypes))
}

// Playlist returns a playlist with the first page of its items, at most 100.
// Options choose the market, the fields of the answer and whether episodes come
// as such.
//
// No scope is needed for public playlists, playlist-read-private for a user's
// own private ones. An app in development mode gets the items of playlists that
// its user owns or collaborates on; of all others, and always with an app-only
// token, it gets everything but the items: Items is nil. An app that has no
// extended quota gets [ErrNotFound] for playlists of Spotify's own (most IDs
// that begin with 37i9dQZF1), as anybody does for unknown ones.
//
// https://developer.spotify.com/documentation/web-api/reference/get-playlist
func (c *Client) Playlist(ctx context.Context, id string, opts *PlaylistOptions) (*Playlist, error) {
	return get[Playlist](ctx, c, "/playlists/{id}", id, opts.query(c))
}

// CurrentUserPlaylistsOptions are the optional parameters of
// [Client.CurrentUserPlaylists].
type CurrentUserPlaylistsOptions struct {
	Limit  int // 1 to 50; 0: Spotify's default, 20
	Offset int // index of the first playlist, at most 100,000
}

func (o *CurrentUserPlaylistsOptions) query() params {
	o = cmp.Or(o, new(CurrentUserPlaylistsOptions))
	return params{}.page(o.Limit, o.Offset)
}

// CurrentUserPlaylists returns a page of the playlists that the user owns or
// follows. Options choose the page: 1 to 50 playlists, default 20.
//
// Needs a user's token with the scope playlist-read-private; without it only
// public ones are listed, and collaborative ones need
// playlist-read-collaborative. With an app-only token it is
// [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-list-of-current-users-playlists
func (c *Client) CurrentUserPlaylists(ctx context.Context, opts *CurrentUserPlaylistsOptions) (*Page[SimplifiedPlaylist], error) {
	return get[Page[SimplifiedPlaylist]](ctx, c, "/me/playlists", "", opts.query())
}

// UserPlaylistsOptions are the optional parameters of [Client.UserPlaylists].
type UserPlaylistsOptions struct {
	Limit  int // 1 to 50; 0: Spotify's default, 20
	Offset int // index of the first playlist, at most 100,000
}

func (o *UserPlaylistsOptions) query() params {
	o = cmp.Or(o, new(UserPlaylistsOptions))
	return params{}.page(o.Limit, o.Offset)
}

// UserPlaylists returns a page of the playlists that a user owns or follows.
// Options choose the page: 1 to 50 playlists, default 20.
//
// An app-only token sees the public ones. The user's own token sees private
// ones with the scope playlist-read-private and collaborative ones with
// playlist-read-collaborative. An app without the endpoint gets
// [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/get-list-users-playlists
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. For the
// user of the token use [Client.CurrentUserPlaylists]; nothing replaces it for
// others.
func (c *Client) UserPlaylists(ctx context.Context, userID string, opts *UserPlaylistsOptions) (*Page[SimplifiedPlaylist], error) {
	return get[Page[SimplifiedPlaylist]](ctx, c, "/users/{id}/playlists", userID, opts.query())
}

// CreatePlaylistOptions are the optional parameters of [Client.CreatePlaylist].
type CreatePlaylistOptions struct {
	Public        *bool  // nil: true. False needs the scope playlist-modify-private
	Collaborative *bool  // nil: false. True needs Public to be false, and both scopes
	Description   string // plain text
}

// CreatePlaylist makes an empty playlist for the user of the token and returns
// it. The name need not be unique, and may not be empty ([ErrBadRequest]);
// options make it private or collaborative and describe it. A user may have
// about 11,000 playlists.
//
// Needs a user's token with the scope playlist-modify-public, or
// playlist-modify-private for a private one ([ErrInsufficientScope]). With an
// app-only token it is [ErrUserAuthRequired]. The call is not repeated in
// doubt: see [Error] for MayHaveExecuted.
//
// https://developer.spotify.com/documentation/web-api/reference/create-playlist
func (c *Client) CreatePlaylist(ctx context.Context, name string, opts *CreatePlaylistOptions) (*Playlist, error) {
	return c.createPlaylist(ctx, "/me/playlists", "", name, opts)
}

// CreateUserPlaylistOptions are the optional parameters of
// [Client.CreateUserPlaylist].
type CreateUserPlaylistOptions struct {
	Public        *bool  // nil: true. False needs the scope playlist-modify-private
	Collaborative *bool  // nil: false. True needs Public to be false, and both scopes
	Description   string // plain text
}

// CreateUserPlaylist is [Client.CreatePlaylist] with the user named, who must be
// the user of the token. Scopes, rules and errors are the same; an app without
// the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/create-playlist-for-user
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.CreatePlaylist].
func (c *Client) CreateUserPlaylist(ctx context.Context, userID, name string, opts *CreateUserPlaylistOptions) (*Playlist, error) {
	return c.createPlaylist(ctx, "/users/{id}/playlists", userID, name, (*CreatePlaylistOptions)(opts))
}

func (c *Client) createPlaylist(ctx context.Context, route, userID, name string, opts *CreatePlaylistOptions) (*Playlist, error) {
	if name == "" {
		return nil, inputErrorf(ErrBadRequest, "a playlist needs a name")
	}
	o := cmp.Or(opts, new(CreatePlaylistOptions))
	return fetch[Playlist](ctx, c, request{method: "POST", route: route, id: userID, in: playlistDetails{name, o.Public, o.Collaborative, o.Description}})
}

// playlistDetails is the body that makes or changes a playlist.
type playlistDetails struct {
	Name          string `json:"name,omitempty"`
	Public        *bool  `json:"public,omitempty"`
	Collaborative *bool  `json:"collaborative,omitempty"`
	Description   string `json:"description,omitempty"`
}

// UpdatePlaylistOptions are the changes of [Client.UpdatePlaylist]; what is not
// set stays as it is.
type UpdatePlaylistOptions struct {
	Name          string
	Public        *bool  // whether the playlist is on the owner's profile
	Collaborative *bool  // true for playlists that are not public only
	Description   string // plain text; Spotify does not let one be emptied
}

// UpdatePlaylist changes the name, description or visibility of a playlist that
// the user owns. Options that change nothing are refused ([ErrBadRequest]).
//
// Needs a user's token with the scope playlist-modify-public for public
// playlists, playlist-modify-private for others ([ErrInsufficientScope]). With
// an app-only token it is [ErrUserAuthRequired], for somebody else's playlist
// [ErrForbidden].
//
// https://developer.spotify.com/documentation/web-api/reference/change-playlist-details
func (c *Client) UpdatePlaylist(ctx context.Context, id string, opts *UpdatePlaylistOptions) error {
	o := cmp.Or(opts, new(UpdatePlaylistOptions))
	if *o == (UpdatePlaylistOptions{}) {
		return inputErrorf(ErrBadRequest, "no change of the playlist given")
	}
	return c.send(ctx, request{method: "PUT", route: "/playlists/{id}", id: id, in: playlistDetails(*o)}, nil)
}
