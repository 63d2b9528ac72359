// Package sharedcooldown shares the rate limits of an app between processes. When
// Spotify returns 429 to one process, the others stop sending requests to that
// group of endpoints until the Retry-After is over, and so does the next start of
// a command-line program.
//
//	cooldown, err := sharedcooldown.New(clientID, sharedcooldown.UserFileStore("myprogram"), nil)
//	if err != nil {
//		log.Fatal(err)
//	}
//	client, err := spotify.NewFromClientCredentials(clientID, clientSecret,
//		spotify.WithTransport(cooldown.Transport))
//
// A [FileStore] serves the processes of one machine, a [MemoryStore] the
// clients of one process. For many machines use Redis: package
// github.com/spotify-sdk/spotify/contrib/rediscache has a store. You can also
// implement [Store] yourself.
//
// # How it works
//
// The transport asks the store before every API request. During a cooldown it
// sends nothing and returns a response with status 429, the remaining time as
// Retry-After and the body of the 429 that started the cooldown. The client then
// applies its own rules: it waits if [WithMaxRetryWait] allows it, and otherwise
// returns an error that matches ErrRateLimited. A used-up quota still
// matches ErrQuotaExceeded.
//
// To the client such a response looks like any other. It counts in the error's
// Attempts, and debug logs show it as a request with status 429.
//
// After a 429 without a usable Retry-After, the cooldown lasts for 250 ms, or
// for one minute if a quota is used up. No cooldown lasts longer than 24 hours,
// and a later 429 never shortens one.
//
// # Requests that are not affected
//
// Requests already in flight complete. Token requests are not held back and
// start no cooldown. The same holds for requests without an
// [http.Request.Pattern], which do not come from the SDK.
//
// # When the store fails
//
// A call of the store takes at most 20 ms. If it fails or takes longer, the
// request is sent, and the store is not asked again for a second. A stored
// value that is not a cooldown is ignored. Both events are logged; see
// [Options].
//
// [WithMaxRetryWait]: https://pkg.go.dev/github.com/spotify-sdk/spotify#WithMaxRetryWait
package sharedcooldown

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"
)

// A Store keeps cooldowns for all processes that use it. Implementations must be
// safe for concurrent use, should return when the context ends, and must count
// down by a single clock: processes on different machines must not compare their
// clocks.
type Store interface {
	// Get returns the value stored under key and the time for which it is still
	// valid. If there is none, remaining is 0. If what is stored under key was
	// not written by Set, remaining is negative.
	Get(ctx context.Context, key string) (value []byte, remaining time.Duration, err error)

	// Set stores value under key for d. If an earlier value would have been
	// valid for longer, the new value is stored for that time instead.
	Set(ctx context.Context, key string, value []byte, d time.Duration) error
}

// Options are the optional settings of [New].
type Options struct {
	// Logger receives the messages of this package. If nil, nothing is logged.
	// Of several failures in a row only the first is logged. Only the first
	// stored value that is not a cooldown is logged.
	//
	//	sharedcooldown: request not sent       Debug  route, remaining
	//	sharedcooldown: store failed           Warn   op (get, set), error
	//	sharedcooldown: stored value ignored   Warn   route
	Logger *slog.Logger
}

// A Cooldown shares the rate limits of one app. It is safe for concurrent use.
type Cooldown struct {
	prefix  string // of the keys
	store   *guardedStore
	log     *slog.Logger
	ignored atomic.Bool // a stored value that is not a cooldown was logged
}

// New returns a Cooldown for the app with the given client ID, which is part of
// the keys in the store. A nil opts means the defaults. New does no I/O. It
// returns an error if clientID is empty or store is nil.
func New(clientID string, store Store, opts *Options) (*Cooldown, error) {
	if clientID == "" {
		return nil, errors.New("sharedcooldown: the client ID is empty")
	}
	if store == nil {
		return nil, errors.New("sharedcooldown: the store is nil")
	}
	log := slog.New(slog.DiscardHandler)
	if opts != nil && opts.Logger != nil {
		log = opts.Logger
	}
	return &Cooldown{
		prefix: "spotify:cooldown:" + clientID + ":",
		store:  &guardedStore{store: store, log: log},
		log:    log,
	}, nil
}

// Transport wraps next so that requests heed the cooldowns in the store. Pass it
// to spotify.WithTransport.
func (c *Cooldown) Transport(next http.RoundTripper) http.RoundTripper {
	return &transport{next: next, cooldown: c}
}

// Remaining returns how long the group of endpoints with the given route, such
// as "/artists/{id}/albums", must still wait; 0 means that there is no
// cooldown. Routes are those of spotify.Error.Route and of the SDK's logs. A
// command-line program can call it before it does anything else.
//
// Unlike a request, Remaining asks the store even if it has just failed, waits
// for it as long as ctx allows, and returns its error.
func (c *Cooldown) Remaining(ctx context.Context, route string) (time.Duration, error) {
	value, remaining, err := c.store.store.Get(ctx, c.prefix+route)
	if err != nil {
		return 0, err
	}
	_, remaining = c.parse(ctx, route, entry{value, remaining})
	return remaining, nil
}

// parse returns the stored 429 and its remaining time, or 0 if there is none.
func (c *Cooldown) parse(ctx context.Context, route string, e entry) (storedResponse, time.Duration) {
	if e.remaining == 0 {
		return storedResponse{}, 0
	}
	stored, ok := parseStored(e.value)
	if !ok || e.remaining < 0 {
		if c.ignored.CompareAndSwap(false, true) {
			c.log.LogAttrs(ctx, slog.LevelWarn, "sharedcooldown: stored value ignored", slog.String("route", route))
		}
		return storedResponse{}, 0
	}
	return stored, min(e.remaining, maxCooldown)
}
