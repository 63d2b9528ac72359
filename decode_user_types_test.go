package spotify_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// userTrack is a type of a program that uses the package.
type userTrack struct {
	Name     string
	Duration int `json:"duration_ms"`
}

var errUserTrack = errors.New("not for me")

// pickyTrack has a method of its own that refuses all but strings.
type pickyTrack string

func (p *pickyTrack) UnmarshalJSON(b []byte) error {
	if b[0] != '"' {
		return errUserTrack
	}
	*p = pickyTrack(strings.Trim(string(b), `"`))
	return nil
}

type (
	withItemPointer struct {
		*spotify.Item
		Extra int
	}
	withItem struct {
		spotify.Item
		Extra int
	}
	withMarketsPointer struct{ *spotify.Markets }
	withPagePointer    struct {
		*spotify.Page[spotify.Track]
		Extra int
	}
	withTrackPointer struct {
		*spotify.Track
		Extra int `json:"extra"`
	}
)

// Types of the user follow encoding/json's rules, by themselves and in pages.
func TestCallReadsUserTypesStrictly(t *testing.T) {
	type anonymous = struct{ N int }
	for _, tt := range []struct {
		name, text string
		out        any
		want       any // nil: an error
	}{
		{"a float for an integer", `{"duration_ms":85.0}`, new(userTrack), nil},
		{"a float for an integer in a page", `{"items":[{"duration_ms":85},{"duration_ms":85.0}]}`, new(spotify.Page[userTrack]), nil},
		{"a float for an integer in a page of pointers", `{"items":[{"duration_ms":85.0}]}`, new(spotify.Page[*userTrack]), nil},
		{"a string for an object", `{"items":["x"]}`, new(spotify.Page[userTrack]), nil},
		{"an error of the type's own method", `{"items":["x",1]}`, new(spotify.Page[pickyTrack]), nil},
		{"an error behind a pointer", `{"items":["x",1]}`, new(spotify.Page[*pickyTrack]), nil},
		{"an error in a cursor page", `{"items":["x",1]}`, new(spotify.CursorPage[pickyTrack]), nil},
		{"an error in a page in a list", `[{"items":["x",1]}]`, new([]spotify.Page[pickyTrack]), nil},
		{"an error in a page in a page", `{"items":[{"items":["x",1]}]}`, new(spotify.Page[spotify.Page[pickyTrack]]), nil},
		{"a float in a page of integers", `{"items":[1,2.0]}`, new(spotify.Page[int]), nil},
		{"a string in a page of integers", `{"items":[1,"x"]}`, new(spotify.Page[int]), nil},
		{"a number in a page of strings", `{"items":["x",1]}`, new(spotify.Page[string]), nil},
		{"a float in a page of maps", `{"items":[{"a":1.0}]}`, new(spotify.Page[map[string]int]), nil},
		{"a float in a page of an unnamed struct", `{"items":[{"n":1.0}]}`, new(spotify.Page[anonymous]), nil},
		{"no list of items", `{"items":{"a":{}}}`, new(spotify.Page[userTrack]), nil},
		{"an object in a list", `[{"duration_ms":1},"x"]`, new([]userTrack), nil},

		{"names in any case", `{"items":[{"NAME":"x","Duration_MS":85}]}`, new(spotify.Page[userTrack]),
			&spotify.Page[userTrack]{Items: []userTrack{{"x", 85}}}},
		{"null in a page", `{"items":[null,{"name":"x"},null],"total":3}`, new(spotify.Page[userTrack]),
			&spotify.Page[userTrack]{Items: []userTrack{{"x", 0}}, Total: 3}},
		{"null in a page of pointers", `{"items":[null,{"name":"x"}]}`, new(spotify.Page[*userTrack]),
			&spotify.Page[*userTrack]{Items: []*userTrack{nil, {"x", 0}}}},
		{"the type's own method", `{"items":["x"]}`, new(spotify.Page[pickyTrack]), &spotify.Page[pickyTrack]{Items: []pickyTrack{"x"}}},
		{"the page itself stays lenient", `{"items":[1],"total":1.0,"limit":"x"}`, new(spotify.Page[int]), &spotify.Page[int]{Items: []int{1}, Total: 1}},
		{"raw JSON as it came", `{"items":[{ "a" : 1 }]}`, new(spotify.Page[json.RawMessage]),
			&spotify.Page[json.RawMessage]{Items: []json.RawMessage{json.RawMessage(`{ "a" : 1 }`)}}},
		{"types of the package stay lenient", `{"items":[{"name":"x","duration_ms":85.0},1]}`, new(spotify.Page[spotify.Track]),
			&spotify.Page[spotify.Track]{Items: []spotify.Track{{Name: "x", DurationMS: 85}}}},

		{"an embedded track", `{"items":[{"name":"x","extra":1}]}`, new(spotify.Page[withTrackPointer]),
			&spotify.Page[withTrackPointer]{Items: []withTrackPointer{{&spotify.Track{Name: "x"}, 1}}}},
		{"an embedded page", `{"total":3,"Extra":1}`, new(withPagePointer), &withPagePointer{&spotify.Page[spotify.Track]{Total: 3}, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := (&fake{api: script(respondBody(200, tt.text))}).client(t)
			err := c.Call(t.Context(), "GET", "/thing", nil, nil, tt.out)
			if (err == nil) != (tt.want != nil) {
				t.Fatalf("error %v, got %+v", err, reflect.ValueOf(tt.out).Elem())
			}
			if tt.want != nil && !reflect.DeepEqual(tt.out, tt.want) {
				t.Errorf("got %+v, want %+v", tt.out, tt.want)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "spotify: GET /v1/thing: 200") {
				t.Errorf("error %v", err)
			}
		})
	}
}

