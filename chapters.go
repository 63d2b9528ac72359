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
	ChapterNumber   int                 `json:"chapter_number"`        // from 0
	Description     string              `json:"description,omitempty"` // without HTML
	DurationMS      int                 `json:"duration_ms"`           // milliseconds
	Explicit        bool                `json:"explicit"`              // false also means unknown
	ExternalURLs    ExternalURLs        `json:"external_urls,omitzero"`
	Href            string              `json:"href,omitempty"` // link to this chapter in the Web API
	HTMLDescription string              `json:"html_description,omitempty"`
	ID              string              `json:"id,omitempty"`
	Images          []Image             `json:"images,omitzero"`      // the cover, widest first
	IsPlayable      *bool               `json:"is_playable,omitzero"` // nil if Spotify does not say
	Languages       []string            `json:"languages,omitzero"`   // ISO 639-1 codes; a code may be empty
	Name            string              `json:"name,omitempty"`
	Restrictions    *Restrictions       `json:"restrictions,omitzero"`
	ResumePoint     *ResumePoint        `json:"resume_point,omitzero"` // nil without a user's token and the scope user-read-playback-position
	Type            string              `json:"type,omitempty"`        // "chapter", or "episode" as Spotify documents it
	URI             string              `json:"uri,omitempty"`         // spotify:episode:ID

	ReleaseDate          string               `json:"release_date,omitempty"` // YYYY, YYYY-MM or YYYY-MM-DD
	ReleaseDatePrecision ReleaseDatePrecision `json:"release_date_precision,omitempty"`

	AudioPreviewURL string `json:"audio_preview_url,omitempty"` // MP3 of 30 seconds; often empty, and Spotify means to drop it

	AvailableMarkets Markets `json:"available_markets,omitzero"` // absent for apps in development mode since February 2026
}

// Duration gives the chapter's length.
func (c *Chapter) Duration() time.Duration { return time.Duration(c.DurationMS) * time.Millisecond }

// ReleaseTime gives the start of the day, month or year of the release, in UTC.
// A date that is missing or unknown ("0000") is an error.
func (c *Chapter) ReleaseTime() (time.Time, error) { return releaseTime(c.ReleaseDate) }

// SimplifiedChapter is a chapter as its audiobook shows it.
type SimplifiedChapter struct {
	ChapterNumber   int           `json:"chapter_number"`        // from 0
	Description     string        `json:"description,omitempty"` // without HTML
	DurationMS      int           `json:"duration_ms"`           // milliseconds
	Explicit        bool          `json:"explicit"`              // false also means unknown
	ExternalURLs    ExternalURLs  `json:"external_urls,omitzero"`
	Href            string        `json:"href,omitempty"` // link to the full chapter in the Web API
	HTMLDescription string        `json:"html_description,omitempty"`
	ID              string        `json:"id,omitempty"`
	Images          []Image       `json:"images,omitzero"`      // the cover, widest first
	IsPlayable      *bool         `json:"is_playable,omitzero"` // nil if Spotify does not say, as in lists of chapters
	Languages       []string      `json:"languages,omitzero"`   // ISO 639-1 codes; a code may be empty
	Name            string        `json:"name,omitempty"`
	Restrictions    *Restrictions `json:"restrictions,omitzero"`
	ResumePoint     *ResumePoint  `json:"resume_point,omitzero"` // nil without a user's token and the scope user-read-playback-position
	Type            string        `json:"type,omitempty"`        // "chapter", or "episode" as Spotify documents it
	URI             string        `json:"uri,omitempty"`         // spotify:episode:ID

	ReleaseDate          string               `json:"release_date,omitempty"` // YYYY, YYYY-MM or YYYY-MM-DD
	ReleaseDatePrecision ReleaseDatePrecision `json:"release_date_precision,omitempty"`

	AudioPreviewURL string `json:"audio_preview_url,omitempty"` // MP3 of 30 seconds; often empty, and Spotify means to drop it

	AvailableMarkets Markets `json:"available_markets,omitzero"` // absent for apps in development mode since February 2026
}

// Duration gives the chapter's length.
func (c *SimplifiedChapter) Duration() time.Duration {
	return time.Duration(c.DurationMS) * time.Millisecond
}

// ReleaseTime gives the start of the day, month or year of the release, in UTC.
// A date that is missing or unknown ("0000") is an error.
func (c *SimplifiedChapter) ReleaseTime() (time.Time, error) { return releaseTime(c.ReleaseDate) }

// ChapterOptions are the optional parameters of [Client.Chapter].
type ChapterOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *ChapterOptions) query(c *Client) params {
	o = cmp.Or(o, new(ChapterOptions))
	return c.query().market(o.Market)
}

// ChaptersOptions are the optional parameters of [Client.Chapters].
type ChaptersOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *ChaptersOptions) query(c *Client) params {
	o = cmp.Or(o, new(ChaptersOptions))
	return c.query().market(o.Market)
}

// Chapter returns a chapter of an audiobook. id may be an episode's URI or page,
// since Spotify names chapters so. Audiobooks exist in the markets US, GB, CA,
// IE, NZ and AU alone. An app's own token is enough, in every mode, if one of
// them is given here or by [WithMarket]. A user's token with the scope
// user-read-playback-position adds the resume point. It matches [ErrInvalidID]
// if id is not a chapter's and [ErrNotFound] if the market has no such chapter,
// or none was given.
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-chapter
func (c *Client) Chapter(ctx context.Context, id string, opts *ChapterOptions) (*Chapter, error) {
	return get[Chapter](ctx, c, "/chapters/{id}", id, opts.query(c))
}

// Chapters returns any number of chapters: result[i] answers ids[i] and is nil
// where the market (US, GB, CA, IE, NZ or AU) has none. Requests take 50 ids
// each, and an id given twice is asked for once. Apps in development mode lost
// the list endpoint in February 2026: the client notices, asks for each chapter
// alone, a few at a time, and remembers that. Ids that cannot be one cost their
// own entry and give an error that matches [ErrInvalidID] beside the full
// result. A call that ends early returns the answered prefix: go on with
// ids[len(result):]. An app's own token is enough if a market is given.
//
// https://developer.spotify.com/documentation/web-api/reference/get-several-chapters
func (c *Client) Chapters(ctx context.Context, ids []string, opts *ChaptersOptions) ([]*Chapter, error) {
	return batch[Chapter](ctx, c, "/chapters", 50, ids, opts.query(c))
}
