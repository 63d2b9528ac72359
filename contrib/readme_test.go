package contrib_test

import (
	"golang.org/x/time/rate"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/filecache"
)

// The Go blocks of README.md that need another module. A guard of the root
// module compares them.
var _ = []any{readmeRateLimiter, readmeTokenCache}

func readmeRateLimiter() (*spotify.Client, error) {
	client, err := spotify.New(spotify.WithRateLimiter(rate.NewLimiter(5, 1))) // 5 requests per second
	return client, err
}

func readmeTokenCache() (*spotify.Client, error) {
	client, err := spotify.New(spotify.WithTokenCache(filecache.User("myprogram")))
	return client, err
}
