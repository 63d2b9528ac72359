package sharedcooldown

import (
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// transport is the http.RoundTripper that heeds and records cooldowns.
type transport struct {
	next     http.RoundTripper
	cooldown *Cooldown
}

func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	route := routeOf(req)
	if route == "" {
		return t.next.RoundTrip(req)
	}
	if resp := t.cooldown.response(req, route); resp != nil {
		if req.Body != nil {
			req.Body.Close()
		}
		return resp, nil
	}
	resp, err := t.next.RoundTrip(req)
	if err == nil && resp != nil && resp.StatusCode == http.StatusTooManyRequests {
		t.cooldown.record(req, route, resp)
	}
	return resp, err
}

// CloseIdleConnections closes the idle connections of the wrapped transport.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// routeOf returns the group of endpoints that req belongs to: its pattern
// without the method. It returns "" for token requests, whose pattern is
// "POST token", and for requests that are not the SDK's.
func routeOf(req *http.Request) string {
	_, route, _ := strings.Cut(req.Pattern, " ")
	if !strings.HasPrefix(route, "/") {
		return ""
	}
	return route
}

// response returns the 429 to return instead of sending a request, or nil if
// there is no cooldown.
func (c *Cooldown) response(req *http.Request, route string) *http.Response {
	ctx := req.Context()
	e, ok := c.store.get(ctx, c.prefix+route)
	if !ok {
		return nil
	}
	stored, remaining := c.parse(ctx, route, e)
	if remaining == 0 {
		return nil
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "sharedcooldown: request not sent", slog.String("route", route), slog.Duration("remaining", remaining))
	return stored.response(req, remaining)
}

// record stores the cooldown that a 429 from Spotify starts.
func (c *Cooldown) record(req *http.Request, route string, resp *http.Response) {
	received := time.Now()
	stored := keep(resp, req)
	d := retryAfter(resp.Header, received)
	quota := stored.isQuota()
	if d == 0 && quota {
		d = quotaCooldown
	} else if d == 0 {
		d = shortCooldown
	}

	ctx := req.Context()
	key := c.prefix + route
	if !quota {
		// The cooldown of a quota remains one: clients do not wait for its end.
		if e, ok := c.store.get(ctx, key); ok {
			if old, remaining := c.parse(ctx, route, e); remaining > 0 && old.isQuota() {
				stored = old
			}
		}
	}
	// Reading the body took a part of the time.
	if d -= time.Since(received); d > 0 {
		c.store.set(ctx, key, stored.marshal(), d)
	}
}
