package contrib_test

import (
	"fmt"
	"net/http"

	"golang.org/x/time/rate"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/filecache"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
)

// The Go blocks of README.md and MIGRATING.md that need another module. A guard
// of the root module compares them.
var _ = []any{readmeRateLimiter, readmeTokenCache, migratingLogin}

func readmeRateLimiter() (*spotify.Client, error) {
	client, err := spotify.New(spotify.WithRateLimiter(rate.NewLimiter(5, 1))) // 5 requests per second
	return client, err
}

func readmeTokenCache() (*spotify.Client, error) {
	client, err := spotify.New(spotify.WithTokenCache(filecache.User("myprogram")))
	return client, err
}

func migratingLogin(flow *spotifyauth.Flow, client *spotify.Client) {
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
		fmt.Fprintf(w, "Hello, %s", me.ID)
	})
}
