// Package spotifytest is a fake Spotify for tests.
package spotifytest
