package spotify

import "encoding/json"

func decode(data []byte, out any) error { return json.Unmarshal(data, out) }
