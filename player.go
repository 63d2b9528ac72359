package spotify

import (
	"cmp"
	"context"
	"net/http"
	"time"
)

// PlaybackState is the state of the player of a user. In the zero value nothing
// is playing.
type PlaybackState struct {
	Device               Device      `json:"device,omitzero"`
	RepeatState          RepeatState `json:"repeat_state,omitzero"`
	ShuffleState         bool        `json:"shuffle_state"`
	SmartShuffle         bool        `json:"smart_shuffle"`    // with tracks added by Spotify; not in its reference
	Context              *Context    `json:"context,omitzero"` // what the item is played from; nil if none or unknown
	Timestamp            int64       `json:"timestamp"`        // when the state last changed, in Unix milliseconds
	ProgressMS           int         `json:"progress_ms"`      // milliseconds into the item
	IsPlaying            bool        `json:"is_playing"`       // false if paused or if there is nothing to play
	Item                 Item        `json:"item"`             // zero for nothing, an ad or an excluded kind
	CurrentlyPlayingType PlayingType `json:"currently_playing_type,omitzero"`
	Actions              Actions     `json:"actions,omitzero"`
}

// Progress returns the position in the item.
func (s *PlaybackState) Progress() time.Duration {
	return time.Duration(s.ProgressMS) * time.Millisecond
}

// ChangedAt returns the time of the last change of the state: play, pause, skip,
// seek or a new item. It returns the zero time if it is unknown.
func (s *PlaybackState) ChangedAt() time.Time {
	if s.Timestamp == 0 {
		return time.Time{}
	}
	return time.UnixMilli(s.Timestamp).UTC()
}

// PlayingType is the kind of item that is playing. Spotify may add others.
type PlayingType string

const (
	PlayingTypeTrack   PlayingType = "track"
	PlayingTypeEpisode PlayingType = "episode"
	PlayingTypeAd      PlayingType = "ad"
	PlayingTypeUnknown PlayingType = "unknown"
)

// RepeatState is what the player repeats: nothing, the item or the context.
type RepeatState string

const (
	RepeatStateOff     RepeatState = "off"
	RepeatStateTrack   RepeatState = "track"   // the item
	RepeatStateContext RepeatState = "context" // the album, playlist, artist or show
)

// Context is what an item is played from: an album, an artist, a playlist, a
// show, or a collection such as the saved tracks of the user.
type Context struct {
	ExternalURLs ExternalURLs `json:"external_urls,omitzero"`
	Href         string       `json:"href,omitzero"`
	Type         string       `json:"type,omitzero"` // such as "album", "playlist" or "collection"
	URI          string       `json:"uri,omitzero"`
}

// Device is a device that a user can play on.
type Device struct {
	ID               string `json:"id,omitzero"` // not permanent; "" if the device has none
	IsActive         bool   `json:"is_active"`   // the one that is playing
	IsPrivateSession bool   `json:"is_private_session"`
	IsRestricted     bool   `json:"is_restricted"` // ignores commands of the Web API
	Name             string `json:"name,omitzero"`
	SupportsVolume   bool   `json:"supports_volume"`         // accepts [Client.SetVolume]
	Type             string `json:"type,omitzero"`           // such as "Computer", "Smartphone" or "Speaker"
	VolumePercent    *int   `json:"volume_percent,omitzero"` // 0 to 100; nil if unknown
}

// Actions describes the commands that the player rejects at the moment.
type Actions struct {
	Disallows Disallows `json:"disallows,omitzero"`
}

// Disallows has a field for each command; true means that the player rejects it.
type Disallows struct {
	InterruptingPlayback  bool `json:"interrupting_playback"`
	Pausing               bool `json:"pausing"`
	Resuming              bool `json:"resuming"`
	Seeking               bool `json:"seeking"`
	SkippingNext          bool `json:"skipping_next"`
	SkippingPrev          bool `json:"skipping_prev"`
	TogglingRepeatContext bool `json:"toggling_repeat_context"`
	TogglingShuffle       bool `json:"toggling_shuffle"`
	TogglingRepeatTrack   bool `json:"toggling_repeat_track"`
	TransferringPlayback  bool `json:"transferring_playback"`
}

// PlaybackStateOptions select the market and the kinds of items that
// [Client.PlaybackState] reports. The country of a user token takes precedence
// over the market.
type PlaybackStateOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket

	// AdditionalTypes are the kinds of items to report; nil means tracks and
	// episodes. While another kind plays, Item is zero.
	AdditionalTypes []ItemType
}

// PlaybackState returns what the player of the user is doing and on which
// device. The result is never nil; it is the zero value if no device is
// active. Options select the market and the kinds of items.
//
// It requires a user token with the scope [ScopeUserReadPlaybackState]. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, and [ErrBadRequest] if
// an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-information-about-the-users-current-playback
func (c *Client) PlaybackState(ctx context.Context, opts *PlaybackStateOptions) (*PlaybackState, error) {
	o := cmp.Or(opts, new(PlaybackStateOptions))
	query := c.query().market(o.Market).text("additional_types", itemTypes(o.AdditionalTypes))
	return fetch[PlaybackState](ctx, c, request{method: http.MethodGet, route: "/me/player", query: query, optional: true})
}

// CurrentlyPlayingOptions select the market and the kinds of items that
// [Client.CurrentlyPlaying] reports. The country of a user token takes
// precedence over the market.
type CurrentlyPlayingOptions struct {
	Market string // ISO 3166-1 alpha-2 or "from_token"; "" uses WithMarket

	// AdditionalTypes are the kinds of items to report; nil means tracks and
	// episodes. While another kind plays, Item is zero.
	AdditionalTypes []ItemType
}

