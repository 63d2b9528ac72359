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

// throughDo is a RoundTripper that sends another library's requests through
// Client.Do, which adds the token, retries and cooldowns.
type throughDo struct{ client *spotify.Client }

func (t throughDo) RoundTrip(r *http.Request) (*http.Response, error) { return t.client.Do(r) }

func TestZmb3RunsOnOurDo(t *testing.T) {
	srv, client := spotifytest.New(t)
	theirs := zmb3.New(&http.Client{Transport: throughDo{client}}, zmb3.WithBaseURL(srv.BaseURL()+"/"))
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 503, Times: 1})

	album, err := theirs.GetAlbum(t.Context(), spotifytest.AlbumID)
	if err != nil || album.Name == "" || len(album.Tracks.Tracks) == 0 {
		t.Fatalf("the album is %v, %v; want it after our retry", album, err)
	}
	srv.ExpireTokens()
	found, err := theirs.Search(t.Context(), album.Name, zmb3.SearchTypeAlbum|zmb3.SearchTypeTrack)
	if err != nil || found.Albums == nil || len(found.Albums.Albums) == 0 {
		t.Errorf("a search returns %v, %v; want its result after our 401 recovery", found, err)
	}
	_, err = theirs.GetAlbum(t.Context(), "0000000000000000000000")
	if e := (zmb3.Error{}); !errors.As(err, &e) || e.Status != 404 {
		t.Errorf("an unknown album returns %v, want zmb3's own 404", err)
	}
	ours, err := client.Album(t.Context(), spotifytest.AlbumID, nil)
	if err != nil || ours.Name != album.Name || ours.ID != album.ID.String() || len(ours.Tracks.Items) != len(album.Tracks.Tracks) {
		t.Errorf("the two libraries read different albums: %v", err)
	}
	if n := srv.TokenRequests(); n != 2 {
		t.Errorf("%d token requests, want one, and one after the tokens were expired", n)
	}
}

func TestZmb3WritesThroughOurDo(t *testing.T) {
	srv, client := spotifytest.New(t)
	user := client.As(srv.User("anna"))
	theirs := zmb3.New(&http.Client{Transport: throughDo{user}}, zmb3.WithBaseURL(srv.BaseURL()+"/"))
	me, err := theirs.CurrentUser(t.Context())
	if err != nil || me.ID != "anna" {
		t.Fatalf("it is %v, %v", me, err)
	}
	list, err := theirs.CreatePlaylistForUser(t.Context(), me.ID, "Sea", "shanties", false, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = theirs.AddTracksToPlaylist(t.Context(), list.ID, spotifytest.TrackID); err != nil {
		t.Fatal(err)
	}
	ours, err := user.Playlist(t.Context(), list.ID.String(), nil)
	if err != nil || ours.Name != "Sea" || ours.Items == nil || len(ours.Items.Items) != 1 || ours.Items.Items[0].Item.Track.ID != spotifytest.TrackID {
		t.Errorf("what zmb3 wrote reads as %+v, %v", ours, err)
	}
}

func TestZmb3RunsOnOurToken(t *testing.T) {
	srv := spotifytest.NewServer()
	defer srv.Close()
	provider, err := spotify.NewClientCredentials(spotifytest.ClientID, spotifytest.ClientSecret, spotify.WithTokenURL(srv.TokenURL()))
	if err != nil {
		t.Fatal(err)
	}
	defer provider.Close()
	theirs := zmb3.New(&http.Client{Transport: &oauth2.Transport{Source: toSource{t.Context(), provider}}}, zmb3.WithBaseURL(srv.BaseURL()+"/"))
	artist, err := theirs.GetArtist(t.Context(), spotifytest.ArtistID)
	if err != nil || artist.Name == "" {
		t.Errorf("the artist is %v, %v", artist, err)
	}
	page, err := theirs.GetArtistAlbums(t.Context(), spotifytest.ArtistID, nil)
	if err != nil || len(page.Albums) == 0 {
		t.Errorf("the albums are %v, %v", page, err)
	}
	if n := srv.TokenRequests(); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
}
