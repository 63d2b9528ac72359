package spotifyauth_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// failLogin runs a login that must fail and store nothing.
func (e *env) failLogin(ctx context.Context, opts spotifyauth.LoginOptions) error {
	e.Helper()
	if opts.Output == nil {
		opts.Output = io.Discard
	}
	before := e.stored("default")
	provider, err := e.flow().Login(ctx, &opts)
	if err == nil || provider != nil {
		e.Fatalf("the login succeeded: %v", err)
	}
	if e.stored("default") != before {
		e.Error("the stored login has changed")
	}
	e.noSecretIn(err.Error())
	if op := (*net.OpError)(nil); !errors.As(err, &op) || op.Op != "listen" {
		l, err := net.Listen("tcp", e.redirectHost())
		if err != nil {
			e.Errorf("the port is still taken: %v", err)
		} else {
			l.Close()
		}
	}
	return err
}

func TestLoginDoesNotAskDuringAnOutage(t *testing.T) {
	e := start(t)
	e.put("default", "anna")
	e.srv.Fail(spotifytest.Fault{Path: "/api/token", Status: 503})
	b := &browser{t: t}
	err := e.failLogin(t.Context(), spotifyauth.LoginOptions{OpenURL: b.open})
	if b.opened != 0 || !errors.Is(err, spotify.ErrServer) || errors.Is(err, spotify.ErrUnauthorized) {
		t.Errorf("the browser was opened %d times and the error is %v", b.opened, err)
	}
}

func TestLoginReportsWhatSpotifySays(t *testing.T) {
	t.Run("denied", func(t *testing.T) {
		e := start(t)
		e.srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentDeny})
		b := &browser{t: t}
		err := e.failLogin(t.Context(), spotifyauth.LoginOptions{OpenURL: b.open})
		if denied := (*spotifyauth.DeniedError)(nil); !errors.As(err, &denied) || denied.Code != "access_denied" {
			t.Errorf("got %v", err)
		}
		if b.status != 400 || !strings.Contains(b.page, "access_denied") {
			t.Errorf("the browser shows %d %s", b.status, b.page)
		}
	})
	t.Run("scopes", func(t *testing.T) {
		e := start(t)
		e.srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove, Withhold: []string{"user-library-read"}})
		b := &browser{t: t}
		err := e.failLogin(t.Context(), spotifyauth.LoginOptions{OpenURL: b.open})
		missing := (*spotifyauth.ScopeError)(nil)
		if !errors.As(err, &missing) || len(missing.Missing) != 1 || !errors.Is(err, spotify.ErrInsufficientScope) || !strings.Contains(b.page, "user-library-read") {
			t.Errorf("got %v, the browser shows %s", err, b.page)
		}
	})
	t.Run("all scopes", func(t *testing.T) {
		e := start(t)
		e.srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove, Withhold: e.config.Scopes})
		b := &browser{t: t}
		err := e.failLogin(t.Context(), spotifyauth.LoginOptions{OpenURL: b.open})
		missing := (*spotifyauth.ScopeError)(nil)
		if !errors.As(err, &missing) || len(missing.Missing) != len(e.config.Scopes) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a code that was used before", func(t *testing.T) {
		e := start(t)
		var used string
		capture := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
			if code := r.URL.Query().Get("code"); used == "" {
				used = code
			} else {
				q := r.URL.Query()
				q.Set("code", used)
				r.URL.RawQuery = q.Encode()
			}
			return nil
		}}
		var page string
		open := func(_ context.Context, address string) error {
			resp, err := capture.Get(address)
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			text, err := io.ReadAll(resp.Body)
			page = string(text)
			return err
		}
		provider, err := e.flow().Login(t.Context(), &spotifyauth.LoginOptions{OpenURL: open, Output: io.Discard})
		if err != nil {
			t.Fatal(err)
		}
		provider.Close()
		err = e.failLogin(t.Context(), spotifyauth.LoginOptions{OpenURL: open, Again: true})
		if !errors.Is(err, spotify.ErrUnauthorized) || !strings.Contains(err.Error(), "invalid_grant: Invalid authorization code") || !strings.Contains(page, "Invalid authorization code") {
			t.Errorf("got %v, the browser shows %s", err, page)
		}
		e.noSecretIn(page)
	})
	t.Run("a redirect without a code", func(t *testing.T) {
		e := start(t)
		err := e.failLogin(t.Context(), spotifyauth.LoginOptions{OpenURL: func(_ context.Context, address string) error {
			u, _ := url.Parse(address)
			return (&browser{}).get(e.config.RedirectURL + "?state=" + u.Query().Get("state"))
		}})
		if !strings.Contains(err.Error(), "has no code") || len(e.tokenRequests()) != 0 {
			t.Errorf("got %v", err)
		}
	})
	t.Run("markup and control characters", func(t *testing.T) {
		e := start(t)
		b := &browser{t: t}
		err := e.failLogin(t.Context(), spotifyauth.LoginOptions{OpenURL: func(_ context.Context, address string) error {
			u, _ := url.Parse(address)
			return b.get(e.config.RedirectURL + "?" + url.Values{"state": u.Query()["state"], "error": {"<script>\x1b[2J"}}.Encode())
		}})
		if strings.Contains(b.page, "<script>") || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("got %q, the browser shows %s", err, b.page)
		}
	})
}

