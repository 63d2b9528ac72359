package spotifytest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spotify-sdk/spotify"
)

// loader resolves the references of a Catalog and fills in missing fields. It
// collects all errors.
type loader struct {
	c    *catalog
	errs []error
}

func load(in Catalog) (*catalog, error) {
	l := &loader{c: &catalog{substitutes: map[string][]*track{}}}
	for _, a := range in.Artists {
		l.artist(a)
	}
	for _, a := range in.Albums {
		l.album(a)
	}
	for _, t := range in.Tracks {
		l.track(t)
	}
	l.podcasts(in)
	for _, c := range in.Categories {
		c.ID = cmp.Or(c.ID, NewID("category "+c.Name))
		if c.Name == "" {
			l.errorf("a category has no name: ID %q", c.ID)
		}
		c.Icons = icons(c)
		l.c.categories.add(c.ID, &c)
	}
	l.c.users = slices.Clone(in.Users)
	for _, p := range in.Playlists {
		l.playlist(p)
	}
	l.releases()
	l.linkedTracks()
	for i := range l.c.users {
		l.errs = append(l.errs, l.c.users[i].complete(l.c))
	}
	if err := errors.Join(l.errs...); err != nil {
		return nil, fmt.Errorf("invalid catalog: %w", err)
	}
	l.c.makeDocuments()
	return l.c, nil
}

func (l *loader) errorf(format string, args ...any) {
	l.errs = append(l.errs, fmt.Errorf(format, args...))
}

// newID checks the ID of a value, or makes one from the texts that identify it.
func newID[T any](l *loader, x *index[T], kind, id, name string, texts ...any) string {
	if name == "" {
		l.errorf("%s without a name: ID %q", kind, id)
	}
	if id == "" {
		id = NewID(fmt.Sprint(append([]any{kind + " "}, append(texts, name)...)...))
		for n := 2; x.byID != nil; n++ {
			if _, taken := x.byID[id]; !taken {
				break
			}
			id = NewID(fmt.Sprint(kind, " ", fmt.Sprint(texts...), name, n))
		}
		return id
	}
	if !base62(id) {
		l.errorf("%s %q: the ID %q does not have 22 letters and digits; leave it out, or use NewID", kind, name, id)
	}
	if _, taken := x.byID[id]; taken {
		l.errorf("%s %q: the ID %q is taken", kind, name, id)
	}
	return id
}

func (l *loader) artist(in spotify.Artist) *artist {
	a := &artist{Artist: in}
	a.ID = newID(l, &l.c.artists, "artist", a.ID, a.Name)
	a.Genres = orEmpty(a.Genres)
	a.Images = cmpImages(a.Images, a.ID)
	a.Popularity = cmp.Or(a.Popularity, pointer(50))
	a.Followers = cmp.Or(a.Followers, &spotify.Followers{Total: 1000})
	return l.c.artists.add(a.ID, a)
}

// artists resolves credits. owner describes the value that has them.
func (l *loader) artists(refs []spotify.SimplifiedArtist, owner string) []*artist {
	var list []*artist
	for _, ref := range refs {
		a, ok := l.c.artists.find(ref.ID, func(a *artist) bool { return a.Name == ref.Name })
		switch {
		case !ok && ref.Name == "":
			l.errorf("%s: there is no artist with the ID %q", owner, ref.ID)
			continue
		case !ok:
			a = l.artist(spotify.Artist{ID: ref.ID, Name: ref.Name})
		}
		list = append(list, a)
	}
	return list
}

func (l *loader) album(in spotify.Album) *album {
	a := &album{Album: in}
	owner := fmt.Sprintf("album %q", in.Name)
	if len(in.Artists) == 0 {
		l.errorf("%s has no artists", owner)
	}
	if a.artists = l.artists(in.Artists, owner); len(a.artists) == 0 {
		// A placeholder, so that loading can continue; the catalog is rejected.
		a.artists = []*artist{{Artist: spotify.Artist{Popularity: pointer(0)}}}
	}
	a.ID = newID(l, &l.c.albums, "album", a.ID, a.Name, a.artists[0].Name, " ")
	a.AlbumType = cmp.Or(a.AlbumType, spotify.AlbumTypeAlbum)
	a.ReleaseDate = cmp.Or(a.ReleaseDate, "2025-01-17")
	a.ReleaseDatePrecision = cmp.Or(a.ReleaseDatePrecision, precision(a.ReleaseDate))
	a.Images = cmpImages(a.Images, a.ID)
	a.Label = cmp.Or(a.Label, "Teapot Records")
	a.Popularity = cmp.Or(a.Popularity, pointer(max(*a.artists[0].Popularity-7, 0)))
	a.ExternalIDs.UPC = cmp.Or(a.ExternalIDs.UPC, digits(a.ID, 12))
	if a.Copyrights == nil {
		text := a.ReleaseDate[:min(4, len(a.ReleaseDate))] + " " + a.Label
		a.Copyrights = []spotify.Copyright{{Text: text, Type: spotify.CopyrightTypeC}, {Text: text, Type: spotify.CopyrightTypeP}}
	}
	l.c.albums.add(a.ID, a)
	for _, t := range in.Tracks.Items {
		l.addTrack(fromSimplified(t), a)
	}
	a.Tracks = spotify.Page[spotify.SimplifiedTrack]{}
	return a
}

// isBy reports whether one of the artists made an album. It returns true if
// there are no artists.
func (a *album) isBy(artists []spotify.SimplifiedArtist) bool {
	return len(artists) == 0 || slices.ContainsFunc(a.artists, func(by *artist) bool {
		return slices.ContainsFunc(artists, func(ref spotify.SimplifiedArtist) bool { return ref.ID == by.ID || ref.ID == "" && ref.Name == by.Name })
	})
}

