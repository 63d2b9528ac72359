package spotify

import "encoding/json"

// An Item is a track or an episode: an entry of a playlist or of the queue, or
// what is playing. At most one of its fields is set. The zero value stands for
// something that is gone or that Spotify withholds.
//
// Spotify's JSON names the kind in the member "type". If it is missing, for
// example because of a fields filter, only Raw is set.
type Item struct {
	Track   *Track
	Episode *Episode
	// Raw is the JSON of any other kind of item, without white space and
	// escaped as encoding/json escapes. It is nil for tracks and episodes.
	Raw json.RawMessage
}

// MarshalJSON returns the JSON of the field that is set, or null if none is.
// The JSON of a track or an episode has the kind as its type, even if the
// Type field is empty.
func (i Item) MarshalJSON() ([]byte, error) {
	switch {
	case i.Track != nil:
		track := *i.Track
		track.Type = "track"
		return json.Marshal(&track)
	case i.Episode != nil:
		episode := *i.Episode
		episode.Type = "episode"
		return json.Marshal(&episode)
	}
	return json.Marshal(i.Raw)
}

// UnmarshalJSON reads an item of the kind that its member "type" names. null
// is the zero Item.
func (i *Item) UnmarshalJSON(data []byte) error { return unmarshalJSON(data, i) }

func (i *Item) readJSON(d *decoder) bool {
	if d.peek() != '{' {
		d.skip()
		return false
	}
	// Most items are tracks, so this reads a track before the type is known.
	start := d.pos
	var track Track
	d.into(&track)
	switch track.Type {
	case "track":
		i.Track = &track
	case "episode":
		d.rewind(start)
		i.Episode = new(Episode)
		d.into(i.Episode)
	default:
		d.rewind(start)
		i.Raw = compactJSON(d.raw())
	}
	return true
}
