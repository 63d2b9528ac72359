package spotify_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

var (
	soakFor  = flag.Duration("soak", 2*time.Second, "how long TestSoak runs")
	soakSeed = flag.Uint64("soakseed", 0, "the seed of TestSoak's faults and calls; 0: a new one")
)

const (
	soakWorkers = 64
	soakSkew    = 200 * time.Millisecond
	soakRetries = 3
	soakGrowth  = 4 << 20 // bytes that the heap may grow by between the first round and the last
)

// TestSoak runs two clients that share a cache, and the users behind them,
// against a Spotify that fails at random, in rounds. What must hold:
//
//   - A call returns the right data, or an *Error, an *AuthenticationError or
//     ErrClosed; a context's error only if the caller's own has ended, and then
//     its cause too; and makes no more attempts than it may.
//   - Every request bears the token of the one it is made for.
//   - A write that is not idempotent is executed once if the call returned no error,
//     at most once in any case, and not at all if the call's error is neither a
//     success that could not be read (2xx) nor says MayHaveExecuted, and is not
//     ErrClosed, which does not say. An idempotent one is executed if the call
//     returned no error, and the last of these holds for it too.
//   - A provider's successful token requests are a second apart (a token lives
//     two and is refreshed in its second half), but for one for every token that a
//     401 rejected; its failed refreshes are half a second apart, and none
//     makes more than four requests.
//   - A group of endpoints under a long rate limit gets what was under way when it
//     came, and nothing more.
//   - When all is closed no goroutine is left, and the heap has not grown.
func TestSoak(t *testing.T) {
	seed := *soakSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("seed %d", seed)
	goroutines, began := runtime.NumGoroutine(), time.Now()
	s := newSoaker(t, seed)
	round := min(max(*soakFor/10, min(*soakFor/2, time.Second)), 10*time.Second)
	var first, now uint64
	rounds := 0
	for last := false; !last; rounds++ {
		last = rounds > 0 && time.Since(began)+round >= *soakFor
		s.round(rounds, round, last)
		now = soakHeap()
		if rounds == 0 {
			first = now
		}
	}
	for _, p := range s.users {
		p.Close()
	}
	s.clients[1].Close()
	elapsed := time.Since(began)
	s.srv.Close()
	s.log.mu.Lock()
	logged := maps.Clone(s.log.counts)
	s.log.mu.Unlock()
	s.checkTokens(elapsed, logged)
	s.srv.mu.Lock()
	for _, wrong := range append(s.wrong, s.srv.wrong...) {
		t.Error(wrong)
	}
	if s.srv.rateLimited > soakWorkers || s.srv.rateLimited == 0 {
		t.Errorf("a group under a rate limit of an hour got %d requests", s.srv.rateLimited)
	}
	s.srv.mu.Unlock()
	if calls, answered := s.tally["calls"]-s.tally["no token"], s.tally["answered"]; answered < calls/5 ||
		calls < 2*soakWorkers {
		t.Errorf("%d of %d calls succeeded: this proves little", answered, calls)
	}
	if first+soakGrowth < now {
		t.Errorf("the heap has grown from %d to %d KiB", first>>10, now>>10)
	}
	left := runtime.NumGoroutine()
	for wait := time.Now(); left > goroutines && time.Since(wait) < 10*time.Second; left = runtime.NumGoroutine() {
		time.Sleep(10 * time.Millisecond) // real sockets close in their own time
	}
	if left > goroutines {
		stacks := make([]byte, 1<<20)
		t.Errorf("%d goroutines before, %d after:\n%s", goroutines, left, stacks[:runtime.Stack(stacks, true)])
	}
	t.Logf("%d rounds of %s, %s in all; goroutines %d before, %d after; heap after the first round %d KiB, after the last %d KiB",
		rounds, round, elapsed.Round(time.Millisecond), goroutines, left, first>>10, now>>10)
	t.Logf("%d requests; %s", s.srv.requests, soakListed(s.tally))
	t.Logf("faults: %s", soakListed(s.srv.faults))
	t.Logf("log: %s", soakListed(logged))
}

