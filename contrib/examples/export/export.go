package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/time/rate"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/sharedcooldown"
)

// maxWait is how long the program waits for Spotify by itself.
const maxWait = time.Minute

// export writes the CSV file, or what is missing of it.
func export(ctx context.Context, s settings, a app, p *progress) error {
	defer p.end()
	st, err := loadState(s)
	if err != nil {
		return err
	}
	cooldown, err := sharedcooldown.New(a.clientID, s.cooldown, nil)
	if err != nil {
		return err
	}
	// This comes before anything is sent, a login or token request included.
	if left, err := cooldown.Remaining(ctx, st.source().route()); err == nil && left > maxWait {
		return &laterError{route: st.source().route(), left: left}
	}
	opts, err := a.options(ctx, s.saved)
	if err != nil {
		return err
	}
	client, err := spotify.New(append(opts,
		spotify.WithTransport(cooldown.Transport),
		spotify.WithRateLimiter(rate.NewLimiter(rate.Limit(s.rate), 1)),
		spotify.WithMaxRetryWait(maxWait))...)
	if err != nil {
		return err
	}
	defer client.Close()

	out, err := openOutput(s.out, st)
	if err != nil {
		return err
	}
	defer out.close()
	for src := st.source(); !src.done(); {
		p.show(src.progress(), st.Rows)
		rows, err := src.next(ctx, client)
		if err != nil {
			return explain(err, st.Rows)
		}
		if err := out.append(rows, st); err != nil {
			return err
		}
	}
	if err := out.finish(); err != nil {
		return err
	}
	p.final(fmt.Sprintf("%d tracks are in %s", st.Rows, s.out))
	return nil
}

// explain returns the error of an export that has failed with err.
func explain(err error, rows int) error {
	var e *spotify.Error
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("stopped after %d tracks; run the same command again to continue", rows)
	case errors.As(err, &e) && errors.Is(err, spotify.ErrRateLimited) && e.RetryAfter > 0:
		return &laterError{route: e.Route, left: e.RetryAfter, err: err}
	}
	return fmt.Errorf("stopped after %d tracks: %w", rows, err)
}

// laterError reports that Spotify asks to come back later.
type laterError struct {
	route string
	left  time.Duration
	err   error // Spotify's 429; nil if an earlier start met it
}

func (e *laterError) Error() string {
	return fmt.Sprintf("Spotify's rate limit for %s ends at %s (in %v); run the same command again after that to continue",
		e.route, time.Now().Add(e.left).Format("2006-01-02 15:04:05"), e.left.Round(time.Second))
}

func (e *laterError) Unwrap() error { return e.err }
