package spotifytest

import "github.com/spotify-sdk/spotify"

func (c *call) hasBook(b *audiobook) bool { return c.sellsBooks() && c.available(b.AvailableMarkets) }

func (c *call) hasChapter(ch *chapter) bool {
	return c.hasBook(ch.book) && c.available(ch.AvailableMarkets)
}

// Audiobooks are shows below another path: Spotify's errors call them so.

func (c *call) audiobook() (any, error) {
	b, err := one(c, "show", c.server.catalog.audiobooks, c.hasBook)
	if err != nil {
		return nil, err
	}
	return merge(c.simplifiedAudiobook(b), object{"chapters": c.embedded(c.chaptersOf(b), 50)}), nil
}

func (c *call) audiobooks() (any, error) {
	return several(c, "audiobooks", 50, c.server.catalog.audiobooks, c.hasBook, func(b *audiobook) object {
		return merge(c.simplifiedAudiobook(b), object{"chapters": c.embedded(c.chaptersOf(b), 50)})
	})
}

func (c *call) audiobookChapters() (any, error) {
	b, err := one(c, "show", c.server.catalog.audiobooks, c.hasBook)
	if err != nil {
		return nil, err
	}
	return c.page(c.chaptersOf(b), 20, 50)
}

func (c *call) chaptersOf(b *audiobook) list {
	return listOf("/audiobooks/"+b.ID+"/chapters", b.chapters, c.simplifiedChapter)
}

func (c *call) simplifiedAudiobook(b *audiobook) object {
	o := c.link("show", b.ID, "/audiobooks")
	o["type"], o["name"], o["images"], o["edition"] = "audiobook", b.Name, pictures(b.Images), b.Edition
	o["description"], o["html_description"] = b.Description, b.HTMLDescription
	o["authors"], o["narrators"] = cmpList(b.Authors, []spotify.Author{}), cmpList(b.Narrators, []spotify.Narrator{})
	o["copyrights"] = cmpList(b.Copyrights, []spotify.Copyright{})
	o["explicit"], o["languages"], o["media_type"] = b.Explicit, b.Languages, b.MediaType
	o["total_chapters"] = len(b.chapters)
	return c.withExtendedFields(o, object{"publisher": b.Publisher, "available_markets": codes(b.AvailableMarkets, bookMarkets())})
}

// Chapters are episodes below another path.

func (c *call) chapter() (any, error) {
	ch, err := one(c, "episode", c.server.catalog.chapters, c.hasChapter)
	if err != nil {
		return nil, err
	}
	return c.fullChapter(ch), nil
}

func (c *call) chapters() (any, error) {
	return several(c, "chapters", 50, c.server.catalog.chapters, c.hasChapter, c.fullChapter)
}

func (c *call) fullChapter(ch *chapter) object {
	return merge(c.simplifiedChapter(ch), object{"audiobook": c.simplifiedAudiobook(ch.book)})
}

func (c *call) simplifiedChapter(ch *chapter) object {
	o := c.link("episode", ch.ID, "/chapters")
	o["type"], o["name"], o["chapter_number"], o["duration_ms"] = "chapter", ch.Name, ch.ChapterNumber, ch.DurationMS
	o["description"], o["html_description"] = ch.Description, ch.HTMLDescription
	o["images"], o["languages"], o["explicit"] = pictures(ch.Images), ch.Languages, ch.Explicit
	o["release_date"], o["release_date_precision"] = ch.ReleaseDate, ch.ReleaseDatePrecision
	o["audio_preview_url"] = orNull(ch.AudioPreviewURL)
	restriction := c.restriction(ch.AvailableMarkets, ch.Restrictions, ch.IsPlayable, ch.Explicit)
	o["is_playable"] = restriction == ""
	if restriction != "" {
		o["restrictions"] = object{"reason": restriction}
	}
	c.withExtendedFields(o, object{"available_markets": codes(ch.AvailableMarkets, bookMarkets())})
	return c.withResumePoint(o)
}
