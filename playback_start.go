package spotify

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"
)

// StartPlaybackOptions select what [Client.StartPlayback] plays, where, and
// from which position.
type StartPlaybackOptions struct {
	DeviceID string // "" is the active device

	// ContextURI is the URI or URL of an album, artist, playlist, show or
	// audiobook, or the URI of a collection, such as the saved tracks
	// (spotify:user:name:collection), as [Context] has it. ContextURI and URIs
	// are mutually exclusive.
	ContextURI string

	// URIs are the URIs or URLs of tracks and episodes to play, instead of a
	// context.
	URIs []string

	// OffsetPosition and OffsetURI select the first item to play: by its index
	// from 0, or by its URI or URL. They require a context or URIs, and are
	// mutually exclusive.
	OffsetPosition *int
	OffsetURI      string

	// PositionMS is the position in the first item, in milliseconds; nil means
	// its start, or where it was paused.
	PositionMS *int
}

// StartPlayback plays the context or the items in the options, or resumes
// playback if there are none. Set ContextURI or URIs, not both. Spotify does
// not guarantee that commands are executed in order. The request is not retried
// if Spotify may already have executed it; see MayHaveExecuted of [Error].
//
// It requires a user token with the scope [ScopeUserModifyPlaybackState]. The
// user needs Premium. It is available in extended quota mode and in
// development mode.
//
// The error matches [ErrUserAuthRequired] if the token is an app token,
// [ErrInsufficientScope] if the token lacks the scope, [ErrPremiumRequired] if
// the user does not have Premium, [ErrNoActiveDevice] if no device is active,
// [ErrNotFound] if there is no such device, [ErrBadRequest] if two options are
// mutually exclusive or a position is negative, and [ErrInvalidID] if a URI
// cannot be played.
//
// https://developer.spotify.com/documentation/web-api/reference/start-a-users-playback
func (c *Client) StartPlayback(ctx context.Context, opts *StartPlaybackOptions) error {
	o := cmp.Or(opts, new(StartPlaybackOptions))
	in, err := o.body(c.query().base)
	if err != nil {
		return err
	}
	r := request{method: http.MethodPut, route: "/me/player/play", query: deviceQuery(o.DeviceID), nonIdempotent: true}
	if in.ContextURI != "" || len(in.URIs) > 0 || in.Offset != nil || in.PositionMS != nil {
		r.in = in
	}
	return c.send(ctx, r, nil)
}

type playbackStart struct {
	ContextURI string          `json:"context_uri,omitempty"`
	URIs       []string        `json:"uris,omitempty"`
	Offset     *playbackOffset `json:"offset,omitzero"`
	PositionMS *int            `json:"position_ms,omitzero"`
}

type playbackOffset struct {
	Position *int   `json:"position,omitzero"`
	URI      string `json:"uri,omitempty"`
}

// body checks the options and returns the body of the request.
func (o *StartPlaybackOptions) body(base *url.URL) (in playbackStart, err error) {
	switch {
	case o.ContextURI != "" && len(o.URIs) > 0:
		return in, inputErrorf(ErrBadRequest, "ContextURI and URIs are mutually exclusive")
	case o.OffsetPosition != nil && o.OffsetURI != "":
		return in, inputErrorf(ErrBadRequest, "OffsetPosition and OffsetURI are mutually exclusive")
	}
	if err = cmp.Or(notNegativePtr("OffsetPosition", o.OffsetPosition), notNegativePtr("PositionMS", o.PositionMS)); err != nil {
		return in, err
	}
	in.PositionMS = o.PositionMS
	if o.ContextURI != "" {
		if in.ContextURI, err = contextURI(publicHref(base, o.ContextURI)); err != nil {
			return in, err
		}
	}
	in.URIs = make([]string, len(o.URIs))
	for i, s := range o.URIs {
		if in.URIs[i], err = uriOf(publicHref(base, s), "track", "episode"); err != nil {
			return in, err
		}
	}
	if o.OffsetPosition != nil || o.OffsetURI != "" {
		in.Offset = &playbackOffset{Position: o.OffsetPosition}
	}
	if o.OffsetURI != "" {
		in.Offset.URI, err = uriOf(publicHref(base, o.OffsetURI), "track", "episode")
	}
	return in, err
}

// contextURI returns the URI of a context that can be played. Spotify reports
// collections, such as the saved tracks or episodes of a user, as contexts too.
func contextURI(s string) (string, error) {
	s = trimPasted(s)
	if rest, ok := cutURIScheme(s); ok {
		collection := rest
		if user, ok := strings.CutPrefix(rest, "user:"); ok {
			if name, part, _ := strings.Cut(user, ":"); name != "" {
				collection = part
			}
		}
		if collection == "collection" || strings.HasPrefix(collection, "collection:") && !strings.HasSuffix(collection, ":") {
			return "spotify:" + rest, nil
		}
	}
	uri, err := uriOf(s, "album", "artist", "playlist", "show", "audiobook")
	if id, ok := strings.CutPrefix(uri, "spotify:audiobook:"); ok {
		uri = "spotify:show:" + id // as Spotify itself names audiobooks
	}
	return uri, err
}
