package spotifytest

import (
	"cmp"
	"strconv"
	"time"
)

// RateLimit describes how many requests the app may send. Each endpoint has its
// own count, because Spotify does not publish its groups. The zero value is no
// limit.
type RateLimit struct {
	Requests int           // in each window; 0 is any number
	Window   time.Duration // 0 is 30 seconds, as at Spotify

	// Quota is how many requests are allowed in any 24 hours; 0 is any number.
	// Beyond it the server responds with 429, the reason QUOTA_EXCEEDED and a
	// Retry-After of hours, as Spotify does.
	Quota int
}

const (
	rateWindow  = 30 * time.Second
	quotaWindow = 24 * time.Hour
)

// SetRateLimit limits later requests to the Web API. Rejected requests do not
// count.
func (s *Server) SetRateLimit(r RateLimit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rateLimit = r
	clear(s.spent)
}

// spend counts a request of an endpoint, or refuses it.
func (s *Server) spend(endpoint string) error {
	limit := s.rateLimit
	if limit.Requests <= 0 && limit.Quota <= 0 {
		return nil
	}
	now, window := time.Now(), cmp.Or(limit.Window, rateWindow)
	times := s.spent[endpoint]
	for len(times) > 0 && now.Sub(times[0]) >= max(quotaWindow, window) {
		times = times[1:]
	}
	s.spent[endpoint] = times
	if wait := waitFor(times, limit.Quota, quotaWindow, now); wait > 0 {
		return &problem{status: 429, message: "Too many requests", reason: "QUOTA_EXCEEDED", retryAfter: seconds(wait)}
	}
	if wait := waitFor(times, limit.Requests, window, now); wait > 0 {
		return &problem{status: 429, message: messageRateLimit, retryAfter: seconds(wait)}
	}
	s.spent[endpoint] = append(times, now)
	return nil
}

// waitFor returns how long it takes until another request fits into a rolling
// window, given the times of earlier ones.
func waitFor(times []time.Time, limit int, window time.Duration, now time.Time) time.Duration {
	if limit <= 0 || len(times) < limit {
		return 0
	}
	return times[len(times)-limit].Add(window).Sub(now)
}

// seconds rounds up to whole seconds, for a Retry-After.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}
