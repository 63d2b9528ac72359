package spotifytest_test

import (
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestPathsMayHaveAPrefix(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	c.base = strings.TrimSuffix(srv.BaseURL(), "/v1") + "/some/proxy/v1"
	page := c.get("/albums/" + spotifytest.LongAlbumID + "/tracks?limit=10")
	next, _ := page["next"].(string)
	if !strings.HasPrefix(next, c.base+"/albums/") {
		t.Fatalf("next is %q, want it below %q", next, c.base)
	}
	if got := c.get(next)["offset"]; got != 10.0 {
		t.Errorf("the next page has offset %v", got)
	}
}
