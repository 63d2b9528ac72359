package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/rediscache"
	"github.com/spotify-sdk/spotify/contrib/sqlcache"
)

const noCache = "none"

func isPostgres(cache string) bool {
	return strings.HasPrefix(cache, "postgres://") || strings.HasPrefix(cache, "postgresql://")
}

// openCache returns the cache at a URL, nil for none, and a function that closes
// it.
func openCache(cache string) (spotify.TokenCache, func() error, error) {
	switch {
	case cache == noCache:
		return nil, func() error { return nil }, nil
	case isPostgres(cache):
		db, err := sql.Open("pgx", cache)
		if err != nil {
			return nil, nil, err
		}
		db.SetMaxOpenConns(2)
		return sqlcache.New(db), db.Close, nil
	}
	c, err := rediscache.Open(cache)
	if err != nil {
		return nil, nil, err
	}
	return c, c.Close, nil
}

// prepare creates the table in a database.
func prepare(ctx context.Context, cache string) error {
	if !isPostgres(cache) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	db, err := sql.Open("pgx", cache)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, sqlcache.Table)
	return err
}

// checkLoopback returns an error if the cache is on another machine or its URL is
// invalid.
func checkLoopback(cache string) error {
	if cache == noCache {
		return nil
	}
	u, err := url.Parse(cache)
	if err != nil {
		return errors.New("-cache cannot be parsed") // err quotes the URL, with its password
	}
	for _, host := range append(u.Query()["host"], u.Hostname()) {
		ip := net.ParseIP(host)
		if host != "localhost" && host != "" && !strings.HasPrefix(host, "/") && !ip.IsLoopback() {
			return fmt.Errorf("-cache is on %s, which is not this machine", host)
		}
	}
	_, closeCache, err := openCache(cache)
	if err != nil {
		return fmt.Errorf("-cache: %w", err)
	}
	return closeCache()
}
