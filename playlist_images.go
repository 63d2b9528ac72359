package spotify

import (
	"context"
	"encoding/base64"
)

// PlaylistImages returns the cover of a playlist: an empty list if it has none,
// else up to three sizes, largest first. Their URLs expire within a day.
//
// An app-only token is enough for public playlists. An unknown playlist is
// [ErrNotFound].
//
// https://developer.spotify.com/documentation/web-api/reference/get-playlist-cover
func (c *Client) PlaylistImages(ctx context.Context, id string) ([]Image, error) {
	images, err := get[[]Image](ctx, c, "/playlists/{id}/images", id, params{})
	if err != nil {
		return nil, err
	}
	return *images, nil
}

// maxImagePayload is Spotify's limit for a cover as it is sent, in base64.
const maxImagePayload = 256 << 10

// UploadPlaylistImage makes jpeg, the bytes of a JPEG file, the cover of a
// playlist. Spotify takes 256 KiB of base64, which are 192 KiB (196,608 bytes)
// of JPEG; more, or none, is refused with [ErrBadRequest]. Spotify works on the
// image after it has answered, so it may take a while to show.
//
// Needs a user's token with the scope ugc-image-upload and, for public
// playlists, playlist-modify-public, else playlist-modify-private
// ([ErrInsufficientScope]). With an app-only token it is [ErrUserAuthRequired],
// for somebody else's playlist [ErrForbidden].
//
// https://developer.spotify.com/documentation/web-api/reference/upload-custom-playlist-cover
func (c *Client) UploadPlaylistImage(ctx context.Context, id string, jpeg []byte) error {
	size := base64.StdEncoding.EncodedLen(len(jpeg))
	if size == 0 || size > maxImagePayload {
		return inputErrorf(ErrBadRequest, "a cover of %d bytes in base64, want 1 to %d", size, maxImagePayload)
	}
	body := base64.StdEncoding.AppendEncode(nil, jpeg)
	return c.send(ctx, request{method: "PUT", route: "/playlists/{id}/images", id: id, in: body, contentType: "image/jpeg"}, nil)
}
