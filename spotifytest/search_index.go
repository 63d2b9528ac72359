package spotifytest

import "github.com/spotify-sdk/spotify"

// makeDocuments makes the documents that a search matches. Playlists are not
// among them, because they change.
func (c *catalog) makeDocuments() {
	for _, a := range c.artists.all {
		a.document = artistDocument(a)
	}
	for _, a := range c.albums.all {
		by := names(a.artists)
		a.document = document{
			texts:   append(by[:len(by):len(by)], words(a.Name)),
			filters: map[string][][]string{"artist": by, "album": wordsOf(a.Name)},
			upc:     a.ExternalIDs.UPC, dates: []string{a.ReleaseDate}, popularity: *a.Popularity, tags: true,
		}
	}
	for _, t := range c.tracks.all {
		t.document = trackDocument(t)
	}
	for _, s := range c.shows.all {
		s.document = document{texts: wordsOf(s.Name, s.Publisher)}
	}
	for _, e := range c.episodes.all {
		e.document = document{texts: wordsOf(e.Name, e.show.Name)}
	}
	for _, b := range c.audiobooks.all {
		b.document = document{texts: wordsOf(b.Name)}
		for _, a := range b.Authors {
			b.document.texts = append(b.document.texts, words(a.Name))
		}
		for _, n := range b.Narrators {
			b.document.texts = append(b.document.texts, words(n.Name))
		}
	}
}

func names(artists []*artist) [][]string {
	var list [][]string
	for _, a := range artists {
		list = append(list, words(a.Name))
	}
	return list
}

func artistDocument(a *artist) document {
	d := document{texts: wordsOf(a.Name), filters: map[string][][]string{"artist": wordsOf(a.Name), "genre": wordsOf(a.Genres...)}}
	for _, r := range a.releases {
		if r.group != spotify.AlbumGroupAppearsOn {
			d.dates = append(d.dates, r.album.ReleaseDate)
		}
	}
	return d
}

func trackDocument(t *track) document {
	by := names(t.artists)
	d := document{
		texts:   append(by[:len(by):len(by)], words(t.Name), words(t.album.Name)),
		filters: map[string][][]string{"artist": by, "album": wordsOf(t.album.Name), "track": wordsOf(t.Name)},
		isrc:    t.ExternalIDs.ISRC, dates: []string{t.album.ReleaseDate},
	}
	for _, a := range t.artists {
		d.filters["genre"] = append(d.filters["genre"], wordsOf(a.Genres...)...)
	}
	return d
}

// searchable returns the document of any value that embeds one.
func (d *document) searchable() *document { return d }

func (p *playlist) searchable() *document { return &document{texts: wordsOf(p.name, p.description)} }
