// A program that shares an app token through a database. The driver knows no
// database, so the client fetches a token of its own.
package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/sqlcache"
	"github.com/spotify-sdk/spotify/spotifytest"
)

type noDriver struct{}

func (noDriver) Open(string) (driver.Conn, error) { return nil, errors.New("no database") }

func main() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	sql.Register("none", noDriver{})
	db, err := sql.Open("none", "")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	client, err := spotify.New(append(srv.Options(), spotify.WithTokenCache(sqlcache.New(db)))...)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	album, err := client.Album(context.Background(), spotifytest.AlbumID, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("ok", album.ID)
}
