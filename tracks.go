package spotify

import (
	"cmp"
	"context"
	"time"
)

// Track is a track with its album. A local file in a playlist is one too: it
// has names and a URI that begins with spotify:local, and no ID.
type Track struct {
	Album        SimplifiedAlbum    `json:"album,omitzero"`
	Artists      []SimplifiedArtist `json:"artists,omitzero"`
	DiscNumber   int                `json:"disc_number"`           // 1 for most; 0 for local files
	DurationMS   int                `json:"duration_ms"`           // milliseconds
	Explicit     bool               `json:"explicit"`              // false also means unknown
	ExternalIDs  ExternalIDs        `json:"external_ids,omitzero"` // an ISRC, as a rule
	ExternalURLs ExternalURLs       `json:"external_urls,omitzero"`
	Href         string             `json:"href,omitempty"` // link to this track in the Web API; empty for local files
	ID           string             `json:"id,omitempty"`   // empty for local files
	IsLocal      bool               `json:"is_local"`
	IsPlayable   *bool              `json:"is_playable,omitzero"` // nil unless a market applies
	Name         string             `json:"name,omitempty"`
	Restrictions *Restrictions      `json:"restrictions,omitzero"`
	TrackNumber  int                `json:"track_number"`   // on its disc, from 1; 0 for local files
	Type         string             `json:"type,omitempty"` // "track"
	URI          string             `json:"uri,omitempty"`

	IsEpisode *bool `json:"episode,omitzero"` // stated in playlists alone; Type says it everywhere
	IsTrack   *bool `json:"track,omitzero"`   // stated in playlists alone

	PreviewURL string `json:"preview_url,omitempty"` // MP3 of 30 seconds; empty except for apps that had extended access by November 2024

	// The rest is absent for apps in development mode since February 2026.

	AvailableMarkets Markets      `json:"available_markets,omitzero"` // empty if a market was asked for
	LinkedFrom       *LinkedTrack `json:"linked_from,omitzero"`       // what was asked for, if this track stands in for it in the market
	Popularity       *int         `json:"popularity,omitzero"`        // 0 to 100, 100 is the most popular
}

// Duration gives the track's length.
func (t *Track) Duration() time.Duration { return time.Duration(t.DurationMS) * time.Millisecond }

// SimplifiedTrack is a track as its album shows it.
type SimplifiedTrack struct {
	Artists      []SimplifiedArtist `json:"artists,omitzero"`
	DiscNumber   int                `json:"disc_number"` // 1 for most
	DurationMS   int                `json:"duration_ms"` // milliseconds
	Explicit     bool               `json:"explicit"`    // false also means unknown
	ExternalURLs ExternalURLs       `json:"external_urls,omitzero"`
	Href         string             `json:"href,omitempty"` // link to the full track in the Web API
	ID           string             `json:"id,omitempty"`
	IsLocal      bool               `json:"is_local"`
	IsPlayable   *bool              `json:"is_playable,omitzero"` // nil unless a market applies
	Name         string             `json:"name,omitempty"`
	Restrictions *Restrictions      `json:"restrictions,omitzero"`
	TrackNumber  int                `json:"track_number"`   // on its disc, from 1
	Type         string             `json:"type,omitempty"` // "track"
	URI          string             `json:"uri,omitempty"`

	PreviewURL string `json:"preview_url,omitempty"` // MP3 of 30 seconds; empty except for apps that had extended access by November 2024

	// The rest is absent for apps in development mode since February 2026.

	AvailableMarkets Markets      `json:"available_markets,omitzero"` // empty if a market was asked for
	LinkedFrom       *LinkedTrack `json:"linked_from,omitzero"`       // what was asked for, if this track stands in for it in the market
}

// Duration gives the track's length.
func (t *SimplifiedTrack) Duration() time.Duration {
	return time.Duration(t.DurationMS) * time.Millisecond
}

// LinkedTrack names the track that was asked for where Spotify answers with
// another recording of it that the market has.
type LinkedTrack struct {
	ExternalURLs ExternalURLs `json:"external_urls,omitzero"`
	Href         string       `json:"href,omitempty"` // link to the track in the Web API
	ID           string       `json:"id,omitempty"`
	Type         string       `json:"type,omitempty"` // "track"
	URI          string       `json:"uri,omitempty"`
}

// ExternalIDs are the codes by which the trade knows a recording or an album.
// Any of them may be empty.
type ExternalIDs struct {
	ISRC string `json:"isrc,omitempty"` // International Standard Recording Code, of tracks
	EAN  string `json:"ean,omitempty"`  // International Article Number
	UPC  string `json:"upc,omitempty"`  // Universal Product Code, of albums
}

// Restrictions say why a thing cannot be played.
type Restrictions struct {
	Reason RestrictionReason `json:"reason,omitempty"`
}

// RestrictionReason is why a thing cannot be played.
type RestrictionReason string

// Why a thing cannot be played. Others may come.
const (
	RestrictionReasonMarket          RestrictionReason = "market"           // not available in the market
	RestrictionReasonProduct         RestrictionReason = "product"          // not for the user's subscription
	RestrictionReasonExplicit        RestrictionReason = "explicit"         // the user's account plays no explicit content
	RestrictionReasonPaymentRequired RestrictionReason = "payment_required" // has to be bought; chapters alone
)

// TrackOptions are the optional parameters of [Client.Track].
type TrackOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *TrackOptions) query(c *Client) params {
	o = cmp.Or(o, new(TrackOptions))
	return c.query().market(o.Market)
}

// TracksOptions are the optional parameters of [Client.Tracks].
type TracksOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *TracksOptions) query(c *Client) params {
	o = cmp.Or(o, new(TracksOptions))
	return c.query().market(o.Market)
}

// Track returns a track. With a market, a track that is not available there is
// answered by another recording of it where there is one; its ID then differs
// from id. An app's own token is enough, in every mode. It matches
// [ErrInvalidID] if id is not a track's and [ErrNotFound] if there is no such
// track.
//
// https://developer.spotify.com/documentation/web-api/reference/get-track
func (c *Client) Track(ctx context.Context, id string, opts *TrackOptions) (*Track, error) {
	return get[Track](ctx, c, "/tracks/{id}", id, opts.query(c))
}

// Tracks returns any number of tracks: result[i] answers ids[i], with another ID
// where the market has another recording, and is nil where Spotify knows none.
// Requests take 50 ids each, and an id given twice is asked for once. Apps in
// development mode lost the list endpoint in February 2026: the client notices,
// asks for each track alone, a few at a time, and remembers that. Ids that
// cannot be one cost their own entry and give an error that matches
// [ErrInvalidID] beside the full result. A call that ends early returns the
// answered prefix: go on with ids[len(result):]. An app's own token is enough.
//
// https://developer.spotify.com/documentation/web-api/reference/get-several-tracks
func (c *Client) Tracks(ctx context.Context, ids []string, opts *TracksOptions) ([]*Track, error) {
	return batch[Track](ctx, c, "/tracks", 50, ids, opts.query(c))
}
