package spotify

import (
	"cmp"
	"context"
	"net/http"
)

// CreatePlaylistOptions set the visibility and the description of a playlist
// that [Client.CreatePlaylist] creates.
type CreatePlaylistOptions struct {
	Public        *bool  // on the profile of the owner; nil means true
	Collaborative *bool  // nil means false; true needs Public to be false
	Description   string // plain text
}

// CreatePlaylist creates an empty playlist for the user of the token and
// returns it. name need not be unique. Options make the playlist private or
// collaborative and describe it. A user can have about 11,000 playlists. The
// request is not retried if Spotify may already have executed it; see
// MayHaveExecuted of [Error].
//
// A playlist that was created with Public set to false may come back public
// (measured, not documented).
//
// It requires a user token with the scope [ScopePlaylistModifyPublic], or
// [ScopePlaylistModifyPrivate] for a private playlist. It is available in
// extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, and [ErrBadRequest] if
// name is empty or Public and Collaborative are both true.
//
// https://developer.spotify.com/documentation/web-api/reference/create-playlist
func (c *Client) CreatePlaylist(ctx context.Context, name string, opts *CreatePlaylistOptions) (*Playlist, error) {
	return c.createPlaylist(ctx, "/me/playlists", "", name, opts)
}

// CreateUserPlaylistOptions set the visibility and the description of a
// playlist that [Client.CreateUserPlaylist] creates.
type CreateUserPlaylistOptions struct {
	Public        *bool  // on the profile of the owner; nil means true
	Collaborative *bool  // nil means false; true needs Public to be false
	Description   string // plain text
}

// CreateUserPlaylist creates an empty playlist for the user with userID, who
// must be the user of the token, and returns it. name need not be unique.
// Options make the playlist private or collaborative and describe it. The
// request is not retried if Spotify may already have executed it; see
// MayHaveExecuted of [Error].
//
// It requires a user token with the scope [ScopePlaylistModifyPublic], or
// [ScopePlaylistModifyPrivate] for a private playlist. It is not available in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrForbidden] if
// userID is another user, [ErrBadRequest] if name is empty or Public and
// Collaborative are both true, [ErrInvalidID] if userID does not name a user,
// and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/create-playlist-for-user
//
// Deprecated: Use [Client.CreatePlaylist]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) CreateUserPlaylist(ctx context.Context, userID, name string, opts *CreateUserPlaylistOptions) (*Playlist, error) {
	return c.createPlaylist(ctx, "/users/{id}/playlists", userID, name, (*CreatePlaylistOptions)(opts))
}

func (c *Client) createPlaylist(ctx context.Context, route, userID, name string, opts *CreatePlaylistOptions) (*Playlist, error) {
	if name == "" {
		return nil, inputErrorf(ErrBadRequest, "name is empty")
	}
	o := cmp.Or(opts, new(CreatePlaylistOptions))
	if err := checkVisibility(o.Public, o.Collaborative); err != nil {
		return nil, err
	}
	in := struct {
		Name          string `json:"name"`
		Public        *bool  `json:"public,omitzero"`
		Collaborative *bool  `json:"collaborative,omitzero"`
		Description   string `json:"description"` // without it Spotify has shown "null"
	}{name, o.Public, o.Collaborative, o.Description}
	return fetch[Playlist](ctx, c, request{method: http.MethodPost, route: route, id: userID, in: in})
}

// checkVisibility returns an error if a playlist would be public and
// collaborative.
func checkVisibility(public, collaborative *bool) error {
	if public != nil && *public && collaborative != nil && *collaborative {
		return inputErrorf(ErrBadRequest, "Public and Collaborative are mutually exclusive")
	}
	return nil
}

// playlistDetails is the body that changes a playlist.
type playlistDetails struct {
	Name          string `json:"name,omitempty"`
	Public        *bool  `json:"public,omitzero"`
	Collaborative *bool  `json:"collaborative,omitzero"`
	Description   string `json:"description,omitempty"`
}

// UpdatePlaylistOptions are the changes that [Client.UpdatePlaylist] makes. A
// field that is not set stays as it is.
type UpdatePlaylistOptions struct {
	Name          string
	Public        *bool  // on the profile of the owner
	Collaborative *bool  // true only for playlists that are not public
	Description   string // plain text; it cannot be emptied
}

// UpdatePlaylist changes the name, the description or the visibility of a
// playlist that the user owns. What the options leave unset stays as it is.
//
// It requires a user token with the scope [ScopePlaylistModifyPublic] for
// public playlists or [ScopePlaylistModifyPrivate] for private ones. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrForbidden] if the
// user may not change the playlist, [ErrBadRequest] if the options change
// nothing or Public and Collaborative are both true, [ErrInvalidID] if id does
// not name a playlist, and [ErrNotFound] if there is no such playlist.
//
// https://developer.spotify.com/documentation/web-api/reference/change-playlist-details
func (c *Client) UpdatePlaylist(ctx context.Context, id string, opts *UpdatePlaylistOptions) error {
	o := cmp.Or(opts, new(UpdatePlaylistOptions))
	if *o == (UpdatePlaylistOptions{}) {
		return inputErrorf(ErrBadRequest, "the options change nothing")
	}
	if err := checkVisibility(o.Public, o.Collaborative); err != nil {
		return err
	}
	return c.send(ctx, request{method: http.MethodPut, route: "/playlists/{id}", id: id, in: playlistDetails(*o)}, nil)
}
