package spotifytest_test

import (
	"net/url"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestAccountsService(t *testing.T) {
	srv := start(t)
	id, secret := spotifytest.ClientID, spotifytest.ClientSecret
	for _, row := range []struct {
		name, form, id, secret string
		status                 int
		code, description      string
	}{
		{"the right credentials", "grant_type=client_credentials", id, secret, 200, "", ""},
		{"credentials in the form", "grant_type=client_credentials&client_id=" + id + "&client_secret=" + secret, "", "", 200, "", ""},
		{"a wrong secret", "grant_type=client_credentials", id, "wrong", 400, "invalid_client", "Invalid client secret"},
		{"a wrong id", "grant_type=client_credentials", "wrong", secret, 400, "invalid_client", "Invalid client"},
		{"no credentials", "grant_type=client_credentials", "", "", 400, "invalid_client", ""},
		{"no grant type", "", id, secret, 400, "unsupported_grant_type", "grant_type parameter is missing"},
		{"an unknown grant type", "grant_type=password", id, secret, 400, "unsupported_grant_type", "grant_type must be client_credentials, authorization_code or refresh_token"},
		{"an unknown refresh token", "grant_type=refresh_token&refresh_token=x", id, secret, 400, "invalid_grant", "Invalid refresh token"},
	} {
		status, response := grant(t, srv, row.form, row.id, row.secret)
		code, _ := response["error"].(string)
		text, _ := response["error_description"].(string)
		if status != row.status || code != row.code || text != row.description {
			t.Errorf("%s: got %d %v", row.name, status, response)
		}
		if status == 200 && (response["token_type"] != "Bearer" || response["expires_in"] != 3600.0) {
			t.Errorf("%s: got %v", row.name, response)
		}
	}
	if n := srv.TokenRequests(); n != 8 {
		t.Errorf("%d token requests were counted, want 8", n)
	}
}

func TestRefreshTokensRotate(t *testing.T) {
	srv := start(t)
	first := srv.RefreshToken("anna")
	form := func(token string) string {
		return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_id": {spotifytest.ClientID}}.Encode()
	}
	status, response := grant(t, srv, form(first), "", "")
	if status != 200 {
		t.Fatalf("PKCE refresh: %d %v", status, response)
	}
	if me := (caller{t, srv.BaseURL(), response["access_token"].(string)}).get("/me"); me["id"] != "anna" {
		t.Errorf("the token is that of %v", me["id"])
	}
	if status, _ := grant(t, srv, form(first), "", ""); status != 400 {
		t.Errorf("a used refresh token: %d, want 400", status)
	}
	if status, _ := grant(t, srv, form(response["refresh_token"].(string)), "", ""); status != 200 {
		t.Errorf("the next refresh token: %d, want 200", status)
	}
}
