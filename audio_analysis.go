package spotify

import "context"

// AudioAnalysis is the structure and the sound of a track over its time. Starts
// and durations are in seconds; a confidence goes from 0 to 1.
type AudioAnalysis struct {
	Meta     AudioAnalysisMeta       `json:"meta,omitzero"`
	Track    AudioAnalysisTrack      `json:"track,omitzero"`
	Bars     []AudioAnalysisInterval `json:"bars,omitzero"`
	Beats    []AudioAnalysisInterval `json:"beats,omitzero"`
	Sections []AudioAnalysisSection  `json:"sections,omitzero"` // parts with a rhythm or timbre of their own, such as a chorus
	Segments []AudioAnalysisSegment  `json:"segments,omitzero"` // short parts with one sound throughout
	Tatums   []AudioAnalysisInterval `json:"tatums,omitzero"`   // the lowest regular pulse that a listener infers
}

// AudioAnalysisMeta tells how an analysis was made.
type AudioAnalysisMeta struct {
	AnalyzerVersion string  `json:"analyzer_version,omitempty"`
	Platform        string  `json:"platform,omitempty"`        // the analyser's operating system
	DetailedStatus  string  `json:"detailed_status,omitempty"` // "OK", or why data are missing
	StatusCode      int     `json:"status_code"`               // 0 if it succeeded, 1 if not
	Timestamp       int64   `json:"timestamp"`                 // seconds since the Unix epoch
	AnalysisTime    float64 `json:"analysis_time"`             // seconds that it took
	InputProcess    string  `json:"input_process,omitempty"`   // how the audio was read
}

// AudioAnalysisTrack is what an analysis says of the whole track.
type AudioAnalysisTrack struct {
	NumSamples              int     `json:"num_samples"`          // at AnalysisSampleRate
	Duration                float64 `json:"duration"`             // seconds
	SampleMD5               string  `json:"sample_md5,omitempty"` // always empty
	OffsetSeconds           int     `json:"offset_seconds"`       // start of what was analysed; always 0
	WindowSeconds           int     `json:"window_seconds"`       // length of what was analysed; 0 is all
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

	CodeString       string  `json:"codestring,omitempty"` // Echo Nest Musical Fingerprint
	CodeVersion      float64 `json:"code_version"`
	EchoprintString  string  `json:"echoprintstring,omitempty"`
	EchoprintVersion float64 `json:"echoprint_version"`
	SynchString      string  `json:"synchstring,omitempty"`
	SynchVersion     float64 `json:"synch_version"`
	RhythmString     string  `json:"rhythmstring,omitempty"`
	RhythmVersion    float64 `json:"rhythm_version"`
}

// AudioAnalysisInterval is a bar, a beat or a tatum.
type AudioAnalysisInterval struct {
	Start      float64 `json:"start"`    // seconds
	Duration   float64 `json:"duration"` // seconds
	Confidence float64 `json:"confidence"`
}

// AudioAnalysisSection is a part of a track with a rhythm or timbre of its own.
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
	Timbre          []float64 `json:"timbre,omitzero"`   // 12 coefficients around 0, the weightiest first
}

// AudioAnalysis returns the audio analysis of a track, an answer of some
// hundred kilobytes. An app's own token is enough. It matches [ErrInvalidID] if
// id is not a track's, [ErrNotFound] if Spotify has not analysed it and
// [ErrEndpointClosed] if the app has not got the endpoint.
//
// https://developer.spotify.com/documentation/web-api/reference/get-audio-analysis
//
// Deprecated: closed on 27 November 2024 except for apps that had extended
// access by then. Nothing replaces it.
func (c *Client) AudioAnalysis(ctx context.Context, id string) (*AudioAnalysis, error) {
	return get[AudioAnalysis](ctx, c, "/audio-analysis/{id}", id, params{})
}
