package spotify_test

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/spotify-sdk/spotify"
)

// A login asks the user for the scopes that the methods of the program require.
func Example_scopes() {
	scopes := []string{
		spotify.ScopeUserLibraryRead,       // SavedTracks
		spotify.ScopePlaylistModifyPrivate, // CreatePlaylist, AddPlaylistItems
	}
	query := url.Values{
		"client_id":     {"0123456789abcdef0123456789abcdef"},
		"response_type": {"code"},
		"redirect_uri":  {"http://127.0.0.1:8080/callback"},
		"scope":         {strings.Join(scopes, " ")},
	}
	fmt.Println("https://accounts.spotify.com/authorize?" + query.Encode())
	// Output:
	// https://accounts.spotify.com/authorize?client_id=0123456789abcdef0123456789abcdef&redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fcallback&response_type=code&scope=user-library-read+playlist-modify-private
}
