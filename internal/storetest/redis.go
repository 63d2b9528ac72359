//go:build unix

package storetest

import (
	"os/exec"
	"syscall"
	"testing"
)

// Redis starts a Redis server that stores nothing on disk.
func Redis(t testing.TB) *Server {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		missing(t, "redis-server is not installed")
	}
	addr, port := freeAddr(t)
	dir := t.TempDir()
	return launch(t, &Server{
		URL:  "redis://" + addr,
		kill: syscall.SIGKILL,
		command: func() *exec.Cmd {
			cmd := exec.Command(program, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir)
			cmd.SysProcAttr = attributes(nil)
			return cmd
		},
		ready: func() error { return checkResponse(addr, "PING\r\n", "+PONG") },
	})
}
