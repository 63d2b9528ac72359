package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spotify-sdk/spotify"
)

// source yields the rows of an export, one response at a time. Its exported
// fields record its position and are stored after each response.
type source interface {
	header() []string
	route() string // of the next request
	next(ctx context.Context, client *spotify.Client) (rows [][]string, err error)
	done() bool
	progress() string
}

// artistTracks are all tracks of all albums of an artist. It lists the albums
// first, and then their tracks.
type artistTracks struct {
	ID        string
	Albums    []album // those that were listed so far
	AllListed bool
	Exported  int // albums of which all tracks are exported
	Offset    int // tracks of the next album that are exported
}

type album struct{ ID, Name, ReleaseDate string }

func (*artistTracks) header() []string {
	return []string{"album", "released", "disc", "track", "name", "artists", "seconds", "uri"}
}

func (a *artistTracks) route() string {
	if !a.AllListed {
		return "/artists/{id}/albums"
	}
	return "/albums/{id}/tracks"
}

func (a *artistTracks) done() bool { return a.AllListed && a.Exported == len(a.Albums) }

func (a *artistTracks) progress() string {
	if !a.AllListed {
		return fmt.Sprintf("%d albums found", len(a.Albums))
	}
	return fmt.Sprintf("%d of %d albums", a.Exported, len(a.Albums))
}

func (a *artistTracks) next(ctx context.Context, client *spotify.Client) ([][]string, error) {
	if !a.AllListed {
		page, err := client.ArtistAlbums(ctx, a.ID, &spotify.ArtistAlbumsOptions{Offset: len(a.Albums)})
		if err != nil {
			return nil, err
		}
		for _, found := range page.Items {
			a.Albums = append(a.Albums, album{found.ID, found.Name, found.ReleaseDate})
		}
		a.AllListed = page.Next == "" || len(page.Items) == 0
		return nil, nil
	}
	current := a.Albums[a.Exported]
	page, err := client.AlbumTracks(ctx, current.ID, &spotify.AlbumTracksOptions{Limit: 50, Offset: a.Offset})
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for _, t := range page.Items {
		rows = append(rows, []string{current.Name, current.ReleaseDate, strconv.Itoa(t.DiscNumber), strconv.Itoa(t.TrackNumber),
			t.Name, artistNames(t.Artists), seconds(t.Duration()), t.URI})
	}
	a.Offset += len(page.Items)
	if page.Next == "" || len(page.Items) == 0 {
		a.Exported, a.Offset = a.Exported+1, 0
	}
	return rows, nil
}

// savedTracks are the tracks in the user's library, the latest first. A track
// that is saved while the export runs or pauses moves the others by one place.
type savedTracks struct {
	Offset    int
	Total     int // 0 before the first response
	AllListed bool
}

func (*savedTracks) header() []string {
	return []string{"saved at", "name", "artists", "album", "seconds", "uri"}
}

func (*savedTracks) route() string { return "/me/tracks" }
func (s *savedTracks) done() bool  { return s.AllListed }

func (s *savedTracks) progress() string {
	return fmt.Sprintf("%d of %d saved tracks", s.Offset, s.Total)
}

func (s *savedTracks) next(ctx context.Context, client *spotify.Client) ([][]string, error) {
	page, err := client.SavedTracks(ctx, &spotify.SavedTracksOptions{Limit: 50, Offset: s.Offset})
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for _, saved := range page.Items {
		t := saved.Track
		rows = append(rows, []string{saved.AddedAt.Format(time.RFC3339), t.Name, artistNames(t.Artists), t.Album.Name,
			seconds(t.Duration()), t.URI})
	}
	s.Total = page.Total
	s.Offset += len(page.Items)
	s.AllListed = page.Next == "" || len(page.Items) == 0
	return rows, nil
}

func artistNames(artists []spotify.SimplifiedArtist) string {
	var names []string
	for _, a := range artists {
		names = append(names, a.Name)
	}
	return strings.Join(names, ", ")
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }
