package spotify_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spotify-sdk/spotify"
)

// Bubbles begin at midnight UTC, 1 January 2000.
const bubbleDate = "Sat, 01 Jan 2000 00:00:00 GMT"

func TestRateLimitReadsEveryFormOfRetryAfter(t *testing.T) {
	const ms, s = time.Millisecond, time.Second
	tests := []struct {
		name, value, date string
		asked             time.Duration // 0: counts as absent
	}{
		{"seconds", "7", "", 7 * s},
		{"one second", "1", "", s},
		{"a fraction", "1.5", "", 1500 * ms},
		{"less than a second", "0.25", "", 250 * ms},
		{"spaces around it", "  7 ", "", 7 * s},
		{"leading zeros", "007", "", 7 * s},
		{"a date", "Sat, 01 Jan 2000 00:00:09 GMT", "", 9 * s},
		{"a date of RFC 850", "Saturday, 01-Jan-00 00:00:09 GMT", "", 9 * s},
		{"a date of asctime", "Sat Jan  1 00:00:09 2000", "", 9 * s},
		{"a date next to the response's own, whose clock is ahead", "Sat, 01 Jan 2022 10:00:05 GMT",
			"Sat, 01 Jan 2022 10:00:00 GMT", 5 * s},
		{"a date next to the response's own, whose clock is behind", "Fri, 01 Jan 1999 10:00:05 GMT",
			"Fri, 01 Jan 1999 10:00:00 GMT", 5 * s},
		{"a date next to a broken one", "Sat, 01 Jan 2000 00:00:09 GMT", "yesterday", 9 * s},
		{"absent", "", "", 0},
		{"zero", "0", "", 0},
		{"zero with a fraction", "0.0", "", 0},
		{"the present", bubbleDate, bubbleDate, 0},
		{"the past", "Fri, 31 Dec 1999 23:00:00 GMT", "", 0},
		{"negative", "-5", "", 0},
		{"not a number", "NaN", "", 0},
		{"infinite", "Inf", "", 0},
		{"with an exponent", "1e3", "", 0},
		{"hexadecimal", "0x10", "", 0},
		{"with a sign", "+5", "", 0},
		{"with a unit", "5s", "", 0},
		{"with an underscore", "1_0", "", 0},
		{"two numbers", "5, 6", "", 0},
		{"two points", "1.2.3", "", 0},
		{"a point", ".", "", 0},
		{"words", "soon", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				headers := []string{"Retry-After", tt.value}
				if tt.value == "" {
					headers = nil
				}
				if tt.date != "" {
					headers = append(headers, "Date", tt.date)
				}
				g := &fake{api: script(respond(429, headers...))}
				if e := apiErr(t, getAlbum(context.Background(),
					g.client(t, spotify.WithMaxRetries(0)))); e.RetryAfter != tt.asked {
					t.Errorf("RetryAfter %v, want %v", e.RetryAfter, tt.asked)
				}
				f := &fake{api: script(respond(429, headers...), respond(200))}
				start := time.Now()
				if err := getAlbum(context.Background(), f.client(t)); err != nil {
					t.Fatal(recorded(err))
				}
				low, high := tt.asked, tt.asked+min(s, tt.asked/10)
				if tt.asked == 0 { // the backoff, and the release of the cooldown on top
					low, high = 250*ms, 550*ms
				}
				wantBetween(t, "the second attempt", f.times(start)[1], low, high)
			})
		})
	}
}

// The words of a 429 may be anything; when to come back stands in its header.
func TestRateLimitIsReadWhateverTheBody(t *testing.T) {
	for _, body := range []string{"Too many requests", "<html>slow down</html>", `{"error":"slow down"}`, `{"error":{`, ""} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(respondBody(429, body, "Retry-After", "7"),
				respondBody(429, body, "Retry-After", "7200"))}
			start := time.Now()
			err := getAlbum(context.Background(), f.client(t))
			wantBetween(t, "the call took", time.Since(start), 7*time.Second, 7700*time.Millisecond)
			wantIs(t, err, spotify.ErrRateLimited)
			if e := apiErr(t, err); e.RetryAfter != 2*time.Hour || e.Attempts != 2 || string(e.Body) != body {
				t.Errorf("%q: %v, RetryAfter %v after %d attempts", body, e, e.RetryAfter, e.Attempts)
			}
		})
	}
}

