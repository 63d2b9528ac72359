package spotify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// FuzzModels reads any bytes into any model: they are an error that names the
// call, or a value that survives being stored.
func FuzzModels(f *testing.F) {
	types := models()
	names := slices.Sorted(maps.Keys(types))
	for _, c := range modelCases(f) {
		if i, found := slices.BinarySearch(names, c.Into); found {
			f.Add(i, []byte(c.Response))
		}
	}
	for i := range names {
		f.Add(i, []byte(`{"items":[null],"type":"track","track":{"type":"episode"},"added_at":"2025-07-29T21:11:55+05:30"}`))
		f.Add(i, []byte(`[{"name":"\ud800\u0000<&>"},"SE"]`))
	}
	f.Fuzz(func(t *testing.T, i int, body []byte) {
		model := types[names[uint(i)%uint(len(names))]]
		read := newModelReader(t)
		got, err := read(model, body)
		if err != nil {
			var e *spotify.Error
			if !errors.As(err, &e) || e.StatusCode != http.StatusOK || e.Route != "/thing" ||
				strings.ContainsAny(err.Error(), "\r\n") {
				t.Fatalf("%q into %v returned the error %v", body, model, err)
			}
			return
		}
		if !json.Valid(body) {
			t.Fatalf("%q is no JSON but returned a %v", body, model)
		}
		stored := storedForm(t, got)
		again, fromClient := reflect.New(model).Interface(), any(nil)
		if err := json.Unmarshal(stored, again); err != nil {
			t.Fatalf("%s, stored from %q, is not read back: %v", stored, body, err)
		}
		if fromClient, err = read(model, stored); err != nil {
			t.Fatalf("%s, stored from %q, is not read by the client: %v", stored, body, err)
		}
		for _, value := range []any{again, fromClient} {
			if other := storedForm(t, value); !bytes.Equal(other, stored) {
				t.Fatalf("%q is stored as\n%s and then as\n%s", body, stored, other)
			}
		}
	})
}

func storedForm(t *testing.T, v any) []byte {
	t.Helper()
	stored, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%#v cannot be stored: %v", v, err)
	}
	return stored
}

