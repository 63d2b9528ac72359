package sharedcooldown_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify/contrib/sharedcooldown"
)

// storeFunc is a Store made of functions.
type storeFunc struct {
	get func() ([]byte, time.Duration, error)
	set func(context.Context, string, []byte, time.Duration) error
}

func (s storeFunc) Get(context.Context, string) ([]byte, time.Duration, error) { return s.get() }

func (s storeFunc) Set(ctx context.Context, key string, value []byte, d time.Duration) error {
	return s.set(ctx, key, value, d)
}

func textLog(w *bytes.Buffer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

func TestAStoreThatFailsIsBypassedForASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls, failure := 0, errors.New("connection refused")
		store := storeFunc{get: func() ([]byte, time.Duration, error) { calls++; return nil, 0, failure }}
		var text bytes.Buffer
		srv := &server{}
		rt := process(t, store, srv, textLog(&text))
		for _, step := range []struct {
			after time.Duration
			calls int
		}{{0, 1}, {0, 1}, {999 * time.Millisecond, 1}, {time.Millisecond, 2}, {0, 2}} {
			time.Sleep(step.after)
			if got := send(t, rt, albums); got.status != 200 || calls != step.calls {
				t.Errorf("the call gets %+v and the store was asked %d times, want %d", got, calls, step.calls)
			}
		}
		if log := text.String(); strings.Count(log, "\n") != 1 || !strings.Contains(log, `level=WARN msg="sharedcooldown: store failed" op=get error="connection refused"`) {
			t.Errorf("two failures are logged as %q", log)
		}
		failure = nil
		time.Sleep(time.Second)
		send(t, rt, albums)
		failure = errors.New("connection refused")
		send(t, rt, albums)
		if strings.Count(text.String(), "\n") != 2 || calls != 4 {
			t.Errorf("after %d calls a new failure is not logged: %q", calls, text.String())
		}
	})
}

func TestAStoreThatHangsCosts22Milliseconds(t *testing.T) {
	for _, heedsContext := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			var calls atomic.Int32
			hang := make(chan struct{})
			store := hangingStore{func(ctx context.Context) error {
				calls.Add(1)
				if heedsContext {
					<-ctx.Done()
					return ctx.Err()
				}
				<-hang
				return nil
			}}
			srv := &server{}
			rt := process(t, store, srv, nil)
			slowest := func(n int) time.Duration {
				var wg sync.WaitGroup
				start := time.Now()
				for range n {
					wg.Go(func() {
						if got := send(t, rt, albums); got.status != 200 {
							t.Errorf("it gets %+v", got)
						}
					})
				}
				wg.Wait()
				return time.Since(start)
			}
			if took := slowest(10); took < 20*time.Millisecond || took > 22*time.Millisecond || calls.Load() != 10 {
				t.Errorf("ten calls took %v with %d calls of the store", took, calls.Load())
			}
			if took := slowest(10); took != 0 || calls.Load() != 10 {
				t.Errorf("the next ten took %v with %d calls of the store", took, calls.Load())
			}
			time.Sleep(time.Hour)
			want := int32(20)
			if !heedsContext {
				want = 10 // those are still running
			}
			if slowest(10); calls.Load() != want {
				t.Errorf("an hour later the store has had %d calls, want %d", calls.Load(), want)
			}
			close(hang)
			synctest.Wait()
			time.Sleep(time.Second)
			if slowest(1); calls.Load() != want+1 {
				t.Errorf("a store that works again has had %d calls, want %d", calls.Load(), want+1)
			}
		})
	}
}

type hangingStore struct{ call func(context.Context) error }

func (s hangingStore) Get(ctx context.Context, _ string) ([]byte, time.Duration, error) {
	return nil, 0, s.call(ctx)
}

func (s hangingStore) Set(ctx context.Context, _ string, _ []byte, _ time.Duration) error {
	return s.call(ctx)
}

func TestA429IsRecordedThoughTheStoreHasJustFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := &sharedcooldown.MemoryStore{}
		store := storeFunc{get: func() ([]byte, time.Duration, error) { return nil, 0, errors.New("too busy") }, set: memory.Set}
		srv := &server{}
		srv.limit("60", plainBody)
		send(t, process(t, store, srv, nil), albums)
		if got := send(t, process(t, memory, srv, nil), albums); got.status != 429 || srv.count(albums) != 1 {
			t.Errorf("another process gets %+v after %d requests", got, srv.count(albums))
		}
	})
}

func TestAStoreThatPanicsIsAStoreThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := storeFunc{get: func() ([]byte, time.Duration, error) { panic("a secret") }}
		var text bytes.Buffer
		if got := send(t, process(t, store, &server{}, textLog(&text)), albums); got.status != 200 {
			t.Errorf("it gets %+v", got)
		}
		if log := text.String(); !strings.Contains(log, "panic with a value of type string") || strings.Contains(log, "a secret") {
			t.Errorf("the log is %q", log)
		}
	})
}

func TestACallerWhoLeavesIsNoFailureOfTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text bytes.Buffer
		store := storeFunc{get: func() ([]byte, time.Duration, error) { return nil, 0, nil }}
		rt := process(t, store, roundTripFunc((&server{}).RoundTrip), textLog(&text))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		req := newRequest(t, ctx)
		if _, err := rt.RoundTrip(req); !errors.Is(err, context.Canceled) {
			t.Errorf("a canceled request returns %v", err)
		}
		if text.Len() != 0 {
			t.Errorf("the log is %q", text.String())
		}
	})
}

func TestWhatIsNoCooldownCountsAsNoneAndIsLoggedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		good := `{"status":429,"body":"x"}`
		for _, row := range []struct {
			name, value string
			remaining   time.Duration
			closed      bool
			retryAfter  string
		}{
			{"a cooldown", good, time.Minute, true, "60"},
			{"years of one", good, 99 * 365 * 24 * time.Hour, true, "86400"},
			{"what Set has not written", good, -1, false, ""},
			{"nothing", "", time.Minute, false, ""},
			{"text", "soon", time.Minute, false, ""},
			{"half a value", good[:12], time.Minute, false, ""},
			{"another status", `{"status":200}`, time.Minute, false, ""},
			{"a list", `[429]`, time.Minute, false, ""},
		} {
			var text bytes.Buffer
			store := storeFunc{get: func() ([]byte, time.Duration, error) { return []byte(row.value), row.remaining, nil }}
			srv := &server{}
			rt := process(t, store, srv, textLog(&text))
			for range 3 {
				if got := send(t, rt, albums); got.status == 429 != row.closed || row.closed && got.retryAfter != row.retryAfter {
					t.Errorf("%s: it gets %+v", row.name, got)
				}
			}
			want := "level=WARN msg=\"sharedcooldown: stored value ignored\" route=/artists/{id}/albums\n"
			if row.closed {
				want = ""
			}
			if log := text.String(); !strings.HasSuffix(log, want) || strings.Count(log, "\n") != strings.Count(want, "\n") {
				t.Errorf("%s: three calls log %q", row.name, log)
			}
		}
	})
}

func TestRemainingReturnsTheStoresError(t *testing.T) {
	failure := errors.New("connection refused")
	store := storeFunc{get: func() ([]byte, time.Duration, error) { return nil, 0, failure }}
	cooldown, err := sharedcooldown.New("app", store, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cooldown.Remaining(t.Context(), "/search"); !errors.Is(err, failure) {
		t.Errorf("it returns %v", err)
	}
}
