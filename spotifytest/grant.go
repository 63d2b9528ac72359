package spotifytest

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const tokenPath = "/api/token"

// grantError is an error of the Accounts service.
type grantError struct {
	status     int
	code, text string
}

func (e grantError) Error() string { return e.code }

func (e grantError) body() []byte {
	o := object{"error": e.code}
	if e.text != "" {
		o["error_description"] = e.text
	}
	return marshal(o)
}

func invalidGrant(text string) error { return grantError{400, "invalid_grant", text} }

// grant serves the token endpoint.
func (s *Server) grant(c *call) (any, error) {
	if c.request.Method != http.MethodPost {
		return nil, grantError{status: http.StatusMethodNotAllowed, code: "invalid_request"}
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil || !strings.HasPrefix(c.request.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form = url.Values{}
	}
	kind := form.Get("grant_type")
	if kind == "" {
		return nil, grantError{400, "unsupported_grant_type", "grant_type parameter is missing"}
	}
	public, err := authenticate(c.request, form)
	if err != nil {
		return nil, err
	}
	switch {
	case kind == "client_credentials" && public:
		return nil, grantError{400, "invalid_client", "Invalid client secret"}
	case kind == "client_credentials":
		return s.tokenResponse(&accessToken{}), nil
	case kind == "authorization_code":
		return s.exchangeCode(form, public)
	case kind == "refresh_token":
		return s.refresh(form.Get("refresh_token"))
	}
	return nil, grantError{400, "unsupported_grant_type", "grant_type must be client_credentials, authorization_code or refresh_token"}
}

// authenticate checks the client's credentials in the header or the form. A
// public client sends its ID only.
func authenticate(r *http.Request, form url.Values) (public bool, err error) {
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = form.Get("client_id"), form.Get("client_secret")
	}
	public = !basic && secret == ""
	switch {
	case id == "":
		return false, grantError{400, "invalid_client", ""}
	case id != ClientID:
		return false, grantError{400, "invalid_client", "Invalid client"}
	case secret != ClientSecret && !public:
		return false, grantError{400, "invalid_client", "Invalid client secret"}
	}
	return public, nil
}

// exchangeCode ends a login. A code works once, even if the exchange fails.
func (s *Server) exchangeCode(form url.Values, public bool) (any, error) {
	a := s.codes[form.Get("code")]
	delete(s.codes, form.Get("code"))
	switch {
	case a == nil:
		return nil, invalidGrant("Invalid authorization code")
	case time.Now().After(a.expiresAt):
		return nil, invalidGrant("Authorization code expired")
	case form.Get("redirect_uri") != a.redirectURI:
		return nil, invalidGrant("Invalid redirect URI")
	case public && a.challenge == "":
		return nil, grantError{400, "invalid_client", "Invalid client secret"}
	case a.challenge != "" && form.Get("code_verifier") == "":
		return nil, invalidGrant("code_verifier must be supplied")
	case a.challenge != "" && challengeOf(form.Get("code_verifier")) != a.challenge:
		return nil, invalidGrant("code_verifier was incorrect")
	}
	o := s.tokenResponse(&accessToken{user: a.user, scopes: a.scopes})
	o["refresh_token"] = s.newRefresh(&refreshToken{user: a.user, scopes: a.scopes, expiresAt: s.refreshExpiry()})
	return o, nil
}

func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (s *Server) refresh(old string) (any, error) {
	t := s.refreshTokens[old]
	switch {
	case t == nil:
		return nil, invalidGrant("Invalid refresh token")
	case t.revoked:
		return nil, invalidGrant("Refresh token revoked")
	case time.Now().After(t.expiresAt):
		return nil, invalidGrant("Refresh token expired")
	}
	delete(s.refreshTokens, t.replaces)
	o := s.tokenResponse(&accessToken{user: t.user, scopes: t.scopes})
	next := *t
	switch s.login.Rotation {
	case RotateNever:
		return o, nil
	case RotateOverlap:
		next.replaces = old
	default:
		next.replaces = ""
		delete(s.refreshTokens, old)
	}
	o["refresh_token"] = s.newRefresh(&next)
	return o, nil
}

func (s *Server) tokenResponse(t *accessToken) object {
	o := object{"access_token": s.newToken(t), "token_type": "Bearer", "expires_in": int(s.lifetime / time.Second)}
	if t.user != "" {
		o["scope"] = strings.Join(t.scopes, " ")
	}
	return o
}
