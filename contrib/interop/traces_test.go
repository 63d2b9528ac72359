package interop_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// traced wraps the SDK's transport in spans that are named after routes.
func traced(provider *trace.TracerProvider) spotify.Option {
	return spotify.WithTransport(func(next http.RoundTripper) http.RoundTripper {
		return otelhttp.NewTransport(next,
			otelhttp.WithTracerProvider(provider),
			otelhttp.WithPropagators(propagation.TraceContext{}),
			otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return r.Pattern }))
	})
}

func TestSpansAreNamedAfterRoutes(t *testing.T) {
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
		if refresh := span.Name() == "POST token"; inPage == refresh {
			t.Errorf("span %q: in the caller's trace %v; want API requests in it, and not the token request that all callers share", span.Name(), inPage)
		}
		if all := fmt.Sprint(span.Attributes(), span.Events(), span.Status()); strings.Contains(all, spotifytest.ClientSecret) || strings.Contains(all, token) {
			t.Errorf("span %q contains a secret: %s", span.Name(), all)
		}
	}
	want := []string{"POST token", "GET /albums/{id}", "GET /albums/{id}", "GET /artists/{id}/albums", "GET /tracks/{id}"}
	if !slices.Equal(names, want) {
		t.Errorf("the spans are named %q, want %q", names, want)
	}
	for _, r := range srv.Requests() {
		if r.Header.Get("Traceparent") == "" {
			t.Errorf("%s %s has no traceparent", r.Method, r.Path)
		}
	}
}

// dropQueries is a span processor that hides the query of url.full from another
// one, since the query of a search is what somebody typed. otelhttp sets the
// attribute after the start of the span, so OnStart comes too early.
type dropQueries struct{ trace.SpanProcessor }

func (p dropQueries) OnEnd(span trace.ReadOnlySpan) { p.SpanProcessor.OnEnd(withoutQuery{span}) }

type withoutQuery struct{ trace.ReadOnlySpan }

func (s withoutQuery) Attributes() []attribute.KeyValue {
	attrs := slices.Clone(s.ReadOnlySpan.Attributes())
	for i, attr := range attrs {
		if attr.Key == semconv.URLFullKey {
			path, _, _ := strings.Cut(attr.Value.AsString(), "?")
			attrs[i] = semconv.URLFull(path)
		}
	}
	return attrs
}

func TestSpansContainSearchTextUnlessItIsDropped(t *testing.T) {
	for _, row := range []struct {
		name      string
		processor func(trace.SpanProcessor) trace.SpanProcessor
		contains  bool
	}{
		{"otelhttp", func(p trace.SpanProcessor) trace.SpanProcessor { return p }, true},
		{"with dropQueries", func(p trace.SpanProcessor) trace.SpanProcessor { return dropQueries{p} }, false},
	} {
		recorder := tracetest.NewSpanRecorder()
		provider := trace.NewTracerProvider(trace.WithSpanProcessor(row.processor(recorder)))
		defer provider.Shutdown(context.Background())
		srv, client := spotifytest.New(t, traced(provider))
		if _, err := client.Search(t.Context(), "lonesome whale", []spotify.SearchType{spotify.SearchTypeAlbum}, nil); err != nil {
			t.Fatal(err)
		}
		found := false
		for _, span := range recorder.Ended() {
			for _, attr := range span.Attributes() {
				found = found || strings.Contains(attr.Value.String(), "lonesome")
				if attr.Key == semconv.URLFullKey && !strings.HasPrefix(attr.Value.AsString(), srv.BaseURL()+"/search") && span.Name() == "GET /search" {
					t.Errorf("%s: url.full is %q, want the path at least", row.name, attr.Value.AsString())
				}
			}
		}
		if found != row.contains || len(recorder.Ended()) != 2 {
			t.Errorf("%s: the search text is in %d spans: %v, want %v", row.name, len(recorder.Ended()), found, row.contains)
		}
	}
}
