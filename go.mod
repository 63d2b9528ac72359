module github.com/spotify-sdk/spotify

go 1.25
