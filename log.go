package spotify

import (
	"context"
	"log/slog"
	"time"
)

// callLog writes the log records of one call. The package documentation lists
// them; their messages and attributes are part of the API.
type callLog struct {
	*slog.Logger
	method, route string
}

// request logs an attempt.
func (l callLog) request(ctx context.Context, r *attemptResult, attempt int, start time.Time) {
	if l.Enabled(ctx, slog.LevelDebug) {
		l.LogAttrs(ctx, slog.LevelDebug, "spotify: request", slog.String("method", l.method), slog.String("route", l.route),
			slog.Int("status", r.status), slog.Int("attempt", attempt), slog.Duration("duration", time.Since(start)))
	}
}

// retry logs the wait before an attempt.
func (l callLog) retry(ctx context.Context, d delay, attempt int) {
	l.LogAttrs(ctx, slog.LevelWarn, "spotify: retry", slog.String("method", l.method), slog.String("route", l.route),
		slog.String("cause", d.cause), slog.Int("attempt", attempt), slog.Duration("wait", d.wait))
}

// cooldown logs that a 429 started a cooldown for the route.
func (l callLog) cooldown(ctx context.Context, wait time.Duration) {
	l.LogAttrs(ctx, slog.LevelWarn, "spotify: cooldown", slog.String("route", l.route), slog.Duration("wait", wait))
}
