package spotifytest

import (
	"html"
	"slices"
)

// hears reports whether podcasts can be had: an app's own token has no country,
// so it must name a market.
func (c *call) hears() bool { return c.country() != "" }

// reads is hears for audiobooks.
func (c *call) reads() bool { return slices.Contains(c.server.shelves.bookMarkets, c.country()) }

// where narrows a shelf to what can be had: all of it or nothing.
func where[T any](can bool, s shelf[T]) shelf[T] {
	if can {
		return s
	}
	return shelf[T]{}
}

// Shows.

func (c *call) show() (any, error) {
	sh, err := one(c, "show", where(c.hears(), c.server.shelves.shows))
	if err != nil {
		return nil, err
	}
	o := c.simplifiedShow(sh)
	o["episodes"] = c.embedded(c.episodesOf(sh), 50)
	return o, nil
}

func (c *call) shows() (any, error) {
	return several(c, "shows", 50, where(c.hears(), c.server.shelves.shows), c.simplifiedShow)
}

func (c *call) showEpisodes() (any, error) {
	sh, err := one(c, "show", where(c.hears(), c.server.shelves.shows))
	if err != nil {
		return nil, err
	}
	return c.page(c.episodesOf(sh), 20, 50)
}

func (c *call) episodesOf(sh *show) list {
	return list{
		path: "/shows/" + sh.id + "/episodes", total: len(sh.episodes),
		item: func(i int) any { return c.simplifiedEpisode(sh.episodes[i]) },
	}
}

func (c *call) simplifiedShow(sh *show) object {
	o := c.link("show", sh.id, "/shows")
	merge(o, described(sh.about))
	o["name"], o["images"], o["copyrights"] = sh.name, pictures(sh.id), []any{}
	o["explicit"], o["is_externally_hosted"] = false, false
	o["languages"], o["media_type"] = []string{"en"}, "audio"
	o["total_episodes"] = len(sh.episodes)
	return c.wide(o, object{"publisher": sh.publisher, "available_markets": c.server.shelves.markets})
}

func described(text string) object {
	return object{"description": text, "html_description": "<p>" + html.EscapeString(text) + "</p>"}
}

// Episodes.

func (c *call) episode() (any, error) {
	e, err := one(c, "episode", where(c.hears(), c.server.shelves.episodes))
	if err != nil {
		return nil, err
	}
	return c.fullEpisode(e), nil
}

func (c *call) episodes() (any, error) {
	return several(c, "episodes", 50, where(c.hears(), c.server.shelves.episodes), c.fullEpisode)
}

func (c *call) fullEpisode(e *episode) object {
	return merge(c.simplifiedEpisode(e), object{"show": c.simplifiedShow(e.show)})
}

func (c *call) simplifiedEpisode(e *episode) object {
	o := c.link("episode", e.id, "/episodes")
	merge(o, described(e.show.about))
	o["name"], o["duration_ms"], o["images"] = e.name, e.ms, pictures(e.show.id)
	o["explicit"], o["is_externally_hosted"], o["is_playable"] = false, false, true
	o["language"], o["languages"] = "en", []string{"en"}
	o["release_date"], o["release_date_precision"] = e.date, "day"
	o["audio_preview_url"] = nil
	return c.resumable(o)
}

// resumable adds how far a user has listened, which an app alone has not.
func (c *call) resumable(o object) object {
	if c.user != "" {
		o["resume_point"] = object{"fully_played": false, "resume_position_ms": 0}
	}
	return o
}

// Audiobooks are shows that have other addresses.

func (c *call) audiobook() (any, error) {
	b, err := one(c, "show", where(c.reads(), c.server.shelves.audiobooks))
	if err != nil {
		return nil, err
	}
	return c.fullAudiobook(b), nil
}

func (c *call) audiobooks() (any, error) {
	return several(c, "audiobooks", 50, where(c.reads(), c.server.shelves.audiobooks), c.fullAudiobook)
}

func (c *call) audiobookChapters() (any, error) {
	b, err := one(c, "show", where(c.reads(), c.server.shelves.audiobooks))
	if err != nil {
		return nil, err
	}
	return c.page(c.chaptersOf(b), 20, 50)
}

func (c *call) chaptersOf(b *audiobook) list {
	return list{
		path: "/audiobooks/" + b.id + "/chapters", total: len(b.chapters),
		item: func(i int) any { return c.simplifiedChapter(b.chapters[i]) },
	}
}

func (c *call) fullAudiobook(b *audiobook) object {
	return merge(c.simplifiedAudiobook(b), object{"chapters": c.embedded(c.chaptersOf(b), 50)})
}

func (c *call) simplifiedAudiobook(b *audiobook) object {
	o := c.link("show", b.id, "/audiobooks")
	merge(o, described("Read by "+b.narrator+"."))
	o["type"], o["name"], o["images"], o["edition"] = "audiobook", b.name, pictures(b.id), "Unabridged"
	o["authors"] = []any{object{"name": b.author}}
	o["narrators"] = []any{object{"name": b.narrator}}
	o["copyrights"] = []any{object{"text": "2025 Teapot Press", "type": "C"}}
	o["explicit"], o["languages"], o["media_type"] = false, []string{"en"}, "audio"
	o["total_chapters"] = len(b.chapters)
	return c.wide(o, object{"publisher": "Teapot Press", "available_markets": c.server.shelves.bookMarkets})
}

// Chapters are episodes that have other addresses.

func (c *call) chapter() (any, error) {
	ch, err := one(c, "episode", where(c.reads(), c.server.shelves.chapters))
	if err != nil {
		return nil, err
	}
	return c.fullChapter(ch), nil
}

func (c *call) chapters() (any, error) {
	return several(c, "chapters", 50, where(c.reads(), c.server.shelves.chapters), c.fullChapter)
}

func (c *call) fullChapter(ch *chapter) object {
	return merge(c.simplifiedChapter(ch), object{"is_playable": true, "audiobook": c.simplifiedAudiobook(ch.book)})
}

func (c *call) simplifiedChapter(ch *chapter) object {
	o := c.link("episode", ch.id, "/chapters")
	merge(o, described(""))
	o["type"], o["name"], o["chapter_number"], o["duration_ms"] = "chapter", ch.name, ch.number, ch.ms
	o["images"], o["languages"], o["explicit"] = pictures(ch.book.id), []string{"en"}, false
	o["release_date"], o["release_date_precision"] = "2025-02-01", "day"
	o["audio_preview_url"] = nil
	c.wide(o, object{"available_markets": c.server.shelves.bookMarkets})
	return c.resumable(o)
}