// Spotify really asks for hours. Nobody sleeps that long, and no such value
// overflows into a short one.
func TestRateLimitTooLongWaitsFailAtOnce(t *testing.T) {
	const s = time.Second
	tests := []struct {
		name, value string
		opts        []spotify.Option
		asked       time.Duration
		waited      bool
	}{
		{"sixty seconds are waited out", "60", nil, 60 * s, true},
		{"a little more is not", "60.001", nil, 60*s + time.Millisecond, false},
		{"twenty hours", "74523", nil, 74523 * s, false},
		{"an epoch", "1743465600", nil, 1743465600 * s, false},
		{"more than any clock holds", "99999999999999999999", nil, 100 * 365 * 24 * time.Hour, false},
		{"a date of the far future", "Fri, 31 Dec 9999 23:59:59 GMT", nil, 100 * 365 * 24 * time.Hour, false},
		{"the caller tolerates five", "5", []spotify.Option{spotify.WithMaxRetryWait(5 * s)}, 5 * s, true},
		{"and not six", "6", []spotify.Option{spotify.WithMaxRetryWait(5 * s)}, 6 * s, false},
		{"the caller tolerates an hour", "3600", []spotify.Option{spotify.WithMaxRetryWait(time.Hour)}, 3600 * s, true},
		{"the caller wants no waiting", "1", []spotify.Option{spotify.WithMaxRetries(0)}, s, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(respond(429, "Retry-After", tt.value), respond(200))}
				start := time.Now()
				err := getAlbum(context.Background(), f.client(t, tt.opts...))
				if tt.waited {
					if err != nil {
						t.Fatal(recorded(err))
					}
					wantBetween(t, "the second attempt", f.times(start)[1], tt.asked, tt.asked+s)
					return
				}
				wantBetween(t, "the call took", time.Since(start), 0, 0)
				e := apiErr(t, err)
				wantIs(t, err, spotify.ErrRateLimited)
				if e.RetryAfter != tt.asked || e.Attempts != 1 {
					t.Errorf("RetryAfter %v after %d attempts, want %v after 1", e.RetryAfter, e.Attempts, tt.asked)
				}
			})
		})
	}
}

// A 503 arms no cooldown that would hold what an overflow lets through.
func TestRateLimitTooLongWaitsOfAnOutageFailAtOnce(t *testing.T) {
	for _, value := range []string{"61", "1743465600", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: func(n int, _ *http.Request) (*http.Response, error) {
				if n > 10 {
					return newResponse(200, "{}"), nil
				}
				return newAPIError(503, "busy", "Retry-After", value), nil
			}}
			c := f.client(t, spotify.WithMaxRetries(9))
			if e := apiErr(t, getAlbum(context.Background(), c)); e.RetryAfter <= time.Minute || e.Attempts != 1 {
				t.Errorf("%s: RetryAfter %v after %d attempts", value, e.RetryAfter, e.Attempts)
			}
			f.wantRequests(t, 1)
			_ = getAlbum(context.Background(), c)
			f.wantRequests(t, 2)
		})
	}
}

