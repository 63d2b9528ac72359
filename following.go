package spotify

import (
	"cmp"
	"context"
	"net/http"
)

// FollowedArtistsOptions select the page that [Client.FollowedArtists]
// returns.
type FollowedArtistsOptions struct {
	After string // last artist of the previous page; "" starts at the first
	Limit int    // 1 to 50; 0 uses the default, 20
}

// FollowedArtists returns a page of the artists that the user follows. Options
// select the page: 1 to 50 artists, 20 by default. After takes the ID, URI or
// URL of an artist, or the cursor of the page before.
//
// It requires a user token with the scope [ScopeUserFollowRead]. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if an
// option is invalid, and [ErrInvalidID] if After does not name an artist.
//
// https://developer.spotify.com/documentation/web-api/reference/get-followed
func (c *Client) FollowedArtists(ctx context.Context, opts *FollowedArtistsOptions) (*CursorPage[Artist], error) {
	o := cmp.Or(opts, new(FollowedArtistsOptions))
	query := c.query()
	// A cursor from Spotify is sent as it is, since it need not be an ID.
	after, err := trimPasted(o.After), error(nil)
	if isNamed(after) {
		after, err = idOf("artist", publicHref(query.base, after))
	}
	query.err = err
	query = query.text("type", "artist").text("after", after).number("limit", "Limit", o.Limit)
	response, err := get[followedArtists](ctx, c, "/me/following", "", query)
	if err != nil {
		return nil, err
	}
	return &response.Artists, nil
}

type followedArtists struct {
	Artists CursorPage[Artist] `json:"artists" strict:"true"`
}

// FollowArtists makes the user follow artists. Following an artist again is
// not an error. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserFollowModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name an
// artist, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/follow-artists-users
//
// Deprecated: Use [Client.SaveToLibrary]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) FollowArtists(ctx context.Context, ids []string) error {
	return c.changeFollowing(ctx, http.MethodPut, "artist", ids)
}

// UnfollowArtists makes the user no longer follow artists. An artist whom the
// user does not follow is not an error. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserFollowModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name an
// artist, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/unfollow-artists-users
//
// Deprecated: Use [Client.RemoveFromLibrary]. Spotify removed this endpoint
// for apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) UnfollowArtists(ctx context.Context, ids []string) error {
	return c.changeFollowing(ctx, http.MethodDelete, "artist", ids)
}

// FollowUsers makes the user follow other users. Following a user again is not
// an error. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserFollowModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name a
// user, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/follow-artists-users
//
// Deprecated: Use [Client.SaveToLibrary]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) FollowUsers(ctx context.Context, ids []string) error {
	return c.changeFollowing(ctx, http.MethodPut, "user", ids)
}

// UnfollowUsers makes the user no longer follow other users. A user whom the
// user does not follow is not an error. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserFollowModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name a
// user, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/unfollow-artists-users
//
// Deprecated: Use [Client.RemoveFromLibrary]. Spotify removed this endpoint
// for apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) UnfollowUsers(ctx context.Context, ids []string) error {
	return c.changeFollowing(ctx, http.MethodDelete, "user", ids)
}

func (c *Client) changeFollowing(ctx context.Context, method, kind string, ids []string) error {
	return c.send(ctx, request{method: method, route: "/me/following", query: c.followingQuery(kind, ids)}, nil)
}

func (c *Client) followingQuery(kind string, ids []string) params {
	return c.query().text("type", kind).ids(kind, ids, 50)
}

// IsFollowingArtists reports for each artist whether the user follows it:
// result[i] is for ids[i]. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserFollowRead]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name an
// artist, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/check-current-user-follows
//
// Deprecated: Use [Client.LibraryContains]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) IsFollowingArtists(ctx context.Context, ids []string) ([]bool, error) {
	return c.isFollowing(ctx, "artist", ids)
}

// IsFollowingUsers reports for each user whether the user of the token follows
// them: result[i] is for ids[i]. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserFollowRead]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name a
// user, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/check-current-user-follows
//
// Deprecated: Use [Client.LibraryContains]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) IsFollowingUsers(ctx context.Context, ids []string) ([]bool, error) {
	return c.isFollowing(ctx, "user", ids)
}

func (c *Client) isFollowing(ctx context.Context, kind string, ids []string) ([]bool, error) {
	return c.contains(ctx, request{route: "/me/following/contains", query: c.followingQuery(kind, ids)}, len(ids))
}

// FollowPlaylistOptions decide whether others see what the user follows with
// [Client.FollowPlaylist].
type FollowPlaylistOptions struct {
	Public *bool // shown on the profile of the user; nil means true
}

// FollowPlaylist makes the user follow a playlist. An option keeps it off the
// profile of the user.
//
// It requires a user token with the scope [ScopePlaylistModifyPublic], or
// [ScopePlaylistModifyPrivate] to follow privately. It is not documented for
// development mode but still works there (measured, not documented).
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrInvalidID] if id
// does not name a playlist, [ErrNotFound] if there is no such playlist, and
// [ErrEndpointClosed] if the app does not have the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/follow-playlist
//
// Deprecated: Use [Client.SaveToLibrary]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) FollowPlaylist(ctx context.Context, id string, opts *FollowPlaylistOptions) error {
	r := request{method: http.MethodPut, route: "/playlists/{id}/followers", id: id}
	if opts != nil && opts.Public != nil {
		r.in = map[string]*bool{"public": opts.Public}
	}
	return c.send(ctx, r, nil)
}

// UnfollowPlaylist makes the user no longer follow a playlist. This is also
// how owners delete a playlist: it leaves their list.
//
// It requires a user token with the scope [ScopePlaylistModifyPublic], or
// [ScopePlaylistModifyPrivate] if the playlist is followed privately. It is
// not documented for development mode but still works there (measured, not
// documented).
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrInvalidID] if id
// does not name a playlist, and [ErrEndpointClosed] if the app does not have
// the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/unfollow-playlist
//
// Deprecated: Use [Client.RemoveFromLibrary]. Spotify removed this endpoint
// for apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) UnfollowPlaylist(ctx context.Context, id string) error {
	return c.send(ctx, request{method: http.MethodDelete, route: "/playlists/{id}/followers", id: id}, nil)
}

// IsFollowingPlaylistOptions name the user for [Client.IsFollowingPlaylist],
// as older apps had to.
type IsFollowingPlaylistOptions struct {
	// UserID is the user of the token. Spotify has deprecated it: leave it empty.
	UserID string
}

// IsFollowingPlaylist reports whether the user follows a playlist.
//
// It requires a user token. Spotify documents no scope; for a playlist that is
// followed privately it has required [ScopePlaylistReadPrivate]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrInvalidID] if id
// does not name a playlist, [ErrInvalidID] if UserID does not name a user,
// [ErrNotFound] if there is no such playlist, and [ErrEndpointClosed] if the
// app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/check-if-user-follows-playlist
//
// Deprecated: Use [Client.LibraryContains]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) IsFollowingPlaylist(ctx context.Context, id string, opts *IsFollowingPlaylistOptions) (bool, error) {
	userID := cmp.Or(opts, new(IsFollowingPlaylistOptions)).UserID
	if userID != "" {
		var err error
		if userID, err = idOf("user", publicHref(c.query().base, userID)); err != nil {
			return false, err
		}
	}
	list, err := c.contains(ctx, request{route: "/playlists/{id}/followers/contains", id: id, query: params{}.text("ids", userID)}, 1)
	return len(list) > 0 && list[0], err
}
