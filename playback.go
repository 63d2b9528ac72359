package spotify

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
)

func deviceQuery(id string) params { return params{}.text("device_id", id) }

// PausePlaybackOptions select the device that [Client.PausePlayback] controls.
type PausePlaybackOptions struct {
	DeviceID string // "" is the active device
}

// PausePlayback pauses the player of the user. An option sets the device.
// Spotify does not guarantee that commands are executed in order.
//
// It requires a user token with the scope [ScopeUserModifyPlaybackState]. The
// user needs Premium. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrPremiumRequired] if
// the user does not have Premium, [ErrNoActiveDevice] if no device is active,
// [ErrNotFound] if there is no such device, and [ErrForbidden] if the player
// is already paused.
//
// https://developer.spotify.com/documentation/web-api/reference/pause-a-users-playback
func (c *Client) PausePlayback(ctx context.Context, opts *PausePlaybackOptions) error {
	o := cmp.Or(opts, new(PausePlaybackOptions))
	return c.send(ctx, request{method: http.MethodPut, route: "/me/player/pause", query: deviceQuery(o.DeviceID)}, nil)
}

// SkipToNextOptions select the device that [Client.SkipToNext] controls.
type SkipToNextOptions struct {
	DeviceID string // "" is the active device
}

// SkipToNext skips to the next item in the queue of the user. An option sets
// the device. The request is not retried if Spotify may already have executed
// it; see MayHaveExecuted of [Error].
//
// It requires a user token with the scope [ScopeUserModifyPlaybackState]. The
// user needs Premium. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrPremiumRequired] if
// the user does not have Premium, [ErrNoActiveDevice] if no device is active,
// and [ErrNotFound] if there is no such device.
//
// https://developer.spotify.com/documentation/web-api/reference/skip-users-playback-to-next-track
func (c *Client) SkipToNext(ctx context.Context, opts *SkipToNextOptions) error {
	o := cmp.Or(opts, new(SkipToNextOptions))
	return c.send(ctx, request{method: http.MethodPost, route: "/me/player/next", query: deviceQuery(o.DeviceID)}, nil)
}

// SkipToPreviousOptions select the device that [Client.SkipToPrevious]
// controls.
type SkipToPreviousOptions struct {
	DeviceID string // "" is the active device
}

// SkipToPrevious skips to the previous item, whatever the position in the
// current one. An option sets the device. The request is not retried if Spotify
// may already have executed it; see MayHaveExecuted of [Error].
//
// It requires a user token with the scope [ScopeUserModifyPlaybackState]. The
// user needs Premium. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrPremiumRequired] if
// the user does not have Premium, [ErrNoActiveDevice] if no device is active,
// and [ErrNotFound] if there is no such device.
//
// https://developer.spotify.com/documentation/web-api/reference/skip-users-playback-to-previous-track
func (c *Client) SkipToPrevious(ctx context.Context, opts *SkipToPreviousOptions) error {
	o := cmp.Or(opts, new(SkipToPreviousOptions))
	return c.send(ctx, request{method: http.MethodPost, route: "/me/player/previous", query: deviceQuery(o.DeviceID)}, nil)
}

// SeekToOptions select the device that [Client.SeekTo] controls.
type SeekToOptions struct {
	DeviceID string // "" is the active device
}

// SeekTo moves the player of the user to positionMS, in milliseconds from the
// start of the item. A position beyond the end starts the next item. An option
// sets the device.
//
// It requires a user token with the scope [ScopeUserModifyPlaybackState]. The
// user needs Premium. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrPremiumRequired] if
// the user does not have Premium, [ErrNoActiveDevice] if no device is active,
// [ErrNotFound] if there is no such device, and [ErrBadRequest] if positionMS
// is negative.
//
// https://developer.spotify.com/documentation/web-api/reference/seek-to-position-in-currently-playing-track
func (c *Client) SeekTo(ctx context.Context, positionMS int, opts *SeekToOptions) error {
	if err := notNegative("positionMS", positionMS); err != nil {
		return err
	}
	o := cmp.Or(opts, new(SeekToOptions))
	query := params{}.text("position_ms", strconv.Itoa(positionMS)).text("device_id", o.DeviceID)
	return c.send(ctx, request{method: http.MethodPut, route: "/me/player/seek", query: query}, nil)
}

// SetRepeatOptions select the device that [Client.SetRepeat] controls.
type SetRepeatOptions struct {
	DeviceID string // "" is the active device
}

