package interop_test

import (
	"errors"
	"net/http"
	"testing"

	zmb3 "github.com/zmb3/spotify/v2"
	"golang.org/x/oauth2"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// A program written with zmb3/spotify is tested against the fake, without a
// socket and without the SDK.
func TestZmb3RunsOnTheFake(t *testing.T) {
	id := spotifytest.NewID("the band")
	cat := spotifytest.FictionalCatalog()
	cat.Artists = append(cat.Artists, spotify.Artist{ID: id, Name: "The Band"})
	for _, name := range []string{"One", "Two", "Three"} {
		cat.Albums = append(cat.Albums, spotify.Album{Name: name, Artists: []spotify.SimplifiedArtist{{ID: id}}})
	}
	srv, ctx := spotifytest.Start(t, spotifytest.WithoutSocket(), spotifytest.WithCatalog(cat)), t.Context()
	srv.AddUser(spotifytest.User{ID: "anna", Scopes: []string{"playlist-modify-private", "playlist-read-private", "user-library-read"}})
	token, err := srv.User("anna").AccessToken(ctx)
	if err != nil {
		t.Fatal(err)
	}
	source := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token})
	client := zmb3.New(&http.Client{Transport: &oauth2.Transport{Source: source, Base: srv.Transport()}}) // the host does not matter

	page, err := client.GetArtistAlbums(ctx, zmb3.ID(id), nil, zmb3.Limit(2))
	if err != nil || page.Total != 3 || len(page.Albums) != 2 {
		t.Fatalf("the first page is %+v, %v", page, err)
	}
	if err := client.NextPage(ctx, page); err != nil || len(page.Albums) != 1 || page.Albums[0].Name != "Three" {
		t.Errorf("the second page is %+v, %v", page, err)
	}
	if err := client.NextPage(ctx, page); err != zmb3.ErrNoMorePages {
		t.Errorf("after the last page: %v", err)
	}
	found, err := client.Search(ctx, `artist:"the band"`, zmb3.SearchTypeAlbum)
	if err != nil || found.Albums.Total != 3 {
		t.Errorf("the search finds %+v, %v", found, err)
	}
	list, err := client.CreatePlaylistForUser(ctx, "anna", "Sea", "shanties", false, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = client.AddTracksToPlaylist(ctx, list.ID, spotifytest.TrackID); err != nil {
		t.Fatal(err)
	}
	items, err := client.GetPlaylistItems(ctx, list.ID)
	if err != nil || items.Total != 1 || items.Items[0].Track.Track.Name != "Brass Weather" {
		t.Errorf("the playlist has %+v, %v", items, err)
	}
	_, err = client.PlayerDevices(ctx)
	if e := (zmb3.Error{}); !errors.As(err, &e) || e.Status != 403 {
		t.Errorf("without the scope: %v, want a 403", err)
	}
}
