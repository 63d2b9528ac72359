package spotify_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// errSoakBody is the body of a response of Do that broke off.
var errSoakBody = errors.New("body truncated")

const (
	soakUsers          = 8
	soakTokenLifetime  = 2 * time.Second        // of every token
	soakTimeout        = time.Second            // of an attempt
	soakTracks         = 30                     // of an album, ten to a page
	soakHang           = 3 * soakTimeout / 2    // of a response that does not come
	soakRateLimit      = time.Hour              // of the group that is closed from its first request
	soakBodyDelay      = 50 * time.Millisecond  // of a slow body
	soakTokenRetention = 10 * soakTokenLifetime // after x's
	soakTokens         = 500                    // kept before expired ones are dropped
	soakShort          = "0.05"                 // Retry-After of a mild rate limit
	soakNotFound       = "Non existing id"      // of a 404
	soakScope          = "Insufficient client scope"
)

// soakID is an ID of the soak test: its owner (00 the app, else a user) and a
// number.
var soakID = regexp.MustCompile(`0\d{21}`)

func soakIDOf(owner int, n uint64) string { return fmt.Sprintf("0%02d%019d", owner, n) }

func soakOwner(id string) int { owner, _ := strconv.Atoi(id[1:3]); return owner }

func soakNumber(id string) uint64 { n, _ := strconv.ParseUint(id[3:], 10, 64); return n }

// soakServer is a Spotify that fails at random. It returns only what its tokens
// may ask: every ID names its owner.
type soakServer struct {
	*httptest.Server

	mu          sync.Mutex // guards all below
	rng         *rand.Rand
	tokens      map[string]time.Time           // when they die, the zero time once revoked
	rejected    [1 + soakUsers]map[string]bool // the tokens that got a 401, by owner
	minted      int
	asked       int            // token requests
	failed      int            // of them, by a fault
	outage      bool           // no token is available
	requests    int            // of the API
	rateLimited int            // of them, to the closed group
	executed    map[uint64]int // how often each write was
	faults      map[string]int
	wrong       []string
}

func newSoakServer(seed uint64) *soakServer {
	s := &soakServer{rng: rand.New(rand.NewPCG(seed, 0)), tokens: map[string]time.Time{}, executed: map[uint64]int{},
		faults: map[string]int{}}
	for owner := range s.rejected {
		s.rejected[owner] = map[string]bool{}
	}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// mint makes a token of owner's.
func (s *soakServer) mint(owner int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if len(s.tokens) > soakTokens {
		for t, dies := range s.tokens {
			if now.Sub(dies) > soakTokenRetention {
				delete(s.tokens, t)
			}
		}
	}
	s.minted++
	t := fmt.Sprintf("%s%02d.%d", tokenPrefix, owner, s.minted)
	s.tokens[t] = now.Add(soakTokenLifetime)
	return t
}

// throw is what happens to a request: "" nothing. It needs mu.
func (s *soakServer) throw(kind string, faults []soakRate) string {
	if s.outage && (kind == "token: " || kind == "fetch: ") {
		s.faults[kind+"outage"]++
		return "outage"
	}
	n := s.rng.IntN(10_000)
	for _, f := range faults {
		if n -= f.of; n < 0 {
			s.faults[kind+f.fault]++
			return f.fault
		}
	}
	return ""
}

func (s *soakServer) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if r.URL.Path == "/api/token" {
		s.serveToken(w, r)
		return
	}
	id := soakID.FindString(r.URL.Path + "?" + r.URL.RawQuery + "&" + string(body))
	fault := s.receive(r, id)
	execute := func() {
		if r.Method != http.MethodGet {
			s.mu.Lock()
			s.executed[soakNumber(id)]++
			s.mu.Unlock()
		}
	}
	if soakInjectFault(w, r, fault, execute) {
		return
	}
	execute()
	status, text := s.data(r, id)
	soakSend(w, r, fault, status, text)
}

