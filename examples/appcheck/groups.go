package main

import "github.com/spotify-sdk/spotify"

// era is when apps in development mode lost a group of endpoints.
type era string

const (
	kept         era = "" // they still have it
	november2024 era = "November 2024"
	february2026 era = "February 2026"
)

// group is a group of endpoints, with one request that represents it.
type group struct {
	name, path, query string
	lost              era
	pages             bool   // request pages of 50, and of 10 if those are refused
	drift             bool   // only with -drift
	model             any    // what -drift compares the response with
	instead           string // what to use if it is closed
	shorter           string // what to do if pages are short
}

// groups lists the requests in their order. What every app can access comes
// first.
func groups(ids ids) []group {
	return []group{
		{name: "albums", path: "/albums/" + ids.album, model: spotify.Album{}},
		{name: "artists", path: "/artists/" + ids.artist, model: spotify.Artist{}},
		{name: "tracks", path: "/tracks/" + ids.track, model: spotify.Track{}, drift: true},
		{name: "search", path: "/search", query: "q=night&type=album,artist,track,playlist", model: spotify.SearchResult{}, pages: true,
			shorter: "Leave Limit unset or use 10, and fetch the rest with Page.All."},
		{name: "albums of an artist", path: "/artists/" + ids.artist + "/albums", model: spotify.Page[spotify.SimplifiedAlbum]{}, pages: true,
			shorter: "Leave Limit unset or use 10, and fetch the rest with Page.All."},
		{name: "shows", path: "/shows/" + ids.show, query: "market=US", model: spotify.Show{}},
		{name: "episodes", path: "/episodes/" + ids.episode, query: "market=US", model: spotify.Episode{}, drift: true},
		{name: "audiobooks", path: "/audiobooks/" + ids.audiobook, query: "market=US", model: spotify.Audiobook{}},
		{name: "chapters", path: "/chapters/" + ids.chapter, query: "market=US", model: spotify.Chapter{}, drift: true},
		{name: "playlists", path: "/playlists/" + ids.playlist, model: spotify.Playlist{}, drift: true},
		{name: "contents of playlists", path: "/playlists/" + ids.playlist + "/items", model: spotify.Page[spotify.PlaylistItem]{},
			instead: "Use Client.As with a token of the playlist's owner."},
		{name: "several at once", path: "/albums", query: "ids=" + ids.album, lost: february2026,
			model: struct {
				Albums []spotify.Album `json:"albums"`
			}{},
			instead: "Nothing to do: Albums, Tracks and similar methods then send one request per ID."},
		{name: "top tracks of an artist", path: "/artists/" + ids.artist + "/top-tracks", query: "market=US", lost: february2026,
			model: struct {
				Tracks []spotify.Track `json:"tracks"`
			}{},
			instead: `Search for tracks with artist:"NAME"; Spotify sorts them by relevance.`},
		{name: "new releases, browsing", path: "/browse/new-releases", lost: february2026,
			model: struct {
				Albums spotify.Page[spotify.SimplifiedAlbum] `json:"albums"`
			}{},
			instead: "Search for albums with tag:new, or use ArtistAlbums."},
		{name: "other users", path: "/users/" + ids.user, lost: february2026, model: spotify.PublicUser{},
			instead: "Use Client.As with a user token, then CurrentUser. Other users are not available."},
		{name: "related artists, recommendations", path: "/artists/" + ids.artist + "/related-artists", lost: november2024,
			model: struct {
				Artists []spotify.Artist `json:"artists"`
			}{},
			instead: "Spotify offers no replacement."},
		{name: "audio features and analysis", path: "/audio-features/" + ids.track, lost: november2024, model: spotify.AudioFeatures{},
			instead: "Spotify offers no replacement."},
	}
}