// Calls during a rate limit make it longer. It holds for the whole client and
// its identities, for any method, in that group of endpoints.
func TestRateLimitStopsTheWholeClientForTheGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: func(n int, r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.Pattern, "/artists/{id}/albums") {
				return newAPIError(429, "API rate limit exceeded", "Retry-After", "79892"), nil
			}
			return newResponse(200, "{}"), nil
		}}
		c := f.client(t)
		user := c.As(spotify.AuthProviderFunc(func(context.Context) (string, error) { return token(77), nil }))
		ctx := context.Background()
		limited := "/artists/" + artistID + "/albums"
		if e := apiErr(t, c.Call(ctx, "GET", limited, nil, nil, nil)); e.RetryAfter != 79892*time.Second ||
			e.Attempts != 1 {
			t.Errorf("RetryAfter %v after %d attempts", e.RetryAfter, e.Attempts)
		}
		time.Sleep(10 * time.Second)
		other := "/artists/" + albumID + "/albums"
		later := []struct {
			name string
			call func() error
		}{
			{"the same call", func() error { return c.Call(ctx, "GET", limited, nil, nil, nil) }},
			{"another ID", func() error { return c.Call(ctx, "GET", other+"?limit=2", nil, nil, nil) }},
			{"another method", func() error { return c.Call(ctx, "DELETE", other, nil, nil, nil) }},
			{"another user", func() error { return user.Call(ctx, "GET", limited, nil, nil, nil) }},
			{"a typed method", func() error { _, err := c.ArtistAlbums(ctx, albumID, nil); return err }},
			{"Do", func() error {
				req, _ := http.NewRequest("POST", "https://api.spotify.com/v1"+other, nil)
				_, err := c.Do(req)
				return err
			}},
		}
		for _, l := range later {
			e := apiErr(t, l.call())
			if e.StatusCode != 429 || e.Message != "API rate limit exceeded" || e.Attempts != 0 ||
				e.RetryAfter != 79882*time.Second || e.MayHaveExecuted {
				t.Errorf("%s: %v, %d attempts, RetryAfter %v", l.name, e, e.Attempts, e.RetryAfter)
			}
			if e.Route != "/artists/{id}/albums" || len(e.Body) == 0 {
				t.Errorf("%s: route %q, body %q", l.name, e.Route, e.Body)
			}
		}
		e := apiErr(t, c.Call(ctx, "PUT", other, nil, nil, nil))
		if e.Method != "PUT" || e.Path != "/v1"+other {
			t.Errorf("the error is of %s %s, want of this call", e.Method, e.Path)
		}
		f.wantRequests(t, 1)
		for _, free := range []string{"/search?q=x", "/artists/" + artistID, "/artists/" + artistID + "/top-tracks", albumPath} {
			if err := c.Call(ctx, "GET", free, nil, nil, nil); err != nil {
				t.Errorf("%s: %v", free, recorded(err))
			}
		}
	})
}

// What one caller does with the error of a cooldown is not seen by the next.
func TestRateLimitErrorsShareNoMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(429, "Retry-After", "3600"))}
		c := f.client(t)
		for range 3 {
			e := apiErr(t, getAlbum(context.Background(), c))
			if !strings.Contains(string(e.Body), "told so") {
				t.Fatalf("body %q", e.Body)
			}
			clear(e.Body)
			e.Message = "mine"
		}
	})
}

func TestRateLimitWaitersContinueWhenTheCooldownEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(429, "Retry-After", "20"), respond(200))}
		c := f.client(t)
		start := time.Now()
		first := make(chan error, 1)
		go func() { first <- getAlbum(context.Background(), c) }()
		time.Sleep(5 * time.Second)
		if err := getAlbum(context.Background(), c); err != nil {
			t.Error(recorded(err))
		}
		if err := <-first; err != nil {
			t.Error(recorded(err))
		}
		for _, at := range f.times(start)[1:] {
			wantBetween(t, "an attempt after the cooldown", at, 20*time.Second, 21*time.Second)
		}
		f.wantRequests(t, 3)
	})
}

// A call in a cooldown waits only if it may and has the time.
func TestRateLimitCooldownFailsCallsThatCannotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(429, "Retry-After", "20"), respond(200))}
		c := f.client(t)
		go getAlbum(context.Background(), c)
		synctest.Wait()
		time.Sleep(5 * time.Second)
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		start := time.Now()
		err := getAlbum(ctx, c)
		wantBetween(t, "the call took", time.Since(start), 0, 0)
		wantNotIs(t, err, context.DeadlineExceeded)
		if e := apiErr(t, err); e.StatusCode != 429 || e.Attempts != 0 || e.RetryAfter != 15*time.Second {
			t.Errorf("%v, %d attempts", e, e.Attempts)
		}
		// A call canceled while waiting reports the cooldown as well.
		ctx, leave := context.WithCancel(context.Background())
		time.AfterFunc(3*time.Second, leave)
		err = getAlbum(ctx, c)
		wantIs(t, err, context.Canceled)
		wantIs(t, err, spotify.ErrRateLimited)
		if e := apiErr(t, err); e.Attempts != 0 || e.RetryAfter != 12*time.Second {
			t.Errorf("%v, %d attempts", e, e.Attempts)
		}
		f.wantRequests(t, 1)
		time.Sleep(time.Minute)
	})
}

