package spotify

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"
)

// SavedAlbum is an album in the library of a user.
type SavedAlbum struct {
	AddedAt time.Time `json:"added_at,omitzero"`
	Album   Album     `json:"album,omitzero"`
}

// SavedTrack is a track in the library of a user.
type SavedTrack struct {
	AddedAt time.Time `json:"added_at,omitzero"`
	Track   Track     `json:"track,omitzero"`
}

// SavedShow is a show in the library of a user.
type SavedShow struct {
	AddedAt time.Time      `json:"added_at,omitzero"`
	Show    SimplifiedShow `json:"show,omitzero"`
}

// SavedEpisode is an episode in the library of a user.
type SavedEpisode struct {
	AddedAt time.Time `json:"added_at,omitzero"`
	Episode Episode   `json:"episode,omitzero"`
}

// SavedAlbumsOptions select the market and the page that [Client.SavedAlbums]
// returns.
type SavedAlbumsOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
	Limit  int    // 1 to 50; 0 uses the default, 20
	Offset int    // index of the first album, from 0
}

// SavedAlbums returns a page of the albums in the library of the user, latest
// first. Options select the market and the page: 1 to 50 albums, 20 by
// default.
//
// It requires a user token with the scope [ScopeUserLibraryRead]. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, and [ErrBadRequest] if
// an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-saved-albums
func (c *Client) SavedAlbums(ctx context.Context, opts *SavedAlbumsOptions) (*Page[SavedAlbum], error) {
	o := cmp.Or(opts, new(SavedAlbumsOptions))
	query := c.query().market(o.Market).page(o.Limit, o.Offset)
	return get[Page[SavedAlbum]](ctx, c, "/me/albums", "", query)
}

// SavedTracksOptions select the market and the page that [Client.SavedTracks]
// returns.
type SavedTracksOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
	Limit  int    // 1 to 50; 0 uses the default, 20
	Offset int    // index of the first track, from 0
}

// SavedTracks returns a page of the tracks in the library of the user ("Liked
// Songs"), latest first. Options select the market and the page: 1 to 50
// tracks, 20 by default.
//
// It requires a user token with the scope [ScopeUserLibraryRead]. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, and [ErrBadRequest] if
// an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-saved-tracks
func (c *Client) SavedTracks(ctx context.Context, opts *SavedTracksOptions) (*Page[SavedTrack], error) {
	o := cmp.Or(opts, new(SavedTracksOptions))
	query := c.query().market(o.Market).page(o.Limit, o.Offset)
	return get[Page[SavedTrack]](ctx, c, "/me/tracks", "", query)
}

// SavedShowsOptions select the page that [Client.SavedShows] returns.
type SavedShowsOptions struct {
	Limit  int // 1 to 50; 0 uses the default, 20
	Offset int // index of the first show, from 0
}

// SavedShows returns a page of the shows in the library of the user. Options
// select the page: 1 to 50 shows, 20 by default.
//
// It requires a user token with the scope [ScopeUserLibraryRead]. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, and [ErrBadRequest] if
// an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-saved-shows
func (c *Client) SavedShows(ctx context.Context, opts *SavedShowsOptions) (*Page[SavedShow], error) {
	o := cmp.Or(opts, new(SavedShowsOptions))
	query := params{}.page(o.Limit, o.Offset)
	return get[Page[SavedShow]](ctx, c, "/me/shows", "", query)
}

// SavedEpisodesOptions select the market and the page that
// [Client.SavedEpisodes] returns.
type SavedEpisodesOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
	Limit  int    // 1 to 50; 0 uses the default, 20
	Offset int    // index of the first episode, from 0
}

// SavedEpisodes returns a page of the episodes in the library of the user.
// Options select the market and the page: 1 to 50 episodes, 20 by default.
//
// It requires a user token with the scopes [ScopeUserLibraryRead] and
// [ScopeUserReadPlaybackPosition]. It is available in extended quota mode and
// in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks a scope, and [ErrBadRequest] if an
// option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-saved-episodes
func (c *Client) SavedEpisodes(ctx context.Context, opts *SavedEpisodesOptions) (*Page[SavedEpisode], error) {
	o := cmp.Or(opts, new(SavedEpisodesOptions))
	query := c.query().market(o.Market).page(o.Limit, o.Offset)
	return get[Page[SavedEpisode]](ctx, c, "/me/episodes", "", query)
}

// SavedAudiobooksOptions select the page that [Client.SavedAudiobooks]
// returns.
type SavedAudiobooksOptions struct {
	Limit  int // 1 to 50; 0 uses the default, 20
	Offset int // index of the first audiobook, from 0
}

