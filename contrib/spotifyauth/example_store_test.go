package spotifyauth_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"log"
	"os"

	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
)

// A sqlStore keeps logins in a table of PostgreSQL:
//
//	CREATE TABLE spotify_logins (key text PRIMARY KEY, login text NOT NULL)
type sqlStore struct{ db *sql.DB }

// Update locks the row until the transaction ends. The first statement makes
// sure that there is a row to lock.
func (s sqlStore) Update(ctx context.Context, key string, change func(spotifyauth.Login) (spotifyauth.Login, error)) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	if _, err = tx.ExecContext(ctx, `INSERT INTO spotify_logins VALUES ($1, '{}') ON CONFLICT DO NOTHING`, key); err != nil {
		return err
	}
	var text []byte
	if err = tx.QueryRowContext(ctx, `SELECT login FROM spotify_logins WHERE key = $1 FOR UPDATE`, key).Scan(&text); err != nil {
		return err
	}
	var login spotifyauth.Login
	if err = json.Unmarshal(text, &login); err != nil {
		return err
	}
	if login, err = change(login); err != nil {
		return err
	}
	if text, err = json.Marshal(login); err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, `UPDATE spotify_logins SET login = $2 WHERE key = $1`, key, string(text)); err != nil {
		return err
	}
	return tx.Commit()
}

// A store in a database serves web programs that run on several machines.
func ExampleStore() {
	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL")) // import _ "github.com/jackc/pgx/v5/stdlib"
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	flow, err := spotifyauth.New(spotifyauth.Config{
		ClientID:    os.Getenv("SPOTIFY_SDK_CLIENT_ID"),
		RedirectURL: "https://example.com/callback",
		Store:       sqlStore{db},
	})
	if err != nil {
		log.Fatal(err)
	}
	_ = flow
}
