package spotify

import (
	"cmp"
	"context"
	"net/http"
	"time"
)

// SaveAlbums saves albums in the library of the user. Albums that are there
// already stay. ids are 1 to 20 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 20 IDs, [ErrInvalidID] if one does not name an
// album, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/save-albums-user
//
// Deprecated: Use [Client.SaveToLibrary]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) SaveAlbums(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, http.MethodPut, "/me/albums", "album", ids, 20)
}

// changeLibrary sends 1 to most IDs of a kind in the query.
func (c *Client) changeLibrary(ctx context.Context, method, route, kind string, ids []string, most int) error {
	return c.send(ctx, request{method: method, route: route, query: c.query().ids(kind, ids, most)}, nil)
}

// RemoveSavedAlbums removes albums from the library of the user. Albums that
// are not there are not an error. ids are 1 to 20 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 20 IDs, [ErrInvalidID] if one does not name an
// album, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/remove-albums-user
//
// Deprecated: Use [Client.RemoveFromLibrary]. Spotify removed this endpoint
// for apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) RemoveSavedAlbums(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, http.MethodDelete, "/me/albums", "album", ids, 20)
}

// SavedAlbumsContain reports for each album whether it is in the library of
// the user: result[i] is for ids[i]. ids are 1 to 20 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryRead]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 20 IDs, [ErrInvalidID] if one does not name an
// album, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/check-users-saved-albums
//
// Deprecated: Use [Client.LibraryContains]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) SavedAlbumsContain(ctx context.Context, ids []string) ([]bool, error) {
	return c.savedContain(ctx, "/me/albums/contains", "album", ids, 20)
}

func (c *Client) savedContain(ctx context.Context, route, kind string, ids []string, most int) ([]bool, error) {
	return c.contains(ctx, request{route: route, query: c.query().ids(kind, ids, most)}, len(ids))
}

// SaveTracksOptions set the times at which the tracks of [Client.SaveTracks]
// count as saved.
type SaveTracksOptions struct {
	// AddedAt has the time for each of the IDs, in their order; nil means now.
	// Spotify orders by the minute.
	AddedAt []time.Time
}

// SaveTracks saves tracks in the library of the user. Tracks that are there
// already stay. An option sets when each counts as saved, which decides their
// order. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, or AddedAt has another length or a time
// before 1970, [ErrInvalidID] if one does not name a track, and
// [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/save-tracks-user
//
// Deprecated: Use [Client.SaveToLibrary]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) SaveTracks(ctx context.Context, ids []string, opts *SaveTracksOptions) error {
	plain, err := idList(c.query().base, "track", ids, 50)
	if err != nil {
		return err
	}
	in, err := saveTracksBody(plain, cmp.Or(opts, new(SaveTracksOptions)).AddedAt)
	if err != nil {
		return err
	}
	return c.send(ctx, request{method: http.MethodPut, route: "/me/tracks", in: in}, nil)
}

type savedTracks struct {
	IDs            []string         `json:"ids,omitempty"`
	TimestampedIDs []savedTrackTime `json:"timestamped_ids,omitempty"`
}

type savedTrackTime struct {
	ID      string    `json:"id"`
	AddedAt time.Time `json:"added_at"`
}

func saveTracksBody(ids []string, addedAt []time.Time) (savedTracks, error) {
	if addedAt == nil {
		return savedTracks{IDs: ids}, nil
	}
	if len(addedAt) != len(ids) {
		return savedTracks{}, inputErrorf(ErrBadRequest, "AddedAt has %d times for %d tracks", len(addedAt), len(ids))
	}
	stamped := make([]savedTrackTime, len(ids))
	for i, id := range ids {
		if err := notBefore1970("AddedAt", addedAt[i]); err != nil {
			return savedTracks{}, err
		}
		stamped[i] = savedTrackTime{id, addedAt[i].UTC().Truncate(time.Millisecond)}
	}
	return savedTracks{TimestampedIDs: stamped}, nil
}

// RemoveSavedTracks removes tracks from the library of the user. Tracks that
// are not there are not an error. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryModify]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name a
// track, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/remove-tracks-user
//
// Deprecated: Use [Client.RemoveFromLibrary]. Spotify removed this endpoint
// for apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) RemoveSavedTracks(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, http.MethodDelete, "/me/tracks", "track", ids, 50)
}

// SavedTracksContain reports for each track whether it is in the library of
// the user: result[i] is for ids[i]. ids are 1 to 50 IDs, URIs or URLs.
//
// It requires a user token with the scope [ScopeUserLibraryRead]. It is not
// available in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrBadRequest] if
// there are no or more than 50 IDs, [ErrInvalidID] if one does not name a
// track, and [ErrEndpointClosed] if the app is in development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/check-users-saved-tracks
//
// Deprecated: Use [Client.LibraryContains]. Spotify removed this endpoint for
// apps in development mode in February 2026. Apps registered before 11
// February 2026 still have it for now, and apps in extended quota mode keep
// it.
func (c *Client) SavedTracksContain(ctx context.Context, ids []string) ([]bool, error) {
	return c.savedContain(ctx, "/me/tracks/contains", "track", ids, 50)
}
