module github.com/spotify-sdk/spotify/contrib/filecache

go 1.25.0

require github.com/spotify-sdk/spotify v0.1.0

// For work in the repository.
replace github.com/spotify-sdk/spotify => ../..
