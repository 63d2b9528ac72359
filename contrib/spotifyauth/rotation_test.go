package spotifyauth_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
	"github.com/spotify-sdk/spotify/contrib/spotifyauth"
	"github.com/spotify-sdk/spotify/spotifytest"
)

// memberVariable makes the test program a member of a rotation test. Its value is
// the store's path, the token URL, a number of token requests and "end" or
// "stall", separated by "|".
const memberVariable = "SPOTIFYAUTH_TEST_MEMBER"

// isMember reports whether this process is a member, and plays it.
func isMember() bool {
	args := strings.Split(os.Getenv(memberVariable), "|")
	if len(args) != 4 {
		return false
	}
	rounds, _ := strconv.Atoi(args[2])
	if err := member(args[0], args[1], rounds, args[3] == "stall"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

// member starts as often as rounds says. If it is to stall, it then obtains one
// more token and stops before that is stored.
func member(path, tokenURL string, rounds int, stall bool) error {
	start := func(store spotifyauth.Store) error {
		flow, err := spotifyauth.New(spotifyauth.Config{ClientID: spotifytest.ClientID, TokenURL: tokenURL, Store: store})
		if err != nil {
			return err
		}
		provider, err := flow.Provider("anna")
		if err != nil {
			return err
		}
		defer provider.Close()
		_, err = provider.AccessToken(context.Background())
		return err
	}
	files := spotifyauth.NewFileStore(path)
	for range rounds {
		if err := start(files); err != nil {
			return err
		}
	}
	if !stall {
		return nil
	}
	return start(storeFunc(func(ctx context.Context, key string, change func(spotifyauth.Login) (spotifyauth.Login, error)) error {
		return files.Update(ctx, key, func(old spotifyauth.Login) (spotifyauth.Login, error) {
			next, err := change(old)
			if err == nil {
				fmt.Println("stalled")
				time.Sleep(time.Hour) // until it is killed
			}
			return next, err
		})
	}))
}

// startMember starts a member as a process.
func (e *env) startMember(rounds int, end string) *process {
	e.Helper()
	p := &process{Cmd: exec.Command(os.Args[0]), stalled: make(chan bool, 1)}
	p.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%s|%d|%s", memberVariable, e.config.Store.(*spotifyauth.FileStore).Path(), e.srv.TokenURL(), rounds, end))
	p.Stderr = &p.log
	out, err := p.StdoutPipe()
	if err == nil {
		err = p.Start()
	}
	if err != nil {
		e.Fatal(err)
	}
	go func() {
		p.stalled <- bufio.NewScanner(out).Scan()
	}()
	return p
}

type process struct {
	*exec.Cmd
	log     strings.Builder
	stalled chan bool // whether it stalled, else it ended
}

// wait waits until the member has ended, killing it if it stalls.
func (p *process) wait() (killed bool, err error) {
	if killed = <-p.stalled; killed {
		p.Process.Kill()
	}
	if err = p.Wait(); killed {
		return true, nil
	}
	if err != nil {
		err = fmt.Errorf("%w: %s", err, p.log.String())
	}
	return false, err
}

const rotations = 200

func TestRotationInTwoProcesses(t *testing.T) {
	e := start(t)
	e.srv.SetTokenLifetime(time.Second) // so short that no process takes the other's
	first := e.put("anna", "anna")
	members := []*process{e.startMember(rotations/2, "end"), e.startMember(rotations/2, "end")}
	for _, m := range members {
		if _, err := m.wait(); err != nil {
			t.Error(err)
		}
	}
	if n := e.srv.TokenRequests(); n != rotations {
		t.Errorf("%d token requests, want %d", n, rotations)
	}
	if e.stored("anna").RefreshToken == first {
		t.Error("the refresh token did not rotate")
	}
	e.wantUser(e.provider("anna"), "anna")
}

func TestRotationInProcessesThatAreKilled(t *testing.T) {
	e := start(t)
	e.srv.SetTokenLifetime(time.Second)
	e.srv.SetLogin(spotifytest.Login{Rotation: spotifytest.RotateOverlap})
	e.put("anna", "anna")
	var mu sync.Mutex // guards kills
	kills := 0
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			for e.srv.TokenRequests() < rotations && !t.Failed() {
				killed, err := e.startMember(15+3*i, "stall").wait()
				if err != nil || !killed {
					t.Errorf("a member ended: %v", err)
				}
				mu.Lock()
				kills++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if kills < 5 {
		t.Errorf("only %d processes were killed", kills)
	}
	e.wantUser(e.provider("anna"), "anna")
}

// What the package documentation says of a killed process holds.
func TestAKillBeforeTheTokenIsStoredEndsALoginWithOneUseTokens(t *testing.T) {
	e := start(t)
	e.srv.SetTokenLifetime(time.Second)
	e.put("anna", "anna")
	if killed, err := e.startMember(1, "stall").wait(); err != nil || !killed {
		t.Fatalf("the member was not killed: %v", err)
	}
	_, err := e.whoIs(e.provider("anna"))
	if !errors.Is(err, spotify.ErrUnauthorized) || !strings.Contains(err.Error(), "invalid_grant") {
		t.Errorf("got %v", err)
	}
}
