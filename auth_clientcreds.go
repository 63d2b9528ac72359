package spotify

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	grantBody            = "grant_type=client_credentials"
	grantAttemptTimeout  = 10 * time.Second  // at most
	grantDefaultLifetime = 300 * time.Second // where expires_in is absent or null
	maxTokenResponse     = 64 << 10
)

// clientCredentials is the OAuth 2.0 client credentials grant (RFC 6749, section
// 4.4) at Spotify's Accounts service.
type clientCredentials struct {
	url           *url.URL
	authorization string // the header's value
	exchange      exchange
	policy        policy
	userAgent     string
	log           *slog.Logger
}

// newClientCredentials returns a provider for c's credentials.
func newClientCredentials(c *config) *TokenProvider {
	// The plain values, as Spotify documents it. RFC 6749, section 2.3.1,
	// requires form encoding, which does not change the hexadecimal values that
	// Spotify issues.
	basic := base64.StdEncoding.EncodeToString([]byte(c.id + ":" + c.secret))
	g := &clientCredentials{
		url:           c.tokenURL,
		authorization: "Basic " + basic,
		exchange: exchange{ // without cookies
			rt:       c.rt,
			timeout:  min(grantAttemptTimeout, c.timeout),
			maxBody:  maxTokenResponse,
			readBody: true,
			secrets:  []string{basic, c.secret}, // in this order: a form of the secret may be part of basic
		},
		policy:    policy{c.retries, c.maxWait},
		userAgent: c.userAgent,
		log:       c.log,
	}
	return newTokenProvider(g.token, c.skew, c.cache, cacheKey(c), c.log, c.closeIdle)
}

// cacheKey returns a key that depends on the credentials and the token URL, so
// that a new secret never finds the old token.
func cacheKey(c *config) string {
	h := sha256.New()
	for _, part := range []string{"client_credentials", c.tokenURL.String(), c.id, c.secret} {
		_, _ = io.WriteString(h, strconv.Itoa(len(part))+":"+part)
	}
	return "spotify:token:" + hex.EncodeToString(h.Sum(nil)[:16])
}

// token is the grant: a token request with its retries.
func (g *clientCredentials) token(ctx context.Context) (Token, time.Time, error) {
	r := &tokenRequest{clientCredentials: g}
	loop := retryLoop{callLog: callLog{g.log, http.MethodPost, "token"}, policy: g.policy, idempotent: true, replayable: true,
		closed: context.Background()} // closing ends ctx
	r.loop = &loop
	o := loop.run(ctx, r, delay{})
	e := &AuthenticationError{err: o.err}
	if o.result != nil {
		defer o.result.release()
		var token Token
		if token, e = g.parseResponse(o.result, r.sentAt); e == nil {
			return token, r.sentAt, nil
		}
		e.err = joinErrors(e.err, o.err)
	}
	e.Attempts = loop.attempts
	// ctx is that of the refresh, so its end is a timeout.
	e.network = o.result == nil || o.result.network() || o.reason == canceled && e.StatusCode == 0
	return Token{}, r.sentAt, e
}

// parseResponse returns the token in a response of the token endpoint, or an
// error that describes the response.
func (g *clientCredentials) parseResponse(r *attemptResult, sentAt time.Time) (Token, *AuthenticationError) {
	e := &AuthenticationError{StatusCode: r.status, RetryAfter: r.retryAfter(time.Now()), err: r.err, detail: r.text}
	if r.stage == tooLarge {
		return Token{}, e
	}
	var t tokenResponse
	bad := decode(r.body, &t)
	e.Code, e.Description = redact(t.Error, g.exchange.secrets...), redactTokens(redact(t.Description, g.exchange.secrets...))
	if !r.ok() || !bytes.Contains(r.body, []byte("token")) {
		e.Body = redactBody(r.body, !r.partial, g.exchange.secrets...)
	}
	if r.stage != complete || r.status != http.StatusOK || e.Code != "" {
		if r.ok() && e.err == nil && e.Code == "" {
			e.err = errors.New("the response is not one of a token endpoint")
		}
		return Token{}, e
	}
	lifetime, err := t.lifetime()
	token := Token{AccessToken: t.AccessToken, TokenType: t.TokenType, Scope: t.Scope, ExpiresAt: sentAt.Round(0).Add(lifetime).UTC()}
	if bad != nil {
		err = errors.New("the response is not a JSON object") // bad might quote the token
	} else if err == nil {
		err = token.check()
	}
	if e.err = err; err != nil {
		return Token{}, e
	}
	return token, nil
}

// tokenResponse is the token endpoint's success or error (RFC 6749, sections 5.1
// and 5.2).
type tokenResponse struct {
	AccessToken string          `json:"access_token"`
	TokenType   string          `json:"token_type"`
	ExpiresIn   json.RawMessage `json:"expires_in"`
	Scope       string          `json:"scope"`
	Error       string          `json:"error"`
	Description string          `json:"error_description"`
}

// lifetime returns expires_in: a number or a numeric string of seconds.
func (t *tokenResponse) lifetime() (time.Duration, error) {
	text := string(t.ExpiresIn)
	if text == "" || text == "null" {
		return grantDefaultLifetime, nil
	}
	if unquoted := strings.Trim(text, `"`); len(unquoted) == len(text)-2 {
		text = unquoted
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if errors.Is(err, strconv.ErrRange) && seconds > 0 {
		err = nil // infinite: limited below
	}
	if seconds = math.Floor(seconds); err != nil || !(seconds > 0) || strings.ContainsAny(text, "xXnN_") {
		return 0, errors.New("expires_in is not a number of seconds")
	}
	return time.Duration(min(seconds, maxTokenLifetime.Seconds())) * time.Second, nil
}

// tokenRequest is the operation of one token request's retry loop.
type tokenRequest struct {
	*clientCredentials
	loop   *retryLoop
	sentAt time.Time // just before the last attempt
}

func (r *tokenRequest) attempt(ctx context.Context, n int, _ bool) (*attemptResult, error) {
	r.sentAt = time.Now()
	result := r.exchange.do(ctx, r)
	r.loop.request(ctx, result, n, r.sentAt)
	return result, nil
}

func (r *tokenRequest) newRequest(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url.String(), strings.NewReader(grantBody))
	if err != nil {
		return nil, err
	}
	req.Pattern = "POST token"
	req.Header.Set("Authorization", r.authorization)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", r.userAgent)
	// A header without values is not sent, but it allows net/http to send the
	// request again if a kept-alive connection turns out to be dead, which is
	// normal after an idle hour.
	req.Header["Idempotency-Key"] = []string{}
	return req, nil
}
