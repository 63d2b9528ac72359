package spotify

import (
	"cmp"
	"context"
	"time"
)

// SaveAlbums puts albums into the user's library. Takes 1 to 20 IDs, URIs or
// URLs; another number is refused ([ErrBadRequest]), and so is what names no
// album ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-modify
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/save-albums-user
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.SaveToLibrary].
func (c *Client) SaveAlbums(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, "PUT", "/me/albums", "album", ids, 20)
}

// changeLibrary sends 1 to most ids of a kind in the query.
func (c *Client) changeLibrary(ctx context.Context, method, route, kind string, ids []string, most int) error {
	return c.send(ctx, request{method: method, route: route, query: params{}.ids(kind, ids, most)}, nil)
}

// RemoveSavedAlbums takes albums out of the user's library; one that is not
// there is no error. Takes 1 to 20 IDs, URIs or URLs; another number is refused
// ([ErrBadRequest]), and so is what names no album ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-modify
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/remove-albums-user
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.RemoveFromLibrary].
func (c *Client) RemoveSavedAlbums(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, "DELETE", "/me/albums", "album", ids, 20)
}

// SavedAlbumsContain tells of each album whether it is in the user's library:
// result[i] answers ids[i]. Takes 1 to 20 IDs, URIs or URLs; another number is
// refused ([ErrBadRequest]), and so is what names no album ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-read
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/check-users-saved-albums
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.LibraryContains].
func (c *Client) SavedAlbumsContain(ctx context.Context, ids []string) ([]bool, error) {
	return c.savedContain(ctx, "/me/albums/contains", "album", ids, 20)
}

func (c *Client) savedContain(ctx context.Context, route, kind string, ids []string, most int) ([]bool, error) {
	return c.contains(ctx, request{route: route, query: params{}.ids(kind, ids, most)}, len(ids))
}

// SaveTracksOptions are the optional parameters of [Client.SaveTracks].
type SaveTracksOptions struct {
	// AddedAt gives the moment at which each track counts as saved, in the order
	// of the ids; nil: now. Spotify orders by the minute.
	AddedAt []time.Time
}

// SaveTracks puts tracks into the user's library. An option says when each was
// saved, so that their order can be chosen; it needs as many moments as there
// are tracks ([ErrBadRequest]). Takes 1 to 50 IDs, URIs or URLs; another number
// is refused ([ErrBadRequest]), and so is what names no track ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-modify
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/save-tracks-user
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.SaveToLibrary].
func (c *Client) SaveTracks(ctx context.Context, ids []string, opts *SaveTracksOptions) error {
	plain, err := idList("track", ids, 50)
	if err != nil {
		return err
	}
	in, err := saveTracksBody(plain, cmp.Or(opts, new(SaveTracksOptions)).AddedAt)
	if err != nil {
		return err
	}
	return c.send(ctx, request{method: "PUT", route: "/me/tracks", in: in}, nil)
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
		return savedTracks{}, inputErrorf(ErrBadRequest, "%d moments for %d tracks", len(addedAt), len(ids))
	}
	stamped := make([]savedTrackTime, len(ids))
	for i, id := range ids {
		stamped[i] = savedTrackTime{id, addedAt[i].UTC().Truncate(time.Millisecond)}
	}
	return savedTracks{TimestampedIDs: stamped}, nil
}

// RemoveSavedTracks takes tracks out of the user's library; one that is not
// there is no error. Takes 1 to 50 IDs, URIs or URLs; another number is refused
// ([ErrBadRequest]), and so is what names no track ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-modify
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/remove-tracks-user
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.RemoveFromLibrary].
func (c *Client) RemoveSavedTracks(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, "DELETE", "/me/tracks", "track", ids, 50)
}

// SavedTracksContain tells of each track whether it is in the user's library:
// result[i] answers ids[i]. Takes 1 to 50 IDs, URIs or URLs; another number is
// refused ([ErrBadRequest]), and so is what names no track ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-read
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/check-users-saved-tracks
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.LibraryContains].
func (c *Client) SavedTracksContain(ctx context.Context, ids []string) ([]bool, error) {
	return c.savedContain(ctx, "/me/tracks/contains", "track", ids, 50)
}

// SaveShows puts shows into the user's library. Takes 1 to 50 IDs, URIs or
// URLs; another number is refused ([ErrBadRequest]), and so is what names no
// show ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-modify
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/save-shows-user
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.SaveToLibrary].
func (c *Client) SaveShows(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, "PUT", "/me/shows", "show", ids, 50)
}