// soakHeap is what is in use once all garbage is gone, that of the pools too.
func soakHeap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func soakListed(counts map[string]int) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%s %d", name, counts[name]))
	}
	return strings.Join(parts, ", ")
}

// soaker is what the workers share.
type soaker struct {
	t       *testing.T
	seed    uint64
	srv     *soakServer
	clients [2]*spotify.Client
	users   [soakUsers]*spotify.TokenProvider
	fetched [soakUsers]struct{ good, bad, running atomic.Int32 }
	log     soakLog
	next    atomic.Uint64 // number of an ID
	closed  atomic.Bool   // clients[0] is

	mu     sync.Mutex // guards all below
	tally  map[string]int
	writes []soakWrite // of this round
	wrong  []string
}

// soakWrite is a write and what its call said.
type soakWrite struct {
	n           uint64
	op          string
	repeats, ok bool
	clean       bool // its error says that it was not executed
}

func newSoaker(t *testing.T, seed uint64) *soaker {
	s := &soaker{t: t, seed: seed, srv: newSoakServer(seed), tally: map[string]int{}}
	s.log.Handler, s.log.counts = recorder.handler(), map[string]int{}
	cache := &soakCache{TokenCache: spotify.NewMemoryTokenCache(), srv: s.srv}
	for i := range s.clients {
		name := fmt.Sprint("app ", i)
		c, err := spotify.NewFromClientCredentials(clientID, clientSecret, spotify.WithBaseURL(s.srv.URL+"/v1"),
			spotify.WithTokenURL(s.srv.URL+"/api/token"),
			spotify.WithTokenCache(cache), spotify.WithExpirySkew(soakSkew), spotify.WithTimeout(soakTimeout),
			spotify.WithMaxRetries(soakRetries),
			spotify.WithMaxRetryWait(2*time.Second), spotify.WithPagePrefetch(2*i),
			spotify.WithLogger(slog.New(s.log.named(name))))
		if err != nil {
			t.Fatal(err)
		}
		s.clients[i] = c
	}
	for u := range s.users {
		p, err := spotify.NewTokenProvider(s.fetch(u), spotify.WithExpirySkew(soakSkew),
			spotify.WithLogger(slog.New(s.log.named("users"))))
		if err != nil {
			t.Fatal(err)
		}
		s.users[u] = p
	}
	return s
}

// fetch is the grant of a user.
func (s *soaker) fetch(u int) func(context.Context) (spotify.Token, error) {
	f := &s.fetched[u]
	return func(ctx context.Context) (spotify.Token, error) {
		if f.running.Add(1) > 1 {
			s.fail("two refreshes at once for user %d", u)
		}
		defer f.running.Add(-1)
		s.srv.mu.Lock()
		fault := s.srv.throw("fetch: ", []soakRate{{"error", 500}, {"panic", 50}, {"goexit", 50}, {"slow", 300}})
		s.srv.mu.Unlock()
		switch fault {
		case "slow":
			timer := time.NewTimer(soakBodyDelay)
			defer timer.Stop()
			<-timer.C
		case "":
		default:
			f.bad.Add(1)
			if fault == "panic" {
				panic("soak")
			} else if fault == "goexit" {
				runtime.Goexit()
			}
			return spotify.Token{}, errors.New("the grant failed")
		}
		f.good.Add(1)
		now := time.Now()
		return spotify.Token{AccessToken: s.srv.mint(1 + u), ExpiresAt: now.Add(soakTokenLifetime)}, nil
	}
}

// round lets the workers loose for a while, and looks at what they wrote. In
// the first half of every fifth no token is available; in the last one a client is
// closed under them.
func (s *soaker) round(n int, length time.Duration, last bool) {
	var workers sync.WaitGroup
	stop := make(chan struct{})
	s.outage(n%5 == 1)
	for i := range soakWorkers {
		workers.Go(func() { s.work(rand.New(rand.NewPCG(s.seed, uint64(1+n*soakWorkers+i))), i%2, stop) })
	}
	time.Sleep(length / 2) // this is a test of real time
	s.outage(false)
	if last {
		s.closed.Store(true)
		s.clients[0].Close()
	}
	time.Sleep(length / 2)
	close(stop)
	workers.Wait()
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	for _, w := range s.writes {
		switch times := s.srv.executed[w.n]; {
		case w.ok && times == 0, times > 1 && !w.repeats, w.clean && times > 0:
			s.fail("%s %d was executed %d times; success %v, says that it was not executed %v", w.op, w.n, times,
				w.ok, w.clean)
		}
	}
	s.writes = nil
	clear(s.srv.executed)
}

