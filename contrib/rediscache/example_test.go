package rediscache_test

import (
	"log"

	"github.com/redis/go-redis/v9"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/rediscache"
)

// All processes that share a Redis share one token.
func Example() {
	id, secret := "...", "..."

	cache, err := rediscache.Open("redis://localhost:6379/0")
	if err != nil {
		log.Fatal(err)
	}
	defer cache.Close()
	client, err := spotify.NewFromClientCredentials(id, secret, spotify.WithTokenCache(cache))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

// A program that has a client already, here of a cluster, shares that.
func ExampleNew() {
	cluster := redis.NewClusterClient(&redis.ClusterOptions{
		Addrs:                 []string{"localhost:7000", "localhost:7001"},
		ContextTimeoutEnabled: true,
	})
	defer cluster.Close()

	client, err := spotify.New(spotify.WithTokenCache(rediscache.New(cluster)))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}
