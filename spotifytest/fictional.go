package spotifytest

import (
	"fmt"
	"strings"
	"time"

	"github.com/spotify-sdk/spotify"
)

// IDs of the fictional catalog. Everything else in it can be found from these.
// The items of PlaylistID are 56 tracks, one that is gone, a local file and
// EpisodeID.
const (
	ArtistID    = "2GZox3ncWYjQmNIOTKw72E" // Nine Kettles, with 60 releases of all groups
	AlbumID     = "75nHXRoTnSu1kvENNCgEt7" // "Salt for the Lighthouse" of that artist, 9 tracks
	LongAlbumID = "5NViJcePkldbK7VquRBBij" // "Every Field Recording", 64 tracks on 2 discs
	TrackID     = "714COcmuqUetrsXZxWnhEu" // "Brass Weather", the first track of AlbumID
	ShowID      = "3ly6sNF3KUDpDTM0Ydj2PR" // "Maps of Nowhere", 60 episodes
	EpisodeID   = "0skKY9bxOHpwdJ807AJu3b" // its newest episode
	AudiobookID = "1amyX9RJatobEchBdaNuPW" // "The Clockmaker's Ferry", 56 chapters
	ChapterID   = "1MrlRBqnfoabJZrJlOHkfa" // its first chapter
	PlaylistID  = "65nnsx3lQU9hfXqpgCY92E" // "Odds and Ends" of UserID, 59 items of all kinds
	CategoryID  = "10mljPC6h9Po6huNTtr9RT" // "Rainy Afternoons"
	UserID      = "tilda.marrow"           // the user who owns PlaylistID
	UnknownID   = "3HsDnImgdYxjUF7sN25onO" // nothing has it
)

// FictionalCatalog returns the catalog that a server has by default: 7 artists
// with 84 albums, 3 shows, 2 audiobooks and 6 playlists. A search for "nine
// kettles" finds albums, an artist and tracks. The caller may modify the
// returned value.
func FictionalCatalog() Catalog {
	f := &fiction{}
	kettles := f.artist(ArtistID, "Nine Kettles", "chamber folk", "slowcore")
	others := []spotify.SimplifiedArtist{
		f.artist("", "Osvalda Finch", "jazz", "vocal jazz"),
		f.artist("", "The Tin Cartographers", "indie rock"),
		f.artist("", "Ferdinand & the Quiet", "lo-fi"),
		f.artist("", "Lumen Abbey Ensemble", "classical", "choral"),
		f.artist("", "Vantongeren Trio", "jazz", "hard bop"),
		f.artist("", "Hexagonal Weather", "ambient", "electronic"),
	}
	f.kettles(kettles, others)
	for i, a := range others {
		for j, kind := range []spotify.AlbumType{"album", "album", "single", "ep"} {
			f.album(spotify.Album{Name: title(7*i + 3*j + 5), AlbumType: kind, ReleaseDate: date(2024-3*j, 1+i+j)}, a, a, []int{9, 11, 2, 5}[j])
		}
	}
	f.podcasts()
	for i, name := range []string{"Rainy Afternoons", "Kitchen Dancing", "Long Trains", "Deep Winter"} {
		c := spotify.Category{ID: NewID("category " + name), Name: name}
		if i == 0 {
			c.ID = CategoryID
		}
		f.Categories = append(f.Categories, c)
	}
	f.playlists()
	f.Users = []User{f.tilda()}
	return f.Catalog
}

// fiction builds the fictional catalog.
type fiction struct {
	Catalog
	tracks []spotify.SimplifiedTrack // of all albums
}

func (f *fiction) artist(id, name string, genres ...string) spotify.SimplifiedArtist {
	if id == "" {
		id = NewID("artist " + name)
	}
	n := len(f.Artists)
	f.Artists = append(f.Artists, spotify.Artist{
		ID: id, Name: name, Genres: genres, Popularity: pointer(62 - 5*n), Followers: &spotify.Followers{Total: 81_204 / (n + 1)},
	})
	return spotify.SimplifiedArtist{ID: id, Name: name}
}

