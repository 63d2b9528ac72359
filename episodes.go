package spotify

import (
	"cmp"
	"context"
	"time"
)

// Episode is an episode of a podcast, with its show. Nearly all of it is empty
// for an episode that is gone.
type Episode struct {
	Description        string         `json:"description,omitempty"` // without HTML
	DurationMS         int            `json:"duration_ms"`           // milliseconds
	Explicit           bool           `json:"explicit"`              // false also means unknown
	ExternalURLs       ExternalURLs   `json:"external_urls,omitzero"`
	Href               string         `json:"href,omitempty"` // link to this episode in the Web API
	HTMLDescription    string         `json:"html_description,omitempty"`
	ID                 string         `json:"id,omitempty"`
	Images             []Image        `json:"images,omitzero"`      // the cover, widest first
	IsExternallyHosted bool           `json:"is_externally_hosted"` // lies outside Spotify; false also means unknown
	IsPlayable         *bool          `json:"is_playable,omitzero"` // nil if Spotify does not say
	Language           string         `json:"language,omitempty"`   // ISO 639 code; Spotify advises to use Languages
	Languages          []string       `json:"languages,omitzero"`   // ISO 639-1 codes
	Name               string         `json:"name,omitempty"`
	Restrictions       *Restrictions  `json:"restrictions,omitzero"`
	ResumePoint        *ResumePoint   `json:"resume_point,omitzero"` // nil without a user's token and the scope user-read-playback-position
	Show               SimplifiedShow `json:"show,omitzero"`
	Type               string         `json:"type,omitempty"` // "episode"
	URI                string         `json:"uri,omitempty"`

	ReleaseDate          string               `json:"release_date,omitempty"` // YYYY, YYYY-MM or YYYY-MM-DD; "0000" if unknown
	ReleaseDatePrecision ReleaseDatePrecision `json:"release_date_precision,omitempty"`

	IsEpisode *bool `json:"episode,omitzero"` // stated in playlists alone; Type says it everywhere
	IsTrack   *bool `json:"track,omitzero"`   // stated in playlists alone

	AudioPreviewURL string `json:"audio_preview_url,omitempty"` // MP3 of 30 seconds; often empty, and Spotify means to drop it
}

// Duration gives the episode's length.
func (e *Episode) Duration() time.Duration { return time.Duration(e.DurationMS) * time.Millisecond }

// ReleaseTime gives the start of the day, month or year of the release, in UTC.
// A date that is missing or unknown ("0000") is an error.
func (e *Episode) ReleaseTime() (time.Time, error) { return releaseTime(e.ReleaseDate) }

// SimplifiedEpisode is an episode as its show and search results show it.
type SimplifiedEpisode struct {
	Description        string        `json:"description,omitempty"` // without HTML
	DurationMS         int           `json:"duration_ms"`           // milliseconds
	Explicit           bool          `json:"explicit"`              // false also means unknown
	ExternalURLs       ExternalURLs  `json:"external_urls,omitzero"`
	Href               string        `json:"href,omitempty"` // link to the full episode in the Web API
	HTMLDescription    string        `json:"html_description,omitempty"`
	ID                 string        `json:"id,omitempty"`
	Images             []Image       `json:"images,omitzero"`      // the cover, widest first
	IsExternallyHosted bool          `json:"is_externally_hosted"` // lies outside Spotify; false also means unknown
	IsPlayable         *bool         `json:"is_playable,omitzero"` // nil if Spotify does not say
	Language           string        `json:"language,omitempty"`   // ISO 639 code; Spotify advises to use Languages
	Languages          []string      `json:"languages,omitzero"`   // ISO 639-1 codes
	Name               string        `json:"name,omitempty"`
	Restrictions       *Restrictions `json:"restrictions,omitzero"`
	ResumePoint        *ResumePoint  `json:"resume_point,omitzero"` // nil without a user's token and the scope user-read-playback-position
	Type               string        `json:"type,omitempty"`        // "episode"
	URI                string        `json:"uri,omitempty"`

	ReleaseDate          string               `json:"release_date,omitempty"` // YYYY, YYYY-MM or YYYY-MM-DD; "0000" if unknown
	ReleaseDatePrecision ReleaseDatePrecision `json:"release_date_precision,omitempty"`

	AudioPreviewURL string `json:"audio_preview_url,omitempty"` // MP3 of 30 seconds; often empty, and Spotify means to drop it
}

// Duration gives the episode's length.
func (e *SimplifiedEpisode) Duration() time.Duration {
	return time.Duration(e.DurationMS) * time.Millisecond
}

// ReleaseTime gives the start of the day, month or year of the release, in UTC.
// A date that is missing or unknown ("0000") is an error.
func (e *SimplifiedEpisode) ReleaseTime() (time.Time, error) { return releaseTime(e.ReleaseDate) }

// ResumePoint is how far the user has come in an episode or chapter.
type ResumePoint struct {
	FullyPlayed      bool `json:"fully_played"`
	ResumePositionMS int  `json:"resume_position_ms"` // milliseconds from the start
}

// EpisodeOptions are the optional parameters of [Client.Episode].
type EpisodeOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *EpisodeOptions) query(c *Client) params {
	o = cmp.Or(o, new(EpisodeOptions))
	return c.query().market(o.Market)
}

// EpisodesOptions are the optional parameters of [Client.Episodes].
type EpisodesOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
}

func (o *EpisodesOptions) query(c *Client) params {
	o = cmp.Or(o, new(EpisodesOptions))
	return c.query().market(o.Market)
}

// Episode returns an episode of a podcast. An app's own token is enough, in
// every mode, if a market is given here or by [WithMarket]: without one Spotify
// answers [ErrNotFound]. A user's token with the scope
// user-read-playback-position adds the resume point. It matches [ErrInvalidID]
// if id is not an episode's and [ErrNotFound] if the market has no such episode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-episode
func (c *Client) Episode(ctx context.Context, id string, opts *EpisodeOptions) (*Episode, error) {
	return get[Episode](ctx, c, "/episodes/{id}", id, opts.query(c))
}

// Episodes returns any number of episodes: result[i] answers ids[i] and is nil
// where the market has none. Requests take 50 ids each, and an id given twice is
// asked for once. Apps in development mode lost the list endpoint in February
// 2026: the client notices, asks for each episode alone, a few at a time, and
// remembers that. Ids that cannot be one cost their own entry and give an error
// that matches [ErrInvalidID] beside the full result. A call that ends early
// returns the answered prefix: go on with ids[len(result):]. An app's own token
// is enough if a market is given; a user's with the scope
// user-read-playback-position adds resume points.
//
// https://developer.spotify.com/documentation/web-api/reference/get-multiple-episodes
func (c *Client) Episodes(ctx context.Context, ids []string, opts *EpisodesOptions) ([]*Episode, error) {
	return batch[Episode](ctx, c, "/episodes", 50, ids, opts.query(c))
}
