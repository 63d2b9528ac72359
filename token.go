package spotify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strings"
	"time"
)

// Token is an access token with its expiry.
//
// fmt and slog do not print the access token of a Token, even inside slices,
// maps and exported fields. They do print it where they call no methods: in
// unexported fields of other structs, in structs that slog's JSON handler
// marshals, and for fmt's %p and %w, which do not fit a Token.
//
// The JSON form, which is meant for caches, contains the access token in plain
// text: access_token, token_type, expires_at (seconds since the epoch, UTC,
// with a fraction) and scope. Fields may be added later, so a cache should
// store the JSON as it is.
type Token struct {
	AccessToken string
	TokenType   string    // "Bearer", or "" for the same
	ExpiresAt   time.Time // the zero time counts as expired
	Scope       string    // space-separated; empty for an app token
}

type tokenJSON struct {
	AccessToken string  `json:"access_token"`
	TokenType   string  `json:"token_type,omitempty"`
	ExpiresAt   float64 `json:"expires_at"`
	Scope       string  `json:"scope,omitempty"`
}

// MarshalJSON returns the token as JSON, without redaction.
func (t Token) MarshalJSON() ([]byte, error) {
	var expires float64
	if !t.ExpiresAt.IsZero() {
		expires = float64(t.ExpiresAt.UnixMicro()) / 1e6
	}
	return json.Marshal(tokenJSON{t.AccessToken, t.TokenType, expires, t.Scope})
}

// UnmarshalJSON reads what MarshalJSON returns. It ignores unknown fields.
func (t *Token) UnmarshalJSON(data []byte) error {
	var j tokenJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return errors.New("spotify: invalid JSON of a token") // the cause might quote it
	}
	*t = Token{AccessToken: j.AccessToken, TokenType: j.TokenType, Scope: j.Scope}
	if j.ExpiresAt > 0 && j.ExpiresAt < 1e11 {
		t.ExpiresAt = time.UnixMicro(int64(math.Round(j.ExpiresAt * 1e6))).UTC()
	}
	return nil
}

// String returns the expiry, without the access token.
func (t Token) String() string {
	if t.AccessToken == "" {
		return "spotify.Token(none)"
	}
	return "spotify.Token(" + redacted + ", expires " + t.ExpiresAt.UTC().Format(time.RFC3339) + ")"
}

// GoString returns the same as String.
func (t Token) GoString() string { return t.String() }

// Format writes the result of String, whatever the verb.
func (t Token) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, t.String()) }

// LogValue returns the result of String, for slog.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// check returns an error unless t can be sent in an Authorization header.
func (t Token) check() error {
	switch {
	case t.AccessToken == "":
		return errors.New("no access token in the response")
	case !printable(t.AccessToken):
		return errors.New("the access token has characters that no header can carry")
	case t.TokenType != "" && !strings.EqualFold(t.TokenType, "bearer"):
		return errors.New("the type of the token is not Bearer")
	}
	return nil
}

// printable reports whether s is all visible ASCII: the b64token of RFC 6750,
// section 2.1, and a little more.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

const (
	maxTokenLifetime = 24 * time.Hour   // longer lifetimes are cut to it
	refreshWindow    = 10 * time.Minute // before expiry: when a background refresh is due
)

// tokenState is what may be done with a token at a given time.
type tokenState int

const (
	fresh    tokenState = iota // use it
	stale                      // use it, and refresh it in the background
	expiring                   // refresh it, and use it if that fails or takes long
	expired                    // never send it
)

// issuedToken is a token with the times at which its state changes. It does not
// change once it is made. The wall clock decides, because it continues while a
// machine is suspended and because caches hold wall-clock times.
type issuedToken struct {
	token       Token
	staleAt     int64     // nanoseconds since the epoch, like the next two
	expiringAt  int64     //
	expiresAt   int64     //
	requestedAt time.Time // just before it was requested, or when a cache returned it
	forced      bool      // requested to replace a rejected token
}

// newIssuedToken computes the times. The skew is at most a quarter of the
// lifetime. A background refresh is due somewhere in the later half of a window
// before that (x from [0.5, 1)), so that processes that share a token do not all
// refresh it at once.
func newIssuedToken(t Token, requestedAt time.Time, skew time.Duration, x float64) *issuedToken {
	requested := requestedAt.Round(0) // without the monotonic reading
	// Sub saturates, so neither the zero time nor the year 9999 overflows here;
	// nor does Add, because the lifetime is bounded on both sides.
	lifetime := max(0, min(t.ExpiresAt.Sub(requested), maxTokenLifetime))
	t.ExpiresAt = requested.Add(lifetime).UTC()
	skew = min(skew, lifetime/4)
	window := min(max(refreshWindow, 2*skew), lifetime/2)
	expiresAt := t.ExpiresAt.UnixNano()
	ahead := skew + time.Duration(x*float64(window-skew))
	return &issuedToken{token: t, staleAt: expiresAt - int64(ahead), expiringAt: expiresAt - int64(skew),
		expiresAt: expiresAt, requestedAt: requestedAt}
}

// state returns the token's state. A nil token is expired.
func (t *issuedToken) state(now time.Time) tokenState {
	wall := now.UnixNano()
	switch {
	case t == nil || wall >= t.expiresAt:
		return expired
	case wall >= t.expiringAt:
		return expiring
	case wall >= t.staleAt:
		return stale
	}
	return fresh
}

// left returns how long the token may still be sent; 0 or less for an expired or
// nil one.
func (t *issuedToken) left(now time.Time) time.Duration {
	if t == nil {
		return 0
	}
	return time.Duration(t.expiresAt - now.UnixNano())
}
