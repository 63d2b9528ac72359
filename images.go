package spotify

// Image is a picture of a thing, such as an album's cover. Lists of images go
// from the widest to the narrowest; a thing may have none.
type Image struct {
	URL    string `json:"url,omitempty"`    // those of playlists expire in less than a day
	Height int    `json:"height,omitempty"` // pixels, 0 if unknown
	Width  int    `json:"width,omitempty"`  // pixels, 0 if unknown
}
