// Package spotify is a client for the Spotify Web API. A program passes a client ID
// and a client secret and makes calls; the client requests, caches and refreshes
// the access token and retries what is safe to retry.
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
// # Clients
//
// A [Client] is safe for concurrent use. Create one per app and keep it: it
// holds the connections, the access token, and the state of rate limits.
// [Client.As] returns a client for another identity that shares all of this, so
// use it for each user of the app.
//
// Every method that takes a context sends requests. A method takes its required
// parameters as arguments and its optional ones as a struct, which may be nil.
// Fields that are "", 0, false or nil are not sent. IDs may be given as Spotify
// IDs, spotify: URIs, open.spotify.com URLs or hrefs of the API. Methods that
// accept items of several kinds need a URI or URL, because a bare ID does not
// name its kind.
//
// # Authentication of apps
//
// [NewFromClientCredentials] uses the OAuth 2.0 client credentials flow. An
// empty client ID or secret is read from the environment variables
// SPOTIFY_SDK_CLIENT_ID and SPOTIFY_SDK_CLIENT_SECRET, and [New] without an
// option reads both. An app token reads the catalog. It has no country, so pass
// a market ([WithMarket]) for shows, episodes, audiobooks and chapters: without
// one the error matches [ErrNotFound].
//
// All calls that wait for a token share one request. As long as you keep making
// calls, it is refreshed in the background and no call waits for it. If the
// Accounts service is down, the current token stays in use until it expires.
//
// # Authentication of users
//
// What belongs to a user (/me, playlists, the player) requires a user token
// with the scopes that each method names, such as [ScopeUserLibraryRead]. The
// package contrib/spotifyauth of this repository implements logins for
// command-line programs and web servers on golang.org/x/oauth2. Other flows
// plug in as an [AuthProvider]; [NewTokenProvider] makes a provider from a
// function that requests a token.
//
// A program that acts only for a user passes a provider to [WithAuthProvider].
// A server calls [Client.As] with the provider of each user.
//
// A refresh token expires six months after the login; using it does not extend
// that (measured, not documented). The user must then log in again, and the
// error matches [ErrUnauthorized].
//
// # Errors
//
// A failed API request returns an [*Error]. If no access token can be obtained, the
// call returns an [*AuthenticationError]. Both are always pointers. Use errors.Is
// to classify an error and errors.As to read its details.
//
//   - [ErrConfig]: fix the program; the message lists every problem
//   - [ErrInvalidID]: fix the ID
//   - [ErrBadRequest]: fix the arguments
//   - [ErrUnauthorized]: check the client secret, or let the user log in again
//   - [ErrUserAuthRequired]: use a user token
//   - [ErrForbidden]: do not retry; the message says why
//   - [ErrInsufficientScope]: let the user log in again with the scope
//   - [ErrPremiumRequired]: inform the owner of the app, or the user of the player
//   - [ErrUserNotRegistered]: add the user in the developer dashboard
//   - [ErrEndpointClosed]: the endpoint is not available to this app; see the method's doc
//   - [ErrNotFound]: the item does not exist, or not in this market
//   - [ErrNoActiveDevice]: name a device, or start one
//   - [ErrRateLimited]: try again after RetryAfter
//   - [ErrQuotaExceeded]: the app's quota is used up; try again after RetryAfter
//   - [ErrServer]: try again later
//   - [ErrNetwork]: check the connection, or try again later
//   - [ErrClosed]: this program closed the client
//
// If the caller's context ended, the error matches the context's error and its
// cause, but no sentinel that the cause matches, because that may be about
// another call. No error contains a secret, a token, a header or a query.
//
// # Retries
//
// A call makes up to four attempts ([WithMaxRetries]) with growing delays. A request
// that is not idempotent is retried only if it certainly was not executed. If no
// complete, readable response arrived, its error has MayHaveExecuted set.
//
//	result                                   GET PUT DELETE   POST
//	429                                      retry            retry
//	408 500 502 503 504                      retry            error
//	not connected: dial, DNS, proxy          retry            retry
//	connection lost, attempt timed out       retry            error, may have executed
//	body of a success truncated              retry            error, may have executed
//	body of a success unreadable             error            error, may have executed
//	other statuses                           error            error
//	certificate, unknown host, bad request   error            error
//
// Starting playback and reordering a playlist count as POST, because repeating
// them has a different effect. If Spotify requests a longer wait than
// [WithMaxRetryWait], or than the context allows, the call fails at once, with
// RetryAfter set. Up to a second of jitter is added to a requested wait. In an
// outage the retry budget of the client runs out: first attempts continue, but
// are not retried.
//
// # Rate limits
//
// Spotify's rate limits last from seconds to a day, and requests made meanwhile
// extend them. So a 429 starts a cooldown: until it ends, requests to the same
// route, such as /albums/{id}, wait or fail without being sent. [WithRateLimiter]
// paces requests to avoid 429s, including those of batches and of [Page.All]. Do
// not pace in a RoundTripper: the wait would count against the attempt's timeout.
//
// # Lists and batches
//
// Lists are returned as a [Page] or a [CursorPage]. Their All iterates over the
// items of all pages, [Collect] gathers them in a slice, and NextPage fetches one
// page. [WithPagePrefetch] requests pages ahead of the caller, which saves time and
// may cost requests. Total is Spotify's estimate.
//
// [Client.Tracks] and similar methods read any number of IDs with as few
// requests as possible. If the app does not have the list endpoint, they
// request each item by itself, a few at a time. Methods that write accept only
// as many items as fit in one request.
//
// Models are plain structs that encoding/json can store and load. Oddities in
// Spotify's responses, such as null in lists and floats for integers, are handled
// by the client but not by json.Unmarshal.
//
// # Caching
//
// [WithTokenCache] shares the access token among processes. Responses are not
// cached: Spotify's terms allow that only temporarily. An HTTP cache in
// [WithTransport] must distinguish requests by their Authorization header.
// Otherwise it returns one user's profile to another, because clients made by
// [Client.As] share the transport.
//
// # Short-lived and suspended processes
//
// Command-line programs and serverless functions start without a token and without
// knowledge of rate limits. Share both: the token with [WithTokenCache] and a file
// or Redis (contrib/filecache, contrib/rediscache), rate limits with
// contrib/sharedcooldown. A process that was suspended requests a new token when
// it continues, if the old one expired meanwhile.
//
// # Transport
//
// The SDK's transport takes proxies from the environment, limits dialing to
// five seconds, detects dead HTTP/2 connections with pings and opens few
// connections for a burst of requests. Wrap it with [WithTransport].
// [WithHTTPClient] replaces it with your own. Every request carries its route
// in [http.Request.Pattern], for traces and metrics.
//
// # Logging
//
// [WithLogger] logs these records, whose messages and attributes are part of the
// API. They contain route templates and no secrets, and are logged with the
// caller's context.
//
//	spotify: request             Debug  method, route, status (0: no response), attempt, duration
//	spotify: retry               Warn   method, route, cause, attempt, wait
//	spotify: cooldown            Warn   route, wait
//	spotify: token refreshed     Info   cause (missing, ahead, skew, rejected), lifetime, source (endpoint, cache)
//	spotify: token failed        Warn   cause, error, attempts, wait (until the next attempt)
//	spotify: token cache failed  Warn   op (get, set), error
//
// # Testing
//
// Package spotifytest is a fake Spotify for tests, with faults on demand. For
// unit tests, declare an interface with the methods that you use. Pages are
// plain values whose All needs no client if there is no next page. An [Error]
// that a test constructs matches the sentinels like a real one, except for
// [ErrNetwork].
//
// # Closing
//
// [Client.Close] cancels pending waits and makes later calls fail with
// [ErrClosed]. Requests in flight complete. A client that is not closed leaves
// only idle connections behind, which time out after 90 seconds.
//
// # Links
//
//   - Web API reference, https://developer.spotify.com/documentation/web-api
//   - Developer dashboard, https://developer.spotify.com/dashboard
//   - Developer terms, https://developer.spotify.com/terms
//   - Logins and caches (contrib), https://github.com/spotify-sdk/spotify/tree/main/contrib
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
// The following are deprecated by Spotify or closed to some apps. The doc of each
// says which apps have access and what to use instead:
//
//   - Since November 2024: [Client.RelatedArtists], [Client.Recommendations], [Client.GenreSeeds], [Client.AudioFeatures],
//     [Client.TracksAudioFeatures], [Client.AudioAnalysis], [Client.FeaturedPlaylists], [Client.CategoryPlaylists]
//   - Since February 2026, catalog: [Client.ArtistTopTracks], [Client.NewReleases], [Client.Categories], [Client.Category],
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
