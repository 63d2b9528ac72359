package spotify_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// A list of another type must not look like an empty list.
func TestMembersOfAnotherTypeAreErrors(t *testing.T) {
	ctx := t.Context()
	tests := []struct {
		name, member string
		call         func(c *spotify.Client) (n int, err error)
	}{
		{"related artists", "artists", func(c *spotify.Client) (int, error) {
			list, err := c.RelatedArtists(ctx, endpointID)
			return len(list), err
		}},
		{"top tracks", "tracks", func(c *spotify.Client) (int, error) {
			list, err := c.ArtistTopTracks(ctx, endpointID, nil)
			return len(list), err
		}},
		{"devices", "devices", func(c *spotify.Client) (int, error) {
			list, err := c.Devices(ctx)
			return len(list), err
		}},
		{"genres", "genres", func(c *spotify.Client) (int, error) {
			list, err := c.GenreSeeds(ctx)
			return len(list), err
		}},
		{"markets", "markets", func(c *spotify.Client) (int, error) {
			markets, err := c.AvailableMarkets(ctx)
			return markets.Len(), err
		}},
		{"new releases", "albums", func(c *spotify.Client) (int, error) {
			page, err := c.NewReleases(ctx, nil)
			return lengthOf(page, err)
		}},
		{"categories", "categories", func(c *spotify.Client) (int, error) {
			page, err := c.Categories(ctx, nil)
			return lengthOf(page, err)
		}},
		{"followed artists", "artists", func(c *spotify.Client) (int, error) {
			page, err := c.FollowedArtists(ctx, nil)
			if err != nil {
				return 0, err
			}
			return len(page.Items), nil
		}},
		{"featured playlists", "playlists", func(c *spotify.Client) (int, error) {
			featured, err := c.FeaturedPlaylists(ctx, nil)
			if err != nil {
				return 0, err
			}
			return len(featured.Playlists.Items), nil
		}},
		{"a category's playlists", "playlists", func(c *spotify.Client) (int, error) {
			featured, err := c.CategoryPlaylists(ctx, "party", nil)
			if err != nil {
				return 0, err
			}
			return len(featured.Playlists.Items), nil
		}},
	}
	pages := map[string]bool{"albums": true, "categories": true, "followed artists": true, "playlists": true}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wrong := `{"a":{}}`
			if pages[tt.member] || pages[tt.name] {
				wrong = `[{}]`
			}
			for _, value := range []string{wrong, `"x"`, `7`, `true`} {
				_, c := newFakeClient(t, http.StatusOK, fmt.Sprintf(`{"message":"m",%q:%s}`, tt.member, value))
				if n, err := tt.call(c); n != 0 || apiErr(t, err).StatusCode != http.StatusOK {
					t.Errorf("%s: %d items, error %v; want an error", value, n, err)
				}
			}
			_, c := newFakeClient(t, http.StatusOK, `null`)
			if _, err := tt.call(c); apiErr(t, err).StatusCode != http.StatusOK {
				t.Errorf("a response that is null: %v, want an error", err)
			}
			empty := `[]`
			if wrong == `[{}]` {
				empty = `{}`
			}
			for _, body := range []string{`{}`, `{"other":1}`, fmt.Sprintf(`{%q:null}`, tt.member), fmt.Sprintf(`{%q:%s}`, tt.member, empty)} {
				_, c := newFakeClient(t, http.StatusOK, body)
				if n, err := tt.call(c); n != 0 || err != nil {
					t.Errorf("%s: %d items, error %v; want none", body, n, err)
				}
			}
		})
	}
}

func lengthOf[T any](page *spotify.Page[T], err error) (int, error) {
	if err != nil {
		return 0, err
	}
	return len(page.Items), nil
}
