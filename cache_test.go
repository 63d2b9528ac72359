package spotify_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

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
func TestCacheMissIsNotLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, log := &fake{}, &logLines{}
		wantToken(t, f.provider(t, spotify.WithTokenCache(spotify.NewMemoryTokenCache()), log.option()), 1, 0)
		f.wantTokenRequests(t, 1)
		if warnings := log.linesWith("WARN"); len(warnings) > 0 {
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
			p, err := spotify.NewClientCredentials(id, secret,
				append(append(f.options(), spotify.WithTokenCache(cache)), opts...)...)
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
			"again": key(clientID, clientSecret),
			"with the default URL spelled": key(clientID, clientSecret,
				spotify.WithTokenURL("https://accounts.spotify.com/api/token")),
			"with another skew": key(clientID, clientSecret, spotify.WithExpirySkew(time.Minute)),
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
			"a rotated secret": key(clientID, clientSecret+"2"),
			"another app":      key(clientID+"2", clientSecret),
			"another endpoint": key(clientID, clientSecret,
				spotify.WithTokenURL("https://accounts.example/api/token")),
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

// Which tokens of a cache a cold provider takes, and their lifetime then.
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
		{"a long skew asks for no more", 31 * time.Second, []spotify.Option{spotify.WithExpirySkew(10 * time.Minute)},
			nil, 31 * time.Second},
		{"a short skew asks for less", 201 * time.Millisecond,
			[]spotify.Option{spotify.WithExpirySkew(200 * time.Millisecond)}, nil, 201 * time.Millisecond},
		{"not even that left", 200 * time.Millisecond,
			[]spotify.Option{spotify.WithExpirySkew(200 * time.Millisecond)}, nil, 0},
		{"expired", -time.Second, nil, nil, 0},
		{"no expiry is expired", time.Hour, nil, func(t *spotify.Token) { t.ExpiresAt = time.Time{} }, 0},
		{"two days count as one", 48 * time.Hour, nil, nil, 24 * time.Hour},
		{"a year beyond what can be counted", time.Hour, nil,
			func(t *spotify.Token) { t.ExpiresAt = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }, 24 * time.Hour},
		{"a year before what can be counted", time.Hour, nil,
			func(t *spotify.Token) { t.ExpiresAt = time.Date(1, 2, 3, 0, 0, 0, 0, time.UTC) }, 0},
		{"a date in another zone", time.Hour, nil,
			func(t *spotify.Token) { t.ExpiresAt = t.ExpiresAt.In(time.FixedZone("", 5*3600)) }, time.Hour},
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
				got, err := f.provider(t,
					append(tt.opts, spotify.WithTokenCache(cacheWith(stored)))...).Token(t.Context())
				if recorded(err) != nil {
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
		f := newSlowTokenFake(8*time.Second, 3600)
		p := f.provider(t, spotify.WithTokenCache(cacheWith(spotify.Token{AccessToken: token(9),
			ExpiresAt: time.Now().Add(40 * time.Second)})))
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
// and replaced: it was not requested from the Accounts service.
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

// The cache is not read during a backoff either.
func TestCacheIsNotReadDuringBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gets := 0
		f := &fake{token: func(int, *http.Request) (*http.Response, error) {
			return newResponse(400, `{"error":"invalid_client"}`), nil
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
func TestTokenIsStoredBeforeWaitersReturn(t *testing.T) {
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
			if err := cache.Set(ctx, key,
				spotify.Token{AccessToken: key, ExpiresAt: time.Now().Add(life)}); err != nil {
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

// A cache that fails, hangs, panics or exits costs latency and a line in the
// log, never a request.
func TestBrokenCachesOnlyAddLatency(t *testing.T) {
	const never = time.Hour // longer than anything waits
	tests := []struct {
		name string
		fail func(ctx context.Context) error
		wait time.Duration // of each of Get and Set
		says string
	}{
		{"an error", func(context.Context) error { return errors.New("connection refused") }, 0, "connection refused"},
		{"an error that quotes the token",
			func(context.Context) error { return errors.New("cannot store " + token(1)) }, 0, "cannot store [redacted]"},
		{"a slow one that fails in time",
			func(context.Context) error { time.Sleep(2*time.Second - 1); return errors.New("too busy") }, 2*time.Second - 1, "too busy"},
		{"one that waits for its context", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
			2 * time.Second, ""},
		{"one that ignores its context", func(context.Context) error { time.Sleep(never); return nil },
			2 * time.Second, "no response within 2s"},
		{"a panic", func(context.Context) error { panic(token(1)) }, 0, "panic with a value of type string"},
		{"a panic with nil", func(context.Context) error { panic(nil) }, 0,
			"panic with a value of type *runtime.PanicNilError"},
		{"Goexit", func(context.Context) error { runtime.Goexit(); return nil }, 0, "exited"},
	}
	for _, tt := range tests {
		for _, op := range []string{"get", "set"} {
			if op == "get" && strings.Contains(tt.name, "quotes") {
				continue // there is no token yet that it could quote
			}
			t.Run(tt.name+" in "+op, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					f, log := newSlowTokenFake(time.Millisecond, 3600), &logLines{} // time for all to join
					cache := funcCache{}
					if op == "get" {
						cache.get = func(ctx context.Context, _ string) (spotify.Token, error) { return spotify.Token{}, tt.fail(ctx) }
					} else {
						cache.set = func(ctx context.Context, _ string, _ spotify.Token) error { return tt.fail(ctx) }
					}
					p := f.provider(t, spotify.WithTokenCache(cache), log.option())
					for range 5 {
						go wantToken(t, p, 1, tt.wait+time.Millisecond)
					}
					time.Sleep(tt.wait + time.Second)
					wantToken(t, p, 1, 0)
					f.wantTokenRequests(t, 1)
					failed := log.linesWith("spotify: token cache failed")
					if len(failed) != 1 || !strings.HasPrefix(failed[0],
						"WARN spotify: token cache failed op="+op+" error=") || !strings.Contains(failed[0], tt.says) {
						t.Errorf("logged %q, want that it says %q", failed, tt.says)
					}
					time.Sleep(2 * never) // the goroutine of a cache that ignores its context ends by itself
				})
			})
		}
	}
}

// A token of a second must not have expired when a cache that hangs lets it go.
func TestSlowCacheDoesNotOutlastTheToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{token: func(n int, _ *http.Request) (*http.Response, error) { return newTokenResponse(n, 1), nil }}
		p := f.provider(t, spotify.WithTokenCache(funcCache{set: func(ctx context.Context, _ string, _ spotify.Token) error { <-ctx.Done(); return ctx.Err() }}))
		got, err := p.Token(t.Context())
		if recorded(err) != nil || time.Until(got.ExpiresAt) <= 0 {
			t.Errorf("handed out with %v left, %v", time.Until(got.ExpiresAt), err)
		}
		f.wantTokenRequests(t, 1)
	})
}

