// Package spotify is a client for the Spotify Web API, made for programs that
// act as an app: two strings in, catalogue data out.
//
//	client, err := spotify.NewFromClientCredentials(clientID, clientSecret)
//	if err != nil {
//		log.Fatal(err)
//	}
//	defer client.Close()
//	album, err := client.Album(ctx, "4aawyAB9vmqN3uQ7FjRGTy", nil)
//	if err != nil {
//		log.Fatal(err)
//	}
//	for track, err := range album.Tracks.All(ctx, client) {
//		if err != nil {
//			log.Fatal(err)
//		}
//		fmt.Println(track.TrackNumber, track.Name, track.Duration())
//	}
//
// The client fetches the access token, keeps it, renews it before it expires and
// retries what may be retried, for weeks and from any number of goroutines.
// Every method that takes a context does I/O; unknown fields of answers are
// ignored; what is returned is the caller's to keep.
//
// # Authentication
//
// A client has one identity: an app's credentials ([NewFromClientCredentials]),
// credentials from the environment ([New] with none: SPOTIFY_SDK_CLIENT_ID and
// SPOTIFY_SDK_CLIENT_SECRET), a token from elsewhere ([WithAccessToken]), or an
// [AuthProvider] for any other flow ([WithAuthProvider]). An app's token reads
// the catalogue; what belongs to a user (/me, playlist contents for apps in
// development mode) needs a user's token. Give shows, episodes, audiobooks and
// chapters a market ([WithMarket]): an app's token has no country, and without
// one they are [ErrNotFound].
//
// Make one Client per app, and [Client.As] for its users: they share
// connections and cooldowns, and one costs next to nothing.
//
// A provider is called with the caller's own context before every attempt, so
// it should cache. It must be safe for concurrent use. The client keeps no
// token, so a provider may choose one by the context. If it is an
// [AccessTokenRefresher] it is asked once for each request that met a 401, and
// joining those is its own affair. An error that only a new login mends should
// wrap [ErrUnauthorized]. [NewTokenProvider] does all of that around a function
// that fetches one token.
//
// # Errors
//
// A failed call is an [*Error], a token that could not be had an
// [*AuthenticationError], always pointers: match the class with errors.Is and
// take the facts with errors.As, into a variable of one of these two types. Is
// looks at exported fields, so errors made by hand in a test match too.
//
//   - [ErrConfig]: mend the program: the text names every mistake
//   - [ErrInvalidID]: mend the ID: nothing was sent
//   - [ErrBadRequest]: mend the arguments
//   - [ErrUnauthorized]: check the secret; a user must log in again
//   - [ErrUserAuthRequired]: use a user's token (As)
//   - [ErrForbidden]: do not try again; the message says why
//   - [ErrInsufficientScope]: send the user through the login with the scope
//   - [ErrPremiumRequired]: tell the app's owner, or the player's user
//   - [ErrUserNotRegistered]: add the user in the developer dashboard
//   - [ErrEndpointClosed]: this app's mode has not got it: see the method's doc
//   - [ErrNotFound]: no such thing, or not in this market
//   - [ErrNoActiveDevice]: name a device, or start one
//   - [ErrRateLimited]: come back after RetryAfter
//   - [ErrQuotaExceeded]: the day's quota is used up: come back after RetryAfter
//   - [ErrServer]: Spotify failed: later
//   - [ErrClosed]: this program closed the client
//
// If the caller's context ended, its error and its cause are found too. Errors
// hold no secret, no token and no query.
//
// # Retries and rate limits
//
// A call is tried up to four times ([WithMaxRetries]): after a 429, which says
// when, after 408, 500, 502, 503 and 504 and after lost connections, with a
// growing wait. What is not idempotent is sent again only if it surely was not
// executed; else the error's MayHaveExecuted says that it may have been. No
// wait is longer than [WithMaxRetryWait] or than the context allows: then the
// call fails at once, with RetryAfter set. Spotify bans for up to a day, and
// longer if it is called on, so a 429 stops the whole client for its group of
// endpoints: later calls wait or fail without being sent. In an outage a budget
// stops the retries and lets first attempts go on.
//
// To stay below a limit, pace before the call, not in a RoundTripper: there a
// wait would count against the attempt's timeout.
//
// # Pages and batches
//
// Lists come as a [Page] or [CursorPage]; its All walks on through all pages
// with range. [WithPagePrefetch] fetches ahead. [Client.Tracks] and its kin
// take any number of ids and split them; where an app has lost the list
// endpoint they ask one by one.
//
// Models are plain structs that can be stored with encoding/json and read back
// with it. Spotify's oddities (nulls in lists, floats for integers, older
// spellings of fields) are read by the client alone, not by json.Unmarshal.
//
// # Tokens and caching
//
// Any number of callers cost one token request an hour; the token is renewed in
// the background before it expires, and one that lives goes on being used while
// the Accounts service is down. [WithTokenCache] shares it with other
// processes.
//
// # Transport
//
// The SDK's transport takes proxies from the environment, finds dead HTTP/2
// connections by pings and opens one connection for a cold burst. Add to it with
// [WithTransport]; a transport of one's own ([WithHTTPClient]) loses that. Every
// request carries its route in [http.Request.Pattern], for traces and metrics.
//
// # Logging
//
// [WithLogger] logs these messages, which are part of the API, with the
// caller's context and route templates, and without secrets:
//
//	spotify: request             Debug  method, route, status (0: no answer), attempt, duration
//	spotify: retry               Warn   method, route, cause, attempt, wait
//	spotify: cooldown            Warn   route, wait
//	spotify: token refreshed     Info   cause (missing, ahead, skew, rejected), lifetime, source (endpoint, cache)
//	spotify: token failed        Warn   cause, error, attempts, wait (until the next try)
//	spotify: token cache failed  Warn   op (get, set), error
//
// # Testing
//
// Declare an interface of the methods that you use; pages are plain values,
// whose All needs no client where there is no next page. Package spotifytest
// has a fake Spotify for tests over real HTTP, with faults on demand.
//
// # Closing
//
// [Client.Close] ends waits and refuses later calls with [ErrClosed]; requests
// on the wire finish. A client that is dropped without it leaks nothing but
// idle connections, for 90 seconds.
//
// # Methods by resource
//
//   - Albums: [Client.Album], [Client.Albums], [Client.AlbumTracks]
//   - Artists: [Client.Artist], [Client.Artists], [Client.ArtistAlbums]
//   - Tracks: [Client.Track], [Client.Tracks]
//   - Search: [Client.Search]
//   - Shows and episodes: [Client.Show], [Client.Shows], [Client.ShowEpisodes], [Client.Episode], [Client.Episodes]
//   - Audiobooks: [Client.Audiobook], [Client.Audiobooks], [Client.AudiobookChapters], [Client.Chapter], [Client.Chapters]
//   - Playlists: [Client.Playlist], [Client.CurrentUserPlaylists], [Client.CreatePlaylist], [Client.UpdatePlaylist],
//     [Client.PlaylistItems], [Client.AddPlaylistItems], [Client.RemovePlaylistItems], [Client.ReplacePlaylistItems],
//     [Client.ReorderPlaylistItems], [Client.PlaylistImages], [Client.UploadPlaylistImage]
//   - Users: [Client.CurrentUser], [Client.TopTracks], [Client.TopArtists], [Client.FollowedArtists]
//   - Library: [Client.SavedAlbums], [Client.SavedTracks], [Client.SavedShows], [Client.SavedEpisodes], [Client.SavedAudiobooks],
//     [Client.SaveToLibrary], [Client.RemoveFromLibrary], [Client.LibraryContains]
//   - Player: [Client.PlaybackState], [Client.CurrentlyPlaying], [Client.Devices], [Client.Queue], [Client.AddToQueue],
//     [Client.RecentlyPlayed], [Client.StartPlayback], [Client.PausePlayback], [Client.SkipToNext], [Client.SkipToPrevious],
//     [Client.SeekTo], [Client.SetRepeat], [Client.SetVolume], [Client.SetShuffle], [Client.TransferPlayback]
//   - Anything else: [Client.Call], [Client.Do]
//
// Deprecated by Spotify or closed for some apps; each says who still has it and
// what to use instead:
//
//   - Since November 2024: [Client.RelatedArtists], [Client.Recommendations], [Client.GenreSeeds], [Client.AudioFeatures],
//     [Client.TracksAudioFeatures], [Client.AudioAnalysis], [Client.FeaturedPlaylists], [Client.CategoryPlaylists]
//   - Since February 2026, catalogue: [Client.ArtistTopTracks], [Client.NewReleases], [Client.Categories], [Client.Category],
//     [Client.AvailableMarkets], [Client.User], [Client.UserPlaylists]
//   - Playlists: [Client.CreateUserPlaylist], [Client.PlaylistTracks], [Client.AddPlaylistTracks], [Client.RemovePlaylistTracks],
//     [Client.ReplacePlaylistTracks], [Client.ReorderPlaylistTracks]
//   - Library: [Client.SaveAlbums], [Client.RemoveSavedAlbums], [Client.SavedAlbumsContain], [Client.SaveTracks],
//     [Client.RemoveSavedTracks], [Client.SavedTracksContain], [Client.SaveShows], [Client.RemoveSavedShows],
//     [Client.SavedShowsContain], [Client.SaveEpisodes], [Client.RemoveSavedEpisodes], [Client.SavedEpisodesContain],
//     [Client.SaveAudiobooks], [Client.RemoveSavedAudiobooks], [Client.SavedAudiobooksContain]
//   - Following: [Client.FollowArtists], [Client.UnfollowArtists], [Client.FollowUsers], [Client.UnfollowUsers],
//     [Client.IsFollowingArtists], [Client.IsFollowingUsers], [Client.FollowPlaylist], [Client.UnfollowPlaylist],
//     [Client.IsFollowingPlaylist]
package spotify