func (s *soaker) outage(on bool) {
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	s.srv.outage = on
}

func (s *soaker) fail(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.wrong) < 20 {
		s.wrong = append(s.wrong, fmt.Sprintf(format, args...))
	}
}

func (s *soaker) count(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tally[what]++
}

// checkTokens holds the token requests against their bounds.
func (s *soaker) checkTokens(elapsed time.Duration, logged map[string]int) {
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	natural, backoffs := int(elapsed/(soakTokenLifetime/2))+1, int(elapsed/(500*time.Millisecond))+1
	rejected := len(s.srv.rejected[0])
	most, refreshes, successes := 0, 0, 0
	for i := range s.clients {
		name := fmt.Sprint("app ", i, ": ")
		good, bad := logged[name+"token refreshed from endpoint"], logged[name+"token failed"]
		if good > natural+rejected || bad > backoffs {
			s.t.Errorf("client %d: %d tokens in %s with %d rejected, at most %d; %d failed refreshes, at most %d", i,
				good, elapsed, rejected, natural+rejected, bad, backoffs)
		}
		most, refreshes, successes = most+natural+rejected, refreshes+good+bad, successes+good
	}
	if s.srv.asked-s.srv.failed > most || s.srv.asked > (1+soakRetries)*(refreshes+len(s.clients)) {
		s.t.Errorf("%d token requests, %d of them with a fault, in %d refreshes: at most %d without one", s.srv.asked,
			s.srv.failed, refreshes, most)
	}
	s.t.Logf("token requests of the app: %d, %d of them with a fault; %d successful refreshes of two clients, at most %d (%s and %d rejected tokens)",
		s.srv.asked, s.srv.failed, successes, most, elapsed.Round(time.Second), rejected)
	fetched := 0
	for u := range s.fetched {
		good, bad, rejected := int(s.fetched[u].good.Load()), int(s.fetched[u].bad.Load()), len(s.srv.rejected[1+u])
		fetched += good + bad
		if good > natural+rejected || bad > backoffs {
			s.t.Errorf("user %d: %d tokens with %d rejected, at most %d; %d failures, at most %d", u, good, rejected,
				natural+rejected, bad, backoffs)
		}
	}
	s.t.Logf("token requests of %d users: %d", soakUsers, fetched)
	if elapsed > 5*time.Second &&
		logged["app 0: token refreshed from cache"]+logged["app 1: token refreshed from cache"] == 0 {
		s.t.Error("the shared cache gave no token")
	}
}

// work makes calls until stop, each with an identity, a context and a kind of
// its own.
func (s *soaker) work(rng *rand.Rand, c int, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		owner, client := 0, s.clients[c]
		if rng.IntN(2) == 0 {
			owner = 1 + rng.IntN(soakUsers)
			client = client.As(s.users[owner-1])
		}
		op := soakOps[rng.IntN(len(soakOps))]
		ctx, cancel := s.context(rng)
		id, began := soakIDOf(owner, s.next.Add(1)), time.Now()
		err := op.call(soakCall{ctx, client, s.srv.URL + "/v1", id, rng})
		took := time.Since(began)
		s.checkCall(op, ctx, id, err, took)
		cancel()
		if err == spotify.ErrClosed {
			if c != 0 || !s.closed.Load() {
				s.fail("%s: ErrClosed of an open client", op.name)
			}
			return
		}
		if err != nil && took < time.Millisecond { // a cooldown or a backoff that fails calls at once
			time.Sleep(time.Millisecond)
		}
	}
}

var errSoakLeft = errors.New("the caller left")

