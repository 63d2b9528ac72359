package spotify

import (
	"cmp"
	"context"
	"time"
)

// Album is an album with its first tracks.
type Album struct {
	AlbumType    AlbumType             `json:"album_type,omitzero"`
	Artists      []SimplifiedArtist    `json:"artists,omitzero"`
	Copyrights   []Copyright           `json:"copyrights,omitzero"`
	ExternalIDs  ExternalIDs           `json:"external_ids,omitzero"` // usually a UPC
	ExternalURLs ExternalURLs          `json:"external_urls,omitzero"`
	Genres       []string              `json:"genres,omitzero"` // always empty; artists have genres
	Href         string                `json:"href,omitzero"`   // link to this album in the Web API
	ID           string                `json:"id,omitzero"`
	Images       []Image               `json:"images,omitzero"`      // the cover, widest first
	IsPlayable   *bool                 `json:"is_playable,omitzero"` // nil unless a market applies
	Name         string                `json:"name,omitzero"`        // may be empty for a removed album
	Restrictions *Restrictions         `json:"restrictions,omitzero"`
	TotalTracks  int                   `json:"total_tracks"`
	Tracks       Page[SimplifiedTrack] `json:"tracks,omitzero"` // the first 50
	Type         string                `json:"type,omitzero"`   // "album"
	URI          string                `json:"uri,omitzero"`

	ReleaseDate          string               `json:"release_date,omitzero"` // YYYY, YYYY-MM or YYYY-MM-DD
	ReleaseDatePrecision ReleaseDatePrecision `json:"release_date_precision,omitzero"`

	// The fields below are absent in development mode since February 2026.

	AvailableMarkets Markets `json:"available_markets,omitzero"` // where a track is available; zero if a market was named
	Label            string  `json:"label,omitzero"`
	Popularity       *int    `json:"popularity,omitzero"` // 0 to 100, 100 is the most popular
}

// ReleaseTime returns the start of the day, month or year of the release, in
// UTC. It returns an error if the date is missing or unknown ("0000").
func (a *Album) ReleaseTime() (time.Time, error) { return releaseTime(a.ReleaseDate) }

// SimplifiedAlbum is an album as lists, tracks and search results show it.
type SimplifiedAlbum struct {
	AlbumType    AlbumType          `json:"album_type,omitzero"`
	Artists      []SimplifiedArtist `json:"artists,omitzero"`
	ExternalURLs ExternalURLs       `json:"external_urls,omitzero"`
	Href         string             `json:"href,omitzero"`        // link to the full album; empty for local files
	ID           string             `json:"id,omitzero"`          // empty for local files
	Images       []Image            `json:"images,omitzero"`      // the cover, widest first
	IsPlayable   *bool              `json:"is_playable,omitzero"` // nil unless a market applies
	Name         string             `json:"name,omitzero"`        // may be empty for a removed album
	Restrictions *Restrictions      `json:"restrictions,omitzero"`
	TotalTracks  int                `json:"total_tracks"`  // 0 for local files
	Type         string             `json:"type,omitzero"` // "album"
	URI          string             `json:"uri,omitzero"`

	ReleaseDate          string               `json:"release_date,omitzero"` // YYYY, YYYY-MM or YYYY-MM-DD; empty for local files
	ReleaseDatePrecision ReleaseDatePrecision `json:"release_date_precision,omitzero"`

	// The fields below are absent in development mode since February 2026.

	AlbumGroup       AlbumGroup `json:"album_group,omitzero"`       // only from [Client.ArtistAlbums]
	AvailableMarkets Markets    `json:"available_markets,omitzero"` // where a track is available; zero if a market was named
}

// ReleaseTime returns the start of the day, month or year of the release, in
// UTC. It returns an error if the date is missing or unknown ("0000").
func (a *SimplifiedAlbum) ReleaseTime() (time.Time, error) { return releaseTime(a.ReleaseDate) }

// AlbumType is the kind of an album. Recommendations and top items have it in
// upper case, so compare with [strings.EqualFold].
type AlbumType string