// SavedAudiobooks returns a page of the audiobooks in the library of the user.
// Options select the page: 1 to 50 audiobooks, 20 by default. Spotify does not
// report when they were saved.
//
// It requires a user token with the scope [ScopeUserLibraryRead]. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, and [ErrBadRequest] if
// an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-saved-audiobooks
func (c *Client) SavedAudiobooks(ctx context.Context, opts *SavedAudiobooksOptions) (*Page[SimplifiedAudiobook], error) {
	o := cmp.Or(opts, new(SavedAudiobooksOptions))
	query := params{}.page(o.Limit, o.Offset)
	return get[Page[SimplifiedAudiobook]](ctx, c, "/me/audiobooks", "", query)
}

// SaveToLibrary saves tracks, albums, shows, episodes and audiobooks in the
// library of the user, and follows playlists, users and artists. Items that are
// there already stay.
//
// uris are 1 to 40 URIs or URLs of tracks, albums, shows, episodes,
// audiobooks, artists, users and playlists, in any mix. Artists are not in
// Spotify's list for this call but work (measured, not documented).
//
// It requires a user token with the scope [ScopeUserLibraryModify],
// [ScopeUserFollowModify] for users and artists, and
// [ScopePlaylistModifyPublic] for playlists. It is available in extended quota
// mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks a scope, [ErrBadRequest] if there
// are no or more than 40 URIs, and [ErrInvalidID] if one is not a URI or URL.
//
// https://developer.spotify.com/documentation/web-api/reference/save-library-items
func (c *Client) SaveToLibrary(ctx context.Context, uris []string) error {
	return c.send(ctx, request{method: http.MethodPut, route: "/me/library", query: c.libraryQuery(uris)}, nil)
}

// RemoveFromLibrary removes tracks, albums, shows, episodes and audiobooks from
// the library of the user, and unfollows playlists, users and artists. Items
// that are not there are not an error.
//
// uris are 1 to 40 URIs or URLs of tracks, albums, shows, episodes,
// audiobooks, artists, users and playlists, in any mix. Artists are not in
// Spotify's list for this call but work (measured, not documented).
//
// It requires a user token with the scope [ScopeUserLibraryModify],
// [ScopeUserFollowModify] for users and artists, and
// [ScopePlaylistModifyPublic] for playlists. It is available in extended quota
// mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks a scope, [ErrBadRequest] if there
// are no or more than 40 URIs, and [ErrInvalidID] if one is not a URI or URL.
//
// https://developer.spotify.com/documentation/web-api/reference/remove-library-items
func (c *Client) RemoveFromLibrary(ctx context.Context, uris []string) error {
	return c.send(ctx, request{method: http.MethodDelete, route: "/me/library", query: c.libraryQuery(uris)}, nil)
}

// LibraryContains reports for each URI whether it is in the library of the
// user or followed by the user: result[i] is for uris[i].
//
// uris are 1 to 40 URIs or URLs of tracks, albums, shows, episodes,
// audiobooks, artists, users and playlists, in any mix. Artists are not in
// Spotify's list for this call but work (measured, not documented).
//
// It requires a user token with the scope [ScopeUserLibraryRead],
// [ScopeUserFollowRead] for users and artists, and [ScopePlaylistReadPrivate]
// for playlists. It is available in extended quota mode and in development
// mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks a scope, [ErrBadRequest] if there
// are no or more than 40 URIs, and [ErrInvalidID] if one is not a URI or URL.
//
// https://developer.spotify.com/documentation/web-api/reference/check-library-contains
func (c *Client) LibraryContains(ctx context.Context, uris []string) ([]bool, error) {
	return c.contains(ctx, request{route: "/me/library/contains", query: c.libraryQuery(uris)}, len(uris))
}

func (c *Client) libraryQuery(uris []string) params {
	list, err := uriList(c.query().base, uris, 40, "track", "album", "artist", "playlist", "show", "episode", "audiobook", "user")
	return params{err: err}.text("uris", commas(list))
}

// contains sends a request that asks about n items and returns n values.
func (c *Client) contains(ctx context.Context, r request, n int) ([]bool, error) {
	r.method = http.MethodGet
	list := &containsList{size: n}
	if err := c.send(ctx, r, list); err != nil {
		return nil, err
	}
	return list.contains, nil
}

type containsList struct {
	size     int
	contains []bool
}

func (l *containsList) readResponse(body []byte) error {
	if err := decode(body, &l.contains); err != nil {
		return err
	}
	if len(l.contains) != l.size {
		return fmt.Errorf("%d values for %d items", len(l.contains), l.size)
	}
	return nil
}
