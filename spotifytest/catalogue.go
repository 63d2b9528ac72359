package spotifytest

import (
	"crypto/sha256"
	"fmt"
	"math/big"
	"strings"
)

// What the catalogue has for certain. The rest of it is found from these.
const (
	ArtistID    = "2GZox3ncWYjQmNIOTKw72E" // Nine Kettles, with 60 releases of all groups
	AlbumID     = "75nHXRoTnSu1kvENNCgEt7" // "Salt for the Lighthouse" of that artist, 9 tracks
	LongAlbumID = "5NViJcePkldbK7VquRBBij" // "Every Field Recording", 64 tracks on 2 discs: more than one page
	TrackID     = "714COcmuqUetrsXZxWnhEu" // "Brass Weather", the first track of AlbumID
	ShowID      = "3ly6sNF3KUDpDTM0Ydj2PR" // "Maps of Nowhere", 60 episodes
	EpisodeID   = "0skKY9bxOHpwdJ807AJu3b" // its newest episode
	AudiobookID = "1amyX9RJatobEchBdaNuPW" // "The Clockmaker's Ferry", 56 chapters
	ChapterID   = "1MrlRBqnfoabJZrJlOHkfa" // its first chapter
	PlaylistID  = "65nnsx3lQU9hfXqpgCY92E" // "Odds and Ends" of UserID: 56 tracks, then a gone one, a local file and EpisodeID
	CategoryID  = "10mljPC6h9Po6huNTtr9RT" // "Rainy Afternoons"
	UserID      = "tilda.marrow"           // the user who owns PlaylistID
	UnknownID   = "3HsDnImgdYxjUF7sN25onO" // nothing has it
)

const goneTrackID = "2dGamesvewMZxzxEOw6SN7"

type artist struct {
	id, name              string
	genres                []string
	followers, popularity int
	releases              []*album // own ones and those it appears on, newest first
}

type album struct {
	id, name, kind  string
	date, precision string
	by              *artist
	guest           *artist
	tracks          []*track
}

type track struct {
	id, name     string
	album        *album
	disc, number int
	ms           int
	explicit     bool
}

type show struct {
	id, name, publisher, about string
	episodes                   []*episode
}

type episode struct {
	id, name, date string
	show           *show
	ms             int
}

type audiobook struct {
	id, name, author, narrator string
	chapters                   []*chapter
}

type chapter struct {
	id, name   string
	book       *audiobook
	number, ms int
}

type category struct{ id, name string }

// shelf holds things of one kind, in order.
type shelf[T any] struct {
	all  []T
	byID map[string]T
}

func (s *shelf[T]) add(id string, t T) T {
	if s.byID == nil {
		s.byID = map[string]T{}
	}
	s.byID[id] = t
	s.all = append(s.all, t)
	return t
}

// catalogue is everything that does not change.
type catalogue struct {
	artists    shelf[*artist]
	albums     shelf[*album]
	tracks     shelf[*track]
	shows      shelf[*show]
	episodes   shelf[*episode]
	audiobooks shelf[*audiobook]
	chapters   shelf[*chapter]
	categories shelf[category]
	markets    []string

	bookMarkets   []string // where audiobooks are sold
	genres        []string // what tracks can be recommended by
	first, second []string // words of titles
}

// newID gives the same name the same ID, always one that fits 128 bits.
func newID(name string) string {
	sum := sha256.Sum256([]byte("spotifytest " + name))
	text := new(big.Int).SetBytes(sum[:16]).Text(62)
	return strings.Repeat("0", 22-len(text)) + text
}

func newCatalogue() *catalogue {
	c := &catalogue{
		markets: strings.Fields(marketCodes), bookMarkets: strings.Fields("US GB CA IE NZ AU"),
		genres: strings.Fields("ambient chamber-folk choral hard-bop indie-rock jazz lo-fi slowcore"),
		first:  strings.Fields(firstWords), second: strings.Fields(secondWords),
	}
	kettles := c.addArtist(ArtistID, "Nine Kettles", "chamber folk", "slowcore")
	others := []*artist{
		c.addArtist("", "Osvalda Finch", "jazz", "vocal jazz"),
		c.addArtist("", "The Tin Cartographers", "indie rock"),
		c.addArtist("", "Ferdinand & the Quiet", "lo-fi"),
		c.addArtist("", "Lumen Abbey Ensemble", "classical", "choral"),
		c.addArtist("", "Vantongeren Trio", "jazz", "hard bop"),
		c.addArtist("", "Hexagonal Weather", "ambient", "electronic"),
	}
	c.addReleases(kettles, others)
	for i, a := range others {
		for j := range 4 {
			name := c.title(7*i + 3*j + 5)
			al := c.addAlbum("", name, []string{"album", "album", "single", "ep"}[j], a, 2024-3*j, 1+i+j)
			c.addTracks(al, []int{9, 11, 2, 5}[j], 1)
		}
	}
	c.addSpoken()
	c.categories.add(CategoryID, category{CategoryID, "Rainy Afternoons"})
	for _, name := range []string{"Kitchen Dancing", "Long Trains", "Deep Winter"} {
		id := newID("category " + name)
		c.categories.add(id, category{id, name})
	}
	return c
}

