package spotify

// The scopes of the Web API. A user grants them to an app at login; an app
// token has none. The documentation of each method names the scopes that it
// requires. Request only what the program needs.
//
// https://developer.spotify.com/documentation/web-api/concepts/scopes
const (
	// Images.
	ScopeUGCImageUpload = "ugc-image-upload" // upload playlist covers

	// Spotify Connect.
	ScopeUserReadPlaybackState    = "user-read-playback-state"    // read the player and its devices
	ScopeUserModifyPlaybackState  = "user-modify-playback-state"  // control the player
	ScopeUserReadCurrentlyPlaying = "user-read-currently-playing" // read what is playing

	// Playback in other SDKs of Spotify; no method of this package uses them.
	ScopeAppRemoteControl = "app-remote-control" // control Spotify's app on iOS and Android
	ScopeStreaming        = "streaming"          // play in the Web Playback SDK

	// Playlists.
	ScopePlaylistReadPrivate       = "playlist-read-private"       // read the user's private playlists
	ScopePlaylistReadCollaborative = "playlist-read-collaborative" // read collaborative playlists
	ScopePlaylistModifyPrivate     = "playlist-modify-private"     // change private playlists
	ScopePlaylistModifyPublic      = "playlist-modify-public"      // change public playlists

	// Following.
	ScopeUserFollowModify = "user-follow-modify" // follow and unfollow artists and users
	ScopeUserFollowRead   = "user-follow-read"   // read whom the user follows

	// Listening history.
	ScopeUserReadPlaybackPosition = "user-read-playback-position" // read resume points
	ScopeUserTopRead              = "user-top-read"               // read top artists and tracks
	ScopeUserReadRecentlyPlayed   = "user-read-recently-played"   // read the last plays

	// Library.
	ScopeUserLibraryModify = "user-library-modify" // save and remove items
	ScopeUserLibraryRead   = "user-library-read"   // read saved items

	// Users.
	ScopeUserReadEmail   = "user-read-email"   // read the email address
	ScopeUserReadPrivate = "user-read-private" // read country, product and explicit content
)
