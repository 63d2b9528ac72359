package spotify

import (
	"cmp"
	"context"
	"strconv"
)

// Recommendations are tracks that resemble some seeds, and what became of these.
type Recommendations struct {
	Seeds  []RecommendationSeed `json:"seeds,omitzero"`
	Tracks []Track              `json:"tracks,omitzero"`
}

// RecommendationSeed tells how many tracks a seed gave.
type RecommendationSeed struct {
	AfterFilteringSize int    `json:"afterFilteringSize"` // left after Min and Max
	AfterRelinkingSize int    `json:"afterRelinkingSize"` // left in the market
	Href               string `json:"href,omitempty"`     // link to the track or artist in the Web API; empty for genres
	ID                 string `json:"id,omitempty"`       // as it was asked for
	InitialPoolSize    int    `json:"initialPoolSize"`
	Type               string `json:"type,omitempty"` // "artist", "track" or "genre", in either case
}

// RecommendationSeeds are what recommendations start from: 1 to 5 in all.
type RecommendationSeeds struct {
	Artists []string // IDs, URIs or URLs
	Genres  []string // of those that [Client.GenreSeeds] lists
	Tracks  []string // IDs, URIs or URLs
}

// RecommendationAttributes are values of a track's sound, as [AudioFeatures]
// explains them. Nil is not asked for.
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

// RecommendationsOptions are the optional parameters of
// [Client.Recommendations].
type RecommendationsOptions struct {
	Market string // ISO 3166-1 alpha-2; "" is the client's default
	Limit  int    // tracks, 1 to 100; default 20

	Min    RecommendationAttributes // no track has less
	Max    RecommendationAttributes // no track has more
	Target RecommendationAttributes // tracks come as near as they can, all attributes weighing the same
}

func (o *RecommendationsOptions) query(c *Client, seeds RecommendationSeeds) params {
	if n := len(seeds.Artists) + len(seeds.Genres) + len(seeds.Tracks); n < 1 || n > 5 {
		return params{err: inputErrorf(ErrBadRequest, "recommendations: %d seeds, want 1 to 5", n)}
	}
	artists, err := idsOf("artist", seeds.Artists)
	if err != nil {
		return params{err: err}
	}
	tracks, err := idsOf("track", seeds.Tracks)
	if err != nil {
		return params{err: err}
	}
	o = cmp.Or(o, new(RecommendationsOptions))
	p := c.query().text("seed_artists", commas(artists)).text("seed_genres", commas(seeds.Genres)).text("seed_tracks", commas(tracks))
	p = p.market(o.Market).number("limit", o.Limit)
	p = o.Min.add(p, "min_")
	p = o.Max.add(p, "max_")
	return o.Target.add(p, "target_")
}

func (a *RecommendationAttributes) add(p params, prefix string) params {
	number := func(name string, v *float64) {
		if v != nil {
			p = p.text(prefix+name, strconv.FormatFloat(*v, 'f', -1, 64))
		}
	}
	whole := func(name string, v *int) { p = p.optional(prefix+name, v) }
	number("acousticness", a.Acousticness)
	number("danceability", a.Danceability)
	whole("duration_ms", a.DurationMS)
	number("energy", a.Energy)
	number("instrumentalness", a.Instrumentalness)
	whole("key", a.Key)
	number("liveness", a.Liveness)
	number("loudness", a.Loudness)
	whole("mode", a.Mode)
	whole("popularity", a.Popularity)
	number("speechiness", a.Speechiness)
	number("tempo", a.Tempo)
	whole("time_signature", a.TimeSignature)
	number("valence", a.Valence)
	return p
}

// Recommendations returns tracks that resemble the seeds, 1 to 100 (default 20),
// or fewer where the seeds or the bounds are narrow. An app's own token is
// enough. It matches [ErrBadRequest] unless there are 1 to 5 seeds in all,
// [ErrInvalidID] if one is not an artist's or a track's, and
// [ErrEndpointClosed] if the app has not got the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-recommendations
//
// Deprecated: closed on 27 November 2024 except for apps that had extended
// access by then. Nothing replaces it.
func (c *Client) Recommendations(ctx context.Context, seeds RecommendationSeeds, opts *RecommendationsOptions) (*Recommendations, error) {
	return get[Recommendations](ctx, c, "/recommendations", "", opts.query(c, seeds))
}

// GenreSeeds returns the genres that [Client.Recommendations] starts from. An
// app's own token is enough. It matches [ErrEndpointClosed] if the app has not
// got the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-recommendation-genres
//
// Deprecated: of use for [Client.Recommendations] alone, which was closed on 27
// November 2024; Spotify does not list it among what development mode keeps in
// February 2026. Nothing replaces it.
func (c *Client) GenreSeeds(ctx context.Context) ([]string, error) {
	answer, err := get[genreSeeds](ctx, c, "/recommendations/available-genre-seeds", "", params{})
	if err != nil {
		return nil, err
	}
	return answer.Genres, nil
}

type genreSeeds struct {
	Genres []string `json:"genres"`
}
