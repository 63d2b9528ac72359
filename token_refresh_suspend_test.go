//go:build unix

package spotify_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/spotify-sdk/spotify"
)

// suspendVariable switches on the test of a suspended process, which takes over
// half a minute.
const suspendVariable = "SPOTIFY_TEST_SUSPEND"

// A process that was stopped in the middle of a token refresh (a frozen function
// of a cloud, a laptop that sleeps) obtains a token with its first call afterwards.
func TestSuspendedProcessObtainsATokenAtOnce(t *testing.T) {
	switch url, child := strings.CutPrefix(os.Getenv(suspendVariable), "child of "); {
	case child:
		runSuspendedChild(t, url)
		return
	case url == "":
		t.Skip("takes over half a minute; set " + suspendVariable + "=1")
	}
	held := make(chan string, 10)
	var mu sync.Mutex
	requests := map[string]int{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the server does not notice that the client hangs up
		mu.Lock()
		requests[r.URL.Path]++
		n := requests[r.URL.Path]
		mu.Unlock()
		if n == 1 && strings.HasPrefix(r.URL.Path, "/background/") {
			fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer","expires_in":4}`, token(1))
			return
		}
		if n <= 2 && !strings.HasPrefix(r.URL.Path, "/missing/") || n == 1 {
			held <- r.URL.Path
			<-r.Context().Done() // the client hangs up, because of its time limit
			return
		}
		fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer","expires_in":3600}`, token(n))
	}))
	defer s.Close()

	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, executable, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), suspendVariable+"=child of "+s.URL)
	var output strings.Builder
	cmd.Stdout, cmd.Stderr = &output, &output
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		select {
		case <-held:
		case <-time.After(time.Minute):
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			t.Fatalf("the child did not start its four refreshes:\n%s", output.String())
		}
	}
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	time.Sleep(33 * time.Second) // more than a refresh may take
	if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	_, _ = fmt.Fprintln(stdin, "continue")
	if err := cmd.Wait(); err != nil || strings.Count(output.String(), "obtained a token") != 4 {
		t.Errorf("%v:\n%s", err, output.String())
	}
}

// runSuspendedChild starts four refreshes, is stopped, and then makes one call
// of each provider.
func runSuspendedChild(t *testing.T, url string) {
	var running, most atomic.Int32
	fetchFrom := func(path string) func(ctx context.Context) (spotify.Token, error) {
		return func(ctx context.Context) (spotify.Token, error) {
			defer running.Add(-1)
			if n := running.Add(1); n > most.Load() {
				most.Store(n)
			}
			req, err := http.NewRequestWithContext(ctx, "POST", url+path, nil)
			if err != nil {
				return spotify.Token{}, err
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				return spotify.Token{}, err
			}
			defer resp.Body.Close()
			var got struct {
				Token   string `json:"access_token"`
				Seconds int    `json:"expires_in"`
			}
			err = json.NewDecoder(resp.Body).Decode(&got)
			return spotify.Token{AccessToken: got.Token, ExpiresAt: time.Now().Add(time.Duration(got.Seconds) * time.Second)}, err
		}
	}
	providers := map[string]*spotify.TokenProvider{}
	for _, path := range []string{"/background/app", "/missing/app"} {
		p, err := spotify.NewClientCredentials(clientID, clientSecret, spotify.WithTokenURL(url+path), spotify.WithMaxRetries(0))
		if err != nil {
			t.Fatal(err)
		}
		providers[path] = p
	}
	for _, path := range []string{"/background/fetch", "/missing/fetch"} {
		p, err := spotify.NewTokenProvider(fetchFrom(path))
		if err != nil {
			t.Fatal(err)
		}
		providers[path] = p
	}
	for path, p := range providers {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		if strings.HasPrefix(path, "/missing/") {
			cancel()
			ctx, cancel = context.WithTimeout(t.Context(), 100*time.Millisecond)
		}
		_, err := p.AccessToken(ctx)
		cancel()
		if strings.HasPrefix(path, "/background/") && err != nil {
			t.Fatal(path, recorded(err))
		}
	}
	// In the second half of its life of 4 s a token is refreshed in the background.
	for start := time.Now(); time.Since(start) < 4*time.Second; time.Sleep(100 * time.Millisecond) {
		for _, path := range []string{"/background/app", "/background/fetch"} {
			if time.Since(start) < 2800*time.Millisecond {
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
				_, _ = providers[path].AccessToken(ctx)
				cancel()
			}
		}
	}
	most.Store(0) // the two fetches run alongside each other
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	for path, p := range providers {
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		_, err := p.AccessToken(ctx)
		cancel()
		if recorded(err) != nil {
			t.Errorf("%s: %v after %v", path, err, time.Since(start))
			continue
		}
		fmt.Println(path, "obtained a token after", time.Since(start))
	}
	if most.Load() > 2 {
		t.Errorf("%d fetches of two providers at once", most.Load())
	}
}
