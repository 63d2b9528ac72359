module github.com/spotify-sdk/spotify/contrib/sharedcooldown

go 1.25.0
