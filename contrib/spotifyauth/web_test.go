package spotifyauth_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// site is a web program. It keeps what Finish returned last.
type site struct {
	*env
	url string

	mu      sync.Mutex // guards session and err
	session *spotifyauth.Session
	err     error
}

// startSite returns a web program over TLS, as cookies for https need it.
func startSite(t *testing.T) *site {
	s := &site{env: start(t)}
	var flow *spotifyauth.Flow
	mux := http.NewServeMux()
	mux.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		if err := flow.Begin(w, r); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("/callback", func(w http.ResponseWriter, r *http.Request) {
		session, err := flow.Finish(w, r)
		s.mu.Lock()
		s.session, s.err = session, err
		s.mu.Unlock()
		if err != nil {
			w.WriteHeader(http.StatusForbidden)
			io.WriteString(w, err.Error())
		}
	})
	server := httptest.NewTLSServer(mux)
	t.Cleanup(server.Close)
	s.url = server.URL
	s.config.ClientSecret = spotifytest.ClientSecret
	s.config.RedirectURL = server.URL + "/callback"
	flow = s.flow()
	return s
}

// browser returns a browser with cookies of its own. With follow false it stops
// at each redirect.
func (s *site) browser(follow bool) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // the test server's certificate
	s.Cleanup(transport.CloseIdleConnections)
	c := &http.Client{Jar: jar, Transport: transport}
	if !follow {
		c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	return c
}

// get returns where a response leads to.
func (s *site) get(c *http.Client, address string) (*http.Response, string) {
	s.Helper()
	resp, err := c.Get(address)
	if err != nil {
		s.Fatal(err)
	}
	resp.Body.Close()
	return resp, resp.Header.Get("Location")
}

// result returns what Finish returned last.
func (s *site) result() (*spotifyauth.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.session, s.err
}

// untilCallback logs in up to the redirect from Spotify, which it returns.
func (s *site) untilCallback(c *http.Client) string {
	s.Helper()
	_, authorize := s.get(c, s.url+"/login")
	_, callback := s.get(c, authorize)
	if !strings.HasPrefix(callback, s.config.RedirectURL+"?") {
		s.Fatalf("Spotify redirects to %s", callback)
	}
	return callback
}

func TestWebLogin(t *testing.T) {
	s := startSite(t)
	for _, user := range []string{"anna", "ben"} {
		s.srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove, User: user})
		resp, _ := s.get(s.browser(true), s.url+"/login")
		session, err := s.result()
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("%v, the browser shows %d", err, resp.StatusCode)
		}
		s.wantUser(session, user)
		if session.Scope() != strings.Join(s.config.Scopes, " ") {
			t.Errorf("the scope is %q", session.Scope())
		}
		if s.stored(user) != (spotifyauth.Login{}) {
			t.Error("the login was stored before Save")
		}
		provider, err := session.Save(t.Context(), user)
		if err != nil {
			t.Fatal(err)
		}
		defer provider.Close()
		s.wantUser(provider, user)
		if _, err := session.Save(t.Context(), ""); err == nil {
			t.Error("an empty key is accepted")
		}
	}
	if n := len(s.tokenRequests()); n != 2 {
		t.Errorf("%d token requests for two logins, want 2", n)
	}
	s.srv.ExpireTokens()
	for _, user := range []string{"anna", "ben"} {
		s.wantUser(s.provider(user), user) // after a restart
	}
}

func TestWebLoginCookie(t *testing.T) {
	s := startSite(t)
	c := s.browser(false)
	resp, authorize := s.get(c, s.url+"/login")
	u, err := url.Parse(authorize)
	if err != nil {
		t.Fatal(err)
	}
	state := u.Query().Get("state")
	if len(resp.Cookies()) != 1 || len(state) < 40 || u.Query().Get("code_challenge_method") != "S256" {
		t.Fatalf("cookies %v, state %q", resp.Cookies(), state)
	}
	cookie := resp.Cookies()[0]
	if name := strings.TrimPrefix(cookie.Name, "__Host-"); name == cookie.Name || !strings.HasSuffix(name, state[:16]) {
		t.Errorf("the cookie's name is %s for the state %s", cookie.Name, state)
	}
	if !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" || cookie.MaxAge != 600 {
		t.Errorf("the cookie is %v", cookie)
	}
	_, callback := s.get(c, authorize)
	resp, _ = s.get(c, callback)
	if got := resp.Cookies(); len(got) != 1 || got[0].Name != cookie.Name || got[0].MaxAge >= 0 || !got[0].Secure || strings.Contains(got[0].Value, ".") && got[0].Value != state+"." {
		t.Errorf("Finish sets %v", got)
	}
	if _, err := s.result(); err != nil {
		t.Error(err)
	}
}

