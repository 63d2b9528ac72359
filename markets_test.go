package spotify_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify"
)

// markets decodes a JSON text.
func markets(t *testing.T, text string) spotify.Markets {
	t.Helper()
	var m spotify.Markets
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return m
}

func TestMarkets(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"codes come in order", `["US","DE","AD"]`, []string{"AD", "DE", "US"}},
		{"codes count once", `["US","US"]`, []string{"US"}},
		{"first and last", `["ZZ","AA"]`, []string{"AA", "ZZ"}},
		{"white space does not matter", " [ \"US\" ,\n\"DE\" ] ", []string{"DE", "US"}},
		{"escapes are read", `["\u0055S"]`, []string{"US"}},
		{"what is no code is dropped", `["us","USA","U","","U1","Ü","US",null,1,["DE"],{"DE":"FR"},true,"GB"]`,
			[]string{"GB", "US"}},
		{"an empty list", `[]`, nil},
		{"null", `null`, nil},
		{"nothing but what is dropped", `["usa"]`, nil},
	} {
		m := markets(t, tt.text)
		if got := slices.Collect(m.All()); !slices.Equal(got, tt.want) {
			t.Errorf("%s: All returned %v, want %v", tt.name, got, tt.want)
		}
		if m.Len() != len(tt.want) || m.IsZero() != (tt.text == "null") || m.IsZero() != (m == spotify.Markets{}) {
			t.Errorf("%s: Len %d, IsZero %v, want %d codes", tt.name, m.Len(), m.IsZero(), len(tt.want))
		}
		if want := spotify.NewMarkets(tt.want...); !m.IsZero() && (m != want || !m.Equal(want)) {
			t.Errorf("%s: differs from NewMarkets(%q)", tt.name, tt.want)
		}
		for _, code := range tt.want {
			if !m.Has(code) {
				t.Errorf("%s: Has(%q) is false", tt.name, code)
			}
		}
		for _, code := range []string{"FR", "us", "", "U", "USA", "A[", "[A", "@A"} {
			if m.Has(code) {
				t.Errorf("%s: Has(%q) is true", tt.name, code)
			}
		}
		if got := fmt.Sprint(m); got != strings.Join(tt.want, " ") {
			t.Errorf("%s: prints as %q", tt.name, got)
		}
		b, err := json.Marshal(m)
		if err != nil || m.IsZero() != (string(b) == "null") || len(tt.want) == 0 && !m.IsZero() && string(b) != "[]" {
			t.Errorf("%s: marshals as %s, %v", tt.name, b, err)
		}
		if markets(t, string(b)) != m {
			t.Errorf("%s: %s reads as another set", tt.name, b)
		}
	}
}

func TestMarketsRefuseOtherKinds(t *testing.T) {
	for _, text := range []string{`{}`, `"US"`, `1`, `["US"`} {
		var m spotify.Markets
		if err := m.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s returned %v", text, slices.Collect(m.All()))
		}
	}
}

func TestMarketsEquality(t *testing.T) {
	a, b := markets(t, `["US","DE"]`), markets(t, `["DE","US","xx"]`)
	if a != b {
		t.Error("equal sets differ")
	}
	if a == markets(t, `["DE"]`) || a == markets(t, `["DE","US","ZZ"]`) {
		t.Error("different sets are equal")
	}
	if count := map[spotify.Markets]int{a: 1}; count[b] != 1 {
		t.Error("equal sets are different keys")
	}
}

func TestMarketsAreOmittedFromJSON(t *testing.T) {
	type thing struct {
		Markets spotify.Markets `json:"available_markets,omitzero"`
	}
	for _, tt := range []struct{ text, want string }{
		{`{"available_markets":["US","AD"]}`, `{"available_markets":["AD","US"]}`},
		{`{"available_markets":[]}`, `{"available_markets":[]}`},
		{`{"available_markets":null}`, `{}`},
		{`{}`, `{}`},
	} {
		var v thing
		if err := json.Unmarshal([]byte(tt.text), &v); err != nil {
			t.Fatal(err)
		}
		if b, err := json.Marshal(v); err != nil || string(b) != tt.want {
			t.Errorf("%s marshals as %s, %v; want %s", tt.text, b, err, tt.want)
		}
	}
}

func TestNewMarkets(t *testing.T) {
	for _, tt := range []struct {
		codes []string
		want  string
	}{
		{[]string{"US", "DE"}, "DE US"},
		{[]string{"de", "De", "dE", "us"}, "DE US"},
		{[]string{"", "D", "DEU", "1E", "D ", "@A", "[A", "`a", "{a", "ü", "de"}, "DE"},
		{[]string{"zz", "aa"}, "AA ZZ"},
		{[]string{"deu"}, ""},
		{[]string{}, ""},
		{nil, ""},
	} {
		m := spotify.NewMarkets(tt.codes...)
		if m.String() != tt.want || m.IsZero() || m.Has("") {
			t.Errorf("NewMarkets(%q) is %q, zero %v", tt.codes, m, m.IsZero())
		}
		if tt.want == "" && (m != spotify.NewMarkets() || m.Len() != 0) {
			t.Errorf("NewMarkets(%q) is not the set without codes", tt.codes)
		}
	}
}

// Unknown markets differ from none.
func TestMarketsUnknownAndNowhere(t *testing.T) {
	unknown, nowhere := spotify.Markets{}, spotify.NewMarkets()
	if unknown == nowhere || unknown.Equal(nowhere) || nowhere.Equal(unknown) {
		t.Error("unknown is nowhere")
	}
	if !unknown.Equal(spotify.Markets{}) || !nowhere.Equal(markets(t, `[]`)) || spotify.NewMarkets("US").Equal(nowhere) {
		t.Error("Equal differs from ==")
	}
	if unknown.Len() != 0 || nowhere.Len() != 0 || !unknown.IsZero() || nowhere.IsZero() {
		t.Errorf("unknown: %d codes, zero %v; nowhere: %d codes, zero %v", unknown.Len(), unknown.IsZero(), nowhere.Len(), nowhere.IsZero())
	}
	for _, tt := range []struct {
		markets spotify.Markets
		want    string
	}{
		{unknown, `null`},
		{nowhere, `[]`},
		{spotify.NewMarkets("US"), `["US"]`},
	} {
		if b, err := json.Marshal(tt.markets); err != nil || string(b) != tt.want || markets(t, string(b)) != tt.markets {
			t.Errorf("%q marshals as %s, %v; want %s", tt.markets, b, err, tt.want)
		}
	}
}

// A nil receiver, as an embedded pointer has it, is an error.
func TestMarketsUnmarshalIntoNil(t *testing.T) {
	var v struct{ *spotify.Markets }
	for _, text := range []string{`["US"]`, `null`} {
		if err := v.Markets.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s is read into nil", text)
		}
	}
}

func TestMarketsAllMayStopEarly(t *testing.T) {
	m := markets(t, `["US","DE","AD"]`)
	for code := range m.All() {
		if code != "AD" {
			t.Errorf("first code %s, want AD", code)
		}
		break
	}
}
