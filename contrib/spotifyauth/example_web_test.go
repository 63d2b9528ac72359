package spotifyauth_test

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
)

// A web program logs many users in. It uses one client, and one login of the
// store for each user. How it remembers which user a browser belongs to is its
// own decision; the program examples/web shows one way.
func ExampleFlow_Begin() {
	flow, err := spotifyauth.New(spotifyauth.Config{
		ClientID:     os.Getenv("SPOTIFY_SDK_CLIENT_ID"),
		ClientSecret: os.Getenv("SPOTIFY_SDK_CLIENT_SECRET"),
		RedirectURL:  "https://example.com/callback",
		Scopes:       []string{spotify.ScopeUserReadPrivate},
		Store:        spotifyauth.NewFileStore("/var/lib/mysite/logins.json"),
	})
	if err != nil {
		log.Fatal(err)
	}
	client, err := spotifyauth.NewClient() // it acts only for users
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	http.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		if err := flow.Begin(w, r); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	http.HandleFunc("GET /callback", func(w http.ResponseWriter, r *http.Request) {
		session, err := flow.Finish(w, r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		me, err := client.As(session).CurrentUser(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		provider, err := session.Save(r.Context(), me.ID)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		remember(w, me.ID, provider)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		provider, ok := remembered(r)
		if !ok {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		me, err := client.As(provider).CurrentUser(r.Context())
		switch {
		case errors.Is(err, spotify.ErrUnauthorized): // the login has ended
			http.Redirect(w, r, "/login", http.StatusSeeOther)
		case err != nil:
			http.Error(w, err.Error(), http.StatusBadGateway)
		default:
			fmt.Fprintf(w, "Hello, %s", me.ID)
		}
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:8080", nil)) // behind a proxy that speaks TLS
}

// remember and remembered are the site's own sessions.
func remember(http.ResponseWriter, string, spotify.AuthProvider) {}
func remembered(*http.Request) (spotify.AuthProvider, bool)      { return nil, false }
