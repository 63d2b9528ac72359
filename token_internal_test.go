// Internal because the exported API cannot hold the lock of a provider.

package spotify

import (
	"context"
	"log/slog"
	"testing"
	"time"
)

// A fresh token is read past the lock: whoever holds it holds up no request.
func TestFreshTokenIsReadWithoutTheLock(t *testing.T) {
	p := newTokenProvider(func(context.Context) (Token, time.Time, error) {
		return Token{AccessToken: "fresh", ExpiresAt: time.Now().Add(time.Hour)}, time.Now(), nil
	}, 30*time.Second, nil, "", slog.New(slog.DiscardHandler), nil)
	if _, err := p.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := p.inner()
	s.mu.Lock()
	defer s.mu.Unlock()
	read := make(chan error, 2)
	go func() {
		_, err := p.AccessToken(t.Context())
		read <- err
		_, err = p.Token(t.Context())
		read <- err
	}()
	for range 2 {
		select {
		case err := <-read:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("a caller of a fresh token waits for the lock")
		}
	}
}
