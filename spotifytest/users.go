package spotifytest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spotify-sdk/spotify"
)

// User describes a user of the fake. Only the ID is required.
type User struct {
	ID          string `json:"id"`
	DisplayName string `json:"display_name,omitempty"` // made from the ID if it is empty
	Email       string `json:"email,omitempty"`        // made from the ID if it is empty
	Product     string `json:"product,omitempty"`      // "premium", which is the default, or "free"
	Country     string `json:"country,omitempty"`      // where the user is; "GB" if it is empty

	// Scopes are what the user has granted to the app: the tokens of the user
	// have no others. nil is all of them.
	Scopes []string `json:"scopes,omitempty"`

	// Devices are what the user can play on, idle at first. nil is one device
	// with [DeviceID], an empty list is none.
	Devices []spotify.Device `json:"devices,omitempty"`

	// Library are the URIs of what the user has saved or follows, the newest
	// first: tracks, albums, shows, episodes, audiobooks, artists, playlists
	// and users.
	Library []string `json:"library,omitempty"`

	// Recent is what the user has played, the newest first.
	Recent []Play `json:"recent,omitempty"`

	ExplicitFilter bool `json:"explicit_filter,omitempty"` // explicit content is restricted
	Unregistered   bool `json:"unregistered,omitempty"`    // not registered with the app: 403 everywhere
}

// Play is a track that a user has played.
type Play struct {
	URI      string    `json:"uri"`
	PlayedAt time.Time `json:"played_at,omitzero"` // zero: an hour before the next newer one
}

const userCountry = "GB" // podcasts and audiobooks are sold there

// lastPlay is when a new user played the last track.
func lastPlay() time.Time { return time.Date(2025, 6, 1, 20, 0, 0, 0, time.UTC) }

// AddUser adds a user, or replaces the one with the same ID together with all
// that was stored. A name that was not added is a user too, with every scope,
// Premium and the library of the catalog's first user. An invalid user is
// handled as in [Server.Fail].
func (s *Server) AddUser(u User) {
	s.helper()()
	if err := u.complete(s.catalog); err != nil {
		s.fatalf("spotifytest: AddUser: %v", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users[u.ID] = newUser(u, s.catalog)
}

// complete fills in what is missing and checks the rest.
func (u *User) complete(c *catalog) error {
	u.DisplayName = cmp.Or(u.DisplayName, displayName(u.ID))
	u.Email = cmp.Or(u.Email, u.ID+"@example.com")
	u.Product = cmp.Or(u.Product, "premium")
	u.Country = cmp.Or(u.Country, userCountry)
	u.Library, u.Devices, u.Recent = slices.Clone(u.Library), slices.Clone(u.Devices), slices.Clone(u.Recent)
	if u.Scopes == nil {
		u.Scopes = allScopes()
	}
	if u.Devices == nil {
		u.Devices = []spotify.Device{{ID: DeviceID, Name: "Kitchen radio", Type: "Speaker", SupportsVolume: true, VolumePercent: pointer(60)}}
	}
	switch {
	case u.ID == "":
		return fmt.Errorf("a user has no ID")
	case !slices.Contains(marketCodes(), u.Country):
		return fmt.Errorf("user %q: Spotify has no market %q", u.ID, u.Country)
	}
	for _, scope := range u.Scopes {
		if !slices.Contains(allScopes(), scope) {
			return fmt.Errorf("user %q: there is no scope %q", u.ID, scope)
		}
	}
	for _, uri := range u.Library {
		if kind, id, ok := c.parseURI(uri); !ok || !c.has(kind, id) {
			return fmt.Errorf("user %q: the library has %q, which is not in the catalog", u.ID, uri)
		}
	}
	for i := range u.Recent {
		if kind, id, ok := c.parseURI(u.Recent[i].URI); !ok || kind != "track" || !c.has(kind, id) {
			return fmt.Errorf("user %q: %q, which was played, is not a track in the catalog", u.ID, u.Recent[i].URI)
		}
		if u.Recent[i].PlayedAt.IsZero() {
			newer := lastPlay().Add(time.Hour)
			if i > 0 {
				newer = u.Recent[i-1].PlayedAt
			}
			u.Recent[i].PlayedAt = newer.Add(-time.Hour)
		}
	}
	return nil
}

// user is a user with what the server keeps for them.
type user struct {
	User
	stored map[string][]stored // by kind ("track"), the newest first
	player player
}

type stored struct {
	id      string
	addedAt time.Time
}

func newUser(u User, c *catalog) *user {
	v := &user{User: u, stored: map[string][]stored{}, player: newPlayer(u)}
	for _, uri := range slices.Backward(u.Library) {
		kind, id, _ := c.parseURI(uri)
		v.store(kind, id, addedAt(len(v.stored[kind])))
	}
	return v
}

// user returns the named user and adds them if necessary.
func (s *Server) user(name string) *user {
	u := s.users[name]
	if u == nil {
		template := User{ID: name}
		if users := s.catalog.users; len(users) > 0 {
			template.Library, template.Recent = users[0].Library, users[0].Recent
		}
		if err := template.complete(s.catalog); err != nil {
			panic(err) // the catalog's first user was checked
		}
		u = newUser(template, s.catalog)
		s.users[name] = u
	}
	return u
}

func (u *user) store(kind, id string, when time.Time) {
	if !u.has(kind, id) {
		u.stored[kind] = slices.Insert(u.stored[kind], 0, stored{id, when})
	}
}

func (u *user) drop(kind, id string) {
	u.stored[kind] = slices.DeleteFunc(u.stored[kind], func(s stored) bool { return s.id == id })
}

func (u *user) has(kind, id string) bool {
	return slices.ContainsFunc(u.stored[kind], func(s stored) bool { return s.id == id })
}

// displayName makes "Tilda Marrow" from "tilda.marrow".
func displayName(id string) string {
	words := strings.FieldsFunc(id, func(r rune) bool { return r == '.' || r == '_' || r == '-' })
	for i, w := range words {
		first, size := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToUpper(first)) + w[size:]
	}
	return strings.Join(words, " ")
}