func TestWebLoginInTwoTabs(t *testing.T) {
	s := startSite(t)
	c := s.browser(false)
	first, second := s.untilCallback(c), s.untilCallback(c)
	for _, callback := range []string{first, second} {
		s.get(c, callback)
		if _, err := s.result(); err != nil {
			t.Errorf("a tab's login: %v", err)
		}
	}
}

func TestWebLoginRefusesWhatIsNotItsOwn(t *testing.T) {
	s := startSite(t)
	victim, attacker := s.browser(false), s.browser(false)
	mine, theirs := s.untilCallback(victim), s.untilCallback(attacker)
	change := func(callback, name, value string) string {
		u, err := url.Parse(callback)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		q.Set(name, value)
		u.RawQuery = q.Encode()
		return u.String()
	}
	param := func(callback, name string) string {
		u, _ := url.Parse(callback)
		return u.Query().Get(name)
	}
	state := param(mine, "state")
	for name, address := range map[string]string{
		"another browser's login":     theirs,
		"no state":                    change(mine, "state", ""),
		"a short state":               change(mine, "state", "x"),
		"an unknown state":            change(mine, "state", strings.Repeat("x", 43)),
		"a state with the same start": change(mine, "state", state[:16]+strings.Repeat("x", 27)),
		"a longer state":              change(mine, "state", state+"x"),
		"a state that is no name":     change(mine, "state", "=;,\r\n=;,\r\n=;,\r\n=;"+state),
		"a denial of another login":   change(change(theirs, "code", ""), "error", "access_denied"),
	} {
		s.get(victim, address)
		if session, err := s.result(); err != spotifyauth.ErrUnknownLogin || session != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.tokenRequests()); n != 0 {
		t.Errorf("%d token requests for forged redirects", n)
	}

	// A planted cookie with the attacker's state does not help: the prefix keeps
	// browsers from accepting it, and its verifier would have to be right.
	u, _ := url.Parse(s.url)
	victim.Jar.SetCookies(u, []*http.Cookie{{Name: "__Host-spotify-login-" + param(theirs, "state")[:16], Value: param(theirs, "state") + ".guess", Path: "/", Secure: true}})
	s.get(victim, theirs)
	if _, err := s.result(); !errors.Is(err, spotify.ErrUnauthorized) || !strings.Contains(err.Error(), "code_verifier was incorrect") {
		t.Errorf("a planted cookie: %v", err)
	}

	s.get(victim, change(mine, "code", "AQ-tampered"))
	if _, err := s.result(); !errors.Is(err, spotify.ErrUnauthorized) || !strings.Contains(err.Error(), "Invalid authorization code") || strings.Contains(err.Error(), "AQ-tampered") {
		t.Errorf("a tampered code: %v", err)
	}
	s.get(victim, mine) // the login was used up
	if _, err := s.result(); err != spotifyauth.ErrUnknownLogin {
		t.Errorf("a second redirect of one login: %v", err)
	}
}

func TestWebLoginReportsWhatSpotifySays(t *testing.T) {
	s := startSite(t)
	s.srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentDeny})
	s.get(s.browser(true), s.url+"/login")
	if _, err := s.result(); err == nil || err.Error() != "spotifyauth: Spotify did not log the user in: access_denied" {
		t.Errorf("denied: %v", err)
	}
	s.srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove, Withhold: []string{"user-read-private"}})
	s.get(s.browser(true), s.url+"/login")
	if _, err := s.result(); !errors.Is(err, spotify.ErrInsufficientScope) || !strings.Contains(err.Error(), "user-read-private") {
		t.Errorf("a scope that was not granted: %v", err)
	}
	s.srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove})
	s.srv.Fail(spotifytest.Fault{Path: "/api/token", Status: 503})
	s.get(s.browser(true), s.url+"/login")
	if _, err := s.result(); !errors.Is(err, spotify.ErrServer) {
		t.Errorf("an outage: %v", err)
	}
}

func TestSessionThatCannotBeStored(t *testing.T) {
	s := startSite(t)
	s.get(s.browser(true), s.url+"/login")
	session, err := s.result()
	if err != nil {
		t.Fatal(err)
	}
	path := s.config.Store.(*spotifyauth.FileStore).Path()
	writeFile(t, path, "{")
	if _, err := session.Save(t.Context(), "anna"); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
	writeFile(t, path, "")
	provider, err := session.Save(t.Context(), "anna")
	if err != nil {
		t.Fatal(err)
	}
	defer provider.Close()
	s.wantUser(provider, "anna")
}
