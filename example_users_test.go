package spotify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// grant obtains access tokens with a user's refresh token, after a login with
// PKCE. Spotify returns a new refresh token with each access token and then
// rejects the old one. save stores it where it survives the process.
type grant struct {
	tokenURL, clientID string
	refreshToken       string
	save               func(refreshToken string) error
}

// fetch is never called concurrently, so it needs no lock. RoundTrip does not
// follow redirects, so the refresh token is sent nowhere else. An AuthenticationError with the code invalid_grant matches
// ErrUnauthorized: the user must log in again. If the new refresh token cannot
// be stored, the access token is valid nevertheless.
func (g *grant) fetch(ctx context.Context) (spotify.Token, error) {
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {g.refreshToken}, "client_id": {g.clientID}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.tokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return spotify.Token{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	sent := time.Now()
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return spotify.Token{}, err
	}
	defer resp.Body.Close()
	var body struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
		ExpiresIn    int    `json:"expires_in"`
		Scope        string `json:"scope"`
		Error        string `json:"error"`
		Description  string `json:"error_description"`
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, 1<<16)).Decode(&body)
	if resp.StatusCode != http.StatusOK {
		return spotify.Token{}, &spotify.AuthenticationError{StatusCode: resp.StatusCode, Code: body.Error, Description: body.Description}
	}
	if err != nil {
		return spotify.Token{}, err
	}
	if body.RefreshToken != "" {
		g.refreshToken = body.RefreshToken
		if err := g.save(body.RefreshToken); err != nil {
			log.Print(err)
		}
	}
	return spotify.Token{AccessToken: body.AccessToken, Scope: body.Scope,
		ExpiresAt: sent.Add(time.Duration(body.ExpiresIn) * time.Second)}, nil
}

// NewTokenProvider turns a function that requests one token into a provider. The
// provider calls it once for all concurrent callers, before the token expires and
// after a 401.
func ExampleNewTokenProvider() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	g := &grant{
		tokenURL:     srv.TokenURL(), // https://accounts.spotify.com/api/token
		clientID:     spotifytest.ClientID,
		refreshToken: srv.RefreshToken("anna"), // what the login in the browser returned
		save:         func(refreshToken string) error { fmt.Println("saved a refresh token"); return nil },
	}
	provider, err := spotify.NewTokenProvider(g.fetch)
	if err != nil {
		log.Fatal(err)
	}
	client, err := spotify.New(spotify.WithAuthProvider(provider), spotify.WithBaseURL(srv.BaseURL()))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close() // closes the provider too

	ctx := context.Background()
	for range 2 {
		me, err := client.CurrentUser(ctx)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("here as", me.ID)
		srv.ExpireTokens()
	}
	// Output:
	// saved a refresh token
	// here as anna
	// saved a refresh token
	// here as anna
}

// site serves many users with one client. Each user's provider is made at login
// and kept, together with the user's access token.
type site struct {
	client   *spotify.Client
	sessions map[string]spotify.AuthProvider // by the value of a cookie
}

func (s *site) profile(w http.ResponseWriter, r *http.Request) {
	var session string
	if cookie, err := r.Cookie("session"); err == nil {
		session = cookie.Value
	}
	provider, ok := s.sessions[session]
	if !ok {
		http.Error(w, "Log in first.", http.StatusUnauthorized)
		return
	}
	me, err := s.client.As(provider).CurrentUser(r.Context())
	var failed *spotify.Error
	switch {
	case errors.Is(err, spotify.ErrUnauthorized):
		http.Error(w, "Log in first.", http.StatusUnauthorized)
	case errors.Is(err, spotify.ErrRateLimited) && errors.As(err, &failed):
		w.Header().Set("Retry-After", fmt.Sprint(int(failed.RetryAfter.Seconds())+1))
		http.Error(w, "Spotify asks us to wait.", http.StatusServiceUnavailable)
	case err != nil:
		log.Print(err)
		http.Error(w, "Spotify does not respond.", http.StatusBadGateway)
	default:
		fmt.Fprintf(w, "Hello, %s", me.ID)
	}
}

// A web handler makes a client for the user of each request. These clients share
// connections and cooldowns, and each has its own token.
func ExampleClient_As() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	s := &site{client, map[string]spotify.AuthProvider{"c0ffee": srv.User("anna"), "7ea": srv.User("ben")}}

	for _, session := range []string{"c0ffee", "7ea", "none"} {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/profile", nil)
		r.AddCookie(&http.Cookie{Name: "session", Value: session})
		s.profile(w, r)
		fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
	}
	// Output:
	// 200 Hello, anna
	// 200 Hello, ben
	// 401 Log in first.
}

// A program that acts only for users passes New a provider that returns an
// error, and makes all calls through As.
func ExampleClient_As_usersOnly() {
	client, err := spotify.New(spotify.WithAuthProvider(spotify.AuthProviderFunc(
		func(context.Context) (string, error) { return "", errors.New("call it As a user") })))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	_, err = client.Album(context.Background(), spotifytest.AlbumID, nil)
	fmt.Println(err)
	// Output:
	// spotify: token: call it As a user
}