func (c *catalogue) addArtist(id, name string, genres ...string) *artist {
	if id == "" {
		id = newID("artist " + name)
	}
	n := len(c.artists.all)
	return c.artists.add(id, &artist{id: id, name: name, genres: genres, followers: 81_204 / (n + 1), popularity: 62 - 5*n})
}

// addReleases gives an artist 60 releases: two that have IDs of their own, one
// dated by its year alone, and some of others that it appears on.
func (c *catalogue) addReleases(a *artist, others []*artist) {
	first := c.addAlbum(AlbumID, "Salt for the Lighthouse", "album", a, 2025, 9)
	c.addTracks(first, 9, 1)
	long := c.addAlbum(LongAlbumID, "Every Field Recording", "compilation", a, 2025, 3)
	c.addTracks(long, 32, 1)
	c.addTracks(long, 32, 2)
	for i := range 58 {
		kind := []string{"album", "single", "single", "ep", "compilation"}[i%5]
		by := a
		if i%10 == 9 {
			by = others[i/10%len(others)]
		}
		al := c.addAlbum("", c.title(i), kind, by, 2024-i/3, 12-i%12)
		if by != a {
			al.guest = a
			a.releases = append(a.releases, al)
		}
		if i == 57 {
			al.date, al.precision = al.date[:4], "year"
		}
		c.addTracks(al, []int{8, 1, 2, 5, 12}[i%5], 1)
	}
}

func (c *catalogue) addAlbum(id, name, kind string, by *artist, year, month int) *album {
	if id == "" {
		id = newID(fmt.Sprint("album ", by.name, name, len(c.albums.all)))
	}
	al := &album{id: id, name: name, kind: kind, by: by, date: fmt.Sprintf("%d-%02d-17", year, month), precision: "day"}
	by.releases = append(by.releases, al)
	return c.albums.add(id, al)
}

func (c *catalogue) addTracks(al *album, n, disc int) {
	for i := range n {
		t := &track{
			id: newID(fmt.Sprint("track ", al.id, disc, i)), name: c.title(31*len(c.tracks.all) + 11),
			album: al, disc: disc, number: i + 1, ms: 121_000 + 7_919*(i%23), explicit: i%13 == 12,
		}
		if al.id == AlbumID && i == 0 {
			t.id, t.name = TrackID, "Brass Weather"
		}
		al.tracks = append(al.tracks, c.tracks.add(t.id, t))
	}
}

func (c *catalogue) addSpoken() {
	for i, name := range []string{"Maps of Nowhere", "The Kettle Hour", "Slow Radio Almanac"} {
		id := newID("show " + name)
		if i == 0 {
			id = ShowID
		}
		sh := c.shows.add(id, &show{id: id, name: name, publisher: "Unlikely Audio", about: "Talks about " + strings.ToLower(name) + " & more."})
		for j := range []int{60, 12, 3}[i] {
			e := &episode{id: newID(fmt.Sprint("episode ", name, j)), show: sh, ms: 1_800_000 + 61_000*j}
			e.name = fmt.Sprintf("%s, part %d", name, []int{60, 12, 3}[i]-j)
			e.date = fmt.Sprintf("%d-%02d-04", 2025-j/12, 12-j%12)
			if i == 0 && j == 0 {
				e.id = EpisodeID
			}
			sh.episodes = append(sh.episodes, c.episodes.add(e.id, e))
		}
	}
	for i, name := range []string{"The Clockmaker's Ferry", "A Short History of Fog"} {
		id := newID("audiobook " + name)
		if i == 0 {
			id = AudiobookID
		}
		b := c.audiobooks.add(id, &audiobook{id: id, name: name, author: "Ines Halloway", narrator: "Bram Oduya"})
		for j := range []int{56, 8}[i] {
			ch := &chapter{id: newID(fmt.Sprint("chapter ", name, j)), name: fmt.Sprintf("Chapter %d", j+1), book: b, number: j, ms: 900_000 + 13_000*j}
			if i == 0 && j == 0 {
				ch.id = ChapterID
			}
			b.chapters = append(b.chapters, c.chapters.add(ch.id, ch))
		}
	}
}

// title makes the i-th of 728 titles.
func (c *catalogue) title(i int) string {
	return c.first[i%len(c.first)] + " " + c.second[(i/len(c.first)+i)%len(c.second)]
}

const (
	firstWords = `Paper Salt Velvet Hollow Amber Winter Borrowed Crooked Distant Electric Folded Glass Humming
Iron Juniper Kindling Lantern Marble Northern Orchard Painted Quiet Rusted Silver Tidal Umber`
	secondWords = `Harbour Machines Weather Staircase Gardens Telegram Horses Almanac Rivers Motel Arithmetic Kitchens Satellites
Ferry Bells Umbrella Meadow Parade Compass Engine Furniture Holiday Letters Mountain Nocturne Orchestra Postcard Railway`
)

const marketCodes = `AD AE AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CG CH CI CL CM CO CR CV CW CY CZ
DE DJ DK DM DO DZ EC EE EG ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IS IT JM JO JP KE KG KH KI KM KN KR
KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PS PT
PW PY QA RO RS RW SA SB SC SE SG SI SK SL SM SN SR ST SV SZ TD TG TH TJ TL TN TO TR TT TV TW TZ UA UG US UY UZ VC VE VN VU WS XK ZA ZM ZW`
