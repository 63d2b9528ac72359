package spotifytest

import "strings"

// access says who may use an endpoint.
type access int

const (
	users access = 1 << iota // a user's token alone
	lost                     // closed for apps in development mode
)

// route is one endpoint. At most one segment of its path is a parameter.
type route struct {
	method, path string
	access       access
	handle       func(*call) (any, error)
}

// routes lists every endpoint of the Web API.
func routes() []route {
	return []route{
		{"GET", "/albums/{id}", 0, (*call).album},
		{"GET", "/albums", lost, (*call).albums},
		{"GET", "/albums/{id}/tracks", 0, (*call).albumTracks},
		{"GET", "/artists/{id}", 0, (*call).artist},
		{"GET", "/artists", lost, (*call).artists},
		{"GET", "/artists/{id}/albums", 0, (*call).artistAlbums},
		{"GET", "/artists/{id}/top-tracks", lost, (*call).artistTopTracks},
		{"GET", "/artists/{id}/related-artists", lost, (*call).relatedArtists},
		{"GET", "/tracks/{id}", 0, (*call).track},
		{"GET", "/tracks", lost, (*call).tracks},
		{"GET", "/shows/{id}", 0, (*call).show},
		{"GET", "/shows", lost, (*call).shows},
		{"GET", "/shows/{id}/episodes", 0, (*call).showEpisodes},
		{"GET", "/episodes/{id}", 0, (*call).episode},
		{"GET", "/episodes", lost, (*call).episodes},
		{"GET", "/audiobooks/{id}", 0, (*call).audiobook},
		{"GET", "/audiobooks", lost, (*call).audiobooks},
		{"GET", "/audiobooks/{id}/chapters", 0, (*call).audiobookChapters},
		{"GET", "/chapters/{id}", 0, (*call).chapter},
		{"GET", "/chapters", lost, (*call).chapters},
		{"GET", "/search", 0, (*call).search},
		{"GET", "/markets", lost, (*call).markets},
		{"GET", "/browse/new-releases", lost, (*call).newReleases},
		{"GET", "/browse/featured-playlists", lost, (*call).featuredPlaylists},
		{"GET", "/browse/categories", lost, (*call).categories},
		{"GET", "/browse/categories/{id}", lost, (*call).category},
		{"GET", "/browse/categories/{id}/playlists", lost, (*call).categoryPlaylists},
		{"GET", "/recommendations", lost, (*call).recommendations},
		{"GET", "/recommendations/available-genre-seeds", lost, (*call).genreSeeds},
		{"GET", "/audio-features/{id}", lost, (*call).audioFeatures},
		{"GET", "/audio-features", lost, (*call).tracksAudioFeatures},
		{"GET", "/audio-analysis/{id}", lost, (*call).audioAnalysis},

		{"GET", "/playlists/{id}", 0, (*call).playlist},
		{"PUT", "/playlists/{id}", users, (*call).changePlaylist},
		{"GET", "/playlists/{id}/items", 0, (*call).playlistItems},
		{"POST", "/playlists/{id}/items", users, (*call).addItems},
		{"PUT", "/playlists/{id}/items", users, (*call).updateItems},
		{"DELETE", "/playlists/{id}/items", users, (*call).removeItems},
		{"GET", "/playlists/{id}/tracks", lost, (*call).playlistItems},
		{"POST", "/playlists/{id}/tracks", users | lost, (*call).addItems},
		{"PUT", "/playlists/{id}/tracks", users | lost, (*call).updateItems},
		{"DELETE", "/playlists/{id}/tracks", users | lost, (*call).removeItems},
		{"GET", "/playlists/{id}/images", 0, (*call).playlistImages},
		{"PUT", "/playlists/{id}/images", users, (*call).setPlaylistImage},
		{"PUT", "/playlists/{id}/followers", users | lost, (*call).followPlaylist},
		{"DELETE", "/playlists/{id}/followers", users | lost, (*call).unfollowPlaylist},
		{"GET", "/playlists/{id}/followers/contains", users | lost, (*call).playlistFollowed},
		{"GET", "/me/playlists", users, (*call).ownPlaylists},
		{"POST", "/me/playlists", users, (*call).createPlaylist},
		{"GET", "/users/{id}/playlists", lost, (*call).userPlaylists},
		{"POST", "/users/{id}/playlists", users | lost, (*call).createUserPlaylist},

		{"GET", "/me", users, (*call).me},
		{"GET", "/users/{id}", lost, (*call).publicUser},
		{"GET", "/me/top/{id}", users, (*call).top},
		{"PUT", "/me/library", users, (*call).saveURIs},
		{"DELETE", "/me/library", users, (*call).removeURIs},
		{"GET", "/me/library/contains", users, (*call).containsURIs},
		{"GET", "/me/following", users, (*call).following},
		{"PUT", "/me/following", users | lost, (*call).follow},
		{"DELETE", "/me/following", users | lost, (*call).unfollow},
		{"GET", "/me/following/contains", users | lost, (*call).follows},
		// Saved things of one kind: albums, tracks, shows, episodes, audiobooks.
		{"GET", "/me/{kind}", users, (*call).saved},
		{"PUT", "/me/{kind}", users | lost, (*call).save},
		{"DELETE", "/me/{kind}", users | lost, (*call).remove},
		{"GET", "/me/{kind}/contains", users | lost, (*call).contains},

		{"GET", "/me/player", users, (*call).playback},
		{"PUT", "/me/player", users, (*call).transfer},
		{"GET", "/me/player/devices", users, (*call).devices},
		{"GET", "/me/player/currently-playing", users, (*call).currentlyPlaying},
		{"GET", "/me/player/recently-played", users, (*call).recentlyPlayed},
		{"GET", "/me/player/queue", users, (*call).queue},
		{"POST", "/me/player/queue", users, (*call).addToQueue},
		{"PUT", "/me/player/play", users, (*call).play},
		{"PUT", "/me/player/pause", users, (*call).pause},
		{"POST", "/me/player/next", users, (*call).next},
		{"POST", "/me/player/previous", users, (*call).previous},
		{"PUT", "/me/player/seek", users, (*call).seek},
		{"PUT", "/me/player/repeat", users, (*call).repeat},
		{"PUT", "/me/player/volume", users, (*call).volume},
		{"PUT", "/me/player/shuffle", users, (*call).shuffle},
	}
}

