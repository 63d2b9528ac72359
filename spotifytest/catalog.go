package spotifytest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"strings"

	"github.com/spotify-sdk/spotify"
)

// Catalog contains the albums, tracks and other items of a server, as values of
// the SDK. Names are required; most other fields may be empty and are then made
// up. IDs, links, totals, pages and simplified forms are derived from the
// values.
//
// Values refer to each other by ID, or by name if the ID is empty. An artist of
// an album, an album of a track or a show of an episode that is not listed is
// added if it has a name. A reference without a name to an ID that no value has
// is an error.
//
//   - Tracks stand in the Tracks.Items of their album or, with their Album, in
//     Tracks. A track in both places is the same. Artists default to the album's.
//   - Episodes and chapters are given in the same two ways.
//   - Empty AvailableMarkets mean everywhere. With Restrictions, a
//     value is restricted everywhere.
//   - LinkedFrom names a track that this one replaces in markets where the
//     other is not available and this one is.
//   - Items of playlists have a Track or Episode with its ID, or none if it is
//     gone. Local files have IsLocal and a Track with the local URI.
//
// A Catalog can be saved as JSON and read back: [ReadCatalog].
type Catalog struct {
	Artists    []spotify.Artist    `json:"artists,omitempty"`
	Albums     []spotify.Album     `json:"albums,omitempty"`
	Tracks     []spotify.Track     `json:"tracks,omitempty"`
	Shows      []spotify.Show      `json:"shows,omitempty"`
	Episodes   []spotify.Episode   `json:"episodes,omitempty"`
	Audiobooks []spotify.Audiobook `json:"audiobooks,omitempty"`
	Chapters   []spotify.Chapter   `json:"chapters,omitempty"`
	Categories []spotify.Category  `json:"categories,omitempty"`
	Playlists  []spotify.Playlist  `json:"playlists,omitempty"`
	Users      []User              `json:"users,omitempty"`
}

// WithCatalog replaces the fictional catalog. To add to it, append to the lists
// of [FictionalCatalog]. An invalid catalog, such as one with a reference to an
// ID that no value has, is rejected, and the error names the value.
func WithCatalog(c Catalog) Option {
	return func(cfg *config) (err error) {
		cfg.catalog, err = load(c)
		return err
	}
}

// ReadCatalog reads the JSON file of a catalog and checks it.
func ReadCatalog(file string) (Catalog, error) {
	var c Catalog
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err == nil {
		_, err = load(c)
	}
	if err != nil {
		return Catalog{}, fmt.Errorf("spotifytest: catalog %s: %w", file, err)
	}
	return c, nil
}

// WriteFile saves the catalog as JSON, to be checked in and read by
// [ReadCatalog].
func (c Catalog) WriteFile(file string) error {
	b, err := json.MarshalIndent(c, "", "\t")
	if err == nil {
		err = os.WriteFile(file, append(b, '\n'), 0o644)
	}
	if err != nil {
		return fmt.Errorf("spotifytest: catalog %s: %w", file, err)
	}
	return nil
}

// NewID returns an ID in Spotify's form, always the same for the same text.
// Values of a [Catalog] need IDs only if a test refers to them.
func NewID(text string) string {
	sum := sha256.Sum256([]byte("spotifytest " + text))
	id := new(big.Int).SetBytes(sum[:16]).Text(62) // fits the 128 bits of Spotify's IDs
	return strings.Repeat("0", 22-len(id)) + id
}

// base62 reports whether id has the form of an ID of the catalog.
func base62(id string) bool {
	return len(id) == 22 && !strings.ContainsFunc(id, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}
