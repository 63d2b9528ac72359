package spotifytest_test

import (
	"fmt"
	"log"
	"net/http"
	"net/url"
	"strings"

	"github.com/spotify-sdk/spotify/spotifytest"
)

// A login is tested without a browser: a GET of the authorization URL is
// approved at once and redirects to the program with a code, which the program
// exchanges for tokens.
func ExampleServer_SetLogin() {
	srv := spotifytest.NewServer()
	defer srv.Close()
	srv.SetLogin(spotifytest.Login{Consent: spotifytest.ConsentApprove, User: "anna"})

	const redirectURI = "http://127.0.0.1:8080/callback"
	query := url.Values{
		"client_id": {spotifytest.ClientID}, "response_type": {"code"}, "redirect_uri": {redirectURI},
		"scope": {"user-library-read"}, "state": {"random"},
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	page, err := browser.Get(srv.AuthURL() + "?" + query.Encode())
	if err != nil {
		log.Fatal(err)
	}
	page.Body.Close()
	callback, err := page.Location() // where the program listens
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(callback.Path, callback.Query().Get("state"))

	form := url.Values{"grant_type": {"authorization_code"}, "code": {callback.Query().Get("code")}, "redirect_uri": {redirectURI}}
	req, err := http.NewRequest("POST", srv.TokenURL(), strings.NewReader(form.Encode()))
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(spotifytest.ClientID, spotifytest.ClientSecret)
	tokens, err := browser.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	tokens.Body.Close()
	fmt.Println(tokens.Status)
	// Output:
	// /callback random
	// 200 OK
}
