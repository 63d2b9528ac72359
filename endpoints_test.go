package spotify_test

import (
	"net/http"
	"net/url"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// TestEndpoints makes every call of every row. It fails for a method of Client
// that no row calls and for an operation of testdata/operations.txt, which is
// all of Spotify's, or a parameter of one that no row asks for.
func TestEndpoints(t *testing.T) {
	called := map[string]bool{}
	f := &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
		called[clientMethod()] = true
		return emptyResponse(r), nil
	}}
	c, err := spotify.New(append(f.options(), spotify.WithAccessToken(token(1)), spotify.WithMarket("SE"),
		spotify.WithLanguage("de"), spotify.WithUserAgent("rows"))...)
	if err != nil {
		t.Fatal(err)
	}
	ids := strings.NewReplacer("ID2", endpointID2, "ID", endpointID)
	asked := map[string]bool{}
	for i, row := range endpoints(t.Context(), c) {
		if err := row.call(); err != nil {
			t.Errorf("%s: %v", row.name, err)
		}
		calls := f.apiRequests()
		if len(calls) != i+1 {
			t.Fatalf("%s: %d requests, want 1", row.name, len(calls)-i)
		}
		request := calls[i]
		if got, want := request.text(), ids.Replace(row.want); got != want {
			t.Errorf("%s: asked\n%s, want\n%s", row.name, got, want)
		}
		if got, want := request.header, request.wantHeader(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: header %v, want %v", row.name, got, want)
		}
		operation := operationOf(t, request.method, request.path).name
		asked[operation] = true
		for name := range request.values() {
			asked[operation+" ?"+name] = true
		}
		if got, want := request.pattern, request.wantRoute(operation); got != want {
			t.Errorf("%s: route %q, want %q", row.name, got, want)
		}
	}
	if n := len(operations()); n != 96 {
		t.Errorf("%d operations, want Spotify's 96", n)
	}
	for _, o := range operations() {
		if !asked[o.name] {
			t.Errorf("no row asks for %s", o.name)
		}
		for _, name := range o.query {
			if !asked[o.name+" ?"+name] {
				t.Errorf("no row asks for %s with %s", o.name, name)
			}
		}
	}
	client := reflect.TypeFor[*spotify.Client]()
	for i := range client.NumMethod() {
		switch name := client.Method(i).Name; name {
		case "As", "Call", "Close", "Do":
		default:
			if !called[name] {
				t.Errorf("no row calls %s", name)
			}
		}
	}
}

// text is the request as rows write it.
func (s sentRequest) text() string {
	text := s.method + " " + strings.TrimPrefix(s.path, "/v1")
	if s.query != "" {
		text += "?" + s.query
	}
	if kind := s.header.Get("Content-Type"); kind != "" && kind != "application/json" {
		text += " " + kind
	}
	return strings.TrimSpace(text + " " + s.body)
}

func (s sentRequest) values() url.Values {
	values, _ := url.ParseQuery(s.query)
	return values
}

// wantHeader is all that a request carries.
func (s sentRequest) wantHeader() http.Header {
	h := http.Header{"Authorization": {"Bearer " + token(1)}, "User-Agent": {"rows"}, "Accept-Language": {"de"}}
	if s.body != "" {
		h.Set("Content-Type", "application/json")
	}
	if strings.HasSuffix(s.path, "/images") && s.body != "" {
		h.Set("Content-Type", "image/jpeg")
	}
	return h
}

// wantRoute is the operation as Request.Pattern states it; the two kinds of top
// items are routes of their own.
func (s sentRequest) wantRoute(operation string) string {
	return placeholder.ReplaceAllString(strings.ReplaceAll(operation, "{type}", path.Base(s.path)), "{id}")
}

// No options and options without anything set ask for the same.
func TestEndpointsTakeNilOptions(t *testing.T) {
	f := &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
		return newResponse(http.StatusNoContent, ""), nil
	}}
	client, n := reflect.ValueOf(f.client(t)), 0
	for i := range client.NumMethod() {
		method := client.Method(i)
		params := method.Type()
		if params.NumIn() < 2 || !strings.HasSuffix(params.In(params.NumIn()-1).String(), "Options") {
			continue
		}
		n++
		for _, text := range []string{endpointID, "spotify:track:" + endpointID} {
			var asked [2]string
			for k, options := range []reflect.Value{reflect.Zero(params.In(params.NumIn() - 1)), reflect.New(params.In(params.NumIn() - 1).Elem())} {
				args := []reflect.Value{reflect.ValueOf(t.Context())}
				for j := 1; j < params.NumIn()-1; j++ {
					args = append(args, argument(params.In(j), text))
				}
				before := len(f.apiRequests())
				results := method.Call(append(args, options))
				if err := results[len(results)-1]; !err.IsNil() {
					asked[k] = err.Interface().(error).Error()
				}
				for _, request := range f.apiRequests()[before:] {
					asked[k] += request.text()
				}
			}
			if name := client.Type().Method(i).Name; asked[0] != asked[1] || asked[0] == "" {
				t.Errorf("%s without options asks %q, with none set %q", name, asked[0], asked[1])
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d methods with options found", n)
	}
}

// Code that is tested with a fake has to write down what methods take and return,
// and every call can be canceled.
func TestMethodsTakeAContextAndCanBeFaked(t *testing.T) {
	client, unexported := reflect.TypeFor[*spotify.Client](), regexp.MustCompile(`ours\.[^A-Z]`)
	for i := range client.NumMethod() {
		method := client.Method(i)
		if first := method.Type.String(); !strings.HasPrefix(first, "func(*spotify.Client, context.Context") &&
			!slices.Contains([]string{"As", "Close", "Do"}, method.Name) {
			t.Errorf("%s takes no context, or not first", method.Name)
		}
		if signature := packageOf.ReplaceAllString(method.Type.String(), "ours."); unexported.MatchString(signature) {
			t.Errorf("a fake of %s cannot be written: it is %s", method.Name, signature)
		}
	}
}
