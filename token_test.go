package spotify_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// The monotonic clock stops while a machine sleeps: an expiry is a moment of the
// wall clock, whatever its source. This test uses no bubble, whose clock has no
// monotonic reading.
func TestExpiryIsOfTheWallClock(t *testing.T) {
	f, hour := &fake{}, spotify.Token{AccessToken: token(9), ExpiresAt: time.Now().Add(time.Hour)}
	grant, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) { return hour, nil })
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]*spotify.TokenProvider{"an endpoint": f.provider(t), "a cache": f.provider(t, spotify.WithTokenCache(cacheWith(hour))), "a grant": grant} {
		got, err := p.Token(t.Context())
		if text := got.ExpiresAt.String(); recorded(err) != nil || strings.Contains(text, " m=") {
			t.Errorf("the token of %s expires %s, error %v; want no monotonic reading (m=)", name, text, err)
		}
	}
	f.wantTokenRequests(t, 1)
}

func TestTokenJSON(t *testing.T) {
	expires := time.Date(2026, 9, 24, 10, 0, 0, 250e6, time.FixedZone("", 3600))
	tests := []struct {
		name  string
		token spotify.Token
		json  string
	}{
		{"all of it", spotify.Token{AccessToken: "abc", TokenType: "Bearer", ExpiresAt: expires, Scope: "a b"},
			`{"access_token":"abc","token_type":"Bearer","expires_at":1790240400.25,"scope":"a b"}`},
		{"nothing of it: a miss", spotify.Token{}, `{"access_token":"","expires_at":0}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data, err := json.Marshal(tt.token)
			if err != nil || string(data) != tt.json {
				t.Errorf("marshals to %s, %v; want %s", data, err, tt.json)
			}
			var got spotify.Token
			if err := json.Unmarshal(data, &got); err != nil || !got.ExpiresAt.Equal(tt.token.ExpiresAt) {
				t.Errorf("reads back as %v, %v", got, err)
			}
			if _, offset := got.ExpiresAt.Zone(); offset != 0 {
				t.Errorf("the expiry is not UTC: %v", got.ExpiresAt)
			}
			got.ExpiresAt, tt.token.ExpiresAt = time.Time{}, time.Time{}
			if got != tt.token {
				t.Errorf("reads back as %v", got)
			}
		})
	}
}

// A cache may hold anything; nothing of it may turn up in an error.
func TestTokenJSONFromElsewhere(t *testing.T) {
	tests := []struct {
		name, json string
		ok         bool
		expires    time.Time
	}{
		{"members of later versions", `{"access_token":"abc","expires_at":1,"refresh_token":"x","nested":{}}`, true,
			time.Unix(1, 0)},
		{"no expiry is expired", `{"access_token":"abc"}`, true, time.Time{}},
		{"a null expiry is expired", `{"access_token":"abc","expires_at":null}`, true, time.Time{}},
		{"a negative expiry is expired", `{"access_token":"abc","expires_at":-5}`, true, time.Time{}},
		{"an absurd expiry is expired", `{"access_token":"abc","expires_at":1e300}`, true, time.Time{}},
		{"a text as expiry", `{"access_token":"` + tokenPrefix + `","expires_at":"` + tokenPrefix + `"}`, false,
			time.Time{}},
		{"a number as token", `{"access_token":1}`, false, time.Time{}},
		{"a list", `["` + tokenPrefix + `"]`, false, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got spotify.Token
			err := json.Unmarshal([]byte(tt.json), &got)
			if (recorded(err) == nil) != tt.ok || !got.ExpiresAt.Equal(tt.expires) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}
