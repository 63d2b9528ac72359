package spotifytest_test

import (
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestMarketsDecideWhatIsPlayable(t *testing.T) {
	usID, deID, lockedID, noneID := spotifytest.NewID("us"), spotifytest.NewID("de"), spotifytest.NewID("locked"), spotifytest.NewID("none")
	us, de := marketsOf(t, "US", "CA"), marketsOf(t, "DE")
	by := []spotify.SimplifiedArtist{{Name: "A"}}
	srv := spotifytest.Start(t, spotifytest.WithCatalog(spotifytest.Catalog{
		Tracks: []spotify.Track{
			{ID: usID, Name: "American", Artists: by, AvailableMarkets: us},
			{ID: deID, Name: "German", Artists: by, AvailableMarkets: de, LinkedFrom: &spotify.LinkedTrack{ID: usID}},
			{ID: lockedID, Name: "Locked", Artists: by, Restrictions: &spotify.Restrictions{Reason: "product"}},
			{ID: noneID, Name: "Explicit", Artists: by, Explicit: true},
		},
		Shows: []spotify.Show{{ID: usID, Name: "S", AvailableMarkets: us}},
		Users: []spotifytest.User{{ID: "heidi", Country: "DE", ExplicitFilter: true}},
	}))
	c, heidi := asApp(t, srv), asUser(t, srv, "heidi")
	for _, row := range []struct {
		c                   caller
		path                string
		id, playable, cause any
		from                any
	}{
		{c, usID + "?market=US", usID, true, nil, nil},
		{c, usID + "?market=DE", deID, true, nil, usID},
		{c, usID + "?market=FR", usID, false, "market", nil},
		{c, usID, usID, nil, nil, nil},
		{c, lockedID + "?market=US", lockedID, false, "product", nil},
		{c, lockedID, lockedID, nil, "product", nil},
		{c, noneID + "?market=US", noneID, true, nil, nil},
		{heidi, noneID + "?market=US", noneID, false, "explicit", nil},
		{heidi, usID + "?market=US", deID, true, nil, usID}, // the user's country takes precedence
		{heidi, usID + "?market=from_token", deID, true, nil, usID},
	} {
		got := row.c.get("/tracks/" + row.path)
		if got["id"] != row.id || got["is_playable"] != row.playable || dig(got, "restrictions", "reason") != row.cause || dig(got, "linked_from", "id") != row.from {
			t.Errorf("%s: id %v, playable %v, %v, from %v", row.path, got["id"], got["is_playable"], got["restrictions"], dig(got, "linked_from", "id"))
		}
	}
	if got := c.get("/tracks/" + usID)["available_markets"]; marshal(t, got) != `["CA","US"]` {
		t.Errorf("markets: %v", got)
	}
	for market, total := range map[string]float64{"US": 1, "DE": 1, "FR": 0} {
		found := c.get("/search?type=track&q=american&market=" + market)
		if got := dig(found, "tracks", "total"); got != total {
			t.Errorf("%v hits in %s, want %v", got, market, total)
		}
	}
	c.get("/shows/" + usID + "?market=CA")
	c.refused("GET", "/shows/"+usID+"?market=DE", 404, "Non existing id: 'spotify:show:"+usID+"'")
	srv.SetDevelopmentMode(true)
	if got := c.get("/tracks/" + usID + "?market=DE"); got["linked_from"] != nil || got["id"] != deID {
		t.Errorf("in development mode: %v", got["linked_from"])
	}
}

func TestAMarketReplacesTheListOfMarkets(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	plain, played := c.get("/tracks/"+spotifytest.TrackID), c.get("/tracks/"+spotifytest.TrackID+"?market=SE")
	if list, _ := plain["available_markets"].([]any); len(list) < 180 || plain["is_playable"] != nil {
		t.Errorf("without a market: %d markets, is_playable %v", len(list), plain["is_playable"])
	}
	if played["available_markets"] != nil || played["is_playable"] != true {
		t.Errorf("with a market: %v, is_playable %v", played["available_markets"], played["is_playable"])
	}
}
