package spotify_test

import (
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

const apiURL = "https://api.spotify.com/v1"

// albumPage is a page of albums, one for each word of names, as JSON.
func albumPage(names, next string) string {
	var items []string
	for _, name := range strings.Fields(names) {
		items = append(items, fmt.Sprintf(`{"name":%q}`, name))
	}
	if next != "" {
		next = `"next":"` + next + `",`
	}
	return fmt.Sprintf(`{%s"limit":2,"total":100,"items":[%s]}`, next, strings.Join(items, ","))
}

// albumNames ranges over a list of albums and returns their names. It fails if
// anything follows an error.
func albumNames(t *testing.T, list iter.Seq2[spotify.SimplifiedAlbum, error]) (string, error) {
	t.Helper()
	var (
		names []string
		last  error
	)
	for album, err := range list {
		if last != nil {
			t.Errorf("%q, %v came after the error %v", album.Name, err, last)
		}
		if last = err; err == nil {
			names = append(names, album.Name)
		} else if album.Name != "" {
			t.Errorf("the album %q came with the error %v", album.Name, err)
		}
	}
	return strings.Join(names, " "), recorded(last)
}
