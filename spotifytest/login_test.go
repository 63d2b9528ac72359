package spotifytest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify/spotifytest"
)

const (
	callback = "http://127.0.0.1:8080/callback"
	verifier = "a-verifier-of-forty-three-characters-or-more"
)

func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// authorize returns the URL at which a login starts. Pairs change the query.
func authorizeURL(srv *spotifytest.Server, pairs ...string) string {
	q := url.Values{
		"client_id": {spotifytest.ClientID}, "response_type": {"code"}, "redirect_uri": {callback},
		"state": {"st&te"}, "scope": {"user-library-read user-read-email"},
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return srv.AuthURL() + "?" + q.Encode()
}

// browser follows no redirects: it returns where the server sends it.
func browser(t *testing.T, method, address string, form url.Values) (status int, to *url.URL, page string) {
	t.Helper()
	req, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if location := res.Header.Get("Location"); location != "" {
		if to, err = url.Parse(location); err != nil {
			t.Fatal(err)
		}
	}
	return res.StatusCode, to, string(body)
}

// login returns the code of an approved login.
func login(t *testing.T, srv *spotifytest.Server, pairs ...string) string {
	t.Helper()
	status, to, page := browser(t, "GET", authorizeURL(srv, pairs...), nil)
	if status != 302 || to == nil || to.Query().Get("code") == "" {
		t.Fatalf("no code: %d %v %s", status, to, page)
	}
	return to.Query().Get("code")
}

func exchange(code string, pairs ...string) string {
	q := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback}}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return q.Encode()
}

func refresh(token any) string {
	text, _ := token.(string)
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {text}, "client_id": {spotifytest.ClientID}}.Encode()
}

func TestLoginOnTheConsentPage(t *testing.T) {
	srv := start(t)
	status, _, page := browser(t, "GET", authorizeURL(srv), nil)
	if status != 200 || !strings.Contains(page, "user-library-read") || !strings.Contains(page, `id="approve"`) || !strings.Contains(page, `id="deny"`) {
		t.Fatalf("the consent page is %d %s", status, page)
	}
	request := regexp.MustCompile(`name="request" value="([^"]+)"`).FindStringSubmatch(page)[1]
	form := url.Values{"request": {request}, "decision": {"approve"}, "user": {"anna"}}
	if status, _, _ := browser(t, "POST", srv.AuthURL(), url.Values{"request": {"forged"}, "decision": {"approve"}}); status != 400 {
		t.Errorf("a forged decision: %d, want 400", status)
	}
	status, to, _ := browser(t, "POST", srv.AuthURL(), form)
	if status != 302 || to.Query().Get("state") != "st&te" || !strings.HasPrefix(to.String(), callback+"?") {
		t.Fatalf("approved: %d %v", status, to)
	}
	if status, _, _ := browser(t, "POST", srv.AuthURL(), form); status != 400 {
		t.Errorf("a second decision: %d, want 400", status)
	}
	status, tokens := grant(t, srv, exchange(to.Query().Get("code")), spotifytest.ClientID, spotifytest.ClientSecret)
	if status != 200 || tokens["scope"] != "user-library-read user-read-email" || tokens["refresh_token"] == nil {
		t.Fatalf("exchange: %d %v", status, tokens)
	}
	if me := (caller{t, srv.BaseURL(), tokens["access_token"].(string)}).get("/me"); me["id"] != "anna" {
		t.Errorf("the token is that of %v", me["id"])
	}

	_, _, page = browser(t, "GET", authorizeURL(srv), nil)
	request = regexp.MustCompile(`name="request" value="([^"]+)"`).FindStringSubmatch(page)[1]
	_, to, _ = browser(t, "POST", srv.AuthURL(), url.Values{"request": {request}, "decision": {"deny"}})
	if to.Query().Get("error") != "access_denied" || to.Query().Get("code") != "" || to.Query().Get("state") != "st&te" {
		t.Errorf("denied: %v", to)
	}
}

