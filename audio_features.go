package spotify

import (
	"context"
	"time"
)

// AudioFeatures describe the sound of a track in numbers. Where no unit is given
// a number goes from 0 to 1.
type AudioFeatures struct {
	Acousticness     float64 `json:"acousticness"`           // 1 is surely acoustic
	AnalysisURL      string  `json:"analysis_url,omitempty"` // link to the full analysis; needs a token
	Danceability     float64 `json:"danceability"`
	DurationMS       int     `json:"duration_ms"`          // milliseconds
	Energy           float64 `json:"energy"`               // 1 is fast, loud and noisy
	ID               string  `json:"id,omitempty"`         // of the track
	Instrumentalness float64 `json:"instrumentalness"`     // above 0.5 there are probably no vocals
	Key              int     `json:"key"`                  // pitch class, 0 is C and 11 is B; -1 if none was found
	Liveness         float64 `json:"liveness"`             // above 0.8 it was probably performed live
	Loudness         float64 `json:"loudness"`             // decibels, mostly -60 to 0
	Mode             int     `json:"mode"`                 // 1 is major, 0 minor
	Speechiness      float64 `json:"speechiness"`          // above 0.66 it is probably all speech, below 0.33 music
	Tempo            float64 `json:"tempo"`                // beats per minute
	TimeSignature    int     `json:"time_signature"`       // beats in a bar, 3 to 7
	TrackHref        string  `json:"track_href,omitempty"` // link to the track in the Web API
	Type             string  `json:"type,omitempty"`       // "audio_features"
	URI              string  `json:"uri,omitempty"`        // of the track
	Valence          float64 `json:"valence"`              // 1 sounds happy, 0 sad or angry
}

// Duration gives the track's length.
func (f *AudioFeatures) Duration() time.Duration {
	return time.Duration(f.DurationMS) * time.Millisecond
}

// AudioFeatures returns the audio features of a track. An app's own token is
// enough. It matches [ErrInvalidID] if id is not a track's, [ErrNotFound] if
// Spotify has not analysed it and [ErrEndpointClosed] if the app has not got the
// endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-audio-features
//
// Deprecated: closed on 27 November 2024 except for apps that had extended
// access by then. Nothing replaces it.
func (c *Client) AudioFeatures(ctx context.Context, id string) (*AudioFeatures, error) {
	return get[AudioFeatures](ctx, c, "/audio-features/{id}", id, params{})
}

// TracksAudioFeatures returns the audio features of any number of tracks:
// result[i] answers ids[i] and is nil where Spotify has none. Requests take 100
// ids each, and an id given twice is asked for once. Ids that cannot be one cost
// their own entry and give an error that matches [ErrInvalidID] beside the full
// result. A call that ends early returns the answered prefix: go on with
// ids[len(result):]. An app's own token is enough. It matches
// [ErrEndpointClosed] if the app has not got the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-several-audio-features
//
// Deprecated: closed on 27 November 2024 except for apps that had extended
// access by then. Nothing replaces it.
func (c *Client) TracksAudioFeatures(ctx context.Context, ids []string) ([]*AudioFeatures, error) {
	return batch[AudioFeatures](ctx, c, "/audio-features", 100, ids, params{})
}
