// Package spotifytest is a fake Spotify for tests: the Accounts service, login
// included, and the whole Web API, over a catalog and users of your choice.
//
//	srv, client := spotifytest.New(t)
//	srv.Fail(spotifytest.Fault{Path: "/albums/{id}", Status: 503, Times: 1})
//	album, err := client.Album(t.Context(), spotifytest.AlbumID, nil)
//
// [New] returns a server with a client of the SDK. [Start] returns a server
// with options, and [NewServer] one for programs. Programs that are written
// with another client, or in another language, use [Server.ServeHTTP],
// [Server.Transport], or the program in cmd/fakespotify.
//
// # Catalog and users
//
// A server has a fictional catalog with the IDs of the constants. [WithCatalog]
// replaces it: a [Catalog] holds values of the SDK's models, and links, totals,
// pages and search follow from them. A catalog can be recorded once and checked
// in as JSON: [ReadCatalog].
//
// Every name is a user, whose library, playlists and player are kept in memory.
// [Server.AddUser] adds one with a country, a product, scopes or devices of
// their own. Responses depend on them as they do at Spotify: 403 without the
// scope or without Premium, 404 for an audiobook that is not sold in the
// country. The clock of a player runs: tracks end and are then listed as
// recently played.
//
// # Errors
//
// [Server.Fail] makes requests fail: by path, route, query or any property of
// the request, after so many requests, or at random. [Server.Sequence] lists
// one outcome for each request in order, [Server.Stub] replaces a successful
// response. [Server.Requests] lists what the server received. At the end of a
// test, faults and stubs that applied to no request are reported.
//
// [Server.SetRateLimit] limits requests as Spotify does, and
// [Server.SetDevelopmentMode] restricts the app as Spotify does since February
// 2026. [Server.ExpireTokens] makes access tokens expire,
// [Server.SetTokenLifetime] sets how long new ones last.
//
// # Fake time
//
// A server made with [WithoutSocket] works within a bubble of testing/synctest,
// where waiting takes no time. Create the server and its clients inside of the
// bubble; a server with a socket hangs there. A retry after a 5xx, a Retry-After of an hour or
// the expiry of a token can be tested in a millisecond:
//
//	synctest.Test(t, func(t *testing.T) {
//		srv := spotifytest.Start(t, spotifytest.WithoutSocket())
//		client := srv.Client(t, spotify.WithMaxRetryWait(2*time.Hour))
//		srv.Fail(spotifytest.Fault{Status: 429, RetryAfter: "3600", Times: 1})
//		...
//	})
//
// # Testing a login
//
// Point the program at [Server.AuthURL] and [Server.TokenURL] with [ClientID]
// and, unless it uses PKCE without one, [ClientSecret]. A person, or a browser
// that a test controls, decides on a consent page. With
// Login{Consent: ConsentApprove} or ConsentDeny a GET of the authorization URL
// redirects to the program at once.
//
// [Server.SetLogin] also sets whether refresh tokens rotate, which redirect
// URIs are registered and which scopes the user withholds.
// [Server.RefreshToken] returns a refresh token without a login, and
// [Server.RevokeRefreshTokens] revokes those of a user. To test an outage in
// the middle of a login, use a [Fault] with the path "/api/token" or
// "/authorize".
//
// A code works once, for ten minutes, with the redirect URI of its login. A
// PKCE verifier must match the challenge. A wrong client ID or redirect URI
// leads to an error page in the browser, as it does at Spotify, and not back to
// the program.
//
// # Differences from Spotify
//
// Search does not rank its results: it returns everything that matches all
// words, in the order of the catalog. The fields parameter of playlists is
// ignored. If a user adds an unknown track to a playlist, the new entry has no
// track, like one whose track was removed. The texts of some errors are not
// known, and the numbers of rate limits are not published.
package spotifytest