func TestLoginWithoutAPage(t *testing.T) {
	srv := start(t)
	srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentDeny})
	if _, to, _ := browser(t, "GET", authorizeURL(srv), nil); to.Query().Get("error") != "access_denied" {
		t.Errorf("denied: %v", to)
	}
	srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove, User: "bert", Withhold: []string{"user-read-email"}})
	code := login(t, srv, "code_challenge_method", "S256", "code_challenge", challenge(verifier))
	status, tokens := grant(t, srv, exchange(code, "client_id", spotifytest.ClientID, "code_verifier", verifier), "", "")
	if status != 200 || tokens["scope"] != "user-library-read" {
		t.Fatalf("exchange with PKCE: %d %v", status, tokens)
	}
	if me := (caller{t, srv.BaseURL(), tokens["access_token"].(string)}).get("/me"); me["id"] != "bert" {
		t.Errorf("the token is that of %v", me["id"])
	}

	srv.AddUser(spotifytest.User{ID: "carl", Scopes: []string{"user-top-read", "user-read-email"}})
	srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove, User: "carl"})
	if _, tokens := grant(t, srv, exchange(login(t, srv)), spotifytest.ClientID, spotifytest.ClientSecret); tokens["scope"] != "user-read-email" {
		t.Errorf("the scopes that carl granted: %v", tokens["scope"])
	}
	if _, tokens := grant(t, srv, refresh(srv.RefreshToken("carl")), "", ""); tokens["scope"] != "user-top-read user-read-email" {
		t.Errorf("all scopes that carl granted: %v", tokens["scope"])
	}
}

func TestMistakesOfALoginStayInTheBrowser(t *testing.T) {
	srv := start(t)
	srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove})
	for _, row := range []struct{ key, value, want string }{
		{"client_id", "", "client_id"},
		{"client_id", "wrong", "INVALID_CLIENT: Invalid client"},
		{"redirect_uri", "", "redirect_uri"},
		{"redirect_uri", "http://localhost:8080/callback", "INVALID_CLIENT: Invalid redirect URI"},
		{"redirect_uri", "http://example.com/callback", "INVALID_CLIENT: Invalid redirect URI"},
		{"response_type", "token", "response_type"},
		{"scope", "user-library-read no-such-scope", "INVALID_SCOPE"},
		{"code_challenge", challenge(verifier), "code_challenge"},
		{"code_challenge_method", "plain", "code_challenge_method"},
	} {
		status, to, page := browser(t, "GET", authorizeURL(srv, row.key, row.value), nil)
		if status != 400 || to != nil || !strings.Contains(page, row.want) {
			t.Errorf("%s=%s: %d %v %s", row.key, row.value, status, to, page)
		}
	}
	srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove, RedirectURIs: []string{"myapp://done"}})
	if status, _, _ := browser(t, "GET", authorizeURL(srv), nil); status != 400 {
		t.Errorf("an unregistered redirect URI: %d, want 400", status)
	}
	if _, to, _ := browser(t, "GET", authorizeURL(srv, "redirect_uri", "myapp://done"), nil); to == nil || to.Scheme != "myapp" {
		t.Errorf("a registered redirect URI: %v", to)
	}
}

