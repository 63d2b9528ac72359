package spotify_test

import (
	"context"
	"strings"
	"testing"
)

// Spotify words its errors in many ways, and so do the proxies before it.
func TestErrorBodiesOfEveryKind(t *testing.T) {
	tests := []struct{ name, body, message, reason string }{
		{"the Web API's", `{"error":{"status":400,"message":"Invalid limit"}}`, "Invalid limit", ""},
		{"the player's", `{"error":{"status":404,"message":"Player command failed: No active device found","reason":"NO_ACTIVE_DEVICE"}}`,
			"Player command failed: No active device found", "NO_ACTIVE_DEVICE"},
		{"a very old one", `{"error":{"status":400,"description":"Bad search"}}`, "Bad search", ""},
		{"error as a text", `{"error":"Bad Request"}`, "Bad Request", ""},
		{"OAuth's", `{"error":"invalid_grant","error_description":"Revoked"}`, "Revoked", ""},
		{"no error in it", `{"status":400}`, "", ""},
		{"error is null", `{"error":null}`, "", ""},
		{"the message is null", `{"error":{"message":null}}`, "", ""},
		{"a message of a wrong type is ignored",
			`{"error":{"message":["x"],"reason":"QUOTA_EXCEEDED"},"error_description":7}`, "", "QUOTA_EXCEEDED"},
		{"plain text", "User not approved for app", "User not approved for app", ""},
		{"plain text with white space around it", "\n  Too many requests \r\n", "Too many requests", ""},
		{"several lines", "one\ntwo", "", ""},
		{"HTML", "<!DOCTYPE html><title>x</title>", "", ""},
		{"JSON that breaks off", `{"error":{"status":400,`, "", ""},
		{"a very long line", strings.Repeat("x", 301), "", ""},
		{"nothing", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{api: script(respondBody(400, tt.body))}
			e := apiErr(t, getAlbum(context.Background(), f.client(t)))
			if e.Message != tt.message || e.Reason != tt.reason || string(e.Body) != tt.body {
				t.Errorf("message %q, reason %q, body %q", e.Message, e.Reason, e.Body)
			}
		})
	}
}
