package interop_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// traced wraps the SDK's transport in spans that are called after routes.
func traced(provider *trace.TracerProvider) spotify.Option {
	return spotify.WithTransport(func(next http.RoundTripper) http.RoundTripper {
		return otelhttp.NewTransport(next,
			otelhttp.WithTracerProvider(provider),
			otelhttp.WithPropagators(propagation.TraceContext{}),
			otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return r.Pattern }))
	})
}

func TestSpansAreCalledAfterRoutes(t *testing.T) {
	recorder := tracetest.NewSpanRecorder()
	provider := trace.NewTracerProvider(trace.WithSpanProcessor(recorder))
	defer provider.Shutdown(context.Background())
	srv, client := spotifytest.New(t, traced(provider))
	srv.Fail(spotifytest.Fault{Path: "/albums/", Status: 503, Times: 1})

	ctx, parent := provider.Tracer("test").Start(t.Context(), "page")
	if _, err := client.Album(ctx, spotifytest.AlbumID, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := client.ArtistAlbums(ctx, spotifytest.ArtistID, nil); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(ctx, "GET", srv.BaseURL()+"/tracks/"+spotifytest.TrackID, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close() // ends its span
	parent.End()

	var names []string
	token := ""
	for _, r := range srv.Requests() {
		if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
			token = bearer
		}
	}
	for _, span := range recorder.Ended() {
		if span.Name() == "page" {
			continue
		}
		names = append(names, span.Name())
		inPage := span.SpanContext().TraceID() == parent.SpanContext().TraceID()
		if flight := span.Name() == "POST token"; inPage == flight {
			t.Errorf("span %q: in the caller's trace %v; calls are, the token that all callers share is not", span.Name(), inPage)
		}
		if all := fmt.Sprint(span.Attributes(), span.Events(), span.Status()); strings.Contains(all, spotifytest.ClientSecret) || strings.Contains(all, token) {
			t.Errorf("span %q has a secret: %s", span.Name(), all)
		}
	}
	want := []string{"POST token", "GET /albums/{id}", "GET /albums/{id}", "GET /artists/{id}/albums", "GET /tracks/{id}"}
	if !slices.Equal(names, want) {
		t.Errorf("the spans are %q, want %q", names, want)
	}
	for _, r := range srv.Requests() {
		if r.Header.Get("Traceparent") == "" {
			t.Errorf("%s %s has no traceparent", r.Method, r.Path)
		}
	}
}
