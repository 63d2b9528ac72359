package spotify

import (
	"cmp"
	"context"
	"time"
)

// PlaybackState is what a user's player does. The zero value: nothing plays.
type PlaybackState struct {
	Device               Device      `json:"device,omitzero"`
	RepeatState          RepeatState `json:"repeat_state,omitempty"`
	ShuffleState         bool        `json:"shuffle_state"`
	SmartShuffle         bool        `json:"smart_shuffle"`     // Spotify mixes in tracks of its own; not in its reference
	Context              *Context    `json:"context,omitempty"` // where the item comes from; nil: from nowhere, or not told
	Timestamp            int64       `json:"timestamp"`         // when the state last changed, in Unix milliseconds
	ProgressMS           int         `json:"progress_ms"`       // milliseconds into the item
	IsPlaying            bool        `json:"is_playing"`        // false: paused, or nothing there
	Item                 Item        `json:"item"`              // zero: nothing, an ad, or an episode that was not asked for
	CurrentlyPlayingType PlayingType `json:"currently_playing_type,omitempty"`
	Actions              Actions     `json:"actions,omitzero"`
}

// Progress is how far into the item the player is.
func (s *PlaybackState) Progress() time.Duration {
	return time.Duration(s.ProgressMS) * time.Millisecond
}

// ChangedAt is when the state last changed, by play, pause, skip, seek or a new
// item; the zero time if Spotify does not say.
func (s *PlaybackState) ChangedAt() time.Time {
	if s.Timestamp == 0 {
		return time.Time{}
	}
	return time.UnixMilli(s.Timestamp).UTC()
}

// PlayingType is the kind of what plays. Spotify may add others.
type PlayingType string

const (
	PlayingTypeTrack   PlayingType = "track"
	PlayingTypeEpisode PlayingType = "episode"
	PlayingTypeAd      PlayingType = "ad"
	PlayingTypeUnknown PlayingType = "unknown"
)

// RepeatState is what the player repeats.
type RepeatState string

const (
	RepeatStateOff     RepeatState = "off"
	RepeatStateTrack   RepeatState = "track"   // the item
	RepeatStateContext RepeatState = "context" // the album, playlist or the like
)

// Context is where a played item comes from: an album, artist, playlist, show,
// or the user's saved tracks.
type Context struct {
	ExternalURLs ExternalURLs `json:"external_urls,omitzero"`
	Href         string       `json:"href,omitempty"`
	Type         string       `json:"type,omitempty"` // "album", "artist", "playlist", "show", "collection" and others
	URI          string       `json:"uri,omitempty"`
}

// Device is a device that a user's player can play on.
type Device struct {
	ID               string `json:"id,omitempty"` // may change after some time; "" if it has none
	IsActive         bool   `json:"is_active"`    // it is the one that plays
	IsPrivateSession bool   `json:"is_private_session"`
	IsRestricted     bool   `json:"is_restricted"` // it takes no commands from the Web API
	Name             string `json:"name,omitempty"`
	SupportsVolume   bool   `json:"supports_volume"`          // [Client.SetVolume] works on it
	Type             string `json:"type,omitempty"`           // such as "Computer", "Smartphone" or "Speaker"
	VolumePercent    *int   `json:"volume_percent,omitempty"` // 0 to 100; nil if unknown
}

// Actions says what the player would refuse now.
type Actions struct {
	Disallows Disallows `json:"disallows,omitzero"`
}

// Disallows names the commands that the player would refuse.
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

// PlaybackStateOptions are the optional parameters of [Client.PlaybackState].
type PlaybackStateOptions struct {
	// Market is an ISO 3166-1 alpha-2 code or "from_token"; "": that of
	// [WithMarket]. The country of a user's token comes first.
	Market string

	// AdditionalTypes are the kinds to be told of; nil: tracks and episodes.
	// While another kind plays, Item is zero.
	AdditionalTypes []ItemType
}

func (o *PlaybackStateOptions) query(c *Client) params {
	o = cmp.Or(o, new(PlaybackStateOptions))
	return c.query().market(o.Market).text("additional_types", itemTypes(o.AdditionalTypes))
}

// PlaybackState returns what the user's player does and where: the zero value,
// never nil, if no device plays or has just played. Options choose the market
// and whether episodes are told.
//
// Needs a user's token with the scope user-read-playback-state
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-information-about-the-users-current-playback
func (c *Client) PlaybackState(ctx context.Context, opts *PlaybackStateOptions) (*PlaybackState, error) {
	return fetch[PlaybackState](ctx, c, request{method: "GET", route: "/me/player", query: opts.query(c), optional: true})
}

// CurrentlyPlayingOptions are the optional parameters of
// [Client.CurrentlyPlaying].
type CurrentlyPlayingOptions struct {
	// Market is an ISO 3166-1 alpha-2 code or "from_token"; "": that of
	// [WithMarket]. The country of a user's token comes first.
	Market string

	// AdditionalTypes are the kinds to be told of; nil: tracks and episodes.
	// While another kind plays, Item is zero.
	AdditionalTypes []ItemType
}

// CurrentlyPlaying returns what plays for the user, with a smaller scope than
// [Client.PlaybackState] and without the device, repeat and shuffle: the zero
// value, never nil, if nothing plays. Options choose the market and whether
// episodes are told.
//
// Needs a user's token with the scope user-read-currently-playing
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-the-users-currently-playing-track
func (c *Client) CurrentlyPlaying(ctx context.Context, opts *CurrentlyPlayingOptions) (*PlaybackState, error) {
	return fetch[PlaybackState](ctx, c, request{method: "GET", route: "/me/player/currently-playing", query: (*PlaybackStateOptions)(opts).query(c), optional: true})
}

// Devices returns the devices that the user's player could play on now, in no
// order; an empty list if there is none. Some models are never listed.
//
// Needs a user's token with the scope user-read-playback-state
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-a-users-available-devices
func (c *Client) Devices(ctx context.Context) ([]Device, error) {
	answer, err := get[deviceList](ctx, c, "/me/player/devices", "", params{})
	if err != nil {
		return nil, err
	}
	return answer.Devices, nil
}

type deviceList struct {
	Devices []Device `json:"devices"`
}
