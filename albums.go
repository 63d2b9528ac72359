package spotify

import (
	"cmp"
	"context"
	"time"
)

// Album is an album with its first tracks.
type Album struct {
	AlbumType    AlbumType             `json:"album_type,omitempty"`
	Artists      []SimplifiedArtist    `json:"artists,omitzero"`
	Copyrights   []Copyright           `json:"copyrights,omitzero"`
	ExternalIDs  ExternalIDs           `json:"external_ids,omitzero"` // a UPC, as a rule
	ExternalURLs ExternalURLs          `json:"external_urls,omitzero"`
	Genres       []string              `json:"genres,omitzero"` // Spotify leaves it empty; artists have genres
	Href         string                `json:"href,omitempty"`  // link to this album in the Web API
	ID           string                `json:"id,omitempty"`
	Images       []Image               `json:"images,omitzero"`      // the cover, widest first
	IsPlayable   *bool                 `json:"is_playable,omitzero"` // nil unless a market applies
	Name         string                `json:"name,omitempty"`       // may be empty for an album that was taken down
	Restrictions *Restrictions         `json:"restrictions,omitzero"`
	TotalTracks  int                   `json:"total_tracks"`
	Tracks       Page[SimplifiedTrack] `json:"tracks,omitzero"` // the first 50
	Type         string                `json:"type,omitempty"`  // "album"
	URI          string                `json:"uri,omitempty"`

	ReleaseDate          string               `json:"release_date,omitempty"` // YYYY, YYYY-MM or YYYY-MM-DD
	ReleaseDatePrecision ReleaseDatePrecision `json:"release_date_precision,omitempty"`

	// The rest is absent for apps in development mode since February 2026.

	AvailableMarkets Markets `json:"available_markets,omitzero"` // where at least one track is available; empty if a market was asked for
	Label            string  `json:"label,omitempty"`
	Popularity       *int    `json:"popularity,omitzero"` // 0 to 100, 100 is the most popular
}

// ReleaseTime gives the start of the day, month or year of the release, in UTC.
// A date that is missing or unknown ("0000") is an error.
func (a *Album) ReleaseTime() (time.Time, error) { return releaseTime(a.ReleaseDate) }

// SimplifiedAlbum is an album as lists, tracks and search results show it.
type SimplifiedAlbum struct {
	AlbumType    AlbumType          `json:"album_type,omitempty"`
	Artists      []SimplifiedArtist `json:"artists,omitzero"`
	ExternalURLs ExternalURLs       `json:"external_urls,omitzero"`
	Href         string             `json:"href,omitempty"`       // link to the full album in the Web API; empty for local files
	ID           string             `json:"id,omitempty"`         // empty for local files
	Images       []Image            `json:"images,omitzero"`      // the cover, widest first
	IsPlayable   *bool              `json:"is_playable,omitzero"` // nil unless a market applies
	Name         string             `json:"name,omitempty"`       // may be empty for an album that was taken down
	Restrictions *Restrictions      `json:"restrictions,omitzero"`
	TotalTracks  int                `json:"total_tracks"`   // 0 for local files
	Type         string             `json:"type,omitempty"` // "album"
	URI          string             `json:"uri,omitempty"`

	ReleaseDate          string               `json:"release_date,omitempty"` // YYYY, YYYY-MM or YYYY-MM-DD; empty for local files
	ReleaseDatePrecision ReleaseDatePrecision `json:"release_date_precision,omitempty"`

	// The rest is absent for apps in development mode since February 2026.

	AlbumGroup       AlbumGroup `json:"album_group,omitempty"`      // only from [Client.ArtistAlbums]
	AvailableMarkets Markets    `json:"available_markets,omitzero"` // where at least one track is available; empty if a market was asked for
}

// ReleaseTime gives the start of the day, month or year of the release, in UTC.
// A date that is missing or unknown ("0000") is an error.
func (a *SimplifiedAlbum) ReleaseTime() (time.Time, error) { return releaseTime(a.ReleaseDate) }

// AlbumType is the kind of an album. Recommendations and top items write it in
// upper case: compare with [strings.EqualFold].
type AlbumType string

