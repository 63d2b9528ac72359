package spotify_test

import (
	"context"
	"errors"
	"net/url"
	"reflect"
	"testing"

	"github.com/spotify-sdk/spotify"
)

func TestSearchQuery(t *testing.T) {
	both := []spotify.SearchType{spotify.SearchTypeAlbum, spotify.SearchTypeTrack}
	tests := []struct {
		name  string
		query string
		types []spotify.SearchType
		opts  *spotify.SearchOptions
		want  url.Values
	}{
		{"no options send no parameters", "abba", both[:1], nil, url.Values{"q": {"abba"}, "type": {"album"}}},
		{"unset options send no parameters", "abba", both[:1], &spotify.SearchOptions{},
			url.Values{"q": {"abba"}, "type": {"album"}}},
		{"types are one list", "abba", both, nil, url.Values{"q": {"abba"}, "type": {"album,track"}}},
		{"a query is escaped once", `100% a&b=c "d" +e é`, both[:1], nil,
			url.Values{"q": {`100% a&b=c "d" +e é`}, "type": {"album"}}},
		{"every option is sent", "x", both[:1],
			&spotify.SearchOptions{Market: "US", Limit: 10, Offset: 990, IncludeExternalAudio: true},
			url.Values{"q": {"x"}, "type": {"album"}, "market": {"US"}, "limit": {"10"}, "offset": {"990"},
				"include_external": {"audio"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, c := newPathRecorder(t)
			if _, err := c.Search(context.Background(), tt.query, tt.types, tt.opts); err != nil {
				t.Fatal(err)
			}
			if w.path != "/v1/search" || !reflect.DeepEqual(w.query, tt.want) {
				t.Errorf("asked %s for %v, want %v", w.path, w.query, tt.want)
			}
		})
	}
}

func TestSearchRefuses(t *testing.T) {
	tests := []struct {
		name  string
		query string
		types []spotify.SearchType
	}{
		{"an empty query", "", []spotify.SearchType{spotify.SearchTypeTrack}},
		{"no types", "abba", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, c := newPathRecorder(t)
			got, err := c.Search(context.Background(), tt.query, tt.types, nil)
			if !errors.Is(err, spotify.ErrBadRequest) || got != nil || w.path != "" {
				t.Errorf("got %v, %v, sent %q; want an error that matches ErrBadRequest, nothing sent", got, err,
					w.path)
			}
		})
	}
}
