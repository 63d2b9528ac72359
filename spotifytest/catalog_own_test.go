package spotifytest_test

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// marketsOf reads a set of markets as the SDK does.
func marketsOf(t *testing.T, codes ...string) (m spotify.Markets) {
	t.Helper()
	b, err := json.Marshal(codes)
	if err == nil {
		err = json.Unmarshal(b, &m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestACatalogOfYourOwn(t *testing.T) {
	id, albumID := spotifytest.NewID("the artist"), spotifytest.NewID("the album")
	srv, ctx := spotifytest.Start(t, spotifytest.WithCatalog(spotifytest.Catalog{
		Artists: []spotify.Artist{{ID: id, Name: "Quiet Pipes", Genres: []string{"drone"}}},
		Albums: []spotify.Album{{
			ID: albumID, Name: "Pipes", Artists: []spotify.SimplifiedArtist{{ID: id}}, Label: "Own Label",
			Tracks: spotify.Page[spotify.SimplifiedTrack]{Items: []spotify.SimplifiedTrack{{Name: "One", DurationMS: 61_000}, {Name: "Two", DiscNumber: 2}}},
		}},
		Tracks: []spotify.Track{
			{Name: "Three", Album: spotify.SimplifiedAlbum{Name: "Pipes"}, Artists: []spotify.SimplifiedArtist{{Name: "Quiet Pipes"}, {Name: "Guest"}}},
			{Name: "Lonely", Artists: []spotify.SimplifiedArtist{{Name: "Guest"}}},
		},
		Shows:     []spotify.Show{{Name: "Talk", Episodes: spotify.Page[spotify.SimplifiedEpisode]{Items: []spotify.SimplifiedEpisode{{Name: "Pilot", DurationMS: 5000}}}}},
		Playlists: []spotify.Playlist{{Name: "Mine", Items: &spotify.Page[spotify.PlaylistItem]{Items: []spotify.PlaylistItem{{Item: spotify.Item{Track: &spotify.Track{Name: "One"}}}, {}}}}},
	})), t.Context()
	client := srv.Client(t, spotify.WithMarket("US"))

	album, err := client.Album(ctx, albumID, nil)
	if err != nil {
		t.Fatal(err)
	}
	if album.TotalTracks != 3 || album.Label != "Own Label" || album.Artists[0].Name != "Quiet Pipes" || album.URI != "spotify:album:"+albumID {
		t.Errorf("the album: %+v", album)
	}
	if one, two, three := album.Tracks.Items[0], album.Tracks.Items[1], album.Tracks.Items[2]; one.DurationMS != 61_000 || one.TrackNumber != 1 || two.DiscNumber != 2 || two.TrackNumber != 1 ||
		three.TrackNumber != 2 || len(three.Artists) != 2 || len(three.ID) != 22 {
		t.Errorf("the tracks: %+v", album.Tracks.Items)
	}
	found, err := client.Search(ctx, "guest", []spotify.SearchType{spotify.SearchTypeArtist, spotify.SearchTypeTrack, spotify.SearchTypeAlbum}, nil)
	if err != nil || found.Artists.Total != 1 || found.Tracks.Total != 2 || found.Albums.Total != 1 {
		t.Fatalf("search: %+v, %v", found, err)
	}
	releases, err := client.ArtistAlbums(ctx, found.Artists.Items[0].ID, nil)
	if err != nil || releases.Total != 2 || releases.Items[0].AlbumGroup != "appears_on" || releases.Items[1].AlbumGroup != "single" {
		t.Errorf("the guest's releases: %+v, %v", releases, err)
	}
	shows, err := client.Search(ctx, "talk", []spotify.SearchType{spotify.SearchTypeEpisode}, nil)
	if err != nil || shows.Episodes.Total != 1 || shows.Episodes.Items[0].DurationMS != 5000 {
		t.Errorf("episodes: %+v, %v", shows, err)
	}
	page, err := client.As(srv.User("")).CurrentUserPlaylists(ctx, nil)
	if err != nil || page.Total != 1 || page.Items[0].Owner.ID != spotifytest.UserID || page.Items[0].Items.Total != 2 {
		t.Errorf("playlists: %+v, %v", page, err)
	}
	if _, err := client.Album(ctx, spotifytest.AlbumID, nil); err == nil {
		t.Error("the fictional catalog is there too")
	}
}

func TestTheFictionalCatalogCanBeExtended(t *testing.T) {
	cat := spotifytest.FictionalCatalog()
	cat.Tracks = append(cat.Tracks, spotify.Track{Name: "An Extra", Album: spotify.SimplifiedAlbum{ID: spotifytest.AlbumID}})
	srv := spotifytest.Start(t, spotifytest.WithCatalog(cat))
	album, err := srv.Client(t).Album(t.Context(), spotifytest.AlbumID, nil)
	if err != nil || album.TotalTracks != 10 || album.Tracks.Items[9].Name != "An Extra" || album.Tracks.Items[9].TrackNumber != 10 {
		t.Errorf("got %v, %v", album, err)
	}
}

func TestACatalogIsSavedAndRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "catalog.json")
	want := spotifytest.FictionalCatalog()
	if err := want.WriteFile(file); err != nil {
		t.Fatal(err)
	}
	got, err := spotifytest.ReadCatalog(file)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Users, want.Users) || !reflect.DeepEqual(got.Artists, want.Artists) || len(got.Albums) != len(want.Albums) {
		t.Error("users, artists or albums changed")
	}
	one, two := app(t, spotifytest.Start(t)), app(t, spotifytest.Start(t, spotifytest.WithCatalog(got)))
	for _, path := range []string{"/albums/" + spotifytest.LongAlbumID, odds + "/items?additional_types=episode&offset=50", show + "?market=SE", book + "?market=US", artist} {
		a, b := marshal(t, one.get(path)), marshal(t, two.get(path))
		if strings.ReplaceAll(a, one.base, "") != strings.ReplaceAll(b, two.base, "") {
			t.Errorf("%s differs:\n%s\n%s", path, a, b)
		}
	}
	for _, bad := range []string{filepath.Join(t.TempDir(), "none.json"), t.TempDir()} {
		if _, err := spotifytest.ReadCatalog(bad); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A catalog with a mistake ends the test and names the value.
func TestMistakesInACatalog(t *testing.T) {
	dangling := spotifytest.NewID("dangling")
	by := []spotify.SimplifiedArtist{{Name: "A"}}
	for name, row := range map[string]struct {
		cat  spotifytest.Catalog
		want string
	}{
		"an unknown artist":   {spotifytest.Catalog{Albums: []spotify.Album{{Name: "X", Artists: []spotify.SimplifiedArtist{{ID: dangling}}}}}, dangling},
		"no artist":           {spotifytest.Catalog{Albums: []spotify.Album{{Name: "Orphan"}}}, `"Orphan" has no artists`},
		"a nameless artist":   {spotifytest.Catalog{Artists: []spotify.Artist{{ID: dangling}}}, dangling},
		"a short ID":          {spotifytest.Catalog{Artists: []spotify.Artist{{ID: "a1", Name: "A"}}}, `"a1"`},
		"a repeated ID":       {spotifytest.Catalog{Artists: []spotify.Artist{{ID: dangling, Name: "A"}, {ID: dangling, Name: "B"}}}, "taken"},
		"an unknown album":    {spotifytest.Catalog{Tracks: []spotify.Track{{Name: "T", Album: spotify.SimplifiedAlbum{ID: dangling}}}}, dangling},
		"an unknown link":     {spotifytest.Catalog{Tracks: []spotify.Track{{Name: "T", Artists: by, LinkedFrom: &spotify.LinkedTrack{ID: dangling}}}}, dangling},
		"an unknown show":     {spotifytest.Catalog{Episodes: []spotify.Episode{{Name: "E", Show: spotify.SimplifiedShow{ID: dangling}}}}, dangling},
		"an unknown book":     {spotifytest.Catalog{Chapters: []spotify.Chapter{{Name: "C", Audiobook: spotify.SimplifiedAudiobook{ID: dangling}}}}, dangling},
		"an unknown item":     {spotifytest.Catalog{Playlists: []spotify.Playlist{{Name: "P", Items: &spotify.Page[spotify.PlaylistItem]{Items: []spotify.PlaylistItem{{Item: spotify.Item{Track: &spotify.Track{ID: dangling}}}}}}}}, dangling},
		"an unknown save":     {spotifytest.Catalog{Users: []spotifytest.User{{ID: "u", Library: []string{"spotify:album:" + dangling}}}}, dangling},
		"an unknown scope":    {spotifytest.Catalog{Users: []spotifytest.User{{ID: "u", Scopes: []string{"user-read-minds"}}}}, "user-read-minds"},
		"an unknown country":  {spotifytest.Catalog{Users: []spotifytest.User{{ID: "u", Country: "XX"}}}, "XX"},
		"a user without ID":   {spotifytest.Catalog{Users: []spotifytest.User{{}}}, "no ID"},
		"a public collective": {spotifytest.Catalog{Playlists: []spotify.Playlist{{Name: "P", Collaborative: true}}}, "collaborative"},
	} {
		rec := record(t, func(tb testing.TB) { spotifytest.Start(tb, spotifytest.WithCatalog(row.cat)) })
		if !rec.fatal || !strings.Contains(rec.text, row.want) {
			t.Errorf("%s: want a fatal error with %s, got %q", name, row.want, rec.text)
		}
	}
	defer func() {
		if text, _ := recover().(error); text == nil || !strings.Contains(text.Error(), "no artists") {
			t.Errorf("NewServer: %v, want a panic", text)
		}
	}()
	spotifytest.NewServer(spotifytest.WithCatalog(spotifytest.Catalog{Albums: []spotify.Album{{Name: "Orphan"}}}))
}

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
	c, heidi := app(t, srv), person(t, srv, "heidi")
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