// The kinds of albums. Spotify may add others.
const (
	AlbumTypeAlbum       AlbumType = "album"
	AlbumTypeSingle      AlbumType = "single"
	AlbumTypeCompilation AlbumType = "compilation"
	AlbumTypeEP          AlbumType = "ep" // not in the reference of Spotify
)

// AlbumGroup describes how an artist is related to an album, in the results
// and the options of [Client.ArtistAlbums].
type AlbumGroup string

// The groups of albums that [Client.ArtistAlbums] can select.
const (
	AlbumGroupAlbum       AlbumGroup = "album" // by the artist
	AlbumGroupSingle      AlbumGroup = "single"
	AlbumGroupAppearsOn   AlbumGroup = "appears_on" // by others, with the artist on a track
	AlbumGroupCompilation AlbumGroup = "compilation"
)

// ExternalURLs are links to an object outside the Web API.
type ExternalURLs struct {
	Spotify string `json:"spotify,omitzero"` // its page on open.spotify.com; empty for local files
}

// Copyright is one copyright statement.
type Copyright struct {
	Text string        `json:"text,omitzero"`
	Type CopyrightType `json:"type,omitzero"`
}

// CopyrightType describes what a copyright statement protects.
type CopyrightType string

// The kinds of copyright statements.
const (
	CopyrightTypeC CopyrightType = "C" // the work
	CopyrightTypeP CopyrightType = "P" // the sound recording or performance
)

// AlbumOptions select the market of the album that [Client.Album] returns.
type AlbumOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// AlbumsOptions select the market of the albums that [Client.Albums] returns.
type AlbumsOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// AlbumTracksOptions select the market and the page that [Client.AlbumTracks]
// returns.
type AlbumTracksOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
	Limit  int    // 1 to 50; 0 uses the default, 20
	Offset int    // index of the first track, from 0
}

// Album returns an album with its first 50 tracks. Tracks.All reads the
// others. If a market applies, IsPlayable reports whether the album can be
// played there.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name an album, and [ErrNotFound] if there is no such album.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-album
func (c *Client) Album(ctx context.Context, id string, opts *AlbumOptions) (*Album, error) {
	o := cmp.Or(opts, new(AlbumOptions))
	query := c.query().market(o.Market)
	return get[Album](ctx, c, "/albums/{id}", id, query)
}

// Albums returns any number of albums: result[i] is the album with ids[i], or
// nil if Spotify has none. A request takes 20 IDs; an ID given twice is
// requested once. Apps in development mode lost the list endpoint in February
// 2026; for them the client requests each album by itself, a few at a time.
//
// Malformed IDs yield nil entries, and the call returns an error that matches
// [ErrInvalidID] alongside the complete result. If a request fails, the result
// ends before the first ID that was not read, and the error matches only what
// failed; continue with ids[len(result):].
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-multiple-albums
func (c *Client) Albums(ctx context.Context, ids []string, opts *AlbumsOptions) ([]*Album, error) {
	o := cmp.Or(opts, new(AlbumsOptions))
	query := c.query().market(o.Market)
	return batch[Album](ctx, c, "/albums", 20, ids, query)
}

// AlbumTracks returns a page of the tracks of an album in their order. Options
// select the market and the page: 1 to 50 tracks, 20 by default.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name an album, and [ErrNotFound] if there is no such album.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-albums-tracks
func (c *Client) AlbumTracks(ctx context.Context, id string, opts *AlbumTracksOptions) (*Page[SimplifiedTrack], error) {
	o := cmp.Or(opts, new(AlbumTracksOptions))
	query := c.query().market(o.Market).page(o.Limit, o.Offset)
	return get[Page[SimplifiedTrack]](ctx, c, "/albums/{id}/tracks", id, query)
}

// Image is a picture, such as the cover of an album. Lists of images are sorted
// from the widest to the narrowest, and may be empty.
type Image struct {
	URL    string `json:"url,omitzero"`    // those of playlists expire in less than a day
	Height int    `json:"height,omitzero"` // pixels, 0 if unknown
	Width  int    `json:"width,omitzero"`  // pixels, 0 if unknown
}
