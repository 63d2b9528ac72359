package spotify_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/spotify-sdk/spotify"
)

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
		s.judge(op, ctx, id, err, took)
		cancel()
		if err == spotify.ErrClosed {
			if c != 0 || !s.closed.Load() {
				s.fail("%s: ErrClosed of an open client", op.name)
			}
			return
		}
		if err != nil && took < time.Millisecond { // a cool-down or a gate that answers at once
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

// judge looks at what a call gave.
func (s *soaker) judge(op soakOp, ctx context.Context, id string, err error, took time.Duration) {
	what := "answered"
	var api *spotify.Error
	var token *spotify.AuthenticationError
	var wrong soakWrong
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
		s.fail("%s: a context's error, and the caller's goes on: %v", op.name, err)
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
	s.writes = append(s.writes, soakWrite{n: soakNumber(id), op: op.name, repeats: op.kind == soakRepeats, ok: err == nil, clean: clean})
}

// soakCall is what a call has to go by.
type soakCall struct {
	ctx  context.Context
	c    *spotify.Client
	base string
	id   string
	rng  *rand.Rand
}

// soakWrong is data that is not what was asked for.
type soakWrong string

func (w soakWrong) Error() string { return string(w) }

// errSoakBody is the body of an answer of Do that broke off.
var errSoakBody = errors.New("body broke off")

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
	{"banned", soakReads, func(o soakCall) error {
		_, err := o.c.AvailableMarkets(o.ctx)
		if err == nil {
			return soakWrong("a group under a ban answered")
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
		return soakWrong(fmt.Sprintf("got %q, want %q", got, want))
	}
	return err
}

func (o soakCall) album() error {
	album, err := o.c.Album(o.ctx, o.id, nil)
	if err != nil {
		return err
	}
	if album.ID != o.id || album.Name != "album "+o.id {
		return soakWrong("another album: " + album.Name)
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
			return soakWrong(fmt.Sprintf("track %d of %s is %d %s", n, o.id, t.TrackNumber, t.Name))
		}
		if n == enough {
			break
		}
	}
	if n != enough {
		return soakWrong(fmt.Sprintf("%d tracks, want %d", n, enough))
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
		return soakWrong(fmt.Sprintf("%d tracks for %d ids and %v", len(tracks), len(ids), err))
	}
	for i, t := range tracks {
		if unknown := soakNumber(ids[i])%7 == 0; unknown != (t == nil) || t != nil && t.Name != "track "+ids[i] {
			return soakWrong(fmt.Sprintf("%v for %s", t, ids[i]))
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
		return soakWrong(fmt.Sprintf("%d artists", n))
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
	if text := string(body); resp.StatusCode == 200 && text != "" && !strings.HasPrefix(text, "<") && text != soakTrack(id) {
		return soakWrong("got " + text)
	}
	return nil
}

// soakCache is a cache that fails at random, in every way that it may.
type soakCache struct {
	spotify.TokenCache
	srv *soakServer
}

func (c *soakCache) Get(ctx context.Context, key string) (spotify.Token, error) {
	if err := c.trouble(ctx, "cache get: "); err != nil {
		return spotify.Token{}, err
	}
	return c.TokenCache.Get(ctx, key)
}

func (c *soakCache) Set(ctx context.Context, key string, t spotify.Token) error {
	if err := c.trouble(ctx, "cache set: "); err != nil {
		return err
	}
	return c.TokenCache.Set(ctx, key, t)
}

func (c *soakCache) trouble(ctx context.Context, kind string) error {
	c.srv.mu.Lock()
	fault := c.srv.throw(kind, []soakOdds{{"error", 300}, {"slow", 500}, {"panic", 100}, {"goexit", 100}, {"hangs", 50}})
	c.srv.mu.Unlock()
	switch fault {
	case "error":
		return errors.New("the cache failed")
	case "panic":
		panic("soak")
	case "goexit":
		runtime.Goexit()
	case "slow":
		time.Sleep(20 * time.Millisecond)
	case "hangs":
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

// soakLog counts messages, for a client each, and hands them on.
type soakLog struct {
	slog.Handler
	mu     sync.Mutex // guards counts
	counts map[string]int
}

func (l *soakLog) named(client string) slog.Handler { return &soakLogOf{l.Handler, l, client} }

type soakLogOf struct {
	slog.Handler
	log    *soakLog
	client string
}

func (l *soakLogOf) Handle(ctx context.Context, r slog.Record) error {
	what := l.client + ": " + strings.TrimPrefix(r.Message, "spotify: ")
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "source" {
			what += " from " + a.Value.String()
		}
		return true
	})
	l.log.mu.Lock()
	l.log.counts[what]++
	l.log.mu.Unlock()
	return l.Handler.Handle(ctx, r)
}
