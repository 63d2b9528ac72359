package spotify_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// A response that is an object with a single list is an error if the list has
// another type, and if it is null as a whole. Without the list it is empty.
func TestSingleListsOfTheWrongType(t *testing.T) {
	id := "11dFghVXANMlKmJXsNCbNl"
	for _, tt := range []struct {
		member string
		list   bool // the member is an array, not a page
		call   func(context.Context, *spotify.Client) (any, error)
	}{
		{"tracks", true, func(ctx context.Context, c *spotify.Client) (any, error) { return c.ArtistTopTracks(ctx, id, nil) }},
		{"artists", true, func(ctx context.Context, c *spotify.Client) (any, error) { return c.RelatedArtists(ctx, id) }},
		{"devices", true, func(ctx context.Context, c *spotify.Client) (any, error) { return c.Devices(ctx) }},
		{"genres", true, func(ctx context.Context, c *spotify.Client) (any, error) { return c.GenreSeeds(ctx) }},
		{"markets", true, func(ctx context.Context, c *spotify.Client) (any, error) { return c.AvailableMarkets(ctx) }},
		{"albums", false, func(ctx context.Context, c *spotify.Client) (any, error) { return c.NewReleases(ctx, nil) }},
		{"categories", false, func(ctx context.Context, c *spotify.Client) (any, error) { return c.Categories(ctx, nil) }},
		{"artists", false, func(ctx context.Context, c *spotify.Client) (any, error) { return c.FollowedArtists(ctx, nil) }},
	} {
		wrong, right := []string{`[]`}, `{"items":[]}`
		if tt.list {
			wrong, right = []string{`{}`, `{"a":{}}`}, `[]`
		}
		for _, value := range append(wrong, `"x"`, `1`, `true`) {
			c := (&fake{api: script(respondBody(200, fmt.Sprintf(`{"other":1,%q:%s}`, tt.member, value)))}).client(t)
			got, err := tt.call(t.Context(), c)
			if err == nil {
				t.Errorf("%s as %s: got %+v and no error", tt.member, value, got)
			} else if !strings.Contains(err.Error(), fmt.Sprintf("%q is a JSON ", tt.member)) || apiErr(t, err).StatusCode != 200 {
				t.Errorf("%s as %s: error %v", tt.member, value, err)
			}
		}
		for _, text := range []string{`null`, ` null `, `[]`} {
			c := (&fake{api: script(respondBody(200, text))}).client(t)
			if got, err := tt.call(t.Context(), c); err == nil {
				t.Errorf("%s, with %s as the body: got %+v and no error", tt.member, text, got)
			}
		}
		for _, text := range []string{`{}`, fmt.Sprintf(`{%q:null}`, tt.member), fmt.Sprintf(`{%q:%s}`, tt.member, right)} {
			c := (&fake{api: script(respondBody(200, text))}).client(t)
			got, err := tt.call(t.Context(), c)
			if err != nil {
				t.Errorf("%s, with %s as the body: %v", tt.member, text, err)
			} else if v := reflect.ValueOf(got); v.Kind() == reflect.Slice && v.Len() > 0 {
				t.Errorf("%s, with %s as the body: got %+v", tt.member, text, got)
			}
		}
	}
}

// A list endpoint's response has a list of the right length, or it is an error.
func TestBatchesOfTheWrongType(t *testing.T) {
	ids := []string{"11dFghVXANMlKmJXsNCbNl"}
	for _, text := range []string{`{"tracks":{"a":{}}}`, `{"tracks":{}}`, `{"tracks":"x"}`, `{"tracks":null}`, `{"tracks":[]}`, `{"tracks":[{},{}]}`, `{}`, `null`, `[]`, `[{}]`} {
		c := (&fake{api: script(respondBody(200, text))}).client(t)
		if got, err := c.Tracks(t.Context(), ids, nil); err == nil {
			t.Errorf("%s: got %+v and no error", text, got)
		}
	}
}

// null as a whole is an error for every type of the package.
func TestCallRefusesNull(t *testing.T) {
	c := (&fake{api: script(respondBody(200, `null`))}).client(t)
	for _, out := range []any{new(spotify.Track), new(spotify.Item), new(spotify.Markets), new([]spotify.Track),
		new(map[string]spotify.Track), new(spotify.Page[spotify.Track])} {
		if err := c.Call(t.Context(), "GET", "/thing", nil, nil, out); err == nil || !strings.Contains(err.Error(), "JSON null") {
			t.Errorf("%T: error %v", out, err)
		}
	}
	track := new(spotify.Track)
	if err := c.Call(t.Context(), "GET", "/thing", nil, nil, &track); err != nil || track != nil {
		t.Errorf("a pointer: %v, %v", track, err)
	}
}
