package spotifytest_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

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
	one, two := asApp(t, spotifytest.Start(t)), asApp(t, spotifytest.Start(t, spotifytest.WithCatalog(got)))
	for _, path := range []string{"/albums/" + spotifytest.LongAlbumID, playlistPath + "/items?additional_types=episode&offset=50", show + "?market=SE", book + "?market=US", artist} {
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

// What a program reads from Spotify through the SDK is a catalog.
func TestACatalogIsRecorded(t *testing.T) {
	real, ctx := spotifytest.Start(t), t.Context()
	client := real.Client(t, spotify.WithMarket("US"))
	var cat spotifytest.Catalog
	album, err := client.Album(ctx, spotifytest.AlbumID, nil)
	must(t, err)
	cat.Albums = append(cat.Albums, *album)
	one, err := client.Track(ctx, spotifytest.TrackID, nil)
	must(t, err)
	cat.Tracks = append(cat.Tracks, *one)
	list, err := client.Playlist(ctx, spotifytest.PlaylistID, nil)
	must(t, err)
	cat.Playlists = append(cat.Playlists, *list)
	audiobook, err := client.Audiobook(ctx, spotifytest.AudiobookID, nil)
	must(t, err)
	all := []spotify.SimplifiedChapter{}
	for c, err := range audiobook.Chapters.All(ctx, client) { // it has more than one page
		must(t, err)
		all = append(all, c)
	}
	audiobook.Chapters.Items = all
	cat.Audiobooks = append(cat.Audiobooks, *audiobook)
	file := filepath.Join(t.TempDir(), "recorded.json")
	must(t, cat.WriteFile(file))
	cat, err = spotifytest.ReadCatalog(file)
	must(t, err)

	fake := spotifytest.Start(t, spotifytest.WithCatalog(cat))
	before, after := asApp(t, real), asApp(t, fake)
	for _, path := range []string{"/albums/" + spotifytest.AlbumID, track, book} {
		path += "?market=US"
		a, b := marshal(t, before.get(path)), marshal(t, after.get(path))
		if strings.ReplaceAll(a, before.base, "") != strings.ReplaceAll(b, after.base, "") {
			t.Errorf("%s differs:\n%s\n%s", path, a, b)
		}
	}
	items := func(c caller) (names []any) {
		for _, item := range c.get(playlistPath + "/items?additional_types=track,episode&limit=100")["items"].([]any) {
			names = append(names, dig(item, "item", "id"), dig(item, "item", "name"), dig(item, "item", "uri"))
		}
		return names
	}
	if a, b := items(before), items(after); !reflect.DeepEqual(a, b) || len(a) != 3*59 {
		t.Errorf("the playlist differs:\n%v\n%v", a, b)
	}
}
