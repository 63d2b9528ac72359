package spotify_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/spotify-sdk/spotify"
)

func TestCallPathsAndQueries(t *testing.T) {
	const base = "https://api.spotify.com/v1"
	tests := []struct {
		name, path  string
		query       url.Values
		sentPath    string
		sentQuery   string
		route       string
		baseURL     string
		absoluteURL bool
	}{
		{name: "with a leading slash", path: "/markets", sentPath: "/v1/markets", route: "/markets"},
		{name: "without one", path: "markets", sentPath: "/v1/markets", route: "/markets"},
		{name: "an ID becomes {id} in the route", path: albumPath + "/tracks",
			sentPath: "/v1" + albumPath + "/tracks", route: "/albums/{id}/tracks"},
		{name: "only 22 letters and digits do", path: "/x/smedjan", sentPath: "/v1/x/smedjan", route: "/x/smedjan"},
		{name: "a user's name becomes {id} too", path: "/users/smedjan", sentPath: "/v1/users/smedjan",
			route: "/users/{id}"},
		{name: "escapes are sent as they stand", path: "/x/a%2Fb%20c%3F", sentPath: "/v1/x/a%2Fb%20c%3F",
			route: "/x/a%2Fb%20c%3F"},
		{name: "a query in the path", path: "/search?q=a%20b&type=album", sentPath: "/v1/search",
			sentQuery: "q=a%20b&type=album", route: "/search"},
		{name: "a query in addition to it", path: "/search", query: url.Values{"q": {"a b&c"}, "type": {"album"}},
			sentPath:  "/v1/search",
			sentQuery: "q=a+b%26c&type=album", route: "/search"},
		{name: "both", path: "/search?q=x", query: url.Values{"type": {"album"}}, sentPath: "/v1/search",
			sentQuery: "q=x&type=album", route: "/search"},
		{name: "an absolute URL", path: base + albumPath + "?market=SE", sentPath: "/v1" + albumPath,
			sentQuery: "market=SE", route: "/albums/{id}"},
		{name: "in other letters, with the port", path: "HTTPS://API.Spotify.com:443/v1/markets",
			sentPath: "/v1/markets", route: "/markets"},
		{name: "below another base URL", path: albumPath, baseURL: "https://proxy.example/spotify/v1/",
			sentPath: "/spotify/v1" + albumPath, route: "/albums/{id}"},
		{name: "absolute, below another base URL", path: "https://proxy.example/spotify/v1/me",
			baseURL:  "https://proxy.example/spotify/v1",
			sentPath: "/spotify/v1/me", route: "/me"},
		{name: "below a base URL without a path", path: "/me", baseURL: "https://proxy.example", sentPath: "/me",
			route: "/me"},
		{name: "two slashes name no host", path: "//evil.example/x", sentPath: "/v1//evil.example/x",
			route: "//evil.example/x"},
		{name: "dots inside a segment", path: "/x/..a/...", sentPath: "/v1/x/..a/...", route: "/x/..a/..."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var opts []spotify.Option
			if tt.baseURL != "" {
				opts = append(opts, spotify.WithBaseURL(tt.baseURL))
			}
			f := &fake{api: script(respond(404))}
			e := apiErr(t, f.client(t, opts...).Call(context.Background(), "GET", tt.path, tt.query, nil, nil))
			got := f.apiRequests()[0]
			if got.path != tt.sentPath || got.query != tt.sentQuery || got.pattern != "GET "+tt.route {
				t.Errorf("sent %s?%s as %q, want %s?%s of route %s", got.path, got.query, got.pattern, tt.sentPath,
					tt.sentQuery, tt.route)
			}
			if e.Path != tt.sentPath || e.Route != tt.route || e.Method != "GET" {
				t.Errorf("the error is of %s %s, route %s", e.Method, e.Path, e.Route)
			}
		})
	}
}

