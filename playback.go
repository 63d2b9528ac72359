package spotify

import (
	"cmp"
	"context"
	"strconv"
	"strings"
)

// StartPlaybackOptions are the optional parameters of [Client.StartPlayback].
type StartPlaybackOptions struct {
	DeviceID string // "": the active device

	// ContextURI is the URI or URL of an album, artist, playlist or show to
	// play, or the spotify:user:name:collection of a user's saved tracks.
	ContextURI string

	URIs []string // tracks and episodes to play in place of a context, as URIs or URLs

	// OffsetPosition and OffsetURI say with which item of an album, playlist or
	// of URIs to begin: by its index from 0, or by its URI or URL. Set one.
	OffsetPosition *int
	OffsetURI      string

	PositionMS *int // milliseconds into the first item; nil: its start, or where it was paused
}

// StartPlayback starts what the options name, or, without options, goes on with
// what was paused.
//
// Needs a user's token with the scope user-modify-playback-state
// ([ErrInsufficientScope]), a user with Premium ([ErrPremiumRequired]) and an
// active device or one that the options name ([ErrNoActiveDevice]; an unknown
// one is [ErrNotFound]). With an app-only token it is [ErrUserAuthRequired]. A
// URI that cannot be one, or is of a kind that cannot be played, is
// [ErrInvalidID]. Spotify does not promise to obey commands in order. The call
// is not repeated in doubt, because it would start the item again: see [Error]
// for MayHaveExecuted.
//
// https://developer.spotify.com/documentation/web-api/reference/start-a-users-playback
func (c *Client) StartPlayback(ctx context.Context, opts *StartPlaybackOptions) error {
	o := cmp.Or(opts, new(StartPlaybackOptions))
	in, err := o.body()
	if err != nil {
		return err
	}
	r := request{method: "PUT", route: "/me/player/play", query: deviceQuery(o.DeviceID), nonIdempotent: true}
	if in.ContextURI != "" || len(in.URIs) > 0 || in.Offset != nil || in.PositionMS != nil {
		r.in = in
	}
	return c.send(ctx, r, nil)
}

type playbackStart struct {
	ContextURI string          `json:"context_uri,omitempty"`
	URIs       []string        `json:"uris,omitempty"`
	Offset     *playbackOffset `json:"offset,omitempty"`
	PositionMS *int            `json:"position_ms,omitempty"`
}

type playbackOffset struct {
	Position *int   `json:"position,omitempty"`
	URI      string `json:"uri,omitempty"`
}

func (o *StartPlaybackOptions) body() (in playbackStart, err error) {
	in.PositionMS = o.PositionMS
	if o.ContextURI != "" {
		if in.ContextURI, err = contextURI(o.ContextURI); err != nil {
			return in, err
		}
	}
	in.URIs = make([]string, len(o.URIs))
	for i, s := range o.URIs {
		if in.URIs[i], err = uriAs(s, "track", "episode"); err != nil {
			return in, err
		}
	}
	if o.OffsetPosition != nil || o.OffsetURI != "" {
		in.Offset = &playbackOffset{Position: o.OffsetPosition}
	}
	if o.OffsetURI != "" {
		in.Offset.URI, err = uriAs(o.OffsetURI, "track", "episode")
	}
	return in, err
}

// contextURI lets pass the one context that no ID names: a user's saved tracks.
func contextURI(s string) (string, error) {
	if name, found := strings.CutPrefix(s, "spotify:user:"); found {
		if name, found = strings.CutSuffix(name, ":collection"); found && name != "" {
			return s, nil
		}
	}
	return uriOf(s)
}

func deviceQuery(id string) params { return params{}.text("device_id", id) }

// PausePlaybackOptions are the optional parameters of [Client.PausePlayback].
type PausePlaybackOptions struct {
	DeviceID string // "": the active device
}

// PausePlayback pauses the user's player. An option names the device. If it is
// paused already, Spotify answers [ErrForbidden].
//
// Needs a user's token with the scope user-modify-playback-state
// ([ErrInsufficientScope]), a user with Premium ([ErrPremiumRequired]) and a
// device that plays ([ErrNoActiveDevice]). With an app-only token it is
// [ErrUserAuthRequired]. Spotify does not promise to obey commands in order.
//
// https://developer.spotify.com/documentation/web-api/reference/pause-a-users-playback
func (c *Client) PausePlayback(ctx context.Context, opts *PausePlaybackOptions) error {
	o := cmp.Or(opts, new(PausePlaybackOptions))
	return c.send(ctx, request{method: "PUT", route: "/me/player/pause", query: deviceQuery(o.DeviceID)}, nil)
}

// SkipToNextOptions are the optional parameters of [Client.SkipToNext].
type SkipToNextOptions struct {
	DeviceID string // "": the active device
}

// SkipToNext makes the user's player go to the next item of its queue. An option
// names the device. Token, scope and errors are those of
// [Client.PausePlayback]. The call is not repeated in doubt: see [Error] for
// MayHaveExecuted.
//
// https://developer.spotify.com/documentation/web-api/reference/skip-users-playback-to-next-track
func (c *Client) SkipToNext(ctx context.Context, opts *SkipToNextOptions) error {
	o := cmp.Or(opts, new(SkipToNextOptions))
	return c.send(ctx, request{method: "POST", route: "/me/player/next", query: deviceQuery(o.DeviceID)}, nil)
}

// SkipToPreviousOptions are the optional parameters of [Client.SkipToPrevious].
type SkipToPreviousOptions struct {
	DeviceID string // "": the active device
}