// The error of a type's own method is in the chain.
func TestCallReturnsTheErrorOfAUserType(t *testing.T) {
	c := (&fake{api: script(respondBody(200, `{"items":[1]}`))}).client(t)
	var page spotify.Page[pickyTrack]
	if err := c.Call(t.Context(), "GET", "/thing", nil, nil, &page); !errors.Is(err, errUserTrack) {
		t.Errorf("error %v", err)
	}
	var numbers spotify.Page[int]
	var typeErr *json.UnmarshalTypeError
	if err := c.Call(t.Context(), "GET", "/thing", nil, nil, &numbers); err != nil {
		t.Error(err)
	}
	c = (&fake{api: script(respondBody(200, `{"items":[1.0]}`))}).client(t)
	if err := c.Call(t.Context(), "GET", "/thing", nil, nil, &numbers); !errors.As(err, &typeErr) {
		t.Errorf("error %v", err)
	}
}

// Types that embed ours have our methods by promotion, on pointers that may be
// nil. Nothing panics, whatever the response is.
func TestCallWithPromotedMethodsDoesNotPanic(t *testing.T) {
	texts := []string{`{"type":"track","name":"x","Extra":1}`, `{"items":[{"type":"track"},null,["US"],1]}`, `{"items":[{"type":"episode"}]}`,
		`{"items":[null]}`, `{"items":[["US"]]}`, `["US"]`, `[null,{}]`, `{}`, `null`, `1`, `"x"`}
	for _, text := range texts {
		c := (&fake{api: script(respondBody(200, text))}).client(t)
		for _, out := range []any{new(withItemPointer), new(withItem), new(withMarketsPointer), new(withPagePointer),
			new([]withItemPointer), new(map[string]withItemPointer), new(spotify.Page[withItemPointer]), new(spotify.Page[*withItemPointer]),
			new(spotify.Page[withItem]), new(spotify.Page[withMarketsPointer]), new(spotify.Page[withPagePointer]), new(spotify.CursorPage[withItemPointer])} {
			_ = c.Call(t.Context(), "GET", "/thing", nil, nil, out)
		}
	}
	c := (&fake{api: script(respondBody(200, `{"items":[{"type":"track","name":"x"}]}`))}).client(t)
	var page spotify.Page[withItem]
	if err := c.Call(t.Context(), "GET", "/thing", nil, nil, &page); err != nil || len(page.Items) != 1 || page.Items[0].Track.Name != "x" {
		t.Errorf("got %+v, %v", page, err)
	}
	var broken spotify.Page[withItemPointer]
	if err := c.Call(t.Context(), "GET", "/thing", nil, nil, &broken); err == nil {
		t.Errorf("a nil *Item was read: %+v", broken)
	}
}
