package spotifytest_test

import (
	"compress/gzip"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

func TestResponsesAreCompressedOnRequest(t *testing.T) {
	srv := start(t)
	c := asApp(t, srv)
	req, err := http.NewRequest("GET", srv.BaseURL()+"/albums/"+spotifytest.AlbumID, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("Content-Encoding is %q", res.Header.Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var album object
	if err := json.NewDecoder(z).Decode(&album); err != nil || album["id"] != spotifytest.AlbumID {
		t.Errorf("%v %v", album["id"], err)
	}
}
