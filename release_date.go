package spotify

import (
	"fmt"
	"strings"
	"time"
)

// ReleaseDatePrecision is the part of a release date that is known.
type ReleaseDatePrecision string

// The precisions of release dates.
const (
	ReleaseDatePrecisionYear  ReleaseDatePrecision = "year"
	ReleaseDatePrecisionMonth ReleaseDatePrecision = "month"
	ReleaseDatePrecisionDay   ReleaseDatePrecision = "day"
)

// releaseTime parses a release date. The length of the date determines its
// precision, because the field for it is sometimes missing. Spotify writes an
// unknown date as year 0.
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
