package spotifytest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spotify-sdk/spotify/spotifytest"
)

// apiFacts are the facts of testdata/api.txt.
type apiFacts struct {
	operations []operation
	types      map[string]map[string]property
}

type operation struct {
	method, path string
	status       int
	body         string
}

type property struct {
	kind               string
	required, nullable bool
}

func readFacts(t *testing.T) apiFacts {
	t.Helper()
	text, err := os.ReadFile("testdata/api.txt")
	if err != nil {
		t.Fatal(err)
	}
	facts := apiFacts{types: map[string]map[string]property{}}
	current := ""
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || f[0] == "#":
		case strings.HasPrefix(line, "\t"):
			facts.types[current][f[0]] = property{f[1], slices.Contains(f, "required"), slices.Contains(f, "nullable")}
		case len(f) == 4:
			status, err := strconv.Atoi(f[2])
			if err != nil {
				t.Fatal(err)
			}
			facts.operations = append(facts.operations, operation{f[0], f[1], status, f[3]})
		default:
			current = f[0]
			facts.types[current] = map[string]property{}
		}
	}
	return facts
}

// undocumented are properties that the Web API is known to send although its
// reference does not have them, by the type that has them.
var undocumented = map[string]string{
	"AlbumObject":                  "is_playable",
	"SimplifiedAlbumObject":        "is_playable",
	"ArtistDiscographyAlbumObject": "is_playable",
	"TrackObject":                  "episode track",
	"EpisodeObject":                "episode track",
	"PlaylistObject":               "primary_color followers",
	"SimplifiedPlaylistObject":     "primary_color",
	"PlaylistTrackObject":          "primary_color video_thumbnail",
	"PrivateUserObject":            "account_id",
	"DisallowsObject":              "disallows",
}

// nulls are properties that are null in real responses although the reference
// does not say so.
var nulls = map[string]bool{
	"FollowersObject.href": true, "PlaylistObject.images": true, "PlaylistObject.public": true, "SimplifiedPlaylistObject.public": true, "SimplifiedPlaylistObject.images": true,
	"PlayHistoryObject.context": true, "PlaylistTrackObject.item": true,
	"PlaylistTrackObject.track": true, "RecommendationSeedObject.href": true, "CursorObject.after": true,
}

// lost are required properties that apps in development mode do not get.
var lost = strings.Fields("available_markets publisher label popularity followers album_group tracks linked_from preview_url")

func TestResponsesConformToTheReference(t *testing.T) {
	facts := readFacts(t)
	if len(facts.operations) < 90 || len(facts.types) < 60 {
		t.Fatalf("%d operations, %d types", len(facts.operations), len(facts.types))
	}
	for _, development := range []bool{false, true} {
		for _, op := range facts.operations {
			t.Run(op.method+op.path+strconv.Itoa(op.status), func(t *testing.T) {
				srv := spotifytest.Start(t, spotifytest.WithoutSocket())
				srv.SetDevelopmentMode(development)
				status, body := callOperation(t, srv, op)
				if development && (status == 403 || status == 404) {
					return // closed: other tests say which are
				}
				if status != op.status {
					t.Fatalf("status %d, want %d: %s", status, op.status, body)
				}
				if op.body == "none" {
					if len(body) != 0 {
						t.Errorf("a body, want none: %s", body)
					}
					return
				}
				var v any
				if err := json.Unmarshal(body, &v); err != nil {
					t.Fatalf("%v: %s", err, body)
				}
				c := conformance{facts: facts, development: development}
				c.check("body", op.body, v)
				for _, problem := range c.problems {
					t.Error(problem)
				}
			})
		}
	}
}