// receive judges a request's token and throws the dice.
func (s *soakServer) receive(r *http.Request, id string) string {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	dies, known := s.tokens[token]
	name, _, _ := strings.Cut(strings.TrimPrefix(token, tokenPrefix), ".")
	owner, err := strconv.Atoi(name)
	switch {
	case err != nil || owner < 0 || owner > soakUsers:
		s.wrong = append(s.wrong, r.Method+" "+r.URL.Path+" came with a token of nobody's")
		return "403"
	case id != "" && soakOwner(id) != owner:
		s.wrong = append(s.wrong, fmt.Sprintf("%s %s came with the token of %d", r.Method, r.URL.Path, owner))
		return "403"
	case id == "":
		s.rateLimited++
		return "rate limit"
	}
	fault := s.throw("", soakFaults)
	if fault == "token revoked" {
		s.tokens[token] = time.Time{}
	} else if !known || time.Now().After(dies) {
		fault = "token expired"
		s.faults[fault]++
	}
	if fault == "token revoked" || fault == "token expired" {
		s.rejected[owner][token] = true
	}
	return fault
}

// data is the response to a request that nothing happens to.
func (s *soakServer) data(r *http.Request, id string) (status int, text string) {
	path, query := strings.TrimPrefix(r.URL.Path, "/v1"), r.URL.Query()
	switch {
	case r.Method == http.MethodPost && strings.HasSuffix(path, "/items"),
		r.Method == http.MethodPut && strings.HasSuffix(path, "/items"):
		return 201, fmt.Sprintf(`{"snapshot_id":"after %s"}`, id)
	case r.Method != http.MethodGet:
		return 204, ""
	case strings.HasSuffix(path, "/tracks") && path != "/tracks":
		offset, _ := strconv.Atoi(query.Get("offset"))
		return 200, s.page(id, offset)
	case strings.HasPrefix(path, "/albums/"):
		return 200, fmt.Sprintf(`{"id":%q,"name":"album %s","total_tracks":%d,"tracks":%s}`, id, id, soakTracks,
			s.page(id, 0))
	case path == "/tracks":
		var tracks []string
		for _, id := range strings.Split(query.Get("ids"), ",") {
			tracks = append(tracks, soakTrack(id))
		}
		return 200, `{"tracks":[` + strings.Join(tracks, ",") + `]}`
	case path == "/search":
		return 200, fmt.Sprintf(`{"artists":{"items":[null,{"id":%q,"name":"artist %s"}],"total":1.0}}`, id, id)
	}
	return 200, soakTrack(id)
}

// soakTrack is a track; every seventh is unknown.
func soakTrack(id string) string {
	if soakNumber(id)%7 == 0 {
		return "null"
	}
	return fmt.Sprintf(`{"id":%q,"name":"track %s"}`, id, id)
}

// page is one page of an album's tracks.
func (s *soakServer) page(id string, offset int) string {
	var items []string
	for i := offset; i < min(offset+10, soakTracks); i++ {
		items = append(items, fmt.Sprintf(`{"track_number":%d,"name":"of %s"}`, i+1, id))
	}
	next := "null"
	if offset+10 < soakTracks {
		next = fmt.Sprintf(`"%s/v1/albums/%s/tracks?offset=%d&limit=10"`, s.URL, id, offset+10)
	}
	return fmt.Sprintf(`{"items":[%s],"next":%s,"offset":%d,"limit":10,"total":%d}`, strings.Join(items, ","), next,
		offset, soakTracks)
}

// serveToken is the Accounts service.
func (s *soakServer) serveToken(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked++
	fault := s.throw("token: ", soakTokenFaults)
	if fault != "" {
		s.failed++
	}
	s.mu.Unlock()
	token := ""
	if !soakInjectFault(w, r, fault, func() { token = s.mint(0) }) {
		token = s.mint(0)
		soakSend(w, r, fault, 200, fmt.Sprintf(`{"access_token":%q,"token_type":"Bearer","expires_in":%d}`, token,
			int(soakTokenLifetime/time.Second)))
	}
}
