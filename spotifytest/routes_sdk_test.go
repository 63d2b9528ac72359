//lint:file-ignore SA1019 deprecated endpoints are endpoints too

package spotifytest_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// endpoint is one of the SDK's methods and who may use it.
type endpoint struct {
	name  string
	users bool // not with the app's own token
	lost  bool // not in development mode
	call  func(ctx context.Context, c *spotify.Client) error
}

// does drops a result.
func does[T any](_ T, err error) error { return err }

func endpoints() []endpoint {
	const (
		album, artist, track = spotifytest.AlbumID, spotifytest.ArtistID, spotifytest.TrackID
		show, episode        = spotifytest.ShowID, spotifytest.EpisodeID
		book, chapter        = spotifytest.AudiobookID, spotifytest.ChapterID
		list, user           = spotifytest.PlaylistID, spotifytest.UserID
		category             = spotifytest.CategoryID
		trackURI             = "spotify:track:" + track
	)
	type ctx = context.Context
	type client = *spotify.Client
	ids := func(id string) []string { return []string{id} }
	return []endpoint{
		{"Album", false, false, func(x ctx, c client) error { return does(c.Album(x, album, nil)) }},
		{"AlbumTracks", false, false, func(x ctx, c client) error { return does(c.AlbumTracks(x, album, nil)) }},
		{"Artist", false, false, func(x ctx, c client) error { return does(c.Artist(x, artist)) }},
		{"ArtistAlbums", false, false, func(x ctx, c client) error { return does(c.ArtistAlbums(x, artist, nil)) }},
		{"ArtistTopTracks", false, true, func(x ctx, c client) error { return does(c.ArtistTopTracks(x, artist, nil)) }},
		{"RelatedArtists", false, true, func(x ctx, c client) error { return does(c.RelatedArtists(x, artist)) }},
		{"Track", false, false, func(x ctx, c client) error { return does(c.Track(x, track, nil)) }},
		{"Show", false, false, func(x ctx, c client) error { return does(c.Show(x, show, nil)) }},
		{"ShowEpisodes", false, false, func(x ctx, c client) error { return does(c.ShowEpisodes(x, show, nil)) }},
		{"Episode", false, false, func(x ctx, c client) error { return does(c.Episode(x, episode, nil)) }},
		{"Audiobook", false, false, func(x ctx, c client) error { return does(c.Audiobook(x, book, nil)) }},
		{"AudiobookChapters", false, false, func(x ctx, c client) error { return does(c.AudiobookChapters(x, book, nil)) }},
		{"Chapter", false, false, func(x ctx, c client) error { return does(c.Chapter(x, chapter, nil)) }},
		{"AvailableMarkets", false, true, func(x ctx, c client) error { return does(c.AvailableMarkets(x)) }},
		{"NewReleases", false, true, func(x ctx, c client) error { return does(c.NewReleases(x, nil)) }},
		{"FeaturedPlaylists", false, true, func(x ctx, c client) error { return does(c.FeaturedPlaylists(x, nil)) }},
		{"Categories", false, true, func(x ctx, c client) error { return does(c.Categories(x, nil)) }},
		{"Category", false, true, func(x ctx, c client) error { return does(c.Category(x, category, nil)) }},
		{"CategoryPlaylists", false, true, func(x ctx, c client) error { return does(c.CategoryPlaylists(x, category, nil)) }},
		{"GenreSeeds", false, true, func(x ctx, c client) error { return does(c.GenreSeeds(x)) }},
		{"Recommendations", false, true, func(x ctx, c client) error {
			return does(c.Recommendations(x, spotify.RecommendationSeeds{Tracks: ids(track)}, nil))
		}},
		{"AudioFeatures", false, true, func(x ctx, c client) error { return does(c.AudioFeatures(x, track)) }},
		{"AudioAnalysis", false, true, func(x ctx, c client) error { return does(c.AudioAnalysis(x, track)) }},
		{"Playlist", false, false, func(x ctx, c client) error { return does(c.Playlist(x, list, nil)) }},
		{"PlaylistTracks", false, true, func(x ctx, c client) error { return does(c.PlaylistTracks(x, list, nil)) }},
		{"PlaylistImages", false, false, func(x ctx, c client) error { return does(c.PlaylistImages(x, list)) }},
		{"User", false, true, func(x ctx, c client) error { return does(c.User(x, user)) }},
		{"UserPlaylists", false, true, func(x ctx, c client) error { return does(c.UserPlaylists(x, user, nil)) }},

		{"CurrentUser", true, false, func(x ctx, c client) error { return does(c.CurrentUser(x)) }},
		{"CurrentUserPlaylists", true, false, func(x ctx, c client) error { return does(c.CurrentUserPlaylists(x, nil)) }},
		{"TopTracks", true, false, func(x ctx, c client) error { return does(c.TopTracks(x, nil)) }},
		{"TopArtists", true, false, func(x ctx, c client) error { return does(c.TopArtists(x, nil)) }},
		{"SavedAlbums", true, false, func(x ctx, c client) error { return does(c.SavedAlbums(x, nil)) }},
		{"SavedTracks", true, false, func(x ctx, c client) error { return does(c.SavedTracks(x, nil)) }},
		{"SavedShows", true, false, func(x ctx, c client) error { return does(c.SavedShows(x, nil)) }},
		{"SavedEpisodes", true, false, func(x ctx, c client) error { return does(c.SavedEpisodes(x, nil)) }},
		{"SavedAudiobooks", true, false, func(x ctx, c client) error { return does(c.SavedAudiobooks(x, nil)) }},
		{"SaveTracks", true, true, func(x ctx, c client) error { return c.SaveTracks(x, ids(track), nil) }},
		{"SavedTracksContain", true, true, func(x ctx, c client) error { return does(c.SavedTracksContain(x, ids(track))) }},
		{"RemoveSavedTracks", true, true, func(x ctx, c client) error { return c.RemoveSavedTracks(x, ids(track)) }},
		{"SaveToLibrary", true, false, func(x ctx, c client) error { return c.SaveToLibrary(x, ids(trackURI)) }},
		{"LibraryContains", true, false, func(x ctx, c client) error { return does(c.LibraryContains(x, ids(trackURI))) }},
		{"RemoveFromLibrary", true, false, func(x ctx, c client) error { return c.RemoveFromLibrary(x, ids(trackURI)) }},
		{"FollowedArtists", true, false, func(x ctx, c client) error { return does(c.FollowedArtists(x, nil)) }},
		{"FollowArtists", true, true, func(x ctx, c client) error { return c.FollowArtists(x, ids(artist)) }},
		{"IsFollowingArtists", true, true, func(x ctx, c client) error { return does(c.IsFollowingArtists(x, ids(artist))) }},
		{"UnfollowUsers", true, true, func(x ctx, c client) error { return c.UnfollowUsers(x, ids(user)) }},
		{"FollowPlaylist", true, false, func(x ctx, c client) error { return c.FollowPlaylist(x, list, nil) }},
		{"UnfollowPlaylist", true, false, func(x ctx, c client) error { return c.UnfollowPlaylist(x, list) }},
		{"CreatePlaylist", true, false, func(x ctx, c client) error { return does(c.CreatePlaylist(x, "Mine", nil)) }},
		{"CreateUserPlaylist", true, true, func(x ctx, c client) error { return does(c.CreateUserPlaylist(x, user, "Mine", nil)) }},
		{"UpdatePlaylist", true, false, func(x ctx, c client) error {
			return c.UpdatePlaylist(x, list, &spotify.UpdatePlaylistOptions{Name: "Ours"})
		}},
		{"UploadPlaylistImage", true, false, func(x ctx, c client) error { return c.UploadPlaylistImage(x, list, []byte("\xff\xd8\xff")) }},
		{"AddPlaylistItems", true, false, func(x ctx, c client) error { return does(c.AddPlaylistItems(x, list, ids(trackURI), nil)) }},
		{"ReorderPlaylistItems", true, false, func(x ctx, c client) error { return does(c.ReorderPlaylistItems(x, list, 0, 2, nil)) }},
		{"RemovePlaylistItems", true, false, func(x ctx, c client) error { return does(c.RemovePlaylistItems(x, list, ids(trackURI), nil)) }},
		{"ReplacePlaylistItems", true, false, func(x ctx, c client) error { return does(c.ReplacePlaylistItems(x, list, ids(trackURI))) }},
		{"AddPlaylistTracks", true, true, func(x ctx, c client) error { return does(c.AddPlaylistTracks(x, list, ids(trackURI), nil)) }},
		{"PlaybackState", true, false, func(x ctx, c client) error { return does(c.PlaybackState(x, nil)) }},
		{"Devices", true, false, func(x ctx, c client) error { return does(c.Devices(x)) }},
		{"TransferPlayback", true, false, func(x ctx, c client) error { return c.TransferPlayback(x, spotifytest.DeviceID, nil) }},
		{"StartPlayback", true, false, func(x ctx, c client) error {
			return c.StartPlayback(x, &spotify.StartPlaybackOptions{ContextURI: "spotify:album:" + album})
		}},
		{"CurrentlyPlaying", true, false, func(x ctx, c client) error { return does(c.CurrentlyPlaying(x, nil)) }},
		{"AddToQueue", true, false, func(x ctx, c client) error { return c.AddToQueue(x, trackURI, nil) }},
		{"Queue", true, false, func(x ctx, c client) error { return does(c.Queue(x)) }},
		{"SkipToNext", true, false, func(x ctx, c client) error { return c.SkipToNext(x, nil) }},
		{"SkipToPrevious", true, false, func(x ctx, c client) error { return c.SkipToPrevious(x, nil) }},
		{"SeekTo", true, false, func(x ctx, c client) error { return c.SeekTo(x, 1000, nil) }},
		{"SetRepeat", true, false, func(x ctx, c client) error { return c.SetRepeat(x, "off", nil) }},
		{"SetShuffle", true, false, func(x ctx, c client) error { return c.SetShuffle(x, true, nil) }},
		{"SetVolume", true, false, func(x ctx, c client) error { return c.SetVolume(x, 0, nil) }},
		{"PausePlayback", true, false, func(x ctx, c client) error { return c.PausePlayback(x, nil) }},
		{"RecentlyPlayed", true, false, func(x ctx, c client) error { return does(c.RecentlyPlayed(x, nil)) }},
	}
}

