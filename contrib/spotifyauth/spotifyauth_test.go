package spotifyauth_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// TestMain makes the test program a member of the rotation tests if it is told
// to.
func TestMain(m *testing.M) {
	if !isMember() {
		m.Run()
	}
}

// env is what a test of the login needs.
type env struct {
	*testing.T
	srv    *spotifytest.Server
	config spotifyauth.Config
	logged *record
}

// start returns a fake Spotify where the user anna agrees to everything, and the
// configuration of an app without a secret and with a file store.
func start(t *testing.T) *env {
	t.Helper()
	e := &env{T: t, srv: spotifytest.Start(t), logged: new(record)}
	e.srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove, User: "anna"})
	e.config = spotifyauth.Config{
		ClientID:    spotifytest.ClientID,
		RedirectURL: "http://" + freeAddr(t) + "/callback",
		Scopes:      []string{spotify.ScopeUserReadPrivate, spotify.ScopeUserLibraryRead},
		Store:       spotifyauth.NewFileStore(filepath.Join(t.TempDir(), "logins.json")),
		Logger:      slog.New(e.logged),
		AuthURL:     e.srv.AuthURL(),
		TokenURL:    e.srv.TokenURL(),
	}
	t.Cleanup(func() { e.noSecretIn(e.logged.text()) })
	return e
}

func (e *env) flow() *spotifyauth.Flow {
	e.Helper()
	f, err := spotifyauth.New(e.config)
	if err != nil {
		e.Fatal(err)
	}
	return f
}

// stored returns the login in the store.
func (e *env) stored(key string) (login spotifyauth.Login) {
	e.Helper()
	err := e.config.Store.Update(context.Background(), key, func(l spotifyauth.Login) (spotifyauth.Login, error) {
		login = l
		return l, nil
	})
	if err != nil {
		e.Error(err)
	}
	return login
}

// put stores a login of the user with a new refresh token.
func (e *env) put(key, user string) (refreshToken string) {
	e.Helper()
	refreshToken = e.srv.RefreshToken(user, e.config.Scopes...)
	err := e.config.Store.Update(e.Context(), key, func(spotifyauth.Login) (spotifyauth.Login, error) {
		return spotifyauth.Login{ClientID: e.config.ClientID, RefreshToken: refreshToken, Scope: strings.Join(e.config.Scopes, " ")}, nil
	})
	if err != nil {
		e.Fatal(err)
	}
	return refreshToken
}

// whoIs calls /me with the provider's token.
func (e *env) whoIs(p spotify.AuthProvider) (string, error) {
	e.Helper()
	client, err := spotifyauth.NewClient(spotify.WithBaseURL(e.srv.BaseURL()))
	if err != nil {
		e.Fatal(err)
	}
	defer client.Close()
	me, err := client.As(p).CurrentUser(e.Context())
	if err != nil {
		return "", err
	}
	return me.ID, nil
}

// wantUser fails the test if the provider's token is not that of the user.
func (e *env) wantUser(p spotify.AuthProvider, user string) {
	e.Helper()
	if got, err := e.whoIs(p); err != nil || got != user {
		e.Errorf("the token is that of %q, %v; want %q", got, err, user)
	}
}

// form returns the form of a token request.
func form(r spotifytest.Request) url.Values {
	form, _ := url.ParseQuery(string(r.Body))
	return form
}

func (e *env) tokenRequests() (found []spotifytest.Request) {
	for _, r := range e.srv.Requests() {
		if r.Path == "/api/token" {
			found = append(found, r)
		}
	}
	return found
}

// noSecretIn fails the test if a text contains a secret of any request so far.
func (e *env) noSecretIn(texts ...string) {
	e.Helper()
	secrets := []string{spotifytest.ClientSecret}
	for _, r := range e.srv.Requests() {
		for _, name := range []string{"code", "code_verifier", "refresh_token"} {
			secrets = append(secrets, form(r).Get(name), r.Query.Get(name))
		}
		secrets = append(secrets, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	}
	for _, secret := range secrets {
		for _, text := range texts {
			if len(secret) > 8 && strings.Contains(text, secret) {
				e.Errorf("the secret %s... is in %q", secret[:4], text)
			}
		}
	}
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// record collects log records.
type record struct {
	mu    sync.Mutex // guards lines
	lines []string
}

func (r *record) Enabled(context.Context, slog.Level) bool { return true }
func (r *record) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r *record) WithGroup(string) slog.Handler            { return r }

func (r *record) Handle(_ context.Context, rec slog.Record) error {
	line := rec.Message
	rec.Attrs(func(a slog.Attr) bool { line += " " + a.String(); return true })
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line)
	return nil
}