func TestLoginThatNobodyFinishes(t *testing.T) {
	e := start(t)
	e.srv.SetLogin(spotifytest.Login{RedirectURIs: []string{"http://127.0.0.1:1/registered"}})
	b := &browser{t: t}
	err := e.failLogin(t.Context(), spotifyauth.LoginOptions{OpenURL: b.open, Timeout: 50 * time.Millisecond})
	if !errors.Is(err, spotifyauth.ErrLoginTimeout) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	for _, want := range []string{"within 50ms", e.config.ClientID, e.config.RedirectURL, "developer.spotify.com/dashboard"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %v", want, err)
		}
	}
	if !strings.Contains(b.page, "Invalid redirect URI") {
		t.Errorf("the browser shows %s", b.page)
	}

	ctx, cancel := context.WithCancelCause(t.Context())
	interrupt := errors.New("interrupt")
	err = e.failLogin(ctx, spotifyauth.LoginOptions{OpenURL: func(context.Context, string) error { cancel(interrupt); return nil }})
	if !errors.Is(err, context.Canceled) || !errors.Is(err, interrupt) || errors.Is(err, spotifyauth.ErrLoginTimeout) || !strings.Contains(err.Error(), e.config.RedirectURL) {
		t.Errorf("canceled: %v", err)
	}
}

func TestLoginNeedsItsPort(t *testing.T) {
	e := start(t)
	other, err := net.Listen("tcp", e.redirectHost())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	b := &browser{t: t}
	err = e.failLogin(t.Context(), spotifyauth.LoginOptions{OpenURL: b.open})
	if op := (*net.OpError)(nil); !errors.As(err, &op) || b.opened != 0 || !strings.Contains(err.Error(), other.Addr().String()) || !strings.Contains(err.Error(), "another port") {
		t.Errorf("the browser was opened %d times and the error is %v", b.opened, err)
	}
	for _, redirect := range []string{"", "https://127.0.0.1:8888/", "http://127.0.0.1/callback", "http://127.0.0.1:0/"} {
		e.config.RedirectURL = redirect
		if _, err := e.flow().Login(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "http://127.0.0.1:8888/callback") {
			t.Errorf("the redirect URL %q: %v", redirect, err)
		}
	}
}

func TestLoginKeepsAStoreThatCannotBeRead(t *testing.T) {
	e := start(t)
	path := e.config.Store.(*spotifyauth.FileStore).Path()
	for _, content := range []string{"{", "[]", `{"a":1}`, `{"logins":{"default":7}}`} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		b := &browser{t: t}
		_, err := e.flow().Login(t.Context(), &spotifyauth.LoginOptions{OpenURL: b.open, Output: io.Discard})
		got, _ := os.ReadFile(path)
		if err == nil || !strings.Contains(err.Error(), path) || b.opened != 0 || string(got) != content || errors.Is(err, spotify.ErrUnauthorized) {
			t.Errorf("%s: %v, the browser was opened %d times, the file has %s", content, err, b.opened, got)
		}
	}
}
