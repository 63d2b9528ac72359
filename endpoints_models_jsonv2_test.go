//go:build go1.27 && goexperiment.jsonv2

package spotify_test

import (
	"encoding/json"
	jsonv2 "encoding/json/v2"
	"reflect"
	"testing"
)

// encoding/json/v2 stores every model so that it reads it back as the same, and
// so does the first version of what the other one stored.
func TestModelsSurviveJSONv2(t *testing.T) {
	types, read := models(), newModelReader(t)
	for _, tt := range modelCases(t) {
		got, err := read(types[tt.Into], tt.Response)
		if err != nil {
			t.Fatal(err)
		}
		v1, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		v2, err := jsonv2.Marshal(got)
		if err != nil {
			t.Errorf("%s: %v", tt.Name, err)
			continue
		}
		if diff := difference("", tree(t, v2), tree(t, v1)); diff != "" {
			t.Errorf("%s: the versions differ: %s", tt.Name, diff)
		}
		for name, unmarshal := range map[string]func([]byte, any) error{"v1": json.Unmarshal,
			"v2": func(b []byte, out any) error { return jsonv2.Unmarshal(b, out) }} {
			again := reflect.New(types[tt.Into]).Interface()
			if err := unmarshal(v2, again); err != nil || !reflect.DeepEqual(again, got) {
				t.Errorf("%s: %s reads %s as something else, error %v", tt.Name, name, v2, err)
			}
		}
	}
}