// What is refused costs no request, and above all no token.
func TestCallRejectsBadInputBeforeRequestingAToken(t *testing.T) {
	ctx := context.Background()
	tests := []struct {
		name   string
		ctx    context.Context
		method string
		path   string
		in     any
		out    any
	}{
		{"another host", ctx, "GET", "https://evil.example/v1/me", nil, nil},
		{"a host that begins alike", ctx, "GET", "https://api.spotify.com.evil.example/v1/me", nil, nil},
		{"a host after a login", ctx, "GET", "https://api.spotify.com@evil.example/v1/me", nil, nil},
		{"a subdomain", ctx, "GET", "https://x.api.spotify.com/v1/me", nil, nil},
		{"a trailing dot", ctx, "GET", "https://api.spotify.com./v1/me", nil, nil},
		{"another port", ctx, "GET", "https://api.spotify.com:8443/v1/me", nil, nil},
		{"plain http", ctx, "GET", "http://api.spotify.com/v1/me", nil, nil},
		{"plain http on the other's port", ctx, "GET", "http://api.spotify.com:443/v1/me", nil, nil},
		{"a path outside the base URL's", ctx, "GET", "https://api.spotify.com/v2/me", nil, nil},
		{"a path that begins alike", ctx, "GET", "https://api.spotify.com/v10/me", nil, nil},
		{"dots", ctx, "GET", "/albums/../me", nil, nil},
		{"dots at the end", ctx, "GET", "/albums/..", nil, nil},
		{"one dot", ctx, "GET", "./me", nil, nil},
		{"escaped dots", ctx, "GET", "/albums/%2e%2E/me", nil, nil},
		{"escaped slashes around dots", ctx, "GET", "/albums/x%2f..%2fme", nil, nil},
		{"dots in an absolute URL", ctx, "GET", "https://api.spotify.com/v1/../admin", nil, nil},
		{"a fragment", ctx, "GET", "/me#top", nil, nil},
		{"an empty fragment", ctx, "GET", "/me#", nil, nil},
		{"a control character", ctx, "GET", "/me\r\nX: y", nil, nil},
		{"a broken escape", ctx, "GET", "/me%zz", nil, nil},
		{"a method that is none", ctx, "GET /", "/me", nil, nil},
		{"a body that is no JSON", ctx, "POST", "/me", make(chan int), nil},
		{"an out that is no pointer", ctx, "GET", "/me", nil, map[string]any{}},
		{"an out that is a nil pointer", ctx, "GET", "/me", nil, (*int)(nil)},
		{"no context", nil, "GET", "/me", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{}
			err := f.client(t).Call(tt.ctx, tt.method, tt.path, nil, tt.in, tt.out)
			wantIs(t, err, spotify.ErrBadRequest)
			var e *spotify.Error
			if errors.As(err, &e) {
				t.Errorf("%v is an *Error", err)
			}
			if text := err.Error(); strings.Count(text, "spotify: ") != 1 || strings.ContainsAny(text, "\r\n") {
				t.Errorf("text %q", text)
			}
			f.wantRequests(t, 0)
			f.wantTokenRequests(t, 0)
		})
	}
}

func TestCallOnAnUninitializedClient(t *testing.T) {
	for _, c := range []*spotify.Client{nil, {}, new(spotify.Client).As(nil)} {
		wantIs(t, c.Call(context.Background(), "GET", "/me", nil, nil, nil), spotify.ErrConfig)
		wantIs(t, c.Close(), spotify.ErrConfig)
		req, _ := http.NewRequest("GET", "https://api.spotify.com/v1/me", nil)
		_, err := c.Do(req)
		wantIs(t, err, spotify.ErrConfig)
		_, err = c.Do(nil)
		wantIs(t, err, spotify.ErrBadRequest)
	}
}

func TestCallBodies(t *testing.T) {
	tests := []struct {
		name       string
		in         any
		body, kind string
	}{
		{"none", nil, "", ""},
		{"no bytes", []byte(nil), "", ""},
		{"an empty body", []byte{}, "", "application/json"},
		{"bytes as they are", []byte("{ }"), "{ }", "application/json"},
		{"a value as JSON", map[string][]string{"ids": {"a"}}, `{"ids":["a"]}`, "application/json"},
		{"a text as JSON", "x", `"x"`, "application/json"},
		{"raw JSON", json.RawMessage(`{"a": 1}`), `{"a":1}`, "application/json"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{}
			if err := f.client(t).Call(context.Background(), "PUT", "/me/albums", nil, tt.in, nil); err != nil {
				t.Fatal(recorded(err))
			}
			if got := f.apiRequests()[0]; got.body != tt.body || got.header.Get("Content-Type") != tt.kind {
				t.Errorf("sent %q of type %q, want %q of type %q", got.body, got.header.Get("Content-Type"), tt.body,
					tt.kind)
			}
		})
	}
}

