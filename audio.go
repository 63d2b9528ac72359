package spotify

import (
	"context"
	"time"
)

// AudioFeatures describe the sound of a track in numbers, from 0 to 1 unless a
// unit is named.
type AudioFeatures struct {
	Acousticness     float64 `json:"acousticness"`          // 1 is certainly acoustic
	AnalysisURL      string  `json:"analysis_url,omitzero"` // link to the full analysis; needs a token
	Danceability     float64 `json:"danceability"`
	DurationMS       int     `json:"duration_ms"`         // milliseconds
	Energy           float64 `json:"energy"`              // 1 is fast, loud and noisy
	ID               string  `json:"id,omitzero"`         // of the track
	Instrumentalness float64 `json:"instrumentalness"`    // above 0.5 there are probably no vocals
	Key              int     `json:"key"`                 // pitch class, 0 is C and 11 is B; -1 if none was found
	Liveness         float64 `json:"liveness"`            // above 0.8 it was probably performed live
	Loudness         float64 `json:"loudness"`            // decibels, mostly -60 to 0
	Mode             int     `json:"mode"`                // 1 is major, 0 minor
	Speechiness      float64 `json:"speechiness"`         // above 0.66 it is probably all speech, below 0.33 music
	Tempo            float64 `json:"tempo"`               // beats per minute
	TimeSignature    int     `json:"time_signature"`      // beats in a bar, 3 to 7
	TrackHref        string  `json:"track_href,omitzero"` // link to the track in the Web API
	Type             string  `json:"type,omitzero"`       // "audio_features"
	URI              string  `json:"uri,omitzero"`        // of the track
	Valence          float64 `json:"valence"`             // 1 sounds happy, 0 sad or angry
}

// Duration returns the length of the track.
func (f *AudioFeatures) Duration() time.Duration {
	return time.Duration(f.DurationMS) * time.Millisecond
}

// AudioFeatures returns the audio features of a track.
//
// It works with an app token. It is available only to apps that had extended
// access before 27 November 2024.
//
// The error matches [ErrInvalidID] if id does not name a track, [ErrNotFound]
// if Spotify has not analyzed the track, and [ErrEndpointClosed] if the app
// does not have the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-audio-features
//
// Deprecated: There is no replacement. Spotify closed this endpoint on 27
// November 2024 to all apps that did not have extended access by then.
func (c *Client) AudioFeatures(ctx context.Context, id string) (*AudioFeatures, error) {
	return get[AudioFeatures](ctx, c, "/audio-features/{id}", id, params{})
}

// TracksAudioFeatures returns the audio features of any number of tracks:
// result[i] describes the track with ids[i], or nil if Spotify has none. A
// request takes 100 IDs; an ID given twice is requested once.
//
// Malformed IDs yield nil entries, and the call returns an error that matches
// [ErrInvalidID] alongside the complete result. If a request fails, the result
// ends before the first ID that was not read, and the error matches only what
// failed; continue with ids[len(result):].
//
// It works with an app token. It is available only to apps that had extended
// access before 27 November 2024.
//
// The error matches [ErrEndpointClosed] if the app does not have the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-several-audio-features
//
// Deprecated: There is no replacement. Spotify closed this endpoint on 27
// November 2024 to all apps that did not have extended access by then.
func (c *Client) TracksAudioFeatures(ctx context.Context, ids []string) ([]*AudioFeatures, error) {
	return batch[AudioFeatures](ctx, c, "/audio-features", 100, ids, params{})
}

// AudioAnalysis describes the structure and the sound of a track over time.
// Starts and durations are in seconds; a confidence is from 0 to 1.
type AudioAnalysis struct {
	Meta     AudioAnalysisMeta       `json:"meta,omitzero"`
	Track    AudioAnalysisTrack      `json:"track,omitzero"`
	Bars     []AudioAnalysisInterval `json:"bars,omitzero"`
	Beats    []AudioAnalysisInterval `json:"beats,omitzero"`
	Sections []AudioAnalysisSection  `json:"sections,omitzero"` // parts such as a chorus
	Segments []AudioAnalysisSegment  `json:"segments,omitzero"` // short parts with one sound throughout
	Tatums   []AudioAnalysisInterval `json:"tatums,omitzero"`   // the lowest regular pulse that a listener infers
}

// AudioAnalysisMeta describes how an analysis was made.
type AudioAnalysisMeta struct {
	AnalyzerVersion string  `json:"analyzer_version,omitzero"`
	Platform        string  `json:"platform,omitzero"`        // operating system of the analyzer
	DetailedStatus  string  `json:"detailed_status,omitzero"` // "OK", or why data are missing
	StatusCode      int     `json:"status_code"`              // 0 if it succeeded, 1 if not
	Timestamp       int64   `json:"timestamp"`                // seconds since the Unix epoch
	AnalysisTime    float64 `json:"analysis_time"`            // seconds that it took
	InputProcess    string  `json:"input_process,omitzero"`   // how the audio was read
}

