package spotifyauth

import (
	"cmp"
	"context"
	"crypto/subtle"
	"fmt"
	"html/template"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// A DeniedError reports that the login page did not lead to a login: the user
// declined, or Spotify found a mistake that it reports to the program.
type DeniedError struct {
	Code        string // OAuth 2.0 error code, such as access_denied
	Description string // Spotify's explanation, often empty
}

func (e *DeniedError) Error() string {
	text := "spotifyauth: Spotify did not log the user in: " + e.Code
	if e.Description != "" {
		text += ": " + e.Description
	}
	return text
}

// denied returns the error of a redirect, nil if it has none. The text is shown
// in terminals and logs, so control characters are replaced.
func denied(q url.Values) error {
	if q.Get("error") == "" {
		return nil
	}
	printable := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return ' '
			}
			return r
		}, s[:min(len(s), 200)])
	}
	return &DeniedError{printable(q.Get("error")), printable(q.Get("error_description"))}
}

func sameText(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// A callback serves the redirect URL of one login of a command-line program.
type callback struct {
	flow            *Flow
	key             string
	state, verifier string
	used            atomic.Bool // the login's own redirect has come
	done            chan error  // the login's end, once
}

func (c *callback) serve(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // the URL has the code
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	q := r.URL.Query()
	switch {
	case !c.flow.isRedirectHost(r.Host): // another name that resolves to this computer
		writePage(w, http.StatusMisdirectedRequest, page{Title: "Wrong address"})
	case r.URL.Path != cmp.Or(c.flow.redirect.Path, "/"):
		writePage(w, http.StatusNotFound, page{Title: "Not found"})
	case r.Method != http.MethodGet:
		h.Set("Allow", http.MethodGet)
		writePage(w, http.StatusMethodNotAllowed, page{Title: "Method not allowed"})
	case !sameText(q.Get("state"), c.state):
		writePage(w, http.StatusBadRequest, page{Title: "This is not the login that the program waits for", Text: "Go back to the tab where you logged in, or start the program again."})
	case c.used.Swap(true):
		writePage(w, http.StatusBadRequest, page{Title: "This login was used before", Text: "Start the program again."})
	default:
		err := c.finish(ctx, q)
		if err != nil {
			writePage(w, http.StatusBadRequest, page{Title: "The login failed", Text: strings.TrimPrefix(err.Error(), "spotifyauth: ")})
		} else {
			writePage(w, http.StatusOK, page{Title: "You are logged in", Text: "You can close this tab and go back to the program."})
		}
		c.done <- err
	}
}

// isRedirectHost reports whether a Host header is that of the redirect URL.
func (f *Flow) isRedirectHost(host string) bool {
	return host == f.redirect.Host || host+":80" == f.redirect.Host
}

// finish exchanges the code and stores the login.
func (c *callback) finish(ctx context.Context, q url.Values) error {
	if err := denied(q); err != nil {
		return err
	}
	login, err := c.flow.exchange(ctx, q.Get("code"), c.verifier)
	if err != nil {
		return err
	}
	return c.flow.save(ctx, c.key, login)
}

// save stores a new login in place of any other.
func (f *Flow) save(ctx context.Context, key string, login Login) error {
	err := f.update(ctx, key, func(Login) (Login, error) { return login, nil })
	if err != nil {
		return fmt.Errorf("spotifyauth: the login could not be stored: %w", err)
	}
	return nil
}

type page struct{ Title, Text string }

var pageTemplate = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title>
<style>body{font:1.1rem system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}</style></head>
<body><h1>{{.Title}}</h1><p>{{.Text}}</p></body></html>
`))

func writePage(w http.ResponseWriter, status int, p page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = pageTemplate.Execute(w, p)
}

// discardLog returns a logger for the listener that discards its messages,
// which are about the connections of others.
func discardLog() *log.Logger { return log.New(io.Discard, "", 0) }
