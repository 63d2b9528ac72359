//go:build unix

package rediscache_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify/internal/storetest"
)

func TestACooldownCountsDownInRedis(t *testing.T) {
	cache, direct := open(t, storetest.Redis(t).URL)
	store, ctx := cache.Cooldowns(), t.Context()
	if value, left, err := store.Get(ctx, "k"); value != nil || left != 0 || err != nil {
		t.Errorf("without a cooldown it is %q for %v, %v", value, left, err)
	}
	if err := store.Set(ctx, "k", []byte("one\x00\xff"), time.Hour); err != nil {
		t.Fatal(err)
	}
	value, left, err := store.Get(ctx, "k")
	if string(value) != "one\x00\xff" || left <= 59*time.Minute || left > time.Hour || err != nil {
		t.Errorf("it is %q for %v, %v", value, left, err)
	}

	// Redis counts, not this machine's clock: a shorter time in Redis is the rest.
	direct.PExpire(ctx, "k", 90*time.Second)
	if _, left, _ := store.Get(ctx, "k"); left > 90*time.Second || left < time.Minute {
		t.Errorf("%v are left, want what Redis says", left)
	}
	if err := store.Set(ctx, "short", []byte("one"), 100*time.Microsecond); err != nil {
		t.Errorf("a time below Redis's unit: %v", err)
	}
	for end := time.Now().Add(10 * time.Second); ; {
		if _, left, err := store.Get(ctx, "short"); left == 0 || err != nil {
			break
		}
		if time.Now().After(end) {
			t.Fatal("a cooldown of a millisecond does not end")
		}
	}
	for _, d := range []time.Duration{0, -time.Hour} {
		if err := store.Set(ctx, "never", []byte("one"), d); err != nil || direct.Exists(ctx, "never").Val() != 0 {
			t.Errorf("%v are stored, %v", d, err)
		}
	}
}

func TestACooldownIsNeverShortenedByManyAtOnce(t *testing.T) {
	url := storetest.Redis(t).URL
	cache, _ := open(t, url)
	store := cache.Cooldowns()
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for j := range 20 {
				hours := (i*7+j*3)%24 + 1
				if err := store.Set(t.Context(), "k", []byte("one"), time.Duration(hours)*time.Hour); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if err := store.Set(t.Context(), "k", []byte("two"), time.Second); err != nil {
		t.Error(err)
	}
	value, left, err := store.Get(t.Context(), "k")
	if string(value) != "two" || left <= 23*time.Hour+50*time.Minute || left > 24*time.Hour || err != nil {
		t.Errorf("it is %q for %v, %v; want the last value for the longest time", value, left, err)
	}
}

func TestWhatIsNoCooldownInRedis(t *testing.T) {
	cache, direct := open(t, storetest.Redis(t).URL)
	store, ctx := cache.Cooldowns(), t.Context()
	direct.Set(ctx, "forever", "one", 0)
	direct.LPush(ctx, "list", "one")
	for _, key := range []string{"forever", "list"} {
		if value, left, err := store.Get(ctx, key); left >= 0 || err != nil {
			t.Errorf("%s is %q for %v, %v; want a negative time", key, value, left, err)
		}
		if err := store.Set(ctx, key, []byte("two"), time.Minute); err != nil {
			t.Errorf("%s is not overwritten: %v", key, err)
		}
		if value, left, err := store.Get(ctx, key); string(value) != "two" || left > time.Minute || left < time.Second || err != nil {
			t.Errorf("after Set %s is %q for %v, %v", key, value, left, err)
		}
	}
}

func TestCooldownsInARedisThatIsDownOrRefuses(t *testing.T) {
	server := storetest.Redis(t)
	cache, direct := open(t, server.URL)
	store, ctx := cache.Cooldowns(), t.Context()
	direct.ConfigSet(ctx, "maxmemory", "1")
	if err := store.Set(ctx, "k", []byte("one"), time.Minute); err == nil || !strings.HasPrefix(err.Error(), "rediscache: OOM") {
		t.Errorf("with the memory used up Set returns %v", err)
	}
	direct.ConfigSet(ctx, "maxmemory", "0")
	server.Stop()
	start := time.Now()
	_, _, getErr := store.Get(ctx, "k")
	setErr := store.Set(ctx, "k", []byte("one"), time.Minute)
	for _, err := range []error{getErr, setErr} {
		if took := time.Since(start); err == nil || !strings.HasPrefix(err.Error(), "rediscache: ") || took > 2*time.Second {
			t.Errorf("without a server it returns %v after %v", err, took)
		}
	}
	server.Start()
	if err := store.Set(ctx, "k", []byte("one"), time.Minute); err != nil {
		t.Errorf("after a restart, which forgets scripts: %v", err)
	}
}
