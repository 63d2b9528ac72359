package spotify

import (
	"cmp"
	"context"
)

// TimeRange is the span of listening that top artists and tracks are drawn from.
type TimeRange string

const (
	TimeRangeShortTerm  TimeRange = "short_term"  // about four weeks
	TimeRangeMediumTerm TimeRange = "medium_term" // about six months
	TimeRangeLongTerm   TimeRange = "long_term"   // about a year
)

// TopTracksOptions are the optional parameters of [Client.TopTracks].
type TopTracksOptions struct {
	TimeRange TimeRange // "": Spotify's default, TimeRangeMediumTerm
	Limit     int       // 1 to 50; 0: Spotify's default, 20
	Offset    int       // index of the first track
}

func (o *TopTracksOptions) query() params {
	o = cmp.Or(o, new(TopTracksOptions))
	return params{}.text("time_range", string(o.TimeRange)).page(o.Limit, o.Offset)
}

// TopTracks returns a page of the tracks that the user plays most, the foremost
// first. Options choose the time range and the page: 1 to 50 tracks, default 20.
//
// Needs a user's token with the scope user-top-read ([ErrInsufficientScope]).
// With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-top-artists-and-tracks
func (c *Client) TopTracks(ctx context.Context, opts *TopTracksOptions) (*Page[Track], error) {
	return get[Page[Track]](ctx, c, "/me/top/tracks", "", opts.query())
}

// TopArtistsOptions are the optional parameters of [Client.TopArtists].
type TopArtistsOptions struct {
	TimeRange TimeRange // "": Spotify's default, TimeRangeMediumTerm
	Limit     int       // 1 to 50; 0: Spotify's default, 20
	Offset    int       // index of the first artist
}

func (o *TopArtistsOptions) query() params {
	o = cmp.Or(o, new(TopArtistsOptions))
	return params{}.text("time_range", string(o.TimeRange)).page(o.Limit, o.Offset)
}

// TopArtists returns a page of the artists that the user plays most, the
// foremost first. Options choose the time range and the page: 1 to 50 artists,
// default 20.
//
// Needs a user's token with the scope user-top-read ([ErrInsufficientScope]).
// With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-top-artists-and-tracks
func (c *Client) TopArtists(ctx context.Context, opts *TopArtistsOptions) (*Page[Artist], error) {
	return get[Page[Artist]](ctx, c, "/me/top/artists", "", opts.query())
}