// RemoveSavedShowsOptions are the optional parameters of
// [Client.RemoveSavedShows].
type RemoveSavedShowsOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "": that of [WithMarket]
}

// RemoveSavedShows takes shows out of the user's library; one that is not there
// is no error. An option names the market. Takes 1 to 50 IDs, URIs or URLs;
// another number is refused ([ErrBadRequest]), and so is what names no show
// ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-modify
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/remove-shows-user
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.RemoveFromLibrary].
func (c *Client) RemoveSavedShows(ctx context.Context, ids []string, opts *RemoveSavedShowsOptions) error {
	o := cmp.Or(opts, new(RemoveSavedShowsOptions))
	query := c.query().ids("show", ids, 50).market(o.Market)
	return c.send(ctx, request{method: "DELETE", route: "/me/shows", query: query}, nil)
}

// SavedShowsContain tells of each show whether it is in the user's library:
// result[i] answers ids[i]. Takes 1 to 50 IDs, URIs or URLs; another number is
// refused ([ErrBadRequest]), and so is what names no show ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-read
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/check-users-saved-shows
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.LibraryContains].
func (c *Client) SavedShowsContain(ctx context.Context, ids []string) ([]bool, error) {
	return c.savedContain(ctx, "/me/shows/contains", "show", ids, 50)
}

// SaveEpisodes puts episodes into the user's library. Takes 1 to 50 IDs, URIs
// or URLs; another number is refused ([ErrBadRequest]), and so is what names no
// episode ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-modify
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/save-episodes-user
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.SaveToLibrary].
func (c *Client) SaveEpisodes(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, "PUT", "/me/episodes", "episode", ids, 50)
}

// RemoveSavedEpisodes takes episodes out of the user's library; one that is not
// there is no error. Takes 1 to 50 IDs, URIs or URLs; another number is refused
// ([ErrBadRequest]), and so is what names no episode ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-modify
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/remove-episodes-user
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.RemoveFromLibrary].
func (c *Client) RemoveSavedEpisodes(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, "DELETE", "/me/episodes", "episode", ids, 50)
}

// SavedEpisodesContain tells of each episode whether it is in the user's
// library: result[i] answers ids[i]. Takes 1 to 50 IDs, URIs or URLs; another
// number is refused ([ErrBadRequest]), and so is what names no episode
// ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-read
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/check-users-saved-episodes
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.LibraryContains].
func (c *Client) SavedEpisodesContain(ctx context.Context, ids []string) ([]bool, error) {
	return c.savedContain(ctx, "/me/episodes/contains", "episode", ids, 50)
}

// SaveAudiobooks puts audiobooks into the user's library. Takes 1 to 50 IDs,
// URIs or URLs; another number is refused ([ErrBadRequest]), and so is what
// names no audiobook ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-modify
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/save-audiobooks-user
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.SaveToLibrary].
func (c *Client) SaveAudiobooks(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, "PUT", "/me/audiobooks", "audiobook", ids, 50)
}

// RemoveSavedAudiobooks takes audiobooks out of the user's library; one that is
// not there is no error. Takes 1 to 50 IDs, URIs or URLs; another number is
// refused ([ErrBadRequest]), and so is what names no audiobook
// ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-modify
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/remove-audiobooks-user
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.RemoveFromLibrary].
func (c *Client) RemoveSavedAudiobooks(ctx context.Context, ids []string) error {
	return c.changeLibrary(ctx, "DELETE", "/me/audiobooks", "audiobook", ids, 50)
}

// SavedAudiobooksContain tells of each audiobook whether it is in the user's
// library: result[i] answers ids[i]. Takes 1 to 50 IDs, URIs or URLs; another
// number is refused ([ErrBadRequest]), and so is what names no audiobook
// ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-read
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired];
// an app without the endpoint gets [ErrEndpointClosed].
//
// https://developer.spotify.com/documentation/web-api/reference/check-users-saved-audiobooks
//
// Deprecated: development-mode apps made since 11 February 2026 are without it;
// older ones, for now, and apps in extended quota mode still have it. Use
// [Client.LibraryContains].
func (c *Client) SavedAudiobooksContain(ctx context.Context, ids []string) ([]bool, error) {
	return c.savedContain(ctx, "/me/audiobooks/contains", "audiobook", ids, 50)
}