// CurrentlyPlaying returns what is playing for the user, without the device,
// the repeat state and the shuffle state of [Client.PlaybackState], and with a
// smaller scope. The result is never nil; it is the zero value if nothing is
// playing. Options select the market and the kinds of items.
//
// It requires a user token with the scope [ScopeUserReadCurrentlyPlaying]. It
// is available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, and [ErrBadRequest] if
// an option is invalid.
//
// https://developer.spotify.com/documentation/web-api/reference/get-the-users-currently-playing-track
func (c *Client) CurrentlyPlaying(ctx context.Context, opts *CurrentlyPlayingOptions) (*PlaybackState, error) {
	o := cmp.Or(opts, new(CurrentlyPlayingOptions))
	query := c.query().market(o.Market).text("additional_types", itemTypes(o.AdditionalTypes))
	return fetch[PlaybackState](ctx, c, request{method: http.MethodGet, route: "/me/player/currently-playing", query: query, optional: true})
}

// Devices returns the devices that the user can play on at the moment, in no
// particular order. The list is empty if there are none. Spotify never lists
// some models.
//
// It requires a user token with the scope [ScopeUserReadPlaybackState]. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token, and
// [ErrInsufficientScope] if the token lacks the scope.
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-users-available-devices
func (c *Client) Devices(ctx context.Context) ([]Device, error) {
	response, err := get[deviceList](ctx, c, "/me/player/devices", "", params{})
	if err != nil {
		return nil, err
	}
	return response.Devices, nil
}

type deviceList struct {
	Devices []Device `json:"devices" strict:"true"`
}

// Queue contains the item that is playing and those that come next.
type Queue struct {
	CurrentlyPlaying Item   `json:"currently_playing"` // zero if nothing is playing
	Queue            []Item `json:"queue,omitzero"`    // next item first
}

// Queue returns what is playing for the user and what comes next. The result
// is never nil; it is the zero value if no device is active.
//
// It requires a user token with the scopes [ScopeUserReadCurrentlyPlaying] and
// [ScopeUserReadPlaybackState]. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token, and
// [ErrInsufficientScope] if the token lacks a scope.
//
// https://developer.spotify.com/documentation/web-api/reference/get-queue
func (c *Client) Queue(ctx context.Context) (*Queue, error) {
	return fetch[Queue](ctx, c, request{method: http.MethodGet, route: "/me/player/queue", optional: true})
}

// AddToQueueOptions select the device that [Client.AddToQueue] controls.
type AddToQueueOptions struct {
	DeviceID string // "" is the active device
}

// AddToQueue adds a track or an episode, given by its URI or URL, to the queue
// of the user. The item plays next. An option sets the device. The request is
// not retried if Spotify may already have executed it; see MayHaveExecuted of
// [Error].
//
// It requires a user token with the scope [ScopeUserModifyPlaybackState]. The
// user needs Premium. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrPremiumRequired] if
// the user does not have Premium, [ErrNoActiveDevice] if no device is active,
// [ErrNotFound] if there is no such device, and [ErrInvalidID] if uri does not
// name a track or an episode.
//
// https://developer.spotify.com/documentation/web-api/reference/add-to-queue
func (c *Client) AddToQueue(ctx context.Context, uri string, opts *AddToQueueOptions) error {
	uri, err := uriOf(publicHref(c.query().base, uri), "track", "episode")
	if err != nil {
		return err
	}
	o := cmp.Or(opts, new(AddToQueueOptions))
	return c.send(ctx, request{method: http.MethodPost, route: "/me/player/queue", query: params{}.text("uri", uri).text("device_id", o.DeviceID)}, nil)
}

// PlayHistory is a track that a user has played.
type PlayHistory struct {
	Track    Track     `json:"track,omitzero"`
	PlayedAt time.Time `json:"played_at,omitzero"`
	Context  *Context  `json:"context,omitzero"` // nil if there was none
}

// RecentlyPlayedOptions select the page that [Client.RecentlyPlayed] returns.
// After and Before are mutually exclusive.
type RecentlyPlayedOptions struct {
	Limit  int       // 1 to 50; 0 uses the default, 20
	After  time.Time // plays after it, to the millisecond; zero: no limit
	Before time.Time // plays before it, to the millisecond; zero: no limit
}

// RecentlyPlayed returns a page of the tracks that the user has played, latest
// first. Episodes are not included. Options select the page: 1 to 50 plays, 20
// by default, and either After or Before.
//
// It requires a user token with the scope [ScopeUserReadRecentlyPlayed]. It is
// available in extended quota mode and in development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, and [ErrBadRequest] if
// an option is invalid or After and Before are both set.
//
// https://developer.spotify.com/documentation/web-api/reference/get-recently-played
func (c *Client) RecentlyPlayed(ctx context.Context, opts *RecentlyPlayedOptions) (*CursorPage[PlayHistory], error) {
	o := cmp.Or(opts, new(RecentlyPlayedOptions))
	if !o.After.IsZero() && !o.Before.IsZero() {
		return nil, inputErrorf(ErrBadRequest, "After and Before are mutually exclusive")
	}
	query := params{}.number("limit", "Limit", o.Limit).instant("after", "After", o.After).instant("before", "Before", o.Before)
	return get[CursorPage[PlayHistory]](ctx, c, "/me/player/recently-played", "", query)
}
