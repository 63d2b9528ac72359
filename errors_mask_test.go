package spotify_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/spotify-sdk/spotify"
)

// encodings are how a server may write what it was sent.
var encodings = map[string]func(string) string{
	"plain":         func(s string) string { return s },
	"in a query":    url.QueryEscape,
	"in a path":     url.PathEscape,
	"base64":        func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 of URL": func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"hex":           func(s string) string { return hex.EncodeToString([]byte(s)) },
	"HEX":           func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"in JSON":       func(s string) string { return strings.ReplaceAll(s, "/", `\/`) },
}

// An error handler that dumps the request puts the token into its answer.
func TestMaskTokensInErrorBodies(t *testing.T) {
	for name, encode := range encodings {
		t.Run(name, func(t *testing.T) {
			for _, body := range []string{"you sent %s", `{"error":{"status":400,"message":"bad token %s"}}`, "<html>%s</html>"} {
				f := &fake{api: script(sends(400, fmt.Sprintf(body, encode(token(1)))))}
				err := ask(context.Background(), f.client(t))
				e := apiErr(t, err)
				if text := string(e.Body) + e.Message + err.Error(); strings.Contains(text, encode(token(1))) || !strings.Contains(string(e.Body), "[redacted]") {
					t.Error("the token is in the error, or nothing in its place")
				}
			}
		})
	}
}

// JSON has more ways to write a text; once read it must not be the token.
func TestMaskTokensThatJSONEscapes(t *testing.T) {
	var escaped strings.Builder
	for _, r := range token(1) {
		fmt.Fprintf(&escaped, `\u%04x`, r)
	}
	f := &fake{api: script(sends(400, `{"error":{"message":"bad `+escaped.String()+`","reason":"`+escaped.String()+`"}}`))}
	e := apiErr(t, ask(context.Background(), f.client(t)))
	if strings.Contains(e.Message+e.Reason, token(1)) {
		t.Error("the token is in the message")
	}
}

// What is kept of a body ends at 8 KiB, also in the middle of a token.
func TestMaskTokensAcrossTheCut(t *testing.T) {
	const kept = 8 << 10
	for name, encode := range encodings {
		t.Run(name, func(t *testing.T) {
			secret, body := encode(token(1)), ""
			f := &fake{api: func(int, *http.Request) (*http.Response, error) { return answer(400, body), nil }}
			c := f.client(t)
			for _, rest := range []int{0, 10, 20_000} {
				for at := kept - len(secret) - 2; at <= kept+2; at += 3 {
					body = strings.Repeat(".", at) + secret + strings.Repeat(".", rest)
					var e *spotify.Error
					if err := ask(context.Background(), c); !errors.As(err, &e) {
						t.Fatal(seen(err))
					}
					if len(e.Body) > kept || bytes.Contains(e.Body, []byte(secret[:8])) {
						t.Fatalf("%d bytes are kept, and the beginning of the token at %d with %d bytes behind it", len(e.Body), at, rest)
					}
				}
			}
		})
	}
}

// The answer to an earlier token is the error at last: that token is masked too.
func TestMaskTokensOfEarlierAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		p := &refresher{refresh: func(context.Context, string) (string, error) { n++; return token(n), nil }}
		p.token = token(0)
		ctx, cancel := context.WithCancel(context.Background())
		f := &fake{api: func(n int, r *http.Request) (*http.Response, error) {
			if n == 1 {
				return apiError(401, "bad token "+strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")), nil
			}
			cancel()
			return nil, ctx.Err()
		}}
		e := apiErr(t, ask(ctx, p.client(t, f)))
		if e.StatusCode != 401 || e.Message != "bad token [redacted]" || e.Attempts != 2 {
			t.Errorf("status %d, %d attempts, a message of %d bytes", e.StatusCode, e.Attempts, len(e.Message))
		}
	})
}

func TestMaskSecretsInTheTransportsWords(t *testing.T) {
	f := &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
		return nil, errors.New("cannot send " + r.Header.Get("Authorization") + " to " + r.URL.String())
	}}
	err := f.client(t, spotify.WithMaxRetries(0)).Call(context.Background(), "GET", "/search?q=private+words", nil, nil, nil)
	if text := err.Error(); strings.Contains(text, token(1)) || strings.Contains(text, "private") {
		t.Error("a text of the transport has the token or the query")
	}
	g := &fake{token: func(_ int, r *http.Request) (*http.Response, error) {
		return nil, errors.New("cannot send " + r.Header.Get("Authorization") + " " + clientSecret)
	}}
	text := ask(context.Background(), g.client(t, spotify.WithMaxRetries(0))).Error()
	if strings.Contains(text, clientSecret) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(clientID+":"+clientSecret))) {
		t.Error("a text of the transport has the secret")
	}
}

// Debug output that users paste into issues holds nothing of use to others.
func TestMaskPrintedClients(t *testing.T) {
	f := &fake{}
	c := f.client(t)
	user := c.As(spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(1), nil }))
	fixed, err := spotify.New(spotify.WithAccessToken(token(1)))
	if err != nil {
		t.Fatal(err)
	}
	if err := ask(context.Background(), c); err != nil {
		t.Fatal(seen(err))
	}
	for _, v := range []any{c, *c, &c, user, fixed, *fixed} {
		recorder.print(v)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
			if text := fmt.Sprintf(verb, v); strings.Contains(text, token(1)) || strings.Contains(text, clientSecret) {
				t.Errorf("%s prints a secret", verb)
			}
		}
	}
}
