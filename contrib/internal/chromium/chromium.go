//go:build unix

// Package chromium drives a headless Chromium or Chrome in tests, by the DevTools
// protocol over a pipe. Where no browser is installed the test is skipped; with
// the environment variable CI set it fails.
package chromium

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long a page may take, on a busy machine too.
const patience = 60 * time.Second

// A Page is the one tab of a browser, with cookies of its own. Its methods end
// the test if they fail, and are for one goroutine.
type Page struct {
	t       testing.TB
	cmd     *exec.Cmd
	log     bytes.Buffer
	in      io.Writer
	replies chan reply // closed when the browser has ended
	session string
	lastID  int
}

type reply struct {
	ID     int             `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// Open starts a browser that is stopped when the test ends.
func Open(t testing.TB) *Page {
	t.Helper()
	profile, err := os.MkdirTemp("", "chromium")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(profile) })
	commandIn, commandOut := pipe(t)
	replyIn, replyOut := pipe(t)
	p := &Page{t: t, in: commandOut, replies: make(chan reply, 100)}
	p.cmd = exec.Command(program(t), "--headless", "--remote-debugging-pipe", "--user-data-dir="+profile,
		"--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-extensions",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "about:blank")
	p.cmd.ExtraFiles = []*os.File{commandIn, replyOut} // descriptors 3 and 4
	p.cmd.Env = append(os.Environ(), "TMPDIR="+profile)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	p.cmd.WaitDelay = 5 * time.Second // in case a child left the group
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	commandIn.Close()
	replyOut.Close()
	go p.read(replyIn)
	t.Cleanup(func() {
		syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // the group has the browser's children
		p.cmd.Wait()
		if t.Failed() {
			t.Logf("the browser says: %s", p.log.String())
		}
	})
	p.attach()
	return p
}

func pipe(t testing.TB) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.Close()
		w.Close()
	})
	return r, w
}

func program(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("in CI a skip is a failure: neither Chromium nor Chrome is installed")
	}
	t.Skip("skipped: neither Chromium nor Chrome is installed")
	return ""
}

// read hands out the replies and drops the events. Messages end with a zero byte.
func (p *Page) read(r io.Reader) {
	defer close(p.replies)
	for b := bufio.NewReader(r); ; {
		message, err := b.ReadBytes(0)
		if err != nil {
			return
		}
		var m reply
		if json.Unmarshal(message[:len(message)-1], &m) == nil && m.ID != 0 {
			p.replies <- m
		}
	}
}

// call sends a command and decodes its result.
func (p *Page) call(method string, params map[string]any, result any) error {
	p.lastID++
	command := map[string]any{"id": p.lastID, "method": method, "params": params}
	if p.session != "" {
		command["sessionId"] = p.session
	}
	message, err := json.Marshal(command)
	if err != nil {
		return err
	}
	if _, err := p.in.Write(append(message, 0)); err != nil {
		return err
	}
	timeout := time.After(patience)
	for {
		select {
		case m, ok := <-p.replies:
			switch {
			case !ok:
				return fmt.Errorf("%s: the browser has ended", method)
			case m.ID != p.lastID:
			case m.Error != nil:
				return fmt.Errorf("%s: %s", method, m.Error.Message)
			default:
				return json.Unmarshal(m.Result, result)
			}
		case <-timeout:
			return fmt.Errorf("%s: no reply within %v", method, patience)
		}
	}
}

// attach makes the first tab the one that commands go to.
func (p *Page) attach() {
	p.t.Helper()
	var targets struct {
		TargetInfos []struct{ TargetID, Type string }
	}
	p.until("the browser has a tab", func() (bool, error) {
		if err := p.call("Target.getTargets", nil, &targets); err != nil {
			p.t.Fatal(err)
		}
		for _, target := range targets.TargetInfos {
			if target.Type == "page" {
				var attached struct{ SessionID string }
				err := p.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
				p.session = attached.SessionID
				return true, err
			}
		}
		return false, nil
	})
}

// until polls a condition.
func (p *Page) until(what string, condition func() (bool, error)) {
	p.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		ok, err := condition()
		if ok {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("waiting until %s: %v", what, err)
		}
	}
}

// Visit opens an address, as if it was typed.
func (p *Page) Visit(url string) {
	p.t.Helper()
	var ignored struct{}
	if err := p.call("Page.navigate", map[string]any{"url": url}, &ignored); err != nil {
		p.t.Fatal(err)
	}
}

// WaitText waits until the page shows the text, and returns all that it shows and
// its address.
func (p *Page) WaitText(want string) (text, address string) {
	p.t.Helper()
	p.until("the page shows "+want, func() (bool, error) {
		var shown string
		err := p.evaluate(`document.body.innerText + "\n" + location.href`, &shown)
		if cut := strings.LastIndexByte(shown, '\n'); cut >= 0 {
			text, address = shown[:cut], shown[cut+1:]
		}
		if err == nil && !strings.Contains(text, want) {
			err = fmt.Errorf("it shows %q", shown)
		}
		return err == nil, err
	})
	return text, address
}

// Click clicks on the element with an ID once it is there.
func (p *Page) Click(id string) {
	p.t.Helper()
	p.until("the page has #"+id, func() (bool, error) {
		var clicked bool
		err := p.evaluate(fmt.Sprintf(`(e => { if (e) e.click(); return e != null })(document.getElementById(%q))`, id), &clicked)
		if err == nil && !clicked {
			err = fmt.Errorf("there is no #%s", id)
		}
		return clicked, err
	})
}

// Select chooses an option of the form field with a name.
func (p *Page) Select(name, option string) {
	p.t.Helper()
	p.until("the page has the field "+name, func() (bool, error) {
		var value string
		err := p.evaluate(fmt.Sprintf(`(e => { if (!e) return ""; e.value = %q; return e.value })(document.getElementsByName(%q)[0])`, option, name), &value)
		if err == nil && value != option {
			err = fmt.Errorf("its value is %q", value)
		}
		return value == option, err
	})
}

// evaluate returns the value of an expression. It fails while a page is loading.
func (p *Page) evaluate(expression string, value any) error {
	var result struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	err := p.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &result)
	if err == nil && result.ExceptionDetails != nil {
		err = fmt.Errorf("%s", result.ExceptionDetails)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(result.Result.Value, value)
}
