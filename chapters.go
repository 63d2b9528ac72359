package spotify

import (
	"cmp"
	"context"
	"time"
)

// Chapter is a chapter of an audiobook, with its audiobook. Its URI names it as
// an episode, with the same ID.
type Chapter struct {
	Audiobook       SimplifiedAudiobook `json:"audiobook,omitzero"`
	ChapterNumber   int                 `json:"chapter_number"`       // from 0
	Description     string              `json:"description,omitzero"` // without HTML
	DurationMS      int                 `json:"duration_ms"`          // milliseconds
	Explicit        bool                `json:"explicit"`             // false also means unknown
	ExternalURLs    ExternalURLs        `json:"external_urls,omitzero"`
	Href            string              `json:"href,omitzero"` // link to this chapter in the Web API
	HTMLDescription string              `json:"html_description,omitzero"`
	ID              string              `json:"id,omitzero"`
	Images          []Image             `json:"images,omitzero"`      // the cover, widest first
	IsPlayable      *bool               `json:"is_playable,omitzero"` // nil if unknown
	Languages       []string            `json:"languages,omitzero"`   // ISO 639-1 codes; a code may be empty
	Name            string              `json:"name,omitzero"`
	Restrictions    *Restrictions       `json:"restrictions,omitzero" alt:"restriction"`
	ResumePoint     *ResumePoint        `json:"resume_point,omitzero"` // nil without [ScopeUserReadPlaybackPosition]
	Type            string              `json:"type,omitzero"`         // "chapter", or "episode" as Spotify documents it
	URI             string              `json:"uri,omitzero"`          // spotify:episode:ID

	ReleaseDate          string               `json:"release_date,omitzero"` // YYYY, YYYY-MM or YYYY-MM-DD
	ReleaseDatePrecision ReleaseDatePrecision `json:"release_date_precision,omitzero"`

	AudioPreviewURL string `json:"audio_preview_url,omitzero"` // MP3 of 30 seconds; often empty; deprecated by Spotify

	AvailableMarkets Markets `json:"available_markets,omitzero"` // absent in development mode since February 2026
}

// Duration returns the length of the chapter.
func (c *Chapter) Duration() time.Duration { return time.Duration(c.DurationMS) * time.Millisecond }

// ReleaseTime returns the start of the day, month or year of the release, in
// UTC. It returns an error if the date is missing or unknown ("0000").
func (c *Chapter) ReleaseTime() (time.Time, error) { return releaseTime(c.ReleaseDate) }

// SimplifiedChapter is a chapter as its audiobook shows it.
type SimplifiedChapter struct {
	ChapterNumber   int           `json:"chapter_number"`       // from 0
	Description     string        `json:"description,omitzero"` // without HTML
	DurationMS      int           `json:"duration_ms"`          // milliseconds
	Explicit        bool          `json:"explicit"`             // false also means unknown
	ExternalURLs    ExternalURLs  `json:"external_urls,omitzero"`
	Href            string        `json:"href,omitzero"` // link to the full chapter in the Web API
	HTMLDescription string        `json:"html_description,omitzero"`
	ID              string        `json:"id,omitzero"`
	Images          []Image       `json:"images,omitzero"`      // the cover, widest first
	IsPlayable      *bool         `json:"is_playable,omitzero"` // nil if unknown, as in lists of chapters
	Languages       []string      `json:"languages,omitzero"`   // ISO 639-1 codes; a code may be empty
	Name            string        `json:"name,omitzero"`
	Restrictions    *Restrictions `json:"restrictions,omitzero" alt:"restriction"`
	ResumePoint     *ResumePoint  `json:"resume_point,omitzero"` // nil without [ScopeUserReadPlaybackPosition]
	Type            string        `json:"type,omitzero"`         // "chapter", or "episode" as Spotify documents it
	URI             string        `json:"uri,omitzero"`          // spotify:episode:ID

	ReleaseDate          string               `json:"release_date,omitzero"` // YYYY, YYYY-MM or YYYY-MM-DD
	ReleaseDatePrecision ReleaseDatePrecision `json:"release_date_precision,omitzero"`

	AudioPreviewURL string `json:"audio_preview_url,omitzero"` // MP3 of 30 seconds; often empty; deprecated by Spotify

	AvailableMarkets Markets `json:"available_markets,omitzero"` // absent in development mode since February 2026
}

// Duration returns the length of the chapter.
func (c *SimplifiedChapter) Duration() time.Duration {
	return time.Duration(c.DurationMS) * time.Millisecond
}

// ReleaseTime returns the start of the day, month or year of the release, in
// UTC. It returns an error if the date is missing or unknown ("0000").
func (c *SimplifiedChapter) ReleaseTime() (time.Time, error) { return releaseTime(c.ReleaseDate) }

// ChapterOptions select the market of the chapter that [Client.Chapter]
// returns.
type ChapterOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// ChaptersOptions select the market of the chapters that [Client.Chapters]
// returns.
type ChaptersOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// Chapter returns a chapter of an audiobook. id may be the URI or page of an
// episode, because that is how Spotify names chapters. A user token with the
// scope [ScopeUserReadPlaybackPosition] adds the resume point.
//
// Audiobooks exist only in the markets US, GB, CA, IE, NZ and AU. An app token
// has no country, so name one of them here or with [WithMarket]; without a
// market Spotify returns 404.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name a chapter, and [ErrNotFound] if there is no such chapter in
// the market.
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-chapter
func (c *Client) Chapter(ctx context.Context, id string, opts *ChapterOptions) (*Chapter, error) {
	o := cmp.Or(opts, new(ChapterOptions))
	query := c.query().market(o.Market)
	return get[Chapter](ctx, c, "/chapters/{id}", id, query)
}

// Chapters returns any number of chapters: result[i] is the chapter with
// ids[i], or nil if the market has none. A request takes 50 IDs; an ID given
// twice is requested once. Apps in development mode lost the list endpoint in
// February 2026; for them the client requests each chapter by itself, a few at
// a time.
//
// Malformed IDs yield nil entries, and the call returns an error that matches
// [ErrInvalidID] alongside the complete result. If a request fails, the result
// ends before the first ID that was not read, and the error matches only what
// failed; continue with ids[len(result):].
//
// Audiobooks exist only in the markets US, GB, CA, IE, NZ and AU. An app token
// has no country, so name one of them here or with [WithMarket]; without a
// market all entries are nil.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-several-chapters
func (c *Client) Chapters(ctx context.Context, ids []string, opts *ChaptersOptions) ([]*Chapter, error) {
	o := cmp.Or(opts, new(ChaptersOptions))
	query := c.query().market(o.Market)
	return batch[Chapter](ctx, c, "/chapters", 50, ids, query)
}
