package spotify

import (
	"cmp"
	"context"
	"strconv"
	"time"
)

// PlayHistory is one track that a user has played.
type PlayHistory struct {
	Track    Track     `json:"track,omitzero"`
	PlayedAt time.Time `json:"played_at,omitzero"`
	Context  *Context  `json:"context,omitempty"` // nil: from no context
}

// RecentlyPlayedOptions are the optional parameters of [Client.RecentlyPlayed].
// After and Before exclude each other.
type RecentlyPlayedOptions struct {
	Limit  int       // 1 to 50; 0: Spotify's default, 20
	After  time.Time // plays after this moment, to the millisecond; zero: no bound
	Before time.Time // plays before this moment, to the millisecond; zero: no bound
}

func (o *RecentlyPlayedOptions) query() params {
	o = cmp.Or(o, new(RecentlyPlayedOptions))
	return params{}.number("limit", o.Limit).text("after", unixMilli(o.After)).text("before", unixMilli(o.Before))
}

func unixMilli(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.UnixMilli(), 10)
}

// RecentlyPlayed returns a page of the tracks that the user has played, the
// latest first; episodes are not among them. Options choose the page (1 to 50
// plays, default 20) and where it begins: both bounds at once are refused
// ([ErrBadRequest]).
//
// Needs a user's token with the scope user-read-recently-played
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-recently-played
func (c *Client) RecentlyPlayed(ctx context.Context, opts *RecentlyPlayedOptions) (*CursorPage[PlayHistory], error) {
	if opts != nil && !opts.After.IsZero() && !opts.Before.IsZero() {
		return nil, inputErrorf(ErrBadRequest, "After and Before exclude each other")
	}
	return get[CursorPage[PlayHistory]](ctx, c, "/me/player/recently-played", "", opts.query())
}
