//go:build race

package spotify_test

const raceEnabled = true
