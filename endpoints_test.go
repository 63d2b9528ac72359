package spotify_test

import (
	"context"
	"go/ast"
	"net/http"
	"net/url"
	"os"
	"path"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// endpoint is a call and the request that it makes: method, path below the base
// URL, query, type of a body that is not JSON, body. ID and ID2 stand for
// endpointID and endpointID2.
type endpoint struct {
	name string
	call func() error
	want string
}

const (
	endpointID  = "1Cp6VQCKf2VL4sP09jN9oX"
	endpointID2 = "2Cp6VQCKf2VL4sP09jN9oX"
)

// endpoints are the rows of all resources. The client's market is SE.
func endpoints(ctx context.Context, c *spotify.Client) []endpoint {
	return slices.Concat(albumEndpoints(ctx, c), artistEndpoints(ctx, c), trackEndpoints(ctx, c), showEndpoints(ctx, c), audiobookEndpoints(ctx, c),
		searchEndpoints(ctx, c), browseEndpoints(ctx, c), recommendationEndpoints(ctx, c), userEndpoints(ctx, c), playlistEndpoints(ctx, c),
		followingEndpoints(ctx, c), libraryEndpoints(ctx, c), topEndpoints(ctx, c), playerEndpoints(ctx, c))
}

// second is the error of a call with two results.
func second(_ any, err error) error { return err }

// TestEndpoints makes every call of every row. It fails for a method of Client
// that no row calls and for an operation of testdata/operations.txt, which is
// all of Spotify's, or a parameter of one that no row asks for.
func TestEndpoints(t *testing.T) {
	called := map[string]bool{}
	f := &fake{api: func(int, *http.Request) (*http.Response, error) {
		called[clientMethod()] = true
		return answer(http.StatusNoContent, ""), nil // suits every method
	}}
	c, err := spotify.New(append(f.options(), spotify.WithAccessToken(token(1)), spotify.WithMarket("SE"), spotify.WithLanguage("de"), spotify.WithUserAgent("rows"))...)
	if err != nil {
		t.Fatal(err)
	}
	ids := strings.NewReplacer("ID2", endpointID2, "ID", endpointID)
	asked := map[string]bool{}
	for i, row := range endpoints(t.Context(), c) {
		if err := row.call(); err != nil {
			t.Errorf("%s: %v", row.name, err)
		}
		calls := f.calls()
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

// clientMethod is the exported method of Client that the request comes from; ""
// if it comes from a goroutine of the SDK's own.
func clientMethod() string {
	callers := make([]uintptr, 100)
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	method := ""
	for {
		frame, more := frames.Next()
		if name, ok := strings.CutPrefix(frame.Function, packagePath+".(*Client)."); ok && ast.IsExported(name) && !strings.Contains(name, ".") {
			method = name // the outermost is the last
		}
		if !more {
			return method
		}
	}
}

// text is the request as rows write it.
func (s sent) text() string {
	text := s.method + " " + strings.TrimPrefix(s.path, "/v1")
	if s.query != "" {
		text += "?" + s.query
	}
	if kind := s.header.Get("Content-Type"); kind != "" && kind != "application/json" {
		text += " " + kind
	}
	return strings.TrimSpace(text + " " + s.body)
}

func (s sent) values() url.Values {
	values, _ := url.ParseQuery(s.query)
	return values
}

// wantHeader is all that a request carries.
func (s sent) wantHeader() http.Header {
	h := http.Header{"Authorization": {"Bearer " + token(1)}, "User-Agent": {"rows"}, "Accept-Language": {"de"}}
	if s.body != "" {
		h.Set("Content-Type", "application/json")
	}
	if strings.HasSuffix(s.path, "/images") && s.body != "" {
		h.Set("Content-Type", "image/jpeg")
	}
	return h
}

// operation is a line of testdata/operations.txt: method, path, parameters of
// the query (those that are sent in a body and the attributes of
// recommendations left out), and words for who has it.
type operation struct {
	name   string // method and path
	query  []string
	user   bool // needs a user's token
	closed bool // to apps in development mode
}

// operations are all lines of it.
var operations = sync.OnceValue(func() (list []operation) {
	text, err := os.ReadFile("testdata/operations.txt")
	if err != nil {
		panic(err)
	}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		o := operation{name: words[0] + " " + words[1]}
		for _, word := range words[2:] {
			switch names, query := strings.CutPrefix(word, "?"); {
			case query:
				o.query = strings.Split(names, ",")
			case word == "user":
				o.user = true
			case word == "closed":
				o.closed = true
			}
		}
		list = append(list, o)
	}
	return list
})

var placeholder = regexp.MustCompile(`\{\w+\}`)

// operationOf is the one operation whose template a request fits: its method
// and its path below /v1.
func operationOf(t *testing.T, method, escaped string) (found operation) {
	t.Helper()
	for _, o := range operations() {
		fits, _ := path.Match(placeholder.ReplaceAllString(o.name, "*"), method+" "+strings.TrimPrefix(escaped, "/v1"))
		if !fits {
			continue
		}
		if found.name != "" {
			t.Errorf("%s %s fits %s and %s", method, escaped, found.name, o.name)
		}
		found = o
	}
	if found.name == "" {
		t.Errorf("%s %s is no operation", method, escaped)
	}
	return found
}

// wantRoute is the operation as Request.Pattern states it; the two kinds of top
// items are routes of their own.
func (s sent) wantRoute(operation string) string {
	return placeholder.ReplaceAllString(strings.ReplaceAll(operation, "{type}", path.Base(s.path)), "{id}")
}

// No options and options without anything set ask for the same.
func TestEndpointsTakeNilOptions(t *testing.T) {
	f := &fake{api: func(int, *http.Request) (*http.Response, error) { return answer(http.StatusNoContent, ""), nil }}
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
				before := len(f.calls())
				results := method.Call(append(args, options))
				if err := results[len(results)-1]; !err.IsNil() {
					asked[k] = err.Interface().(error).Error()
				}
				for _, request := range f.calls()[before:] {
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

// Code that is tested with a fake has to write down what methods take and give,
// and every call can be given up.
func TestMethodsTakeAContextAndCanBeFaked(t *testing.T) {
	client, unexported := reflect.TypeFor[*spotify.Client](), regexp.MustCompile(`ours\.[^A-Z]`)
	for i := range client.NumMethod() {
		method := client.Method(i)
		if first := method.Type.String(); !strings.HasPrefix(first, "func(*spotify.Client, context.Context") && !slices.Contains([]string{"As", "Close", "Do"}, method.Name) {
			t.Errorf("%s takes no context, or not first", method.Name)
		}
		if signature := packageOf.ReplaceAllString(method.Type.String(), "ours."); unexported.MatchString(signature) {
			t.Errorf("a fake of %s cannot be written: it is %s", method.Name, signature)
		}
	}
}

// argument is a value that methods take for a parameter: text where it can be.
func argument(param reflect.Type, text string) reflect.Value {
	v := reflect.New(param).Elem()
	switch param.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Slice:
		v.Set(reflect.Append(v, argument(param.Elem(), text)))
	case reflect.Int:
		v.SetInt(1)
	case reflect.Struct:
		v.Set(reflect.ValueOf(spotify.RecommendationSeeds{Genres: []string{"jazz"}}))
	}
	return v
}