// Kinds of albums. Others may come.
const (
	AlbumTypeAlbum       AlbumType = "album"
	AlbumTypeSingle      AlbumType = "single"
	AlbumTypeCompilation AlbumType = "compilation"
	AlbumTypeEP          AlbumType = "ep" // seen, though Spotify does not document it
)

// AlbumGroup is what an album is to an artist.
type AlbumGroup string

// What an album is to an artist.
const (
	AlbumGroupAlbum       AlbumGroup = "album"
	AlbumGroupSingle      AlbumGroup = "single"
	AlbumGroupAppearsOn   AlbumGroup = "appears_on"
	AlbumGroupCompilation AlbumGroup = "compilation"
)

// ExternalURLs are links to a thing outside the Web API.
type ExternalURLs struct {
	Spotify string `json:"spotify,omitempty"` // its page on open.spotify.com; empty for local files
}

// Copyright is one copyright statement.
type Copyright struct {
	Text string        `json:"text,omitempty"`
	Type CopyrightType `json:"type,omitempty"`
}

// CopyrightType tells whose work a copyright statement protects.
type CopyrightType string

// Kinds of copyright statements.
const (
	CopyrightTypeC CopyrightType = "C" // the work
	CopyrightTypeP CopyrightType = "P" // the sound recording, or performance
)

// AlbumOptions are the optional parameters of [Client.Album].
type AlbumOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *AlbumOptions) query(c *Client) params {
	o = cmp.Or(o, new(AlbumOptions))
	return c.query().market(o.Market)
}

// AlbumsOptions are the optional parameters of [Client.Albums].
type AlbumsOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *AlbumsOptions) query(c *Client) params {
	o = cmp.Or(o, new(AlbumsOptions))
	return c.query().market(o.Market)
}

// AlbumTracksOptions are the optional parameters of [Client.AlbumTracks].
type AlbumTracksOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
	Limit  int    // tracks a page, 1 to 50; default 20
	Offset int    // index of the first track; default 0
}

func (o *AlbumTracksOptions) query(c *Client) params {
	o = cmp.Or(o, new(AlbumTracksOptions))
	return c.query().market(o.Market).page(o.Limit, o.Offset)
}

// Album returns an album with its first 50 tracks; Tracks.All walks on to the
// others. With a market only what is available there is playable. An app's own
// token is enough, in every mode. It matches [ErrInvalidID] if id is not an
// album's and [ErrNotFound] if there is no such album.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-album
func (c *Client) Album(ctx context.Context, id string, opts *AlbumOptions) (*Album, error) {
	return get[Album](ctx, c, "/albums/{id}", id, opts.query(c))
}

// Albums returns any number of albums: result[i] answers ids[i] and is nil where
// Spotify knows none. Requests take 20 ids each, and an id given twice is asked
// for once. Apps in development mode lost the list endpoint in February 2026:
// the client notices, asks for each album alone, a few at a time, and remembers
// that. Ids that cannot be one cost their own entry and give an error that
// matches [ErrInvalidID] beside the full result. A call that ends early returns
// the answered prefix: go on with ids[len(result):]. An app's own token is
// enough.
//
// https://developer.spotify.com/documentation/web-api/reference/get-multiple-albums
func (c *Client) Albums(ctx context.Context, ids []string, opts *AlbumsOptions) ([]*Album, error) {
	return batch[Album](ctx, c, "/albums", 20, ids, opts.query(c))
}

// AlbumTracks returns a page of an album's tracks in their order on the album, 1
// to 50 a page (default 20) in every mode. An app's own token is enough. It
// matches [ErrInvalidID] if id is not an album's, [ErrNotFound] if there is no
// such album and [ErrBadRequest] if the limit is out of range.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-albums-tracks
func (c *Client) AlbumTracks(ctx context.Context, id string, opts *AlbumTracksOptions) (*Page[SimplifiedTrack], error) {
	return get[Page[SimplifiedTrack]](ctx, c, "/albums/{id}/tracks", id, opts.query(c))
}
