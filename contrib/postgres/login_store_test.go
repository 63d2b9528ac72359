//go:build unix

package postgres_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
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

// The documentation of spotifyauth shows this store, but its module has no driver
// to test it with.
func TestTheStoreIsThatOfTheDocumentation(t *testing.T) {
	store := regexp.MustCompile(`(?s)// A sqlStore keeps.*?\n\treturn tx\.Commit\(\)\n}\n`)
	here, err := os.ReadFile("login_store_test.go")
	if err != nil {
		t.Fatal(err)
	}
	there, err := os.ReadFile("../spotifyauth/example_store_test.go")
	if err != nil {
		t.Fatal(err)
	}
	if a, b := store.Find(here), store.Find(there); len(a) < 1000 || string(a) != string(b) {
		t.Error("the stores differ")
	}
}

// logins is a part of TestPostgres.
func logins(t *testing.T, db *sql.DB) {
	exec(t, db, "CREATE TABLE IF NOT EXISTS spotify_logins (key text PRIMARY KEY, login text NOT NULL)")
	srv := spotifytest.Start(t)
	srv.SetTokenLifetime(time.Second) // so short that no provider takes another's
	flow, err := spotifyauth.New(spotifyauth.Config{ClientID: spotifytest.ClientID, TokenURL: srv.TokenURL(), Store: sqlStore{db}})
	if err != nil {
		t.Fatal(err)
	}
	use := func(p *spotify.TokenProvider, err error) error {
		if err != nil {
			return err
		}
		defer p.Close()
		_, err = p.AccessToken(t.Context())
		return err
	}
	if err := use(flow.Provider("anna")); !errors.Is(err, spotifyauth.ErrNoLogin) {
		t.Errorf("without a login: %v", err)
	}
	if err := use(flow.ProviderFromRefreshToken("anna", srv.RefreshToken("anna"))); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 { // each refresh token can be used once
		wg.Go(func() {
			for range 10 {
				if err := use(flow.Provider("anna")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := srv.TokenRequests(); n != 41 {
		t.Errorf("%d token requests, want 41", n)
	}
	if err := flow.Logout(t.Context(), "anna"); err != nil {
		t.Fatal(err)
	}
	if err := use(flow.Provider("anna")); !errors.Is(err, spotifyauth.ErrNoLogin) {
		t.Errorf("after the logout: %v", err)
	}
}
