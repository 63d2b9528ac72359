package spotify

import (
	"cmp"
	"context"
)

// FollowedArtistsOptions are the optional parameters of
// [Client.FollowedArtists].
type FollowedArtistsOptions struct {
	After string // ID of the last artist of the page before; "": from the start
	Limit int    // 1 to 50; 0: Spotify's default, 20
}

func (o *FollowedArtistsOptions) query() params {
	o = cmp.Or(o, new(FollowedArtistsOptions))
	return params{}.text("type", "artist").text("after", o.After).number("limit", o.Limit)
}

// FollowedArtists returns a page of the artists that the user follows. Options
// choose the page: 1 to 50 artists, default 20.
//
// Needs a user's token with the scope user-follow-read
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-followed
func (c *Client) FollowedArtists(ctx context.Context, opts *FollowedArtistsOptions) (*CursorPage[Artist], error) {
	answer, err := get[followedArtists](ctx, c, "/me/following", "", opts.query())
	if err != nil {
		return nil, err
	}
	return &answer.Artists, nil
}

type followedArtists struct {
	Artists CursorPage[Artist] `json:"artists"`
}

// FollowArtists makes the user follow artists; who is followed already stays so.
// Takes 1 to 50 IDs, URIs or URLs; another number is refused ([ErrBadRequest]),
// and so is what names no artist ([ErrInvalidID]).
//
// Needs a user's token with the scope user-follow-modify
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/follow-artists-users
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.SaveToLibrary].
func (c *Client) FollowArtists(ctx context.Context, ids []string) error {
	return c.changeFollowing(ctx, "PUT", "artist", ids)
}

// UnfollowArtists makes the user no longer follow artists; who is not followed
// is no error. Number, scope and errors are those of [Client.FollowArtists].
//
// https://developer.spotify.com/documentation/web-api/reference/unfollow-artists-users
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.RemoveFromLibrary].
func (c *Client) UnfollowArtists(ctx context.Context, ids []string) error {
	return c.changeFollowing(ctx, "DELETE", "artist", ids)
}

// FollowUsers makes the user follow other users; who is followed already stays
// so. Takes 1 to 50 IDs, URIs or URLs; another number is refused
// ([ErrBadRequest]), and so is what names no user ([ErrInvalidID]).
//
// Needs a user's token with the scope user-follow-modify
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/follow-artists-users
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.SaveToLibrary].
func (c *Client) FollowUsers(ctx context.Context, ids []string) error {
	return c.changeFollowing(ctx, "PUT", "user", ids)
}

// UnfollowUsers makes the user no longer follow other users; who is not followed
// is no error. Number, scope and errors are those of [Client.FollowUsers].
//
// https://developer.spotify.com/documentation/web-api/reference/unfollow-artists-users
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.RemoveFromLibrary].
func (c *Client) UnfollowUsers(ctx context.Context, ids []string) error {
	return c.changeFollowing(ctx, "DELETE", "user", ids)
}

func (c *Client) changeFollowing(ctx context.Context, method, kind string, ids []string) error {
	return c.send(ctx, request{method: method, route: "/me/following", query: followingQuery(kind, ids)}, nil)
}

func followingQuery(kind string, ids []string) params {
	return params{}.text("type", kind).ids(kind, ids, 50)
}

// IsFollowingArtists tells of each artist whether the user follows it: result[i]
// answers ids[i]. Takes 1 to 50 IDs, URIs or URLs; another number is refused
// ([ErrBadRequest]), and so is what names no artist ([ErrInvalidID]).
//
// Needs a user's token with the scope user-follow-read
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/check-current-user-follows
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.LibraryContains].
func (c *Client) IsFollowingArtists(ctx context.Context, ids []string) ([]bool, error) {
	return c.isFollowing(ctx, "artist", ids)
}

// IsFollowingUsers tells of each user whether the token's user follows them:
// result[i] answers ids[i]. Number, scope and errors are those of
// [Client.IsFollowingArtists], for users.
//
// https://developer.spotify.com/documentation/web-api/reference/check-current-user-follows
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.LibraryContains].
func (c *Client) IsFollowingUsers(ctx context.Context, ids []string) ([]bool, error) {
	return c.isFollowing(ctx, "user", ids)
}

func (c *Client) isFollowing(ctx context.Context, kind string, ids []string) ([]bool, error) {
	return c.contains(ctx, request{route: "/me/following/contains", query: followingQuery(kind, ids)}, len(ids))
}

// FollowPlaylistOptions are the optional parameters of [Client.FollowPlaylist].
type FollowPlaylistOptions struct {
	Public *bool // whether it shows on the user's profile; nil: true
}

// FollowPlaylist makes the user follow a playlist. An option keeps it off the
// user's profile. An unknown playlist is [ErrNotFound].
//
// Needs a user's token with the scope playlist-modify-public, or
// playlist-modify-private to follow privately ([ErrInsufficientScope]). With an
// app-only token it is [ErrUserAuthRequired]; an app without the endpoint gets
// [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/follow-playlist
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.SaveToLibrary].
func (c *Client) FollowPlaylist(ctx context.Context, id string, opts *FollowPlaylistOptions) error {
	r := request{method: "PUT", route: "/playlists/{id}/followers", id: id}
	if opts != nil && opts.Public != nil {
		r.in = playlistDetails{Public: opts.Public}
	}
	return c.send(ctx, r, nil)
}

// UnfollowPlaylist makes the user no longer follow a playlist. For the owner
// that is how a playlist is deleted: it leaves the owner's list.
//
// Needs a user's token with the scope playlist-modify-public, or
// playlist-modify-private for what is followed privately
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/unfollow-playlist
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.RemoveFromLibrary].
func (c *Client) UnfollowPlaylist(ctx context.Context, id string) error {
	return c.send(ctx, request{method: "DELETE", route: "/playlists/{id}/followers", id: id}, nil)
}

// IsFollowingPlaylistOptions are the optional parameters of
// [Client.IsFollowingPlaylist].
type IsFollowingPlaylistOptions struct {
	// UserID names the user of the token, as older apps had to. Spotify has
	// deprecated it.
	UserID string
}

// IsFollowingPlaylist reports whether the user follows a playlist. An unknown
// playlist is [ErrNotFound].
//
// Needs a user's token; Spotify names no scope, but for a playlist that is
// followed privately playlist-read-private has been wanted. With an app-only
// token it is [ErrUserAuthRequired]; an app without the endpoint gets
// [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/check-if-user-follows-playlist
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.LibraryContains].
func (c *Client) IsFollowingPlaylist(ctx context.Context, id string, opts *IsFollowingPlaylistOptions) (bool, error) {
	userID := cmp.Or(opts, new(IsFollowingPlaylistOptions)).UserID
	if userID != "" {
		var err error
		if userID, err = idOf("user", userID); err != nil {
			return false, err
		}
	}
	answers, err := c.contains(ctx, request{route: "/playlists/{id}/followers/contains", id: id, query: params{}.text("ids", userID)}, 1)
	return len(answers) > 0 && answers[0], err
}
