module github.com/spotify-sdk/spotify/contrib/spotifyauth

go 1.25.0

require (
	github.com/spotify-sdk/spotify v0.1.0
	golang.org/x/oauth2 v0.36.0
)

// For work in the repository.
replace github.com/spotify-sdk/spotify => ../..
