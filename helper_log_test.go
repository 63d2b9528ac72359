package spotify_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/spotify-sdk/spotify"
)

// logLines is a log in lines, without time: "INFO spotify: token refreshed cause=missing".
type logLines struct {
	mu    sync.Mutex // guards lines
	lines []string
}

func (l *logLines) option() spotify.Option { return spotify.WithLogger(slog.New(lineHandler{l})) }

// linesWith are the lines so far that contain text.
func (l *logLines) linesWith(text string) (found []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.lines {
		if strings.Contains(line, text) {
			found = append(found, line)
		}
	}
	return found
}

type lineHandler struct{ l *logLines }

func (h lineHandler) Enabled(context.Context, slog.Level) bool { return true }
func (h lineHandler) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h lineHandler) WithGroup(string) slog.Handler            { return h }

func (h lineHandler) Handle(_ context.Context, r slog.Record) error {
	line := r.Level.String() + " " + r.Message
	r.Attrs(func(a slog.Attr) bool {
		line += " " + a.String()
		return true
	})
	recorder.look(line)
	h.l.mu.Lock()
	defer h.l.mu.Unlock()
	h.l.lines = append(h.l.lines, line)
	return nil
}

// records is a log as it came: each record a line of level, message and
// attributes with their kinds, in addition to what its context carried.
type records struct {
	level slog.Level

	mu       sync.Mutex // guards all below
	lines    []string
	contexts []any
	waits    []time.Duration // of attributes called wait
}

func (r *records) Enabled(_ context.Context, l slog.Level) bool { return l >= r.level }
func (r *records) WithAttrs([]slog.Attr) slog.Handler           { return r }
func (r *records) WithGroup(string) slog.Handler                { return r }

func (r *records) Handle(ctx context.Context, rec slog.Record) error {
	line := rec.Level.String() + " " + rec.Message
	r.mu.Lock()
	defer r.mu.Unlock()
	rec.Attrs(func(a slog.Attr) bool {
		value := a.Value.String()
		if a.Value.Kind() == slog.KindDuration {
			value = "duration"
			if a.Key == "wait" {
				r.waits = append(r.waits, a.Value.Duration())
			}
		}
		line += " " + a.Key + "=" + value
		return true
	})
	recorder.look(line)
	r.lines = append(r.lines, line)
	r.contexts = append(r.contexts, ctx.Value(contextKey{}))
	return nil
}

func (r *records) option() spotify.Option { return spotify.WithLogger(slog.New(r)) }

type contextKey struct{}
