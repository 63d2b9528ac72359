package spotify_test

import (
	"context"

	"github.com/spotify-sdk/spotify"
)

func userEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	return []endpoint{
		{"the user of the token", func() error { return errorOf(c.CurrentUser(ctx)) }, "GET /me"},
		{"another user", func() error { return errorOf(c.User(ctx, "a$b c")) }, "GET /users/a$b%20c"},
	}
}

func playlistEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	const id = endpointID
	uris := []string{"https://open.spotify.com/track/" + endpointID + "?si=x", "spotify:episode:" + endpointID}
	both := []spotify.ItemType{spotify.ItemTypeTrack, spotify.ItemTypeEpisode}
	yes, no, zero := true, false, 0
	return []endpoint{
		{"a playlist", func() error { return errorOf(c.Playlist(ctx, id, nil)) },
			"GET /playlists/ID?market=SE&additional_types=track%2Cepisode"},
		{"some fields of a playlist with episodes", func() error {
			return errorOf(c.Playlist(ctx, id,
				&spotify.PlaylistOptions{Market: "from_token", Fields: "name,owner(id)", AdditionalTypes: both}))
		}, "GET /playlists/ID?market=from_token&fields=name%2Cowner%28id%29&additional_types=track%2Cepisode"},
		{"the user's playlists", func() error {
			return errorOf(c.CurrentUserPlaylists(ctx, &spotify.CurrentUserPlaylistsOptions{Limit: 5, Offset: 10}))
		}, "GET /me/playlists?limit=5&offset=10"},
		{"another user's playlists", func() error {
			return errorOf(c.UserPlaylists(ctx, "spotify:user:wizzler",
				&spotify.UserPlaylistsOptions{Limit: 1, Offset: 2}))
		}, "GET /users/wizzler/playlists?limit=1&offset=2"},
		{"a private new playlist", func() error {
			return errorOf(c.CreatePlaylist(ctx, "new",
				&spotify.CreatePlaylistOptions{Public: &no, Collaborative: &yes, Description: "shared"}))
		}, `POST /me/playlists {"name":"new","public":false,"collaborative":true,"description":"shared"}`},
		{"a new playlist of a named user",
			func() error { return errorOf(c.CreateUserPlaylist(ctx, "wizzler", "new", nil)) }, `POST /users/wizzler/playlists {"name":"new","description":""}`},
		{"a renamed playlist", func() error {
			return c.UpdatePlaylist(ctx, id, &spotify.UpdatePlaylistOptions{Name: "other", Collaborative: &no})
		}, `PUT /playlists/ID {"name":"other","collaborative":false}`},
		{"a cover", func() error { return errorOf(c.PlaylistImages(ctx, id)) }, "GET /playlists/ID/images"},
		{"a new cover", func() error { return c.UploadPlaylistImage(ctx, id, []byte{0xff, 0xd8}) },
			"PUT /playlists/ID/images image/jpeg /9g="},
		{"items", func() error {
			return errorOf(c.PlaylistItems(ctx, id,
				&spotify.PlaylistItemsOptions{Fields: "next", Limit: 50, Offset: 3, AdditionalTypes: both}))
		}, "GET /playlists/ID/items?market=SE&fields=next&limit=50&offset=3&additional_types=track%2Cepisode"},
		{"items put first", func() error {
			return errorOf(c.AddPlaylistItems(ctx, id, uris, &spotify.AddPlaylistItemsOptions{Position: &zero}))
		}, `POST /playlists/ID/items {"uris":["spotify:track:ID","spotify:episode:ID"],"position":0}`},
		{"items put last", func() error { return errorOf(c.AddPlaylistItems(ctx, id, uris[:1], nil)) },
			`POST /playlists/ID/items {"uris":["spotify:track:ID"]}`},
		{"items out of a snapshot", func() error {
			return errorOf(c.RemovePlaylistItems(ctx, id, uris, &spotify.RemovePlaylistItemsOptions{SnapshotID: "v1"}))
		}, `DELETE /playlists/ID/items {"items":[{"uri":"spotify:track:ID"},{"uri":"spotify:episode:ID"}],"snapshot_id":"v1"}`},
		{"other items", func() error { return errorOf(c.ReplacePlaylistItems(ctx, id, uris[:1])) },
			`PUT /playlists/ID/items {"uris":["spotify:track:ID"]}`},
		{"no items any more", func() error { return errorOf(c.ReplacePlaylistItems(ctx, id, nil)) },
			`PUT /playlists/ID/items {"uris":[]}`},
		{"items moved", func() error {
			return errorOf(c.ReorderPlaylistItems(ctx, id, 0, 5,
				&spotify.ReorderPlaylistItemsOptions{RangeLength: 2, SnapshotID: "v1"}))
		}, `PUT /playlists/ID/items {"range_start":0,"insert_before":5,"range_length":2,"snapshot_id":"v1"}`},
		{"tracks", func() error {
			return errorOf(c.PlaylistTracks(ctx, id,
				&spotify.PlaylistTracksOptions{Fields: "total", Limit: 100, Offset: 3}))
		}, "GET /playlists/ID/tracks?market=SE&fields=total&limit=100&offset=3&additional_types=track%2Cepisode"},
		{"tracks put first", func() error {
			return errorOf(c.AddPlaylistTracks(ctx, id, uris, &spotify.AddPlaylistTracksOptions{Position: &zero}))
		}, `POST /playlists/ID/tracks {"uris":["spotify:track:ID","spotify:episode:ID"],"position":0}`},
		{"tracks out of a snapshot", func() error {
			return errorOf(c.RemovePlaylistTracks(ctx, id, uris[:1],
				&spotify.RemovePlaylistTracksOptions{SnapshotID: "v1"}))
		}, `DELETE /playlists/ID/tracks {"tracks":[{"uri":"spotify:track:ID"}],"snapshot_id":"v1"}`},
		{"other tracks", func() error { return errorOf(c.ReplacePlaylistTracks(ctx, id, uris[:1])) },
			`PUT /playlists/ID/tracks {"uris":["spotify:track:ID"]}`},
		{"a track moved", func() error { return errorOf(c.ReorderPlaylistTracks(ctx, id, 3, 0, nil)) },
			`PUT /playlists/ID/tracks {"range_start":3,"insert_before":0}`},
	}
}

func followingEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	const id = endpointID
	ids := []string{endpointID, endpointID}
	no := false
	return []endpoint{
		{"followed artists", func() error {
			return errorOf(c.FollowedArtists(ctx, &spotify.FollowedArtistsOptions{After: id, Limit: 3}))
		}, "GET /me/following?type=artist&after=ID&limit=3"},
		{"artists followed", func() error { return c.FollowArtists(ctx, ids) },
			"PUT /me/following?type=artist&ids=ID%2CID"},
		{"artists no longer followed", func() error { return c.UnfollowArtists(ctx, ids) },
			"DELETE /me/following?type=artist&ids=ID%2CID"},
		{"users followed", func() error { return c.FollowUsers(ctx, []string{"wizzler"}) },
			"PUT /me/following?type=user&ids=wizzler"},
		{"users no longer followed", func() error { return c.UnfollowUsers(ctx, []string{"wizzler"}) },
			"DELETE /me/following?type=user&ids=wizzler"},
		{"whether artists are followed", func() error { return errorOf(c.IsFollowingArtists(ctx, ids)) },
			"GET /me/following/contains?type=artist&ids=ID%2CID"},
		{"whether users are followed", func() error { return errorOf(c.IsFollowingUsers(ctx, []string{"wizzler"})) },
			"GET /me/following/contains?type=user&ids=wizzler"},
		{"a playlist followed", func() error { return c.FollowPlaylist(ctx, id, nil) }, "PUT /playlists/ID/followers"},
		{"a playlist followed in private",
			func() error { return c.FollowPlaylist(ctx, id, &spotify.FollowPlaylistOptions{Public: &no}) }, `PUT /playlists/ID/followers {"public":false}`},
		{"a playlist no longer followed", func() error { return c.UnfollowPlaylist(ctx, id) },
			"DELETE /playlists/ID/followers"},
		{"whether a playlist is followed", func() error { return errorOf(c.IsFollowingPlaylist(ctx, id, nil)) },
			"GET /playlists/ID/followers/contains"},
		{"whether a named user follows a playlist", func() error {
			return errorOf(c.IsFollowingPlaylist(ctx, id, &spotify.IsFollowingPlaylistOptions{UserID: "wizzler"}))
		}, "GET /playlists/ID/followers/contains?ids=wizzler"},
	}
}
