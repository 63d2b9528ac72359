package spotify_test

import (
	"context"
	"errors"
	"net/url"
	"reflect"
	"testing"

	"github.com/spotify-sdk/spotify"
)

func TestRecommendationsSendEveryAttribute(t *testing.T) {
	w, c := newPathRecorder(t)
	zero, none, half := 0.0, 0, 0.5
	all := func(f *float64) spotify.RecommendationAttributes {
		return spotify.RecommendationAttributes{Acousticness: f, Danceability: f, DurationMS: &none, Energy: f,
			Instrumentalness: f, Key: &none, Liveness: f,
			Loudness: f, Mode: &none, Popularity: &none, Speechiness: f, Tempo: f, TimeSignature: &none, Valence: f}
	}
	seeds := spotify.RecommendationSeeds{
		Artists: []string{"spotify:artist:" + uriTestID},
		Genres:  []string{"r-n-b", "classical"},
		Tracks:  []string{uriTestID, "https://open.spotify.com/track/" + uriTestID},
	}
	_, err := c.Recommendations(context.Background(), seeds, &spotify.RecommendationsOptions{
		Market: "NL", Limit: 100, Min: all(&zero), Max: all(&half), Target: all(&zero),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{"seed_artists": {uriTestID}, "seed_genres": {"r-n-b,classical"},
		"seed_tracks": {uriTestID + "," + uriTestID}, "market": {"NL"}, "limit": {"100"}}
	for prefix, value := range map[string]string{"min_": "0", "max_": "0.5", "target_": "0"} {
		for _, name := range []string{"acousticness", "danceability", "energy", "instrumentalness", "liveness", "loudness", "speechiness", "tempo", "valence"} {
			want.Set(prefix+name, value)
		}
		for _, name := range []string{"duration_ms", "key", "mode", "popularity", "time_signature"} {
			want.Set(prefix+name, "0")
		}
	}
	if w.path != "/v1/recommendations" || !reflect.DeepEqual(w.query, want) {
		t.Errorf("asked %s for %v, want %v", w.path, w.query, want)
	}
}

func TestRecommendationsRefuse(t *testing.T) {
	tests := []struct {
		name  string
		seeds spotify.RecommendationSeeds
		want  error
	}{
		{"no seeds", spotify.RecommendationSeeds{}, spotify.ErrBadRequest},
		{"six seeds", spotify.RecommendationSeeds{Genres: []string{"a", "b", "c"},
			Tracks: []string{uriTestID, uriTestID, uriTestID}}, spotify.ErrBadRequest},
		{"an album among the artists", spotify.RecommendationSeeds{Artists: []string{"spotify:album:" + uriTestID}},
			spotify.ErrInvalidID},
		{"a name among the tracks", spotify.RecommendationSeeds{Tracks: []string{"Doxy"}}, spotify.ErrInvalidID},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, c := newPathRecorder(t)
			got, err := c.Recommendations(context.Background(), tt.seeds, nil)
			if !errors.Is(err, tt.want) || got != nil || w.path != "" {
				t.Errorf("got %v, %v, sent %q; want an error that matches %v, nothing sent", got, err, w.path, tt.want)
			}
		})
	}
}
