package spotify_test

import (
	"context"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// funcCache is a cache of two functions; nil: a miss, and nothing stored.
type funcCache struct {
	get func(ctx context.Context, key string) (spotify.Token, error)
	set func(ctx context.Context, key string, token spotify.Token) error
}

func (c funcCache) Get(ctx context.Context, key string) (spotify.Token, error) {
	if c.get == nil {
		return spotify.Token{}, nil
	}
	return c.get(ctx, key)
}

func (c funcCache) Set(ctx context.Context, key string, token spotify.Token) error {
	if c.set == nil {
		return nil
	}
	return c.set(ctx, key, token)
}

// cacheWith holds one token, whatever the key.
func cacheWith(token spotify.Token) funcCache {
	return funcCache{get: func(context.Context, string) (spotify.Token, error) { return token, nil }}
}

func TestProvidersOfOneAppShareACache(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		cache := spotify.NewMemoryTokenCache()
		for range 10 {
			wantToken(t, f.provider(t, spotify.WithTokenCache(cache)), 1, 0)
		}
		f.wantTokenRequests(t, 1)
		time.Sleep(2 * time.Hour)
		for range 10 {
			wantToken(t, f.provider(t, spotify.WithTokenCache(cache)), 2, 0)
		}
		f.wantTokenRequests(t, 2)
	})
}

// A first run finds nothing: no warning.
func TestMissIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, log := &fake{}, &logLines{}
		wantToken(t, f.provider(t, spotify.WithTokenCache(spotify.NewMemoryTokenCache()), log.option()), 1, 0)
		f.wantTokenRequests(t, 1)
		if warnings := log.with("WARN"); len(warnings) > 0 {
			t.Errorf("logged %q", warnings)
		}
	})
}

// The token of rotated credentials, of another app or another endpoint is never
// found; the same credentials find it in any process. Keys hold no secret.
func TestCacheKeysAreBoundToCredentialsAndTokenURL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var keys []string
		cache := funcCache{set: func(_ context.Context, key string, _ spotify.Token) error {
			keys = append(keys, key)
			return nil
		}}
		f := &fake{}
		key := func(id, secret string, opts ...spotify.Option) string {
			t.Helper()
			keys = nil
			p, err := spotify.NewClientCredentials(id, secret, append(append(f.options(), spotify.WithTokenCache(cache)), opts...)...)
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			if _, err := p.Token(t.Context()); err != nil {
				t.Fatal(err)
			}
			if len(keys) != 1 || keys[0] == "" {
				t.Fatalf("keys %q", keys)
			}
			return keys[0]
		}
		own := key(clientID, clientSecret)
		recorder.look(own)
		if strings.Contains(own, clientID) || strings.Contains(own, clientSecret) {
			t.Errorf("the key %q holds what it is made of", own)
		}
		same := map[string]string{
			"again":                        key(clientID, clientSecret),
			"with the default URL spelled": key(clientID, clientSecret, spotify.WithTokenURL("https://accounts.spotify.com/api/token")),
			"with another skew":            key(clientID, clientSecret, spotify.WithExpirySkew(time.Minute)),
		}
		for name, got := range same {
			if got != own {
				t.Errorf("%s the key is %q, not %q: it must be stable", name, got, own)
			}
		}
		if want := "spotify:token:"; !strings.HasPrefix(own, want) {
			t.Errorf("the key %q does not begin with %q, by which an operator finds it", own, want)
		}
		different := map[string]string{own: "the app's own"}
		for name, got := range map[string]string{
			"a rotated secret":               key(clientID, clientSecret+"2"),
			"another app":                    key(clientID+"2", clientSecret),
			"another endpoint":               key(clientID, clientSecret, spotify.WithTokenURL("https://accounts.example/api/token")),
			"a character moved to the left":  key(clientID+clientSecret[:1], clientSecret[1:]),
			"a character moved to the right": key(clientID[:31], clientID[31:]+clientSecret),
		} {
			if other, taken := different[got]; taken {
				t.Errorf("%s has the key of %s", name, other)
			}
			different[got] = name
		}
		f.wantTokenRequests(t, 9)
	})
}

// The key must not change from one release to the next without a word: a fleet
// would ask for tokens anew, and a stale entry stay for ever.
func TestCacheKeyIsTheSameForGetAndSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got, set string
		f := &fake{}
		wantToken(t, f.provider(t, spotify.WithTokenCache(funcCache{
			get: func(_ context.Context, key string) (spotify.Token, error) { got = key; return spotify.Token{}, nil },
			set: func(_ context.Context, key string, _ spotify.Token) error { set = key; return nil },
		})), 1, 0)
		if got != set || got == "" {
			t.Errorf("read under %q, stored under %q", got, set)
		}
		f.wantTokenRequests(t, 1)
	})
}

