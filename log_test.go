package spotify_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// The messages and attributes are API: counters hang on them.
func TestLogEvents(t *testing.T) {
	const (
		get      = " method=GET route=/albums/{id}"
		asked    = "DEBUG spotify: request method=POST route=token status=200 attempt=1 duration=duration"
		fetched  = "INFO spotify: token refreshed cause=missing lifetime=duration source=endpoint"
		rejected = "INFO spotify: token refreshed cause=rejected lifetime=duration source=endpoint"
	)
	sent := func(status, attempt int) string {
		return fmt.Sprintf("DEBUG spotify: request%s status=%d attempt=%d duration=duration", get, status, attempt)
	}
	retry := func(cause string, attempt int) string {
		return fmt.Sprintf("WARN spotify: retry%s cause=%s attempt=%d wait=duration", get, cause, attempt)
	}
	const cooldown = "WARN spotify: cooldown route=/albums/{id} wait=duration"
	tests := []struct {
		name     string
		outcomes []responder
		lines    []string
	}{
		{"a success", []responder{respond(200)}, []string{asked, fetched, sent(200, 1)}},
		{"a failure", []responder{respond(404)}, []string{asked, fetched, sent(404, 1)}},
		{"retries by their causes", []responder{respond(503), failWith(io.EOF), failWith(errRefused), respond(200)},
			[]string{asked, fetched,
				sent(503, 1), retry("503", 2), sent(0, 2), retry("no response", 3), sent(0, 3), retry("no connection", 4),
				sent(200, 4)}},
		{"a body that breaks off", []responder{respondTruncated(200, io.ErrUnexpectedEOF), respond(200)},
			[]string{asked, fetched,
				sent(200, 1), retry("body truncated", 2), sent(200, 2)}},
		{"a 429", []responder{respond(429, "Retry-After", "5"), respond(200)},
			[]string{asked, fetched, sent(429, 1), cooldown, retry("429", 2), sent(200, 2)}},
		{"a long 429", []responder{respond(429, "Retry-After", "5000"), respond(200)},
			[]string{asked, fetched, sent(429, 1), cooldown}},
		{"a 401", []responder{respond(401), respond(200)},
			[]string{asked, fetched, sent(401, 1), asked, rejected, sent(200, 2)}},
		{"a missing token", []responder{respondTokenMissing, respond(200)},
			[]string{asked, fetched, sent(401, 1), retry("401", 2), sent(200, 2)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(tt.outcomes...)}
				log := &records{level: slog.LevelDebug}
				ctx := context.WithValue(context.Background(), contextKey{}, "the caller")
				var out map[string]any
				recorded(f.client(t, log.option()).Call(ctx, "GET", albumPath+"?market=private", nil, nil, &out))
				if got, want := strings.Join(log.lines, "\n"), strings.Join(tt.lines, "\n"); got != want {
					t.Errorf("logged\n%s\nwant\n%s", got, want)
				}
				for i, line := range log.lines {
					own := strings.Contains(line, "token") // a refresh's records are the provider's
					if (log.contexts[i] == "the caller") == own {
						t.Errorf("%q has the context of %v", line, log.contexts[i])
					}
				}
			})
		})
	}
}

func TestLogACooldownThatAnotherCallCaused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(429, "Retry-After", "20"), respond(200))}
		log := &records{level: slog.LevelWarn}
		c := f.client(t, log.option())
		go getAlbum(context.Background(), c)
		synctest.Wait()
		time.Sleep(15 * time.Second)
		log.lines, log.waits = nil, nil
		ctx := context.WithValue(context.Background(), contextKey{}, "the caller")
		if err := c.Call(ctx, "DELETE", albumPath, nil, nil, nil); err != nil {
			t.Fatal(recorded(err))
		}
		want := "WARN spotify: retry method=DELETE route=/albums/{id} cause=cooldown attempt=1 wait=duration"
		if len(log.lines) != 1 || log.lines[0] != want {
			t.Fatalf("logged %q, want %q", log.lines, want)
		}
		wantBetween(t, "the wait", log.waits[0], 5*time.Second, 5500*time.Millisecond)
	})
}

// The waits that are logged are those that are waited.
func TestLogWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(429, "Retry-After", "20"), respond(503), respond(200))}
		log := &records{level: slog.LevelWarn}
		start := time.Now()
		if err := getAlbum(context.Background(), f.client(t, log.option())); err != nil {
			t.Fatal(recorded(err))
		}
		times := f.times(start)
		if len(log.waits) != 3 || log.waits[0] != 20*time.Second || log.waits[1] != times[1]-times[0] ||
			log.waits[2] != times[2]-times[1] {
			t.Errorf("logged waits %v, attempts at %v", log.waits, times)
		}
	})
}

func TestLogOfARawCall(t *testing.T) {
	f := &fake{}
	log := &records{level: slog.LevelDebug}
	req, _ := http.NewRequest("", "https://api.spotify.com/v1/playlists/"+albumID+"/items?fields=private", nil)
	resp, err := f.client(t, log.option()).Do(req)
	if err != nil {
		t.Fatal(recorded(err))
	}
	resp.Body.Close()
	if last := log.lines[len(log.lines)-1]; last != "DEBUG spotify: request method=GET route=/playlists/{id}/items status=200 attempt=1 duration=duration" {
		t.Errorf("logged %q", last)
	}
}

// An SDK that floods the log at info level gets switched off.
func TestLogHasNoRecordsOfSuccess(t *testing.T) {
	f := &fake{}
	log := &records{level: slog.LevelInfo}
	c := f.client(t, log.option())
	for range 50 {
		if err := getAlbum(context.Background(), c); err != nil {
			t.Fatal(recorded(err))
		}
	}
	if len(log.lines) != 1 {
		t.Errorf("50 calls logged %d lines at info and above: %q", len(log.lines), log.lines)
	}
}