// context is a caller's: most last, some end before the call, within it, or at
// a deadline.
func (s *soaker) context(rng *rand.Rand) (context.Context, context.CancelFunc) {
	after := time.Duration(rng.IntN(100)) * time.Millisecond
	switch n := rng.IntN(100); {
	case n < 2:
		s.count("contexts ended before the call")
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(errSoakLeft)
		return ctx, func() { cancel(nil) }
	case n < 9:
		s.count("contexts with a deadline")
		return context.WithTimeoutCause(context.Background(), after, errSoakLeft)
	case n < 15:
		s.count("contexts cancelled after a while")
		ctx, cancel := context.WithCancelCause(context.Background())
		timer := time.AfterFunc(after, func() { cancel(errSoakLeft) })
		return ctx, func() { timer.Stop(); cancel(nil) }
	}
	return context.WithCancel(context.Background())
}

// judge checks the result of a call.
func (s *soaker) checkCall(op soakOp, ctx context.Context, id string, err error, took time.Duration) {
	what := "answered"
	var api *spotify.Error
	var token *spotify.AuthenticationError
	var wrong soakMismatch
	switch {
	case err == nil:
	case errors.As(err, &wrong):
		s.fail("%s: %s", op.name, string(wrong))
	case err == spotify.ErrClosed:
		what = "closed"
	case errors.Is(err, errSoakBody):
		what = "raw body not whole"
	case errors.As(err, &api):
		what = fmt.Sprintf("error %d", api.StatusCode)
		if api.MayHaveExecuted && op.reads() || api.Attempts > 1+soakRetries+1 {
			s.fail("%s: %d attempts, may have executed %v: %v", op.name, api.Attempts, api.MayHaveExecuted, err)
		}
	case errors.As(err, &token):
		what = "no token"
		if token.Attempts > 1+soakRetries {
			s.fail("%s: %d attempts at a token: %v", op.name, token.Attempts, err)
		}
	default:
		s.fail("%s: an error of type %T: %v", op.name, err, err)
	}
	ended := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	switch {
	case ended && ctx.Err() == nil:
		s.fail("%s: a context's error, and the caller's has not ended: %v", op.name, err)
	case ended && (!errors.Is(err, ctx.Err()) || !errors.Is(err, context.Cause(ctx))):
		s.fail("%s: not the caller's own end with its cause: %v", op.name, err)
	case took > time.Minute:
		s.fail("%s: took %s: %v", op.name, took, err)
	}
	if ended {
		s.count("ended by the caller's context")
	}
	if err != nil {
		recorder.look(err.Error())
	}
	s.count("calls")
	s.count(what)
	if op.reads() {
		return
	}
	clean := err != nil && err != spotify.ErrClosed && (api == nil || !api.MayHaveExecuted && api.StatusCode/100 != 2)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tally["writes"]++
	s.writes = append(s.writes,
		soakWrite{n: soakNumber(id), op: op.name, repeats: op.kind == soakRepeats, ok: err == nil, clean: clean})
}

// soakCall is what a call has to go by.
type soakCall struct {
	ctx  context.Context
	c    *spotify.Client
	base string
	id   string
	rng  *rand.Rand
}

// soakMismatch says how data differs from what was requested.
type soakMismatch string

func (w soakMismatch) Error() string { return string(w) }

const (
	soakReads   = iota
	soakOnce    // a write that may be executed once
	soakRepeats // an idempotent one
)

type soakOp struct {
	name string
	kind int
	call func(soakCall) error
}

func (op soakOp) reads() bool { return op.kind == soakReads }

var soakOps = []soakOp{
	{"album and its pages", soakReads, soakCall.album},
	{"track", soakReads, soakCall.track},
	{"tracks", soakReads, soakCall.tracks},
	{"search", soakReads, soakCall.search},
	{"raw", soakReads, soakCall.raw},
	{"rate limited", soakReads, func(o soakCall) error {
		_, err := o.c.AvailableMarkets(o.ctx)
		if err == nil {
			return soakMismatch("a group under a rate limit responded")
		}
		return err
	}},
	{"add items", soakOnce, func(o soakCall) error {
		snapshot, err := o.c.AddPlaylistItems(o.ctx, o.id, []string{"spotify:track:" + o.id}, nil)
		return o.same(err, snapshot, "after "+o.id)
	}},
	{"reorder", soakOnce, func(o soakCall) error {
		snapshot, err := o.c.ReorderPlaylistItems(o.ctx, o.id, 1, 2, nil)
		return o.same(err, snapshot, "after "+o.id)
	}},
	{"queue", soakOnce, func(o soakCall) error { return o.c.AddToQueue(o.ctx, "spotify:track:"+o.id, nil) }},
	{"play", soakOnce, func(o soakCall) error {
		return o.c.StartPlayback(o.ctx, &spotify.StartPlaybackOptions{URIs: []string{"spotify:track:" + o.id}})
	}},
	{"raw post", soakOnce, func(o soakCall) error {
		return o.c.Call(o.ctx, http.MethodPost, "/soak/"+o.id, nil, map[string]string{"id": o.id}, nil)
	}},
	{"save", soakRepeats, func(o soakCall) error { return o.c.SaveToLibrary(o.ctx, []string{"spotify:track:" + o.id}) }},
}

