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