// FuzzErrorBody responds with any status and body: the error has the status, one
// line of text, a payload of at most 8 KiB, and no token.
func FuzzErrorBody(f *testing.F) {
	for _, body := range []string{"", "null", `{"error":{"status":404,"message":"Resource not found"}}`, `{"error":{"status":429,"message":"x","reason":"QUOTA_EXCEEDED"}}`,
		`{"error":"invalid_client","error_description":"Invalid client"}`,
		`{"error":{"type":"not_found","description":"non existing id"}}`, "Too many requests",
		"<html><title>502</title></html>", `{"error":{"message":"a\u2028b\u0000\r\nspotify: c"}}`, `{"error":[1]}`,
		"\xff\xfe", strings.Repeat("x", 9000)} {
		for _, status := range []int{301, 400, 401, 403, 404, 429, 500, 503} {
			f.Add(status, []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status = 300 + int(uint(status)%300); status == http.StatusUnauthorized &&
			bytes.Contains(bytes.ToLower(body), []byte("token missing")) {
			status = http.StatusBadRequest // a missing token, which is retried
		}
		said := append(append(slices.Clone(body), token(1)...), body...)
		server := &fake{api: func(int, *http.Request) (*http.Response, error) { return newResponse(status, string(said)), nil }}
		c, err := spotify.New(append(server.options(), spotify.WithAccessToken(token(1)), spotify.WithMaxRetries(0))...)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_, err = c.Album(t.Context(), albumID, nil)
		e := apiErr(t, err)
		text := err.Error()
		switch {
		case e.StatusCode != status || e.Attempts != 1 || e.MayHaveExecuted || e.RetryAfter != 0:
			t.Fatalf("%d %q returned %#v", status, said, e)
		case len(e.Body) > 8<<10 || bytes.Contains(e.Body, []byte(token(1))):
			t.Fatalf("the payload of %d bytes holds %q", len(e.Body), e.Body)
		case !strings.HasPrefix(text, "spotify: GET /v1/albums/"+albumID+": "+strconv.Itoa(status)) ||
			strings.ContainsAny(text, "\r\n\x00\u2028\u2029") || strings.Contains(text, token(1)):
			t.Fatalf("%d %q says %q", status, said, text)
		}
		for sentinel, of := range map[error]bool{spotify.ErrBadRequest: status == 400, spotify.ErrUnauthorized: status == 401, spotify.ErrForbidden: status == 403,
			spotify.ErrNotFound: status == 404, spotify.ErrRateLimited: status == 429,
			spotify.ErrServer: status >= 500} {
			if errors.Is(err, sentinel) != of {
				t.Fatalf("%d matches %v: %v", status, sentinel, !of)
			}
		}
	})
}

// FuzzRetryAfter sends any Retry-After with a 429: what comes of it is not
// negative, is the number if it is one, and is what a later call returns.
func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"", "0", "1", "79892", " 16 ", "1.5", "-1", "1e3", "NaN", "0x10", "٣", "99999999999999999999999", ".", "..", "1.2.3", "Wed, 25 Nov 2099 00:00:00 GMT",
		"Wed, 25 Nov 1999 00:00:00 GMT", "Wednesday, 25-Nov-99 00:00:00 GMT", "Wed Nov 25 00:00:00 2099"} {
		f.Add(value, "")
		f.Add(value, "Wed, 25 Nov 2099 00:00:00 GMT")
	}
	number := regexp.MustCompile(`^(\d+\.?\d*|\.\d+)$`)
	f.Fuzz(func(t *testing.T, value, date string) {
		server := &fake{api: func(int, *http.Request) (*http.Response, error) {
			return newAPIError(429, "API rate limit exceeded", "Retry-After", value, "Date", date), nil
		}}
		c := server.client(t, spotify.WithMaxRetries(0))
		_, err := c.Album(t.Context(), albumID, nil)
		e := apiErr(t, err)
		if e.RetryAfter < 0 {
			t.Fatalf("%q returned %v", value, e.RetryAfter)
		}
		if trimmed := strings.TrimSpace(value); number.MatchString(trimmed) {
			seconds, _ := strconv.ParseFloat(trimmed, 64)
			want := time.Duration(min(seconds, 100*365*24*3600) * float64(time.Second))
			if e.RetryAfter != want {
				t.Fatalf("%q returned %v, want %v", value, e.RetryAfter, want)
			}
		} else if _, err := http.ParseTime(trimmed); err != nil && e.RetryAfter != 0 {
			t.Fatalf("%q returned %v, want none", value, e.RetryAfter)
		}
		_, err = c.Album(t.Context(), albumID, nil)
		later := apiErr(t, err)
		limited := e.RetryAfter >= time.Minute
		if limited && (later.Attempts != 0 || later.RetryAfter <= 0 ||
			later.RetryAfter > min(e.RetryAfter, 24*time.Hour)) {
			t.Fatalf("after %v a later call is told %v after %d attempts", e.RetryAfter, later.RetryAfter,
				later.Attempts)
		}
	})
}

