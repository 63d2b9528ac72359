package spotify

import (
	"cmp"
	"context"
	"time"
)

// Episode is an episode of a podcast, with its show. Most fields are empty if the
// episode was removed.
type Episode struct {
	Description        string         `json:"description,omitzero"` // without HTML
	DurationMS         int            `json:"duration_ms"`          // milliseconds
	Explicit           bool           `json:"explicit"`             // false also means unknown
	ExternalURLs       ExternalURLs   `json:"external_urls,omitzero"`
	Href               string         `json:"href,omitzero"` // link to this episode in the Web API
	HTMLDescription    string         `json:"html_description,omitzero"`
	ID                 string         `json:"id,omitzero"`
	Images             []Image        `json:"images,omitzero"`      // the cover, widest first
	IsExternallyHosted bool           `json:"is_externally_hosted"` // outside Spotify; false also means unknown
	IsPlayable         *bool          `json:"is_playable,omitzero"` // nil if unknown
	Language           string         `json:"language,omitzero"`    // ISO 639 code; Spotify recommends Languages
	Languages          []string       `json:"languages,omitzero"`   // ISO 639-1 codes
	Name               string         `json:"name,omitzero"`
	Restrictions       *Restrictions  `json:"restrictions,omitzero" alt:"restriction"`
	ResumePoint        *ResumePoint   `json:"resume_point,omitzero"` // nil without [ScopeUserReadPlaybackPosition]
	Show               SimplifiedShow `json:"show,omitzero"`
	Type               string         `json:"type,omitzero"` // "episode"
	URI                string         `json:"uri,omitzero"`

	ReleaseDate          string               `json:"release_date,omitzero"` // YYYY, YYYY-MM or YYYY-MM-DD; "0000" if unknown
	ReleaseDatePrecision ReleaseDatePrecision `json:"release_date_precision,omitzero"`

	IsEpisode *bool `json:"episode,omitzero"` // only in playlists; Type is always set
	IsTrack   *bool `json:"track,omitzero"`   // only in playlists

	AudioPreviewURL string `json:"audio_preview_url,omitzero"` // MP3 of 30 seconds; often empty; deprecated by Spotify
}

// Duration returns the length of the episode.
func (e *Episode) Duration() time.Duration { return time.Duration(e.DurationMS) * time.Millisecond }

// ReleaseTime returns the start of the day, month or year of the release, in
// UTC. It returns an error if the date is missing or unknown ("0000").
func (e *Episode) ReleaseTime() (time.Time, error) { return releaseTime(e.ReleaseDate) }

// SimplifiedEpisode is an episode as its show and search results show it.
type SimplifiedEpisode struct {
	Description        string        `json:"description,omitzero"` // without HTML
	DurationMS         int           `json:"duration_ms"`          // milliseconds
	Explicit           bool          `json:"explicit"`             // false also means unknown
	ExternalURLs       ExternalURLs  `json:"external_urls,omitzero"`
	Href               string        `json:"href,omitzero"` // link to the full episode in the Web API
	HTMLDescription    string        `json:"html_description,omitzero"`
	ID                 string        `json:"id,omitzero"`
	Images             []Image       `json:"images,omitzero"`      // the cover, widest first
	IsExternallyHosted bool          `json:"is_externally_hosted"` // outside Spotify; false also means unknown
	IsPlayable         *bool         `json:"is_playable,omitzero"` // nil if unknown
	Language           string        `json:"language,omitzero"`    // ISO 639 code; Spotify recommends Languages
	Languages          []string      `json:"languages,omitzero"`   // ISO 639-1 codes
	Name               string        `json:"name,omitzero"`
	Restrictions       *Restrictions `json:"restrictions,omitzero" alt:"restriction"`
	ResumePoint        *ResumePoint  `json:"resume_point,omitzero"` // nil without [ScopeUserReadPlaybackPosition]
	Type               string        `json:"type,omitzero"`         // "episode"
	URI                string        `json:"uri,omitzero"`

	ReleaseDate          string               `json:"release_date,omitzero"` // YYYY, YYYY-MM or YYYY-MM-DD; "0000" if unknown
	ReleaseDatePrecision ReleaseDatePrecision `json:"release_date_precision,omitzero"`

	AudioPreviewURL string `json:"audio_preview_url,omitzero"` // MP3 of 30 seconds; often empty; deprecated by Spotify
}

// Duration returns the length of the episode.
func (e *SimplifiedEpisode) Duration() time.Duration {
	return time.Duration(e.DurationMS) * time.Millisecond
}

// ReleaseTime returns the start of the day, month or year of the release, in
// UTC. It returns an error if the date is missing or unknown ("0000").
func (e *SimplifiedEpisode) ReleaseTime() (time.Time, error) { return releaseTime(e.ReleaseDate) }

// ResumePoint is the position of the user in an episode or chapter.
type ResumePoint struct {
	FullyPlayed      bool `json:"fully_played"`
	ResumePositionMS int  `json:"resume_position_ms"` // milliseconds from the start
}

// EpisodeOptions select the market of the episode that [Client.Episode]
// returns.
type EpisodeOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// EpisodesOptions select the market of the episodes that [Client.Episodes]
// returns.
type EpisodesOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
}

// Episode returns an episode of a podcast. A user token with the scope
// [ScopeUserReadPlaybackPosition] adds the resume point.
//
// An app token has no country, so name a market here or with [WithMarket];
// without one Spotify returns 404.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid, [ErrInvalidID] if
// id does not name an episode, and [ErrNotFound] if there is no such episode
// in the market.
//
// https://developer.spotify.com/documentation/web-api/reference/get-an-episode
func (c *Client) Episode(ctx context.Context, id string, opts *EpisodeOptions) (*Episode, error) {
	o := cmp.Or(opts, new(EpisodeOptions))
	query := c.query().market(o.Market)
	return get[Episode](ctx, c, "/episodes/{id}", id, query)
}

// Episodes returns any number of episodes: result[i] is the episode with
// ids[i], or nil if the market has none. A request takes 50 IDs; an ID given
// twice is requested once. Apps in development mode lost the list endpoint in
// February 2026; for them the client requests each episode by itself, a few at
// a time.
//
// Malformed IDs yield nil entries, and the call returns an error that matches
// [ErrInvalidID] alongside the complete result. If a request fails, the result
// ends before the first ID that was not read, and the error matches only what
// failed; continue with ids[len(result):].
//
// An app token has no country, so name a market here or with [WithMarket];
// without one all entries are nil. A user token with the scope
// [ScopeUserReadPlaybackPosition] adds the resume points.
//
// It works with an app token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrBadRequest] if an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-multiple-episodes
func (c *Client) Episodes(ctx context.Context, ids []string, opts *EpisodesOptions) ([]*Episode, error) {
	o := cmp.Or(opts, new(EpisodesOptions))
	query := c.query().market(o.Market)
	return batch[Episode](ctx, c, "/episodes", 50, ids, query)
}
