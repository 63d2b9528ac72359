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
// connections and cool-downs, and one costs next to nothing.
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
//	spotify: cool-down           Warn   route, wait
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

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Client makes calls of the Web API. Make one per app with [New] or
// [NewFromClientCredentials], share it, and give it other identities with
// [Client.As]. It is safe for concurrent use. What calls return is the caller's
// to keep and to change.
type Client struct{ inner func() *session } // a closure: nothing can print what it holds

// session is a client's identity beside the engine that it shares.
type session struct {
	engine   *engine
	auth     AuthProvider
	mode     *appMode
	market   string
	prefetch int
	close    func() error // nil: not the owner
}

// New returns a client for the identity that its options state: exactly one of
// [WithClientCredentials], [WithAccessToken] and [WithAuthProvider], or none
// for client credentials from the environment (SPOTIFY_SDK_CLIENT_ID and
// SPOTIFY_SDK_CLIENT_SECRET). It sends nothing. An error reports all mistakes
// at once and matches [ErrConfig].
func New(opts ...Option) (*Client, error) {
	c, err := configure(opts, (*config).oneIdentity)
	if err != nil {
		return nil, err
	}
	if c.provider == nil {
		c.provider = newClientCredentials(c)
	}
	e := &engine{wire: c.wire, base: c.baseURL, userAgent: c.userAgent, language: c.language,
		policy: policy{c.retries, c.maxWait}, closed: make(chan struct{}), log: c.log}
	s := &session{engine: e, auth: c.provider, mode: new(appMode), market: c.market, prefetch: c.prefetch}
	s.close = sync.OnceValue(func() error {
		close(e.closed)
		var err error
		if closer, ok := c.provider.(io.Closer); ok {
			err = closer.Close()
		}
		if c.own != nil {
			c.own.CloseIdleConnections()
		}
		return err
	})
	return &Client{func() *session { return s }}, nil
}

// NewFromClientCredentials is [New] with the two strings that Spotify's
// dashboard gives an app. An empty one is read from the environment.
func NewFromClientCredentials(clientID, clientSecret string, opts ...Option) (*Client, error) {
	return New(append([]Option{credentials("NewFromClientCredentials", clientID, clientSecret)}, opts...)...)
}

// NewClientCredentials returns the provider of an app's own tokens alone, for
// use without a [Client] or by several.
func NewClientCredentials(clientID, clientSecret string, opts ...Option) (*TokenProvider, error) {
	c, err := configure(opts, func(c *config) []string {
		return append(c.refuseIdentity("NewClientCredentials"), append(c.refuseOthers(uselessForGrant, "in NewClientCredentials"),
			c.completeCredentials(clientID, clientSecret)...)...)
	})
	if err != nil {
		return nil, err
	}
	return newClientCredentials(c), nil
}

// NewTokenProvider returns a provider that keeps the token of any grant fresh:
// fetch asks for a new one. It runs alone, once for all callers, on a context
// of the provider's own that ends after 30 seconds or with Close.
//
// Each call of fetch must ask for a new token, so give it no source that reuses
// one; the first call may return a stored token that is still alive. A token
// that is the present or the rejected one again, or does not outlive the
// present one, counts as a failure. After a failure the present token goes on
// while it lives, and fetch is not called again for a second, then two, up to
// thirty: at least ten after an error that matches [ErrUnauthorized], and up to
// five minutes if the RetryAfter of an [*AuthenticationError] asks for it. fetch is
// not retried otherwise, because a refresh token may have rotated: retry inside
// it where that is safe. With an error the token is dropped; if only storing it
// failed, log that and return the token. A life of more than 24 hours counts as
// 24; the zero ExpiresAt is expired.
//
// The options are [WithExpirySkew] and [WithLogger].
func NewTokenProvider(fetch func(ctx context.Context) (Token, error), opts ...Option) (*TokenProvider, error) {
	c, err := configure(opts, func(c *config) []string {
		mistakes := append(c.refuseIdentity("NewTokenProvider"), c.refuseOthers(uselessForProvider, "in NewTokenProvider")...)
		if fetch == nil {
			mistakes = append(mistakes, "NewTokenProvider: fetch is nil")
		}
		return mistakes
	})
	if err != nil {
		return nil, err
	}
	return newTokenProvider(func(ctx context.Context) (Token, time.Time, error) {
		sent := time.Now()
		t, err := fetch(ctx)
		return t, sent, err
	}, c.skew, nil, "", c.log), nil
}