func TestExchangeIsRefused(t *testing.T) {
	srv := start(t)
	srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove})
	pkce := []string{"code_challenge_method", "S256", "code_challenge", challenge(verifier)}
	id, secret := spotifytest.ClientID, spotifytest.ClientSecret
	for _, row := range []struct {
		name        string
		login, form []string
		id, secret  string
		code, text  string
	}{
		{"an unknown code", nil, []string{"code", "AQnone"}, id, secret, "invalid_grant", "Invalid authorization code"},
		{"another redirect URI", nil, []string{"redirect_uri", callback + "2"}, id, secret, "invalid_grant", "Invalid redirect URI"},
		{"no secret and no PKCE", nil, []string{"client_id", id}, "", "", "invalid_client", "Invalid client secret"},
		{"no verifier", pkce, []string{"client_id", id}, "", "", "invalid_grant", "code_verifier must be supplied"},
		{"a wrong verifier", pkce, []string{"client_id", id, "code_verifier", verifier + "x"}, "", "", "invalid_grant", "code_verifier was incorrect"},
		{"a wrong verifier with a secret", pkce, []string{"code_verifier", verifier + "x"}, id, secret, "invalid_grant", "code_verifier was incorrect"},
		{"a wrong secret", nil, nil, id, "wrong", "invalid_client", "Invalid client secret"},
	} {
		status, got := grant(t, srv, exchange(login(t, srv, row.login...), row.form...), row.id, row.secret)
		if status != 400 || got["error"] != row.code || got["error_description"] != row.text {
			t.Errorf("%s: %d %v", row.name, status, got)
		}
	}
	code := login(t, srv)
	if status, got := grant(t, srv, exchange(code), id, secret); status != 200 {
		t.Fatalf("the first exchange: %d %v", status, got)
	}
	if status, got := grant(t, srv, exchange(code), id, secret); status != 400 || got["error"] != "invalid_grant" {
		t.Errorf("the second exchange: %d %v", status, got)
	}
}

func TestRotationOfRefreshTokens(t *testing.T) {
	works := func(srv *spotifytest.Server, token any) (any, bool) {
		t.Helper()
		status, got := grant(t, srv, refresh(token), "", "")
		if status != 200 && got["error"] != "invalid_grant" {
			t.Errorf("a refused refresh token: %d %v", status, got)
		}
		return got["refresh_token"], status == 200
	}
	t.Run("one use", func(t *testing.T) {
		srv := start(t)
		first := srv.RefreshToken("anna")
		second, ok := works(srv, first)
		if _, again := works(srv, first); !ok || again {
			t.Errorf("the first token works %v, then %v; want once", ok, again)
		}
		if _, ok := works(srv, second); !ok {
			t.Error("the second token is refused")
		}
	})
	t.Run("overlap", func(t *testing.T) {
		srv := start(t)
		srv.SetLogin(spotifytest.Login{Rotation: spotifytest.RotateOverlap})
		first := srv.RefreshToken("anna")
		works(srv, first)
		second, ok := works(srv, first)
		if !ok || second == first {
			t.Fatal("the old token ended before the new one was used")
		}
		if _, ok := works(srv, second); !ok {
			t.Error("the second token is refused")
		}
		if _, ok := works(srv, first); ok {
			t.Error("the first token works after the second was used")
		}
	})
	t.Run("never", func(t *testing.T) {
		srv := start(t)
		srv.SetLogin(spotifytest.Login{Rotation: spotifytest.RotateNever})
		first := srv.RefreshToken("anna")
		for range 3 {
			if next, ok := works(srv, first); !ok || next != nil {
				t.Errorf("got %v, %v, want no new token", next, ok)
			}
		}
	})
}

func TestRefreshTokensEnd(t *testing.T) {
	srv := start(t)
	anna, bert := srv.RefreshToken("anna"), srv.RefreshToken("bert")
	srv.RevokeRefreshTokens("anna")
	if status, got := grant(t, srv, refresh(anna), "", ""); status != 400 || got["error_description"] != "Refresh token revoked" {
		t.Errorf("a revoked token: %d %v", status, got)
	}
	if status, _ := grant(t, srv, refresh(bert), "", ""); status != 200 {
		t.Errorf("another user's token: %d", status)
	}
	srv.SetLogin(spotifytest.Login{RefreshLifetime: time.Nanosecond})
	if status, got := grant(t, srv, refresh(srv.RefreshToken("bert")), "", ""); status != 400 || got["error"] != "invalid_grant" {
		t.Errorf("an expired token: %d %v", status, got)
	}
	if got := srv.RefreshToken("anna", "user-top-read"); got == "" {
		t.Error("no token")
	} else if _, tokens := grant(t, srv, refresh(got), "", ""); tokens["error"] != "invalid_grant" {
		t.Errorf("got %v", tokens)
	}
}
