package sqlcache_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/sqlcache"
)

// database is a driver whose open connections can be lost: a statement on one of
// them then fails with a given error.
type database struct {
	mu         sync.Mutex // guards what follows
	generation int
	lost       error // of statements on connections of an earlier generation
	always     bool  // of statements on any connection
	opened     int
	statements int
}

func (d *database) Driver() driver.Driver { return nil }

func (d *database) Connect(context.Context) (driver.Conn, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.opened++
	return &connection{d, d.generation}, nil
}

// restart loses the connections that are open.
func (d *database) restart(lost error, always bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.generation++
	d.lost, d.always, d.opened, d.statements = lost, always, 0, 0
}

type connection struct {
	*database
	generation int
}

func (c *connection) Prepare(string) (driver.Stmt, error) { return nil, errors.New("not used") }
func (c *connection) Begin() (driver.Tx, error)           { return nil, errors.New("not used") }
func (c *connection) Close() error                        { return nil }

func (c *connection) statement() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.statements++
	if c.always || c.generation != c.database.generation {
		return c.lost
	}
	return nil
}

func (c *connection) ExecContext(context.Context, string, []driver.NamedValue) (driver.Result, error) {
	return driver.RowsAffected(1), c.statement()
}

func (c *connection) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return noRows{}, c.statement()
}

type noRows struct{}

func (noRows) Columns() []string         { return []string{"token"} }
func (noRows) Close() error              { return nil }
func (noRows) Next([]driver.Value) error { return io.EOF }

// serverError is an error from the server, as drivers report it.
type serverError string

func (e serverError) Error() string    { return "ERROR: SQLSTATE " + string(e) }
func (e serverError) SQLState() string { return string(e) }

func TestAStatementMeetsLostConnections(t *testing.T) {
	const idle = 5 // connections in the pool when the database restarts
	reset := &net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
	for _, row := range []struct {
		name    string
		err     error
		always  bool // new connections fail too
		want    int  // statements
		success bool
	}{
		{"unexpected EOF", fmt.Errorf("read: %w", io.ErrUnexpectedEOF), false, idle + 1, true},
		{"EOF", io.EOF, false, idle + 1, true},
		{"reset", reset, false, idle + 1, true},
		{"ended by the administrator", serverError("57P01"), false, idle + 1, true},
		{"ended by a crash", serverError("57P02"), false, idle + 1, true},
		{"lost, says the server", serverError("08006"), false, idle + 1, true},
		{"and a new one is lost too", io.ErrUnexpectedEOF, true, idle + 1, false},
		{"no such table", serverError("42P01"), true, 1, false},
		{"a timeout of the driver", &net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, true, 1, false},
		{"another error", errors.New("no idea"), true, 1, false},
	} {
		for name, call := range map[string]func(*sqlcache.Cache) error{
			"Get": func(c *sqlcache.Cache) error { _, err := c.Get(t.Context(), "k"); return err },
			"Set": func(c *sqlcache.Cache) error {
				return c.Set(t.Context(), "k", spotify.Token{AccessToken: "BQ-one", ExpiresAt: time.Now().Add(time.Hour)})
			},
		} {
			d := &database{}
			db := sql.OpenDB(d)
			db.SetMaxIdleConns(idle)
			fill(t, db, idle)
			d.restart(row.err, row.always)
			err := call(sqlcache.New(db))
			if d.statements != row.want || (err == nil) != row.success || !row.success && !errors.Is(err, row.err) {
				t.Errorf("%s: %s returns %v after %d statements, want %d", row.name, name, err, d.statements, row.want)
			}
			db.Close()
		}
	}
}

// fill opens n connections and leaves them in the pool.
func fill(t *testing.T, db *sql.DB, n int) {
	t.Helper()
	for range n {
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
}
