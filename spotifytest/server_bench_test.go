package spotifytest_test

import (
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func BenchmarkNewServer(b *testing.B) {
	for b.Loop() {
		spotifytest.NewServer(spotifytest.WithoutSocket()).Close()
	}
}