// Which tokens of a cache a cold provider takes, and how long they then live.
func TestCachedTokens(t *testing.T) {
	tests := []struct {
		name  string
		left  time.Duration
		opts  []spotify.Option
		other func(*spotify.Token)
		life  time.Duration // 0: a miss, the token is fetched
	}{
		{"an hour left", time.Hour, nil, nil, time.Hour},
		{"just enough left", 30*time.Second + 1, nil, nil, 30*time.Second + 1},
		{"30 s left are too little", 30 * time.Second, nil, nil, 0},
		{"a long skew asks for no more", 31 * time.Second, []spotify.Option{spotify.WithExpirySkew(10 * time.Minute)}, nil, 31 * time.Second},
		{"a short skew asks for less", 201 * time.Millisecond, []spotify.Option{spotify.WithExpirySkew(200 * time.Millisecond)}, nil, 201 * time.Millisecond},
		{"not even that left", 200 * time.Millisecond, []spotify.Option{spotify.WithExpirySkew(200 * time.Millisecond)}, nil, 0},
		{"expired", -time.Second, nil, nil, 0},
		{"no expiry is expired", time.Hour, nil, func(t *spotify.Token) { t.ExpiresAt = time.Time{} }, 0},
		{"two days count as one", 48 * time.Hour, nil, nil, 24 * time.Hour},
		{"a year beyond what can be counted", time.Hour, nil, func(t *spotify.Token) { t.ExpiresAt = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }, 24 * time.Hour},
		{"a year before what can be counted", time.Hour, nil, func(t *spotify.Token) { t.ExpiresAt = time.Date(1, 2, 3, 0, 0, 0, 0, time.UTC) }, 0},
		{"a date in another zone", time.Hour, nil, func(t *spotify.Token) { t.ExpiresAt = t.ExpiresAt.In(time.FixedZone("", 5*3600)) }, time.Hour},
		{"no type", time.Hour, nil, func(t *spotify.Token) { t.TokenType = "" }, time.Hour},
		{"another type", time.Hour, nil, func(t *spotify.Token) { t.TokenType = "mac" }, 0},
		{"empty", time.Hour, nil, func(t *spotify.Token) { t.AccessToken = "" }, 0},
		{"unprintable", time.Hour, nil, func(t *spotify.Token) { t.AccessToken += "\n" }, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{}
				stored := spotify.Token{AccessToken: token(9), TokenType: "Bearer", ExpiresAt: time.Now().Add(tt.left)}
				if tt.other != nil {
					tt.other(&stored)
				}
				got, err := f.provider(t, append(tt.opts, spotify.WithTokenCache(cacheWith(stored)))...).Token(t.Context())
				if seen(err) != nil {
					t.Fatal(err)
				}
				if tt.life == 0 {
					f.wantTokenRequests(t, 1)
					if got.AccessToken != token(1) {
						t.Error("the cached token was taken")
					}
					return
				}
				f.wantTokenRequests(t, 0)
				if got.AccessToken != token(9) || time.Until(got.ExpiresAt) != tt.life {
					t.Errorf("lives %v, want %v", time.Until(got.ExpiresAt), tt.life)
				}
			})
		})
	}
}

// A token from a cache counts as issued when it was read: its windows are those
// of what is left.
func TestWindowsOfACachedTokenAreThoseOfWhatIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := slowTokens(8*time.Second, 3600)
		p := f.provider(t, spotify.WithTokenCache(cacheWith(spotify.Token{AccessToken: token(9), ExpiresAt: time.Now().Add(40 * time.Second)})))
		wantToken(t, p, 9, 0)
		time.Sleep(20 * time.Second) // half: the window ahead begins
		wantToken(t, p, 9, 0)
		synctest.Wait()
		f.wantTokenRequests(t, 0)
		time.Sleep(10 * time.Second) // a quarter left: the skew
		wantToken(t, p, 9, 5*time.Second)
		f.wantTokenRequests(t, 1)
	})
}

// In a refresh the cache's token must outlive the present one; in place of a
// rejected one any other will do.
func TestCachedTokenInARefresh(t *testing.T) {
	tests := []struct {
		name      string
		cached    int
		left      time.Duration // of the cached one; the present has five minutes
		taken     bool
		rejecting bool
	}{
		{"another that outlives the present one", 9, 5*time.Minute + 1, true, false},
		{"another that does not", 9, 5 * time.Minute, false, false},
		{"the present one, with a longer life", 1, time.Hour, false, false},
		{"in place of a rejected one, another that lives long", 9, time.Hour, true, true},
		{"in place of a rejected one, another that does not outlive it", 9, time.Minute, true, true},
		{"in place of a rejected one, another with little left", 9, 30 * time.Second, false, true},
		{"in place of a rejected one, that very one", 1, time.Hour, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{}
				var cached spotify.Token
				p := f.provider(t, spotify.WithTokenCache(funcCache{get: func(context.Context, string) (spotify.Token, error) { return cached, nil }}))
				wantToken(t, p, 1, 0)
				time.Sleep(55 * time.Minute)
				cached = spotify.Token{AccessToken: token(tt.cached), ExpiresAt: time.Now().Add(tt.left)}
				if tt.rejecting {
					if _, err := p.RefreshAccessToken(t.Context(), token(1)); err != nil {
						t.Fatal(err)
					}
				} else {
					wantToken(t, p, 1, 0)
				}
				synctest.Wait()
				if tt.taken {
					wantToken(t, p, tt.cached, 0)
					f.wantTokenRequests(t, 1)
				} else {
					wantToken(t, p, 2, 0)
					f.wantTokenRequests(t, 2)
				}
			})
		})
	}
}

