package spotifytest

import "github.com/spotify-sdk/spotify"

// Shows.

// hasShow reports whether a show is available. Without a country none is.
func (c *call) hasShow(s *show) bool { return c.hasMarket() && c.available(s.AvailableMarkets) }

func (c *call) hasEpisode(e *episode) bool { return c.hasShow(e.show) }

func (c *call) show() (any, error) {
	s, err := one(c, "show", c.server.catalog.shows, c.hasShow)
	if err != nil {
		return nil, err
	}
	o := c.simplifiedShow(s)
	o["episodes"] = c.embedded(c.episodesOf(s), 50)
	return o, nil
}

func (c *call) shows() (any, error) {
	return several(c, "shows", 50, c.server.catalog.shows, c.hasShow, c.simplifiedShow)
}

func (c *call) showEpisodes() (any, error) {
	s, err := one(c, "show", c.server.catalog.shows, c.hasShow)
	if err != nil {
		return nil, err
	}
	return c.page(c.episodesOf(s), 20, 50)
}

func (c *call) episodesOf(s *show) list {
	return listOf("/shows/"+s.ID+"/episodes", s.episodes, c.simplifiedEpisode)
}

func (c *call) simplifiedShow(s *show) object {
	o := c.link("show", s.ID, "/shows")
	o["name"], o["images"], o["copyrights"] = s.Name, pictures(s.Images), cmpList(s.Copyrights, []spotify.Copyright{})
	o["description"], o["html_description"] = s.Description, s.HTMLDescription
	o["explicit"], o["is_externally_hosted"] = s.Explicit, s.IsExternallyHosted
	o["languages"], o["media_type"] = s.Languages, s.MediaType
	o["total_episodes"] = len(s.episodes)
	return c.withExtendedFields(o, object{"publisher": s.Publisher, "available_markets": codes(s.AvailableMarkets, marketCodes())})
}

// Episodes.

func (c *call) episode() (any, error) {
	e, err := one(c, "episode", c.server.catalog.episodes, c.hasEpisode)
	if err != nil {
		return nil, err
	}
	return c.fullEpisode(e), nil
}

func (c *call) episodes() (any, error) {
	return several(c, "episodes", 50, c.server.catalog.episodes, c.hasEpisode, c.fullEpisode)
}

func (c *call) fullEpisode(e *episode) object {
	return merge(c.simplifiedEpisode(e), object{"show": c.simplifiedShow(e.show)})
}

func (c *call) simplifiedEpisode(e *episode) object {
	o := c.link("episode", e.ID, "/episodes")
	o["name"], o["duration_ms"], o["images"] = e.Name, e.DurationMS, pictures(e.Images)
	o["description"], o["html_description"] = e.Description, e.HTMLDescription
	o["explicit"], o["is_externally_hosted"] = e.Explicit, e.IsExternallyHosted
	o["language"], o["languages"] = e.Languages[0], e.Languages
	o["release_date"], o["release_date_precision"] = e.ReleaseDate, e.ReleaseDatePrecision
	o["audio_preview_url"] = orNull(e.AudioPreviewURL)
	restriction := c.restriction(e.show.AvailableMarkets, e.Restrictions, e.IsPlayable, e.Explicit)
	o["is_playable"] = restriction == ""
	if restriction != "" {
		o["restrictions"] = object{"reason": restriction}
	}
	return c.withResumePoint(o)
}

// withResumePoint adds how far a user has listened, which needs a scope.
func (c *call) withResumePoint(o object) object {
	if c.user != "" && c.granted("user-read-playback-position") {
		o["resume_point"] = object{"fully_played": false, "resume_position_ms": 0}
	}
	return o
}
