package spotify

import (
	"cmp"
	"context"
	"math"
	"strconv"
)

// Recommendations are tracks that resemble some seeds, with statistics about the
// seeds.
type Recommendations struct {
	Seeds  []RecommendationSeed `json:"seeds,omitzero"`
	Tracks []Track              `json:"tracks,omitzero"`
}

// RecommendationSeed is the number of tracks that a seed yielded.
type RecommendationSeed struct {
	AfterFilteringSize int    `json:"afterFilteringSize"` // left after Min and Max
	AfterRelinkingSize int    `json:"afterRelinkingSize"` // left in the market
	Href               string `json:"href,omitzero"`      // link to the track or artist; empty for genres
	ID                 string `json:"id,omitzero"`        // as requested
	InitialPoolSize    int    `json:"initialPoolSize"`
	Type               string `json:"type,omitzero"` // "artist", "track" or "genre", in either case
}

// RecommendationSeeds are the seeds of [Client.Recommendations]: 1 to 5 in all.
type RecommendationSeeds struct {
	Artists []string // IDs, URIs or URLs
	Genres  []string // from [Client.GenreSeeds]
	Tracks  []string // IDs, URIs or URLs
}

// RecommendationAttributes are bounds or targets for the sound of a track;
// [AudioFeatures] describes them. Nil fields are not sent.
type RecommendationAttributes struct {
	Acousticness     *float64 // 0 to 1
	Danceability     *float64 // 0 to 1
	DurationMS       *int     // milliseconds
	Energy           *float64 // 0 to 1
	Instrumentalness *float64 // 0 to 1
	Key              *int     // pitch class, 0 to 11
	Liveness         *float64 // 0 to 1
	Loudness         *float64 // decibels
	Mode             *int     // 1 is major, 0 minor
	Popularity       *int     // 0 to 100
	Speechiness      *float64 // 0 to 1
	Tempo            *float64 // beats per minute
	TimeSignature    *int     // beats in a bar
	Valence          *float64 // 0 to 1
}

// RecommendationsOptions select the market, the number and the sound of the
// tracks that [Client.Recommendations] returns.
type RecommendationsOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket
	Limit  int    // 1 to 100; 0 uses the default, 20

	Min    RecommendationAttributes // lower bounds
	Max    RecommendationAttributes // upper bounds
	Target RecommendationAttributes // preferred values, all of equal weight
}

// add adds the attributes to p; prefix is min_, max_ or target_ and field the
// field that has them.
func (a *RecommendationAttributes) add(p params, prefix, field string) params {
	number := func(name, member string, v *float64) {
		switch {
		case v == nil:
			return
		case math.IsNaN(*v), math.IsInf(*v, 0):
			p.err = cmp.Or(p.err, inputErrorf(ErrBadRequest, "%s.%s is %v, want a number", field, member, *v))
		case *v < 0 && name != "loudness": // in decibels
			p.err = cmp.Or(p.err, inputErrorf(ErrBadRequest, "%s.%s is %v, want 0 or more", field, member, *v))
		}
		p = p.text(prefix+name, strconv.FormatFloat(*v, 'f', -1, 64))
	}
	whole := func(name, member string, v *int) {
		if v == nil {
			return
		}
		p.err = cmp.Or(p.err, notNegative(field+"."+member, *v))
		p = p.text(prefix+name, strconv.Itoa(*v))
	}
	number("acousticness", "Acousticness", a.Acousticness)
	number("danceability", "Danceability", a.Danceability)
	whole("duration_ms", "DurationMS", a.DurationMS)
	number("energy", "Energy", a.Energy)
	number("instrumentalness", "Instrumentalness", a.Instrumentalness)
	whole("key", "Key", a.Key)
	number("liveness", "Liveness", a.Liveness)
	number("loudness", "Loudness", a.Loudness)
	whole("mode", "Mode", a.Mode)
	whole("popularity", "Popularity", a.Popularity)
	number("speechiness", "Speechiness", a.Speechiness)
	number("tempo", "Tempo", a.Tempo)
	whole("time_signature", "TimeSignature", a.TimeSignature)
	number("valence", "Valence", a.Valence)
	return p
}

// Recommendations returns tracks that resemble the seeds: 1 to 100, 20 by
// default, or fewer if the seeds or the bounds are narrow. There must be 1 to
// 5 seeds in all.
//
// It works with an app token. It is available only to apps that had extended
// access before 27 November 2024. Spotify returns 404 to other apps (measured,
// not documented).
//
// The error matches [ErrBadRequest] if the number of seeds or an option is
// invalid, [ErrInvalidID] if a seed does not name an artist or a track, and
// [ErrNotFound] and [ErrEndpointClosed] if the app does not have the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-recommendations
//
// Deprecated: There is no replacement. Spotify closed this endpoint on 27
// November 2024 to all apps that did not have extended access by then.
func (c *Client) Recommendations(ctx context.Context, seeds RecommendationSeeds, opts *RecommendationsOptions) (*Recommendations, error) {
	if n := len(seeds.Artists) + len(seeds.Genres) + len(seeds.Tracks); n < 1 || n > 5 {
		return nil, inputErrorf(ErrBadRequest, "there are %d seeds, want 1 to 5", n)
	}
	artists, err := idsOf(c.query().base, "artist", seeds.Artists)
	if err != nil {
		return nil, err
	}
	tracks, err := idsOf(c.query().base, "track", seeds.Tracks)
	if err != nil {
		return nil, err
	}
	o := cmp.Or(opts, new(RecommendationsOptions))
	query := c.query().text("seed_artists", commas(artists)).text("seed_genres", commas(seeds.Genres)).
		text("seed_tracks", commas(tracks)).market(o.Market).number("limit", "Limit", o.Limit)
	query = o.Min.add(query, "min_", "Min")
	query = o.Max.add(query, "max_", "Max")
	query = o.Target.add(query, "target_", "Target")
	return get[Recommendations](ctx, c, "/recommendations", "", query)
}

// GenreSeeds returns the genres that [Client.Recommendations] accepts as
// seeds.
//
// It works with an app token. It is available only to apps that had extended
// access before 27 November 2024. Spotify returns 404 to other apps (measured,
// not documented).
//
// The error matches [ErrNotFound] and [ErrEndpointClosed] if the app does not
// have the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-recommendation-genres
//
// Deprecated: There is no replacement. Spotify closed this endpoint on 27
// November 2024 to all apps that did not have extended access by then.
func (c *Client) GenreSeeds(ctx context.Context) ([]string, error) {
	response, err := get[genreSeeds](ctx, c, "/recommendations/available-genre-seeds", "", params{})
	if err != nil {
		return nil, err
	}
	return response.Genres, nil
}

type genreSeeds struct {
	Genres []string `json:"genres" strict:"true"`
}
