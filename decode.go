package spotify

import (
	"encoding/json"
	"reflect"
)

func decode(data []byte, out any) error { return json.Unmarshal(data, out) }

// decodable tells whether out can take a value: a pointer that is not nil.
func decodable(out any) bool {
	v := reflect.ValueOf(out)
	return v.Kind() == reflect.Pointer && !v.IsNil()
}
