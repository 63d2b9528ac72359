package spotify_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// Models leave out what is zero, by omitzero: omitempty means something else to
// encoding/json/v2.
func TestModelsOmitByOmitzero(t *testing.T) {
	for name, model := range models() {
		if model.Kind() != reflect.Struct {
			continue
		}
		for i := range model.NumField() {
			if f := model.Field(i); strings.Contains(f.Tag.Get("json"), "omitempty") {
				t.Errorf("%s.%s is tagged omitempty", name, f.Name)
			}
		}
	}
}

// An object without members is not the same as none.
func TestModelsKeepEmptyObjects(t *testing.T) {
	read := newModelReader(t)
	for text, model := range map[string]any{
		`"context":{}`:           spotify.PlayHistory{},
		`"explicit_content":{}`:  spotify.PrivateUser{},
		`"followers":{}`:         spotify.PublicUser{},
		`"items":{}`:             spotify.SimplifiedPlaylist{},
		`"added_by":{}`:          spotify.PlaylistItem{},
		`"restrictions":{}`:      spotify.Track{},
		`"available_markets":[]`: spotify.Album{},
	} {
		got, err := read(reflect.TypeOf(model), []byte("{"+text+"}"))
		if err != nil {
			t.Fatal(err)
		}
		stored := string(roundTrip(t, got))
		if member, _, _ := strings.Cut(text, ":"); !strings.Contains(stored, member+":") {
			t.Errorf("%T with %s is stored as %s", model, text, stored)
		}
	}
}

// Every model can be encoded by encoding/gob. Markets and items come back as
// they were; gob itself leaves out zeros behind pointers.
func TestModelsSurviveGob(t *testing.T) {
	types, read := models(), newModelReader(t)
	for _, tt := range modelCases(t) {
		got, err := read(types[tt.Into], tt.Response)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(got); err != nil {
			t.Errorf("%s: %v", tt.Name, err)
			continue
		}
		if err := gob.NewDecoder(&b).Decode(reflect.New(types[tt.Into]).Interface()); err != nil {
			t.Errorf("%s: %v", tt.Name, err)
		}
	}
	for _, m := range []spotify.Markets{{}, spotify.NewMarkets(), spotify.NewMarkets("US", "DE")} {
		album := spotify.Album{Name: "x", AvailableMarkets: m}
		var again spotify.Album
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(album); err != nil {
			t.Fatal(err)
		}
		if err := gob.NewDecoder(&b).Decode(&again); err != nil || again.AvailableMarkets != m || again.Name != "x" {
			t.Errorf("%q comes back as %q, error %v", m, again.AvailableMarkets, err)
		}
	}
	var m spotify.Markets
	for _, text := range []string{"", "x", "{}", `["US"`} {
		if err := m.GobDecode([]byte(text)); err == nil {
			t.Errorf("GobDecode accepts %q", text)
		}
	}
}

// An item that a program made is stored as what it is, by itself and in a model.
func TestModelsKeepItemsMadeByHand(t *testing.T) {
	for _, entry := range []spotify.PlaylistItem{
		{Item: spotify.Item{Track: &spotify.Track{Name: "x"}}},
		{Item: spotify.Item{Episode: &spotify.Episode{Name: "x"}}},
		{Item: spotify.Item{Track: new(spotify.Track)}},
	} {
		b, err := json.Marshal(entry)
		if err != nil {
			t.Fatal(err)
		}
		var again spotify.PlaylistItem
		if err := json.Unmarshal(b, &again); err != nil || kindOf(again.Item) != kindOf(entry.Item) {
			t.Errorf("%s is read as %s, error %v", b, kindOf(again.Item), err)
		}
	}
}