// Each method of the SDK meets, for each identity and mode, what Spotify's
// tables say.
func TestEndpointsByIdentityAndMode(t *testing.T) {
	for _, development := range []bool{false, true} {
		srv, app := spotifytest.New(t, spotify.WithMarket("GB"), spotify.WithMaxRetries(0))
		srv.SetDevelopmentMode(development)
		user := app.As(srv.User(spotifytest.UserID))
		for _, e := range endpoints() {
			for name, c := range map[string]*spotify.Client{"the app": app, "a user": user} {
				var want error
				switch {
				case development && e.lost:
					want = spotify.ErrEndpointClosed
				case e.users && c == app:
					want = spotify.ErrUserAuthRequired
				}
				err := e.call(t.Context(), c)
				if want == spotify.ErrEndpointClosed && slices.Contains([]string{"RelatedArtists", "GenreSeeds", "Recommendations"}, e.name) {
					want = spotify.ErrNotFound // these are closed with a 404
				}
				if !errors.Is(err, want) {
					t.Errorf("%s by %s, development mode %v: got %v, want %v", e.name, name, development, err, want)
				}
			}
		}
	}
}

func TestIteratorsFollowTheFakesLists(t *testing.T) {
	srv, client := spotifytest.New(t, spotify.WithMarket("GB"))
	srv.SetDevelopmentMode(true)
	ctx := t.Context()
	count := func(name string, want int, next func(yield func(error) bool)) {
		t.Helper()
		n := 0
		for err := range next {
			if err != nil {
				t.Fatalf("%s: after %d items: %v", name, n, err)
			}
			n++
		}
		if n != want {
			t.Errorf("%s: %d items, want %d", name, n, want)
		}
	}
	releases, err := client.ArtistAlbums(ctx, spotifytest.ArtistID, nil)
	if err != nil {
		t.Fatal(err)
	}
	count("releases", 60, errorsOf(releases.All(ctx, client)))
	album, err := client.Album(ctx, spotifytest.LongAlbumID, nil)
	if err != nil {
		t.Fatal(err)
	}
	count("tracks", 64, errorsOf(album.Tracks.All(ctx, client)))
	found, err := client.Search(ctx, "year:2021", []spotify.SearchType{spotify.SearchTypeArtist}, &spotify.SearchOptions{Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	count("found artists", 7, errorsOf(found.Artists.All(ctx, client)))
	found, err = client.Search(ctx, "picked by hand", []spotify.SearchType{spotify.SearchTypePlaylist}, &spotify.SearchOptions{Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	count("found playlists without the nulls", 5, errorsOf(found.Playlists.All(ctx, client)))
	user := client.As(srv.User("anna"))
	played, err := user.RecentlyPlayed(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	count("recently played", 55, errorsOf(played.All(ctx, user)))
}

func errorsOf[T any](all func(func(T, error) bool)) func(func(error) bool) {
	return func(yield func(error) bool) {
		all(func(_ T, err error) bool { return yield(err) })
	}
}

func TestPlaylistEntriesAsTheSDKReadsThem(t *testing.T) {
	for _, development := range []bool{false, true} {
		srv, client := spotifytest.New(t)
		srv.SetDevelopmentMode(development)
		page, err := client.As(srv.User(spotifytest.UserID)).PlaylistItems(t.Context(), spotifytest.PlaylistID,
			&spotify.PlaylistItemsOptions{Offset: 55, AdditionalTypes: []spotify.ItemType{spotify.ItemTypeTrack, spotify.ItemTypeEpisode}})
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Items) != 4 {
			t.Fatalf("%d entries, want 4", len(page.Items))
		}
		there, gone, local, episode := page.Items[0], page.Items[1], page.Items[2], page.Items[3]
		if there.Item.Track == nil || gone.Item.Track != nil || gone.Item.Episode != nil || !local.IsLocal || local.Item.Track == nil || episode.Item.Episode == nil {
			t.Errorf("development mode %v: %+v", development, page.Items)
		}
	}
}

func TestBatchesWorkInBothModes(t *testing.T) {
	for _, development := range []bool{false, true} {
		srv, client := spotifytest.New(t)
		srv.SetDevelopmentMode(development)
		got, err := client.Tracks(t.Context(), []string{spotifytest.TrackID, spotifytest.UnknownID}, nil)
		if err != nil || len(got) != 2 || got[0] == nil || got[0].ID != spotifytest.TrackID || got[1] != nil {
			t.Errorf("development mode %v: %v, %v", development, got, err)
		}
	}
}
