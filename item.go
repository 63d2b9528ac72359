package spotify

import "encoding/json"

// Item is a track or an episode: an entry of a playlist or of the queue, or
// what is playing. At most one of its fields is set; the zero value stands for
// something that is gone, or that Spotify withholds.
//
// Spotify's JSON says which it is by its member "type". Where that was left
// out (by a fields filter of the caller's, say) nothing but Raw can be had.
type Item struct {
	Track   *Track
	Episode *Episode
	// Raw is the JSON of an item of any other kind, without white space and
	// escaped as encoding/json escapes; nil for tracks and episodes.
	Raw json.RawMessage
}

// MarshalJSON gives the JSON of the field that is set, null if none is.
func (i Item) MarshalJSON() ([]byte, error) {
	switch {
	case i.Track != nil:
		return json.Marshal(i.Track)
	case i.Episode != nil:
		return json.Marshal(i.Episode)
	}
	return json.Marshal(i.Raw)
}

// UnmarshalJSON reads an item by its member "type".
func (i *Item) UnmarshalJSON(data []byte) error { return decode(data, i) }

func (i *Item) readJSON(d *decoder) bool {
	if d.peek() != '{' {
		d.skip()
		return false
	}
	// Most are tracks, and a track knows its type, so it is read as one before
	// the type is known.
	start := d.pos
	var track Track
	d.into(&track)
	switch track.Type {
	case "track":
		i.Track = &track
	case "episode":
		d.pos = start
		i.Episode = new(Episode)
		d.into(i.Episode)
	default:
		d.pos = start
		i.Raw = compactJSON(d.raw())
	}
	return true
}