// Two requests are in flight; the second response must not shorten the cooldown
// that the first one set.
func TestRateLimitCooldownIsNeverShortened(t *testing.T) {
	tests := []struct {
		name          string
		first, second string
		left          time.Duration // one second after the second
	}{
		{"a smaller value changes nothing", "1000", "70", 998 * time.Second},
		{"none at all changes nothing", "1000", "0", 998 * time.Second},
		{"a larger one makes it longer", "1000", "2000", 1999 * time.Second},
		{"the same one counts from its own moment", "1000", "1000", 999 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(respondAfter(time.Second, respond(429, "Retry-After", tt.first)),
					respondAfter(2*time.Second, respond(429, "Retry-After", tt.second)))}
				c := f.client(t, spotify.WithMaxRetries(0))
				for range 2 {
					go getAlbum(context.Background(), c)
				}
				time.Sleep(3 * time.Second)
				if e := apiErr(t, getAlbum(context.Background(), c)); e.RetryAfter != tt.left || e.Attempts != 0 {
					t.Errorf("RetryAfter %v, want %v", e.RetryAfter, tt.left)
				}
				f.wantRequests(t, 2)
			})
		})
	}
}

func TestRateLimitCooldownLastsADayAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respond(429, "Retry-After", "360000"), respond(200))}
		c := f.client(t)
		if e := apiErr(t, getAlbum(context.Background(), c)); e.RetryAfter != 100*time.Hour {
			t.Errorf("RetryAfter %v, want as sent", e.RetryAfter)
		}
		if e := apiErr(t, getAlbum(context.Background(), c)); e.RetryAfter != 24*time.Hour || e.Attempts != 0 {
			t.Errorf("RetryAfter %v, want until the cooldown ends", e.RetryAfter)
		}
		time.Sleep(24 * time.Hour)
		if err := getAlbum(context.Background(), c); err != nil {
			t.Error(recorded(err))
		}
	})
}

func TestRateLimitQuotaIsNeverWaitedOut(t *testing.T) {
	const quota = `{"error":{"status":429,"message":"Quota exceeded","reason":"QUOTA_EXCEEDED"}}`
	tests := []struct {
		name    string
		headers []string
		lasts   time.Duration
		sent    time.Duration
	}{
		{"without Retry-After it lasts a minute", nil, time.Minute, 0},
		{"a short one is not waited out either", []string{"Retry-After", "5"}, 5 * time.Second, 5 * time.Second},
		{"a long one", []string{"Retry-After", "7200"}, 2 * time.Hour, 2 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{api: script(respondBody(429, quota, tt.headers...), respond(200))}
				c := f.client(t)
				start := time.Now()
				err := getAlbum(context.Background(), c)
				wantIs(t, err, spotify.ErrQuotaExceeded)
				wantIs(t, err, spotify.ErrRateLimited)
				if e := apiErr(t, err); e.RetryAfter != tt.sent || e.Attempts != 1 || e.Reason != "QUOTA_EXCEEDED" {
					t.Errorf("%+v", e)
				}
				time.Sleep(tt.lasts - time.Second)
				err = getAlbum(context.Background(), c)
				wantIs(t, err, spotify.ErrQuotaExceeded)
				if e := apiErr(t, err); e.RetryAfter != time.Second || e.Attempts != 0 {
					t.Errorf("RetryAfter %v after %d attempts", e.RetryAfter, e.Attempts)
				}
				wantBetween(t, "both calls took", time.Since(start), tt.lasts-time.Second, tt.lasts-time.Second)
				time.Sleep(time.Second)
				if err := getAlbum(context.Background(), c); err != nil {
					t.Error(recorded(err))
				}
			})
		})
	}
}

// A quota that is used up while another cooldown lasts is what later calls
// report, and it is not forgotten for a plain 429.
func TestRateLimitQuotaAndCooldownTogether(t *testing.T) {
	const quota = `{"error":{"status":429,"message":"Quota exceeded","reason":"QUOTA_EXCEEDED"}}`
	used, plain := respondBody(429, quota, "Retry-After", "30"), respond(429, "Retry-After", "50")
	for _, order := range [][2]responder{{used, plain}, {plain, used}} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{api: script(respondAfter(time.Second, order[0]), respondAfter(2*time.Second, order[1]))}
			c := f.client(t, spotify.WithMaxRetries(0))
			for range 2 {
				go getAlbum(context.Background(), c)
			}
			time.Sleep(3 * time.Second)
			f.wantRequests(t, 2)
			err := getAlbum(context.Background(), c)
			wantIs(t, err, spotify.ErrQuotaExceeded)
			if e := apiErr(t, err); e.RetryAfter < 47*time.Second || e.Attempts != 0 {
				t.Errorf("RetryAfter %v after %d attempts", e.RetryAfter, e.Attempts)
			}
		})
	}
}
