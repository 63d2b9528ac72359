//go:build unix

package storetest

import (
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
)

// Postgres starts a PostgreSQL server with an empty database. PostgreSQL does not
// run as root, so if the test does, the server runs as the user postgres.
func Postgres(t testing.TB) *Server {
	t.Helper()
	bin := postgresPrograms(t)
	owner := postgresOwner(t)
	dir, err := os.MkdirTemp("", "postgres") // the parent of t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if owner != nil {
		if err := os.Chown(dir, int(owner.Uid), int(owner.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "spotify", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
	initdb.Dir, initdb.SysProcAttr = dir, attributes(owner)
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	addr, port := freeAddr(t)
	return launch(t, &Server{
		URL:  "postgres://spotify@" + addr + "/postgres?sslmode=disable",
		kill: syscall.SIGQUIT, // ends it at once too, but not before its child processes
		command: func() *exec.Cmd {
			cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", port, "-k", dir, "-h", "127.0.0.1", "-F")
			cmd.Dir, cmd.SysProcAttr = dir, attributes(owner)
			return cmd
		},
		ready: func() error {
			return exec.Command(filepath.Join(bin, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", port).Run()
		},
	})
}

// postgresPrograms returns the folder of initdb, which Debian does not put in the
// path.
func postgresPrograms(t testing.TB) string {
	t.Helper()
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path)
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		missing(t, "PostgreSQL is not installed")
	}
	return filepath.Dir(slices.Max(found))
}

// postgresOwner returns the user that the server runs as; nil is the user of this
// process.
func postgresOwner(t testing.TB) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		missing(t, "PostgreSQL does not run as root and there is no user postgres")
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32) // decimal on every Unix
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}