// callOperation sends a request to an operation with what it needs.
func callOperation(t *testing.T, srv *spotifytest.Server, op operation) (int, []byte) {
	t.Helper()
	const track, episode = "spotify:track:" + spotifytest.TrackID, "spotify:episode:" + spotifytest.EpisodeID
	token := tokenOf(t, srv)
	send := func(method, path, body string) (int, []byte) {
		req, err := http.NewRequest(method, srv.BaseURL()+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := srv.Transport().RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, b
	}
	if strings.HasPrefix(op.path, "/me/player") && op.status != 204 || op.method != "GET" && strings.HasPrefix(op.path, "/me/player") {
		send("PUT", "/me/player/play?device_id="+spotifytest.DeviceID, `{"context_uri":"spotify:album:`+spotifytest.AlbumID+`"}`)
		send("POST", "/me/player/queue?uri="+episode, "")
	}
	ids := map[string]string{
		"albums": spotifytest.AlbumID, "artists": spotifytest.ArtistID, "tracks": spotifytest.TrackID, "shows": spotifytest.ShowID, "episodes": spotifytest.EpisodeID,
		"audiobooks": spotifytest.AudiobookID, "chapters": spotifytest.ChapterID, "audio-features": spotifytest.TrackID, "audio-analysis": spotifytest.TrackID,
		"playlists": spotifytest.PlaylistID, "categories": spotifytest.CategoryID, "users": spotifytest.UserID, "top": "tracks",
	}
	segments := strings.Split(op.path, "/")
	kind := segments[1]
	for i, s := range segments {
		if strings.HasPrefix(s, "{") {
			segments[i] = ids[segments[i-1]]
		} else if kind == "me" && ids[s] != "" {
			kind = s
		}
	}
	query, body := "?ids="+ids[kind], ""
	switch {
	case op.path == "/search":
		query = "?q=kettle&type=album,artist,track,playlist,show,episode,audiobook"
	case op.path == "/recommendations":
		query = "?seed_genres=jazz&seed_artists=" + spotifytest.ArtistID
	case op.path == "/me/following" && op.method == "GET":
		query = "?type=artist&limit=2"
	case strings.HasPrefix(op.path, "/me/following"):
		query = "?type=artist&ids=" + spotifytest.ArtistID
	case strings.HasPrefix(op.path, "/me/library"):
		query = "?uris=" + track
	case strings.HasSuffix(op.path, "/followers/contains"):
		query = ""
	case strings.HasSuffix(op.path, "/images") && op.method == "PUT":
		body = "/9j/4AAQ"
	case strings.HasSuffix(op.path, "playlists") && op.method == "POST":
		body = `{"name":"Mine"}`
	case op.path == "/playlists/{playlist_id}" && op.method == "PUT":
		body = `{"name":"Ours"}`
	case kind == "playlists" && op.method == "GET":
		query = "?additional_types=track,episode"
	case op.method == "DELETE" && (strings.HasSuffix(op.path, "}/items") || strings.HasSuffix(op.path, "}/tracks")):
		body = `{"items":[{"uri":"` + track + `"}]}`
	case strings.HasSuffix(op.path, "}/items"), strings.HasSuffix(op.path, "}/tracks") && kind == "playlists":
		query = "?uris=" + track
	case op.path == "/me/player" && op.method == "PUT":
		body = `{"device_ids":["` + spotifytest.DeviceID + `"]}`
	case op.path == "/me/player/play":
		body = `{"uris":["` + track + `"]}`
	case op.method != "GET" && strings.HasPrefix(op.path, "/me/player"):
		query = "?position_ms=1000&volume_percent=10&uri=" + track + "&state=" + map[string]string{"repeat": "off", "shuffle": "true"}[segments[len(segments)-1]]
	}
	return send(op.method, strings.Join(segments, "/")+query, body)
}

// conformance compares values with the types of the reference.
type conformance struct {
	facts       apiFacts
	development bool
	problems    []string
}

func (c *conformance) report(path, text string) {
	if problem := path + " " + text; !slices.Contains(c.problems, problem) {
		c.problems = append(c.problems, problem)
	}
}

func (c *conformance) check(path, kind string, v any) {
	if element, ok := strings.CutPrefix(kind, "[]"); ok {
		list, isList := v.([]any)
		if !isList {
			c.report(path, "is no list")
		}
		for _, e := range list {
			if e != nil { // lists have null elements
				c.check(path+"[]", element, e)
			}
		}
		return
	}
	if first, _, ok := strings.Cut(kind, "|"); ok {
		kind = c.choose(first, kind, v)
	}
	ok := true
	switch kind {
	case "any":
	case "string":
		_, ok = v.(string)
	case "boolean":
		_, ok = v.(bool)
	case "integer":
		n, isNumber := v.(float64)
		ok = isNumber && n == math.Trunc(n)
	case "number":
		_, ok = v.(float64)
	case "object":
		_, ok = v.(object)
	default:
		c.checkObject(path, kind, v)
	}
	if !ok {
		c.report(path, "is not of the type "+kind+": "+marshalText(v))
	}
}

// choose picks an alternative by the value's own type.
func (c *conformance) choose(first, kinds string, v any) string {
	o, _ := v.(object)
	own, _ := o["type"].(string)
	for kind := range strings.SplitSeq(kinds, "|") {
		if own != "" && strings.HasPrefix(strings.ToLower(kind), own) {
			return kind
		}
	}
	return first
}

func (c *conformance) checkObject(path, kind string, v any) {
	known := c.facts.types[kind]
	o, ok := v.(object)
	if !ok || known == nil {
		c.report(path, "is no "+kind+": "+marshalText(v))
		return
	}
	local := o["is_local"] == true && o["id"] == nil || o["id"] == nil && strings.HasSuffix(path, "album") || o["id"] == nil && strings.HasSuffix(path, "artists[]")
	for name, value := range o {
		p, documented := known[name]
		switch {
		case !documented && slices.Contains(strings.Fields(undocumented[kind]), name):
		case !documented:
			c.report(path+"."+name, "is in no "+kind)
		case value == nil && (p.nullable || nulls[kind+"."+name] || local):
		case value == nil:
			c.report(path+"."+name, "is null in a "+kind)
		default:
			c.check(path+"."+name, p.kind, value)
		}
	}
	for name, p := range known {
		if _, there := o[name]; p.required && !there && !(c.development && slices.Contains(lost, name)) && !local {
			c.report(path+"."+name, "is missing in a "+kind)
		}
	}
}

func marshalText(v any) string {
	var b bytes.Buffer
	json.NewEncoder(&b).Encode(v)
	return strings.TrimSpace(b.String()[:min(b.Len(), 100)])
}
