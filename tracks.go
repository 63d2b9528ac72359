package spotify

import (
	"cmp"
	"context"
	"time"
)

// Track is a track with its album. A local file in a playlist is a track, too:
// it has names and a URI that starts with spotify:local, but no ID.
type Track struct {
	Album        SimplifiedAlbum    `json:"album,omitzero"`
	Artists      []SimplifiedArtist `json:"artists,omitzero"`
	DiscNumber   int                `json:"disc_number"`           // 1 for most; 0 for local files
	DurationMS   int                `json:"duration_ms"`           // milliseconds
	Explicit     bool               `json:"explicit"`              // false also means unknown
	ExternalIDs  ExternalIDs        `json:"external_ids,omitzero"` // usually an ISRC
	ExternalURLs ExternalURLs       `json:"external_urls,omitzero"`
	Href         string             `json:"href,omitzero"` // link to this track in the Web API; empty for local files
	ID           string             `json:"id,omitzero"`   // empty for local files
	IsLocal      bool               `json:"is_local"`
	IsPlayable   *bool              `json:"is_playable,omitzero"` // nil unless a market applies
	Name         string             `json:"name,omitzero"`
	Restrictions *Restrictions      `json:"restrictions,omitzero"`
	TrackNumber  int                `json:"track_number"`  // on its disc, from 1; 0 for local files
	Type         string             `json:"type,omitzero"` // "track"
	URI          string             `json:"uri,omitzero"`

	IsEpisode *bool `json:"episode,omitzero"` // only in playlists; Type is always set
	IsTrack   *bool `json:"track,omitzero"`   // only in playlists

	PreviewURL string `json:"preview_url,omitzero"` // MP3 of 30 seconds; empty for most apps

	// The fields below are absent in development mode since February 2026.

	AvailableMarkets Markets      `json:"available_markets,omitzero"` // zero if a market was named
	LinkedFrom       *LinkedTrack `json:"linked_from,omitzero"`       // the requested track, if this one replaces it
	Popularity       *int         `json:"popularity,omitzero"`        // 0 to 100, 100 is the most popular
}

// Duration returns the length of the track.
func (t *Track) Duration() time.Duration { return time.Duration(t.DurationMS) * time.Millisecond }

// SimplifiedTrack is a track as its album shows it.
type SimplifiedTrack struct {
	Artists      []SimplifiedArtist `json:"artists,omitzero"`
	DiscNumber   int                `json:"disc_number"` // 1 for most
	DurationMS   int                `json:"duration_ms"` // milliseconds
	Explicit     bool               `json:"explicit"`    // false also means unknown
	ExternalURLs ExternalURLs       `json:"external_urls,omitzero"`
	Href         string             `json:"href,omitzero"` // link to the full track in the Web API
	ID           string             `json:"id,omitzero"`
	IsLocal      bool               `json:"is_local"`
	IsPlayable   *bool              `json:"is_playable,omitzero"` // nil unless a market applies
	Name         string             `json:"name,omitzero"`
	Restrictions *Restrictions      `json:"restrictions,omitzero"`
	TrackNumber  int                `json:"track_number"`  // on its disc, from 1
	Type         string             `json:"type,omitzero"` // "track"
	URI          string             `json:"uri,omitzero"`

	PreviewURL string `json:"preview_url,omitzero"` // MP3 of 30 seconds; empty for most apps

	// The fields below are absent in development mode since February 2026.

	AvailableMarkets Markets      `json:"available_markets,omitzero"` // zero if a market was named
	LinkedFrom       *LinkedTrack `json:"linked_from,omitzero"`       // the requested track, if this one replaces it
}

// Duration returns the length of the track.
func (t *SimplifiedTrack) Duration() time.Duration {
	return time.Duration(t.DurationMS) * time.Millisecond
}

// LinkedTrack is the track that was requested, in a track that replaces it
// because only that recording is available in the market.
type LinkedTrack struct {
	ExternalURLs ExternalURLs `json:"external_urls,omitzero"`
	Href         string       `json:"href,omitzero"` // link to the track in the Web API
	ID           string       `json:"id,omitzero"`
	Type         string       `json:"type,omitzero"` // "track"
	URI          string       `json:"uri,omitzero"`
}

// ExternalIDs are the industry codes of a recording or an album. Any of them may
// be empty.
type ExternalIDs struct {
	ISRC string `json:"isrc,omitzero"` // International Standard Recording Code, of tracks
	EAN  string `json:"ean,omitzero"`  // International Article Number
	UPC  string `json:"upc,omitzero"`  // Universal Product Code, of albums
}

// Restrictions describe why an item cannot be played.
type Restrictions struct {
	Reason RestrictionReason `json:"reason,omitzero"`
}

// RestrictionReason is the reason why an item cannot be played.
type RestrictionReason string

// The reasons why an item cannot be played. Spotify may add others.
const (
	RestrictionReasonMarket          RestrictionReason = "market"           // not available in the market
	RestrictionReasonProduct         RestrictionReason = "product"          // not in the subscription of the user
	RestrictionReasonExplicit        RestrictionReason = "explicit"         // the user has disabled explicit content
	RestrictionReasonPaymentRequired RestrictionReason = "payment_required" // must be bought; only for chapters
)

// TrackOptions select the market of the track that [Client.Track] returns.
type TrackOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// TracksOptions select the market of the tracks that [Client.Tracks] returns.
type TracksOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// Track returns a track. If a market applies and the track is not available
// there, Spotify returns another recording of it if there is one; the ID then
// differs from id, and LinkedFrom names the track that was requested.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name a track, and [ErrNotFound] if there is no such track.
//
// https://developer.spotify.com/documentation/web-api/reference/get-track
func (c *Client) Track(ctx context.Context, id string, opts *TrackOptions) (*Track, error) {
	o := cmp.Or(opts, new(TrackOptions))
	query := c.query().market(o.Market)
	return get[Track](ctx, c, "/tracks/{id}", id, query)
}

// Tracks returns any number of tracks: result[i] is the track with ids[i], or
// nil if Spotify has none. If the market has another recording, its ID
// differs. A request takes 50 IDs; an ID given twice is requested once. Apps
// in development mode lost the list endpoint in February 2026; for them the
// client requests each track by itself, a few at a time.
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
// https://developer.spotify.com/documentation/web-api/reference/get-several-tracks
func (c *Client) Tracks(ctx context.Context, ids []string, opts *TracksOptions) ([]*Track, error) {
	o := cmp.Or(opts, new(TracksOptions))
	query := c.query().market(o.Market)
	return batch[Track](ctx, c, "/tracks", 50, ids, query)
}
