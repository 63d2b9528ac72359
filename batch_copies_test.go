package spotify_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// An ID that is given twice is requested once and yields two values that have
// nothing in common: changing one leaves the other as it is.
func TestBatchDuplicatesAreIndependent(t *testing.T) {
	full := `{"id":"%s","name":"One","popularity":50,"is_playable":true,"available_markets":["DE","SE"],` +
		`"artists":[{"name":"A","external_urls":{"spotify":"u"}}],"external_ids":{"isrc":"x"},` +
		`"album":{"images":[{"url":"i","height":1,"width":1}],"artists":[{"name":"B"}],"external_urls":{"spotify":"v"}},` +
		`"linked_from":{"id":"l"},"restrictions":{"reason":"market"}}`
	ids := []string{numberedID(1), numberedID(2), "spotify:track:" + numberedID(1), numberedID(9), numberedID(9),
		numberedID(1)}
	for name, closed := range map[string]bool{"by lists": false, "one by one": true} {
		t.Run(name, func(t *testing.T) {
			f := &fake{api: func(_ int, r *http.Request) (*http.Response, error) {
				list, isList := strings.CutSuffix(r.URL.Path, "/tracks")
				switch {
				case isList && closed:
					return newAPIError(403, "Forbidden"), nil
				case isList && list == "/v1":
					list := `{"total":3,"more":null,"tracks":[` + full + `,` + full + `,null]}`
					return newResponse(200, fmt.Sprintf(list, numberedID(1), numberedID(2))), nil
				case strings.HasSuffix(r.URL.Path, numberedID(9)):
					return newAPIError(404, "Resource not found"), nil
				}
				return newResponse(200, fmt.Sprintf(full, r.URL.Path[len("/v1/tracks/"):])), nil
			}}
			tracks, err := f.client(t).Tracks(t.Context(), ids, nil)
			if err != nil || len(tracks) != len(ids) || tracks[3] != nil || tracks[4] != nil {
				t.Fatalf("got %v, %v", trackIDs(tracks), err)
			}
			before, _ := json.Marshal(tracks[0])
			for _, i := range []int{2, 5} {
				if !reflect.DeepEqual(tracks[i], tracks[0]) {
					t.Errorf("track %d is %+v, want %+v", i, tracks[i], tracks[0])
				}
				spoil(reflect.ValueOf(tracks[i]).Elem())
				if after, _ := json.Marshal(tracks[0]); string(after) != string(before) {
					t.Errorf("changing track %d changed the first from %s to %s", i, before, after)
				}
			}
		})
	}
}

// spoil changes all that v leads to.
func spoil(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			spoil(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				spoil(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			v.SetMapIndex(key, reflect.Zero(v.Type().Elem()))
		}
	case reflect.String:
		v.SetString("spoiled")
	case reflect.Int:
		v.SetInt(-1)
	case reflect.Bool:
		v.SetBool(!v.Bool())
	}
}
