package spotify_test

import (
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

func TestPlaybackStateTimes(t *testing.T) {
	state := spotify.PlaybackState{ProgressMS: 15611, Timestamp: 1729276241451}
	if got, want := state.Progress(), 15*time.Second+611*time.Millisecond; got != want {
		t.Errorf("Progress() = %v, want %v", got, want)
	}
	if got, want := state.ChangedAt(), time.Date(2024, 10, 18, 18, 30, 41, 451e6, time.UTC); !got.Equal(want) {
		t.Errorf("ChangedAt() = %v, want %v", got, want)
	}
	if got := new(spotify.PlaybackState).ChangedAt(); !got.IsZero() {
		t.Errorf("ChangedAt() of nothing = %v, want the zero time", got)
	}
}
