package spotify_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"reflect"
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// The records of a provider's life, to the letter: counters hang on them.
func TestTokenRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &logLines{}
		var cached spotify.Token
		f := &fake{token: func(n int, _ *http.Request) (*http.Response, error) {
			switch n {
			case 4:
				return newResponse(400, `{"error":"invalid_client","error_description":"Invalid client"}`), nil
			case 5:
				return newResponse(503, "", "Retry-After", "120"), nil
			}
			return newTokenResponse(n, 3600), nil
		}}
		p := f.provider(t, log.option(), spotify.WithTokenCache(funcCache{
			get: func(context.Context, string) (spotify.Token, error) { return cached, nil },
			set: func(context.Context, string, spotify.Token) error { return errors.New("read\nonly") },
		}))
		next := func(step string, want ...string) {
			t.Helper()
			synctest.Wait()
			if got := log.linesWith("spotify: token"); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: logged %q, want %q", step, got, want)
			}
			log.mu.Lock()
			defer log.mu.Unlock()
			log.lines = nil
		}
		const stored = "WARN spotify: token cache failed op=set error=read only"
		wantToken(t, p, 1, 0)
		next("a cold start", "INFO spotify: token refreshed cause=missing lifetime=1h0m0s source=endpoint", stored)
		wantToken(t, p, 1, 0)
		next("a fresh token")
		time.Sleep(55 * time.Minute)
		wantToken(t, p, 1, 0)
		next("the window ahead", "INFO spotify: token refreshed cause=ahead lifetime=1h0m0s source=endpoint", stored)
		time.Sleep(time.Hour - 20*time.Second)
		wantToken(t, p, 3, 0)
		next("the skew", "INFO spotify: token refreshed cause=skew lifetime=1h0m0s source=endpoint", stored)
		_, err := p.RefreshAccessToken(t.Context(), token(3))
		authErr(t, err)
		next("a rejected token and refused credentials", "WARN spotify: token failed cause=rejected "+
			"error=spotify: token: 400 Bad Request: invalid_client: Invalid client attempts=1 wait=10s")
		time.Sleep(2 * time.Hour)
		_, err = p.Token(t.Context())
		authErr(t, err)
		next("a rate limit", "WARN spotify: token failed cause=missing error=spotify: token: 503 Service Unavailable (retry after 2m0s) attempts=1 wait=2m0s")
		_, err = p.Token(t.Context())
		authErr(t, err)
		next("during the backoff")
		time.Sleep(2 * time.Minute)
		cached = spotify.Token{AccessToken: token(9), ExpiresAt: time.Now().Add(10 * time.Minute)}
		wantToken(t, p, 9, 0)
		next("a token from the cache", "INFO spotify: token refreshed cause=missing lifetime=10m0s source=cache")
		f.wantTokenRequests(t, 5)
	})
}

// Token requests are logged as any: attempts, and the waits between them.
func TestTokenRequestRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &logLines{}
		f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
			if err := sleepContext(r.Context(), time.Second); err != nil {
				return nil, err
			}
			switch n {
			case 1:
				return nil, errors.New("reset")
			case 2:
				return newResponse(502, "<html>"), nil
			}
			return newTokenResponse(n, 3600), nil
		}}
		start := time.Now()
		if _, err := f.provider(t, log.option()).Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.wantTokenRequests(t, 3)
		if took := time.Since(start); took < 3750*time.Millisecond || took > 4500*time.Millisecond {
			t.Errorf("three attempts of a second took %v, want back-offs of 250 to 500 and 500 to 1000 ms", took)
		}
		want := []string{
			`^DEBUG spotify: request method=POST route=token status=0 attempt=1 duration=1s$`,
			`^WARN spotify: retry method=POST route=token cause=no response attempt=2 wait=[\d.]+ms$`,
			`^DEBUG spotify: request method=POST route=token status=502 attempt=2 duration=1s$`,
			`^WARN spotify: retry method=POST route=token cause=502 attempt=3 wait=[\d.]+m?s$`,
			`^DEBUG spotify: request method=POST route=token status=200 attempt=3 duration=1s$`,
			`^INFO spotify: token refreshed cause=missing lifetime=59m59s source=endpoint$`,
		}
		got := log.linesWith("")
		if len(got) != len(want) {
			t.Fatalf("logged %q", got)
		}
		for i := range want {
			if !regexp.MustCompile(want[i]).MatchString(got[i]) {
				t.Errorf("record %d is %q, want %s", i, got[i], want[i])
			}
		}
	})
}

// Durations are durations and numbers numbers, for handlers that care.
func TestTokenRecordsHaveTypedAttributes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kinds := map[string]slog.Kind{}
		f := &fake{token: func(int, *http.Request) (*http.Response, error) { return newResponse(501, ""), nil }}
		p := f.provider(t, spotify.WithLogger(slog.New(kindHandler{kinds})))
		_, err := p.Token(t.Context())
		authErr(t, err)
		synctest.Wait()
		want := map[string]slog.Kind{"cause": slog.KindString, "error": slog.KindString, "attempts": slog.KindInt64,
			"wait":   slog.KindDuration,
			"method": slog.KindString, "route": slog.KindString, "status": slog.KindInt64, "attempt": slog.KindInt64,
			"duration": slog.KindDuration}
		if !reflect.DeepEqual(kinds, want) {
			t.Errorf("kinds %v, want %v", kinds, want)
		}
		f.wantTokenRequests(t, 1)
	})
}

type kindHandler struct{ kinds map[string]slog.Kind }

func (h kindHandler) Enabled(context.Context, slog.Level) bool { return true }
func (h kindHandler) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h kindHandler) WithGroup(string) slog.Handler            { return h }

func (h kindHandler) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool { h.kinds[a.Key] = a.Value.Kind(); return true })
	return nil
}

// Who does not log pays nothing, and a token that is there costs no allocation.
func TestFreshTokenCostsNoAllocation(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	f := &fake{}
	p, ctx := f.provider(t), t.Context()
	if _, err := p.Token(ctx); err != nil {
		t.Fatal(err)
	}
	gets := map[string]func() error{
		"AccessToken": func() error { _, err := p.AccessToken(ctx); return err },
		"Token":       func() error { _, err := p.Token(ctx); return err },
	}
	for name, get := range gets {
		if n := testing.AllocsPerRun(1000, func() {
			if err := get(); err != nil {
				t.Error(err)
			}
		}); n != 0 {
			t.Errorf("%s costs %v allocations", name, n)
		}
	}
	f.wantTokenRequests(t, 1)
}
