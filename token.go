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

// Token is an access token and what is known of it. fmt and slog print no
// secret of a Token that they are handed, also inside slices, maps and exported
// fields; where they call no methods they do: in unexported fields of other
// structs, in structs that slog's JSON handler marshals, and for fmt's %p and %w,
// which do not fit a Token. As JSON a Token is in clear, for caches:
// access_token, token_type, expires_at (seconds since the epoch, UTC, with a
// fraction) and scope. Later flows may add fields: a cache stores the JSON whole.
type Token struct {
	AccessToken string
	TokenType   string    // "Bearer"; "" means that too
	ExpiresAt   time.Time // the zero time counts as expired
	Scope       string    // space-separated; empty for an app's own token
}

type tokenJSON struct {
	AccessToken string  `json:"access_token"`
	TokenType   string  `json:"token_type,omitempty"`
	ExpiresAt   float64 `json:"expires_at"`
	Scope       string  `json:"scope,omitempty"`
}

// MarshalJSON writes the token in clear.
func (t Token) MarshalJSON() ([]byte, error) {
	var expires float64
	if !t.ExpiresAt.IsZero() {
		expires = float64(t.ExpiresAt.UnixMicro()) / 1e6
	}
	return json.Marshal(tokenJSON{t.AccessToken, t.TokenType, expires, t.Scope})
}

// UnmarshalJSON reads what MarshalJSON writes; fields that it does not know are
// ignored.
func (t *Token) UnmarshalJSON(data []byte) error {
	var j tokenJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return errors.New("spotify: not a token in JSON") // the cause might quote it
	}
	*t = Token{AccessToken: j.AccessToken, TokenType: j.TokenType, Scope: j.Scope}
	if j.ExpiresAt > 0 && j.ExpiresAt < 1e11 {
		t.ExpiresAt = time.UnixMicro(int64(math.Round(j.ExpiresAt * 1e6))).UTC()
	}
	return nil
}

// String tells what may be told of the token.
func (t Token) String() string {
	if t.AccessToken == "" {
		return "spotify.Token(none)"
	}
	return "spotify.Token(" + masked + ", expires " + t.ExpiresAt.UTC().Format(time.RFC3339) + ")"
}

// GoString is String.
func (t Token) GoString() string { return t.String() }

// Format writes String for every verb.
func (t Token) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, t.String()) }

// LogValue is String for slog.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// usable is nil for a token that may go into an Authorization header.
func (t Token) usable() error {
	switch {
	case t.AccessToken == "":
		return errors.New("no access token in the answer")
	case !printable(t.AccessToken):
		return errors.New("the access token has characters that no header can carry")
	case t.TokenType != "" && !strings.EqualFold(t.TokenType, "bearer"):
		return errors.New("the token's type is not Bearer")
	}
	return nil
}

// printable tells whether s is all visible ASCII (the b64token of RFC 6750,
// section 2.1, and a little more).
func printable(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

const (
	longestLife = 24 * time.Hour   // believed of any token
	aheadWindow = 10 * time.Minute // in which a refresh in the background is due
)

// life is a token with the windows of its life: immutable, published whole. The
// edges are of the wall clock, which goes on while a machine sleeps.
type life struct {
	token  Token
	ahead  int64     // from here on a background refresh is due; nanoseconds since the epoch, as all
	skew   int64     // from here on callers wait for a refresh
	dead   int64     // from here on it is not sent
	sent   time.Time // just before it was asked for, or when a cache gave it
	forced bool      // asked of the endpoint in place of a rejected token
}

// newLife draws the windows: skew is at most a quarter of the lifetime; the
// refresh ahead falls somewhere in the later half of a window before it (x from
// [0.5, 1)), so that processes sharing a birth do not refresh in step.
func newLife(t Token, sent time.Time, skew time.Duration, x float64) *life {
	lifetime := min(t.ExpiresAt.Sub(sent.Round(0)), longestLife) // Round strips the monotonic reading
	t.ExpiresAt = sent.Round(0).Add(lifetime).UTC()
	skew = min(skew, lifetime/4)
	window := min(max(aheadWindow, 2*skew), lifetime/2)
	dead := t.ExpiresAt.UnixNano()
	ahead := skew + time.Duration(x*float64(window-skew))
	return &life{token: t, ahead: dead - int64(ahead), skew: dead - int64(skew), dead: dead, sent: sent}
}

// left is how long the token may still be sent; nil has nothing left.
func (l *life) left(now time.Time) time.Duration {
	if l == nil {
		return 0
	}
	return time.Duration(l.dead - now.UnixNano())
}