// kettles adds 60 releases of an artist: two that have IDs of their own, one
// dated by its year only, and some of others that it appears on.
func (f *fiction) kettles(kettles spotify.SimplifiedArtist, others []spotify.SimplifiedArtist) {
	f.album(spotify.Album{ID: AlbumID, Name: "Salt for the Lighthouse", AlbumType: "album", ReleaseDate: date(2025, 9)}, kettles, kettles, 9)
	f.album(spotify.Album{ID: LongAlbumID, Name: "Every Field Recording", AlbumType: "compilation", ReleaseDate: date(2025, 3)}, kettles, kettles, 32, 32)
	for i := range 58 {
		a := spotify.Album{Name: title(i), ReleaseDate: date(2024-i/3, 12-i%12)}
		a.AlbumType = []spotify.AlbumType{"album", "single", "single", "ep", "compilation"}[i%5]
		by := kettles
		if i%10 == 9 {
			by = others[i/10%len(others)]
		}
		if i == 57 {
			a.ReleaseDate = a.ReleaseDate[:4]
		}
		f.album(a, by, kettles, []int{8, 1, 2, 5, 12}[i%5])
	}
}

// album adds an album with so many tracks on each disc. guest appears on them.
func (f *fiction) album(a spotify.Album, by, guest spotify.SimplifiedArtist, discs ...int) {
	if a.ID == "" {
		a.ID = NewID(fmt.Sprint("album ", by.Name, a.Name, len(f.Albums)))
	}
	a.Artists = []spotify.SimplifiedArtist{by}
	credits := a.Artists
	if guest != by {
		credits = append(credits[:1:1], guest)
	}
	for disc, n := range discs {
		for i := range n {
			t := spotify.SimplifiedTrack{
				ID: NewID(fmt.Sprint("track ", a.ID, disc, i)), Name: title(31*len(f.tracks) + 11), Artists: credits,
				DiscNumber: disc + 1, TrackNumber: i + 1, DurationMS: 121_000 + 7_919*(i%23), Explicit: i%13 == 12,
			}
			if a.ID == AlbumID && i == 0 {
				t.ID, t.Name = TrackID, "Brass Weather"
			}
			a.Tracks.Items = append(a.Tracks.Items, t)
			f.tracks = append(f.tracks, t)
		}
	}
	f.Albums = append(f.Albums, a)
}

func (f *fiction) podcasts() {
	for i, name := range []string{"Maps of Nowhere", "The Kettle Hour", "Slow Radio Almanac"} {
		s := spotify.Show{ID: NewID("show " + name), Name: name, Publisher: "Unlikely Audio", Description: "Talks about " + strings.ToLower(name) + " & more."}
		n := []int{60, 12, 3}[i]
		for j := range n {
			s.Episodes.Items = append(s.Episodes.Items, spotify.SimplifiedEpisode{
				ID: NewID(fmt.Sprint("episode ", name, j)), Name: fmt.Sprintf("%s, part %d", name, n-j),
				DurationMS: 1_800_000 + 61_000*j, ReleaseDate: fmt.Sprintf("%d-%02d-04", 2025-j/12, 12-j%12),
			})
		}
		if i == 0 {
			s.ID, s.Episodes.Items[0].ID = ShowID, EpisodeID
		}
		f.Shows = append(f.Shows, s)
	}
	for i, name := range []string{"The Clockmaker's Ferry", "A Short History of Fog"} {
		b := spotify.Audiobook{
			ID: NewID("audiobook " + name), Name: name, Authors: []spotify.Author{{Name: "Ines Halloway"}}, Narrators: []spotify.Narrator{{Name: "Bram Oduya"}},
			Description: "Read by Bram Oduya.", Copyrights: []spotify.Copyright{{Text: "2025 Teapot Press", Type: spotify.CopyrightTypeC}},
		}
		for j := range []int{56, 8}[i] {
			b.Chapters.Items = append(b.Chapters.Items, spotify.SimplifiedChapter{
				ID: NewID(fmt.Sprint("chapter ", name, j)), Name: fmt.Sprintf("Chapter %d", j+1), ChapterNumber: j,
				DurationMS: 900_000 + 13_000*j, ReleaseDate: "2025-02-01",
			})
		}
		if i == 0 {
			b.ID, b.Chapters.Items[0].ID = AudiobookID, ChapterID
		}
		f.Audiobooks = append(f.Audiobooks, b)
	}
}