// SkipToPrevious makes the user's player go to the item before, wherever it is
// in the present one. An option names the device. Token, scope and errors are
// those of [Client.PausePlayback]. The call is not repeated in doubt: see
// [Error] for MayHaveExecuted.
//
// https://developer.spotify.com/documentation/web-api/reference/skip-users-playback-to-previous-track
func (c *Client) SkipToPrevious(ctx context.Context, opts *SkipToPreviousOptions) error {
	o := cmp.Or(opts, new(SkipToPreviousOptions))
	return c.send(ctx, request{method: "POST", route: "/me/player/previous", query: deviceQuery(o.DeviceID)}, nil)
}

// SeekToOptions are the optional parameters of [Client.SeekTo].
type SeekToOptions struct {
	DeviceID string // "": the active device
}

// SeekTo makes the user's player go on from positionMS, in milliseconds from
// the item's start; beyond its end the next item starts. An option names the
// device. A negative position is refused ([ErrBadRequest]). Token, scope and
// errors are those of [Client.PausePlayback].
//
// https://developer.spotify.com/documentation/web-api/reference/seek-to-position-in-currently-playing-track
func (c *Client) SeekTo(ctx context.Context, positionMS int, opts *SeekToOptions) error {
	if positionMS < 0 {
		return inputErrorf(ErrBadRequest, "a position of %d ms", positionMS)
	}
	o := cmp.Or(opts, new(SeekToOptions))
	query := params{}.text("position_ms", strconv.Itoa(positionMS)).text("device_id", o.DeviceID)
	return c.send(ctx, request{method: "PUT", route: "/me/player/seek", query: query}, nil)
}

// SetRepeatOptions are the optional parameters of [Client.SetRepeat].
type SetRepeatOptions struct {
	DeviceID string // "": the active device
}

// SetRepeat makes the user's player repeat the item, the context or nothing. An
// option names the device. An empty state is refused ([ErrBadRequest]). Token,
// scope and errors are those of [Client.PausePlayback].
//
// https://developer.spotify.com/documentation/web-api/reference/set-repeat-mode-on-users-playback
func (c *Client) SetRepeat(ctx context.Context, state RepeatState, opts *SetRepeatOptions) error {
	if state == "" {
		return inputErrorf(ErrBadRequest, "no repeat state given")
	}
	o := cmp.Or(opts, new(SetRepeatOptions))
	query := params{}.text("state", string(state)).text("device_id", o.DeviceID)
	return c.send(ctx, request{method: "PUT", route: "/me/player/repeat", query: query}, nil)
}

// SetVolumeOptions are the optional parameters of [Client.SetVolume].
type SetVolumeOptions struct {
	DeviceID string // "": the active device
}

// SetVolume sets the volume of the user's player, 0 to 100 percent; other values
// are refused ([ErrBadRequest]). An option names the device, which must support
// it (see [Device]). Token, scope and errors are those of
// [Client.PausePlayback].
//
// https://developer.spotify.com/documentation/web-api/reference/set-volume-for-users-playback
func (c *Client) SetVolume(ctx context.Context, percent int, opts *SetVolumeOptions) error {
	if percent < 0 || percent > 100 {
		return inputErrorf(ErrBadRequest, "a volume of %d percent, want 0 to 100", percent)
	}
	o := cmp.Or(opts, new(SetVolumeOptions))
	query := params{}.text("volume_percent", strconv.Itoa(percent)).text("device_id", o.DeviceID)
	return c.send(ctx, request{method: "PUT", route: "/me/player/volume", query: query}, nil)
}

// SetShuffleOptions are the optional parameters of [Client.SetShuffle].
type SetShuffleOptions struct {
	DeviceID string // "": the active device
}

// SetShuffle turns the shuffle of the user's player on or off. An option names
// the device. Token, scope and errors are those of [Client.PausePlayback].
//
// https://developer.spotify.com/documentation/web-api/reference/toggle-shuffle-for-users-playback
func (c *Client) SetShuffle(ctx context.Context, on bool, opts *SetShuffleOptions) error {
	o := cmp.Or(opts, new(SetShuffleOptions))
	query := params{}.text("state", strconv.FormatBool(on)).text("device_id", o.DeviceID)
	return c.send(ctx, request{method: "PUT", route: "/me/player/shuffle", query: query}, nil)
}

// TransferPlaybackOptions are the optional parameters of
// [Client.TransferPlayback].
type TransferPlaybackOptions struct {
	Play bool // start to play there; false: go on playing or being paused
}

// TransferPlayback moves the user's player to another device; [Client.Devices]
// lists them. An option makes it play there. An empty ID is refused
// ([ErrBadRequest]); an unknown one is [ErrNotFound]. Token, scope and the other
// errors are those of [Client.PausePlayback].
//
// https://developer.spotify.com/documentation/web-api/reference/transfer-a-users-playback
func (c *Client) TransferPlayback(ctx context.Context, deviceID string, opts *TransferPlaybackOptions) error {
	if deviceID == "" {
		return inputErrorf(ErrBadRequest, "no device given")
	}
	in := struct {
		DeviceIDs []string `json:"device_ids"`
		Play      bool     `json:"play,omitempty"`
	}{[]string{deviceID}, cmp.Or(opts, new(TransferPlaybackOptions)).Play}
	return c.send(ctx, request{method: "PUT", route: "/me/player", in: in}, nil)
}
