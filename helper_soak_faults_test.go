package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spotify-sdk/spotify"
)

// soakCache is a cache that fails at random, in every way that it may.
type soakCache struct {
	spotify.TokenCache
	srv *soakServer
}

func (c *soakCache) Get(ctx context.Context, key string) (spotify.Token, error) {
	if err := c.trouble(ctx, "cache get: "); err != nil {
		return spotify.Token{}, err
	}
	return c.TokenCache.Get(ctx, key)
}

func (c *soakCache) Set(ctx context.Context, key string, t spotify.Token) error {
	if err := c.trouble(ctx, "cache set: "); err != nil {
		return err
	}
	return c.TokenCache.Set(ctx, key, t)
}

func (c *soakCache) trouble(ctx context.Context, kind string) error {
	c.srv.mu.Lock()
	fault := c.srv.throw(kind,
		[]soakRate{{"error", 300}, {"slow", 500}, {"panic", 100}, {"goexit", 100}, {"hangs", 50}})
	c.srv.mu.Unlock()
	switch fault {
	case "error":
		return errors.New("the cache failed")
	case "panic":
		panic("soak")
	case "goexit":
		runtime.Goexit()
	case "slow":
		time.Sleep(20 * time.Millisecond)
	case "hangs":
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

// soakLog counts messages, for a client each, and hands them on.
type soakLog struct {
	slog.Handler
	mu     sync.Mutex // guards counts
	counts map[string]int
}

func (l *soakLog) named(client string) slog.Handler { return &soakLogOf{l.Handler, l, client} }

type soakLogOf struct {
	slog.Handler
	log    *soakLog
	client string
}

func (l *soakLogOf) Handle(ctx context.Context, r slog.Record) error {
	what := l.client + ": " + strings.TrimPrefix(r.Message, "spotify: ")
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "source" {
			what += " from " + a.Value.String()
		}
		return true
	})
	l.log.mu.Lock()
	l.log.counts[what]++
	l.log.mu.Unlock()
	return l.Handler.Handle(ctx, r)
}

// soakRate says of how many requests in 10,000 something happens to one.
type soakRate struct {
	fault string
	of    int
}

var soakFaults = []soakRate{
	{"408", 10}, {"500", 50}, {"502 in HTML", 50}, {"503 with Retry-After", 30}, {"504 in plain text", 30},
	{"429 with Retry-After", 30}, {"429 without", 5}, {"429 of a second", 3},
	{"reset before", 60}, {"reset after", 60}, {"cut off", 60}, {"no response", 20}, {"slow body", 40},
	{"token revoked", 25}, {"401 token missing", 20}, {"401 user's token wanted", 10},
	{"403", 20}, {"404", 40}, {"no JSON", 40}, {"empty", 20}, {"redirect", 20},
}

var soakTokenFaults = []soakRate{
	{"500", 200}, {"503 with Retry-After", 200}, {"429 with Retry-After", 200}, {"reset before", 500},
	{"reset after", 300},
	{"cut off", 300}, {"no response", 100}, {"no JSON", 200}, {"empty", 100},
}

// soakInjectFault performs a fault instead of responding, and reports whether
// there was one. It calls execute if the server executes the request nonetheless.
func soakInjectFault(w http.ResponseWriter, r *http.Request, fault string, execute func()) bool {
	wrong := func(status int, message string) {
		soakSend(w, r, "", status, fmt.Sprintf(`{"error":{"status":%d,"message":%q}}`, status, message))
	}
	switch fault {
	case "", "slow body", "cut off":
		return false
	case "408", "500", "403", "404":
		status, _ := strconv.Atoi(fault)
		wrong(status, map[string]string{"403": soakScope, "404": soakNotFound}[fault])
	case "502 in HTML":
		soakSend(w, r, "", 502, "<html><body>Bad gateway</body></html>")
	case "503 with Retry-After":
		w.Header().Set("Retry-After", soakShort)
		soakSend(w, r, "", 503, "")
	case "504 in plain text", "outage":
		soakSend(w, r, "", 504, "upstream request timeout")
	case "429 with Retry-After", "429 of a second", "rate limit":
		w.Header().Set("Retry-After", map[string]string{"429 with Retry-After": soakShort, "429 of a second": "1",
			"rate limit": strconv.Itoa(int(soakRateLimit / time.Second))}[fault])
		wrong(429, "API rate limit exceeded")
	case "429 without":
		soakSend(w, r, "", 429, "Too many requests")
	case "reset before":
		soakHangUp(w)
	case "reset after":
		execute()
		soakHangUp(w)
	case "no response":
		execute()
		timer := time.NewTimer(soakHang)
		defer timer.Stop()
		select {
		case <-r.Context().Done():
		case <-timer.C:
		}
		panic(http.ErrAbortHandler)
	case "token revoked", "token expired":
		wrong(401, "The access token expired")
	case "401 token missing":
		wrong(401, "Access token missing")
	case "401 user's token wanted":
		wrong(401, "Valid user authentication required")
	case "no JSON":
		execute()
		soakSend(w, r, "", 200, "<html>all is well</html>")
	case "empty":
		execute()
		soakSend(w, r, "", 200, "")
	case "redirect":
		w.Header().Set("Location", "http://elsewhere.invalid/")
		soakSend(w, r, "", 302, "")
	default:
		panic("no such fault: " + fault)
	}
	return true
}

// soakSend sends a response as the fault says.
func soakSend(w http.ResponseWriter, r *http.Request, fault string, status int, text string) {
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	if text == "" {
		w.Header()["Content-Type"] = nil
	}
	w.WriteHeader(status)
	half := len(text) / 2
	io.WriteString(w, text[:half])
	switch fault {
	case "cut off":
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case "slow body":
		http.NewResponseController(w).Flush()
		timer := time.NewTimer(soakBodyDelay)
		defer timer.Stop()
		select {
		case <-r.Context().Done():
		case <-timer.C:
		}
	}
	io.WriteString(w, text[half:])
}

// soakHangUp resets the connection.
func soakHangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}
