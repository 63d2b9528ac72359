package spotifytest

import (
	"bytes"
	"cmp"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const authorizePath = "/authorize"

// authorization is a login from the request for consent to the exchange of its
// code.
type authorization struct {
	redirectURI string
	state       string
	scopes      []string
	challenge   string // PKCE, S256; "" without PKCE
	user        string
	expiresAt   time.Time
}

// authorize serves the authorization endpoint: GET starts a login, POST is the
// decision that was made on the consent page.
func (s *Server) authorize(c *call) (any, error) {
	switch c.request.Method {
	case http.MethodGet:
		return s.startLogin(c.query)
	case http.MethodPost:
		form, err := url.ParseQuery(string(c.body))
		if err != nil {
			return loginError("Invalid form"), nil
		}
		return s.decideLogin(form)
	}
	return loginError("Method not allowed"), nil
}

func (s *Server) startLogin(q url.Values) (any, error) {
	a := &authorization{
		redirectURI: q.Get("redirect_uri"), state: q.Get("state"),
		scopes: strings.Fields(q.Get("scope")), challenge: q.Get("code_challenge"),
	}
	// Spotify shows these errors in the browser: nothing may be sent to the
	// redirect URI until it and the client ID are known to be valid.
	switch {
	case q.Get("client_id") == "":
		return loginError("Missing required parameter: client_id"), nil
	case q.Get("client_id") != ClientID:
		return loginError("INVALID_CLIENT: Invalid client"), nil
	case a.redirectURI == "":
		return loginError("Missing required parameter: redirect_uri"), nil
	case !s.acceptsRedirect(a.redirectURI):
		return loginError("INVALID_CLIENT: Invalid redirect URI"), nil
	case q.Get("response_type") != "code":
		return loginError("response_type must be code"), nil
	case q.Has("code_challenge_method") && q.Get("code_challenge_method") != "S256":
		return loginError("code_challenge_method must be S256"), nil
	case q.Has("code_challenge_method") != q.Has("code_challenge"), q.Has("code_challenge") && len(a.challenge) != 43:
		return loginError("code_challenge is invalid"), nil
	}
	for _, scope := range a.scopes {
		if !slices.Contains(allScopes(), scope) {
			return loginError("INVALID_SCOPE: Invalid scope"), nil
		}
	}
	switch user := cmp.Or(s.login.User, UserID); s.login.Consent {
	case ConsentApprove:
		return s.approve(a, user), nil
	case ConsentDeny:
		return a.redirect(url.Values{"error": {"access_denied"}}), nil
	default:
		request := random()
		s.consents[request] = a
		return s.consentPage(request, a, user), nil
	}
}

// acceptsRedirect reports whether a redirect URI is registered, or could be.
func (s *Server) acceptsRedirect(uri string) bool {
	if len(s.login.RedirectURIs) > 0 {
		return slices.Contains(s.login.RedirectURIs, uri)
	}
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && ip != nil && ip.IsLoopback()
}

// decideLogin ends a request for consent. Each can be decided once.
func (s *Server) decideLogin(form url.Values) (any, error) {
	request := form.Get("request")
	a := s.consents[request]
	if a == nil {
		return loginError("This login is over or was never started."), nil
	}
	decision := form.Get("decision")
	if decision != "approve" && decision != "deny" {
		return loginError("Missing decision"), nil
	}
	delete(s.consents, request)
	if decision == "deny" {
		return a.redirect(url.Values{"error": {"access_denied"}}), nil
	}
	return s.approve(a, cmp.Or(form.Get("user"), s.login.User, UserID)), nil
}

// approve issues the code of a login.
func (s *Server) approve(a *authorization, user string) redirect {
	u := s.user(user)
	a.user, a.expiresAt = u.ID, time.Now().Add(codeLifetime)
	a.scopes = slices.DeleteFunc(common(a.scopes, u.Scopes), func(scope string) bool { return slices.Contains(s.login.Withhold, scope) })
	code := "AQ" + random()
	s.codes[code] = a
	return a.redirect(url.Values{"code": {code}})
}

// redirect returns the browser to the program.
func (a *authorization) redirect(result url.Values) redirect {
	if a.state != "" {
		result.Set("state", a.state)
	}
	separator := "?"
	if strings.Contains(a.redirectURI, "?") {
		separator = "&"
	}
	return redirect{a.redirectURI + separator + result.Encode()}
}

func loginError(text string) htmlPage {
	return renderPage(http.StatusBadRequest, `<h1>Login failed</h1><p id="error">{{.}}</p>`, text)
}

func (s *Server) consentPage(request string, a *authorization, user string) htmlPage {
	names := []string{user}
	for name := range s.users {
		if name != user {
			names = append(names, name)
		}
	}
	slices.Sort(names[1:])
	return renderPage(http.StatusOK, `<h1>Log in to the fake Spotify</h1>
<form method="post" action="">
<input type="hidden" name="request" value="{{.Request}}">
<p><label>User <select name="user">{{range .Users}}<option>{{.}}</option>{{end}}</select></label></p>
<p>The app asks for these scopes:</p>
<ul>{{range .Scopes}}<li>{{.}}</li>{{else}}<li>none</li>{{end}}</ul>
<p><button id="approve" name="decision" value="approve">Agree</button>
<button id="deny" name="decision" value="deny">Cancel</button></p>
</form>`, struct {
		Request       string
		Users, Scopes []string
	}{request, names, a.scopes})
}

func renderPage(status int, body string, data any) htmlPage {
	const frame = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fake Spotify</title></head><body>`
	t := template.Must(template.New("").Parse(frame + body + `</body></html>`))
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		panic(err) // the templates are constants of this file
	}
	return htmlPage{status, b.Bytes()}
}
