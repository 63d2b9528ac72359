package spotify_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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

// An error handler that dumps the request puts the token into its response.
func TestRedactTokensInErrorBodies(t *testing.T) {
	for name, encode := range encodings {
		t.Run(name, func(t *testing.T) {
			for _, body := range []string{"you sent %s", `{"error":{"status":400,"message":"bad token %s"}}`, "<html>%s</html>"} {
				f := &fake{api: script(respondBody(400, fmt.Sprintf(body, encode(token(1)))))}
				err := getAlbum(context.Background(), f.client(t))
				e := apiErr(t, err)
				if text := string(e.Body) + e.Message + err.Error(); strings.Contains(text, encode(token(1))) ||
					!strings.Contains(string(e.Body), "[redacted]") {
					t.Error("the token is in the error, or nothing in its place")
				}
			}
		})
	}
}

// JSON has more ways to write a text; once read it must not be the token.
func TestRedactTokensThatJSONEscapes(t *testing.T) {
	var escaped strings.Builder
	for _, r := range token(1) {
		fmt.Fprintf(&escaped, `\u%04x`, r)
	}
	f := &fake{api: script(respondBody(400,
		`{"error":{"message":"bad `+escaped.String()+`","reason":"`+escaped.String()+`"}}`))}
	e := apiErr(t, getAlbum(context.Background(), f.client(t)))
	if strings.Contains(e.Message+e.Reason, token(1)) {
		t.Error("the token is in the message")
	}
}

// What is kept of a body ends at 8 KiB, also in the middle of a token.
func TestRedactTokensAcrossTheCut(t *testing.T) {
	const kept = 8 << 10
	for name, encode := range encodings {
		t.Run(name, func(t *testing.T) {
			secret, body := encode(token(1)), ""
			f := &fake{api: func(int, *http.Request) (*http.Response, error) { return newResponse(400, body), nil }}
			c := f.client(t)
			for _, rest := range []int{0, 10, 20_000} {
				for at := kept - len(secret) - 2; at <= kept+2; at += 3 {
					body = strings.Repeat(".", at) + secret + strings.Repeat(".", rest)
					var e *spotify.Error
					if err := getAlbum(context.Background(), c); !errors.As(err, &e) {
						t.Fatal(recorded(err))
					}
					if len(e.Body) > kept || bytes.Contains(e.Body, []byte(secret[:8])) {
						t.Fatalf("%d bytes are kept, and the beginning of the token at %d with %d bytes behind it",
							len(e.Body), at, rest)
					}
				}
			}
		})
	}
}

// The response to an earlier token is the final error: that token is redacted too.
func TestRedactTokensOfEarlierAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		p := &scriptedProvider{refresh: func(context.Context, string) (string, error) { n++; return token(n), nil }}
		p.token = token(0)
		ctx, cancel := context.WithCancel(context.Background())
		f := &fake{api: func(n int, r *http.Request) (*http.Response, error) {
			if n == 1 {
				return newAPIError(401, "bad token "+strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")), nil
			}
			cancel()
			return nil, ctx.Err()
		}}
		e := apiErr(t, getAlbum(ctx, p.client(t, f)))
		if e.StatusCode != 401 || e.Message != "bad token [redacted]" || e.Attempts != 2 {
			t.Errorf("status %d, %d attempts, a message of %d bytes", e.StatusCode, e.Attempts, len(e.Message))
		}
	})
}

func TestRedactSecretsInTransportErrors(t *testing.T) {
	f := &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
		return nil, errors.New("cannot send " + r.Header.Get("Authorization") + " to " + r.URL.String())
	}}
	err := f.client(t, spotify.WithMaxRetries(0)).Call(context.Background(), "GET", "/search?q=private+words", nil,
		nil, nil)
	if text := err.Error(); strings.Contains(text, token(1)) || strings.Contains(text, "private") {
		t.Error("a text of the transport has the token or the query")
	}
	g := &fake{token: func(_ int, r *http.Request) (*http.Response, error) {
		return nil, errors.New("cannot send " + r.Header.Get("Authorization") + " " + clientSecret)
	}}
	text := getAlbum(context.Background(), g.client(t, spotify.WithMaxRetries(0))).Error()
	if strings.Contains(text, clientSecret) ||
		strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(clientID+":"+clientSecret))) {
		t.Error("a text of the transport has the secret")
	}
}