// AudioAnalysisTrack is the part of an analysis about the whole track.
type AudioAnalysisTrack struct {
	NumSamples              int     `json:"num_samples"`          // at AnalysisSampleRate
	Duration                float64 `json:"duration"`             // seconds
	SampleMD5               string  `json:"sample_md5,omitzero"`  // always empty
	OffsetSeconds           int     `json:"offset_seconds"`       // start of the analyzed part; always 0
	WindowSeconds           int     `json:"window_seconds"`       // length of the analyzed part; 0 means all
	AnalysisSampleRate      int     `json:"analysis_sample_rate"` // hertz
	AnalysisChannels        int     `json:"analysis_channels"`    // 1: mixed to mono first
	EndOfFadeIn             float64 `json:"end_of_fade_in"`       // seconds; 0 if it does not fade in
	StartOfFadeOut          float64 `json:"start_of_fade_out"`    // seconds; the duration if it does not fade out
	Loudness                float64 `json:"loudness"`             // decibels, mostly -60 to 0
	Tempo                   float64 `json:"tempo"`                // beats per minute
	TempoConfidence         float64 `json:"tempo_confidence"`
	TimeSignature           int     `json:"time_signature"` // beats in a bar, 3 to 7
	TimeSignatureConfidence float64 `json:"time_signature_confidence"`
	Key                     int     `json:"key"` // pitch class, 0 is C and 11 is B; -1 if none was found
	KeyConfidence           float64 `json:"key_confidence"`
	Mode                    int     `json:"mode"` // 1 is major, 0 minor
	ModeConfidence          float64 `json:"mode_confidence"`

	// Fingerprints, each with the version of its format.

	CodeString       string  `json:"codestring,omitzero"` // Echo Nest Musical Fingerprint
	CodeVersion      float64 `json:"code_version"`
	EchoprintString  string  `json:"echoprintstring,omitzero"`
	EchoprintVersion float64 `json:"echoprint_version"`
	SynchString      string  `json:"synchstring,omitzero"`
	SynchVersion     float64 `json:"synch_version"`
	RhythmString     string  `json:"rhythmstring,omitzero"`
	RhythmVersion    float64 `json:"rhythm_version"`
}

// AudioAnalysisInterval is a bar, a beat or a tatum.
type AudioAnalysisInterval struct {
	Start      float64 `json:"start"`    // seconds
	Duration   float64 `json:"duration"` // seconds
	Confidence float64 `json:"confidence"`
}

// AudioAnalysisSection is a part of a track with its own rhythm or timbre, such
// as a chorus.
type AudioAnalysisSection struct {
	Start                   float64 `json:"start"`    // seconds
	Duration                float64 `json:"duration"` // seconds
	Confidence              float64 `json:"confidence"`
	Loudness                float64 `json:"loudness"` // decibels
	Tempo                   float64 `json:"tempo"`    // beats per minute
	TempoConfidence         float64 `json:"tempo_confidence"`
	Key                     int     `json:"key"` // pitch class, 0 is C and 11 is B; -1 if none was found
	KeyConfidence           float64 `json:"key_confidence"`
	Mode                    int     `json:"mode"` // 1 is major, 0 minor, -1 unknown
	ModeConfidence          float64 `json:"mode_confidence"`
	TimeSignature           int     `json:"time_signature"` // beats in a bar, 3 to 7
	TimeSignatureConfidence float64 `json:"time_signature_confidence"`
}

// AudioAnalysisSegment is a short part of a track with one sound throughout.
type AudioAnalysisSegment struct {
	Start           float64   `json:"start"`    // seconds
	Duration        float64   `json:"duration"` // seconds
	Confidence      float64   `json:"confidence"`
	LoudnessStart   float64   `json:"loudness_start"`    // decibels at its start
	LoudnessMax     float64   `json:"loudness_max"`      // decibels at its peak
	LoudnessMaxTime float64   `json:"loudness_max_time"` // seconds from its start to its peak
	LoudnessEnd     float64   `json:"loudness_end"`      // decibels at its end
	Pitches         []float64 `json:"pitches,omitzero"`  // strength of the 12 pitch classes from C to B, 0 to 1
	Timbre          []float64 `json:"timbre,omitzero"`   // 12 coefficients around 0, the most important first
}

// AudioAnalysis returns the audio analysis of a track. The response is several
// hundred kilobytes long.
//
// It works with an app token. It is available only to apps that had extended
// access before 27 November 2024.
//
// The error matches [ErrInvalidID] if id does not name a track, [ErrNotFound]
// if Spotify has not analyzed the track, and [ErrEndpointClosed] if the app
// does not have the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-audio-analysis
//
// Deprecated: There is no replacement. Spotify closed this endpoint on 27
// November 2024 to all apps that did not have extended access by then.
func (c *Client) AudioAnalysis(ctx context.Context, id string) (*AudioAnalysis, error) {
	return get[AudioAnalysis](ctx, c, "/audio-analysis/{id}", id, params{})
}
