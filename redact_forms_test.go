package spotify_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// The Basic value of the client credentials, as servers and proxies quote it:
// without its padding, with the padding escaped, in a query.
func TestRedactBasicValueInEveryForm(t *testing.T) {
	for _, secret := range []string{clientSecret, clientSecret + "a", clientSecret + "ab"} { // paddings of all lengths
		basic := base64.StdEncoding.EncodeToString([]byte(clientID + ":" + secret))
		bare := strings.TrimRight(basic, "=")
		forms := []string{basic, bare, strings.ReplaceAll(basic, "=", `\u003d`), strings.ReplaceAll(basic, "=", `\u003D`),
			url.QueryEscape(basic), url.PathEscape(basic), strings.ReplaceAll(basic, "/", `\/`), "Basic " + bare + ","}
		for _, form := range forms {
			for _, body := range []string{"no such client: %s", `{"error":"invalid_client","error_description":"sent %s"}`, `{"sent":"%s"}`, "<p>%s</p>"} {
				f := &fake{token: func(int, *http.Request) (*http.Response, error) {
					return newResponse(400, fmt.Sprintf(body, form)), nil
				}}
				p, err := spotify.NewClientCredentials(clientID, secret, f.options()...)
				if err != nil {
					t.Fatal(err)
				}
				_, err = p.AccessToken(t.Context())
				e := authErr(t, err)
				if text := string(e.Body) + e.Description + e.Error(); strings.Contains(text, bare[:len(bare)-2]) || !strings.Contains(text, "[redacted]") {
					t.Errorf("the Basic value, written %q in %q, is in the error", form, body)
				}
			}
		}
	}
}

// Tokens of whomever in a body that an error keeps.
func TestRedactTokenMembersOfKeptBodies(t *testing.T) {
	const secret = "somebody-elses-token-0123456789"
	bodies := []string{
		`{"access_token":"%s","error":"x"}`, `{"refresh_token": "%s"}`, "{\"id_token\"\t:\n\"%s\"}", `{"ACCESS_TOKEN":"%s"}`,
		`{"a":{"b":[{"access_token":"%s"}]}}`, `{"dump":"{\"refresh_token\":\"%s\"}"}`, `access_token=%s&token_type=bearer`,
		`https://x.example/cb#id_token=%s&state=1`, `{'access_token': '%s'}`, `{"access\u005ftoken":"%s"}`,
		`{"access_token":"%s`, // cut inside of it
	}
	for _, format := range bodies {
		body := fmt.Sprintf(format, secret)
		for _, status := range []int{200, 400, 404, 500} {
			f := &fake{api: script(respondBody(status, body))}
			var out []string
			err := f.client(t, spotify.WithMaxRetries(0)).Call(t.Context(), "GET", "/me", nil, nil, &out)
			e := apiErr(t, err)
			if text := string(e.Body) + e.Message + e.Reason + err.Error(); strings.Contains(text, secret) || !strings.Contains(string(e.Body), "[redacted]") {
				t.Errorf("%d: of %q is kept %q", status, body, e.Body)
			}
			g := &fake{token: func(int, *http.Request) (*http.Response, error) {
				return newResponse(status, strings.Replace(body, "access_token", "refresh_token", 1)), nil
			}}
			_, err = g.provider(t, spotify.WithMaxRetries(0)).AccessToken(t.Context())
			if err == nil {
				continue // it has an access token
			}
			if a := authErr(t, err); strings.Contains(string(a.Body)+a.Description+a.Error(), secret) {
				t.Errorf("%d: of %q of the token endpoint is kept %q, %v", status, body, a.Body, a)
			}
		}
	}
}
