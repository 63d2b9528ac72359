//go:build unix

// Package storetest starts real Redis and PostgreSQL servers for tests: on free
// loopback ports, in temporary folders, stopped when the test ends. Where a
// server's program is not installed the test skips; with the environment variable
// CI set it fails.
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

// Server is a process that listens on a loopback port which it keeps when it is
// stopped and started again. Its methods end the test when they fail.
type Server struct {
	URL string // for clients

	t       testing.TB
	addr    string
	command func() *exec.Cmd
	ready   func() error
	kill    syscall.Signal
	running *exec.Cmd
}

// launch starts a server for the length of a test.
func launch(t testing.TB, s *Server) *Server {
	t.Helper()
	s.t = t
	t.Cleanup(s.Stop)
	s.Start()
	return s
}

// Start starts the server if it does not run and waits until it answers.
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
	s.t.Fatalf("%s does not answer: %v\n%s", cmd.Path, err, log.String())
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

// Pause makes the server hang: connections open and nothing is answered.
func (s *Server) Pause() { s.signal(syscall.SIGSTOP) }

// Resume ends a Pause.
func (s *Server) Resume() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.running.Process.Signal(sig); err != nil {
		s.t.Error(err)
	}
}

// missing says why there is no server.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("in CI a skip is a failure: %s", what)
	}
	t.Skipf("skipped: %s", what)
}

// freeAddr finds a port that nobody listens on.
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

// answers tells whether what listens on addr says want when it is told question.
func answers(addr, question, want string) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := conn.Write([]byte(question)); err != nil {
		return err
	}
	got := make([]byte, 256)
	n, err := conn.Read(got)
	if err == nil && !strings.HasPrefix(string(got[:n]), want) {
		err = fmt.Errorf("it says %q", got[:n])
	}
	return err
}