// FuzzTokenResponse responds to token requests with anything: that is a token that a
// header can carry and that lives a day at most, or an error without it.
func FuzzTokenResponse(f *testing.F) {
	for _, body := range []string{`{"access_token":"BQx","token_type":"Bearer","expires_in":3600}`, `{"access_token":"BQx","token_type":"bearer","expires_in":"3600"}`,
		`{"access_token":"BQx"}`, `{"access_token":"a b","expires_in":1}`, `{"access_token":"","expires_in":3600}`,
		`{"access_token":"BQx","expires_in":-1}`, `{"access_token":"BQx","expires_in":1e400}`,
		`{"access_token":"BQx","token_type":"MAC","expires_in":3600}`,
		`{"error":"invalid_client","error_description":"Invalid client"}`, `{"error":{"status":500}}`, `[]`, "",
		"<html>", "null"} {
		f.Add(200, []byte(body))
		f.Add(400, []byte(body))
		f.Add(503, []byte(body))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		status = 200 + int(uint(status)%400)
		server := &fake{token: func(int, *http.Request) (*http.Response, error) { return newResponse(status, string(body)), nil }}
		p := server.provider(t, spotify.WithMaxRetries(0))
		got, err := p.Token(t.Context())
		if err != nil {
			e := authErr(t, err)
			if e.StatusCode != status || e.Attempts != 1 || strings.ContainsAny(err.Error(), "\r\n\x00") ||
				got != (spotify.Token{}) {
				t.Fatalf("%d %q returned %#v, %v", status, body, got, e)
			}
			return
		}
		if life := time.Until(got.ExpiresAt); status != http.StatusOK || !visible(got.AccessToken) ||
			life > 24*time.Hour {
			t.Fatalf("%d %q returned a token of %d characters for %v", status, body, len(got.AccessToken), life)
		}
	})
}

// visible reports whether s is not empty and only visible ASCII.
func visible(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// FuzzCacheEntry has anything for a token's JSON in the cache: it is no token,
// or one that is stored as it came; and what a provider makes of it can be sent
// and has not expired.
func FuzzCacheEntry(f *testing.F) {
	for _, entry := range []string{`{"access_token":"BQx","token_type":"Bearer","expires_at":4102444800.25}`, `{"access_token":"BQx","expires_at":1}`, `{"access_token":"BQx","expires_at":-1e300}`,
		`{"access_token":"a\nb","expires_at":4102444800}`, `{"access_token":"BQx","expires_at":1e12}`,
		`{"access_token":"BQx","token_type":"MAC","expires_at":4102444800}`, `{"expires_at":"soon"}`, `{}`, `null`,
		`[]`, ``,
		`{"access_token":"BQx","expires_at":4102444800,"refresh_token":"later"}`} {
		f.Add([]byte(entry))
	}
	f.Fuzz(func(t *testing.T, entry []byte) {
		var stored spotify.Token
		if err := json.Unmarshal(entry, &stored); err == nil {
			text, err := json.Marshal(stored)
			if err != nil {
				t.Fatalf("%q returned a token that cannot be stored: %v", entry, err)
			}
			var again spotify.Token
			if err := json.Unmarshal(text, &again); err != nil || again.AccessToken != stored.AccessToken ||
				again.TokenType != stored.TokenType ||
				again.Scope != stored.Scope ||
				math.Abs(float64(again.ExpiresAt.Sub(stored.ExpiresAt))) > float64(time.Millisecond) {
				t.Fatalf("%q is stored as another token, error %v", entry, err)
			}
		}
		server := &fake{}
		p := server.provider(t, spotify.WithTokenCache(entryCache(entry)))
		got, err := p.Token(t.Context())
		if err != nil || !visible(got.AccessToken) || !got.ExpiresAt.After(time.Now()) ||
			got.ExpiresAt.After(time.Now().Add(24*time.Hour+time.Minute)) {
			t.Fatalf("%q returned a token of %d characters until %v, %v", entry, len(got.AccessToken), got.ExpiresAt,
				err)
		}
		if fetched := server.tokenRequests() == 1; !fetched && got.AccessToken != stored.AccessToken {
			t.Fatalf("%q returned a token that is neither stored nor fetched", entry)
		}
	})
}

// entryCache is a cache with one entry, as JSON, that keeps nothing else.
type entryCache []byte

func (c entryCache) Get(context.Context, string) (t spotify.Token, err error) {
	return t, json.Unmarshal(c, &t)
}

func (entryCache) Set(context.Context, string, spotify.Token) error { return nil }
