package spotify_test

import (
	"context"

	"github.com/spotify-sdk/spotify"
)

func albumEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	const id = endpointID
	return []endpoint{
		{"an album", func() error { return errorOf(c.Album(ctx, id, nil)) }, "GET /albums/ID?market=SE"},
		{"an album in another market", func() error {
			return errorOf(c.Album(ctx, "spotify:album:"+id, &spotify.AlbumOptions{Market: "DE"}))
		}, "GET /albums/ID?market=DE"},
		{"albums, each once", func() error {
			return errorOf(c.Albums(ctx, []string{id, endpointID2, "https://open.spotify.com/album/" + id}, nil))
		}, "GET /albums?ids=ID,ID2&market=SE"},
		{"albums in another market", func() error {
			return errorOf(c.Albums(ctx, []string{id}, &spotify.AlbumsOptions{Market: "from_token"}))
		}, "GET /albums?ids=ID&market=from_token"},
		{"an album's tracks", func() error { return errorOf(c.AlbumTracks(ctx, id, nil)) },
			"GET /albums/ID/tracks?market=SE"},
		{"later tracks of an album", func() error {
			return errorOf(c.AlbumTracks(ctx, id, &spotify.AlbumTracksOptions{Market: "DE", Limit: 50, Offset: 100}))
		}, "GET /albums/ID/tracks?market=DE&limit=50&offset=100"},
	}
}

func artistEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	const id = endpointID
	groups := []spotify.AlbumGroup{spotify.AlbumGroupAlbum, spotify.AlbumGroupAppearsOn}
	return []endpoint{
		{"an artist, who has no market", func() error { return errorOf(c.Artist(ctx, id)) }, "GET /artists/ID"},
		{"artists", func() error { return errorOf(c.Artists(ctx, []string{id, endpointID2})) },
			"GET /artists?ids=ID,ID2"},
		{"an artist's albums", func() error { return errorOf(c.ArtistAlbums(ctx, id, nil)) },
			"GET /artists/ID/albums?market=SE"},
		{"an artist's albums of two groups", func() error {
			return errorOf(c.ArtistAlbums(ctx, id,
				&spotify.ArtistAlbumsOptions{IncludeGroups: groups, Market: "DE", Limit: 10, Offset: 20}))
		}, "GET /artists/ID/albums?include_groups=album%2Cappears_on&market=DE&limit=10&offset=20"},
		{"an artist's top tracks", func() error {
			return errorOf(c.ArtistTopTracks(ctx, id, &spotify.ArtistTopTracksOptions{Market: "US"}))
		}, "GET /artists/ID/top-tracks?market=US"},
		{"related artists", func() error { return errorOf(c.RelatedArtists(ctx, "spotify:artist:"+id)) },
			"GET /artists/ID/related-artists"},
	}
}

func trackEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	const id = endpointID
	return []endpoint{
		{"a track", func() error { return errorOf(c.Track(ctx, "https://open.spotify.com/intl-de/track/"+id+"?si=x", nil)) }, "GET /tracks/ID?market=SE"},
		{"a track in another market",
			func() error { return errorOf(c.Track(ctx, id, &spotify.TrackOptions{Market: "DE"})) }, "GET /tracks/ID?market=DE"},
		{"tracks", func() error { return errorOf(c.Tracks(ctx, []string{id, endpointID2}, nil)) },
			"GET /tracks?ids=ID,ID2&market=SE"},
		{"tracks in another market", func() error {
			return errorOf(c.Tracks(ctx, []string{id}, &spotify.TracksOptions{Market: "DE"}))
		}, "GET /tracks?ids=ID&market=DE"},
		{"how a track sounds", func() error { return errorOf(c.AudioFeatures(ctx, id)) }, "GET /audio-features/ID"},
		{"how tracks sound", func() error { return errorOf(c.TracksAudioFeatures(ctx, []string{id, endpointID2})) },
			"GET /audio-features?ids=ID,ID2"},
		{"a track in pieces", func() error { return errorOf(c.AudioAnalysis(ctx, id)) }, "GET /audio-analysis/ID"},
	}
}

func showEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	const id = endpointID
	return []endpoint{
		{"a show", func() error { return errorOf(c.Show(ctx, id, nil)) }, "GET /shows/ID?market=SE"},
		{"a show in another market",
			func() error { return errorOf(c.Show(ctx, id, &spotify.ShowOptions{Market: "DE"})) }, "GET /shows/ID?market=DE"},
		{"shows", func() error { return errorOf(c.Shows(ctx, []string{id, endpointID2}, nil)) },
			"GET /shows?ids=ID,ID2&market=SE"},
		{"shows in another market", func() error {
			return errorOf(c.Shows(ctx, []string{id}, &spotify.ShowsOptions{Market: "DE"}))
		}, "GET /shows?ids=ID&market=DE"},
		{"a show's episodes", func() error { return errorOf(c.ShowEpisodes(ctx, id, nil)) },
			"GET /shows/ID/episodes?market=SE"},
		{"later episodes of a show", func() error {
			return errorOf(c.ShowEpisodes(ctx, id, &spotify.ShowEpisodesOptions{Market: "DE", Limit: 50, Offset: 50}))
		}, "GET /shows/ID/episodes?market=DE&limit=50&offset=50"},
		{"an episode", func() error { return errorOf(c.Episode(ctx, id, nil)) }, "GET /episodes/ID?market=SE"},
		{"an episode in another market", func() error {
			return errorOf(c.Episode(ctx, id, &spotify.EpisodeOptions{Market: "DE"}))
		}, "GET /episodes/ID?market=DE"},
		{"episodes", func() error { return errorOf(c.Episodes(ctx, []string{id, endpointID2}, nil)) },
			"GET /episodes?ids=ID,ID2&market=SE"},
		{"episodes in another market", func() error {
			return errorOf(c.Episodes(ctx, []string{id}, &spotify.EpisodesOptions{Market: "DE"}))
		}, "GET /episodes?ids=ID&market=DE"},
	}
}

func audiobookEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	const id = endpointID
	return []endpoint{
		{"an audiobook by the URI of a show",
			func() error { return errorOf(c.Audiobook(ctx, "spotify:show:"+id, nil)) }, "GET /audiobooks/ID?market=SE"},
		{"an audiobook in another market", func() error {
			return errorOf(c.Audiobook(ctx, id, &spotify.AudiobookOptions{Market: "GB"}))
		}, "GET /audiobooks/ID?market=GB"},
		{"audiobooks", func() error { return errorOf(c.Audiobooks(ctx, []string{id, endpointID2}, nil)) },
			"GET /audiobooks?ids=ID,ID2&market=SE"},
		{"audiobooks in another market", func() error {
			return errorOf(c.Audiobooks(ctx, []string{id}, &spotify.AudiobooksOptions{Market: "GB"}))
		}, "GET /audiobooks?ids=ID&market=GB"},
		{"an audiobook's chapters", func() error { return errorOf(c.AudiobookChapters(ctx, id, nil)) },
			"GET /audiobooks/ID/chapters?market=SE"},
		{"later chapters of an audiobook", func() error {
			return errorOf(c.AudiobookChapters(ctx, id,
				&spotify.AudiobookChaptersOptions{Market: "GB", Limit: 1, Offset: 2}))
		}, "GET /audiobooks/ID/chapters?market=GB&limit=1&offset=2"},
		{"a chapter by the URI of an episode",
			func() error { return errorOf(c.Chapter(ctx, "spotify:episode:"+id, nil)) }, "GET /chapters/ID?market=SE"},
		{"a chapter in another market", func() error {
			return errorOf(c.Chapter(ctx, id, &spotify.ChapterOptions{Market: "GB"}))
		}, "GET /chapters/ID?market=GB"},
		{"chapters", func() error { return errorOf(c.Chapters(ctx, []string{id, endpointID2}, nil)) },
			"GET /chapters?ids=ID,ID2&market=SE"},
		{"chapters in another market", func() error {
			return errorOf(c.Chapters(ctx, []string{id}, &spotify.ChaptersOptions{Market: "GB"}))
		}, "GET /chapters?ids=ID&market=GB"},
	}
}

func searchEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	all := []spotify.SearchType{spotify.SearchTypeAlbum, spotify.SearchTypeArtist, spotify.SearchTypeAudiobook,
		spotify.SearchTypeEpisode,
		spotify.SearchTypePlaylist, spotify.SearchTypeShow, spotify.SearchTypeTrack}
	return []endpoint{
		{"a search", func() error { return errorOf(c.Search(ctx, `isrc:"x" & y`, all[:1], nil)) },
			"GET /search?q=isrc%3A%22x%22+%26+y&type=album&market=SE"},
		{"a search for all, with all options", func() error {
			return errorOf(c.Search(ctx, "abba", all,
				&spotify.SearchOptions{Market: "DE", Limit: 10, Offset: 990, IncludeExternalAudio: true}))
		}, "GET /search?q=abba&type=album%2Cartist%2Caudiobook%2Cepisode%2Cplaylist%2Cshow%2Ctrack&market=DE&limit=10&offset=990&include_external=audio"},
	}
}

func browseEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	return []endpoint{
		{"new releases", func() error { return errorOf(c.NewReleases(ctx, nil)) }, "GET /browse/new-releases"},
		{"later new releases", func() error {
			return errorOf(c.NewReleases(ctx, &spotify.NewReleasesOptions{Limit: 50, Offset: 50}))
		}, "GET /browse/new-releases?limit=50&offset=50"},
		{"featured playlists", func() error {
			return errorOf(c.FeaturedPlaylists(ctx,
				&spotify.FeaturedPlaylistsOptions{Locale: "es_MX", Limit: 1, Offset: 2}))
		}, "GET /browse/featured-playlists?locale=es_MX&limit=1&offset=2"},
		{"categories", func() error {
			return errorOf(c.Categories(ctx, &spotify.CategoriesOptions{Locale: "es_MX", Limit: 1, Offset: 2}))
		}, "GET /browse/categories?locale=es_MX&limit=1&offset=2"},
		{"a category, by any text", func() error {
			return errorOf(c.Category(ctx, "rock & roll/50s", &spotify.CategoryOptions{Locale: "sv_SE"}))
		}, "GET /browse/categories/rock%20&%20roll%2F50s?locale=sv_SE"},
		{"a category's playlists", func() error {
			return errorOf(c.CategoryPlaylists(ctx, "party", &spotify.CategoryPlaylistsOptions{Limit: 1, Offset: 2}))
		}, "GET /browse/categories/party/playlists?limit=1&offset=2"},
		{"markets", func() error { return errorOf(c.AvailableMarkets(ctx)) }, "GET /markets"},
	}
}

func recommendationEndpoints(ctx context.Context, c *spotify.Client) []endpoint {
	seeds := spotify.RecommendationSeeds{Artists: []string{endpointID}, Genres: []string{"r-n-b", "jazz"},
		Tracks: []string{"spotify:track:" + endpointID2}}
	zero, half := 0, 0.5
	return []endpoint{
		{"recommendations", func() error {
			return errorOf(c.Recommendations(ctx, spotify.RecommendationSeeds{Genres: []string{"jazz"}}, nil))
		}, "GET /recommendations?seed_genres=jazz&market=SE"},
		{"recommendations within bounds", func() error {
			return errorOf(c.Recommendations(ctx, seeds, &spotify.RecommendationsOptions{Market: "DE", Limit: 100,
				Min:    spotify.RecommendationAttributes{Energy: &half},
				Max:    spotify.RecommendationAttributes{Popularity: &zero},
				Target: spotify.RecommendationAttributes{Key: &zero}}))
		}, "GET /recommendations?seed_artists=ID&seed_genres=r-n-b%2Cjazz&seed_tracks=ID2&market=DE&limit=100&min_energy=0.5&max_popularity=0&target_key=0"},
		{"genres to recommend by", func() error { return errorOf(c.GenreSeeds(ctx)) },
			"GET /recommendations/available-genre-seeds"},
	}
}