// A fleet of 50 processes with the same credentials, each asking for its token
// about once a minute: token requests per hour, in virtual time.
func TestFleet(t *testing.T) {
	const processes, hours = 50, 12
	tests := []struct {
		name      string
		shared    bool
		stagger   time.Duration // between the starts of two processes
		cold, max int           // token requests in the first minutes, at most; and in each later hour on average
	}{
		{"a shared cache, started together", true, 0, processes, 2},
		{"a shared cache, started one after another", true, time.Second, 1, 2},
		{"no cache, started together", false, 0, processes, 60},
		{"no cache, started one after another", false, time.Second, processes, 60},
	}
	perHour := map[bool]float64{}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newSlowTokenFake(200*time.Millisecond, 3600)
				var opts []spotify.Option
				if tt.shared {
					cache := spotify.NewMemoryTokenCache()
					opts = append(opts, spotify.WithTokenCache(remoteCache(cache)))
				}
				var waited, calls atomic.Int64
				var group sync.WaitGroup
				end := time.Now().Add(hours * time.Hour)
				for i := range processes {
					p, err := spotify.NewClientCredentials(clientID, clientSecret,
						append(opts, spotify.WithHTTPClient(&http.Client{Transport: f}))...)
					if err != nil {
						t.Fatal(err)
					}
					group.Go(func() {
						defer p.Close()
						time.Sleep(time.Duration(i) * tt.stagger)
						for first := true; time.Now().Before(end); first = false {
							start := time.Now()
							got, err := p.Token(t.Context())
							if err != nil || time.Until(got.ExpiresAt) <= 0 {
								t.Errorf("process %d: %v", i, err)
								return
							}
							if calls.Add(1); !first && time.Since(start) > 0 {
								waited.Add(1)
							}
							time.Sleep(30*time.Second + rand.N(time.Minute))
						}
					})
				}
				time.Sleep(processes*tt.stagger + time.Minute)
				cold := f.tokenRequests()
				group.Wait()
				rest := float64(f.tokenRequests()-cold) / hours
				perHour[tt.shared] = rest
				t.Logf("%d processes: %d token requests at the start, then %.1f an hour; %d calls, %d of them waited",
					processes, cold, rest, calls.Load(), waited.Load())
				if cold > tt.cold || cold < 1 || rest > float64(tt.max) || rest < 1 || waited.Load() > 0 {
					t.Errorf("want at most %d at the start and %d an hour, and nobody waiting", tt.cold, tt.max)
				}
			})
		})
	}
	if perHour[false] < 20*perHour[true] {
		t.Errorf("a shared cache makes %.1f token requests an hour out of %.1f", perHour[true], perHour[false])
	}
}

// remoteCache is a cache on another machine: 5 ms away.
func remoteCache(cache spotify.TokenCache) spotify.TokenCache {
	return funcCache{
		get: func(ctx context.Context, key string) (spotify.Token, error) {
			if err := sleepContext(ctx, 5*time.Millisecond); err != nil {
				return spotify.Token{}, err
			}
			return cache.Get(ctx, key)
		},
		set: func(ctx context.Context, key string, token spotify.Token) error {
			if err := sleepContext(ctx, 5*time.Millisecond); err != nil {
				return err
			}
			return cache.Set(ctx, key, token)
		},
	}
}
