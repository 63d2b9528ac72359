package sqlcache_test

import (
	"context"
	"database/sql"
	"log"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/sqlcache"
)

// All processes that share a database share one token. The table is created once.
func Example() {
	id, secret := "...", "..."

	db, err := sql.Open("pgx", "postgres://localhost/app") // import _ "github.com/jackc/pgx/v5/stdlib"
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), sqlcache.Table); err != nil {
		log.Print(err) // without the table, each process fetches its own token
	}

	client, err := spotify.NewFromClientCredentials(id, secret, spotify.WithTokenCache(sqlcache.New(db)))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}
