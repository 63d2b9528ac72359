package spotifytest

import (
	"cmp"
	"fmt"
	"html"

	"github.com/spotify-sdk/spotify"
)

// podcasts loads shows, episodes, audiobooks and chapters.
func (l *loader) podcasts(in Catalog) {
	for _, s := range in.Shows {
		l.show(s)
	}
	for _, e := range in.Episodes {
		l.looseEpisode(e)
	}
	for _, b := range in.Audiobooks {
		l.audiobook(b)
	}
	for _, c := range in.Chapters {
		if l.c.chapters.byID[c.ID] != nil {
			continue
		}
		b, ok := l.c.audiobooks.find(c.Audiobook.ID, func(b *audiobook) bool { return b.Name == c.Audiobook.Name })
		if !ok && c.Audiobook.Name == "" {
			l.errorf("chapter %q: there is no audiobook with the ID %q", c.Name, c.Audiobook.ID)
			continue
		}
		if !ok {
			b = l.audiobook(spotify.Audiobook{ID: c.Audiobook.ID, Name: c.Audiobook.Name, Authors: c.Audiobook.Authors})
		}
		l.chapter(c, b)
	}
}

// looseEpisode adds an episode with its show, unless the show listed it.
func (l *loader) looseEpisode(e spotify.Episode) {
	if known := l.c.episodes.byID[e.ID]; known != nil {
		known.Restrictions = cmp.Or(e.Restrictions, known.Restrictions)
		return
	}
	s, ok := l.c.shows.find(e.Show.ID, func(s *show) bool { return s.Name == e.Show.Name })
	switch {
	case !ok && e.Show.Name == "":
		l.errorf("episode %q: there is no show with the ID %q", e.Name, e.Show.ID)
		return
	case !ok:
		s = l.show(spotify.Show{
			ID: e.Show.ID, Name: e.Show.Name, Description: e.Show.Description, Publisher: e.Show.Publisher, Images: e.Show.Images,
			AvailableMarkets: e.Show.AvailableMarkets,
		})
	}
	l.episode(e, s)
}

func (l *loader) show(in spotify.Show) *show {
	s := &show{Show: in}
	s.ID = newID(l, &l.c.shows, "show", s.ID, s.Name)
	s.Publisher = cmp.Or(s.Publisher, "Unlikely Audio")
	s.HTMLDescription = cmp.Or(s.HTMLDescription, paragraph(s.Description))
	s.MediaType = cmp.Or(s.MediaType, "audio")
	s.Languages = languages(s.Languages)
	s.Images = cmpImages(s.Images, s.ID)
	l.c.shows.add(s.ID, s)
	for _, e := range in.Episodes.Items {
		l.episode(spotify.Episode{
			Description: e.Description, DurationMS: e.DurationMS, Explicit: e.Explicit, HTMLDescription: e.HTMLDescription, ID: e.ID,
			Images: e.Images, IsExternallyHosted: e.IsExternallyHosted, IsPlayable: e.IsPlayable, Languages: e.Languages, Name: e.Name,
			Restrictions: e.Restrictions, ReleaseDate: e.ReleaseDate, ReleaseDatePrecision: e.ReleaseDatePrecision,
		}, s)
	}
	s.Episodes = spotify.Page[spotify.SimplifiedEpisode]{}
	return s
}

func (l *loader) episode(in spotify.Episode, s *show) {
	e := &episode{Episode: in, show: s}
	e.ID = newID(l, &l.c.episodes, "episode", e.ID, e.Name, s.ID, len(s.episodes))
	e.Description = cmp.Or(e.Description, s.Description)
	e.HTMLDescription = cmp.Or(e.HTMLDescription, paragraph(e.Description))
	e.DurationMS = cmp.Or(e.DurationMS, 1_800_000)
	e.ReleaseDate = cmp.Or(e.ReleaseDate, "2025-01-17")
	e.ReleaseDatePrecision = cmp.Or(e.ReleaseDatePrecision, precision(e.ReleaseDate))
	e.Languages = languages(cmpList(e.Languages, s.Languages))
	e.Images = cmpImages(cmpList(e.Images, s.Images), e.ID)
	s.episodes = append(s.episodes, e)
	l.c.episodes.add(e.ID, e)
}

func (l *loader) audiobook(in spotify.Audiobook) *audiobook {
	b := &audiobook{Audiobook: in}
	b.ID = newID(l, &l.c.audiobooks, "audiobook", b.ID, b.Name)
	b.Publisher = cmp.Or(b.Publisher, "Teapot Press")
	b.Edition = cmp.Or(b.Edition, "Unabridged")
	b.HTMLDescription = cmp.Or(b.HTMLDescription, paragraph(b.Description))
	b.MediaType = cmp.Or(b.MediaType, "audio")
	b.Languages = languages(b.Languages)
	b.Images = cmpImages(b.Images, b.ID)
	l.c.audiobooks.add(b.ID, b)
	for _, c := range in.Chapters.Items {
		l.chapter(spotify.Chapter{
			ChapterNumber: c.ChapterNumber, Description: c.Description, DurationMS: c.DurationMS, Explicit: c.Explicit,
			HTMLDescription: c.HTMLDescription, ID: c.ID, Images: c.Images, IsPlayable: c.IsPlayable, Languages: c.Languages, Name: c.Name,
			Restrictions: c.Restrictions, ReleaseDate: c.ReleaseDate, ReleaseDatePrecision: c.ReleaseDatePrecision, AvailableMarkets: c.AvailableMarkets,
		}, b)
	}
	b.Chapters = spotify.Page[spotify.SimplifiedChapter]{}
	return b
}

func (l *loader) chapter(in spotify.Chapter, b *audiobook) {
	c := &chapter{Chapter: in, book: b}
	c.ChapterNumber = cmp.Or(c.ChapterNumber, len(b.chapters))
	c.ID = newID(l, &l.c.chapters, "chapter", c.ID, c.Name, b.ID, len(b.chapters))
	c.HTMLDescription = cmp.Or(c.HTMLDescription, paragraph(c.Description))
	c.DurationMS = cmp.Or(c.DurationMS, 900_000)
	c.ReleaseDate = cmp.Or(c.ReleaseDate, "2025-01-17")
	c.ReleaseDatePrecision = cmp.Or(c.ReleaseDatePrecision, precision(c.ReleaseDate))
	c.Languages = languages(cmpList(c.Languages, b.Languages))
	c.Images = cmpImages(cmpList(c.Images, b.Images), c.ID)
	b.chapters = append(b.chapters, c)
	l.c.chapters.add(c.ID, c)
}

func languages(list []string) []string { return cmpList(list, []string{"en"}) }

// cmpList is cmp.Or for lists.
func cmpList[T any](list, fallback []T) []T {
	if list != nil {
		return list
	}
	return fallback
}

func paragraph(text string) string { return fmt.Sprintf("<p>%s</p>", html.EscapeString(text)) }
