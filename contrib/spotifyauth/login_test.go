package spotifyauth_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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

// browser is a browser of plain HTTP. Its last page is what the user sees.
type browser struct {
	t      *testing.T
	opened int
	status int
	page   string
}

// open follows the redirects from Spotify's page to the program's.
func (b *browser) open(_ context.Context, url string) error {
	b.opened++
	return b.get(url)
}

func (b *browser) get(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	b.status, b.page = resp.StatusCode, string(page)
	return err
}

// redirectHost returns where Login listens.
func (e *env) redirectHost() string {
	return strings.TrimSuffix(strings.TrimPrefix(e.config.RedirectURL, "http://"), "/callback")
}

// login runs a login that must succeed.
func (e *env) login(opts spotifyauth.LoginOptions) (*spotify.TokenProvider, *browser) {
	e.Helper()
	b := &browser{t: e.T}
	var out bytes.Buffer
	opts.OpenURL, opts.Output = b.open, &out
	provider, err := e.flow().Login(e.Context(), &opts)
	if err != nil {
		e.Fatal(err)
	}
	e.Cleanup(func() { provider.Close() })
	e.noSecretIn(out.String())
	if b.opened > 0 && (b.status != 200 || !strings.Contains(b.page, "You are logged in")) {
		e.Errorf("the browser shows %d %s", b.status, b.page)
	}
	return provider, b
}

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

func TestLoginOpensTheBrowserOnce(t *testing.T) {
	for _, secret := range []string{"", spotifytest.ClientSecret} {
		t.Run(fmt.Sprintf("secret %t", secret != ""), func(t *testing.T) {
			e := start(t)
			e.config.ClientSecret = secret
			provider, b := e.login(spotifyauth.LoginOptions{})
			e.wantUser(provider, "anna")
			if b.opened != 1 {
				t.Errorf("the browser was opened %d times", b.opened)
			}
			begun, exchange := e.srv.Requests()[0], e.tokenRequests()[0]
			if q := begun.Query; q.Get("code_challenge_method") != "S256" || q.Get("scope") != strings.Join(e.config.Scopes, " ") || q.Has("show_dialog") {
				t.Errorf("the login began with %v", q)
			}
			if basic := strings.HasPrefix(exchange.Header.Get("Authorization"), "Basic "); basic != (secret != "") || form(exchange).Get("code_verifier") == "" || form(exchange).Has("client_secret") {
				t.Errorf("the exchange was %v with Basic %t", form(exchange), basic)
			}
			login := e.stored("default")
			if login.RefreshToken == "" || login.Scope != strings.Join(e.config.Scopes, " ") || time.Since(login.LoggedInAt) > time.Hour {
				t.Errorf("stored: %v at %v", login, login.LoggedInAt)
			}

			provider, b = e.login(spotifyauth.LoginOptions{}) // the second start
			e.wantUser(provider, "anna")
			if n := len(e.tokenRequests()); b.opened != 0 || n != 1 {
				t.Errorf("the second start opened %d pages and %d token requests were sent so far, want 0 and 1", b.opened, n)
			}
		})
	}
}

func TestLoginAsksAgainIfTheStoredLoginDoesNotDo(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(*env) spotifyauth.LoginOptions
		opened int
	}{
		{"another scope", func(e *env) (o spotifyauth.LoginOptions) {
			e.config.Scopes = append(e.config.Scopes, spotify.ScopeUserTopRead)
			return o
		}, 1},
		{"fewer scopes", func(e *env) (o spotifyauth.LoginOptions) { e.config.Scopes = e.config.Scopes[:1]; return o }, 0},
		{"a revoked login", func(e *env) (o spotifyauth.LoginOptions) { e.srv.RevokeRefreshTokens("anna"); return o }, 1},
		{"the login of another app", func(e *env) (o spotifyauth.LoginOptions) {
			e.config.Store.Update(e.Context(), "default", func(l spotifyauth.Login) (spotifyauth.Login, error) {
				l.ClientID = "another"
				return l, nil
			})
			return o
		}, 1},
		{"on request", func(e *env) spotifyauth.LoginOptions {
			e.config.ShowDialog = true
			return spotifyauth.LoginOptions{Again: true}
		}, 1},
		{"another key", func(*env) spotifyauth.LoginOptions { return spotifyauth.LoginOptions{Key: "work"} }, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := start(t)
			e.put("default", "anna")
			opts := row.change(e)
			provider, b := e.login(opts)
			e.wantUser(provider, "anna")
			if b.opened != row.opened {
				t.Errorf("the browser was opened %d times, want %d", b.opened, row.opened)
			}
			if asked := e.srv.Requests(); e.config.ShowDialog {
				found := false
				for _, r := range asked {
					found = found || r.Query.Get("show_dialog") == "true"
				}
				if !found {
					t.Error("the dialog was not requested")
				}
			}
		})
	}
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

func TestLoginContinuesAfterForgedRequests(t *testing.T) {
	e := start(t)
	b := &browser{t: t}
	provider, err := e.flow().Login(t.Context(), &spotifyauth.LoginOptions{Output: io.Discard, OpenURL: func(ctx context.Context, address string) error {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		state := u.Query().Get("state")
		_, port, _ := net.SplitHostPort(e.redirectHost())
		for _, row := range []struct {
			method, path, host string
			want               int
		}{
			{"GET", "/callback?state=forged&code=x", "", 400},
			{"GET", "/callback?code=x", "", 400},
			{"GET", "/callback?state=forged&error=access_denied", "", 400},
			{"GET", "/callback?code=x&state=" + state, "evil.example:" + port, 421},
			{"GET", "/callback?code=x&state=" + state, "localhost:" + port, 421},
			{"GET", "/other?code=x&state=" + state, "", 404},
			{"POST", "/callback?code=x&state=" + state, "", 405},
			{"GET", "/favicon.ico", "", 404},
		} {
			req, err := http.NewRequestWithContext(ctx, row.method, strings.TrimSuffix(e.config.RedirectURL, "/callback")+row.path, nil)
			if err != nil {
				return err
			}
			req.Host = row.host
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				return err
			}
			resp.Body.Close()
			if resp.StatusCode != row.want {
				t.Errorf("%s %s of %q: %d, want %d", row.method, row.path, row.host, resp.StatusCode, row.want)
			}
		}
		return b.open(ctx, address)
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer provider.Close()
	e.wantUser(provider, "anna")
	if b.status != 200 {
		t.Errorf("the browser shows %d", b.status)
	}
	if n := len(e.tokenRequests()); n != 1 {
		t.Errorf("%d token requests, want 1", n)
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

func TestLoginPrintsTheURLIfTheBrowserDoesNotOpen(t *testing.T) {
	e := start(t)
	r, w := io.Pipe()
	go func() { // the user, who copies the URL
		text := make([]byte, 4096)
		n, _ := r.Read(text)
		go io.Copy(io.Discard, r)
		for line := range strings.SplitSeq(string(text[:n]), "\n") {
			if strings.HasPrefix(line, "http") {
				(&browser{}).get(line)
			}
		}
	}()
	provider, err := e.flow().Login(t.Context(), &spotifyauth.LoginOptions{Output: w, OpenURL: func(context.Context, string) error { return errors.New("no display") }})
	if err != nil {
		t.Fatal(err)
	}
	defer provider.Close()
	e.wantUser(provider, "anna")
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
