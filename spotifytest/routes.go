package spotifytest

import (
	"slices"
	"strings"
)

// access says who may use an endpoint.
type access int

const (
	users  access = 1 << iota // user tokens only
	closed                    // 403 for apps in development mode
	gone                      // 404 for apps in development mode: measured, not documented
)

// route is an endpoint. At most one segment of its path is a parameter.
type route struct {
	method, path string
	access       access
	scope        string // that a user token needs; alternatives are separated by "|"
	handle       func(*call) (any, error)
}

// routes lists every endpoint of the Web API.
func routes() []route {
	return []route{
		{"GET", "/albums/{id}", 0, "", (*call).album},
		{"GET", "/albums", closed, "", (*call).albums},
		{"GET", "/albums/{id}/tracks", 0, "", (*call).albumTracks},
		{"GET", "/artists/{id}", 0, "", (*call).artist},
		{"GET", "/artists", closed, "", (*call).artists},
		{"GET", "/artists/{id}/albums", 0, "", (*call).artistAlbums},
		{"GET", "/artists/{id}/top-tracks", closed, "", (*call).artistTopTracks},
		{"GET", "/artists/{id}/related-artists", gone, "", (*call).relatedArtists},
		{"GET", "/tracks/{id}", 0, "", (*call).track},
		{"GET", "/tracks", closed, "", (*call).tracks},
		{"GET", "/shows/{id}", 0, "", (*call).show},
		{"GET", "/shows", closed, "", (*call).shows},
		{"GET", "/shows/{id}/episodes", 0, "", (*call).showEpisodes},
		{"GET", "/episodes/{id}", 0, "", (*call).episode},
		{"GET", "/episodes", closed, "", (*call).episodes},
		{"GET", "/audiobooks/{id}", 0, "", (*call).audiobook},
		{"GET", "/audiobooks", closed, "", (*call).audiobooks},
		{"GET", "/audiobooks/{id}/chapters", 0, "", (*call).audiobookChapters},
		{"GET", "/chapters/{id}", 0, "", (*call).chapter},
		{"GET", "/chapters", closed, "", (*call).chapters},
		{"GET", "/search", 0, "", (*call).search},
		{"GET", "/markets", closed, "", (*call).markets},
		{"GET", "/browse/new-releases", closed, "", (*call).newReleases},
		{"GET", "/browse/featured-playlists", closed, "", (*call).featuredPlaylists},
		{"GET", "/browse/categories", closed, "", (*call).categories},
		{"GET", "/browse/categories/{id}", closed, "", (*call).category},
		{"GET", "/browse/categories/{id}/playlists", closed, "", (*call).categoryPlaylists},
		{"GET", "/recommendations", gone, "", (*call).recommendations},
		{"GET", "/recommendations/available-genre-seeds", gone, "", (*call).genreSeeds},
		{"GET", "/audio-features/{id}", closed, "", (*call).audioFeatures},
		{"GET", "/audio-features", closed, "", (*call).tracksAudioFeatures},
		{"GET", "/audio-analysis/{id}", closed, "", (*call).audioAnalysis},

		{"GET", "/playlists/{id}", 0, "", (*call).playlist},
		{"PUT", "/playlists/{id}", users, "", (*call).changePlaylist},
		{"GET", "/playlists/{id}/items", 0, "", (*call).playlistItems},
		{"POST", "/playlists/{id}/items", users, "", (*call).addItems},
		{"PUT", "/playlists/{id}/items", users, "", (*call).updateItems},
		{"DELETE", "/playlists/{id}/items", users, "", (*call).removeItems},
		{"GET", "/playlists/{id}/tracks", closed, "", (*call).playlistItems},
		{"POST", "/playlists/{id}/tracks", users | closed, "", (*call).addItems},
		{"PUT", "/playlists/{id}/tracks", users | closed, "", (*call).updateItems},
		{"DELETE", "/playlists/{id}/tracks", users | closed, "", (*call).removeItems},
		{"GET", "/playlists/{id}/images", 0, "", (*call).playlistImages},
		{"PUT", "/playlists/{id}/images", users, "ugc-image-upload", (*call).setPlaylistImage},
		{"PUT", "/playlists/{id}/followers", users, "playlist-modify-public|playlist-modify-private", (*call).followPlaylist},
		{"DELETE", "/playlists/{id}/followers", users, "playlist-modify-public|playlist-modify-private", (*call).unfollowPlaylist},
		{"GET", "/playlists/{id}/followers/contains", users | closed, "", (*call).playlistFollowed},
		{"GET", "/me/playlists", users, "", (*call).ownPlaylists},
		{"POST", "/me/playlists", users, "", (*call).createPlaylist},
		{"GET", "/users/{id}/playlists", closed, "", (*call).userPlaylists},
		{"POST", "/users/{id}/playlists", users | closed, "", (*call).createUserPlaylist},

		{"GET", "/me", users, "", (*call).me},
		{"GET", "/users/{id}", closed, "", (*call).publicUser},
		{"GET", "/me/top/{id}", users, "user-top-read", (*call).top},
		{"PUT", "/me/library", users, "", (*call).saveURIs},
		{"DELETE", "/me/library", users, "", (*call).removeURIs},
		{"GET", "/me/library/contains", users, "", (*call).containsURIs},
		{"GET", "/me/following", users, "user-follow-read", (*call).following},
		{"PUT", "/me/following", users | closed, "user-follow-modify", (*call).follow},
		{"DELETE", "/me/following", users | closed, "user-follow-modify", (*call).unfollow},
		{"GET", "/me/following/contains", users | closed, "user-follow-read", (*call).follows},
		// Saved things of one kind: albums, tracks, shows, episodes, audiobooks.
		{"GET", "/me/{kind}", users, "user-library-read", (*call).saved},
		{"PUT", "/me/{kind}", users | closed, "user-library-modify", (*call).save},
		{"DELETE", "/me/{kind}", users | closed, "user-library-modify", (*call).remove},
		{"GET", "/me/{kind}/contains", users | closed, "user-library-read", (*call).contains},

		{"GET", "/me/player", users, "user-read-playback-state", (*call).playback},
		{"PUT", "/me/player", users, "user-modify-playback-state", (*call).transfer},
		{"GET", "/me/player/devices", users, "user-read-playback-state", (*call).devices},
		{"GET", "/me/player/currently-playing", users, "user-read-currently-playing|user-read-playback-state", (*call).currentlyPlaying},
		{"GET", "/me/player/recently-played", users, "user-read-recently-played", (*call).recentlyPlayed},
		{"GET", "/me/player/queue", users, "user-read-currently-playing|user-read-playback-state", (*call).queue},
		{"POST", "/me/player/queue", users, "user-modify-playback-state", (*call).addToQueue},
		{"PUT", "/me/player/play", users, "user-modify-playback-state", (*call).play},
		{"PUT", "/me/player/pause", users, "user-modify-playback-state", (*call).pause},
		{"POST", "/me/player/next", users, "user-modify-playback-state", (*call).next},
		{"POST", "/me/player/previous", users, "user-modify-playback-state", (*call).previous},
		{"PUT", "/me/player/seek", users, "user-modify-playback-state", (*call).seek},
		{"PUT", "/me/player/repeat", users, "user-modify-playback-state", (*call).repeat},
		{"PUT", "/me/player/volume", users, "user-modify-playback-state", (*call).volume},
		{"PUT", "/me/player/shuffle", users, "user-modify-playback-state", (*call).shuffle},
	}
}

