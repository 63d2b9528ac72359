//go:build unix

// Package storetest starts real Redis and PostgreSQL servers for tests. They listen
// on free loopback ports, use temporary folders, and are stopped when the test
// ends. If a server is not installed, the test is skipped; with the environment
// variable CI set, it fails.
package storetest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A Server is a server process. It keeps its loopback port when it is stopped and
// started again. If a method fails, it ends the test.
type Server struct {
	URL string // for clients

	t       testing.TB
	command func() *exec.Cmd
	ready   func() error
	kill    syscall.Signal
	running *exec.Cmd
}

// launch starts a server, which is stopped when the test ends.
func launch(t testing.TB, s *Server) *Server {
	t.Helper()
	s.t = t
	t.Cleanup(s.Stop)
	s.Start()
	return s
}

// Start starts the server if it is not running, and waits until it responds.
func (s *Server) Start() {
	s.t.Helper()
	if s.running != nil {
		return
	}
	cmd := s.command()
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.running = cmd
	var err error
	for range 300 {
		if err = s.ready(); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.Stop()
	s.t.Fatalf("%s does not respond: %v\n%s", cmd.Path, err, log.String())
}

// Stop kills the server, as a crash does.
func (s *Server) Stop() {
	if s.running == nil {
		return
	}
	s.signal(s.kill)
	s.running.Wait()
	s.running = nil
}

// Pause makes the server hang: it accepts connections but does not respond.
func (s *Server) Pause() { s.signal(syscall.SIGSTOP) }

// Resume ends a Pause.
func (s *Server) Resume() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.running.Process.Signal(sig); err != nil {
		s.t.Error(err)
	}
}

// missing skips the test, or fails it in CI, because there is no server.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("a test may not be skipped in CI: %s", what)
	}
	t.Skipf("skipped: %s", what)
}

// freeAddr returns a loopback address with a free port.
func freeAddr(t testing.TB) (addr, port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	addr = l.Addr().String()
	_, port, _ = net.SplitHostPort(addr)
	return addr, port
}

// checkResponse returns an error unless the server at addr responds to request with
// a text that begins with want.
func checkResponse(addr, request, want string) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := conn.Write([]byte(request)); err != nil {
		return err
	}
	got := make([]byte, 256)
	n, err := conn.Read(got)
	if err == nil && !strings.HasPrefix(string(got[:n]), want) {
		err = fmt.Errorf("it responds %q", got[:n])
	}
	return err
}
