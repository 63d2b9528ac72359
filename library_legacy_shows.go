package spotify

import (
	"cmp"
	"context"
	"net/http"
)

// SaveShows saves shows in the library of the user. Shows that are there
// already stay. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name a
// show, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/save-shows-user
//
// Deprecated: Use [Client.SaveToLibrary]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) SaveShows(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, http.MethodPut, "/me/shows", "show", ids, 50)
}

// RemoveSavedShowsOptions select the market for [Client.RemoveSavedShows].
type RemoveSavedShowsOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// RemoveSavedShows removes shows from the library of the user. Shows that are
// not there are not an error. An option sets the market. ids are 1 to 50 IDs,
// URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs or the option is invalid, [ErrInvalidID] if
// one does not name a show, and [ErrEndpointClosed] if the app is in
// development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/remove-shows-user
//
// Deprecated: Use [Client.RemoveFromLibrary]. Spotify removed this endpoint
// for apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) RemoveSavedShows(ctx context.Context, ids []string, opts *RemoveSavedShowsOptions) error {
	o := cmp.Or(opts, new(RemoveSavedShowsOptions))
	query := c.query().ids("show", ids, 50).market(o.Market)
	return c.send(ctx, request{method: http.MethodDelete, route: "/me/shows", query: query}, nil)
}

// SavedShowsContain reports for each show whether it is in the library of the
// user: result[i] is for ids[i]. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryRead]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name a
// show, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/check-users-saved-shows
//
// Deprecated: Use [Client.LibraryContains]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) SavedShowsContain(ctx context.Context, ids []string) ([]bool, error) {
	return c.savedContain(ctx, "/me/shows/contains", "show", ids, 50)
}

// SaveEpisodes saves episodes in the library of the user. Episodes that are
// there already stay. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name an
// episode, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/save-episodes-user
//
// Deprecated: Use [Client.SaveToLibrary]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) SaveEpisodes(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, http.MethodPut, "/me/episodes", "episode", ids, 50)
}

// RemoveSavedEpisodes removes episodes from the library of the user. Episodes
// that are not there are not an error. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name an
// episode, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/remove-episodes-user
//
// Deprecated: Use [Client.RemoveFromLibrary]. Spotify removed this endpoint
// for apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) RemoveSavedEpisodes(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, http.MethodDelete, "/me/episodes", "episode", ids, 50)
}

// SavedEpisodesContain reports for each episode whether it is in the library
// of the user: result[i] is for ids[i]. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryRead]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name an
// episode, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/check-users-saved-episodes
//
// Deprecated: Use [Client.LibraryContains]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) SavedEpisodesContain(ctx context.Context, ids []string) ([]bool, error) {
	return c.savedContain(ctx, "/me/episodes/contains", "episode", ids, 50)
}

// SaveAudiobooks saves audiobooks in the library of the user. Audiobooks that
// are there already stay. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name an
// audiobook, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/save-audiobooks-user
//
// Deprecated: Use [Client.SaveToLibrary]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) SaveAudiobooks(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, http.MethodPut, "/me/audiobooks", "audiobook", ids, 50)
}

// RemoveSavedAudiobooks removes audiobooks from the library of the user.
// Audiobooks that are not there are not an error. ids are 1 to 50 IDs, URIs or
// URLs.
//
// It requires a user token with the scope [ScopeUserLibraryModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name an
// audiobook, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/remove-audiobooks-user
//
// Deprecated: Use [Client.RemoveFromLibrary]. Spotify removed this endpoint
// for apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) RemoveSavedAudiobooks(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, http.MethodDelete, "/me/audiobooks", "audiobook", ids, 50)
}

// SavedAudiobooksContain reports for each audiobook whether it is in the
// library of the user: result[i] is for ids[i]. ids are 1 to 50 IDs, URIs or
// URLs.
//
// It requires a user token with the scope [ScopeUserLibraryRead]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name an
// audiobook, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/check-users-saved-audiobooks
//
// Deprecated: Use [Client.LibraryContains]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) SavedAudiobooksContain(ctx context.Context, ids []string) ([]bool, error) {
	return c.savedContain(ctx, "/me/audiobooks/contains", "audiobook", ids, 50)
}
