package spotify

import (
	"fmt"
	"strings"
	"time"
)

// ReleaseDatePrecision tells how much of a release date is known.
type ReleaseDatePrecision string

// How much of a release date is known.
const (
	ReleaseDatePrecisionYear  ReleaseDatePrecision = "year"
	ReleaseDatePrecisionMonth ReleaseDatePrecision = "month"
	ReleaseDatePrecisionDay   ReleaseDatePrecision = "day"
)

// releaseTime reads a release date. Its own length decides the precision, since
// the field that states it is sometimes missing. Year 0 is how Spotify writes
// an unknown date.
func releaseTime(date string) (time.Time, error) {
	layouts := [...]string{time.DateOnly, "2006-01", "2006"}
	for _, layout := range layouts {
		if len(date) != len(layout) || strings.HasPrefix(date, "0000") {
			continue
		}
		if t, err := time.Parse(layout, date); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("spotify: release date %q is not a year, month or day", date)
}
