package spotify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// All iterates over the items of all pages and requests each page when the loop
// reaches it.
func ExamplePage_All() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	albums, err := client.ArtistAlbums(ctx, spotifytest.ArtistID, nil)
	if err != nil {
		log.Fatal(err)
	}
	count := map[spotify.AlbumType]int{}
	for album, err := range albums.All(ctx, client) {
		if err != nil {
			log.Fatal(err)
		}
		count[album.AlbumType]++
	}
	fmt.Println(count)
	// Output:
	// map[album:13 compilation:12 ep:11 single:24]
}

// No more pages are requested after the loop ends: here after one page of ten.
func ExamplePage_All_firstFew() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	albums, err := client.ArtistAlbums(ctx, spotifytest.ArtistID, &spotify.ArtistAlbumsOptions{Limit: 10})
	if err != nil {
		log.Fatal(err)
	}
	n := 0
	for album, err := range albums.All(ctx, client) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(album.Name)
		if n++; n == 3 {
			break
		}
	}
	// Output:
	// Salt for the Lighthouse
	// Every Field Recording
	// Paper Harbour
}

// Collect turns a list into a slice, here with up to four pages requested ahead.
func ExampleCollect() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(append(srv.Options(), spotify.WithPagePrefetch(4))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	page, err := client.AlbumTracks(ctx, spotifytest.LongAlbumID, &spotify.AlbumTracksOptions{Limit: 10})
	if err != nil {
		log.Fatal(err)
	}
	tracks, err := spotify.Collect(page.All(ctx, client))
	if err != nil {
		log.Fatal(err) // tracks holds what came before the error
	}
	fmt.Println(len(tracks), "tracks")
	// Output: 64 tracks
}

// A program with buttons for the next and the previous page goes one page at a
// time. Past either end there is no page and no error.
func ExamplePage_PreviousPage() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	page, err := client.AlbumTracks(ctx, spotifytest.LongAlbumID, &spotify.AlbumTracksOptions{Limit: 10})
	if err != nil {
		log.Fatal(err)
	}
	show := func(page *spotify.Page[spotify.SimplifiedTrack], err error) *spotify.Page[spotify.SimplifiedTrack] {
		if err != nil {
			log.Fatal(err)
		}
		if page == nil {
			fmt.Println("no more pages")
			return nil
		}
		fmt.Println("tracks", page.Offset+1, "to", page.Offset+len(page.Items))
		return page
	}
	page = show(page.NextPage(ctx, client))
	page = show(page.PreviousPage(ctx, client))
	show(page.PreviousPage(ctx, client))
	// Output:
	// tracks 11 to 20
	// tracks 1 to 10
	// no more pages
}

// ticks is a rate limiter that lets one request pass per tick. A *rate.Limiter
// of golang.org/x/time/rate fits as well, and allows bursts.
type ticks <-chan time.Time

func (t ticks) Wait(ctx context.Context) error {
	select {
	case <-t:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A rate limiter paces every request of the client, and so also the pages of a
// walk and their retries.
func ExamplePage_All_paced() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	start := time.Now()
	ticker := time.NewTicker(5 * time.Millisecond) // a second or more in production
	defer ticker.Stop()
	client, err := spotify.New(append(srv.Options(), spotify.WithRateLimiter(ticks(ticker.C)))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	page, err := client.AlbumTracks(ctx, spotifytest.LongAlbumID, &spotify.AlbumTracksOptions{Limit: 10})
	if err != nil {
		log.Fatal(err)
	}
	tracks, err := spotify.Collect(page.All(ctx, client))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(tracks), "tracks in 7 requests, paced:", time.Since(start) >= 7*5*time.Millisecond)
	// Output: 64 tracks in 7 requests, paced: true
}

// export writes the tracks of page and of all pages after it. After each page it
// saves the next one as a checkpoint, from which a later run can continue.
func export(ctx context.Context, client *spotify.Client, page *spotify.Page[spotify.SimplifiedTrack],
	write func(spotify.SimplifiedTrack), save func(checkpoint []byte)) error {
	for page != nil {
		for _, track := range page.Items {
			write(track)
		}
		next, err := page.NextPage(ctx, client)
		if err != nil {
			// What has been written is not written again.
			page.Items = nil
			checkpoint, marshalErr := json.Marshal(page)
			save(checkpoint)
			return errors.Join(err, marshalErr)
		}
		page = next
	}
	save(nil)
	return nil
}

// A page is a plain value that can be stored as JSON. An export that fails
// continues later from the page that it had reached.
func ExamplePage_NextPage_resume() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(append(srv.Options(), spotify.WithMaxRetries(0))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	page, err := client.AlbumTracks(ctx, spotifytest.LongAlbumID, &spotify.AlbumTracksOptions{Limit: 20})
	if err != nil {
		log.Fatal(err)
	}
	var checkpoint []byte // in a file or a database
	written := 0
	write := func(spotify.SimplifiedTrack) { written++ }
	save := func(stored []byte) { checkpoint = stored }

	srv.Fail(spotifytest.Fault{Path: "/albums/{id}/tracks", Skip: 1, Times: 1, Status: 503}) // one page comes
	err = export(ctx, client, page, write, save)
	fmt.Println(written, "written, server error:", errors.Is(err, spotify.ErrServer))

	page = new(spotify.Page[spotify.SimplifiedTrack])
	if err := json.Unmarshal(checkpoint, page); err != nil {
		log.Fatal(err)
	}
	err = export(ctx, client, page, write, save)
	fmt.Println(written, "written,", err)
	// Output:
	// 40 written, server error: true
	// 64 written, <nil>
}

// Total is Spotify's count of the list. Use it for a progress bar, but not to
// decide where the list ends.
func ExamplePage_All_progress() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	client, err := spotify.New(srv.Options()...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	ctx := context.Background()
	page, err := client.AlbumTracks(ctx, spotifytest.LongAlbumID, nil)
	if err != nil {
		log.Fatal(err)
	}
	n := 0
	for _, err := range page.All(ctx, client) {
		if err != nil {
			log.Fatal(err)
		}
		if n++; n%16 == 0 {
			fmt.Printf("%d of %d\n", n, page.Total)
		}
	}
	// Output:
	// 16 of 64
	// 32 of 64
	// 48 of 64
	// 64 of 64
}