// A token read from a cache in place of a rejected one may be refused at once
// and replaced: it is not one that was asked for.
func TestCachedTokenMayBeReplacedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		var cached spotify.Token
		p := f.provider(t, spotify.WithTokenCache(funcCache{get: func(context.Context, string) (spotify.Token, error) { return cached, nil }}))
		wantToken(t, p, 1, 0)
		cached = spotify.Token{AccessToken: token(9), ExpiresAt: time.Now().Add(time.Hour)}
		wantRefreshed(t, p, token(1), 9)
		wantRefreshed(t, p, token(9), 2)
		wantRefreshed(t, p, token(2), 2) // but this one was
		f.wantTokenRequests(t, 2)
	})
}

// A closed gate bars the cache too.
func TestClosedGateBarsTheCache(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gets := 0
		f := &fake{token: func(int, *http.Request) (*http.Response, error) {
			return answer(400, `{"error":"invalid_client"}`), nil
		}}
		p := f.provider(t, spotify.WithTokenCache(funcCache{get: func(context.Context, string) (spotify.Token, error) { gets++; return spotify.Token{}, nil }}))
		for range 10 {
			_, err := p.Token(t.Context())
			authErr(t, err)
		}
		if gets != 1 {
			t.Errorf("the cache was asked %d times", gets)
		}
		f.wantTokenRequests(t, 1)
	})
}

// A fetched token is published, then stored, then those who waited go: a
// short-lived program has stored its token before it ends, and newcomers never
// wait for that.
func TestTokenIsStoredBeforeWaitersGoAndNewcomersDoNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		stored := spotify.Token{}
		f := &fake{}
		p := f.provider(t, spotify.WithTokenCache(funcCache{set: func(_ context.Context, _ string, token spotify.Token) error {
			time.Sleep(time.Second)
			mu.Lock()
			defer mu.Unlock()
			stored = token
			return nil
		}}))
		go func() {
			wantToken(t, p, 1, time.Second)
			mu.Lock()
			defer mu.Unlock()
			if stored.AccessToken != token(1) || time.Until(stored.ExpiresAt) != time.Hour-time.Second {
				t.Errorf("stored is %v when the caller goes", stored)
			}
		}()
		time.Sleep(time.Millisecond)
		wantToken(t, p, 1, 0)
		time.Sleep(2 * time.Second)
		f.wantTokenRequests(t, 1)
	})
}

func TestMemoryTokenCache(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache, ctx := spotify.NewMemoryTokenCache(), t.Context()
		get := func(key, want string) {
			t.Helper()
			if got, err := cache.Get(ctx, key); err != nil || got.AccessToken != want {
				t.Errorf("Get(%q) = %v, %v", key, got, err)
			}
		}
		get("a", "")
		for key, life := range map[string]time.Duration{"a": time.Minute, "b": time.Hour} {
			if err := cache.Set(ctx, key, spotify.Token{AccessToken: key, ExpiresAt: time.Now().Add(life)}); err != nil {
				t.Fatal(err)
			}
		}
		get("a", "a")
		get("b", "b")
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() {
				_ = cache.Set(ctx, "b", spotify.Token{AccessToken: "c", ExpiresAt: time.Now().Add(time.Hour)})
				_, _ = cache.Get(ctx, "b")
			})
		}
		group.Wait()
		get("b", "c")
		time.Sleep(2 * time.Minute)
		_ = cache.Set(ctx, "d", spotify.Token{AccessToken: "d", ExpiresAt: time.Now().Add(time.Hour)})
		get("a", "") // expired ones do not pile up
		get("d", "d")
	})
}

// The example's cache in files is there to be copied: no other user of the
// machine may read a token, and no half of one is ever in its place.
func TestFileCacheOfTheExampleIsForItsUserAlone(t *testing.T) {
	cache, ctx := fileCache{t.TempDir()}, t.Context()
	for n, want := range []string{"", token(1), token(2)} {
		if got, err := cache.Get(ctx, "spotify:token:x"); err != nil || got.AccessToken != want {
			t.Errorf("Get number %d gives %v, %v", n, got, err)
		}
		if err := cache.Set(ctx, "spotify:token:x", spotify.Token{AccessToken: token(n + 1), ExpiresAt: time.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(cache.dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("%v in the directory, %v; want one file", files, err)
	}
	if info, err := files[0].Info(); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("the file's mode is %v, %v; want 0600", info.Mode(), err)
	}
}
