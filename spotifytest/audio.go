package spotifytest

func (c *call) audioFeatures() (any, error) {
	t, err := one(c, "track", c.server.catalog.tracks, anywhere)
	if err != nil {
		return nil, err
	}
	return c.features(t), nil
}

func (c *call) tracksAudioFeatures() (any, error) {
	return several(c, "audio_features", 100, c.server.catalog.tracks, anywhere, c.features)
}

// features derives plausible values from the length of a track.
func (c *call) features(t *track) object {
	share := float64(t.DurationMS%1000) / 1000
	return object{
		"type": "audio_features", "id": t.ID, "uri": "spotify:track:" + t.ID,
		"track_href": c.base + "/tracks/" + t.ID, "analysis_url": c.base + "/audio-analysis/" + t.ID,
		"duration_ms": t.DurationMS, "key": t.TrackNumber % 12, "mode": t.TrackNumber % 2, "time_signature": 4,
		"tempo": 80 + 80*share, "loudness": -12 + 8*share, "danceability": share, "energy": 1 - share,
		"valence": share / 2, "speechiness": 0.04, "acousticness": 0.31, "instrumentalness": 0.002, "liveness": 0.11,
	}
}

// audioAnalysis has one element in each list.
func (c *call) audioAnalysis() (any, error) {
	t, err := one(c, "track", c.server.catalog.tracks, anywhere)
	if err != nil {
		return nil, err
	}
	seconds, key := float64(t.DurationMS)/1000, t.TrackNumber%12
	whole := object{"start": 0.0, "duration": seconds, "confidence": 0.9}
	return object{
		"meta": object{
			"analyzer_version": "4.0.0", "platform": "Linux", "detailed_status": "OK", "status_code": 0,
			"timestamp": 1735689600, "analysis_time": 6.9, "input_process": "libvorbisfile L+R 44100->22050",
		},
		"track": object{"duration": seconds, "num_samples": 22 * t.DurationMS, "tempo": 104.2, "key": key, "mode": 1, "time_signature": 4, "loudness": -9.1},
		"bars":  []any{whole}, "beats": []any{whole}, "tatums": []any{whole},
		"sections": []any{merge(object{"loudness": -9.1, "tempo": 104.2, "key": 2, "mode": 1, "time_signature": 4}, whole)},
		"segments": []any{merge(object{"loudness_start": -20.5, "loudness_max": -8.3, "loudness_max_time": 0.1, "pitches": []float64{1, 0.4}, "timbre": []float64{31.2, -4.5}}, whole)},
	}, nil
}
