package spotify_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// A list response of another shape is an error and no list of unknown items,
// also if one ID was given twice.
func TestBatchResponsesOfTheWrongShape(t *testing.T) {
	for _, tt := range []struct{ body, says string }{
		{`{"artists":{"a":{}}}`, `"artists" is a JSON object instead of an array for 1 ids`},
		{`{"artists":{}}`, `"artists" is a JSON object instead of an array`},
		{`{"artists":"x"}`, `"artists" is a JSON string instead of an array`},
		{`{"artists":1}`, `"artists" is a JSON number instead of an array`},
		{`{"artists":true}`, `"artists" is a JSON boolean instead of an array`},
		{`{"artists":null}`, `0 entries for 1 ids in the array "artists"`},
		{`{"artists":[]}`, `0 entries for 1 ids`},
		{`{"artists":[{},{}]}`, `2 entries for 1 ids`},
		{`{"artist":[{}]}`, `0 entries for 1 ids`},
		{`{}`, `0 entries for 1 ids`},
		{`[]`, `JSON array`},
		{`"x"`, `JSON string`},
		{`[{}]`, `JSON array`},
	} {
		for _, ids := range [][]string{{artistID}, {artistID, artistID}} {
			t.Run(fmt.Sprintf("%s for %d IDs", tt.body, len(ids)), func(t *testing.T) {
				f := &fake{api: func(int, *http.Request) (*http.Response, error) { return newResponse(200, tt.body), nil }}
				artists, err := f.client(t).Artists(t.Context(), ids)
				if e := apiErr(t, err); len(artists) != 0 || e.StatusCode != 200 || e.Route != "/artists" ||
					!strings.Contains(err.Error(), tt.says) {
					t.Errorf("got %v, %v; want an error that says %q", artists, err, tt.says)
				}
				wantNotIs(t, err, spotify.ErrInvalidID, spotify.ErrNotFound)
			})
		}
	}
}
