package spotifytest

import (
	"slices"
	"strings"
)

func (c *call) markets() (any, error) {
	return object{"markets": c.server.shelves.markets}, nil
}

func (c *call) newReleases() (any, error) {
	albums := c.server.shelves.albums.all
	page, err := c.page(list{
		path: c.path, total: min(30, len(albums)),
		item: func(i int) any { return c.simplifiedAlbum(albums[i]) },
	}, 20, 50)
	return object{"albums": page}, err
}

func (c *call) featuredPlaylists() (any, error) {
	return c.edited(object{"message": "Picked by hand"})
}

func (c *call) categoryPlaylists() (any, error) {
	if _, err := c.findCategory(); err != nil {
		return nil, err
	}
	return c.edited(object{})
}

// edited adds the page of the editors' playlists, which say neither public nor
// private there.
func (c *call) edited(o object) (any, error) {
	var these []*playlist
	for _, p := range c.server.playlists.all {
		if p.owner == editorsID {
			these = append(these, p)
		}
	}
	page, err := c.page(list{
		path: c.path, total: len(these),
		item: func(i int) any { return merge(c.simplifiedPlaylist(these[i]), object{"public": nil}) },
	}, 20, 50)
	o["playlists"] = page
	return o, err
}

func (c *call) categories() (any, error) {
	all := c.server.shelves.categories.all
	page, err := c.page(list{path: c.path, total: len(all), item: func(i int) any { return c.showCategory(all[i]) }}, 20, 50)
	return object{"categories": page}, err
}

func (c *call) category() (any, error) {
	cat, err := c.findCategory()
	if err != nil {
		return nil, err
	}
	return c.showCategory(cat), nil
}

func (c *call) findCategory() (category, error) {
	cat, ok := c.server.shelves.categories.byID[c.text()]
	if !ok {
		return cat, &problem{status: 404, message: "Specified id doesn't exist"}
	}
	return cat, nil
}

func (c *call) showCategory(cat category) object {
	return object{
		"href": c.base + "/browse/categories/" + cat.id, "id": cat.id, "name": cat.name,
		"icons": []any{object{"url": "https://images.example.com/" + cat.id + "/icon.jpg", "width": 274, "height": 274}},
	}
}

func (c *call) genreSeeds() (any, error) { return object{"genres": c.server.shelves.genres}, nil }

func (c *call) recommendations() (any, error) {
	limit, ok := c.number("limit", 20, 1, 100)
	if !ok {
		return nil, bad("Invalid limit")
	}
	seeds := []any{}
	for _, kind := range []string{"artist", "genre", "track"} {
		for _, id := range commaSeparated(c.query.Get("seed_" + kind + "s")) {
			seed := object{
				"id": id, "type": strings.ToUpper(kind), "href": nil,
				"initialPoolSize": 250, "afterFilteringSize": 250, "afterRelinkingSize": 240,
			}
			switch {
			case kind == "genre" && !slices.Contains(c.server.shelves.genres, id), kind != "genre" && !base62(id):
				return nil, bad("invalid seed: " + id)
			case kind != "genre":
				seed["href"] = c.base + "/" + kind + "s/" + id
			}
			seeds = append(seeds, seed)
		}
	}
	if len(seeds) < 1 || len(seeds) > 5 {
		return nil, bad("Between 1 and 5 seeds are required")
	}
	found := []any{}
	for i := range limit {
		found = append(found, c.fullTrack(c.server.shelves.tracks.all[3*i%len(c.server.shelves.tracks.all)]))
	}
	return object{"seeds": seeds, "tracks": found}, nil
}

func (c *call) audioFeatures() (any, error) {
	t, err := one(c, "track", c.server.shelves.tracks)
	if err != nil {
		return nil, err
	}
	return c.features(t), nil
}

func (c *call) tracksAudioFeatures() (any, error) {
	return several(c, "audio_features", 100, c.server.shelves.tracks, c.features)
}

func (c *call) features(t *track) object {
	share := float64(t.ms%1000) / 1000
	return object{
		"type": "audio_features", "id": t.id, "uri": "spotify:track:" + t.id,
		"track_href": c.base + "/tracks/" + t.id, "analysis_url": c.base + "/audio-analysis/" + t.id,
		"duration_ms": t.ms, "key": t.number % 12, "mode": t.number % 2, "time_signature": 4,
		"tempo": 80 + 80*share, "loudness": -12 + 8*share, "danceability": share, "energy": 1 - share,
		"valence": share / 2, "speechiness": 0.04, "acousticness": 0.31, "instrumentalness": 0.002, "liveness": 0.11,
	}
}

// audioAnalysis is a short one: one bar, one section, one segment.
func (c *call) audioAnalysis() (any, error) {
	t, err := one(c, "track", c.server.shelves.tracks)
	if err != nil {
		return nil, err
	}
	seconds := float64(t.ms) / 1000
	whole := object{"start": 0.0, "duration": seconds, "confidence": 0.9}
	return object{
		"meta":  object{"analyzer_version": "4.0.0", "platform": "Linux", "detailed_status": "OK", "status_code": 0, "timestamp": 1735689600, "analysis_time": 6.9, "input_process": "libvorbisfile L+R 44100->22050"},
		"track": object{"duration": seconds, "num_samples": 22_050 * t.ms / 1000, "tempo": 104.2, "key": t.number % 12, "mode": 1, "time_signature": 4, "loudness": -9.1},
		"bars":  []any{whole}, "beats": []any{whole}, "tatums": []any{whole},
		"sections": []any{merge(object{"loudness": -9.1, "tempo": 104.2, "key": 2, "mode": 1, "time_signature": 4}, whole)},
		"segments": []any{merge(object{"loudness_start": -20.5, "loudness_max": -8.3, "loudness_max_time": 0.1, "pitches": []float64{1, 0.4}, "timbre": []float64{31.2, -4.5}}, whole)},
	}, nil
}
