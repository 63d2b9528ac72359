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
	"text/tabwriter"
	"time"

	"github.com/spotify-sdk/spotify"
)

// state is what came of asking for a group.
type state int

const (
	unasked state = iota
	open
	closed
	usersOnly // an app's own token is not enough
	limited   // a 429
	unclear   // any other failure
)

// finding is a group with what came of it.
type finding struct {
	group
	state  state
	answer string // in words
	advice string // "": none needed
	limit  string // the longest page that was granted: "50", "10"; "" if none was asked for
	raw    json.RawMessage
}

// checker asks. Its client never retries: a 429 ends the check, and what else
// passes can be asked for again by whoever reads the table.
type checker struct {
	client   *spotify.Client
	pace     time.Duration
	requests int
}

// check writes what at lets an app do. Its error is why that cannot be told.
func check(ctx context.Context, w io.Writer, at target, drift bool) error {
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
	defer client.Close() // and the provider
	token, err := provider.Token(ctx)
	if err != nil {
		return explained(err)
	}
	c := checker{client: client, pace: at.pace}
	var found []finding
	var rateLimit *finding
	for _, g := range groups(at.ids) {
		if g.drift && !drift {
			continue
		}
		f := finding{group: g, answer: "not asked"}
		if rateLimit == nil {
			if f, err = c.ask(ctx, g); err != nil {
				return explained(err)
			}
		}
		found = append(found, f)
		if f.state == limited {
			rateLimit = &f
		}
	}
	name, reasons := mode(found)
	fmt.Fprintf(w, "Token: comes, lives %s.\n", time.Until(token.ExpiresAt).Round(time.Minute))
	fmt.Fprintf(w, "Rate limit: %s.\n", limitWords(rateLimit, c.requests))
	fmt.Fprintf(w, "Mode: %s. What says so:\n  - %s\n\n", name, strings.Join(reasons, "\n  - "))
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "GROUP\tANSWER\tINSTEAD")
	for _, f := range found {
		fmt.Fprintf(table, "%s\t%s\t%s\n", f.name, f.answer, cmp.Or(f.advice, "-"))
	}
	if err := table.Flush(); err != nil || !drift {
		return err
	}
	return writeDrift(w, found)
}

// ask makes a group's request. Its error ends the check.
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
		if failed == nil || !tooLong(failed) {
			break
		}
	}
	if failed != nil {
		f.limit = ""
		return f, f.refused(failed)
	}
	f.state, f.answer = open, "answers"
	if f.limit != "" {
		f.answer += ", pages of up to " + f.limit
	}
	if f.limit == "10" {
		f.advice = g.shorter
	}
	return f, nil
}

// tooLong tells the refusal of a page's length.
func tooLong(e *spotify.Error) bool {
	return e.StatusCode == http.StatusBadRequest && strings.Contains(strings.ToLower(e.Message), "limit")
}

// refused puts a failure into words. An owner without Premium is refused
// everything: then there is nothing to check.
func (f *finding) refused(e *spotify.Error) error {
	answer := strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, cmp.Or(e.Message, http.StatusText(e.StatusCode))))
	f.state, f.answer = unclear, answer
	switch {
	case errors.Is(e, spotify.ErrPremiumRequired):
		return e
	case errors.Is(e, spotify.ErrRateLimited):
		f.state, f.answer = limited, "rate limit: "+answer+retryWords(e)
		f.advice = "Wait as long as it says before the next call of this group; the SDK fails such calls at once, with RetryAfter."
	case errors.Is(e, spotify.ErrUserAuthRequired):
		f.state, f.answer, f.advice = usersOnly, "a user's token alone: "+answer, f.instead
	case errors.Is(e, spotify.ErrEndpointClosed), f.lost != kept && (e.StatusCode == http.StatusNotFound || e.StatusCode == http.StatusGone):
		f.state, f.answer, f.advice = closed, "closed: "+answer, f.instead
	case errors.Is(e, spotify.ErrNotFound):
		f.advice = "This ID may be gone, or not be had in this market: it says nothing about the group."
	case errors.Is(e, spotify.ErrServer):
		f.advice = "Spotify failed: ask again later."
	}
	return nil
}

// retryWords tells when a rate limit ends.
func retryWords(e *spotify.Error) string {
	words := ", without a Retry-After"
	if e.RetryAfter > 0 {
		words = ", Retry-After " + e.RetryAfter.String()
	}
	if e.Reason != "" {
		words += ", reason " + e.Reason
	}
	return words
}

// wait keeps the requests apart.
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

// limitWords tells what a rate limit said.
func limitWords(f *finding, requests int) string {
	if f == nil {
		return fmt.Sprintf("none in %d requests; it would be a 429 whose error matches ErrRateLimited and says in RetryAfter how long to wait", requests)
	}
	return fmt.Sprintf("met at request %d (%s): %s; nothing was asked after it", requests, f.name, strings.TrimPrefix(f.answer, "rate limit: "))
}

// explained says first what to do about an error that ends the check.
func explained(err error) error {
	var api *spotify.Error
	var token *spotify.AuthenticationError
	unreachable := errors.As(err, &api) && api.StatusCode == 0 || errors.As(err, &token) && token.StatusCode == 0
	switch {
	case errors.Is(err, spotify.ErrPremiumRequired):
		return fmt.Errorf("the app's owner needs an active Premium subscription; until then Spotify refuses every call: %w", err)
	case token != nil && errors.Is(err, spotify.ErrUnauthorized):
		return fmt.Errorf("the client ID or the secret is wrong: %w", err)
	case unreachable && !errors.Is(err, context.Canceled):
		return fmt.Errorf("no answer from Spotify: %w", err)
	}
	return err
}

// has reports whether an answer is an object with the member.
func has(raw json.RawMessage, member string) bool {
	var object map[string]json.RawMessage
	return json.Unmarshal(raw, &object) == nil && object[member] != nil
}
