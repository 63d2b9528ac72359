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
	grantBody        = "grant_type=client_credentials"
	grantTimeout     = 10 * time.Second // of one attempt, at most
	grantAnswerLimit = 64 << 10
	grantDefaultLife = 300 * time.Second // where expires_in is absent or null
)

// clientCredentials is the OAuth 2.0 client-credentials grant (RFC 6749, section
// 4.4) at Spotify's Accounts service.
type clientCredentials struct {
	url       *url.URL
	basic     string // the header's value
	attempts  attempt
	policy    policy
	userAgent string
	log       *slog.Logger
}

// newClientCredentials gives a provider for c's credentials, on c's wire.
func newClientCredentials(c *config) *TokenProvider {
	// The plain values, as Spotify documents it: real ones are hexadecimal and
	// the same when form-encoded first, as RFC 6749, section 2.3.1 would have it.
	basic := base64.StdEncoding.EncodeToString([]byte(c.id + ":" + c.secret))
	g := &clientCredentials{
		url:   c.tokenURL,
		basic: "Basic " + basic,
		attempts: attempt{
			wire:    &wire{rt: c.wire.rt}, // no cookies
			timeout: min(grantTimeout, c.wire.timeout),
			limit:   grantAnswerLimit,
			read:    true,
			secrets: []string{basic, c.secret}, // in this order: a form of the secret may stand in basic
		},
		policy:    policy{c.retries, c.maxWait},
		userAgent: c.userAgent,
		log:       c.log,
	}
	return newTokenProvider(g.token, c.skew, c.cache, cacheKey(c), c.log)
}

// cacheKey is bound to the credentials and the token URL: a rotated secret never
// finds the old token.
func cacheKey(c *config) string {
	h := sha256.New()
	for _, part := range []string{"client_credentials", c.tokenURL.String(), c.id, c.secret} {
		_, _ = io.WriteString(h, strconv.Itoa(len(part))+":"+part)
	}
	return "spotify:token:" + hex.EncodeToString(h.Sum(nil)[:16])
}

// token is the grant: one trip through the retry loop.
func (g *clientCredentials) token(ctx context.Context) (Token, time.Time, error) {
	j := &tokenJob{clientCredentials: g}
	t := g.policy.run(ctx, j, terms{idempotent: true, resend: true})
	last := t.last
	if t.also != nil && t.answer != nil {
		last = t.answer
	}
	if t.also != nil && last == nil {
		return Token{}, j.sent, &AuthenticationError{err: t.also}
	}
	defer last.release()
	token, e := g.judge(last, j.sent)
	if e == nil && t.also == nil {
		return token, j.sent, nil
	}
	e.Attempts = t.attempts
	e.err = joined(e.err, t.also)
	return Token{}, j.sent, e
}

// judge reads the token endpoint's answer: a token, or what was wrong.
func (g *clientCredentials) judge(r *reply, sent time.Time) (Token, *AuthenticationError) {
	e := &AuthenticationError{StatusCode: r.status, RetryAfter: r.retryAfter(time.Now()), err: r.err, detail: r.text}
	if r.stage == oversized {
		return Token{}, e
	}
	var a tokenAnswer
	bad := decode(r.body, &a)
	e.Code, e.Description = mask(a.Error, g.attempts.secrets...), mask(a.Description, g.attempts.secrets...)
	if !r.ok() || !bytes.Contains(r.body, []byte("token")) {
		e.Body = maskBody(r.body, !r.cut, g.attempts.secrets...)
	}
	if r.stage != whole || r.status != http.StatusOK || e.Code != "" {
		if r.ok() && e.err == nil && e.Code == "" {
			e.err = errors.New("not an answer of the token endpoint")
		}
		return Token{}, e
	}
	life, err := a.lifetime()
	token := Token{AccessToken: a.AccessToken, TokenType: a.TokenType, Scope: a.Scope, ExpiresAt: sent.Round(0).Add(life).UTC()}
	if bad != nil {
		err = errors.New("the answer is not a JSON object") // bad might quote the token
	} else if err == nil {
		err = token.usable()
	}
	if e.err = err; err != nil {
		return Token{}, e
	}
	return token, nil
}

// tokenAnswer is the token endpoint's success or error (RFC 6749, sections 5.1
// and 5.2).
type tokenAnswer struct {
	AccessToken string          `json:"access_token"`
	TokenType   string          `json:"token_type"`
	ExpiresIn   json.RawMessage `json:"expires_in"`
	Scope       string          `json:"scope"`
	Error       string          `json:"error"`
	Description string          `json:"error_description"`
}

// lifetime is expires_in: a number or a numeric string of seconds.
func (a *tokenAnswer) lifetime() (time.Duration, error) {
	text := string(a.ExpiresIn)
	if text == "" || text == "null" {
		return grantDefaultLife, nil
	}
	if unquoted := strings.Trim(text, `"`); len(unquoted) == len(text)-2 {
		text = unquoted
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if errors.Is(err, strconv.ErrRange) && seconds > 0 {
		err = nil // infinite: cut below
	}
	if seconds = math.Floor(seconds); err != nil || !(seconds > 0) || strings.ContainsAny(text, "xXnN_") {
		return 0, errors.New("expires_in is not a number of seconds")
	}
	return time.Duration(min(seconds, longestLife.Seconds())) * time.Second, nil
}

// tokenJob drives one trip. There is no cool-down and no 401 to mend.
type tokenJob struct {
	*clientCredentials
	sent time.Time // just before the last attempt
}

func (j *tokenJob) attempt(ctx context.Context, n int) *reply {
	j.sent = time.Now()
	how := j.attempts
	r := how.do(ctx, j.request)
	j.log.LogAttrs(ctx, slog.LevelDebug, "spotify: request", slog.String("method", http.MethodPost), slog.String("route", "token"),
		slog.Int("status", r.status), slog.Int("attempt", n), slog.Duration("duration", time.Since(j.sent)))
	return r
}

func (j *tokenJob) request(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, j.url.String(), strings.NewReader(grantBody))
	if err != nil {
		return nil, err
	}
	req.Pattern = "POST token"
	req.Header.Set("Authorization", j.basic)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", j.userAgent)
	// Not sent, but tells net/http that it may replay the request when a
	// kept-alive connection turns out dead: the normal case after an idle hour.
	req.Header["Idempotency-Key"] = nil
	return req, nil
}

func (j *tokenJob) held() pause                            { return pause{} }
func (j *tokenJob) limited(context.Context, *reply, pause) {}
func (j *tokenJob) mend(context.Context, *reply) (bool, pause, error) {
	return false, pause{}, nil
}

func (j *tokenJob) waiting(ctx context.Context, next pause, attempts int) {
	j.log.LogAttrs(ctx, slog.LevelWarn, "spotify: retry", slog.String("method", http.MethodPost), slog.String("route", "token"),
		slog.String("cause", next.cause), slog.Int("attempt", attempts+1), slog.Duration("wait", next.wait))
}
