package spotify_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// Close in the middle of everything: who waits has ErrClosed at once, no request
// follows, and no goroutine is left (a bubble that ends with one fails).
func TestCloseInTheMiddleOfEverything(t *testing.T) {
	hang := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	tests := []struct {
		name     string
		requests int // token requests that were made
		prepare  func(t *testing.T, f *fake) *spotify.TokenProvider
	}{
		{"a token request", 1, func(t *testing.T, f *fake) *spotify.TokenProvider {
			f.token = func(_ int, r *http.Request) (*http.Response, error) { return nil, hang(r.Context()) }
			return f.provider(t)
		}},
		{"the wait before a retry", 1, func(t *testing.T, f *fake) *spotify.TokenProvider {
			f.token = func(int, *http.Request) (*http.Response, error) {
				return newResponse(503, "", "Retry-After", "20"), nil
			}
			return f.provider(t)
		}},
		{"reading the response", 1, func(t *testing.T, f *fake) *spotify.TokenProvider {
			f.token = func(_ int, r *http.Request) (*http.Response, error) {
				a := newResponse(200, "")
				a.Body, a.ContentLength = io.NopCloser(ctxReader{r.Context()}), -1
				return a, nil
			}
			return f.provider(t)
		}},
		{"reading the cache", 0, func(t *testing.T, f *fake) *spotify.TokenProvider {
			return f.provider(t, spotify.WithTokenCache(funcCache{get: func(ctx context.Context, _ string) (spotify.Token, error) {
				return spotify.Token{}, hang(ctx)
			}}))
		}},
		{"storing the token", 1, func(t *testing.T, f *fake) *spotify.TokenProvider {
			return f.provider(t, spotify.WithTokenCache(funcCache{set: func(ctx context.Context, _ string, _ spotify.Token) error { return hang(ctx) }}))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{}
				p := tt.prepare(t, f)
				start := time.Now()
				var group sync.WaitGroup
				for i := range 20 {
					group.Go(func() {
						var err error
						if i%2 == 0 {
							_, err = p.AccessToken(t.Context())
						} else {
							_, err = p.RefreshAccessToken(t.Context(), token(9))
						}
						if tt.name == "storing the token" && err == nil {
							return // it was there already
						}
						if !errors.Is(recorded(err), spotify.ErrClosed) || err != spotify.ErrClosed {
							t.Errorf("error %v, want ErrClosed as it is", err)
						}
					})
				}
				time.Sleep(time.Second)
				for range 2 {
					if err := p.Close(); err != nil {
						t.Error(err)
					}
				}
				group.Wait()
				if took := time.Since(start); took != time.Second {
					t.Errorf("callers left after %v, want at once", took)
				}
				wantClosed(t, p)
				f.wantTokenRequests(t, tt.requests)
			})
		})
	}
}

func wantClosed(t *testing.T, p *spotify.TokenProvider) {
	t.Helper()
	_, err1 := p.AccessToken(t.Context())
	_, err2 := p.Token(t.Context())
	_, err3 := p.RefreshAccessToken(t.Context(), token(1))
	for _, err := range []error{err1, err2, err3} {
		if err != spotify.ErrClosed {
			t.Errorf("after Close: %v, want ErrClosed", recorded(err))
		}
	}
}

// A fresh token is refused too, and a background refresh is canceled.
func TestCloseRejectsFreshTokensAndEndsTheBackgroundRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan error, 1)
		f := &fake{token: func(n int, r *http.Request) (*http.Response, error) {
			if n > 1 {
				<-r.Context().Done()
				ended <- r.Context().Err()
				return nil, r.Context().Err()
			}
			return newTokenResponse(n, 3600), nil
		}}
		log := &logLines{}
		p := f.provider(t, log.option())
		wantToken(t, p, 1, 0)
		time.Sleep(55 * time.Minute)
		wantToken(t, p, 1, 0)
		synctest.Wait()
		f.wantTokenRequests(t, 2)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err == nil {
			t.Error("the request's context lives on")
		}
		synctest.Wait()
		wantClosed(t, p)
		f.wantTokenRequests(t, 2)
		if lines := log.linesWith("WARN"); len(lines) > 0 {
			t.Errorf("closing is no failure, but was logged as %q", lines)
		}
	})
}

// Closing while the cache is read is no failure of the cache, and no fetch follows.
func TestCloseWhileTheCacheIsReadStartsNoFetchAndLogsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, log := &fake{}, &logLines{}
		p := f.provider(t, log.option(),
			spotify.WithTokenCache(funcCache{get: func(context.Context, string) (spotify.Token, error) {
				time.Sleep(time.Second)
				return spotify.Token{}, errors.New("too late")
			}}))
		time.AfterFunc(time.Millisecond, func() { p.Close() })
		if _, err := p.Token(t.Context()); err != spotify.ErrClosed {
			t.Errorf("error %v", recorded(err))
		}
		time.Sleep(2 * time.Second)
		f.wantTokenRequests(t, 0)
		if lines := log.linesWith("spotify: "); len(lines) > 0 {
			t.Errorf("logged %q", lines)
		}
	})
}

// A grant that ignores its context does not hold up Close; what it brings is dropped.
func TestCloseDoesNotWaitForAFetchThatIgnoresItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fetches atomic.Int32
		p, err := spotify.NewTokenProvider(func(context.Context) (spotify.Token, error) {
			fetches.Add(1)
			time.Sleep(time.Hour)
			return spotify.Token{AccessToken: token(1), ExpiresAt: time.Now().Add(time.Hour)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		time.AfterFunc(time.Second, func() { p.Close() })
		if _, err := p.Token(t.Context()); err != spotify.ErrClosed || time.Since(start) != time.Second {
			t.Errorf("error %v after %v", recorded(err), time.Since(start))
		}
		time.Sleep(time.Hour) // its token came a second ago, and would be fresh
		wantClosed(t, p)
		if n := fetches.Load(); n != 1 {
			t.Errorf("%d fetches", n)
		}
	})
}

func TestProviderThatWasNeverUsedCloses(t *testing.T) {
	f := &fake{}
	p := f.provider(t)
	for range 2 {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	wantClosed(t, p)
	f.wantTokenRequests(t, 0)
}