// Debug output that users paste into issues holds nothing of use to others.
func TestRedactPrintedClients(t *testing.T) {
	f := &fake{}
	c := f.client(t)
	user := c.As(spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(1), nil }))
	fixed, err := spotify.New(spotify.WithAccessToken(token(1)))
	if err != nil {
		t.Fatal(err)
	}
	if err := getAlbum(context.Background(), c); err != nil {
		t.Fatal(recorded(err))
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

// verbs are all that fmt knows, some that it does not, and flags.
var verbs = []string{"%v", "%+v", "%#v", "%T", "%s", "%+s", "%#s", "%q", "%+q", "%#q", "%x", "%X", "% x", "%#x", "%d",
	"%+d", "%b", "%o", "%O", "%c", "%U", "%#U",
	"%e", "%E", "%f", "%F", "%g", "%G", "%t", "%p", "%w", "%z", "%y", "%10v", "%-10v", "%010d", "%.3s", "%[1]v %[1]s"}

// wantRedacted prints v in every way and finds no secret: by itself, in exported and
// unexported fields, slices, maps and interfaces, behind pointers. closure reports
// that v keeps its secrets in one, and needs no method of its own for that.
func wantRedacted[T any](t *testing.T, v T, closure bool) {
	t.Helper()
	pointer := &v
	carriers := []any{v, pointer, &pointer, []T{v}, []*T{pointer}, [1]T{v}, map[string]T{"key": v},
		map[string]*T{"key": pointer}, []any{v, pointer},
		struct{ Exported T }{v}, &struct{ Exported *T }{pointer}, struct{ Any any }{v},
		struct{ Deep []map[string]any }{[]map[string]any{{"key": v}}}}
	if closure {
		carriers = append(carriers, struct{ unexported T }{v}, &struct{ unexported *T }{pointer},
			struct{ unexported any }{v},
			struct{ unexported []T }{[]T{v}}, struct{ unexported map[string]T }{map[string]T{"key": v}})
	}
	for _, carrier := range carriers {
		for _, verb := range verbs {
			if !closure && (verb == "%p" || verb == "%w") {
				continue // fmt calls no methods for these
			}
			wantNoSecret(t, fmt.Sprintf(verb, carrier))
		}
		wantNoSecret(t, fmt.Sprint(carrier))
		wantNoSecret(t, fmt.Sprintln(carrier))
		var text bytes.Buffer
		log := slog.New(slog.NewTextHandler(&text, nil)).With("with", carrier)
		log.WithGroup("group").Info("text", "value", carrier, slog.Group("nested", "deep", carrier))
		log.Info("any", slog.Any("value", carrier))
		wantNoSecret(t, text.String())
	}
	for _, value := range []any{v, pointer} {
		var lines bytes.Buffer
		slog.New(slog.NewJSONHandler(&lines, nil)).With("with", value).Info("JSON", "value", value,
			slog.Group("nested", "deep", value))
		wantNoSecret(t, lines.String())
	}
}

func wantNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, form := range secretForms() {
		if strings.Contains(text, form) {
			t.Errorf("printed as %s", text)
			return
		}
	}
}

// Everything that holds a secret or a token, in use: a token has been fetched.
func TestNothingPrintsItsSecrets(t *testing.T) {
	f := &fake{}
	cache := spotify.NewMemoryTokenCache()
	c, p := f.client(t, spotify.WithTokenCache(cache)), f.provider(t)
	if err := c.Call(t.Context(), "GET", "x", nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	grant, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
		return spotify.Token{AccessToken: token(3), ExpiresAt: time.Now().Add(time.Hour)}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := grant.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	fixed, err := spotify.New(spotify.WithAccessToken(token(4)))
	if err != nil {
		t.Fatal(err)
	}
	f.wantTokenRequests(t, 2)
	t.Run("a client", func(t *testing.T) { wantRedacted(t, c, true) })
	t.Run("a client by value", func(t *testing.T) { wantRedacted(t, *c, true) })
	t.Run("a client of a fixed token", func(t *testing.T) { wantRedacted(t, fixed, true) })
	t.Run("a client of a user", func(t *testing.T) { wantRedacted(t, c.As(grant), true) })
	t.Run("a provider", func(t *testing.T) { wantRedacted(t, p, true) })
	t.Run("a provider by value", func(t *testing.T) { wantRedacted(t, *p, true) })
	t.Run("a provider of a grant", func(t *testing.T) { wantRedacted(t, grant, true) })
	t.Run("a memory cache", func(t *testing.T) { wantRedacted(t, cache, true) })
	t.Run("options", func(t *testing.T) {
		wantRedacted(t, []spotify.Option{spotify.WithClientCredentials(clientID, clientSecret),
			spotify.WithAccessToken(token(5)), spotify.WithTokenCache(cache), spotify.WithAuthProvider(p)}, true)
	})
	t.Run("a token", func(t *testing.T) {
		wantRedacted(t, spotify.Token{AccessToken: token(6), TokenType: "Bearer", ExpiresAt: time.Now(), Scope: "a"},
			false)
	})
	t.Run("closed", func(t *testing.T) {
		p.Close()
		c.Close()
		wantRedacted(t, p, true)
		wantRedacted(t, c, true)
	})
}

// A Token still says what may be said of it, in one form for all verbs.
func TestTokenPrintsItsExpiry(t *testing.T) {
	tok := spotify.Token{AccessToken: token(1), TokenType: "Bearer",
		ExpiresAt: time.Date(2026, 9, 24, 12, 0, 0, 5, time.FixedZone("", 7200))}
	want := "spotify.Token([redacted], expires 2026-09-24T10:00:00Z)"
	var text bytes.Buffer
	slog.New(slog.NewJSONHandler(&text, nil)).Info("", "token", tok)
	if got := []string{tok.String(), tok.GoString(), fmt.Sprintf("%d", tok), fmt.Sprintf("%#v", &tok),
		tok.LogValue().String()}; strings.Join(got, "") != strings.Repeat(want, len(got)) ||
		!strings.Contains(text.String(), want) {
		t.Errorf("prints as %q and %s, want %q", got, text.String(), want)
	}
	if got := (spotify.Token{}).String(); got != "spotify.Token(none)" {
		t.Errorf("no token prints as %q", got)
	}
}

// In JSON, for caches, and only there, a token is in clear.
func TestTokenIsInClearOnlyInJSON(t *testing.T) {
	data, err := json.Marshal(spotify.Token{AccessToken: token(1)})
	if err != nil || !strings.Contains(string(data), token(1)) {
		t.Errorf("%s, %v", data, err)
	}
	for name, v := range map[string]any{"a client": (&fake{}).client(t), "a provider": (&fake{}).provider(t), "a memory cache": spotify.NewMemoryTokenCache()} {
		if data, err := json.Marshal(v); err != nil || string(data) != "{}" {
			t.Errorf("%s marshals to %s, %v", name, data, err)
		}
	}
}
