package interop_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// counters is a slog.Handler that counts what the SDK logs.
type counters struct {
	requests, retries, tokens *prometheus.CounterVec
	seconds                   *prometheus.HistogramVec
}

func newCounters(r prometheus.Registerer) *counters {
	c := &counters{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "spotify_requests_total", Help: "Requests by route and status."}, []string{"method", "route", "status"}),
		retries:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "spotify_retries_total", Help: "Waits before another attempt."}, []string{"route", "cause"}),
		tokens:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "spotify_tokens_total", Help: "New tokens by cause and source."}, []string{"cause", "source"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "spotify_request_seconds", Help: "How long requests took."}, []string{"route"}),
	}
	r.MustRegister(c.requests, c.retries, c.tokens, c.seconds)
	return c
}

func (c *counters) Enabled(context.Context, slog.Level) bool { return true }
func (c *counters) WithAttrs([]slog.Attr) slog.Handler       { return c }
func (c *counters) WithGroup(string) slog.Handler            { return c }

func (c *counters) Handle(_ context.Context, r slog.Record) error {
	a := map[string]slog.Value{}
	r.Attrs(func(attr slog.Attr) bool { a[attr.Key] = attr.Value; return true })
	switch r.Message {
	case "spotify: request":
		c.requests.WithLabelValues(a["method"].String(), a["route"].String(), a["status"].String()).Inc()
		c.seconds.WithLabelValues(a["route"].String()).Observe(a["duration"].Duration().Seconds())
	case "spotify: retry":
		c.retries.WithLabelValues(a["route"].String(), a["cause"].String()).Inc()
	case "spotify: token refreshed":
		c.tokens.WithLabelValues(a["cause"].String(), a["source"].String()).Inc()
	}
	return nil
}

func TestLogEventsFeedPrometheusCounters(t *testing.T) {
	registry := prometheus.NewRegistry()
	srv, client := spotifytest.New(t, spotify.WithLogger(slog.New(newCounters(registry))))
	metrics := httptest.NewServer(promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	defer metrics.Close()

	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 503, Times: 2})
	for range 3 {
		if _, err := client.Album(t.Context(), spotifytest.AlbumID, nil); err != nil {
			t.Fatal(err)
		}
	}
	srv.ExpireTokens()
	if _, err := client.Track(t.Context(), spotifytest.TrackID, nil); err != nil {
		t.Fatal(err)
	}

	resp, err := http.Get(metrics.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`spotify_requests_total{method="GET",route="/albums/{id}",status="200"} 3`,
		`spotify_requests_total{method="GET",route="/albums/{id}",status="503"} 2`,
		`spotify_requests_total{method="GET",route="/tracks/{id}",status="401"} 1`,
		`spotify_requests_total{method="GET",route="/tracks/{id}",status="200"} 1`,
		`spotify_requests_total{method="POST",route="token",status="200"} 2`,
		`spotify_request_seconds_count{route="/albums/{id}"} 5`,
		`spotify_tokens_total{cause="missing",source="endpoint"} 1`,
		`spotify_tokens_total{cause="rejected",source="endpoint"} 1`,
	} {
		if !strings.Contains(string(text), want+"\n") {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if !strings.Contains(string(text), `spotify_retries_total{cause=`) {
		t.Error("no retry was counted")
	}
	if t.Failed() {
		t.Logf("%s", text)
	}
}
