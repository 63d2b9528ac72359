package spotify

// request is one call of the Web API as the typed methods state it.
type request struct {
	method      string // GET, PUT, POST, DELETE
	route       string // path template below the base URL: /albums/{id}
	id          string // for {id}: an ID, URI or URL of the kind that the segment before it names
	query       string // encoded
	in          any    // body: nil, bytes as they are, else a value sent as JSON
	contentType string // of in, if it is not application/json
	once        bool   // never sent again in doubt, although its method would allow it
}
