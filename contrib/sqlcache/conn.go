package sqlcache

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
)

// onConn calls query, which must be idempotent, with a connection of db. While
// query fails because the connection is lost, onConn removes the connection from
// the pool and calls query with the next one, until a new one has failed too:
// database/sql itself retries only if the driver returns driver.ErrBadConn, and
// drivers do not where the statement may have been executed.
func onConn(ctx context.Context, db *sql.DB, query func(*sql.Conn) error) error {
	retries := -1 // not known yet
	for {
		conn, err := db.Conn(ctx)
		if err != nil {
			return err
		}
		if err = query(conn); !isLost(err) {
			conn.Close()
			return err
		}
		_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // closes it, and keeps it out of the pool
		if retries < 0 {
			// A restart loses all idle connections. The one after them is new.
			retries = db.Stats().Idle + 1
		}
		if retries == 0 {
			return err
		}
		retries--
	}
}

// isLost reports whether err says that the connection to the database is lost.
func isLost(err error) bool {
	var (
		op     *net.OpError
		server interface{ SQLState() string } // an error from the server, of pgx and of pq
	)
	switch {
	case err == nil:
		return false
	case errors.As(err, &server):
		state := server.SQLState()
		return strings.HasPrefix(state, "08") || strings.HasPrefix(state, "57P0") // lost; ended by the server
	case errors.As(err, &op):
		return !op.Timeout()
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
