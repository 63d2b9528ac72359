// Package spotifyauth logs users in to Spotify: by the OAuth 2.0 authorization
// code flow with PKCE, with or without a client secret, on golang.org/x/oauth2.
// A [Flow] logs users in to one app. Its methods return providers for
// [spotify.WithAuthProvider] and [spotify.Client.As].
//
// # Command-line programs
//
// [Flow.Login] opens the browser, waits for the user and returns a provider. The
// login is stored, so the next start needs no browser:
//
//	flow, err := spotifyauth.New(spotifyauth.Config{
//		ClientID:    clientID,
//		RedirectURL: "http://127.0.0.1:8888/callback", // as registered in the dashboard
//		Scopes:      []string{spotify.ScopeUserReadCurrentlyPlaying},
//		Store:       spotifyauth.UserFileStore("myprogram"),
//	})
//	...
//	provider, err := flow.Login(ctx, nil)
//	...
//	client, err := spotify.New(spotify.WithAuthProvider(provider))
//
// # Web programs
//
// [Flow.Begin] sends the browser to Spotify and [Flow.Finish] handles its return.
// Finish returns a [Session], which can call [spotify.Client.CurrentUser] to find
// out who logged in. [Session.Save] then stores the login under a key of your
// choice, such as the user's ID, and [Flow.Provider] returns a provider for that
// key at any later time. Make one client with [NewClient] and use its As method.
//
// # Services
//
// [Flow.ProviderFromRefreshToken] takes a refresh token that was obtained
// elsewhere. It needs a store too, because Spotify may replace the token.
//
// # How long a login lasts
//
// An access token lasts for an hour and is refreshed in time. Spotify ends a
// login six months after the user agreed, and when the user removes the app from
// their account. Calls then fail with an error that matches
// [spotify.ErrUnauthorized]; an outage does not match it. Send the user through
// the login again.
//
// Spotify may replace the refresh token when it is used. The new one is stored
// before the new access token is used. If the process is killed after Spotify
// has replaced the token and before the new one is stored, the stored one may
// no longer be valid, and the user must log in again. This can only happen
// between the response and the write that follows it.
//
// # Tests
//
// Package spotifytest has a fake login. Set AuthURL and TokenURL of [Config] to the
// URLs that its Server returns. With spotifytest.ConsentApprove a GET request is
// the whole login, so a test needs no browser: see the example of [LoginOptions].
//
// # Secrets
//
// No error and no log record contains a token, an authorization code, a code
// verifier or the client secret.
package spotifyauth