// dispatch finds the endpoint of a request and lets it respond. The checks have
// Spotify's order: token, mode, user, scope.
func (s *Server) dispatch(c *call) (any, error) {
	c.unexpected = c.base == "" || !knownPath("", c.path)
	if c.base == "" {
		return nil, &problem{status: 404, message: messageNoEndpoint}
	}
	token, err := s.admit(c.request)
	if err != nil {
		return nil, err
	}
	c.user, c.extended = token.user, !s.development
	if c.user != "" {
		u := s.user(c.user)
		if u.Unregistered {
			return nil, &problem{status: 403, message: "User not registered in the Developer Dashboard"}
		}
		c.scopes = common(token.scopes, u.Scopes)
	}
	r, id := s.find(c.request.Method, c.path)
	c.id = id
	switch {
	case r == nil && !c.unexpected:
		return nil, &problem{status: 405, message: messageWrongMethod}
	case r == nil:
		return nil, &problem{status: 404, message: messageNoEndpoint}
	}
	if err := s.spend(r.path); err != nil {
		return nil, err
	}
	switch {
	case r.access&closed != 0 && s.development:
		return nil, forbidden()
	case r.access&gone != 0 && s.development:
		return nil, notFound()
	case r.access&users != 0 && c.user == "":
		return nil, &problem{status: 401, message: messageUserOnly}
	case r.scope != "" && !c.granted(r.scope):
		return nil, &problem{status: 403, message: messageNoScope}
	}
	if err := c.readMarket(); err != nil {
		return nil, err
	}
	return r.handle(c)
}

// common returns the scopes that are in both lists.
func common(a, b []string) []string {
	var list []string
	for _, scope := range a {
		if slices.Contains(b, scope) {
			list = append(list, scope)
		}
	}
	return list
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
		case isParam(w):
			id = got[i]
		case w != got[i]:
			return "", false
		}
	}
	return id, id != "" || !strings.Contains(strings.Join(want, ""), "{")
}
