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
	query := url.Values{"scope": {strings.Join(scopes, " ")}} // and client_id, redirect_uri, ...
	fmt.Println(query.Encode())
	// Output: scope=user-library-read+playlist-modify-private
}
