package spotify

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"
)

// SavedAlbum is an album in a user's library.
type SavedAlbum struct {
	AddedAt time.Time `json:"added_at,omitzero"`
	Album   Album     `json:"album,omitzero"`
}

// SavedTrack is a track in a user's library.
type SavedTrack struct {
	AddedAt time.Time `json:"added_at,omitzero"`
	Track   Track     `json:"track,omitzero"`
}

// SavedShow is a show in a user's library.
type SavedShow struct {
	AddedAt time.Time      `json:"added_at,omitzero"`
	Show    SimplifiedShow `json:"show,omitzero"`
}

// SavedEpisode is an episode in a user's library.
type SavedEpisode struct {
	AddedAt time.Time `json:"added_at,omitzero"`
	Episode Episode   `json:"episode,omitzero"`
}

// SavedAlbumsOptions are the optional parameters of [Client.SavedAlbums].
type SavedAlbumsOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "": that of [WithMarket]
	Limit  int    // 1 to 50; 0: Spotify's default, 20
	Offset int    // index of the first album
}

func (o *SavedAlbumsOptions) query(c *Client) params {
	o = cmp.Or(o, new(SavedAlbumsOptions))
	return c.query().market(o.Market).page(o.Limit, o.Offset)
}

// SavedAlbums returns a page of the albums in the user's library, the latest
// first. Options choose the market and the page: 1 to 50 albums, default 20.
//
// Needs a user's token with the scope user-library-read
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-saved-albums
func (c *Client) SavedAlbums(ctx context.Context, opts *SavedAlbumsOptions) (*Page[SavedAlbum], error) {
	return get[Page[SavedAlbum]](ctx, c, "/me/albums", "", opts.query(c))
}

// SavedTracksOptions are the optional parameters of [Client.SavedTracks].
type SavedTracksOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "": that of [WithMarket]
	Limit  int    // 1 to 50; 0: Spotify's default, 20
	Offset int    // index of the first track
}

func (o *SavedTracksOptions) query(c *Client) params {
	o = cmp.Or(o, new(SavedTracksOptions))
	return c.query().market(o.Market).page(o.Limit, o.Offset)
}

// SavedTracks returns a page of the tracks in the user's library ("Liked
// Songs"), the latest first. Options choose the market and the page: 1 to 50
// tracks, default 20.
//
// Needs a user's token with the scope user-library-read
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-saved-tracks
func (c *Client) SavedTracks(ctx context.Context, opts *SavedTracksOptions) (*Page[SavedTrack], error) {
	return get[Page[SavedTrack]](ctx, c, "/me/tracks", "", opts.query(c))
}

// SavedShowsOptions are the optional parameters of [Client.SavedShows].
type SavedShowsOptions struct {
	Limit  int // 1 to 50; 0: Spotify's default, 20
	Offset int // index of the first show
}

func (o *SavedShowsOptions) query() params {
	o = cmp.Or(o, new(SavedShowsOptions))
	return params{}.page(o.Limit, o.Offset)
}

// SavedShows returns a page of the shows in the user's library. Options choose
// the page: 1 to 50 shows, default 20.
//
// Needs a user's token with the scope user-library-read
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-saved-shows
func (c *Client) SavedShows(ctx context.Context, opts *SavedShowsOptions) (*Page[SavedShow], error) {
	return get[Page[SavedShow]](ctx, c, "/me/shows", "", opts.query())
}

// SavedEpisodesOptions are the optional parameters of [Client.SavedEpisodes].
type SavedEpisodesOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "": that of [WithMarket]
	Limit  int    // 1 to 50; 0: Spotify's default, 20
	Offset int    // index of the first episode
}

func (o *SavedEpisodesOptions) query(c *Client) params {
	o = cmp.Or(o, new(SavedEpisodesOptions))
	return c.query().market(o.Market).page(o.Limit, o.Offset)
}

// SavedEpisodes returns a page of the episodes in the user's library. Options
// choose the market and the page: 1 to 50 episodes, default 20.
//
// Needs a user's token with the scopes user-library-read and
// user-read-playback-position ([ErrInsufficientScope]). With an app-only token
// it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-saved-episodes
func (c *Client) SavedEpisodes(ctx context.Context, opts *SavedEpisodesOptions) (*Page[SavedEpisode], error) {
	return get[Page[SavedEpisode]](ctx, c, "/me/episodes", "", opts.query(c))
}

