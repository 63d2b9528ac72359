package spotify_test

import (
	"context"
	"go/ast"
	"net/http"
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
	return slices.Concat(albumEndpoints(ctx, c), artistEndpoints(ctx, c), trackEndpoints(ctx, c),
		showEndpoints(ctx, c), audiobookEndpoints(ctx, c),
		searchEndpoints(ctx, c), browseEndpoints(ctx, c), recommendationEndpoints(ctx, c), userEndpoints(ctx, c),
		playlistEndpoints(ctx, c),
		followingEndpoints(ctx, c), libraryEndpoints(ctx, c), topEndpoints(ctx, c), playerEndpoints(ctx, c))
}

// errorOf is the error of a call with two results.
func errorOf(_ any, err error) error { return err }

// clientMethod is the exported method of Client that the request comes from; ""
// if it comes from a goroutine of the SDK's own.
func clientMethod() string {
	callers := make([]uintptr, 100)
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	method := ""
	for {
		frame, more := frames.Next()
		if name, ok := strings.CutPrefix(frame.Function, packagePath+".(*Client)."); ok && ast.IsExported(name) &&
			!strings.Contains(name, ".") {
			method = name // the outermost is the last
		}
		if !more {
			return method
		}
	}
}

// operation is a line of testdata/operations.txt: method, path, parameters of
// the query (those that are sent in a body and the attributes of
// recommendations left out), words for who has it, and the scopes it needs.
type operation struct {
	name   string // method and path
	query  []string
	user   bool // needs a user token
	closed bool // to apps in development mode
	scopes []string
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
			case strings.HasPrefix(word, "scopes="):
				o.scopes = strings.Split(strings.TrimPrefix(word, "scopes="), ",")
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

// emptyResponse returns a success that suits the method which sent r: 200 with as
// little content as can be read for a GET and for writes that have a result, 204
// for the others.
func emptyResponse(r *http.Request) *http.Response {
	list := func(value string) string {
		n := strings.Count(r.URL.Query().Get("ids")+r.URL.Query().Get("uris"), ",") + 1
		return "[" + strings.TrimSuffix(strings.Repeat(value+",", n), ",") + "]"
	}
	last := path.Base(r.URL.Path)
	switch {
	case last == "contains":
		return newResponse(http.StatusOK, list("false"))
	case last == "images" && r.Method == http.MethodGet:
		return newResponse(http.StatusOK, "[]")
	case r.URL.Query().Has("ids") && r.Method == http.MethodGet:
		return newResponse(http.StatusOK, `{"`+strings.ReplaceAll(last, "-", "_")+`":`+list("null")+`}`)
	case r.Method == http.MethodGet, strings.Contains(r.URL.Path, "/playlists"):
		return newResponse(http.StatusOK, "{}")
	}
	return newResponse(http.StatusNoContent, "")
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
