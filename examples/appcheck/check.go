package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spotify-sdk/spotify"
)

// state is what the check of a group found.
type state string

const (
	notAsked  state = "not asked"
	open      state = "open"
	closed    state = "closed"
	usersOnly state = "user token required"
	limited   state = "rate limit"
	unclear   state = "unclear" // any other failure
)

// finding is a group with what the check found.
type finding struct {
	group
	state  state
	detail string // Spotify's status and message; "" for open groups
	advice string // "" if none is needed
	limit  string // the longest page allowed: "50", "10"; "" if not a list
	raw    json.RawMessage
}

// checker sends the requests. Its client does not retry: a 429 ends the check,
// and everything else can be checked again by a reader of the report.
type checker struct {
	client   *spotify.Client
	pace     time.Duration
	requests int
}

// check writes what the app at a target can access. It returns an error if the
// check could not be made.
func check(ctx context.Context, w io.Writer, at target, o options) error {
	var tokenURL, baseURL spotify.Option
	if at.tokenURL != "" {
		tokenURL, baseURL = spotify.WithTokenURL(at.tokenURL), spotify.WithBaseURL(at.baseURL)
	}
	provider, err := spotify.NewClientCredentials(at.id, at.secret, tokenURL, spotify.WithMaxRetries(0))
	if err != nil {
		return err
	}
	client, err := spotify.New(spotify.WithAuthProvider(provider), baseURL, spotify.WithMaxRetries(0))
	if err != nil {
		return err
	}
	defer client.Close() // closes the provider too
	token, err := provider.Token(ctx)
	if err != nil {
		return explained(err)
	}
	r := newReport(w, at, o)
	r.begin(time.Until(token.ExpiresAt).Round(time.Minute))
	c := checker{client: client, pace: at.pace}
	for _, g := range groups(at.ids) {
		if g.drift && !o.drift {
			continue
		}
		f := finding{group: g, state: notAsked}
		if r.rateLimit == nil {
			if f, err = c.ask(ctx, g); err != nil {
				return explained(err)
			}
		}
		r.add(f, c.requests)
	}
	return r.end(c.requests)
}

// ask sends the request of a group. An error ends the check.
func (c *checker) ask(ctx context.Context, g group) (finding, error) {
	f := finding{group: g}
	limits := []string{""}
	if g.pages {
		limits = []string{"50", "10"}
	}
	var failed *spotify.Error
	for _, limit := range limits {
		query, err := url.ParseQuery(g.query)
		if err != nil {
			return f, err
		}
		if f.limit = limit; limit != "" {
			query.Set("limit", limit)
		}
		if err := c.wait(ctx); err != nil {
			return f, err
		}
		c.requests++
		err = c.client.Call(ctx, http.MethodGet, g.path, query, nil, &f.raw)
		failed = nil
		if err != nil && (!errors.As(err, &failed) || failed.StatusCode == 0) {
			return f, err
		}
		if failed == nil || !isLimitRefused(failed) {
			break
		}
	}
	if failed != nil {
		f.limit = ""
		return f, f.refused(failed)
	}
	f.state = open
	if f.limit == "10" {
		f.advice = g.shorter
	}
	return f, nil
}

// isLimitRefused reports whether Spotify refused the length of a page.
func isLimitRefused(e *spotify.Error) bool {
	return e.StatusCode == http.StatusBadRequest && strings.Contains(strings.ToLower(e.Message), "limit")
}

// refused describes a failure. If the owner of the app has no Premium
// subscription, every request fails, so that is an error.
func (f *finding) refused(e *spotify.Error) error {
	f.state, f.detail = unclear, strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, cmp.Or(e.Message, http.StatusText(e.StatusCode))))
	switch {
	case errors.Is(e, spotify.ErrPremiumRequired):
		return e
	case errors.Is(e, spotify.ErrRateLimited):
		f.state, f.advice = limited, "Wait until the Retry-After is over. Until then the SDK fails such calls without sending them."
		f.detail += retryText(e)
	case errors.Is(e, spotify.ErrUserAuthRequired):
		f.state, f.advice = usersOnly, f.instead
	case errors.Is(e, spotify.ErrEndpointClosed), f.lost != kept && (e.StatusCode == http.StatusNotFound || e.StatusCode == http.StatusGone):
		f.state, f.advice = closed, f.instead
	case errors.Is(e, spotify.ErrNotFound):
		f.advice = "The item of this check may no longer exist, or not in this market. The group may be open."
	case errors.Is(e, spotify.ErrServer):
		f.advice = "Spotify failed: check again later."
	}
	return nil
}

// retryText describes when a rate limit ends.
func retryText(e *spotify.Error) string {
	text := ", without a Retry-After"
	if e.RetryAfter > 0 {
		text = ", Retry-After " + e.RetryAfter.String()
	}
	if e.Reason != "" {
		text += ", reason " + e.Reason
	}
	return text
}

// wait paces the requests.
func (c *checker) wait(ctx context.Context) error {
	if c.requests == 0 || c.pace == 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(c.pace)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// explained adds to an error that ends the check what to do about it.
func explained(err error) error {
	var token *spotify.AuthenticationError
	switch {
	case errors.Is(err, spotify.ErrPremiumRequired):
		return fmt.Errorf("the owner of the app needs a Premium subscription; until then Spotify refuses every call: %w", err)
	case errors.As(err, &token) && errors.Is(err, spotify.ErrUnauthorized):
		return fmt.Errorf("the client ID or the secret is wrong: %w", err)
	case errors.Is(err, spotify.ErrNetwork):
		return fmt.Errorf("no response from Spotify: %w", err)
	}
	return err
}

// has reports whether a response is an object with the member.
func has(raw json.RawMessage, member string) bool {
	var object map[string]json.RawMessage
	return json.Unmarshal(raw, &object) == nil && object[member] != nil
}