// same is err, or what is wrong with got.
func (o soakCall) same(err error, got, want string) error {
	if err == nil && got != want {
		return soakMismatch(fmt.Sprintf("got %q, want %q", got, want))
	}
	return err
}

func (o soakCall) album() error {
	album, err := o.c.Album(o.ctx, o.id, nil)
	if err != nil {
		return err
	}
	if album.ID != o.id || album.Name != "album "+o.id {
		return soakMismatch("another album: " + album.Name)
	}
	n, enough := 0, soakTracks
	if o.rng.IntN(4) == 0 {
		enough = 1 + o.rng.IntN(soakTracks)
	}
	for t, err := range album.Tracks.All(o.ctx, o.c) {
		if err != nil {
			return err
		}
		if n++; t.TrackNumber != n || t.Name != "of "+o.id {
			return soakMismatch(fmt.Sprintf("track %d of %s is %d %s", n, o.id, t.TrackNumber, t.Name))
		}
		if n == enough {
			break
		}
	}
	if n != enough {
		return soakMismatch(fmt.Sprintf("%d tracks, want %d", n, enough))
	}
	return nil
}

// known is an ID of the call's owner that there is a track for.
func (o soakCall) known() string {
	return soakIDOf(soakOwner(o.id), 7*uint64(o.rng.IntN(1000))+1)
}

func (o soakCall) track() error {
	id := o.known()
	track, err := o.c.Track(o.ctx, id, nil)
	if err != nil {
		return err
	}
	return o.same(nil, track.Name, "track "+id)
}

func (o soakCall) tracks() error {
	var ids []string
	for range 1 + o.rng.IntN(120) { // up to three requests
		ids = append(ids, soakIDOf(soakOwner(o.id), uint64(o.rng.IntN(1000))))
	}
	tracks, err := o.c.Tracks(o.ctx, ids, nil)
	if err == nil && len(tracks) != len(ids) || len(tracks) > len(ids) {
		return soakMismatch(fmt.Sprintf("%d tracks for %d ids and %v", len(tracks), len(ids), err))
	}
	for i, t := range tracks {
		if unknown := soakNumber(ids[i])%7 == 0; unknown != (t == nil) || t != nil && t.Name != "track "+ids[i] {
			return soakMismatch(fmt.Sprintf("%v for %s", t, ids[i]))
		}
	}
	return err
}

func (o soakCall) search() error {
	found, err := o.c.Search(o.ctx, o.id, []spotify.SearchType{spotify.SearchTypeArtist}, nil)
	if err != nil {
		return err
	}
	if n := len(found.Artists.Items); n != 1 {
		return soakMismatch(fmt.Sprintf("%d artists", n))
	}
	return o.same(nil, found.Artists.Items[0].Name, "artist "+o.id)
}

// raw leaves some bodies unread.
func (o soakCall) raw() error {
	id := o.known()
	req, err := http.NewRequestWithContext(o.ctx, http.MethodGet, o.base+"/tracks/"+id, nil)
	if err != nil {
		return err
	}
	resp, err := o.c.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if o.rng.IntN(5) == 0 {
		return nil
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return errSoakBody
	}
	if text := string(body); resp.StatusCode == 200 && text != "" && !strings.HasPrefix(text, "<") &&
		text != soakTrack(id) {
		return soakMismatch("got " + text)
	}
	return nil
}