func TestCallHeaders(t *testing.T) {
	f := &fake{}
	if err := f.client(t).Call(context.Background(), "GET", "/me", nil, nil, nil); err != nil {
		t.Fatal(recorded(err))
	}
	if err := f.client(t, spotify.WithLanguage("ja"), spotify.WithUserAgent("mine/1")).Call(context.Background(),
		"GET", "/me", nil, nil, nil); err != nil {
		t.Fatal(recorded(err))
	}
	plain, other := f.apiRequests()[0].header, f.apiRequests()[1].header
	if plain.Get("User-Agent") != "spotify-sdk-go/0.1.0" || plain.Values("Accept-Language") != nil || len(plain) != 2 {
		t.Errorf("%d headers, user agent %q, language %q", len(plain), plain.Get("User-Agent"),
			plain.Get("Accept-Language"))
	}
	if other.Get("User-Agent") != "mine/1" || other.Get("Accept-Language") != "ja" {
		t.Errorf("user agent %q, language %q", other.Get("User-Agent"), other.Get("Accept-Language"))
	}
}

func TestCallOuts(t *testing.T) {
	type mine struct {
		Name string `json:"name"`
		N    int    `json:"n"`
	}
	t.Run("one's own type", func(t *testing.T) {
		f := &fake{api: script(respondBody(200, `{"name":"a","n":1}`))}
		var out mine
		if err := f.client(t).Call(context.Background(), "GET", "/x", nil, nil, &out); err != nil ||
			out != (mine{"a", 1}) {
			t.Errorf("%+v, %v", out, recorded(err))
		}
	})
	t.Run("one's own type is read by encoding/json, without leniency", func(t *testing.T) {
		f := &fake{api: script(respondBody(200, `{"name":"a","n":1.0E0}`))}
		var out mine
		if e := apiErr(t, f.client(t).Call(context.Background(), "GET", "/x", nil, nil, &out)); e.StatusCode != 200 ||
			e.Attempts != 1 {
			t.Errorf("%v after %d attempts", e, e.Attempts)
		}
	})
	t.Run("the SDK's type is read with leniency", func(t *testing.T) {
		f := &fake{api: script(respondBody(200, `{"name":"a","duration_ms":1.0E3}`))}
		var out spotify.Track
		if err := f.client(t).Call(context.Background(), "GET", "/x", nil, nil, &out); err != nil ||
			out.DurationMS != 1000 {
			t.Errorf("%d, %v", out.DurationMS, recorded(err))
		}
	})
	t.Run("a pointer to it and a slice of it too", func(t *testing.T) {
		f := &fake{api: script(respondBody(200, `{"duration_ms":1.0E3}`),
			respondBody(200, `[null,{"duration_ms":1.0E3}]`))}
		c := f.client(t)
		var one *spotify.Track
		if err := c.Call(context.Background(), "GET", "/x", nil, nil, &one); err != nil || one == nil ||
			one.DurationMS != 1000 {
			t.Errorf("%v, %v", one, recorded(err))
		}
		var many []*spotify.Track
		if err := c.Call(context.Background(), "GET", "/x", nil, nil, &many); err != nil || len(many) != 2 ||
			many[0] != nil || many[1].DurationMS != 1000 {
			t.Errorf("%v, %v", many, recorded(err))
		}
	})
	t.Run("204 leaves it untouched", func(t *testing.T) {
		f := &fake{api: script(respondBody(204, ""))}
		out := mine{"before", 7}
		if err := f.client(t).Call(context.Background(), "GET", "/x", nil, nil, &out); err != nil ||
			out != (mine{"before", 7}) {
			t.Errorf("%+v, %v", out, recorded(err))
		}
	})
	t.Run("an empty success is an error that names the endpoint", func(t *testing.T) {
		for _, body := range []string{"", " ", "\n"} {
			f := &fake{api: script(respondBody(200, body))}
			var out mine
			err := f.client(t).Call(context.Background(), "GET", "/x", nil, nil, &out)
			if e := apiErr(t, err); e.StatusCode != 200 ||
				!strings.HasPrefix(err.Error(), "spotify: GET /v1/x: 200 OK: ") {
				t.Errorf("%v", err)
			}
			wantNotIs(t, err, spotify.ErrServer, spotify.ErrBadRequest)
		}
	})
}

// What a call returned stays as it is when later calls reuse its memory.
func TestCallResultsAreTheCallersToKeep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{api: script(respondBody(200, `{"name":"first","nested":{"a":"first"}}`),
			respondBody(200, `{"name":"XXXXX","nested":{"a":"XXXXX"}}`))}
		c := f.client(t)
		var raw json.RawMessage
		if err := c.Call(context.Background(), "GET", "/x", nil, nil, &raw); err != nil {
			t.Fatal(recorded(err))
		}
		for range 20 {
			if err := getAlbum(context.Background(), c); err != nil {
				t.Fatal(recorded(err))
			}
		}
		if string(raw) != `{"name":"first","nested":{"a":"first"}}` {
			t.Errorf("the first result is now %s", raw)
		}
	})
}
