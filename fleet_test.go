package spotify_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// A fleet of 50 processes with the same credentials, each asking for its token
// about once a minute: token requests per hour, in virtual time.
func TestFleet(t *testing.T) {
	const processes, hours = 50, 12
	tests := []struct {
		name      string
		shared    bool
		stagger   time.Duration // between the starts of two processes
		cold, max int           // token requests in the first minutes, at most; and in each later hour on average
	}{
		{"a shared cache, started together", true, 0, processes, 2},
		{"a shared cache, started one after another", true, time.Second, 1, 2},
		{"no cache, started together", false, 0, processes, 60},
		{"no cache, started one after another", false, time.Second, processes, 60},
	}
	perHour := map[bool]float64{}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := slowTokens(200*time.Millisecond, 3600)
				var opts []spotify.Option
				if tt.shared {
					cache := spotify.NewMemoryTokenCache()
					opts = append(opts, spotify.WithTokenCache(remoteCache(cache)))
				}
				var waited, calls atomic.Int64
				var group sync.WaitGroup
				end := time.Now().Add(hours * time.Hour)
				for i := range processes {
					p, err := spotify.NewClientCredentials(clientID, clientSecret, append(opts, spotify.WithHTTPClient(&http.Client{Transport: f}))...)
					if err != nil {
						t.Fatal(err)
					}
					group.Go(func() {
						defer p.Close()
						time.Sleep(time.Duration(i) * tt.stagger)
						for first := true; time.Now().Before(end); first = false {
							start := time.Now()
							got, err := p.Token(t.Context())
							if err != nil || time.Until(got.ExpiresAt) <= 0 {
								t.Errorf("process %d: %v", i, err)
								return
							}
							if calls.Add(1); !first && time.Since(start) > 0 {
								waited.Add(1)
							}
							time.Sleep(30*time.Second + rand.N(time.Minute))
						}
					})
				}
				time.Sleep(processes*tt.stagger + time.Minute)
				cold := f.tokenRequests()
				group.Wait()
				rest := float64(f.tokenRequests()-cold) / hours
				perHour[tt.shared] = rest
				t.Logf("%d processes: %d token requests at the start, then %.1f an hour; %d calls, %d of them waited", processes, cold, rest, calls.Load(), waited.Load())
				if cold > tt.cold || cold < 1 || rest > float64(tt.max) || rest < 1 || waited.Load() > 0 {
					t.Errorf("want at most %d at the start and %d an hour, and nobody waiting", tt.cold, tt.max)
				}
			})
		})
	}
	if perHour[false] < 20*perHour[true] {
		t.Errorf("a shared cache makes %.1f token requests an hour out of %.1f", perHour[true], perHour[false])
	}
}

// remoteCache is a cache on another machine: 5 ms away.
func remoteCache(cache spotify.TokenCache) spotify.TokenCache {
	return funcCache{
		get: func(ctx context.Context, key string) (spotify.Token, error) {
			if err := pause(ctx, 5*time.Millisecond); err != nil {
				return spotify.Token{}, err
			}
			return cache.Get(ctx, key)
		},
		set: func(ctx context.Context, key string, token spotify.Token) error {
			if err := pause(ctx, 5*time.Millisecond); err != nil {
				return err
			}
			return cache.Set(ctx, key, token)
		},
	}
}