func (r *record) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.lines, "\n")
}

// roundTripFunc is a function as a transport.
type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestNewReportsAllMistakes(t *testing.T) {
	_, err := spotifyauth.New(spotifyauth.Config{
		ClientID: "an id", ClientSecret: "\u200bsecret", RedirectURL: "http://localhost:8888/callback",
		Scopes: []string{"a b"}, AuthURL: "http://example.com/authorize", TokenURL: "token", Store: spotifyauth.NewFileStore(""),
	})
	if err == nil || strings.Contains(err.Error(), "\u200bsecret") || strings.Contains(err.Error(), "\n") {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"spotifyauth: the client ID has", "the client secret has", "use 127.0.0.1", `the scope "a b"`, "AuthURL is not https", "TokenURL is not an absolute URL", "the path of the FileStore is empty"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %v", want, err)
		}
	}
	for _, redirect := range []string{"http://example.com/", "callback", "https://user@example.com/", "https://example.com/#x", "https://example.com/?x=1", "myapp://callback", "%"} {
		if _, err := spotifyauth.New(spotifyauth.Config{ClientID: "x", RedirectURL: redirect}); err == nil {
			t.Errorf("the redirect URL %q is accepted", redirect)
		}
	}
	if _, err := spotifyauth.New(spotifyauth.Config{}); err == nil || !strings.Contains(err.Error(), "the client ID is empty") {
		t.Errorf("without a client ID: %v", err)
	}
}

func TestNewClientActsOnlyForUsers(t *testing.T) {
	e := start(t)
	client, err := spotifyauth.NewClient(spotify.WithBaseURL(e.srv.BaseURL()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, err = client.Album(t.Context(), spotifytest.AlbumID, nil)
	if err == nil || !strings.Contains(err.Error(), "call it through Client.As") || errors.Is(err, spotify.ErrUnauthorized) {
		t.Errorf("a call without a user: %v", err)
	}
	if n := len(e.srv.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	if _, err := spotifyauth.NewClient(spotify.WithAccessToken("x")); !errors.Is(err, spotify.ErrConfig) {
		t.Errorf("two identities: %v", err)
	}
}

func TestLoginIsPrintedWithoutItsSecrets(t *testing.T) {
	login := spotifyauth.Login{RefreshToken: "AQ-refresh", Scope: "a b", Token: spotify.Token{AccessToken: "BQ-access"}, Origin: "hash"}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, value := range []any{login, &login, []spotifyauth.Login{login}, map[string]spotifyauth.Login{"k": login}, struct{ L spotifyauth.Login }{login}} {
			if text := fmt.Sprintf(format, value); strings.Contains(text, "AQ-") || strings.Contains(text, "BQ-") || strings.Contains(text, "41512d") {
				t.Errorf("%s of %T prints %s", format, value, text)
			}
		}
	}
	if text := login.LogValue().String(); !strings.Contains(text, `scope "a b"`) || strings.Contains(text, "AQ-") {
		t.Errorf("it is logged as %s", text)
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestZeroValuesReturnErrors(t *testing.T) {
	for _, f := range []*spotifyauth.Flow{nil, new(spotifyauth.Flow)} {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
		_, login := f.Login(t.Context(), nil)
		_, finish := f.Finish(w, r)
		_, provider := f.Provider("k")
		_, service := f.ProviderFromRefreshToken("k", "AQ")
		for i, err := range []error{login, f.Begin(w, r), finish, provider, service, f.Logout(t.Context(), "k")} {
			if err == nil || !strings.Contains(err.Error(), "must be made by New") {
				t.Errorf("method %d of a zero Flow: %v", i, err)
			}
		}
	}
	for _, s := range []*spotifyauth.Session{nil, new(spotifyauth.Session)} {
		_, token := s.AccessToken(t.Context())
		_, save := s.Save(t.Context(), "k")
		if token == nil || save == nil || s.Scope() != "" {
			t.Errorf("a zero Session: %v, %v", token, save)
		}
	}
}