// SetRepeat makes the player of the user repeat the item, the context or
// nothing. An option sets the device.
//
// It requires a user token with the scope [ScopeUserModifyPlaybackState]. The
// user needs Premium. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrPremiumRequired] if
// the user does not have Premium, [ErrNoActiveDevice] if no device is active,
// [ErrNotFound] if there is no such device, and [ErrBadRequest] if state is
// empty or unknown.
//
// https://developer.spotify.com/documentation/web-api/reference/set-repeat-mode-on-users-playback
func (c *Client) SetRepeat(ctx context.Context, state RepeatState, opts *SetRepeatOptions) error {
	if state == "" {
		return inputErrorf(ErrBadRequest, "state is empty")
	}
	o := cmp.Or(opts, new(SetRepeatOptions))
	query := params{}.text("state", string(state)).text("device_id", o.DeviceID)
	return c.send(ctx, request{method: http.MethodPut, route: "/me/player/repeat", query: query}, nil)
}

// SetVolumeOptions select the device that [Client.SetVolume] controls.
type SetVolumeOptions struct {
	DeviceID string // "" is the active device
}

// SetVolume sets the volume of the player of the user, in percent. An option
// sets the device, which must support it; see [Device].
//
// It requires a user token with the scope [ScopeUserModifyPlaybackState]. The
// user needs Premium. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrPremiumRequired] if
// the user does not have Premium, [ErrNoActiveDevice] if no device is active,
// [ErrNotFound] if there is no such device, and [ErrBadRequest] if percent is
// not 0 to 100.
//
// https://developer.spotify.com/documentation/web-api/reference/set-volume-for-users-playback
func (c *Client) SetVolume(ctx context.Context, percent int, opts *SetVolumeOptions) error {
	if percent < 0 || percent > 100 {
		return inputErrorf(ErrBadRequest, "percent is %d, want 0 to 100", percent)
	}
	o := cmp.Or(opts, new(SetVolumeOptions))
	query := params{}.text("volume_percent", strconv.Itoa(percent)).text("device_id", o.DeviceID)
	return c.send(ctx, request{method: http.MethodPut, route: "/me/player/volume", query: query}, nil)
}

// SetShuffleOptions select the device that [Client.SetShuffle] controls.
type SetShuffleOptions struct {
	DeviceID string // "" is the active device
}

// SetShuffle turns shuffle on or off for the player of the user. An option
// sets the device.
//
// It requires a user token with the scope [ScopeUserModifyPlaybackState]. The
// user needs Premium. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrPremiumRequired] if
// the user does not have Premium, [ErrNoActiveDevice] if no device is active,
// and [ErrNotFound] if there is no such device.
//
// https://developer.spotify.com/documentation/web-api/reference/toggle-shuffle-for-users-playback
func (c *Client) SetShuffle(ctx context.Context, on bool, opts *SetShuffleOptions) error {
	o := cmp.Or(opts, new(SetShuffleOptions))
	query := params{}.text("state", strconv.FormatBool(on)).text("device_id", o.DeviceID)
	return c.send(ctx, request{method: http.MethodPut, route: "/me/player/shuffle", query: query}, nil)
}

// TransferPlaybackOptions decide whether [Client.TransferPlayback] starts
// playback on the device.
type TransferPlaybackOptions struct {
	Play bool // start playback; false keeps the current state
}

// TransferPlayback moves the player of the user to another device;
// [Client.Devices] lists them. An option starts playback there.
//
// It requires a user token with the scope [ScopeUserModifyPlaybackState]. The
// user needs Premium. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrPremiumRequired] if
// the user does not have Premium, [ErrNoActiveDevice] if no device is active,
// [ErrNotFound] if there is no such device, and [ErrBadRequest] if deviceID is
// empty.
//
// https://developer.spotify.com/documentation/web-api/reference/transfer-a-users-playback
func (c *Client) TransferPlayback(ctx context.Context, deviceID string, opts *TransferPlaybackOptions) error {
	if deviceID == "" {
		return inputErrorf(ErrBadRequest, "deviceID is empty")
	}
	in := struct {
		DeviceIDs []string `json:"device_ids"`
		Play      bool     `json:"play,omitzero"`
	}{[]string{deviceID}, cmp.Or(opts, new(TransferPlaybackOptions)).Play}
	return c.send(ctx, request{method: http.MethodPut, route: "/me/player", in: in}, nil)
}
