// Internal because the exported API cannot hold the lock of a provider.

package spotify

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
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

// The connection of a refresh that was in flight at Close is idle only after it:
// over HTTP/2 it would stay open. Internal because the exported API cannot make the
// SDK's own transport trust a test's certificate.
func TestRefreshInFlightAtCloseLeavesNoIdleConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var closes atomic.Int32
		p := newTokenProvider(func(ctx context.Context) (Token, time.Time, error) {
			<-ctx.Done()
			time.Sleep(time.Second)
			return Token{}, time.Now(), ctx.Err()
		}, 30*time.Second, nil, "", slog.New(slog.DiscardHandler), func() { closes.Add(1) })
		go p.Token(t.Context())
		synctest.Wait()
		if closes.Load() != 0 {
			t.Error("connections are closed before Close")
		}
		p.Close()
		atOnce := closes.Load()
		time.Sleep(2 * time.Second)
		if atOnce != 1 || closes.Load() != 2 {
			t.Errorf("idle connections were closed %d times at Close and %d in total, want 1 and 2", atOnce, closes.Load())
		}
	})
}
