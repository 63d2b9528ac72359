package spotify

import (
	"cmp"
	"context"
)

// Queue is what plays and what comes next.
type Queue struct {
	CurrentlyPlaying Item   `json:"currently_playing"` // zero: nothing
	Queue            []Item `json:"queue,omitzero"`    // the next one first
}

// Queue returns what plays for the user and what comes next; both are empty if
// no device plays.
//
// Needs a user's token with the scopes user-read-currently-playing and
// user-read-playback-state ([ErrInsufficientScope]). With an app-only token it
// is [ErrUserAuthRequired].
//
// https://developer.spotify.com/documentation/web-api/reference/get-queue
func (c *Client) Queue(ctx context.Context) (*Queue, error) {
	return fetch[Queue](ctx, c, request{method: "GET", route: "/me/player/queue", optional: true})
}

// AddToQueueOptions are the optional parameters of [Client.AddToQueue].
type AddToQueueOptions struct {
	DeviceID string // "": the active device
}

// AddToQueue puts a track or episode, named by its URI or URL, into the user's
// queue, to be played next. An option names the device. Another kind is refused
// ([ErrInvalidID]).
//
// Needs a user's token with the scope user-modify-playback-state
// ([ErrInsufficientScope]), a user with Premium ([ErrPremiumRequired]) and a
// device that plays ([ErrNoActiveDevice]). With an app-only token it is
// [ErrUserAuthRequired]. The call is not repeated in doubt: see [Error] for
// MayHaveExecuted.
//
// https://developer.spotify.com/documentation/web-api/reference/add-to-queue
func (c *Client) AddToQueue(ctx context.Context, uri string, opts *AddToQueueOptions) error {
	uri, err := uriAs(uri, "track", "episode")
	if err != nil {
		return err
	}
	o := cmp.Or(opts, new(AddToQueueOptions))
	return c.send(ctx, request{method: "POST", route: "/me/player/queue", query: params{}.text("uri", uri).text("device_id", o.DeviceID)}, nil)
}