// As returns a client for another identity: p's tokens, and otherwise all of
// c's: connections, cool-downs, options. It costs one small value, so make one
// per user or per request. Closing it does nothing; closing c ends it; p is its
// maker's to close.
func (c *Client) As(p AuthProvider) *Client {
	s, err := c.session(context.Background())
	if err != nil || noProvider(p) {
		return &Client{}
	}
	other := *s
	other.auth, other.close = p, nil
	return &Client{func() *session { return &other }}
}

// Call makes a call that the SDK has no method for, with its token, retries and
// cool-downs. path is sent as it stands, so escape it; it is below the base
// URL, or an absolute URL below that; a query in it is kept and query is added.
// in is sent as JSON, a []byte as it is, nil not at all. The answer's body is
// read into out, unless that is nil or the status 204: with the SDK's leniency
// into its own types, pointers and slices of them, by encoding/json into
// others. Refused arguments match [ErrBadRequest].
func (c *Client) Call(ctx context.Context, method, path string, query url.Values, in, out any) error {
	s, err := c.session(ctx)
	if err != nil {
		return err
	}
	if out != nil && !decodable(out) {
		return inputErrorf(ErrBadRequest, "out is neither nil nor a pointer to something")
	}
	return s.engine.call(ctx, s.auth, method, path, query, in, out)
}

// Do sends req with the client's token, retries and cool-downs, so that a
// *Client serves where a Do like http.Client's is wanted. req must be for the
// API's own origin. Every answer that it ends with is returned as it is, with a
// nil error whatever its status; its body is the caller's to close. An error
// means that there is no answer, or that the last one was given up for a retry
// that did not come. Do closes req's body and changes nothing else of it; a
// body without GetBody is sent once. [WithTimeout] ends with the answer's
// header.
func (c *Client) Do(req *http.Request) (*http.Response, error) {
	if req == nil {
		return nil, inputErrorf(ErrBadRequest, "the request is nil")
	}
	s, err := c.session(req.Context())
	if err != nil {
		closeBody(req)
		return nil, err
	}
	return s.engine.do(req, s.auth)
}

// Close ends the client and all that [Client.As] made of it: waits end and
// later calls fail with [ErrClosed]; requests on the wire finish. It closes the
// provider, if that is an [io.Closer], and idle connections of the SDK's own
// transport. It does not block and may be called twice.
func (c *Client) Close() error {
	s, err := c.session(context.Background())
	if err != nil {
		return err
	}
	if s.close == nil {
		return nil
	}
	return s.close()
}

func (c *Client) session(ctx context.Context) (*session, error) {
	if c == nil || c.inner == nil {
		return nil, inputErrorf(ErrConfig, "a Client is made by New, NewFromClientCredentials or, with a provider, As")
	}
	if ctx == nil {
		return nil, inputErrorf(ErrBadRequest, "the context is nil")
	}
	return c.inner(), nil
}

// query starts the query of a call that takes a market.
func (c *Client) query() params {
	if c == nil || c.inner == nil {
		return params{} // send returns the error
	}
	return params{defaultMarket: c.inner().market}
}

// get is the one line of every method that reads.
func get[T any](ctx context.Context, c *Client, route, id string, query params) (*T, error) {
	out := new(T)
	if err := c.send(ctx, request{method: http.MethodGet, route: route, id: id, query: query}, out); err != nil {
		return nil, err
	}
	return out, nil
}

// fetch is get for requests with another method or a body.
func fetch[T any](ctx context.Context, c *Client, r request) (*T, error) {
	out := new(T)
	if err := c.send(ctx, r, out); err != nil {
		return nil, err
	}
	return out, nil
}

// responseReader is a result that reads the body of a response itself, because
// it checks the body against the request or finds its value inside of it.
type responseReader interface {
	readResponse(body []byte) error
}

// send sends r and reads the body of a successful response into out: with out's
// own method if it is a [responseReader], with the decoder otherwise. If out is
// nil the body is not read.
func (c *Client) send(ctx context.Context, r request, out any) error {
	if r.query.err != nil {
		return r.query.err
	}
	s, err := c.session(ctx)
	if err != nil {
		return err
	}
	switch out := out.(type) {
	case nil:
		return s.engine.fetch(ctx, s.auth, r, nil, nil)
	case responseReader:
		return s.engine.fetch(ctx, s.auth, r, nil, func(body []byte, _ any) error { return out.readResponse(body) })
	}
	return s.engine.fetch(ctx, s.auth, r, out, decode)
}
