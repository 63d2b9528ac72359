package spotify

import (
	"cmp"
	"context"
)

// PrivateUser is the user of the token, with the fields that only the user may
// see.
type PrivateUser struct {
	AccountID       string           `json:"account_id,omitzero"`       // stable and pseudonymous, for linking accounts
	Country         string           `json:"country,omitzero"`          // ISO 3166-1 alpha-2; needs [ScopeUserReadPrivate]
	DisplayName     string           `json:"display_name,omitzero"`     // "" if the user has none
	Email           string           `json:"email,omitzero"`            // not verified; needs [ScopeUserReadEmail]
	ExplicitContent *ExplicitContent `json:"explicit_content,omitzero"` // nil without [ScopeUserReadPrivate]
	ExternalURLs    ExternalURLs     `json:"external_urls,omitzero"`
	Followers       *Followers       `json:"followers,omitzero"` // may be nil in development mode
	Href            string           `json:"href,omitzero"`
	ID              string           `json:"id,omitzero"` // as in URIs; for linking use AccountID
	Images          []Image          `json:"images,omitzero"`
	Product         string           `json:"product,omitzero"` // such as "premium"; needs [ScopeUserReadPrivate]
	Type            string           `json:"type,omitzero"`    // "user"
	URI             string           `json:"uri,omitzero"`
}

// ExplicitContent contains the settings of a user for explicit content.
type ExplicitContent struct {
	FilterEnabled bool `json:"filter_enabled"` // do not play explicit content
	FilterLocked  bool `json:"filter_locked"`  // the user cannot change the filter
}

// PublicUser is the public part of a user. Owners of playlists and users who
// added an item have fewer fields.
type PublicUser struct {
	DisplayName  string       `json:"display_name,omitzero"` // "" if there is none or it is unknown
	ExternalURLs ExternalURLs `json:"external_urls,omitzero"`
	Followers    *Followers   `json:"followers,omitzero"` // nil if unknown, as in development mode
	Href         string       `json:"href,omitzero"`
	ID           string       `json:"id,omitzero"` // any text, not only letters and digits
	Images       []Image      `json:"images,omitzero"`
	Type         string       `json:"type,omitzero"` // "user"
	URI          string       `json:"uri,omitzero"`
}

// CurrentUser returns the user of the token. The scope [ScopeUserReadPrivate]
// adds Country, Product and ExplicitContent, and [ScopeUserReadEmail] adds
// Email.
//
// Spotify documents that apps in development mode do not receive these four
// fields and Followers; they were still there in 2026 (measured, not
// documented).
//
// It requires a user token. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token.
//
// https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile
func (c *Client) CurrentUser(ctx context.Context) (*PrivateUser, error) {
	return get[PrivateUser](ctx, c, "/me", "", params{})
}

// User returns the public profile of a user.
//
// It works with an app token. It is not available in development mode.
//
// The error matches [ErrInvalidID] if id does not name a user, [ErrNotFound]
// if there is no such user, and [ErrEndpointClosed] if the app is in
// development mode.
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-profile
//
// Deprecated: Use [Client.CurrentUser] for the user of the token. For other
// users there is no replacement. Spotify removed this endpoint for apps in
// development mode in February 2026. Apps registered before 11 February 2026
// still have it for now, and apps in extended quota mode keep it.
func (c *Client) User(ctx context.Context, id string) (*PublicUser, error) {
	return get[PublicUser](ctx, c, "/users/{id}", id, params{})
}

// TimeRange is the period that top artists and tracks are computed over.
type TimeRange string

const (
	TimeRangeShortTerm  TimeRange = "short_term"  // about four weeks
	TimeRangeMediumTerm TimeRange = "medium_term" // about six months
	TimeRangeLongTerm   TimeRange = "long_term"   // about a year
)

// TopTracksOptions select the time range and the page that [Client.TopTracks]
// returns.
type TopTracksOptions struct {
	TimeRange TimeRange // "" uses the default, TimeRangeMediumTerm
	Limit     int       // 1 to 50; 0 uses the default, 20
	Offset    int       // index of the first track, from 0
}

// TopTracks returns a page of the tracks that the user plays most, most played
// first. Options select the time range and the page: 1 to 50 tracks, 20 by
// default.
//
// It requires a user token with the scope [ScopeUserTopRead]. It is available
// in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, and [ErrBadRequest] if
// an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-top-artists-and-tracks
func (c *Client) TopTracks(ctx context.Context, opts *TopTracksOptions) (*Page[Track], error) {
	o := cmp.Or(opts, new(TopTracksOptions))
	query := params{}.text("time_range", string(o.TimeRange)).page(o.Limit, o.Offset)
	return get[Page[Track]](ctx, c, "/me/top/tracks", "", query)
}

// TopArtistsOptions select the time range and the page that
// [Client.TopArtists] returns.
type TopArtistsOptions struct {
	TimeRange TimeRange // "" uses the default, TimeRangeMediumTerm
	Limit     int       // 1 to 50; 0 uses the default, 20
	Offset    int       // index of the first artist, from 0
}

// TopArtists returns a page of the artists that the user plays most, most
// played first. Options select the time range and the page: 1 to 50 artists,
// 20 by default.
//
// It requires a user token with the scope [ScopeUserTopRead]. It is available
// in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, and [ErrBadRequest] if
// an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-users-top-artists-and-tracks
func (c *Client) TopArtists(ctx context.Context, opts *TopArtistsOptions) (*Page[Artist], error) {
	o := cmp.Or(opts, new(TopArtistsOptions))
	query := params{}.text("time_range", string(o.TimeRange)).page(o.Limit, o.Offset)
	return get[Page[Artist]](ctx, c, "/me/top/artists", "", query)
}
