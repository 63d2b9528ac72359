package spotify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// verbs are all that fmt knows, some that it does not, and flags.
var verbs = []string{"%v", "%+v", "%#v", "%T", "%s", "%+s", "%#s", "%q", "%+q", "%#q", "%x", "%X", "% x", "%#x", "%d", "%+d", "%b", "%o", "%O", "%c", "%U", "%#U",
	"%e", "%E", "%f", "%F", "%g", "%G", "%t", "%p", "%w", "%z", "%y", "%10v", "%-10v", "%010d", "%.3s", "%[1]v %[1]s"}

// wantRedacted prints v in every way and finds no secret: alone, in exported and
// unexported fields, slices, maps and interfaces, behind pointers. closure tells
// that v keeps its secrets in one, and needs no method of its own for that.
func wantRedacted[T any](t *testing.T, v T, closure bool) {
	t.Helper()
	pointer := &v
	carriers := []any{v, pointer, &pointer, []T{v}, []*T{pointer}, [1]T{v}, map[string]T{"key": v}, map[string]*T{"key": pointer}, []any{v, pointer},
		struct{ Exported T }{v}, &struct{ Exported *T }{pointer}, struct{ Any any }{v}, struct{ Deep []map[string]any }{[]map[string]any{{"key": v}}}}
	if closure {
		carriers = append(carriers, struct{ unexported T }{v}, &struct{ unexported *T }{pointer}, struct{ unexported any }{v},
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
		slog.New(slog.NewJSONHandler(&lines, nil)).With("with", value).Info("JSON", "value", value, slog.Group("nested", "deep", value))
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
		wantRedacted(t, []spotify.Option{spotify.WithClientCredentials(clientID, clientSecret), spotify.WithAccessToken(token(5)), spotify.WithTokenCache(cache), spotify.WithAuthProvider(p)}, true)
	})
	t.Run("a token", func(t *testing.T) {
		wantRedacted(t, spotify.Token{AccessToken: token(6), TokenType: "Bearer", ExpiresAt: time.Now(), Scope: "a"}, false)
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
	tok := spotify.Token{AccessToken: token(1), TokenType: "Bearer", ExpiresAt: time.Date(2026, 9, 24, 12, 0, 0, 5, time.FixedZone("", 7200))}
	want := "spotify.Token([redacted], expires 2026-09-24T10:00:00Z)"
	var text bytes.Buffer
	slog.New(slog.NewJSONHandler(&text, nil)).Info("", "token", tok)
	if got := []string{tok.String(), tok.GoString(), fmt.Sprintf("%d", tok), fmt.Sprintf("%#v", &tok), tok.LogValue().String()}; strings.Join(got, "") != strings.Repeat(want, len(got)) || !strings.Contains(text.String(), want) {
		t.Errorf("prints as %q and %s, want %q", got, text.String(), want)
	}
	if got := (spotify.Token{}).String(); got != "spotify.Token(none)" {
		t.Errorf("no token prints as %q", got)
	}
}

// In JSON, for caches, and only there, a token is in clear.
func TestTokenIsInClearInJSONAlone(t *testing.T) {
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