// SavedAudiobooksOptions are the optional parameters of
// [Client.SavedAudiobooks].
type SavedAudiobooksOptions struct {
	Limit  int // 1 to 50; 0: Spotify's default, 20
	Offset int // index of the first audiobook
}

func (o *SavedAudiobooksOptions) query() params {
	o = cmp.Or(o, new(SavedAudiobooksOptions))
	return params{}.page(o.Limit, o.Offset)
}

// SavedAudiobooks returns a page of the audiobooks in the user's library;
// Spotify does not say when they were saved. Options choose the page: 1 to 50
// audiobooks, default 20.
//
// Needs a user's token with the scope user-library-read
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-saved-audiobooks
func (c *Client) SavedAudiobooks(ctx context.Context, opts *SavedAudiobooksOptions) (*Page[SimplifiedAudiobook], error) {
	return get[Page[SimplifiedAudiobook]](ctx, c, "/me/audiobooks", "", opts.query())
}

// SaveToLibrary puts things into the user's library: tracks, albums, shows,
// episodes and audiobooks are saved, playlists and users followed. (Artists are
// passed on too; Spotify's list for this call leaves them out, although its
// note at the older [Client.FollowArtists] points here.) What is there already
// stays. Takes 1 to 40 URIs or URLs of any mix; another number is refused
// ([ErrBadRequest]), and so is what is no URI ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-modify, user-follow-modify
// for users and artists, playlist-modify-public for playlists
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/save-library-items
func (c *Client) SaveToLibrary(ctx context.Context, uris []string) error {
	return c.send(ctx, request{method: "PUT", route: "/me/library", query: libraryQuery(uris)}, nil)
}

// RemoveFromLibrary takes things out of the user's library, or stops following
// them. What is not there is no error. Kinds, number, scopes and errors are
// those of [Client.SaveToLibrary].
//
// https://developer.spotify.com/documentation/web-api/reference/remove-library-items
func (c *Client) RemoveFromLibrary(ctx context.Context, uris []string) error {
	return c.send(ctx, request{method: "DELETE", route: "/me/library", query: libraryQuery(uris)}, nil)
}

// LibraryContains tells of each thing whether it is in the user's library or
// followed by the user: result[i] answers uris[i]. Takes 1 to 40 URIs or URLs of
// tracks, albums, shows, episodes, audiobooks, artists, users and playlists, in
// any mix; another number is refused ([ErrBadRequest]), and so is what is no URI
// ([ErrInvalidID]).
//
// Needs a user's token with the scope user-library-read, user-follow-read for
// users and artists, playlist-read-private for playlists
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/check-library-contains
func (c *Client) LibraryContains(ctx context.Context, uris []string) ([]bool, error) {
	return c.contains(ctx, request{route: "/me/library/contains", query: libraryQuery(uris)}, len(uris))
}

func libraryQuery(uris []string) params {
	list, err := uriList(uris, 40)
	return params{err: err}.text("uris", commas(list))
}

// contains asks about n things at once.
func (c *Client) contains(ctx context.Context, r request, n int) ([]bool, error) {
	r.method = "GET"
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

// uriList gives 1 to most URIs or URLs as URIs, of the given kinds if any are.
func uriList(uris []string, most int, kinds ...string) ([]string, error) {
	if len(uris) == 0 || len(uris) > most {
		return nil, inputErrorf(ErrBadRequest, "%d URIs in one call, want 1 to %d", len(uris), most)
	}
	list := make([]string, len(uris))
	for i, s := range uris {
		uri, err := uriAs(s, kinds...)
		if err != nil {
			return nil, err
		}
		list[i] = uri
	}
	return list, nil
}

// uriAs is uriOf for something of one of the given kinds, if any are.
func uriAs(s string, kinds ...string) (string, error) {
	uri, err := uriOf(s)
	if err != nil || len(kinds) == 0 {
		return uri, err
	}
	for _, kind := range kinds {
		if strings.HasPrefix(uri, "spotify:"+kind+":") {
			return uri, nil
		}
	}
	return "", inputErrorf(ErrInvalidID, "%s: want the URI of %s", uri, strings.Join(kinds, " or "))
}