func fromSimplified(t spotify.SimplifiedTrack) spotify.Track {
	return spotify.Track{
		Artists: t.Artists, DiscNumber: t.DiscNumber, DurationMS: t.DurationMS, Explicit: t.Explicit, ID: t.ID, IsPlayable: t.IsPlayable,
		Name: t.Name, Restrictions: t.Restrictions, TrackNumber: t.TrackNumber, PreviewURL: t.PreviewURL,
		AvailableMarkets: t.AvailableMarkets, LinkedFrom: t.LinkedFrom,
	}
}

// track adds a track with its album, or completes one that its album listed.
func (l *loader) track(in spotify.Track) *track {
	if known := l.c.tracks.byID[in.ID]; known != nil {
		known.update(in)
		return known
	}
	owner := fmt.Sprintf("track %q", in.Name)
	ref := in.Album
	if len(ref.Artists) == 0 {
		ref.Artists = in.Artists
	}
	al, ok := l.c.albums.find(ref.ID, func(a *album) bool { return ref.Name != "" && a.Name == ref.Name && a.isBy(ref.Artists) })
	switch {
	case !ok && ref.ID != "" && ref.Name == "":
		l.errorf("%s: there is no album with the ID %q", owner, ref.ID)
		return nil
	case !ok:
		if ref.Name == "" { // a track without an album is a single
			ref.Name, ref.AlbumType = in.Name, cmp.Or(ref.AlbumType, spotify.AlbumTypeSingle)
		}
		al = l.album(spotify.Album{
			AlbumType: ref.AlbumType, Artists: ref.Artists, ID: ref.ID, Images: ref.Images, Name: ref.Name, Restrictions: ref.Restrictions,
			ReleaseDate: ref.ReleaseDate, ReleaseDatePrecision: ref.ReleaseDatePrecision, AvailableMarkets: ref.AvailableMarkets,
		})
	}
	return l.addTrack(in, al)
}

func (l *loader) addTrack(in spotify.Track, al *album) *track {
	t := &track{Track: in, album: al, artists: al.artists}
	if len(in.Artists) > 0 {
		t.artists = l.artists(in.Artists, fmt.Sprintf("track %q", in.Name))
	}
	t.DiscNumber = max(t.DiscNumber, 1)
	if t.TrackNumber == 0 {
		t.TrackNumber = 1
		for _, other := range al.tracks {
			if other.DiscNumber == t.DiscNumber {
				t.TrackNumber++
			}
		}
	}
	t.ID = newID(l, &l.c.tracks, "track", t.ID, t.Name, al.ID, t.DiscNumber, t.TrackNumber)
	t.DurationMS = cmp.Or(t.DurationMS, 180_000)
	t.ExternalIDs.ISRC = cmp.Or(t.ExternalIDs.ISRC, "ZZTEA25"+digits(t.ID, 5))
	t.Popularity = cmp.Or(t.Popularity, pointer(max(*al.artists[0].Popularity-t.TrackNumber, 0)))
	al.tracks = append(al.tracks, t)
	return l.c.tracks.add(t.ID, t)
}

// update sets the fields that the full form of a track has in addition to the
// simplified one.
func (t *track) update(in spotify.Track) {
	t.ExternalIDs.ISRC = cmp.Or(in.ExternalIDs.ISRC, t.ExternalIDs.ISRC)
	t.Popularity = cmp.Or(in.Popularity, t.Popularity)
	t.LinkedFrom = cmp.Or(in.LinkedFrom, t.LinkedFrom)
	t.Restrictions = cmp.Or(in.Restrictions, t.Restrictions)
	if !in.AvailableMarkets.IsZero() {
		t.AvailableMarkets = in.AvailableMarkets
	}
}

// releases files each album under its artists, and under those who appear on a
// track only.
func (l *loader) releases() {
	for _, al := range l.c.albums.all {
		for _, a := range al.artists {
			a.releases = append(a.releases, release{al, al.group()})
		}
		for _, t := range al.tracks {
			for _, a := range t.artists {
				if !slices.ContainsFunc(a.releases, func(r release) bool { return r.album == al }) {
					a.releases = append(a.releases, release{al, spotify.AlbumGroupAppearsOn})
				}
			}
		}
	}
}

func (l *loader) linkedTracks() {
	for _, t := range l.c.tracks.all {
		if t.LinkedFrom == nil {
			continue
		}
		if !l.c.has("track", t.LinkedFrom.ID) {
			l.errorf("track %q: it is linked from the ID %q, which no track has", t.Name, t.LinkedFrom.ID)
		}
		l.c.substitutes[t.LinkedFrom.ID] = append(l.c.substitutes[t.LinkedFrom.ID], t)
	}
}

func precision(date string) spotify.ReleaseDatePrecision {
	return [...]spotify.ReleaseDatePrecision{"year", "month", "day"}[min(strings.Count(date, "-"), 2)]
}

func pointer[T any](v T) *T { return &v }

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func cmpImages(images []spotify.Image, id string) []spotify.Image {
	if images != nil {
		return images
	}
	const host = "https://images.example.com/"
	return []spotify.Image{
		{URL: host + id + "/large.jpg", Width: 640, Height: 640},
		{URL: host + id + "/medium.jpg", Width: 300, Height: 300},
		{URL: host + id + "/small.jpg", Width: 64, Height: 64},
	}
}

func icons(c spotify.Category) []spotify.Image {
	if c.Icons != nil {
		return c.Icons
	}
	return []spotify.Image{{URL: "https://images.example.com/" + c.ID + "/icon.jpg", Width: 274, Height: 274}}
}

// digits derives n digits from an ID.
func digits(id string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteByte('0' + id[i%len(id)]%10)
	}
	return b.String()
}