const editorsID = "teapot.editors" // owns the public playlists that are not UserID's

func (f *fiction) playlists() {
	f.playlist(PlaylistID, "Odds and Ends", UserID, "Ferries &amp; kettles", 56, func(i int) int { return 3 * i })
	items := &f.Playlists[0].Items.Items
	*items = append(*items, spotify.PlaylistItem{}, spotify.PlaylistItem{IsLocal: true, Item: spotify.Item{Track: &spotify.Track{
		Name: "Kettle Song", URI: "spotify:local:Aunt+Mabel:Kitchen+Tapes:Kettle+Song:187", IsLocal: true, DurationMS: 187_000, Type: "track",
	}}}, spotify.PlaylistItem{Item: spotify.Item{Episode: &spotify.Episode{ID: EpisodeID, Type: "episode"}}})
	for i, name := range []string{"Kettle Morning", "Slow Ferry", "Paper Weather", "Night Bells", "Static and Salt"} {
		f.playlist(NewID("playlist "+name), name, editorsID, "Picked by hand", 12, func(j int) int { return 17*i + 5*j })
	}
}

func (f *fiction) playlist(id, name, owner, description string, n int, pick func(int) int) {
	p := spotify.Playlist{
		ID: id, Name: name, Description: description, Owner: spotify.PublicUser{ID: owner}, Items: &spotify.Page[spotify.PlaylistItem]{},
		Images: []spotify.Image{{URL: "https://images.example.com/" + id + "/cover.jpg"}},
	}
	for i := range n {
		t := &spotify.Track{ID: f.tracks[pick(i)].ID, Type: "track"}
		p.Items.Items = append(p.Items.Items, spotify.PlaylistItem{Item: spotify.Item{Track: t}})
	}
	f.Playlists = append(f.Playlists, p)
}

// tilda is the first user. Her library is also that of users whom nobody added.
func (f *fiction) tilda() User {
	u := User{ID: UserID}
	for i := range 55 {
		u.Library = append(u.Library, "spotify:track:"+f.tracks[108-2*i].ID)
		u.Recent = append(u.Recent, Play{"spotify:track:" + f.tracks[i].ID, lastPlay().Add(-time.Duration(i) * time.Hour)})
	}
	for i := range 5 {
		u.Library = append(u.Library, "spotify:album:"+f.Albums[4-i].ID)
	}
	for i := range 3 {
		u.Library = append(u.Library, "spotify:artist:"+f.Artists[2-i].ID, "spotify:episode:"+f.Shows[0].Episodes.Items[2-i].ID)
	}
	u.Library = append(u.Library, "spotify:show:"+ShowID, "spotify:show:"+AudiobookID)
	return u
}

func date(year, month int) string { return fmt.Sprintf("%d-%02d-17", year, month) }

// title returns the i-th of 728 titles.
func title(i int) string {
	first, second := strings.Fields(firstWords), strings.Fields(secondWords)
	return first[i%len(first)] + " " + second[(i/len(first)+i)%len(second)]
}

const (
	firstWords = `Paper Salt Velvet Hollow Amber Winter Borrowed Crooked Distant Electric Folded Glass Humming
Iron Juniper Kindling Lantern Marble Northern Orchard Painted Quiet Rusted Silver Tidal Umber`
	secondWords = `Harbour Machines Weather Staircase Gardens Telegram Horses Almanac Rivers Motel Arithmetic Kitchens Satellites
Ferry Bells Umbrella Meadow Parade Compass Engine Furniture Holiday Letters Mountain Nocturne Orchestra Postcard Railway`
)