// dispatch finds the endpoint of a request and lets it answer. Who may not use
// it learns that in the order in which Spotify looks: token, mode, user.
func (s *Server) dispatch(c *call) (any, error) {
	if c.base == "" {
		return nil, &problem{status: 404, message: "Service not found"}
	}
	token, err := s.admit(c.request)
	if err != nil {
		return nil, err
	}
	c.user, c.scopes = token.user, token.scopes
	r, id := s.find(c.request.Method, c.path)
	c.id, c.extended = id, !s.development
	switch {
	case r == nil:
		return nil, &problem{status: 404, message: "Service not found"}
	case r.access&lost != 0 && s.development:
		return nil, forbidden()
	case r.access&users != 0 && c.user == "":
		return nil, &problem{status: 401, message: messageUserOnly}
	}
	if err := c.readMarket(); err != nil {
		return nil, err
	}
	return r.handle(c)
}

// find returns the endpoint and its parameter as it was sent.
func (s *Server) find(method, path string) (*route, string) {
	got := strings.Split(path, "/")
	for i := range s.routes {
		if r := &s.routes[i]; r.method == method {
			if id, ok := match(strings.Split(r.path, "/"), got); ok {
				return r, id
			}
		}
	}
	return nil, ""
}

func match(want, got []string) (id string, ok bool) {
	if len(want) != len(got) {
		return "", false
	}
	for i, w := range want {
		switch {
		case w == "{kind}" && savedKind(got[i]) == "":
			return "", false
		case strings.HasPrefix(w, "{"):
			id = got[i]
		case w != got[i]:
			return "", false
		}
	}
	return id, id != "" || !strings.Contains(strings.Join(want, ""), "{")
}
