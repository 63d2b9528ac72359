package spotify_test

import (
	"net/http"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// Responses of 2021 and 2022 have restriction for restrictions.
func TestSingularRestriction(t *testing.T) {
	const singular = `"restriction":{"reason":"market"}`
	for _, body := range []string{`{` + singular + `}`, `{` + singular + `,"restrictions":null}`, `{"restrictions":null,` + singular + `}`} {
		_, c := newFakeClient(t, http.StatusOK, body)
		ctx := t.Context()
		want := func(what string, r *spotify.Restrictions, err error) {
			if err != nil || r == nil || r.Reason != spotify.RestrictionReasonMarket {
				t.Errorf("%s of %s: restrictions %+v, error %v", what, body, r, err)
			}
		}
		episode, err := c.Episode(ctx, endpointID, nil)
		want("an episode", episode.Restrictions, err)
		chapter, err := c.Chapter(ctx, endpointID, nil)
		want("a chapter", chapter.Restrictions, err)
		_, c = newFakeClient(t, http.StatusOK, `{"items":[`+body+`]}`)
		episodes, err := c.ShowEpisodes(ctx, endpointID, nil)
		want("a show's episode", episodes.Items[0].Restrictions, err)
		chapters, err := c.AudiobookChapters(ctx, endpointID, nil)
		want("an audiobook's chapter", chapters.Items[0].Restrictions, err)
	}
}
