package spotify_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

func TestItem(t *testing.T) {
	for _, tt := range []struct{ name, text, kind, raw string }{
		{"a track", `{"type":"track","name":"x"}`, "track", ""},
		{"a track whose type comes last", `{"name":"x","is_local":true,"type":"track"}`, "track", ""},
		{"an episode", `{"name":"x","show":{"type":"show"},"type":"episode"}`, "episode", ""},
		{"the last type counts", `{"type":"track","name":"x","type":"episode"}`, "episode", ""},
		{"an unknown kind", `{ "type" : "chapter", "name": "<x>", "pages": [1, 2] }`, "raw",
			`{"type":"chapter","name":"\u003cx\u003e","pages":[1,2]}`},
		{"no type", `{"name":"x"}`, "raw", `{"name":"x"}`},
		{"a null type", `{"type":null}`, "raw", `{"type":null}`},
		{"a type that is no text", `{"type":["track"]}`, "raw", `{"type":["track"]}`},
		{"an inner type is not the item's", `{"album":{"type":"track"},"type":"advert"}`, "raw",
			`{"album":{"type":"track"},"type":"advert"}`},
		{"null", `null`, "nothing", ""},
	} {
		var item spotify.Item
		if err := json.Unmarshal([]byte(tt.text), &item); err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := kindOf(item); got != tt.kind || string(item.Raw) != tt.raw {
			t.Errorf("%s: returned %s %s, want %s %s", tt.name, got, item.Raw, tt.kind, tt.raw)
		}
		if item.Track != nil && item.Track.Name != "x" || item.Episode != nil && item.Episode.Name != "x" {
			t.Errorf("%s: lost its name: %+v", tt.name, item)
		}
		b, err := json.Marshal(item)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var again spotify.Item
		if err := json.Unmarshal(b, &again); err != nil || !reflect.DeepEqual(again, item) {
			t.Errorf("%s: %s reads as %+v, %v", tt.name, b, again, err)
		}
	}
}

func kindOf(i spotify.Item) string {
	var kinds []string
	if i.Track != nil {
		kinds = append(kinds, "track")
	}
	if i.Episode != nil {
		kinds = append(kinds, "episode")
	}
	if i.Raw != nil {
		kinds = append(kinds, "raw")
	}
	if kinds == nil {
		return "nothing"
	}
	return strings.Join(kinds, "+")
}

func TestItemRefusesOtherKinds(t *testing.T) {
	for _, text := range []string{`[]`, `"track"`, `1`, `{"type":"track"`} {
		var item spotify.Item
		if err := item.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s returned %+v", text, item)
		}
	}
}

func TestItemMarshalsWhatIsSet(t *testing.T) {
	for _, tt := range []struct {
		item spotify.Item
		want string
	}{
		{spotify.Item{}, `null`},
		{spotify.Item{Track: &spotify.Track{Type: "track"}}, `"type":"track"`},
		{spotify.Item{Track: &spotify.Track{Name: "x"}}, `"type":"track"`},
		{spotify.Item{Episode: &spotify.Episode{Name: "x"}}, `"type":"episode"`},
		{spotify.Item{Episode: &spotify.Episode{Type: "episode"}}, `"type":"episode"`},
		{spotify.Item{Raw: json.RawMessage(`{"type":"x"}`)}, `{"type":"x"}`},
	} {
		b, err := json.Marshal(tt.item)
		if err != nil || !strings.Contains(string(b), tt.want) {
			t.Errorf("%+v marshals as %s, %v; want %s in it", tt.item, b, err, tt.want)
		}
		var again spotify.Item
		if err := json.Unmarshal(b, &again); err != nil || kindOf(again) != kindOf(tt.item) {
			t.Errorf("%s is read as %s, %v; want %s", b, kindOf(again), err, kindOf(tt.item))
		}
	}
}

// Marshaling changes nothing of the item.
func TestItemMarshalLeavesItsValue(t *testing.T) {
	item := spotify.Item{Track: &spotify.Track{Name: "x"}}
	if _, err := json.Marshal(item); err != nil || item.Track.Type != "" {
		t.Errorf("the type is %q now, error %v", item.Track.Type, err)
	}
}

// Unmarshaling replaces what an item was.
func TestItemUnmarshalResetsItsValue(t *testing.T) {
	item := spotify.Item{Raw: json.RawMessage(`{}`), Episode: new(spotify.Episode)}
	if err := json.Unmarshal([]byte(`{"type":"track"}`), &item); err != nil || kindOf(item) != "track" {
		t.Errorf("got %s, %v", kindOf(item), err)
	}
}
