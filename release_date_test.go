package spotify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

func TestReleaseTime(t *testing.T) {
	tests := []struct{ name, date, want string }{
		{"a day is that day", "1981-12-15", "1981-12-15"},
		{"a month is its first day", "1981-12", "1981-12-01"},
		{"a year is its first day", "1981", "1981-01-01"},
		{"a leap day is a day", "2024-02-29", "2024-02-29"},
		{"no date is an error", "", ""},
		{"year 0 is an error", "0000", ""},
		{"a day of year 0 is an error", "0000-01-01", ""},
		{"month 0 is an error", "1981-00", ""},
		{"a day that the month has not is an error", "2023-02-29", ""},
		{"a moment is an error", "1981-12-15T00:00:00Z", ""},
		{"words are an error", "soon", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kinds := map[string]func() (time.Time, error){
				"Album":             (&spotify.Album{ReleaseDate: tt.date}).ReleaseTime,
				"SimplifiedAlbum":   (&spotify.SimplifiedAlbum{ReleaseDate: tt.date}).ReleaseTime,
				"Episode":           (&spotify.Episode{ReleaseDate: tt.date}).ReleaseTime,
				"SimplifiedEpisode": (&spotify.SimplifiedEpisode{ReleaseDate: tt.date}).ReleaseTime,
				"Chapter":           (&spotify.Chapter{ReleaseDate: tt.date}).ReleaseTime,
				"SimplifiedChapter": (&spotify.SimplifiedChapter{ReleaseDate: tt.date}).ReleaseTime,
			}
			for kind, releaseTime := range kinds {
				got, err := releaseTime()
				if tt.want == "" {
					if err == nil || !got.IsZero() || !strings.HasPrefix(err.Error(), "spotify: release date ") {
						t.Errorf("%s of %q: got %v, %v; want an error", kind, tt.date, got, err)
					}
				} else if err != nil || got.Location() != time.UTC || got.Format(time.DateOnly) != tt.want {
					t.Errorf("%s of %q: got %v, %v; want %s in UTC", kind, tt.date, got, err, tt.want)
				}
			}
		})
	}
}

func TestReleaseDateIgnoresStatedPrecision(t *testing.T) {
	album := spotify.Album{ReleaseDate: "1981", ReleaseDatePrecision: spotify.ReleaseDatePrecisionDay}
	got, err := album.ReleaseTime()
	if err != nil || got.Year() != 1981 {
		t.Errorf("got %v, %v; want the year 1981", got, err)
	}
}

func TestDuration(t *testing.T) {
	const ms, want = 207960, 207*time.Second + 960*time.Millisecond
	kinds := map[string]time.Duration{
		"Track":             (&spotify.Track{DurationMS: ms}).Duration(),
		"SimplifiedTrack":   (&spotify.SimplifiedTrack{DurationMS: ms}).Duration(),
		"Episode":           (&spotify.Episode{DurationMS: ms}).Duration(),
		"SimplifiedEpisode": (&spotify.SimplifiedEpisode{DurationMS: ms}).Duration(),
		"Chapter":           (&spotify.Chapter{DurationMS: ms}).Duration(),
		"SimplifiedChapter": (&spotify.SimplifiedChapter{DurationMS: ms}).Duration(),
		"AudioFeatures":     (&spotify.AudioFeatures{DurationMS: ms}).Duration(),
	}
	for kind, got := range kinds {
		if got != want {
			t.Errorf("%s of %d ms lasts %v, want %v", kind, ms, got, want)
		}
	}
}
